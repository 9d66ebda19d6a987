"""A round of open selection from the vacancy to the filed contract: a public visitor and five roles."""

import io
import re
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect
from psycopg import sql

from guanling.embedded import client
from guanling.embedded.postgres import OWNER
from tests.browser.test_leaving import act, login
from tests.roster.build import number

pytestmark = pytest.mark.browser

DEMO = "1"
CLERK, DIRECTOR, LEADER = "huajiang_jb", "huajiang_zr", "huajiang_ld"
REVIEWER, ORGANIZATION = "shenhe1", "zuzhibu"
TITLE = "花江镇补选人口主任"
BEST = ("韦小选", number(401, "19880302", male=False), "13985301234")
OTHERS = (
    ("岑小考", number(402, "19870511", male=False), "13985301235"),
    ("罗小试", number(403, "19900120"), "13985301236"),
)
MARKS = {"written": ("86", "78", "71"), "interview": ("88", "80", "75")}
JUDGES = 5
# Facts about the applicants, not about the round: they stay where they are while the days go by.
NO_DAYS_OF_THE_ROUND = {"birth_date"}


@dataclass(frozen=True)
class Scene:
    """A round's installation and address, and the township's windows."""

    home: Path
    picture: Callable
    address: str
    clerk: Page
    director: Page
    leader: Page


def photo():
    """An identity photo."""
    data = io.BytesIO()
    Image.new("RGB", (413, 531), (90, 120, 160)).save(data, "JPEG")
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": data.getvalue()}


@contextmanager
def as_owner(home):
    """The installation's database as its owner."""
    use = client.Use(home)
    try:
        with psycopg.connect(use.acquire().database_url(OWNER)) as connection:
            yield connection
    finally:
        use.release()


def days_go_by(home, days):
    """Move the whole round ``days`` into the past: its calendar, its moments, its papers' days.

    A test cannot wait for weeks. Moving everything by the same number of days is the same as waiting: what
    lay ahead by so much has come, and all lies as far apart as before.
    """
    with as_owner(home) as connection:
        columns = connection.execute(
            """SELECT c.table_name, c.column_name FROM information_schema.columns c
                 JOIN information_schema.tables t USING (table_schema, table_name)
                WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
                  AND c.table_name LIKE 'recruitment\\_%%' AND c.table_name NOT LIKE '%%event'
                  AND c.data_type IN ('date', 'timestamp with time zone')"""
        ).fetchall()
        tables = {}
        for table, column in columns:
            if column not in NO_DAYS_OF_THE_ROUND:
                tables.setdefault(table, []).append(column)
        tables["documents_paper"] = ["issued_on", "issued_at"]
        for table, names in tables.items():
            name = sql.Identifier(table)
            which = sql.SQL("WHERE kind LIKE 'selection-%'" if table == "documents_paper" else "")
            connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(name))
            moves = sql.SQL(", ").join(
                sql.SQL("{0} = {0} - make_interval(days => {1})").format(sql.Identifier(column), days)
                for column in names
            )
            connection.execute(sql.SQL("UPDATE {} SET {} {}").format(name, moves, which))
            connection.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(name))


def filled(page, **values):
    """Fill in fields by their ids."""
    for name, value in values.items():
        field = page.locator(f"#id_{name}")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def send(page, label):
    """Press the page's button."""
    page.get_by_role("button", name=label, exact=True).first.click()


def stands(page, word):
    """The round's head says where it stands."""
    expect(page.locator(".told .state").first).to_have_text(word)


def workday(day):
    """The first Monday from ``day`` on: dates of a notice begin on a day of work."""
    return day + timedelta(days=-day.weekday() % 7)


def planned(visit, picture):
    """The clerk opens the round from a vacancy, lays down its calendar and groups."""
    clerk = login(visit, CLERK)
    clerk.goto("/recruitment/rounds/new/")
    today = timezone.localdate()
    start = workday(today + timedelta(days=120))
    filled(clerk, title=TITLE, start_on=start.isoformat())
    picks = clerk.locator("input[name^='pick_']")
    for number_ in range(picks.count()):
        picks.nth(number_).set_checked(number_ == 0)
    places = clerk.locator("input[name^='places_']").first
    places.fill("1")
    picture(clerk, "selection-new")
    send(clerk, "建立批次")
    expect(clerk.get_by_role("heading", name=TITLE)).to_be_visible()
    address = clerk.url
    clerk.goto(f"{address}plan/")
    filled(
        clerk,
        place="花江镇计生办",
        phone="0851-37220001",
        supervision_phone="0851-37220002",
        opens_at=f"{today + timedelta(days=2)}T09:00",
        closes_at=f"{today + timedelta(days=10)}T17:30",
        review_until=(today + timedelta(days=14)).isoformat(),
        written_on=(today + timedelta(days=20)).isoformat(),
        interview_on=(today + timedelta(days=30)).isoformat(),
        check_from=(today + timedelta(days=35)).isoformat(),
        notice_from=workday(today + timedelta(days=45)).isoformat(),
        notice_to=(workday(today + timedelta(days=45)) + timedelta(days=25)).isoformat(),
    )
    clerk.locator("main form button.btn-primary").last.click()
    for side, role, office, name, title in (
        ("county", "head", "leader_in_charge", "陈分管", "副县长"),
        ("township", "head", "party_head", "韦书记", "花江镇党委书记"),
        ("township", "head", "government_head", "罗镇长", "花江镇镇长"),
    ):
        clerk.goto(f"{address}members/new/")
        filled(clerk, side=side, role=role, office=office, name=name, title=title)
        clerk.locator("main form button.btn-primary").last.click()
    clerk.goto(address)
    picture(clerk, "selection-planned")
    return clerk, address


