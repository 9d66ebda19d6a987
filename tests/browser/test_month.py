"""A month from the township's sheet to the printed circular, as five people do it in their browsers."""

import re
import subprocess

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

DEMO = "1"
PASSWORD = "guanling2016"
MONTH = "/appraisal/months/2016-09/"
PATIENCE = 90_000


def login(visit, username):
    """A window in which ``username`` has logged in."""
    page = visit()
    page.set_default_timeout(PATIENCE)
    page.goto("/")
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("link", name="月考核").first.click()
    return page


def open_sheet(page, township):
    """Go to a township's sheet of the month."""
    page.goto(MONTH)
    page.get_by_role("link", name=township, exact=True).click()


def mend_by_keyboard(visit, picture):
    """A township whose sheet came back mends it without touching the mouse."""
    clerk = login(visit, "pogong_jb")
    picture(clerk, "months")
    open_sheet(clerk, "坡贡镇")
    clerk.get_by_text("退回原因：新寨村评分与督查记录不符").wait_for()
    first, second = (clerk.locator("table.scores tbody tr").nth(number) for number in (0, 1))
    first.locator("input[name=de]").focus()
    clerk.keyboard.type("77.5")
    clerk.keyboard.press("Enter")  # to the next row: the first is saved
    first.get_by_text("已保存").wait_for()
    clerk.keyboard.type("120")
    clerk.keyboard.press("ArrowUp")
    second.get_by_text("没有保存。德应在 0 到 100 之间。").wait_for()
    picture(clerk, "sheet")
    second.locator("input[name=de]").fill("80")
    second.locator("input[name=de]").press("ArrowUp")
    second.get_by_text("已保存").wait_for()
    clerk.reload()
    assert first.locator("input[name=de]").input_value() == "77.5"
    assert second.locator("input[name=de]").input_value() == "80"
    return clerk


def fill_by_workbook(visit, picture, tmp_path):
    """Another township fills in the workbook and imports it."""
    other = login(visit, "puli_jb")
    open_sheet(other, "普利乡")
    with other.expect_download() as downloading:
        other.get_by_role("button", name="下载填报用表").click()
    path = tmp_path / "普利乡.xlsx"
    downloading.value.save_as(path)
    book = load_workbook(path)
    for row in book.active.iter_rows(min_row=4):
        if isinstance(row[0].value, int):
            for cell in row[4:10]:
                cell.value = 86.5
    book.save(path)
    other.get_by_role("link", name="导入表格").click()
    other.get_by_label("工作簿").set_input_files(path)
    other.get_by_label("数据日期").fill("2016-09-30")
    other.get_by_role("button", name="上传并核对").click()
    other.get_by_text("核对通过，还没有保存").wait_for()
    picture(other, "import-preview")
    other.get_by_role("button", name=re.compile("保存这")).click()
    other.get_by_text(re.compile(r"已保存 \d+ 行")).wait_for()
    picture(other, "import-saved")


def review_and_rank(visit, picture):
    """The bureau accepts what has come, excepts the others, closes the month and has it ranked."""
    reviewer = login(visit, "shenhe1")
    reviewer.goto(MONTH)
    picture(reviewer, "month")
    while True:
        reviewer.goto(MONTH)
        submitted = reviewer.locator("tr", has=reviewer.locator(".sheet-submitted"))
        if not submitted.count():
            break
        submitted.first.get_by_role("link").first.click()
        reviewer.get_by_role("button", name="审核通过").click()
        reviewer.get_by_text("审核通过。").wait_for()
    while reviewer.get_by_text("不等该乡镇").count():
        reviewer.get_by_text("不等该乡镇").first.click()
        reviewer.get_by_label("例外原因").first.fill("未按时上报，经县局研究作例外处理")
        reviewer.get_by_role("button", name="记录例外").first.click()
        reviewer.get_by_text("已记录").first.wait_for()
    reviewer.get_by_role("button", name="关闭2016年9月").click()
    reviewer.get_by_text("可以排序").wait_for()
    reviewer.get_by_role("button", name="排序", exact=True).click()
    reviewer.get_by_role("button", name="重新排序").wait_for()
    reviewer.get_by_role("link", name="排序", exact=True).click()
    picture(reviewer, "results")
    reviewer.locator("td.score a").first.click()
    expect(reviewer.get_by_text("得分怎样算出")).to_be_visible()
    picture(reviewer, "result")
    return reviewer


