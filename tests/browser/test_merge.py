"""Two villages become one, as two people of the bureau do it; what the village's own account sees then."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

DEMO = "1"
PASSWORD = "guanling2016"
PATIENCE = 90_000
TOWNSHIP = "花江镇"
NEW, CODE = "和平永睦村村民委员会", "520424110230"
DAY = "2016-10-01"


def login(visit, username):
    """A window in which ``username`` has logged in."""
    page = visit()
    page.set_default_timeout(PATIENCE)
    page.goto("/")
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("link", name="机构").first.click()
    return page


def directors(page, village):
    """The names of a village's population directors on its page."""
    page.get_by_role("link", name=village, exact=True).first.click()
    expect(page.get_by_role("heading", name=village, exact=True).first).to_be_visible()
    rows = page.locator("tr", has=page.get_by_role("cell", name="人口主任", exact=True))
    return set(rows.locator("td.name a").all_inner_texts())


def propose(visit, picture):
    """The clerk drafts the merger and lays it before the reviewer; returns its address and who serves."""
    clerk = login(visit, "jingban1")
    serving = set()
    for village in ("和平村村民委员会", "永睦村村民委员会"):
        clerk.goto("/roster/units/?on=2016-09-30")
        serving |= directors(clerk, village)
    clerk.goto("/roster/units/")
    clerk.get_by_role("link", name="区划调整").click()
    clerk.get_by_role("link", name="新建区划调整").first.click()
    clerk.get_by_label("生效日期").fill(DAY)
    clerk.get_by_label("批准文号").fill("关府〔2016〕30号")
    clerk.get_by_label("事由").fill("合村并居")
    clerk.get_by_role("button", name="下一步").click()
    clerk.get_by_text("已建立，请添加要调整的机构").wait_for()
    address = clerk.url
    clerk.get_by_role("link", name="合并", exact=True).click()
    clerk.get_by_label("合并哪里的机构").select_option(label=f"{TOWNSHIP}的村（居、社区）")
    clerk.get_by_role("button", name="列出").click()
    clerk.get_by_label("和平村 520424110201").check()
    clerk.get_by_label("永睦村 520424110202").check()
    clerk.get_by_label("合并后的名称").fill(NEW)
    clerk.get_by_label("合并后的代码").fill(CODE)
    clerk.get_by_role("button", name="列入本次调整").click()
    clerk.get_by_text("已列入：合并").wait_for()
    picture(clerk, "merge-draft")
    clerk.get_by_role("button", name="提交审核").click()
    clerk.get_by_text("待审核").wait_for()
    return address, serving


def confirm(visit, picture, address):
    """The reviewer reads what it does and lets it take effect."""
    reviewer = login(visit, "shenhe1")
    reviewer.goto(address)
    expect(reviewer.get_by_text("2 个机构止于前一日，1 个新机构自2016年10月1日起")).to_be_visible()
    picture(reviewer, "merge-effect")
    reviewer.get_by_role("button", name="同意并生效").click()
    reviewer.get_by_text("已生效：机构、人员").wait_for()
    return reviewer


def test_two_villages_become_one(visit, picture):
    address, serving = propose(visit, picture)
    reviewer = confirm(visit, picture, address)
    reviewer.goto("/roster/units/?on=2016-10-31")
    assert reviewer.get_by_role("link", name="永睦村村民委员会", exact=True).count() == 0
    assert serving
    assert directors(reviewer, NEW) == serving
    expect(reviewer.get_by_text("合并").first).to_be_visible()
    picture(reviewer, "merge-new-village")
    reviewer.get_by_role("link", name="永睦村村民委员会").click()
    reviewer.get_by_text("本机构止于2016年9月30日，现为").wait_for()
    expect(reviewer.get_by_text(f"并入{NEW}")).to_be_visible()
    picture(reviewer, "merge-old-village")
    # History stays under the old name.
    reviewer.get_by_role("link", name="查看当时的岗位和人员").click()
    reviewer.get_by_text("截至 2016年9月30日").first.wait_for()
    assert reviewer.locator("tr", has_text="人口主任").count() >= 2
    # Access follows: the account of the old village sees the new one, and the past of both.
    village = login(visit, "heping_cun")
    village.goto("/roster/units/?on=2016-10-31")
    assert directors(village, NEW) == serving
    picture(village, "merge-village-account")
    village.get_by_role("link", name="和平村村民委员会").click()
    village.get_by_text("本机构止于2016年9月30日").wait_for()
    village.goto("/roster/units/?on=2016-10-31")
    assert village.get_by_role("link", name="厂上村村民委员会").count() == 0
