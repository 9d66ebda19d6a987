"""From what somebody did to a granted review: notice, hearing, two who decide, filing, and the way back."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

DEMO = "1"
PASSWORD = "guanling2016"
PATIENCE = 60_000
OWN_NAME = "彭琼"
GROUND = "提供虚假工作信息"


def today():
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def login(visit, username):
    """A window in which ``username`` has logged in."""
    page = visit()
    page.set_default_timeout(PATIENCE)
    page.goto("/")
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="工作台").wait_for()
    return page


def act(page, label, **values):
    """Fill in the form that does ``label`` (by the names of its fields) and send it."""
    exactly = re.compile(f"^\\s*{re.escape(label)}\\s*$")
    folded = page.locator("details.act:not([open]) > summary", has_text=exactly)
    if folded.count():
        folded.last.click()
    form = page.locator("form", has=page.get_by_role("button", name=label, exact=True)).last
    for name, value in values.items():
        field = form.locator(f"[name$='{name}']")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    form.get_by_role("button", name=label, exact=True).click()


def stands(page, state):
    """The case's page shows ``state`` as where it stands."""
    expect(page.locator("section.lock .state").first).to_have_text(state)


def established(visit, picture):
    """The bureau records what happened and somebody else there confirms it; the sweep of August finds it."""
    clerk = login(visit, "jingban1")
    clerk.goto("/appraisal/incidents/new/")
    option = clerk.locator("#id_director option", has_text=OWN_NAME).first
    clerk.locator("#id_director").select_option(option.get_attribute("value"))
    clerk.locator("#id_ground").select_option("e")
    clerk.locator("#id_happened_on").fill("2016-08-20")
    clerk.locator("#id_summary").fill("八月份上报的宣传次数与台账不符。")
    clerk.locator("main form").get_by_role("button").last.click()
    clerk.get_by_text("待核实").first.wait_for()
    reviewer = login(visit, "shenhe1")
    reviewer.goto(clerk.url)
    act(reviewer, "认定", document_number="关计监〔2016〕9号", decision="经核对台账，情况属实。")
    expect(reviewer.get_by_text("已认定").first).to_be_visible()
    picture(reviewer, "leaving-incident")
    reviewer.goto("/appraisal/sweeps/")
    reviewer.get_by_role("button", name="排查2016年8月").click()
    # Who asked for it is told when the worker has done it.
    expect(reviewer.locator("tr", has_text="2016年8月").get_by_text("已排查")).to_be_visible()
    reviewer.goto("/appraisal/sweeps/findings/?state=open")
    expect(reviewer.locator("tr", has_text=OWN_NAME)).to_contain_text(GROUND)
    picture(reviewer, "leaving-findings")
    return clerk


def told_and_heard(visit, picture):
    """The township takes it up, examines, tells the person; the person speaks."""
    office = login(visit, "huajiang_jb")
    office.goto("/appraisal/sweeps/findings/?state=open")
    office.locator("tr", has_text=OWN_NAME).get_by_role("link").last.click()
    picture(office, "leaving-finding")
    office.get_by_role("link", name="立案").click()
    act(office, "立案", facts="八月份上报的宣传次数与台账不符，经县局认定属实。")
    stands(office, "待核查")
    act(office, "核查属实", text="经核对村级台账，情况与认定一致。")
    act(office, "制发告知书")
    act(office, "登记告知书送达", day=today().isoformat(), how="in_person")
    stands(office, "已告知，待陈述申辩")
    person = login(visit, "benren")
    person.goto("/appraisal/mine/")
    person.get_by_role("link", name="涉及本人的事项").click()
    act(person, "陈述申辩", text="当月台账有两本，另一本未送核对。")
    expect(person.get_by_text("当月台账有两本").first).to_be_visible()
    picture(person, "leaving-own-case")
    office.reload()
    return office, person


def decided_and_filed(visit, office, picture):
    """Two people of the township decide, the county files, the decision is served."""
    last_day = today() + timedelta(days=31)
    director = login(visit, "huajiang_zr")
    director.goto(office.url)
    act(director, "提出决定意见", text="报表数据不实，影响工作。", last_day=last_day.isoformat())
    # Who has spoken first cannot be the second.
    expect(director.get_by_role("button", name="作出决定", exact=True)).to_have_count(0)
    leader = login(visit, "huajiang_ld")
    leader.goto(office.url)
    act(leader, "作出决定", text="同意。")
    stands(leader, "已决定，待备案")
    # Who confirmed what happened does not file it: another reviewer of the bureau.
    filer = login(visit, "shenhe2")
    filer.goto(office.url)
    act(filer, "县局备案")
    office.reload()
    act(office, "登记决定书送达，记载离任", day=today().isoformat(), how="in_person")
    picture(office, "leaving-decided")
    return last_day


def test_from_a_finding_to_a_granted_review(visit, picture):
    """Each step by another hand; the township sees that it was wrong, and the post is given back."""
    clerk = established(visit, picture)
    office, person = told_and_heard(visit, picture)
    last_day = decided_and_filed(visit, office, picture)
    when = f"{last_day.year}年{last_day.month}月{last_day.day}日"
    person.goto("/roster/people/mine/")
    expect(person.get_by_text(when).first).to_be_visible()
    person.goto("/appraisal/cases/own/")
    act(person, "提出复核（申诉）", text="另一本台账可以证明。")
    # The head of the township, who has had no part in it, decides on the review.
    settled = login(visit, "huajiang_dz")
    settled.goto(office.url)
    act(settled, "复核决定", grant="yes", opinion="补充的台账证明数据属实，原决定依据不足。")
    stands(settled, "已恢复任职")
    picture(settled, "leaving-reinstated")
    person.goto("/roster/people/mine/")
    expect(person.get_by_text(when)).to_have_count(0)
    clerk.goto(office.url)
    expect(clerk.get_by_text(re.compile("撤销")).first).to_be_visible()
