"""A training from the plan to the certificate, and signing in by a code, as people do it in browsers."""

import re
import subprocess
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

DEMO = "1"
PASSWORD = "guanling2016"
PATIENCE = 60_000
COUNTY = "关岭布依族苗族自治县"
COURSE = "岗位职责和工作纪律"
OWN_NAME = "彭琼"


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


def choose_course(page):
    """Choose the course whose name stands among others' details in its option."""
    option = page.locator("#id_course option", has_text=COURSE).first
    page.locator("#id_course").select_option(option.get_attribute("value"))


def plan_the_year(clerk, picture):
    """The county's clerk plans one initial training this month and hands the plan in."""
    clerk.goto("/training/plans/")
    clerk.get_by_role("link", name="制订计划").first.click()
    clerk.locator("#id_unit").select_option(label=COUNTY)
    clerk.get_by_role("button", name="建立计划").click()
    clerk.get_by_role("link", name="添加项目").first.click()
    clerk.get_by_label("月份").select_option(str(today().month))
    choose_course(clerk)
    clerk.get_by_label("对象").select_option("new_directors")
    clerk.get_by_label("天数").fill("1")
    clerk.get_by_label("人数").fill("40")
    clerk.get_by_role("button", name="保存", exact=True).click()
    picture(clerk, "training-plan")
    clerk.get_by_role("button", name="报送备案").click()
    expect(clerk.locator("dl.facts").get_by_text("待备案")).to_be_visible()
    return clerk.url


def new_session(clerk, name, day, *, morning=None, afternoon=None):
    """Fill in the form of a new session of one day."""
    clerk.get_by_label("培训名称").fill(name)
    clerk.get_by_label("地点").fill("县委党校")
    clerk.get_by_label("授课人").fill("县局业务股")
    clerk.get_by_label("可容纳人数").fill("60")
    clerk.locator("#id_days-0-day").fill(day.isoformat())
    for part, hours in (("am", morning), ("pm", afternoon)):
        for end, hour in zip(("begins", "ends"), hours or (), strict=False):
            clerk.locator(f"#id_days-0-{part}_{end}").fill(hour)
    clerk.get_by_role("button", name="建立培训班").click()


def add_by_hand(clerk, name):
    """Put one person onto the list who is not there by the rule."""
    clerk.get_by_role("link", name="另行添加").click()
    clerk.get_by_label("姓名、拼音或身份证号码").fill(name)
    clerk.get_by_role("button", name="查找").click()
    clerk.get_by_role("button", name=re.compile("列入|添加")).first.click()
    expect(clerk.locator("table.participants").get_by_text(name)).to_be_visible()


def test_from_the_plan_to_the_certificate(visit, picture, tmp_path):
    clerk, reviewer = login(visit, "jingban1"), login(visit, "shenhe1")
    expect(clerk.get_by_text("初任缺训")).to_be_visible()
    plan = plan_the_year(clerk, picture)

    reviewer.goto("/")
    reviewer.get_by_role("link", name="备案年度培训计划").click()
    reviewer.goto(plan)
    reviewer.get_by_role("button", name="备案", exact=True).click()
    expect(reviewer.get_by_text("人口计生培备〔").first).to_be_visible()

    clerk.goto(plan)
    clerk.get_by_role("link", name="建培训班").click()
    new_session(clerk, "新任人口主任补训班", today() - timedelta(days=1))
    clerk.get_by_role("link", name="列入参训人员").click()
    picture(clerk, "training-invite")
    clerk.get_by_role("button", name="列入所选人员").click()
    add_by_hand(clerk, OWN_NAME)
    clerk.get_by_role("button", name="发出通知").click()
    clerk.get_by_role("link", name="登记出勤").first.click()
    for button in clerk.get_by_role("button", name="全到").all():
        button.click()
    picture(clerk, "training-attendance")
    clerk.get_by_role("button", name="保存本页").click()
    clerk.get_by_role("link", name="返回培训班").first.click()
    clerk.get_by_role("button", name="报送备案").click()
    expect(clerk.get_by_text("不合格0人")).to_be_visible()
    session = clerk.url
    # Who made it does not file it.
    assert not clerk.get_by_role("button", name="备案", exact=True).count()

    reviewer.goto(session)
    reviewer.get_by_role("button", name="备案", exact=True).click()
    expect(reviewer.get_by_text("人口计生培备〔").first).to_be_visible()
    clerk.goto(session)
    clerk.get_by_role("button", name="生成结业证书").click()
    expect(clerk.get_by_text("人口计生培证〔").first).to_be_visible()
    picture(clerk, "training-filed")

    # Who lacked the training before the post has made it up: nobody is left to be told of.
    clerk.goto("/")
    expect(clerk.get_by_text("初任缺训")).not_to_be_visible()

    person = login(visit, "benren")
    person.goto("/training/mine/")
    row = person.locator("tr", has_text="新任人口主任补训班")
    expect(row.get_by_text("合格", exact=True)).to_be_visible()
    picture(person, "training-mine")
    address = row.get_by_role("link", name="人口计生培证〔").get_attribute("href")
    for _ in range(90):
        answer = person.request.get(address)
        if answer.status == 200:
            break
        person.wait_for_timeout(1000)
    (tmp_path / "certificate.pdf").write_bytes(answer.body())
    subprocess.run(["pdftoppm", "-r", "60", "-png", "certificate.pdf", "page"], cwd=tmp_path, check=True)
    assert len(list(tmp_path.glob("page*.png"))) == 1


