"""Yearly plans: drafted, handed in, filed without a gap, returned; what the pages say of them (N7.1)."""

import threading
from contextlib import suppress
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from guanling.accounts.enums import Role
from guanling.documents.models import PaperNumber, PrintJob
from guanling.documents.services.papers import render_print
from guanling.policy.services import decide
from guanling.runs.errors import Outrun, Refusal
from roster.enums import Level
from roster.models import Unit
from tests.at_once import at_once
from tests.people import make_county, make_user
from tests.roster.build import end_unit
from tests.training.build import course, session
from training.enums import PLAN_EDITABLE, PLAN_MOVES, Audience, Category, PlanState, SessionState
from training.models import Plan, PlanLine
from training.prints.plans import plan_content, plan_parts
from training.queries import plans as queries
from training.services import filing
from training.services import plans as services

YEAR = 2016


@pytest.fixture
def world(db):
    return make_county()


def plan(world, *, unit=None, year=YEAR, by=Role.TOWNSHIP_CLERK, lines=1):
    """A plan with lines of township training, one a month."""
    unit = unit or world.townships[0]
    made = services.make_plan(unit=unit, year=year, user=world.users[by])
    for month in range(1, lines + 1):
        add(made, month=month)
    return made


def add(made, *, month=3, category=Category.TOWNSHIP, days="1", taught=None, **fields):
    """A line of a plan."""
    return services.add_line(
        **{
            "plan": made,
            "month": month,
            "course": taught or course(made.unit, f"{category.label}课程", category),
            "audience": Audience.DIRECTORS,
            "days": Decimal(days),
            "people": 30,
            "place": "会议室",
            "teacher": "王老师",
            **fields,
        }
    )


def submit(world, made, *, by=Role.TOWNSHIP_CLERK):
    services.submit(plan=made, user=world.users[by])


def file(world, made, *, by=Role.BUREAU_REVIEWER):
    services.file_plan(plan=made, user=world.users[by])


def send_back(world, made, *, by=Role.BUREAU_REVIEWER, remark="请补上第四季度"):
    services.return_plan(plan=made, user=world.users[by], remark=remark)


def in_state(world, state, **how):
    """A plan in ``state``, brought there by the acts themselves."""
    made = plan(world, **how)
    if state != PlanState.DRAFT:
        submit(world, made)
    if state == PlanState.FILED:
        file(world, made)
    if state == PlanState.RETURNED:
        send_back(world, made)
    made.refresh_from_db()
    assert made.state == state
    return made


# --- states --------------------------------------------------------------------------------------

ACTS = {PlanState.SUBMITTED: submit, PlanState.FILED: file, PlanState.RETURNED: send_back}


@pytest.mark.parametrize("state", PlanState)
@pytest.mark.parametrize("target", ACTS)
def test_each_state_lets_through_just_what_the_table_says(world, state, target):
    made = in_state(world, state)
    before = Plan.objects.filter(pk=made.pk).values().get()
    if target in PLAN_MOVES[state]:
        ACTS[target](world, made)
        made.refresh_from_db()
        assert made.state == target
    else:
        with pytest.raises(Refusal):
            ACTS[target](world, made)
        assert Plan.objects.filter(pk=made.pk).values().get() == before


@pytest.mark.parametrize("state", PlanState)
def test_a_plan_changes_only_while_it_is_drafted_or_returned(world, state):
    made = in_state(world, state)
    line, extra = made.lines.get(), course(made.unit, "另一门", Category.TOWNSHIP)
    values = {"course": extra, "audience": Audience.DIRECTORS, "days": Decimal("2"), "people": 9}
    acts = (
        lambda: services.edit_aims(plan=made, aims="全员轮训"),
        lambda: services.add_line(plan=made, month=5, **values),
        lambda: services.edit_line(line=line, month=6, **values),
        lambda: services.copy_lines(plan=made, source=made),
        lambda: services.remove_line(line=line),
    )
    for act in acts:
        if state in PLAN_EDITABLE:
            act()
        else:
            with pytest.raises(
                Refusal, match=f"{made.get_state_display()}，不能再改；需要修改的，请县局先退回"
            ):
                act()
    kept = list(made.lines.values_list("month", "course__name"))
    assert kept == ([(5, "另一门")] if state in PLAN_EDITABLE else [(1, "乡镇集中培训课程")])


