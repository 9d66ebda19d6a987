"""The office's sign-in workbook: what is taken, what is refused, and what goes out comes in again."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from guanling.accounts.enums import Role
from guanling.documents.imports import Context
from guanling.documents.services.imports import run_import
from tests.people import make_county
from tests.roster.build import number, person
from tests.training.build import attend, course, session
from tests.training.people import AM, MONDAY, PM, TUESDAY, announced, at, directors
from training.enums import Presence, SessionState, Source, Way
from training.models import Session
from training.services.results import hand_in
from training.workbooks.attendance import attendance_book, filling_form

HEAD = ("序号", "单位", "姓名", "身份证号码", "9月5日上午", "9月5日下午", "请假事由", "补录说明")
LATE = "签到表后交"


@pytest.fixture
def world(db):
    return make_county()


@pytest.fixture
def people(world):
    return directors(world, 2)


@pytest.fixture
def held(world, people):
    return announced(
        world.county, course(world.county), world.users[Role.BUREAU_CLERK], MONDAY, people=people
    )


def book(*rows, head=HEAD, title="九月培训签到表", lines=(), sheet="签到表"):
    made = Workbook()
    page = made.active
    page.title = sheet
    page.append([title])
    for line in lines:
        page.append([line])
    page.append(list(head))
    for row in rows:
        page.append(list(row))
    buffer = BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def row(someone, *cells, reason=None, late=LATE, identity=None, name=None):
    return (1, "甲家村", name or someone.name, identity or someone.identity_number, *cells, reason, late)


def take(content, *, commit=True, user=None, prefixes=("",), county="520424"):
    context = Context(on=timezone.localdate(), user=user, prefixes=prefixes, county=county)
    return run_import(sources=[("签到.xlsx", BytesIO(content))], context=context, commit=commit)


def first_line(held):
    return f"培训编号：P{held.pk}    第一天：2016年9月5日"


def wrong(outcome):
    assert not outcome.saved
    return [error.reason for error in outcome.report.errors]


def stored(held):
    return sorted(held.attendance.values_list("person__name", "part", "presence", "leave_reason"))


def test_a_column_per_half_day_is_read(held, people):
    one, two = people
    outcome = take(book(row(one, "到", "√"), row(two, "假（病假）", "缺"), lines=[first_line(held)]))
    assert outcome.saved
    assert (outcome.report.accepted, outcome.kinds[0].kind.label, outcome.kinds[0].new) == (
        2,
        "培训签到表",
        2,
    )
    assert stored(held) == sorted(
        [
            (one.name, AM, "present", ""),
            (one.name, PM, "present", ""),
            (two.name, AM, "leave", "病假"),
            (two.name, PM, "absent", ""),
        ]
    )
    assert set(held.attendance.values_list("way", "late", "late_reason")) == {(Way.IMPORTED, True, LATE)}


def test_the_same_file_twice_changes_nothing(held, people):
    content = book(row(people[0], "到", "假", reason="事假"), lines=[first_line(held)])
    take(content)
    before = list(held.attendance.order_by("pk").values())
    again = take(content)
    assert again.saved
    assert (again.kinds[0].new, again.kinds[0].changed, again.kinds[0].unchanged) == (0, 0, 1)
    assert list(held.attendance.order_by("pk").values()) == before


def test_what_goes_out_comes_in_again(held, people):
    one, two = people
    attend(held, one)
    attend(held, two, MONDAY, parts=(AM,), presence=Presence.LEAVE)
    attend(held, two, MONDAY, parts=(PM,), presence=Presence.ABSENT)
    content = filling_form(held, held.enrolments.select_related("person"))
    before = stored(held)
    held.attendance.all().delete()
    told = load_workbook(BytesIO(content)).active
    heads = [cell.value for cell in told[4]]
    assert heads == list(HEAD)
    assert told["A2"].value == first_line(held)
    late = heads.index("补录说明") + 1
    for number_ in (5, 6):
        told.cell(number_, late).value = LATE
    buffer = BytesIO()
    told.parent.save(buffer)
    assert take(buffer.getvalue()).saved
    assert stored(held) == before


def test_different_reasons_of_one_person_come_in_again(held, people):
    one = people[0]
    for part, reason in ((AM, "病假"), (PM, "开会")):
        attend(held, one, MONDAY, parts=(part,), presence=Presence.LEAVE, leave_reason=reason)
    content = filling_form(held, held.enrolments.select_related("person"))
    outcome = take(content)
    assert outcome.saved
    assert outcome.kinds[0].unchanged == 2
    assert "身份证号码" not in str(
        list(
            load_workbook(
                BytesIO(attendance_book(held, held.enrolments.select_related("person")))
            ).active.values
        )
    )


def test_by_name_and_first_day_where_there_is_no_number(world, held, people):
    other = session(world.county, TUESDAY, name="九月培训")
    content = book(row(people[0], "到", "到"), title="九月培训签到表（2016年9月5日）")
    assert take(content).saved
    assert held.attendance.count() == 2
    (reason,) = wrong(take(book(row(people[0], "到", "到"))))
    assert "有2期同名的培训班" in reason
    assert not other.attendance.exists()


@pytest.mark.parametrize(
    ("title", "lines", "said"),
    [
        ("别的培训班签到表", (), "认不出是哪一期培训"),
        ("九月培训签到表", ("培训编号：P999999",), "没有这个编号的培训班"),
        ("九月培训签到表", ("培训编号：P99999999999",), "没有这个编号的培训班"),
        ("十月培训签到表", ("培训编号：P{0}",), "的培训班是“九月培训”，与表上的标题不符"),
    ],
)
def test_a_workbook_of_another_session(held, people, title, lines, said):
    lines = [line.format(held.pk) for line in lines]
    (reason,) = wrong(take(book(row(people[0], "到", "到"), title=title, lines=lines)))
    assert said in reason
    assert not held.attendance.exists()


def test_a_half_day_beyond_the_sessions(held, people):
    head = (*HEAD[:5], "9月6日上午", *HEAD[6:])
    (reason,) = wrong(take(book(row(people[0], "到", "到"), head=head, lines=[first_line(held)])))
    assert "“9月6日上午”不在“九月培训”的培训时间（9月5日上午、9月5日下午）之内" in reason
    head = (*HEAD[:4], "2017年9月5日上午", *HEAD[5:])
    (reason,) = wrong(take(book(row(people[0], "到", "到"), head=head, lines=[first_line(held)])))
    assert "“2017年9月5日上午”不在" in reason


def test_half_days_that_lie_ahead(world, people):
    tomorrow = timezone.localdate() + timedelta(days=1)
    held = announced(
        world.county,
        course(world.county),
        world.users[Role.BUREAU_CLERK],
        MONDAY,
        (tomorrow, (AM,)),
        people=people,
    )
    head = (
        *HEAD[:4],
        "2016年9月5日上午",
        f"{tomorrow.year}年{tomorrow.month}月{tomorrow.day}日上午",
        *HEAD[6:],
    )
    (reason,) = wrong(take(book(row(people[0], "到", "到"), head=head, lines=[f"培训编号：P{held.pk}"])))
    assert "还没有开始" in reason
    assert take(book(row(people[0], "到", None), head=head, lines=[f"培训编号：P{held.pk}"])).saved


def test_rows_that_cannot_be_taken_are_each_told_and_nothing_is_saved(world, held, people):
    one, two = people
    other = session(world.townships[0], MONDAY, name="乡镇班")
    attend(other, two, MONDAY, parts=(AM,))
    outcome = take(
        book(
            row(one, "到", "迟到"),
            row(two, "到", "到"),
            row(one, "到", "到", identity=number(333)),
            row(one, "假", "到"),
            lines=[first_line(held)],
        )
    )
    reasons = wrong(outcome)
    assert [
        any(said in reason for reason in reasons)
        for said in (
            "应填“到”“假”“缺”之一",
            "此人9月5日上午已登记参加“乡镇班”",
            "都没有这个身份证号码",
            "同一人重复",
        )
    ] == [True] * 4
    assert not held.attendance.exists()


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"name": "别名"}, "名册上的姓名是"),
        ({"late": None}, "已过登记期限，属于补录"),
    ],
)
def test_one_wrong_thing_of_a_row(held, people, cells, said):
    (reason, *_) = wrong(take(book(row(people[0], "到", "到", **cells), lines=[first_line(held)])))
    assert said in reason


def test_leave_without_a_reason(held, people):
    (reason,) = wrong(take(book(row(people[0], "到", "请假"), lines=[first_line(held)])))
    assert "请假须写明事由" in reason


def test_who_was_not_invited_comes_onto_the_list(world, held, people):
    outside = person(world.townships[0], "王到场", serial=350)
    outcome = take(book(row(outside, "到", None), lines=[first_line(held)]))
    assert outcome.saved
    assert any("未经通知到场" in warning.reason for warning in outcome.report.warnings)
    added = held.enrolments.get(person=outside)
    assert (added.source, added.seat) == (Source.ATTENDED, None)
    empty = person(world.townships[0], "王未到", serial=351)
    (reason,) = wrong(take(book(row(empty, None, None), lines=[first_line(held)])))
    assert "不在参训名单上，表上也没有出勤" in reason


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (SessionState.DRAFT, "还没有发通知"),
        (SessionState.SUBMITTED, "已报送县局"),
        (SessionState.FILED, "已经备案"),
        (SessionState.CANCELLED, "已取消"),
    ],
)
def test_a_session_that_takes_no_attendance(held, people, state, said):
    facts = {
        SessionState.FILED: {"filing_number": "9号", "decided_at": "2016-09-20T08:00Z"},
        SessionState.CANCELLED: {"cancel_reason": "停电"},
    }
    Session.objects.filter(pk=held.pk).update(state=state, **facts.get(state, {}))
    (reason,) = wrong(take(book(row(people[0], "到", "到"), lines=[first_line(held)])))
    assert said in reason


def test_a_returned_session_is_mended_by_import(world, held, people):
    attend(held, people[0])
    attend(held, people[1], presence=Presence.ABSENT)
    clerk = world.users[Role.BUREAU_CLERK]
    hand_in(session=held, user=clerk, now=at(date(2016, 9, 12)))
    Session.objects.filter(pk=held.pk).update(state=SessionState.RETURNED, remark="有误")
    outcome = take(book(row(people[1], "到", "到"), lines=[first_line(held)]))
    assert outcome.saved
    assert outcome.kinds[0].changed == 1


def test_a_township_neither_reaches_the_countys_session_nor_learns_of_others_people(world, held, people):
    clerk, own = world.users[Role.TOWNSHIP_CLERK], world.townships[0]
    reach = {"user": clerk, "prefixes": (own.code,), "county": own.code[:6]}
    (reason,) = wrong(take(book(row(people[0], "到", "到"), lines=[first_line(held)]), **reach))
    assert "或不在您的管理范围内" in reason
    neighbour = person(world.townships[1], "王邻镇", serial=360)
    mine = session(own, MONDAY, name="乡镇班")
    said = []
    for identity in (neighbour.identity_number, number(361)):
        line = row(neighbour, "到", "到", identity=identity)
        said += wrong(take(book(line, title="乡镇班签到表", lines=[f"培训编号：P{mine.pk}"]), **reach))
    assert said[0] == said[1]


def test_a_person_put_into_two_sessions_by_one_upload(world, held, people):
    other = session(world.county, MONDAY, name="另一班")
    both = Workbook()
    both.remove(both.active)
    for name, made in (("九月培训", held), ("另一班", other)):
        page = both.create_sheet(name)
        for line in (
            [f"{name}签到表"],
            [f"培训编号：P{made.pk}"],
            list(HEAD),
            list(row(people[0], "到", None)),
        ):
            page.append(line)
    buffer = BytesIO()
    both.save(buffer)
    reasons = wrong(take(buffer.getvalue()))
    assert any("已登记参加“九月培训”" in reason for reason in reasons)


def test_other_kinds_are_still_known_by_their_heads(held):
    content = book(
        ("1", "甲镇", "甲家村", "王某", "520499198001011234"),
        head=("序号", "乡镇（街道）", "村（居、社区）", "姓名", "身份证号码"),
    )
    outcome = take(content)
    assert all(kind.kind.name != "training_attendance" for kind in outcome.kinds)
