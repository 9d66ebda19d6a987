"""The monthly run: what it writes, over and over, what it leaves alone, and what it refuses."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from appraisal.models import Month as AppraisalMonth
from guanling.accounts.enums import Role
from guanling.runs.enums import RunState
from guanling.runs.errors import Refusal
from guanling.runs.models import Run
from payroll.enums import Item, OrderState, PartState, ProblemKind, Source
from payroll.models import Entry, Line, Month, Order, Part, Problem
from payroll.services import runs
from roster.enums import Identity, Level, PostKind
from roster.models import Unit
from tests.payroll import pay_build
from tests.payroll import world as build
from tests.people import make_user

pytestmark = pytest.mark.django_db
OCTOBER = date(2016, 10, 1)


def figures(month):
    """Everything that a calculation wrote, without row ids."""
    entries = Entry.objects.filter(part__month=month).order_by("part__unit__code", "person")
    lines = Line.objects.filter(month=month).order_by("person", "item", "first_day", "source_id")
    return (
        list(entries.values_list("part__unit__code", "person", "post_title", "gross", "deducted", "net")),
        list(lines.values_list("part__unit__code", "person", "item", "amount", "first_day", "days", "value")),
        list(month.parts.order_by("unit__code").values_list("people", "gross", "deducted", "net")),
        sorted(
            Problem.objects.filter(entry__part__month=month).values_list("entry__person", "kind", "detail")
        ),
    )


def compute(month, world, unit=None):
    """Work out again, as the bureau's clerk."""
    return runs.compute_now(month=month, unit=unit, user=world.users[Role.BUREAU_CLERK])


def withhold(entry, world, reason="核实中"):
    """Put an entry off."""
    Entry.objects.filter(pk=entry.pk).update(
        withheld_reason=reason, withheld_by=world.users[Role.BUREAU_CLERK], withheld_at=timezone.now()
    )


# --- what it writes --------------------------------------------------------------------------------


def test_a_month_is_worked_out_from_the_facts():
    world = build.pay_county()
    month = build.pay_month(world)
    entry = build.entry_of(month, world.people[0])
    assert (entry.unit_name, entry.post_title, entry.net) == ("甲家村", "人口主任", Decimal("1700.00"))
    assert entry.bank_account == "6228480402564890018"
    line = entry.lines.get()
    assert (line.item, line.clause, line.value, line.value_from) == (
        Item.BASE,
        "N2.3",
        Decimal("1700.00"),
        date(2014, 4, 15),
    )
    assert (line.first_day, line.last_day, line.days, line.month_days) == (
        date(2016, 9, 1),
        date(2016, 9, 30),
        30,
        30,
    )
    assert (line.source, line.source_id) == (Source.APPOINTMENT, line.appointment_id)
    (grid,) = build.lines_of(month, world.office)
    assert grid[:2] == (Item.GRID, Decimal("200.00"))
    first, second = month.parts.order_by("unit__code")
    assert (first.people, first.net) == (3, Decimal("3600.00"))
    assert (second.people, second.net) == (1, Decimal("1700.00"))
    assert first.computed_by == world.users[Role.BUREAU_CLERK]
    run = Run.objects.get()
    assert (run.kind, run.period, run.scope, run.state) == ("payroll", "2016-09", "520424", RunState.DONE)
    assert run.counts == {
        "parts": 2,
        "people": 4,
        "withheld": 0,
        "lines": 4,
        "problems": 0,
        "net": "5300.00",
    }
    for kept in (run.parameters, first.parameters):
        assert kept["values"]["pay.director_monthly"] == {
            "value": "1700.00",
            "from": "2014-04-15",
            "origin": "document",
            "clause": "N2.3",
            "document_number": "",
        }


