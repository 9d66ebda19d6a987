"""A transfer inside the stability lock, as four people do it in their browsers, and a leader's by a fifth."""

import subprocess

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

DEMO = "1"
PASSWORD = "guanling2016"
LOCKED = "/roster/establishment/stability/?on=2016-09-30&kind=computer_operator&state=locked"
MOVES = "/roster/moves/"
PATIENCE = 60_000


def login(visit, username):
    """A window in which ``username`` has logged in."""
    page = visit()
    page.set_default_timeout(PATIENCE)
    page.goto("/")
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("link", name="人员").first.wait_for()
    return page


def ask(clerk, picture):
    """The township's clerk finds somebody who may not be moved yet, and asks; return the matter's address."""
    clerk.goto(LOCKED)
    picture(clerk, "locked")
    for number in range(clerk.get_by_role("link", name="申请调动").count()):
        clerk.goto(LOCKED)
        clerk.get_by_role("link", name="申请调动").nth(number).click()
        if not clerk.get_by_text("正在办理").count():
            break
    clerk.get_by_label("生效日期").fill("2016-10-08")
    told = clerk.locator("#told")
    told.get_by_text("不予调整期内").wait_for()
    told.get_by_text("N3.2").first.wait_for()
    clerk.get_by_label("拟任岗位").select_option(label="人口主任")
    clerk.get_by_label("拟任单位").select_option(label="断桥镇（计生办、计生站）")
    told.get_by_text("人口主任是村（居、社区）的岗位，请改选单位。").wait_for()
    clerk.get_by_label("拟任岗位").select_option(label="驻村干部")
    clerk.get_by_label("拟任单位").select_option(label="八角村")
    told.get_by_text("有空余名额").wait_for()
    picture(clerk, "request")
    clerk.get_by_label("事由").fill("家庭住地迁移，便于照顾老人")
    clerk.get_by_role("button", name="提出申请").click()
    clerk.get_by_text("已提出申请").wait_for()
    assert not clerk.get_by_role("button", name="签发征求意见函").count()
    picture(clerk, "requested")
    return clerk.url


def download(page, name, tmp_path):
    """Wait until the worker has set the letter ``name`` in the matter's row, and look that it is a paper."""
    link = page.locator("dd", has_text=name).get_by_role("link", name="下载 PDF")
    for _ in range(60):
        if link.count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    with page.expect_download() as downloading:
        link.click()
    path = tmp_path / f"{name}.pdf"
    downloading.value.save_as(path)
    subprocess.run(["pdftoppm", "-r", "40", "-png", path, path.with_suffix("")], check=True)
    assert list(tmp_path.glob(f"{name}*.png"))


def test_a_transfer_inside_the_lock_takes_effect_by_consent_alone(visit, picture, tmp_path):
    clerk = login(visit, "huajiang_jb")
    matter = ask(clerk, picture)
    name = clerk.locator("h1").inner_text().removesuffix("调动")

    director = login(visit, "huajiang_zr")
    director.goto(MOVES)
    director.locator("tr.mine").get_by_role("link", name=name).click()
    expect(director.get_by_text("不满3年").first).to_be_visible()
    director.get_by_role("button", name="签发征求意见函").click()
    director.get_by_text("已发函，文号 花府函〔").wait_for()
    download(director, "花府函", tmp_path)

    # Asked for, not consented to: on its day and after nothing has changed.
    director.goto(MOVES)
    expect(director.locator("tr", has_text=name).get_by_text("已征求意见")).to_be_visible()
    other = login(
        visit, "dingyun_jb"
    )  # the township to which 八角村 belongs sees it coming, and can do nothing
    other.goto(matter)
    assert not other.get_by_role("button", name="撤回").count()
    assert "已征求意见" in other.locator("dl.facts").first.inner_text()

    reviewer = login(visit, "shenhe1")
    reviewer.goto(MOVES)
    reviewer.locator("tr.mine").get_by_role("link", name=name).click()
    reviewer.get_by_label("同意", exact=True).check()
    reviewer.get_by_label("意见或理由").fill("请做好工作交接")
    reviewer.get_by_role("button", name="预览复函").click()
    reviewer.get_by_text(f"关于同意{name}同志调动的复函").first.wait_for()
    picture(reviewer, "reply-preview")
    reviewer.get_by_role("button", name="签发复函").click()
    reviewer.get_by_text("已登记“同意”，文号 关人口计生复〔").wait_for()
    # Its day had come: it is in effect at once.
    assert "已生效" in reviewer.locator("dl.facts").first.inner_text()
    picture(reviewer, "effected")
    download(reviewer, "关人口计生复", tmp_path)

    other.goto("/roster/people/?on=2016-10-31&kind=stationed_cadre")
    expect(other.get_by_role("link", name=name)).to_be_visible()
    clerk.goto(LOCKED.replace("2016-09-30", "2016-10-31"))
    assert not clerk.get_by_role("link", name=name, exact=True).count()


def test_a_leader_in_charge_moves_by_the_organization_departments_paper(visit, picture):
    reviewer = login(visit, "shenhe1")
    reviewer.goto(MOVES)
    row = reviewer.locator("tr", has_text="县委组织部").first
    row.get_by_role("link").click()
    expect(reviewer.get_by_text("N3.1").first).to_be_visible()
    # The bureau has no say here.
    assert not reviewer.get_by_label("同意", exact=True).count()
    matter = reviewer.url

    department = login(visit, "zuzhibu")
    department.goto(MOVES)
    department.locator("tr.mine").get_by_role("link").first.click()
    assert department.url == matter
    department.get_by_label("同意", exact=True).check()
    department.get_by_label("组织部文号").fill("关组干〔2016〕15号")
    department.get_by_label("文件日期").fill("2016-09-20")
    department.get_by_role("button", name="登记决定").click()
    department.get_by_text("已登记“同意”").wait_for()
    facts = department.locator("dl.facts")
    assert "已生效" in facts.first.inner_text()
    assert "关组干〔2016〕15号" in facts.last.inner_text()
    picture(department, "leader")