def test_an_empty_plan_is_not_handed_in(world):
    made = plan(world, lines=0)
    with pytest.raises(Refusal, match="还没有培训项目，不能报送"):
        submit(world, made)
    made.refresh_from_db()
    assert made.state == PlanState.DRAFT


def test_filing_numbers_run_without_a_gap_over_townships_and_the_county(world):
    first = in_state(world, PlanState.SUBMITTED)
    with suppress(RuntimeError), transaction.atomic():
        file(world, first)
        raise RuntimeError  # a filing that fails gives its number back
    file(world, first)
    county = plan(world, unit=world.county, by=Role.BUREAU_CLERK)
    submit(world, county, by=Role.BUREAU_CLERK)
    file(world, county)
    year = timezone.localdate().year
    numbers = list(Plan.objects.order_by("decided_at").values_list("filing_number", flat=True))
    assert numbers == [f"关人口计生培备〔{year}〕{serial}号" for serial in (1, 2)]
    # What is not handed in takes no number.
    with pytest.raises(Outrun):
        file(world, plan(world, unit=world.townships[1]))
    assert PaperNumber.objects.get(kind=filing.NUMBER_KIND).last == 2


def test_numbers_of_plans_and_sessions_come_from_the_same_row_of_a_year(db):
    world = make_county()
    assert filing.filing_number(county=world.county, day=date(2016, 5, 1)) == "关人口计生培备〔2016〕1号"
    assert filing.filing_number(county=world.county, day=date(2016, 5, 2)) == "关人口计生培备〔2016〕2号"
    assert filing.filing_number(county=world.county, day=date(2017, 1, 1)) == "关人口计生培备〔2017〕1号"


def test_a_filed_plan_given_back_loses_its_number_and_says_which(world):
    made = in_state(world, PlanState.FILED)
    number = made.filing_number
    send_back(world, made, remark="第四季度改期")
    made.refresh_from_db()
    assert (made.state, made.filing_number) == (PlanState.RETURNED, "")
    assert made.remark == f"第四季度改期（原备案号{number}作废）"
    submit(world, made)
    file(world, made)
    made.refresh_from_db()
    assert made.filing_number == number.replace("〕1号", "〕2号")
    assert made.remark == ""


@pytest.mark.parametrize("remark", ["", "　 "])
def test_a_plan_goes_back_only_with_a_reason(world, remark):
    made = in_state(world, PlanState.SUBMITTED)
    with pytest.raises(Refusal, match="请写明退回的原因"):
        send_back(world, made, remark=remark)


def test_who_made_or_handed_it_in_never_files_it_not_even_past_the_service(world):
    both = make_user("both", (Role.BUREAU_CLERK, world.county), (Role.BUREAU_REVIEWER, world.county))
    world.users["both"] = both
    made_by, handed_in = plan(world, by="both"), plan(world, unit=world.townships[1])
    submit(world, made_by)
    submit(world, handed_in, by="both")
    for one in (made_by, handed_in):
        for act in (file, send_back):
            with pytest.raises(Refusal, match="拟订或报送计划的人不能办理同一份计划的备案"):
                act(world, one, by="both")
        with pytest.raises(IntegrityError, match="plan_maker_is_not_checker"), transaction.atomic():
            Plan.objects.filter(pk=one.pk).update(decided_by=both)
        file(world, one)


def test_one_plan_a_unit_and_year_and_only_county_and_townships(world):
    plan(world)
    with pytest.raises(Refusal, match="本单位这一年度已有培训计划"):
        plan(world)
    plan(world, year=YEAR + 1)
    with pytest.raises(Refusal, match="由县局和乡镇（街道）分级制订"):
        plan(world, unit=world.villages[0])


def test_a_draft_begun_by_mistake_goes_away_what_was_handed_in_stays(world):
    wrong = plan(world, year=2017)
    services.discard(plan=wrong)
    assert not Plan.objects.filter(pk=wrong.pk).exists()
    back = in_state(world, PlanState.RETURNED)
    with pytest.raises(Refusal, match="报送过的计划不能删除"):
        services.discard(plan=back)
    used = plan(world, unit=world.townships[1])
    session(used.unit, date(YEAR, 3, 1), plan_line=used.lines.get())
    with pytest.raises(Refusal, match="已有培训班依据这份计划"):
        services.discard(plan=used)