def registered(visit, picture, clerk, address):
    """One applies on the public page, two at the counter; returns the visitor's registration number."""
    visitor = visit()
    visitor.goto("/recruitment/public/")
    visitor.get_by_role("link", name=TITLE).first.click()
    picture(visitor, "selection-public")
    visitor.get_by_role("link", name=re.compile("报名")).first.click()
    name, identity, phone = BEST
    filled(
        visitor,
        name=name,
        identity_number=identity,
        ethnicity="布依族",
        political_status="群众",
        education="college",
        school="安顺职业技术学院",
        major="护理",
        phone=phone,
    )
    visitor.locator("#id_opening").select_option(index=1)
    visitor.locator("#id_photo").set_input_files(photo())
    visitor.locator("#id_declared").check()
    visitor.locator("#id_informed").check()
    picture(visitor, "selection-apply")
    send(visitor, "提交报名")
    shown = visitor.locator("main", has_text=re.compile(r"\d{15}")).first
    code = re.search(r"\d{15}", shown.inner_text()).group(0)
    picture(visitor, "selection-mine")
    send(visitor, "退出查询")
    for name, identity, phone in OTHERS:
        clerk.goto(f"{address}registrations/new/")
        filled(
            clerk,
            name=name,
            identity_number=identity,
            ethnicity="汉族",
            political_status="群众",
            education="senior_high",
            school="关岭民族高级中学",
            phone=phone,
        )
        clerk.locator("#id_opening").select_option(index=1)
        clerk.locator("#id_photo").set_input_files(photo())
        clerk.locator("#id_declared").check()
        clerk.locator("main form button.btn-primary").last.click()
        expect(clerk.get_by_text(name).first).to_be_visible()
    return visitor, code


def looked_up(visitor, code):
    """The visitor asks for the own registration; somebody with another identity number learns nothing."""
    visitor.goto("/recruitment/public/look-up/")
    filled(visitor, number=code, identity=OTHERS[0][1])
    visitor.locator("main form button.btn-primary").last.click()
    expect(visitor.get_by_text(BEST[0])).to_have_count(0)
    filled(visitor, number=code, identity=BEST[1])
    visitor.locator("main form button.btn-primary").last.click()
    expect(visitor.get_by_text(code).first).to_be_visible()


def examined(scene, part):
    """A part is arranged and drawn, marked by two hands and closed by a third."""
    home, picture, address = scene.home, scene.picture, scene.address
    clerk, director, leader = scene.clerk, scene.director, scene.leader
    label = "笔试" if part == "written" else "面试"
    clerk.goto(f"{address}exams/{part}/arrange/")
    filled(clerk, site="花江镇中学", starts="09:00", ends="11:00", rooms="一楼101教室 30")
    if part == "interview":
        filled(clerk, judges=str(JUDGES))
    send(clerk, "保存安排")
    clerk.get_by_role("button", name=re.compile("^抽签排座位")).click()
    expect(clerk.get_by_text("按种子重算一致").first).to_be_visible()
    days_go_by(home, 10)
    names = {}
    with as_owner(home) as connection:
        for pk, name in connection.execute("SELECT id, name FROM recruitment_application").fetchall():
            names[str(pk)] = name
    order = [name for name, *_ in (BEST, *OTHERS)]
    for window, hand in ((clerk, "第1次"), (leader, "第2次")):
        window.goto(f"{address}exams/")
        section = window.locator("section.exam-part", has=window.get_by_role("heading", name=label))
        section.get_by_role("link", name=hand, exact=True).first.click()
        rows = window.locator("tr", has=window.locator("select[name^='s-']"))
        for place in range(rows.count()):
            row = rows.nth(place)
            pk = row.locator("select[name^='s-']").get_attribute("name").removeprefix("s-")
            mark = MARKS[part][order.index(names[pk])]
            cells = row.locator("input[inputmode='decimal']")
            for cell in range(cells.count()):
                cells.nth(cell).fill(mark)
        picture(window, f"selection-{part}-{hand[1]}")
        send(window, "保存本页")
        expect(window.locator(".wrong")).to_have_count(0)
    director.goto(f"{address}exams/")
    send(director, f"确认{label}成绩")
    clerk.goto(f"{address}exams/")
    picture(clerk, f"selection-{part}-closed")
    for window in (director, clerk):
        window.goto(f"{address}exams/")
        finish = window.locator(f"form[action$='/exams/{part}/finish/'] button")
        if finish.count():
            finish.click()
            break