@pytest.mark.parametrize("case", [pytest.param(case, id=case["说明"]) for case in pay_build.cases()])
def test_a_run_writes_what_the_golden_case_says(case, monkeypatch):
    built = pay_build.Built(pay_build.as_county(case))
    monkeypatch.setattr(runs, "scheme_for", lambda *_: built.scheme)
    month = runs.open_month(county=built.county, first_day=built.scheme.first_day)
    runs.compute_now(month=month)
    rows = Line.objects.filter(month=month)
    written = [
        (
            *(line.item, line.unit_name, line.first_day or date.min, line.last_day or date.min, line.days),
            *(line.value, line.value_from, line.amount, line.clause),
        )
        for line in rows
    ]
    assert sorted(written) == pay_build.expected(case)
    problems = Problem.objects.filter(entry__part__month=month)
    assert sorted(set(problems.values_list("kind", flat=True))) == pay_build.expected_troubles(case)
    assert all("请" in problem.detail for problem in problems)
    assert sum(line.amount for line in rows) == sum(part.net for part in month.parts.all())


def test_working_out_again_gives_the_same_and_follows_the_facts():
    world = build.pay_county()
    month = build.pay_month(world)
    before, ids = figures(month), set(Entry.objects.values_list("pk", flat=True))
    compute(month, world)
    assert figures(month) == before
    assert set(Entry.objects.values_list("pk", flat=True)) == ids
    world.people[0].appointments.update(valid_to=date(2016, 8, 31))
    world.people[1].appointments.update(valid_to=date(2016, 9, 15))
    compute(month, world)
    assert not Entry.objects.filter(part__month=month, person=world.people[0]).exists()
    assert build.entry_of(month, world.people[1]).net == Decimal("850.00")
    assert build.part_of(month, world.townships[0]).people == 2
    assert Run.objects.get().attempts == 3


def test_who_is_withheld_stays_withheld_and_out_of_the_totals():
    world = build.pay_county()
    month = build.pay_month(world)
    withhold(build.entry_of(month, world.people[0]), world)
    compute(month, world)
    entry = build.entry_of(month, world.people[0])
    assert (entry.withheld_reason, entry.net) == ("核实中", Decimal("1700.00"))
    part = build.part_of(month, world.townships[0])
    assert (part.people, part.net) == (2, Decimal("1900.00"))
    assert Run.objects.get().counts["withheld"] == 1


def test_a_village_without_directors_and_a_county_without_staff_have_empty_parts():
    world = build.pay_county()
    third = Unit.objects.create(
        level=Level.TOWNSHIP, code="520424103", name="丙镇", short_name="丙镇", parent=world.county
    )
    month = build.pay_month(world)
    assert build.part_of(month, third).people == 0
    assert not month.parts.filter(unit=world.county).exists()


def test_the_first_in_the_list_may_come_late():
    world = build.pay_county()
    month = build.pay_month(world)
    late = build.make_person(world.townships[0], "阿早")
    late.pinyin = "a"
    late.save()
    build.appoint(late, world.villages[0], start=date(2016, 9, 21))
    compute(month, world)
    first = (
        Entry.objects.filter(part=build.part_of(month, world.townships[0])).order_by("person__pinyin").first()
    )
    assert (first.person, first.net) == (late, Decimal("566.67"))


def test_who_changes_township_has_a_segment_in_each_and_the_sum_is_whole():
    world = build.pay_county()
    person = world.people[0]
    person.appointments.update(valid_to=date(2016, 9, 10))
    build.appoint(person, world.villages[1], start=date(2016, 9, 11))
    month = build.pay_month(world)
    entries = Entry.objects.filter(part__month=month, person=person).order_by("part__unit__code")
    assert [(entry.unit_name, entry.net) for entry in entries] == [
        ("甲家村", Decimal("566.67")),
        ("乙家村", Decimal("1133.33")),
    ]


def test_a_townships_run_leaves_the_others_alone_and_rounds_over_both():
    world = build.pay_county()
    person = world.people[0]
    person.appointments.update(valid_to=date(2016, 9, 10))
    build.appoint(person, world.villages[1], start=date(2016, 9, 11))
    month = runs.open_month(county=world.county, first_day=build.SEPTEMBER)
    run = compute(month, world, unit=world.townships[1])
    assert (run.scope, run.counts["people"]) == ("520424102", 2)
    (entry,) = Entry.objects.filter(person=person)
    assert entry.net == Decimal("1133.33")
    assert build.part_of(month, world.townships[0]).computed_at is None
    compute(month, world)
    compute(month, world, unit=world.townships[0])
    assert sum(entry.net for entry in Entry.objects.filter(person=person)) == Decimal("1700.00")