# --- lines ---------------------------------------------------------------------------------------


def test_a_line_takes_courses_of_its_unit_and_county_that_are_offered(world):
    made = plan(world, lines=0)
    add(made, taught=course(world.county, "县课", Category.UPDATE))
    with pytest.raises(Refusal, match="“外镇课”不是甲镇或县局的课程"):
        add(made, taught=course(world.townships[1], "外镇课"))
    with pytest.raises(Refusal, match="“停开课”已停开，不能列入计划"):
        add(made, taught=course(world.townships[0], "停开课", active=False))
    with pytest.raises(Refusal, match="天数按半天计"):
        add(made, days="0.7")
    with pytest.raises(Refusal, match=r"天数应在0\.5至30天之间"):
        add(made, days="31")
    assert [line.course.name for line in made.lines.all()] == ["县课"]


def test_a_line_that_sessions_carry_out_keeps_its_course_and_stays(world):
    made = plan(world)
    line = made.lines.get()
    session(made.unit, date(YEAR, 1, 5), plan_line=line)
    values = {"month": 2, "audience": Audience.VILLAGE_STAFF, "days": Decimal("1.5"), "people": 40}
    with pytest.raises(Refusal, match="已有培训班依据这一项，课程不能改"):
        services.edit_line(line=line, course=course(made.unit, "别的", Category.TOWNSHIP), **values)
    services.edit_line(line=line, course=line.course, **values)
    line.refresh_from_db()
    assert (line.month, line.days, line.people) == (2, Decimal("1.5"), 40)
    with pytest.raises(Refusal, match="已有培训班依据这一项，不能删除"):
        services.remove_line(line=line)


def test_last_years_lines_are_taken_over_once_and_without_what_is_stopped(world):
    old = plan(world, year=YEAR - 1, lines=2)
    gone = course(old.unit, "旧课", Category.TOWNSHIP)
    add(old, month=9, taught=gone)
    gone.active = False
    gone.save()
    made = plan(world, lines=1)
    assert queries.last_years(made) == old
    copied = services.copy_lines(plan=made, source=old)
    assert copied == services.Copied(1, ("旧课",))
    assert list(made.lines.values_list("month", "days", "people")) == [(1, 1, 30), (2, 1, 30)]
    assert services.copy_lines(plan=made, source=old).lines == 0
    assert old.lines.count() == 3
    with pytest.raises(Refusal, match="只能复制本单位往年的计划"):
        services.copy_lines(plan=plan(world, unit=world.townships[1]), source=old)


# --- two at once ---------------------------------------------------------------------------------


def both_file(world, made, monkeypatch, *, checked=True):
    """Two reviewers file the same plan; each has looked before the other writes, if it can."""
    world.users["second"] = make_user("shenhe2", (Role.BUREAU_REVIEWER, world.county))
    together, take = threading.Barrier(2), services.filing_number

    def looked(**how):
        with suppress(threading.BrokenBarrierError):  # the other waits for the lock
            together.wait(timeout=1)
        return take(**how)

    monkeypatch.setattr(services, "filing_number", looked)
    if not checked:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **how: rows)

        def move(thing, to, table, *, called, **fields):
            type(thing).objects.filter(pk=thing.pk).update(state=to, **fields)

        monkeypatch.setattr(services, "move", move)
    return at_once(lambda: file(world, made), lambda: file(world, made, by="second"))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_file_the_same_plan_one_is_told_and_no_number_is_lost(monkeypatch):
    world = make_county()
    made = in_state(world, PlanState.SUBMITTED)
    results = both_file(world, made, monkeypatch)
    assert [type(one) for one in results if one is not None] == [Outrun]
    made.refresh_from_db()
    assert made.filing_number.endswith("〕1号")
    assert PaperNumber.objects.get(kind=filing.NUMBER_KIND).last == 1