def prepare_and_issue(visit, picture, reviewer):
    """One prepares the circular, another issues it."""
    bureau = login(visit, "jingban1")
    bureau.goto(MONTH + "circular/")
    bureau.get_by_role("button", name="拟送审稿").click()
    bureau.get_by_text(re.compile(r"送审稿共 \d+ 页")).wait_for()
    picture(bureau, "circular-draft")
    reviewer.goto(MONTH + "circular/")
    reviewer.get_by_role("button", name="签发").click()
    reviewer.get_by_role("link", name="下载通报 PDF").wait_for()
    picture(reviewer, "circular-issued")


def correct_and_tell(visit, picture, reviewer):
    """One corrects a row of the issued month, another approves it and issues the notice."""
    bureau = login(visit, "jingban2")
    bureau.goto(MONTH + "results/")
    bureau.locator("td.score a").nth(20).click()
    bureau.get_by_role("link", name="提出更正").click()
    bureau.get_by_label("勤").fill("１００")
    bureau.get_by_label("更正理由").fill("漏登9月12日参加县级培训")
    bureau.get_by_label("依据文号").fill("关府〔2016〕23号")
    bureau.get_by_role("button", name="提出更正").click()
    bureau.get_by_text("待批准").wait_for()
    picture(bureau, "correction")
    reviewer.goto(bureau.url)
    reviewer.get_by_role("button", name="批准", exact=True).click()
    reviewer.get_by_text("已批准，待通知").wait_for()
    bureau.goto(MONTH + "corrections/")
    bureau.get_by_role("button", name="拟送审稿").click()
    bureau.get_by_text(re.compile(r"送审稿共 \d+ 页")).wait_for()
    reviewer.goto(MONTH + "corrections/")
    reviewer.get_by_role("button", name="签发更正通知").click()
    reviewer.get_by_role("link", name="下载更正通知 PDF").wait_for()
    picture(reviewer, "correction-notice")
    reviewer.goto(MONTH + "results/")
    expect(reviewer.get_by_text("更正后（第 2 版）")).to_be_visible()


def see_the_charts(page, picture):
    """Both charts of the month and a person's line are drawn, beside the tables with the same figures."""
    page.goto(MONTH + "charts/")
    for name in ("全县得分分布图", "各乡镇平均分比较图"):
        chart = page.get_by_label(name)
        chart.locator("svg path").first.wait_for(state="attached")
    picture(page, "charts")
    page.goto(MONTH + "results/")
    page.locator("tbody td.name a").first.click()
    page.get_by_label("历月总分图").locator("svg path").first.wait_for(state="attached")
    assert page.get_by_role("row").count() >= 3
    picture(page, "person-months")


def print_and_export(reviewer, tmp_path):
    """The paper as PDF pages, the table as a workbook."""
    with reviewer.expect_download() as downloading:
        reviewer.get_by_role("link", name="下载通报 PDF").click()
    pdf = tmp_path / "circular.pdf"
    downloading.value.save_as(pdf)
    subprocess.run(["pdftoppm", "-r", "40", "-png", pdf, tmp_path / "page"], check=True)
    assert len(list(tmp_path.glob("page-*.png"))) > 5
    with reviewer.expect_download() as downloading:
        reviewer.get_by_role("link", name="导出排名表").click()
    table = tmp_path / "table.xlsx"
    downloading.value.save_as(table)
    assert load_workbook(table).active["A1"].value == "2016年9月份村（居、社区）人口主任月考核排名表"


def test_from_the_sheet_to_the_printed_circular(visit, picture, tmp_path):
    clerk = mend_by_keyboard(visit, picture)
    fill_by_workbook(visit, picture, tmp_path)
    for username, township in (("pogong_zr", "坡贡镇"), ("puli_zr", "普利乡")):
        director = login(visit, username)
        open_sheet(director, township)
        director.get_by_role("button", name="提交县局审核").click()
        director.get_by_text("已提交县局审核。").wait_for()
    reviewer = review_and_rank(visit, picture)
    prepare_and_issue(visit, picture, reviewer)
    print_and_export(reviewer, tmp_path)
    correct_and_tell(visit, picture, reviewer)
    see_the_charts(clerk, picture)
    clerk.goto("/documents/papers/")
    clerk.get_by_role("link", name=re.compile("^关于2016年9月份")).click()
    expect(clerk.get_by_text("人口计生通〔").first).to_be_visible()
    picture(clerk, "paper")