def test_the_county_centre_has_a_part_of_its_own():
    world = build.pay_county()
    person = build.make_person(world.county, "计中心")
    build.appoint(person, world.county, PostKind.COUNTY_CENTRE_STAFF, identity=Identity.PUBLIC_INSTITUTION)
    month = build.pay_month(world)
    part = build.part_of(month, world.county)
    assert (part.people, part.net) == (1, Decimal("200.00"))
    assert part.entries.get().post_title == "县计妇中心工作人员"


def test_a_merged_township_is_paid_through_its_successor():
    world = build.pay_county()
    old, new = world.townships
    old.valid_to, old.successor = date(2016, 9, 14), new
    old.save()
    month = build.pay_month(world)
    assert [part.unit for part in month.parts.all()] == [new]
    assert month.parts.get().people == 4


def test_a_run_opens_the_parts_that_came_late():
    world = build.pay_county()
    month = build.pay_month(world)
    third = Unit.objects.create(
        level=Level.TOWNSHIP, code="520424103", name="丙镇", short_name="丙镇", parent=world.county
    )
    build.decide_order(world.people[0], world.county, "100")
    compute(month, world)
    assert {part.unit for part in month.parts.all()} == {*world.townships, third, world.county}
    assert build.part_of(month, world.county).net == Decimal("100.00")


# --- problems --------------------------------------------------------------------------------------


def test_one_persons_problem_holds_up_nobody_else_and_says_what_to_do():
    world = build.pay_county()
    world.people[0].bank_account = ""
    world.people[0].save()
    world.office.appointments.update(identity="")
    month = build.pay_month(world)
    problems = Problem.objects.order_by("kind")
    assert [(one.kind, one.entry.person) for one in problems] == [
        (ProblemKind.NO_BANK, world.people[0]),
        (ProblemKind.NO_IDENTITY, world.office),
    ]
    assert (
        problems[0].detail == "没有登记开户行或银行账号：请在人员信息中补登后重新计算，或写明原因暂缓发放。"
    )
    assert problems[1].detail.startswith("2016年9月1日至30日的岗位没有登记身份")
    assert build.entry_of(month, world.people[0]).net == Decimal("1700.00")
    assert build.entry_of(month, world.office).net == 0
    assert build.part_of(month, world.townships[1]).net == Decimal("1700.00")
    assert Run.objects.get().counts["problems"] == 2
    build.with_bank(world.people[0])
    world.office.appointments.update(identity=Identity.CIVIL_SERVANT)
    compute(month, world)
    assert not Problem.objects.exists()


def test_who_is_due_nothing_needs_no_account():
    world = build.pay_county()
    world.office.bank_account = ""
    world.office.save()
    world.office.appointments.update(identity="")
    build.pay_month(world)
    assert [one.kind for one in Problem.objects.all()] == [ProblemKind.NO_IDENTITY]


def test_an_unissued_month_names_the_month():
    world = build.pay_county()
    AppraisalMonth.objects.create(county=world.county, first_day=build.SEPTEMBER)
    month = build.pay_month(world)
    problems = Problem.objects.filter(kind=ProblemKind.MONTH_NOT_ISSUED)
    assert {one.entry.person for one in problems} == set(world.people)
    assert problems[0].detail.startswith("2016年9月的月考核还没有通报")
    assert build.part_of(month, world.townships[0]).net == Decimal("3600.00")


# --- orders ----------------------------------------------------------------------------------------


def test_what_was_decided_is_paid_once_through_its_unit():
    world = build.pay_county()
    person = world.people[0]
    order = build.decide_order(person, world.townships[0], "300", item=Item.RELIEF, clause="P6.6")
    build.decide_order(world.people[1], world.townships[0], "-50")
    month = build.pay_month(world)
    line = Line.objects.get(order=order)
    assert (line.amount, line.source, line.source_id, line.clause, line.unit_name) == (
        Decimal("300.00"),
        Source.ORDER,
        order.pk,
        "P6.6",
        "甲镇",
    )
    entry = build.entry_of(month, world.people[1])
    assert (entry.gross, entry.deducted, entry.net) == (
        Decimal("1700.00"),
        Decimal("50.00"),
        Decimal("1650.00"),
    )
    compute(month, world)
    assert Line.objects.filter(order=order).count() == 1
    build.all_confirmed(month, world)
    october = build.pay_month(world, OCTOBER)
    assert not Line.objects.filter(month=october, source=Source.ORDER).exists()


