"""The pages of sessions: what they show to whom, what a refusal keeps, what they cost."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from guanling.accounts.enums import Role
from guanling.audit.models import AccessRecord
from guanling.documents.models import PrintJob
from tests.people import make_county
from tests.training.build import attend, course, enrol, session
from tests.training.people import AM, MONDAY, PM, TUESDAY, announced, at, directors, prepared
from training.enums import Category, Presence, SessionState, Source
from training.models import Enrolment, Plan, PlanLine, Session
from training.services import codes, results


@pytest.fixture
def world(db):
    return make_county()


@pytest.fixture
def clerk(world):
    return world.users[Role.BUREAU_CLERK]


@pytest.fixture
def people(world):
    return directors(world, 2)


@pytest.fixture
def held(world, clerk, people):
    return announced(world.county, course(world.county), clerk, MONDAY, people=people)


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def url(name, *args):
    return reverse(f"training:{name}", args=args)


def text_of(response):
    return response.content.decode()


def typed(*days, **fields):
    """What the form of a session sends."""
    data = {
        "name": "九月培训",
        "audience": "directors",
        "place": "二楼",
        "teacher": "王老师",
        "capacity": "60",
        "note": "带笔记本",
        "days-TOTAL_FORMS": "4",
        "days-INITIAL_FORMS": "0",
        **fields,
    }
    for number in range(4):
        data |= {
            f"days-{number}-day": days[number].isoformat() if number < len(days) else "",
            f"days-{number}-am": "on",
            f"days-{number}-pm": "on",
            f"days-{number}-am_begins": "09:00",
            f"days-{number}-am_ends": "12:00",
            f"days-{number}-pm_begins": "14:00",
            f"days-{number}-pm_ends": "17:00",
        }
    return data


# --- preparing -----------------------------------------------------------------------------------


def test_from_the_form_to_the_session(world, clerk):
    client, taught = browser(clerk), course(world.county)
    response = client.post(
        url("session-new"), typed(MONDAY, TUESDAY, unit=world.county.pk, course=taught.pk), follow=True
    )
    made = Session.objects.get()
    assert made.halves.count() == 4
    assert "已建立“九月培训”" in text_of(response)
    assert "列入参训人员" in text_of(response)
    assert "是周末" not in text_of(response)


def test_a_weekend_is_told_not_refused(world, clerk):
    response = browser(clerk).post(
        url("session-new"),
        typed(date(2016, 9, 10), unit=world.county.pk, course=course(world.county).pk),
        follow=True,
    )
    assert "9月10日（周六）是周末或法定节假日" in text_of(response)
    assert Session.objects.count() == 1


@pytest.mark.parametrize(
    ("days", "changes", "said"),
    [
        ((), {}, "请至少选一个半天"),
        ((MONDAY,), {"days-0-am": "", "days-0-pm": ""}, "请勾选上午或下午"),
        ((MONDAY,), {"days-0-am_ends": ""}, "请填写上午的开始和结束时间"),
        ((MONDAY,), {"days-0-day": "九月五日"}, "日期请写成"),
        ((MONDAY, MONDAY), {}, "9月5日上午填了两次"),
        ((MONDAY,), {"teacher": ""}, "请填写授课人"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(world, clerk, days, changes, said):
    data = {**typed(*days, unit=world.county.pk, course=course(world.county).pk), **changes}
    response = browser(clerk).post(
        url("session-new"), {k: v for k, v in data.items() if v != "" or "day" in k}
    )
    assert response.status_code == 422
    assert said in text_of(response)
    assert "带笔记本" in text_of(response)
    assert not Session.objects.exists()


def test_more_days_keep_what_was_typed_and_save_nothing(world, clerk):
    data = typed(MONDAY, unit=world.county.pk, course=course(world.county).pk, more="1")
    response = browser(clerk).post(url("session-new"), data)
    assert response.status_code == 200
    assert 'name="days-7-day"' in text_of(response)
    assert "2016-09-05" in text_of(response)
    assert not Session.objects.exists()


def test_from_a_line_of_the_plan(world):
    own = world.users[Role.TOWNSHIP_CLERK]
    plan = Plan.objects.create(unit=world.townships[0], year=2016)
    line = PlanLine.objects.create(
        plan=plan,
        month=9,
        course=course(world.county),
        audience="village_staff",
        days=1,
        people=40,
        place="三楼",
    )
    address = f"{url('session-new')}?line={line.pk}"
    shown = text_of(browser(own).get(address))
    assert "三楼" in shown
    assert 'value="40"' in shown
    data = typed(MONDAY, unit=plan.unit_id, course=line.course_id)
    browser(own).post(address, data)
    assert Session.objects.get().plan_line == line
    assert browser(world.foreign[Role.TOWNSHIP_CLERK]).get(address).status_code == 404


def test_a_township_uses_the_countys_courses_and_its_own_only(world):
    for unit, name in (
        (world.county, "县课"),
        (world.townships[0], "本镇课"),
        (world.townships[1], "邻镇课"),
    ):
        course(unit, name)
    shown = text_of(browser(world.users[Role.TOWNSHIP_CLERK]).get(url("session-new")))
    assert "县课" in shown
    assert "本镇课" in shown
    assert "邻镇课" not in shown


def test_editing_what_is_settled_leads_back(held, clerk):
    Session.objects.filter(pk=held.pk).update(state=SessionState.SUBMITTED)
    response = browser(clerk).get(url("session-edit", held.pk), follow=True)
    assert "不能再修改" in text_of(response)


# --- the list ------------------------------------------------------------------------------------


def test_a_township_sees_the_countys_sessions_with_its_own_people_only(world, clerk):
    here, there = directors(world, 1, name="本镇人")[0], directors(world, 1, township=1, name="邻镇人")[0]
    held = announced(world.county, course(world.county), clerk, MONDAY, people=[here, there])
    client = browser(world.users[Role.TOWNSHIP_CLERK])
    assert held.name in text_of(client.get(url("sessions")))
    shown = text_of(client.get(url("session", held.pk)))
    assert here.name in shown
    assert there.name not in shown
    assert "只列本单位的人员" in shown
    assert "取消这期培训" not in shown
    book = load_workbook(BytesIO(client.get(url("session-export", held.pk)).content)).active
    assert [row[2].value for row in book.iter_rows(min_row=5, max_row=6)] == [here.name, None]
    neighbours = session(world.townships[1], MONDAY)
    assert client.get(url("session", neighbours.pk)).status_code == 404


def test_filters_and_export(world, clerk):
    session(world.county, MONDAY, name="县班")
    session(world.townships[0], date(2015, 3, 2), name="镇班", category=Category.TOWNSHIP)
    client = browser(clerk)
    for query, found in (
        ({"year": 2015}, {"镇班"}),
        ({"category": "update"}, {"县班"}),
        ({"unit": world.county.code}, {"县班"}),
        ({"unit": world.townships[0].code}, {"镇班"}),
        ({"state": "filed"}, set()),
        ({}, {"县班", "镇班"}),
    ):
        shown = text_of(client.get(url("sessions"), query))
        assert {name for name in ("县班", "镇班") if f">{name}</a>" in shown} == found
        book = load_workbook(BytesIO(client.get(url("sessions-export"), query).content)).active
        assert {row[0].value for row in book.iter_rows(min_row=4)} - {None} == found
    assert "新建培训班" in text_of(client.get(url("sessions"), {"state": "filed"}))


def test_inviting_by_ticks(world, clerk, people):
    held = prepared(world.county, course(world.county), clerk, MONDAY, capacity=1)
    client = browser(clerk)
    shown = text_of(client.get(url("session-invite", held.pk)))
    assert shown.count("checked") == 1
    assert "名额不够" in shown
    response = client.post(url("session-invite", held.pk), {"person": [one.pk for one in people]})
    assert response.status_code == 422
    assert text_of(response).count("checked") == 2
    client.post(url("session-invite", held.pk), {"person": [people[1].pk]})
    assert held.enrolments.get().reason == "开班当日在任（P3.2）"


def test_adding_by_name_never_shows_in_an_address(world, clerk, people):
    held = prepared(world.county, course(world.county), clerk, MONDAY)
    client, address = browser(clerk), url("session-add", held.pk)
    shown = client.post(address, {"text": people[0].name})
    assert "甲镇 · 甲家村 人口主任" in text_of(shown)
    assert "没有找到" in text_of(client.post(address, {"text": "查无此人"}))
    response = client.post(address, {"text": people[0].name, "person": people[0].pk})
    assert response.url == url("session", held.pk)
    again = client.post(address, {"text": people[0].name, "person": people[0].pk})
    assert again.status_code == 422
    assert "已在参训名单上" in text_of(again)
    own = session(world.townships[1], MONDAY, state=SessionState.DRAFT)
    stranger = browser(world.foreign[Role.TOWNSHIP_CLERK])
    assert stranger.post(url("session-add", own.pk), {"person": people[0].pk}).status_code == 404


def test_telling_and_taking_off(world, held, clerk, people):
    # The session is long over: nobody is taken off, telling may still be written down.
    client = browser(clerk)
    row = held.enrolments.first()
    response = client.post(url("enrolment-withdraw", row.pk), {"reason": "住院"}, follow=True)
    assert "培训已经开始" in text_of(response)
    assert client.post(url("enrolment-withdraw", row.pk), {"reason": ""}).status_code == 422
    client.post(url("enrolments-notify", held.pk), {"enrolment": [row.pk, "x"]})
    row.refresh_from_db()
    assert row.notified_by == clerk


# --- the grid ------------------------------------------------------------------------------------


def grid(held, client, **changes):
    """What the grid sends: as it stands, with ``changes`` of fields."""
    data = {"late_reason": changes.pop("late_reason", "补登")}
    halves = list(held.halves.values_list("day", "part"))
    marks = {(m.person_id, m.day, m.part): m.presence for m in held.attendance.all()}
    for row in held.enrolments.all():
        for number, half in enumerate(halves):
            name = f"p{row.person_id}-{number}"
            data[name] = data[f"seen-{name}"] = marks.get((row.person_id, *half), "")
        data[f"reason-{row.person_id}"] = data[f"seen-reason-{row.person_id}"] = ""
    return client.post(url("session-attendance", held.pk), {**data, **changes})


def test_only_changed_cells_are_saved(held, clerk, people):
    client, (one, two) = browser(clerk), people
    response = grid(
        held, client, **{f"p{one.pk}-0": "present", f"p{two.pk}-1": "leave", f"reason-{two.pk}": "病假"}
    )
    assert response.status_code == 302
    assert held.attendance.count() == 2
    assert held.attendance.get(person=two).leave_reason == "病假"
    # Unchanged: nothing is written.
    before = list(held.attendance.values_list("pk", "recorded_at"))
    grid(held, client)
    assert list(held.attendance.values_list("pk", "recorded_at")) == before


def test_a_refused_grid_keeps_what_was_typed(held, clerk, people):
    client, (one, two) = browser(clerk), people
    response = grid(held, client, **{f"p{one.pk}-0": "leave", f"p{two.pk}-0": "absent"})
    assert response.status_code == 422
    assert "请假，须写明请假事由" in text_of(response)
    assert text_of(response).count('<option value="leave" selected>') == 1
    assert text_of(response).count('<option value="absent" selected>') == 1
    response = grid(held, client, late_reason="", **{f"p{one.pk}-0": "present"})
    assert "补录须写明补录说明" in text_of(response)
    assert not held.attendance.exists()


def test_what_another_clerk_saved_meanwhile_is_shown_and_the_second_save_counts(held, clerk, people):
    client, (one, _) = browser(clerk), people
    attend(held, one, MONDAY, parts=(AM,), presence=Presence.ABSENT)
    name = f"p{one.pk}-0"
    stale = {name: "present", f"seen-{name}": ""}
    response = grid(held, client, **stale)
    assert response.status_code == 422
    assert "刚刚已由他人登记成别的结果" in text_of(response)
    assert "他人登记为“缺”" in text_of(response)
    assert f'name="seen-{name}" value="absent"' in text_of(response)
    grid(held, client, **{name: "present"})
    assert held.attendance.get().presence == Presence.PRESENT


def test_late_marks_and_walk_ins_stand_on_the_page(world, held, clerk, people):
    grid(held, browser(clerk), late_reason="签到表迟交", **{f"p{people[0].pk}-0": "present"})
    enrol(held, directors(world, 1, township=1, name="邻镇人")[0])
    shown = text_of(browser(clerk).get(url("session", held.pk)))
    assert "补录 1" in shown
    assert "签到表迟交" in shown
    assert "未经通知到场" in shown


# --- the desk and one's own page -----------------------------------------------------------------


@pytest.fixture
def today_held(world, clerk, people):
    """A session that lasts all of today, with the account of 本人 on its list."""
    account = world.users[Role.SELF]
    people[0].account = account
    people[0].save()
    held = session(world.county, name="今日班", note="带笔记本")
    today = timezone.localdate()
    for part, begins, ends in ((AM, "00:00", "12:00"), (PM, "12:00:01", "23:59:59")):
        held.halves.create(day=today, part=part, begins=begins, ends=ends)
    for number, one in enumerate(people, 1):
        enrol(held, one, source=Source.RULE, seat=number, places=60, reason="在任")
    return held


def test_from_the_own_page_to_the_desk(world, today_held, clerk, people):
    me, desk = browser(world.users[Role.SELF]), browser(clerk)
    shown = text_of(me.get(url("mine")))
    assert "今日班" in shown
    assert "带笔记本" in shown
    assert "取签到码" in shown
    row = today_held.enrolments.get(person=people[0])
    me.post(url("sign-in-code", row.pk))
    code = today_held.codes.get().code
    assert code in text_of(me.get(url("mine")))
    cache.clear()
    response = desk.post(url("session-desk", today_held.pk), {"code": code})
    assert response.status_code == 200
    assert people[0].name in text_of(response)
    again = desk.post(url("session-desk", today_held.pk), {"code": code})
    assert again.status_code == 422
    assert "已用过" in text_of(again)
    assert "已签到" in text_of(me.get(url("mine")))
    assert "0.5" in text_of(me.get(url("mine")))


def test_nobody_takes_anothers_code_or_leave(world, today_held, people):
    me = browser(world.users[Role.SELF])
    other = today_held.enrolments.get(person=people[1])
    assert me.post(url("sign-in-code", other.pk)).status_code == 404
    assert me.post(url("leave-ask", other.pk), {"reason": "病"}).status_code == 404


def test_wrong_codes_are_counted(today_held, clerk):
    cache.clear()
    desk = browser(clerk)
    for _ in range(10):
        assert "没有这个签到码" in text_of(desk.post(url("session-desk", today_held.pk), {"code": "000000"}))
    assert "输错次数过多" in text_of(desk.post(url("session-desk", today_held.pk), {"code": "000000"}))
    cache.clear()


def test_asking_for_leave_keeps_a_refused_reason(world, today_held, people):
    me = browser(world.users[Role.SELF])
    row = today_held.enrolments.get(person=people[0])
    response = me.post(url("leave-ask", row.pk), {"reason": " "})
    assert response.status_code == 422
    assert "请写明请假的事由" in text_of(response)
    me.post(url("leave-ask", row.pk), {"reason": "家中有事"})
    assert "家中有事" in text_of(me.get(url("mine")))


def test_without_a_file_the_page_says_so(world):
    assert browser(world.users[Role.SELF]).get(url("mine")).status_code == 200


# --- to the certificate --------------------------------------------------------------------------


def test_from_attendance_to_the_certificate(world, held, clerk, people):
    people[0].account = world.users[Role.SELF]
    people[0].save()
    reviewer, desk = browser(world.users[Role.BUREAU_REVIEWER]), browser(clerk)
    attend(held, people[0])
    assert "还有1人的出勤没有登记完" in text_of(desk.post(url("session-hand-in", held.pk), follow=True))
    attend(held, people[1], presence=Presence.ABSENT)
    assert "报送备案" in text_of(desk.get(url("session", held.pk)))
    desk.post(url("session-hand-in", held.pk))
    assert "待县局另一位审核人员备案" in text_of(desk.get(url("session", held.pk)))
    assert reviewer.post(url("session-return", held.pk), {"reason": ""}).status_code == 422
    response = reviewer.post(url("session-file", held.pk), follow=True)
    assert "已备案，备案号关人口计生培备" in text_of(response)
    assert "生成结业证书" in text_of(desk.get(url("session", held.pk)))
    response = desk.post(url("session-certificates", held.pk), follow=True)
    assert "已发结业证书1份" in text_of(response)
    mine = text_of(browser(world.users[Role.SELF]).get(url("mine")))
    paper = Enrolment.objects.get(session=held, person=people[0]).certificate
    assert paper.paper.number in mine
    assert browser(world.users[Role.SELF]).get(url("certificate", paper.pk)).status_code in (200, 409)
    for name, kind in (
        ("session-certificates-print", "training-certificates"),
        ("session-filing-print", "training-filing-sheet"),
        ("session-sign-sheet", "training-sign-in"),
    ):
        desk.post(url(name, held.pk))
        assert PrintJob.objects.filter(kind=kind, requested_by=clerk).count() == 1
    reviewer.post(url("session-return", held.pk), {"reason": "漏人"})
    assert "复核中" in text_of(desk.get(url("session", held.pk)))


def test_full_numbers_leave_a_trace(held, clerk, people):
    browser(clerk).post(url("session-form", held.pk))
    record = AccessRecord.objects.get(object_type="training.session")
    assert (record.user, record.object_id) == (clerk, held.pk)


# --- what pages cost -----------------------------------------------------------------------------


def cost(client, address):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_pages_cost_the_same_for_few_and_many_participants(world, clerk):
    counts = []
    for number in (2, 60):
        made = announced(
            world.county,
            course(world.county),
            clerk,
            MONDAY + timedelta(number),
            people=directors(world, number, name=f"批{number}"),
            name=f"班{number}",
            audience="directors",
        )
        for row in made.enrolments.all():
            attend(made, row.person)
        client = browser(clerk)
        counts.append(
            [
                cost(client, url(name, made.pk))
                for name in (
                    "session",
                    "session-attendance",
                    "session-export",
                    "session-invite",
                    "session-desk",
                )
            ]
        )
    assert counts[0] == counts[1]


def test_lists_cost_the_same_for_few_and_many_sessions(world, clerk):
    me = directors(world, 1)[0]
    me.account = world.users[Role.SELF]
    me.save()
    counts = []
    for more in (2, 58):
        for _ in range(more):
            attend(session(world.county, MONDAY + timedelta(Session.objects.count())), me)
        counts.append([cost(browser(clerk), url("sessions")), cost(browser(me.account), url("mine"))])
    assert counts[0] == counts[1]


def test_codes_are_shown_to_nobody_else(world, today_held, clerk, people):
    row = today_held.enrolments.get(person=people[0])
    code = codes.take_code(enrolment=row, now=timezone.now()).code
    for name in ("session", "session-desk", "session-attendance"):
        assert code not in text_of(browser(clerk).get(url(name, today_held.pk)))


def test_a_correction_is_told_where_a_certificate_does_not_hold_any_more(world, held, clerk, people):
    attend(held, people[0])
    attend(held, people[1])
    results.hand_in(session=held, user=clerk, now=at(date(2016, 9, 9)))
    reviewer = world.users[Role.BUREAU_REVIEWER]
    results.file_session(session=held, user=reviewer, now=at(date(2016, 9, 9)), day=date(2016, 9, 9))
    results.issue_certificates(session=held, user=clerk, day=date(2016, 9, 9))
    results.send_back(session=held, user=reviewer, remark="有误", now=at(date(2016, 9, 9)))
    client = browser(clerk)
    grid(held, client, **{f"p{people[0].pk}-0": "absent"})
    response = client.post(url("session-hand-in", held.pk), follow=True)
    assert f"结业证书作废并应收回：{people[0].name}" in text_of(response)
    assert text_of(response).count("作废，应收回") == 1