@pytest.mark.django_db(transaction=True)
def test_without_lock_and_condition_a_number_would_be_lost(monkeypatch):
    """The control: the race is real."""
    world = make_county()
    made = in_state(world, PlanState.SUBMITTED)
    assert both_file(world, made, monkeypatch, checked=False) == [None, None]
    assert PaperNumber.objects.get(kind=filing.NUMBER_KIND).last == 2


def empties_while_handed_in(world, monkeypatch, *, lock=True):
    """One hands the plan in while another takes its only line out."""
    made = plan(world)
    line, together, move = made.lines.get(), threading.Barrier(2), services.move

    def meet():
        with suppress(threading.BrokenBarrierError):
            together.wait(timeout=1)

    def moving(*args, **fields):
        meet()
        move(*args, **fields)

    editable = services._editable

    def looked(found):
        found = editable(found)
        if threading.current_thread().name == "removing":
            meet()
        return found

    monkeypatch.setattr(services, "move", moving)
    monkeypatch.setattr(services, "_editable", looked)
    if not lock:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **how: rows)

    def remove():
        threading.current_thread().name = "removing"
        services.remove_line(line=line)

    results = at_once(lambda: submit(world, made), remove)
    made.refresh_from_db()
    return made, results


@pytest.mark.django_db(transaction=True)
def test_a_plan_is_not_emptied_while_it_is_handed_in(monkeypatch):
    made, results = empties_while_handed_in(make_county(), monkeypatch)
    assert len([one for one in results if isinstance(one, Refusal)]) == 1
    assert made.lines.exists() == (made.state == PlanState.SUBMITTED)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_it_would_be(monkeypatch):
    """The control: the race is real, and an empty plan would lie before the county."""
    made, results = empties_while_handed_in(make_county(), monkeypatch, lock=False)
    assert results == [None, None]
    assert (made.state, made.lines.exists()) == (PlanState.SUBMITTED, False)


# --- queries -------------------------------------------------------------------------------------


def test_what_waits_for_whom(world):
    first, second = in_state(world, PlanState.SUBMITTED), plan(world, unit=world.townships[1])
    reviewer, clerk = world.users[Role.BUREAU_REVIEWER], world.users[Role.TOWNSHIP_CLERK]
    assert list(queries.to_file(reviewer)) == [first]
    assert list(queries.to_file(clerk)) == list(queries.to_file(world.foreign[Role.BUREAU_REVIEWER])) == []
    missing = queries.missing_units([world.county.code], YEAR)
    assert list(missing) == [world.county, world.townships[1]]
    assert list(queries.missing_units([world.townships[1].code], YEAR)) == [world.townships[1]]
    send_back(world, first)
    assert list(queries.returned(clerk)) == [first]
    assert list(queries.returned(world.foreign[Role.TOWNSHIP_CLERK])) == []
    assert list(queries.to_file(reviewer)) == []
    assert list(queries.missing_units([world.townships[0].code], YEAR)) == [world.townships[0]]
    second.refresh_from_db()
    assert second.state == PlanState.DRAFT


def test_the_maker_of_a_plan_has_nothing_to_file(world):
    both = make_user("both", (Role.BUREAU_CLERK, world.county), (Role.BUREAU_REVIEWER, world.county))
    world.users["both"] = both
    mine, theirs = plan(world, by="both"), plan(world, unit=world.townships[1])
    submit(world, mine)
    submit(world, theirs)
    assert list(queries.to_file(both)) == [theirs]


def test_a_township_that_changed_its_code_does_not_plan_the_year_twice(world):
    old = world.townships[0]
    in_state(world, PlanState.FILED)
    heir = Unit.objects.create(
        level=Level.TOWNSHIP,
        code="520424109",
        name="新镇",
        short_name="新镇",
        parent=world.county,
        valid_from=date(YEAR, 7, 1),
    )
    end_unit(unit=old, last_day=date(YEAR, 6, 30), successor=heir)
    assert list(queries.missing_units([world.county.code], YEAR)) == [world.county, world.townships[1]]
    units = Unit.objects.below(world.county.code)
    rows = queries.overview(units, Plan.objects.all(), YEAR, date(YEAR, 12, 31))
    assert [(row.unit.short_name, row.state) for row in rows] == [
        ("关岭自治县", ""),
        ("甲镇", PlanState.FILED),
        ("乙镇", ""),
    ]