def test_signing_in_by_a_code_from_ones_own_page(visit, picture):
    clerk, person = login(visit, "jingban2"), login(visit, "benren")
    clerk.goto("/training/sessions/new/")
    choose_course(clerk)
    clerk.get_by_label("对象").select_option("new_directors")
    # There is always a half day that runs now.
    new_session(clerk, "现场签到培训班", today(), morning=("00:00", "11:59"), afternoon=("12:00", "23:59"))
    add_by_hand(clerk, OWN_NAME)
    clerk.get_by_role("button", name="发出通知").click()
    desk = clerk.get_by_role("link", name="签到处")
    desk.click()

    person.goto("/")
    person.get_by_role("link", name="参加培训").click()
    person.get_by_role("button", name="取签到码").click()
    code = person.locator(".big-code").inner_text()
    picture(person, "training-code")

    clerk.get_by_label("签到码").fill(code)
    clerk.get_by_role("button", name="签到", exact=True).click()
    expect(clerk.locator(".signed-in").get_by_text(OWN_NAME)).to_be_visible()
    picture(clerk, "training-desk")
    clerk.get_by_label("签到码").fill(code)
    clerk.get_by_role("button", name="签到", exact=True).click()
    expect(clerk.get_by_role("alert").first).to_be_visible()
    picture(clerk, "training-desk-twice")
    person.reload()
    expect(person.get_by_text("已签到")).to_be_visible()

    take_a_test(clerk, person, picture)


def take_a_test(clerk, person, picture):
    """The clerk gives a test in the session; whoever is on its list answers it on the own page."""
    clerk.get_by_role("link", name="返回培训班").click()
    clerk.get_by_role("link", name="安排测试").click()
    clerk.get_by_label("测试名称").fill("岗前应知应会测试")
    for name, hour in (("opens_at", "00:00"), ("closes_at", "23:59")):
        clerk.locator(f"#id_{name}_0").fill(today().isoformat())
        clerk.locator(f"#id_{name}_1").fill(hour)
    for kind, count, points in (("single", 2, 30), ("multiple", 0, 0), ("judge", 2, 20)):
        clerk.locator(f"#id_{kind}_count").fill(str(count))
        clerk.locator(f"#id_{kind}_points").fill(str(points))
    tick = clerk.get_by_label(COURSE)
    if not tick.is_checked():
        tick.check()
    picture(clerk, "training-test-new")
    clerk.get_by_role("button", name="保存", exact=True).click()
    clerk.get_by_role("button", name="开放测试").click()
    clerk.get_by_role("button", name="结束测试").wait_for()

    person.goto("/")
    person.get_by_role("link", name="参加知识测试").click()
    person.locator("tr", has_text="岗前应知应会测试").get_by_role("link", name="参加").click()
    person.get_by_role("button", name="开始作答").click()
    for number in range(1, 5):
        person.locator(f"input[name=q{number}]").first.check()
    expect(person.locator("#saved")).to_contain_text("已答 4 题")
    picture(person, "training-test-answers")
    person.get_by_role("button", name="交卷").click()
    expect(person.get_by_role("heading", name="岗前应知应会测试")).to_be_visible()
    expect(person.locator("#saved")).not_to_be_visible()
    picture(person, "training-test-result")

    clerk.reload()
    expect(clerk.locator("table").get_by_text(OWN_NAME)).to_be_visible()
    picture(clerk, "training-test")