def test_an_order_waits_for_its_month_and_for_an_open_part():
    world = build.pay_county()
    build.decide_order(world.people[0], world.townships[0], "300", from_month=OCTOBER)
    late = build.decide_order(world.people[2], world.townships[1], "20")
    Order.objects.filter(pk=late.pk).update(state=OrderState.REVOKED)
    month = build.pay_month(world)
    assert not Line.objects.filter(source=Source.ORDER).exists()
    build.all_confirmed(month, world)
    build.decide_order(world.people[0], world.townships[0], "40")
    october = build.pay_month(world, OCTOBER)
    amounts = Line.objects.filter(month=october, source=Source.ORDER).values_list("amount", flat=True)
    assert sorted(amounts) == [Decimal("40.00"), Decimal("300.00")]


def test_who_has_left_is_still_paid_what_was_decided():
    world = build.pay_county()
    person = world.people[0]
    person.appointments.update(valid_to=date(2016, 6, 30))
    build.decide_order(person, world.townships[0], "3000", item=Item.REWARD, clause="A7.4")
    month = build.pay_month(world)
    entry = build.entry_of(month, person)
    assert (entry.unit_name, entry.post_title, entry.net) == ("甲家村", "人口主任", Decimal("3000.00"))


def test_the_order_of_a_unit_that_merged_is_paid_by_its_successor():
    world = build.pay_county()
    old, new = world.townships
    build.decide_order(world.people[0], old, "88")
    old.valid_to, old.successor = date(2016, 8, 31), new
    old.save()
    month = build.pay_month(world)
    assert Line.objects.get(source=Source.ORDER).part == build.part_of(month, new)


# --- what it leaves alone --------------------------------------------------------------------------


def test_a_part_that_was_handed_in_is_not_touched():
    world = build.pay_county()
    month = build.pay_month(world)
    part = build.submitted(build.part_of(month, world.townships[0]), world)
    before = figures(month)
    world.people[0].appointments.update(valid_to=date(2016, 9, 15))
    run = compute(month, world)
    assert run.counts["parts"] == 1
    assert figures(month) == before
    with pytest.raises(Refusal, match="没有可以计算的待遇表"):
        compute(month, world, unit=world.townships[0])
    Part.objects.filter(pk=part.pk).update(state=PartState.RETURNED, return_reason="重算")
    compute(month, world)
    part.refresh_from_db()
    assert (part.state, part.net, part.submitted_by) == (PartState.RETURNED, Decimal("2750.00"), None)


def test_the_clerk_who_handed_in_may_work_out_the_returned_part():
    world = build.pay_county()
    month = build.pay_month(world)
    part = build.submitted(build.part_of(month, world.townships[0]), world)
    Part.objects.filter(pk=part.pk).update(state=PartState.RETURNED, return_reason="重算")
    runs.compute_now(month=month, unit=world.townships[0], user=part.submitted_by)
    part.refresh_from_db()
    assert part.computed_by == world.users[Role.TOWNSHIP_DIRECTOR]


def test_what_a_handed_in_part_pays_of_a_fact_another_part_does_not_pay_again():
    world = build.pay_county()
    month = build.pay_month(world)
    build.submitted(build.part_of(month, world.townships[0]), world)
    # The village now belongs to the other township, as if it always had.
    village = world.villages[0]
    village.parent = world.townships[1]
    village.save()
    compute(month, world)
    lines = Line.objects.filter(month=month, person=world.people[0])
    assert [line.part.unit for line in lines] == [world.townships[0]]


def test_a_confirmed_month_is_refused():
    world = build.pay_county()
    month = build.all_confirmed(build.pay_month(world), world)
    with pytest.raises(Refusal, match="已确认的不再改动"):
        compute(month, world)
    assert Run.objects.get().state == RunState.FAILED