def test_the_list_says_what_each_plan_comes_to_and_how_far_it_has_come(world):
    county = plan(world, unit=world.county, by=Role.BUREAU_CLERK, lines=0)
    add(county, month=2, category=Category.INITIAL, days="3")
    add(county, month=5, category=Category.UPDATE, days="3")
    made = plan(world, lines=3)
    add(made, month=11)
    lines = list(made.lines.all())
    session(made.unit, date(YEAR, 1, 12), plan_line=lines[0])
    session(made.unit, plan_line=lines[1], state=SessionState.CANCELLED, cancel_reason="雪")

    def row_of_township():
        rows = queries.overview(Unit.objects.all(), Plan.objects.all(), YEAR, date(YEAR, 9, 15))
        return {row.unit.short_name: row for row in rows}["甲镇"]

    row = row_of_township()
    assert (row.lines, row.total_days, row.held, row.overdue) == (4, 4, 1, 2)
    assert row.by_category == [(0, 0), (0, 0), (4, 4)]
    # The county's plan counts for the township once it is filed.
    assert [finding.clause for finding in row.advice] == ["P3.2"]
    submit(world, county, by=Role.BUREAU_CLERK)
    file(world, county)
    assert row_of_township().advice == []


def test_figures_follow_the_countys_decision_of_the_year(world):
    decide(
        user=world.users[Role.BUREAU_CLERK],
        county_code=world.county.code,
        key="training.township_sessions_min",
        value="2",
        valid_from=date(YEAR, 7, 1),
        document_number="关人口计生发〔2016〕11号",
        reason="并村",
    )
    made = plan(world, lines=2)
    findings, policy = queries.findings_of(made)
    assert [(one.clause, one.met) for one in findings] == [("P3.2", False), ("P3.3", True)]
    assert "关人口计生发〔2016〕11号" in policy.source("training.township_sessions_min").text


# --- pages ---------------------------------------------------------------------------------------


def login(user):
    client = Client()
    client.force_login(user)
    return client


def text(answer):
    return answer.content.decode()


def typed(taught, **fields):
    """A line as its form is typed."""
    return {
        "month": 4,
        "course": taught.pk,
        "audience": Audience.DIRECTORS,
        "days": "1",
        "people": "25",
        "place": "",
        "teacher": "",
        **fields,
    }


def test_from_a_new_plan_to_its_number(world):
    clerk, reviewer = (login(world.users[role]) for role in (Role.TOWNSHIP_CLERK, Role.BUREAU_REVIEWER))
    year, taught = timezone.localdate().year, course(world.county, "集中", Category.TOWNSHIP)
    page = text(clerk.get(reverse("training:plans")))
    assert "未制订" in page
    answer = clerk.post(
        reverse("training:plan-new"),
        {"unit": world.townships[0].pk, "year": year, "aims": "一、轮训\n二、考试"},
    )
    made = Plan.objects.get()
    assert answer.url == reverse("training:plan", args=[made.pk])
    assert "计划里还没有培训项目" in text(clerk.get(answer.url))
    page = text(clerk.post(reverse("training:plan-submit", args=[made.pk]), follow=True))
    assert "还没有培训项目，不能报送" in page
    new = reverse("training:plan-line-new", args=[made.pk])
    wrong = clerk.post(new, typed(taught, days="0.7", teacher="王老师13885300000"))
    assert wrong.status_code == 422
    assert "天数按半天计" in text(wrong)
    assert "里面有手机号码" in text(wrong)
    assert 'value="25"' in text(wrong)
    assert clerk.post(new, typed(taught, again="1")).url == new
    page = text(clerk.post(reverse("training:plan-submit", args=[made.pk]), follow=True))
    # It would not reach the figures; that is told, not refused.
    assert "乡镇集中培训还差 3 次。" in page
    assert "待备案" in page
    assert "一、轮训<br>二、考试" in page
    page = text(reviewer.post(reverse("training:plan-return", args=[made.pk]), {"remark": " "}))
    assert "请填写退回原因" in page
    page = text(reviewer.post(reverse("training:plan-file", args=[made.pk]), follow=True))
    assert f"关人口计生培备〔{year}〕1号" in page
    page = text(
        reviewer.post(reverse("training:plan-return", args=[made.pk]), {"remark": "改期"}, follow=True)
    )
    assert "改期（原备案号" in page
    assert "重新报送" in text(clerk.get(reverse("training:plan", args=[made.pk])))


