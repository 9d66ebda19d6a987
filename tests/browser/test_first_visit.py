"""The first visit to an empty system: county, 系统管理员, an account, a grant, its first login."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

ADMIN, FIRST, OWN = "shan-qing-shui-xiu-9", "xian-gai-mi-ma-2016", "ling-jiang-yi-qu-7"
# The bureau's own workbooks, where they are at hand.
SHARED = Path(__file__).parents[3] / "shared" / "data" / "county"
PATIENCE = 120_000


def test_from_nothing_to_a_clerk_at_work(visit, picture):
    page = visit()
    page.goto("/")
    page.get_by_label("县级区划代码").fill("520424")
    page.get_by_label("县名").fill("关岭布依族苗族自治县")
    page.get_by_label("管理员账号").fill("admin")
    page.get_by_label("管理员姓名").fill("管理员甲")
    page.get_by_label("密码", exact=False).first.fill(ADMIN)
    page.get_by_label("再输一次密码").fill(ADMIN)
    picture(page, "setup")
    page.get_by_role("button", name="建立").click()
    page.get_by_label("账号").fill("admin")
    page.get_by_label("密码").fill(ADMIN)
    picture(page, "login")
    page.get_by_role("button", name="登录").click()
    page.get_by_role("link", name="账号").first.click()
    picture(page, "accounts")
    page.get_by_role("link", name="新建账号").click()
    page.get_by_label("账号", exact=False).first.fill("jingban")
    page.get_by_label("姓名").fill("经办乙")
    page.get_by_label("初始密码").fill(FIRST)
    page.get_by_role("button", name="建立账号").click()
    page.get_by_label("角色").select_option(label="县局经办")
    page.get_by_label("单位").select_option(label="关岭布依族苗族自治县")
    page.get_by_role("button", name="授权", exact=True).click()
    expect(page.get_by_role("cell", name="县局经办")).to_be_visible()
    picture(page, "account")

    clerk = visit()
    clerk.goto("/")
    clerk.get_by_label("账号").fill("jingban")
    clerk.get_by_label("密码").fill(FIRST)
    clerk.get_by_role("button", name="登录").click()
    expect(clerk.get_by_text("这是初始密码")).to_be_visible()
    clerk.get_by_label("旧密码").fill(FIRST)
    clerk.get_by_label("新密码", exact=False).first.fill(OWN)
    clerk.get_by_label("新密码确认", exact=False).fill(OWN)
    picture(clerk, "password")
    clerk.get_by_role("button", name="保存").click()
    expect(clerk.get_by_text("关岭布依族苗族自治县 · 县局经办")).to_be_visible()
    picture(clerk, "first-page")
    if SHARED.is_dir():
        load_the_bureaus_workbooks(clerk, picture)


def load_the_bureaus_workbooks(clerk, picture):
    """Divisions, people and a month's sheets, as the office has them, in one upload."""
    clerk.set_default_timeout(PATIENCE)
    clerk.get_by_role("link", name="导入表格").first.click()
    clerk.get_by_label("工作簿").set_input_files(sorted(SHARED.rglob("*.xlsx")))
    clerk.get_by_label("数据日期").fill("2016-09-30")
    clerk.get_by_role("button", name="上传并核对").click()
    clerk.get_by_text("核对通过，还没有保存").wait_for()
    picture(clerk, "county-preview")
    clerk.get_by_role("button", name=re.compile("保存这")).click()
    clerk.get_by_text(re.compile(r"已保存 \d+ 行")).wait_for()
    picture(clerk, "county-saved")
    clerk.get_by_role("link", name="月考核").first.click()
    month = clerk.get_by_role("row", name=re.compile("2016年9月"))
    assert month.get_by_text(re.compile(r"填报 \d+")).inner_text() == "填报 13"
    month.get_by_role("link").first.click()
    clerk.get_by_role("link", name="花江镇", exact=True).click()
    # Everybody of the township stands there with the scores of its workbook.
    assert clerk.get_by_role("row").count() > 40
    picture(clerk, "county-sheet")