def test_other_counties_stay_out():
    world = build.pay_county()
    other = Unit.objects.create(level=Level.COUNTY, code="520425", name="紫云县", short_name="紫云县")
    township = Unit.objects.create(
        level=Level.TOWNSHIP, code="520425101", name="松山镇", short_name="松山镇", parent=other
    )
    village = Unit.objects.create(
        level=Level.VILLAGE, code="520425101201", name="别村", short_name="别村", parent=township
    )
    person = build.make_person(township, "外县")
    build.appoint(person, village)
    build.pay_month(world)
    assert not Entry.objects.filter(person=person).exists()


# --- asking for it ---------------------------------------------------------------------------------


def test_who_may_ask_for_a_run():
    world = build.pay_county()
    month = runs.open_month(county=world.county, first_day=build.SEPTEMBER)
    first, second = world.townships
    clerk = world.users[Role.TOWNSHIP_CLERK]
    run = runs.request_run(month=month, unit=first, user=clerk)
    assert (run.scope, run.state, run.requested_by) == (first.code, RunState.QUEUED, clerk)
    run = runs.request_run(month=month, user=world.users[Role.BUREAU_CLERK])
    assert run.scope == world.county.code
    for unit, user in ((None, clerk), (second, clerk), (first, world.users[Role.FINANCE])):
        with pytest.raises(Refusal, match="没有对该单位"):
            runs.request_run(month=month, unit=unit, user=user)
    runs.perform(run.pk)
    build.all_confirmed(month, world)
    with pytest.raises(Refusal, match="没有可以计算的待遇表"):
        runs.request_run(month=month, user=world.users[Role.BUREAU_CLERK])


def test_opening_twice_opens_once_and_only_from_the_first():
    world = build.pay_county()
    month = runs.open_month(county=world.county, first_day=build.SEPTEMBER)
    assert runs.open_month(county=world.county, first_day=build.SEPTEMBER) == month
    assert month.parts.count() == 2
    with pytest.raises(Refusal, match="从 1 日起"):
        runs.open_month(county=world.county, first_day=date(2016, 9, 2))
    assert Month.objects.count() == 1


def test_a_run_that_is_done_is_not_done_again_by_a_second_delivery():
    world = build.pay_county()
    month = build.pay_month(world)
    run = Run.objects.get()
    ids = set(Line.objects.values_list("pk", flat=True))
    runs.perform(run.pk)
    assert set(Line.objects.values_list("pk", flat=True)) == ids
    run.refresh_from_db()
    assert run.attempts == 1
    assert month.parts.first().computed_at is not None


def test_what_nobody_ended_is_sent_again():
    world = build.pay_county()
    build.pay_month(world)
    run, now = Run.objects.get(), timezone.now()
    assert runs.stalled(now=now + timedelta(days=1)) == []
    Run.objects.update(state=RunState.STARTED, started_at=now)
    assert runs.stalled(now=now + timedelta(minutes=29)) == []
    assert runs.stalled(now=now + timedelta(minutes=31)) == [run]
    Run.objects.update(state=RunState.QUEUED, started_at=None, requested_at=now)
    assert runs.stalled(now=now + timedelta(minutes=31)) == [run]


# --- at any size -----------------------------------------------------------------------------------


def many(world, people):
    """Add directors to the first village."""
    for number in range(people):
        build.appoint(build.make_person(world.townships[0], f"人{number}"), world.villages[0])


def test_the_statements_are_as_many_for_two_people_as_for_two_hundred():
    world = build.pay_county()
    AppraisalMonth.objects.create(county=world.county, first_day=build.SEPTEMBER, state="issued")
    month = build.pay_month(world)
    counted = []
    for more in (0, 200):
        many(world, more)
        with CaptureQueriesContext(connection) as queries:
            compute(month, world)
        counted.append(len(queries))
    assert counted[0] == counted[1] < 75


def test_a_user_of_another_county_may_not_ask():
    world = build.pay_county()
    month = runs.open_month(county=world.county, first_day=build.SEPTEMBER)
    stranger = make_user("stranger", (Role.TOWNSHIP_CLERK, world.townships[1]))
    with pytest.raises(Refusal):
        runs.request_run(month=month, unit=world.townships[0], user=stranger)