def test_the_county_clerk_plans_for_a_township_and_the_list_says_whose(world):
    bureau = login(world.users[Role.BUREAU_CLERK])
    year = timezone.localdate().year
    address = reverse("training:plan-new") + f"?unit={world.townships[1].pk}&year={year}"
    assert f'<option value="{world.townships[1].pk}" selected>乙镇' in text(bureau.get(address))
    bureau.post(address, {"unit": world.townships[1].pk, "year": year})
    made = Plan.objects.get()
    assert made.unit == world.townships[1]
    page = text(bureau.get(reverse("training:plans")))
    assert f'href="{reverse("training:plan", args=[made.pk])}">乙镇</a>' in page
    again = bureau.post(address, {"unit": world.townships[1].pk, "year": year, "aims": "再来"})
    assert again.status_code == 422
    assert "本单位这一年度已有培训计划" in text(again)
    assert "再来" in text(again)


def test_a_new_plan_begins_with_last_years_lines(world):
    year = timezone.localdate().year
    plan(world, year=year - 1, lines=2)
    clerk = login(world.users[Role.TOWNSHIP_CLERK])
    fields = {"unit": world.townships[0].pk, "year": year, "copy": "on"}
    page = text(clerk.post(reverse("training:plan-new"), fields, follow=True))
    assert f"已从{year - 1}年度计划复制2项" in page
    made = Plan.objects.get(year=year)
    page = text(clerk.post(reverse("training:plan-copy", args=[made.pk]), follow=True))
    assert "这里都已有，没有复制" in page
    assert made.lines.count() == 2


def test_a_township_sees_the_countys_plan_once_it_is_filed_and_never_changes_it(world):
    county = plan(world, unit=world.county, by=Role.BUREAU_CLERK)
    clerk = login(world.users[Role.TOWNSHIP_CLERK])
    address = reverse("training:plan", args=[county.pk])
    assert clerk.get(address).status_code == 404
    submit(world, county, by=Role.BUREAU_CLERK)
    assert clerk.get(address).status_code == 404
    file(world, county)
    page = text(clerk.get(address))
    assert "关岭自治县2016年度培训计划" in page
    assert reverse("training:plan-print", args=[county.pk]) in page
    for act in ("submit", "discard", "copy"):
        assert clerk.post(reverse(f"training:plan-{act}", args=[county.pk])).status_code == 404
    assert clerk.get(reverse("training:plan-line", args=[county.lines.get().pk])).status_code == 404


def test_a_plan_that_is_handed_in_offers_no_change(world):
    made = in_state(world, PlanState.SUBMITTED)
    clerk = login(world.users[Role.TOWNSHIP_CLERK])
    assert "添加项目" not in text(clerk.get(reverse("training:plan", args=[made.pk])))
    for address in (
        reverse("training:plan-line-new", args=[made.pk]),
        reverse("training:plan-line", args=[made.lines.get().pk]),
        reverse("training:plan-aims", args=[made.pk]),
    ):
        page = text(clerk.get(address, follow=True))
        assert "待备案，不能再改；需要修改的，请县局先退回" in page


def test_the_plan_shows_its_sessions_and_what_is_overdue(world):
    made = plan(world, lines=2)
    session(made.unit, date(YEAR, 1, 12), plan_line=made.lines.first(), name="第一季度班")
    page = text(login(world.users[Role.COUNTY_READER]).get(reverse("training:plan", args=[made.pk])))
    assert "第一季度班" in page
    assert "2016年1月12日" in page
    assert "过期未办 1 项" in page