def checked_and_shown(scene, visitor):
    """The best is checked and shown to the public by name, village and score; somebody confirms the end."""
    address, clerk = scene.address, scene.clerk
    clerk.goto(f"{address}notices/")
    stands(clerk, "考察体检")
    clerk.get_by_role("link", name="登记考察体检").click()
    today = timezone.localdate().isoformat()
    for part, button, values in (
        (
            "check",
            "登记考察",
            {"held_on": today, "first": "陈一", "second": "李二", "summary": "群众认可，表现良好。"},
        ),
        ("medical", "登记体检", {"held_on": today, "hospital": "县人民医院"}),
    ):
        form = clerk.locator(f"form[action$='/{part}/']")
        form.locator("[name$='outcome'][value='passed']").check()
        for name, value in values.items():
            form.locator(f"[name$='{name}']").fill(value)
        form.get_by_role("button", name=re.compile(f"^{button}")).click()
    clerk.goto(f"{address}notices/new/")
    filled(clerk, first_day=today)
    send(clerk, "拟定")
    notice = clerk.url
    scene.director.goto(notice)
    send(scene.director, "签发公示")
    visitor.goto("/recruitment/public/notices/")
    scene.picture(visitor, "selection-notice")
    expect(visitor.get_by_text(BEST[1])).to_have_count(0)
    # Over two weekends and a week of holidays no notice of five working days is still running.
    days_go_by(scene.home, 20)
    scene.leader.goto(notice)
    act(scene.leader, "确认公示结束", remark="公示期间未收到反映。")


def hired(visit, scene):
    """Handed in, approved by the county, appointed with contract and filing in one act."""
    picture, address, clerk, director = scene.picture, scene.address, scene.clerk, scene.director
    clerk.goto(f"{address}hires/")
    clerk.get_by_role("button", name=re.compile("^生成聘用材料")).click()
    director.goto(f"{address}hires/")
    director.locator("[name='hires']").first.check()
    director.locator("[name$='opinion']").first.fill("同意报批。")
    send(director, "报送勾选的人员")
    picture(director, "selection-handed-in")
    reviewer = login(visit, REVIEWER)
    reviewer.goto("/recruitment/approvals/")
    picture(reviewer, "selection-approvals")
    reviewer.locator("main a[href^='/recruitment/hires/']").first.click()
    hire = reviewer.url
    picture(reviewer, "selection-hire")
    form = reviewer.locator("form[action$='/decide/']")
    form.locator("[name$='outcome'][value='approve']").check()
    form.get_by_role("button", name="决定", exact=True).click()
    expect(reviewer.locator(".state", has_text="已批准").first).to_be_visible()
    clerk.goto(hire)
    clerk.locator("form[action$='/appoint/'] button").click()
    expect(clerk.locator(".state", has_text="已聘用").first).to_be_visible()
    # Filed in the same act by who approved.
    expect(clerk.get_by_text(re.compile("人口计生备")).first).to_be_visible()
    picture(clerk, "selection-appointed")


def test_from_the_vacancy_to_the_filed_contract(visit, picture, installation_home):
    home = installation_home
    clerk, address = planned(visit, picture)
    director, leader = login(visit, DIRECTOR), login(visit, LEADER)
    director.goto(address)
    director.get_by_role("link", name="签发公告").click()
    picture(director, "selection-announce")
    send(director, "签发并发布公告")
    director.goto(address)
    stands(director, "公告报名")

    days_go_by(home, 3)
    visitor, code = registered(visit, picture, clerk, address)
    looked_up(visitor, code)

    days_go_by(home, 8)
    clerk.goto(address)
    send(clerk, "结束报名，开始资格审查")
    stands(clerk, "资格审查")
    clerk.goto(f"{address}applications/")
    picture(clerk, "selection-applications")
    clerk.goto(f"{address}applications/accept/")
    clerk.locator("#id_seen").check()
    send(clerk, "审查通过")
    clerk.goto(address)
    send(clerk, "结束资格审查，进入笔试")
    stands(clerk, "笔试")

    scene = Scene(home, picture, address, clerk, director, leader)
    examined(scene, "written")
    clerk.goto(address)
    stands(clerk, "面试")
    examined(scene, "interview")
    clerk.goto(f"{address}results/")
    picture(clerk, "selection-results")
    # 86 × 60 % + 88 × 40 %.
    expect(clerk.get_by_text("86.80").first).to_be_visible()

    days_go_by(home, 5)
    checked_and_shown(scene, visitor)
    hired(visit, scene)
    clerk.goto(address)
    send(clerk, "办结批次")
    clerk.goto(address)
    stands(clerk, "已结束")

    organization = login(visit, ORGANIZATION)
    organization.goto(f"{address}report/")
    picture(organization, "selection-report")
    expect(organization.get_by_text(TITLE).first).to_be_visible()
    looked_up(visitor, code)
    expect(visitor.get_by_text("已聘用").first).to_be_visible()