def test_the_exports_say_what_the_pages_say(world):
    made = in_state(world, PlanState.FILED)
    county = login(world.users[Role.COUNTY_READER])
    book = load_workbook(
        BytesIO(county.get(reverse("training:plans-export"), {"year": YEAR, "state": "none"}).content)
    ).active
    assert [row[1] for row in book.iter_rows(min_row=4, values_only=True)] == ["关岭自治县", "乙镇"]
    book = load_workbook(
        BytesIO(county.get(reverse("training:plans-export"), {"year": YEAR, "state": "filed"}).content)
    ).active
    (row,) = book.iter_rows(min_row=4, values_only=True)
    assert row[1:4] == ("甲镇", "已备案", 1)
    assert row[-2] == made.filing_number
    assert "乡镇集中培训还差 3 次（P3.3）" in row[-3]
    book = load_workbook(BytesIO(county.get(reverse("training:plan-export", args=[made.pk])).content)).active
    (row,) = book.iter_rows(min_row=4, values_only=True)
    assert row[1:4] == (1, "乡镇集中培训", "乡镇集中培训课程")


def test_the_pages_cost_the_same_for_few_and_many(world):
    county = login(world.users[Role.BUREAU_CLERK])
    made = plan(world, year=timezone.localdate().year)
    pages = [reverse("training:plans"), reverse("training:plan", args=[made.pk])]

    def statements():
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as caught:
                assert county.get(page).status_code == 200
            counts.append(len(caught))
        return counts

    statements()
    few = statements()
    for number in range(3, 23):
        unit = Unit.objects.create(
            level=Level.TOWNSHIP,
            code=f"5204241{number:02d}",
            name="镇",
            short_name=f"{number}镇",
            parent=world.county,
        )
        more = plan(world, unit=unit, year=made.year, lines=4)
        session(unit, date(made.year, 1, 5), plan_line=more.lines.first())
        session(made.unit, date(made.year, 1, 5), plan_line=add(made, month=number % 12 + 1))
    assert statements() == few


# --- paper ---------------------------------------------------------------------------------------


def test_the_plan_on_paper(world):
    made = in_state(world, PlanState.FILED, lines=4)
    Plan.objects.filter(pk=made.pk).update(aims=f"一、{'全员轮训，' * 30}不少于3天。\n二、每期测试。")
    made.refresh_from_db()
    reader = login(world.users[Role.TOWNSHIP_DIRECTOR])
    answer = reader.post(reverse("training:plan-print", args=[made.pk]))
    job = PrintJob.objects.get()
    assert answer.url == reverse("documents:print", args=[job.pk])
    table = job.content["table"]
    assert job.title == "甲镇2016年度人口计生培训计划"
    assert table["above_right"].startswith(f"备案号：{made.filing_number}")
    assert [row[1] for row in table["rows"]] == ["1月", "2月", "3月", "4月"]
    assert table["notes"][0] == "合计：4 项，4 天，120 人次。"
    assert any(
        note.startswith("乡镇集中培训：4 次；要求：每年 4 至 6 次，每次至少 1 天（P3.3）")
        for note in table["notes"]
    )
    assert table["notes"][-1] == "　　二、每期测试。"
    assert max(len(note) for note in table["notes"]) < 70
    assert job.content["signatures"] == ["制表", "审核", "负责人"]
    render_print(job.pk)
    job.refresh_from_db()
    assert (job.state, job.pages) == ("ready", 1)


def test_a_long_plan_goes_on_with_its_head(world):
    made = plan(world, lines=0)
    taught = course(made.unit, "很长的课程名称" * 8, Category.TOWNSHIP)
    for number in range(40):
        add(made, month=number % 12 + 1, taught=taught, place="乡镇会议室" * 8)
    findings, _ = queries.findings_of(made)
    content = plan_content(made, queries.lines_of(made, date(YEAR, 1, 1)), findings)
    pages = [page for part in plan_parts(content) for page in part.context["pages"]]
    assert sum(len(page["rows"]) for page in pages) == 40
    assert len(pages) > 1


def test_an_empty_plan_is_not_printed(world):
    made = plan(world, lines=0)
    clerk = login(world.users[Role.TOWNSHIP_CLERK])
    page = text(clerk.post(reverse("training:plan-print", args=[made.pk]), follow=True))
    assert "没有可以打印的内容" in page
    assert not PrintJob.objects.exists()
    assert PlanLine.objects.count() == 0
