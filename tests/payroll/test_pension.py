"""Pension accrual: the rule, its SQL, states, corrections, races, what the database refuses (P6.5)."""

import random
import threading
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guanling.accounts.enums import Role
from guanling.policy.services import withdraw
from guanling.runs.enums import RunState
from guanling.runs.errors import Refusal
from guanling.runs.models import Run
from payroll.enums import AccrualKind, GapKind, PensionState
from payroll.models import PensionAccrual, PensionBatch, PensionContribution, PensionGap
from payroll.queries import pension as queries
from payroll.queries.service import terms_of as terms_of_all
from payroll.rules import pension as rules
from payroll.rules.service import Term, running_year, years_served
from payroll.services import pension
from roster.models import Appointment, Person, Unit
from tests.at_once import at_once
from tests.payroll import pension_build as made

CASES = yaml.safe_load(
    (Path(__file__).resolve().parent.parent / "policy_cases" / "pension.yaml").read_text(encoding="utf-8")
)
ENROLLED = {"是": True, "否": False, "未填": None}
CATALOGUE = rules.Standard(date(2014, 7, 9), None, Decimal("100.00"))


def day(value):
    return None if value == "今" else value


def terms_of(case):
    return [Term(row[1], day(row[2]), *row[3:]) for row in case["任职"]]


def standards_of(case):
    found = [CATALOGUE]
    for first, last, amount in case.get("标准", ()):
        found[-1] = rules.Standard(found[-1].first, first - timedelta(days=1), found[-1].amount)
        found.append(rules.Standard(first, day(last), Decimal(amount)))
    return found


def booked_of(case):
    sums = {}
    for rows in case.get("已确认", {}).values():
        for when, amount in rows:
            sums[when] = sums.get(when, Decimal(0)) + Decimal(amount)
    return rules.Booked(sums, frozenset(case.get("当时未参保", ())))


def until_of(case):
    return case.get("截至", date(case["年度"], 12, 31))


def expected(case):
    return [(when, Decimal(amount), kind) for when, amount, kind, _ in case["结果"]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["说明"])
def test_the_rule_on_the_golden_cases(case):
    found = rules.rows(
        terms_of(case),
        ENROLLED[case["参保"]],
        standards_of(case),
        year=case["年度"],
        until=until_of(case),
        booked=booked_of(case),
        looked_at=case.get("已确认", {}),
    )
    assert [(row.year_to, row.amount, AccrualKind(row.kind).label) for row in found] == expected(case)
    served = {one.last: one.nth for one in years_served(terms_of(case), until_of(case))}
    assert [str(served.get(row[0], "—")) for row in case["结果"]] == [str(row[3]) for row in case["结果"]]
    due = rules.due(
        terms_of(case),
        ENROLLED[case["参保"]],
        standards_of(case),
        date(case["年度"], 1, 1),
        until_of(case),
    )
    gaps = [(one.year.last, GapKind(one.gap).label) for one in due if one.gap]
    assert gaps == [tuple(row) for row in case.get("未计提", ())]


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["说明"])
def test_the_sql_on_the_golden_cases(case):
    world = made.county()
    who = made.person(world, enrolled=ENROLLED[case["参保"]])
    villages = {village.short_name: village for village in world.villages}
    before = None
    for name, first, last, *onward in case["任职"]:
        going_on = before if before and before[1] == first else None
        term = made.serve(who, villages[name], first, day(last), continues=going_on[0] if going_on else None)
        before = (term, onward[0]) if onward else None
    for year, rows in case.get("已确认", {}).items():
        made.booked(world, year, who, rows, case.get("当时未参保", ()))
    for first, last, amount in case.get("标准", ()):
        made.standard(world, first, amount, day(last))
    batch = made.accrued(world, case["年度"], until_of(case))
    rows = batch.accruals.order_by("year_to")
    assert [(row.year_to, row.amount, row.get_kind_display()) for row in rows] == expected(case)
    for row, (*_, nth) in zip(rows, case["结果"], strict=True):
        assert nth in {"—", row.nth}
    gaps = [(gap.year_to, gap.get_kind_display()) for gap in batch.gaps.order_by("year_to")]
    assert gaps == [tuple(row) for row in case.get("未计提", ())]
    assert batch.amount == sum((row[1] for row in expected(case)), Decimal(0))


def test_the_year_being_served():
    terms = [Term(date(2014, 8, 1), date(2015, 7, 31)), Term(date(2015, 8, 1), None)]
    assert running_year(terms, date(2016, 9, 30)) == (date(2016, 8, 1), date(2017, 7, 31))
    assert running_year(terms, date(2016, 7, 31)) == (date(2015, 8, 1), date(2016, 7, 31))
    assert running_year([Term(date(2014, 8, 1), date(2015, 7, 31))], date(2016, 9, 30)) is None


# --- the SQL is the rule, also at random and over years --------------------------------------------


def some_day(dice, first=date(2012, 1, 1), days=1700):
    return first + timedelta(days=dice.randrange(days))


def a_history(world, dice, who):
    """Some terms of somebody, back to back, with breaks, in two villages, going on under another name."""
    start, term = some_day(dice), None
    for _ in range(dice.randrange(1, 5)):
        last = (
            None
            if dice.random() < 0.3
            else start + timedelta(days=dice.choice((10, 200, 365, 366, 730, 800)))
        )
        onward = term is not None and term.valid_to < start and dice.random() < 0.5
        term = made.serve(who, dice.choice(world.villages), start, last, continues=term if onward else None)
        if last is None:
            break
        start = last + timedelta(days=dice.choice((1, 1, 1, 2, 40)))
    return who


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_random_histories_and_late_facts_over_three_years(seed):
    dice = random.Random(seed)
    world = made.county()
    people = [
        a_history(
            world, dice, made.person(world, "员", enrolled=dice.choice((True, True, True, None, False)))
        )
        for _ in range(25)
    ]
    sums = {one.pk: {} for one in people}
    refused = {one.pk: set() for one in people}
    for year in (2014, 2015, 2016):
        batch = made.accrued(world, year)
        terms = terms_of_all([one.pk for one in people], world.county.code)
        marks = dict(Person.objects.values_list("pk", "pension_enrolled"))
        line = queries.standards(world.county.code)
        for one in people:
            rows = rules.rows(
                terms.get(one.pk, ()),
                marks[one.pk],
                line,
                year=year,
                until=date(year, 12, 31),
                booked=rules.Booked(sums[one.pk], frozenset(refused[one.pk])),
                looked_at=range(2014, year),
            )
            held = batch.accruals.filter(person=one).order_by("year_to")
            assert [(row.year_to, row.amount, row.kind) for row in held] == [
                (row.year_to, row.amount, row.kind) for row in rows
            ], (seed, year, terms.get(one.pk))
            served = {row.last: row for row in years_served(terms.get(one.pk, ()), date(year, 12, 31))}
            for row in held.filter(year_to__in=served):
                full = served[row.year_to]
                assert (row.nth, row.since, row.year_from) == (full.nth, full.since, full.first)
            for row in rows:
                sums[one.pk][row.year_to] = sums[one.pk].get(row.year_to, Decimal(0)) + row.amount
            refused[one.pk] |= set(
                batch.gaps.filter(person=one, kind=GapKind.NOT_ENROLLED).values_list("year_to", flat=True)
            )
        pension.submit(batch=batch, user=world.clerk)
        pension.confirm(batch=batch, user=world.finance, document_number="1号", day=date(year + 1, 1, 9))
        # Late facts: terms begin on another day or end, marks change, the amount of a past day changes.
        for term in dice.sample(list(Appointment.objects.filter(continues=None, continued_by=None)), 6):
            shifted = term.valid_from - timedelta(days=dice.randrange(1, 60))
            try:
                with transaction.atomic():
                    Appointment.objects.filter(pk=term.pk).update(valid_from=shifted)
            except IntegrityError:
                continue
        Person.objects.filter(pk__in=[one.pk for one in dice.sample(people, 4)]).update(
            pension_enrolled=dice.choice((True, False, None))
        )
        if year == 2015:
            made.standard(world, date(2015, 3, 1), "130.50")


@pytest.mark.django_db
def test_accruing_costs_as_many_statements_for_three_as_for_sixty():
    world = made.county()
    made.director(world)
    made.accrued(world, 2016)
    with CaptureQueriesContext(connection) as few:
        made.accrued(world, 2016)
    for number in range(60):
        made.director(world, f"员{number}", village=number % 2)
    with CaptureQueriesContext(connection) as many:
        batch = made.accrued(world, 2016)
    assert batch.people == 61
    assert len(few) == len(many)


# --- names and places ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_merged_village_is_called_as_on_the_day_the_year_was_completed():
    world = made.county()
    who = made.director(world, first=date(2014, 8, 1))
    old, new = world.villages
    Unit.objects.filter(pk=old.pk).update(valid_to=date(2015, 12, 31), successor=new)
    assert made.confirmed(world, 2015).accruals.get().village_name == old.name
    row = made.accrued(world, 2016).accruals.get(person=who)
    assert (row.village_name, row.township_name) == (new.name, world.townships[1].name)
    assert (row.nth, row.year_from, row.year_to) == (2, date(2015, 8, 1), date(2016, 7, 31))


@pytest.mark.django_db
def test_acting_and_other_posts_do_not_count():
    world = made.county()
    who = made.person(world)
    term = made.serve(who, world.villages[0], date(2014, 8, 1))
    Appointment.objects.filter(pk=term.pk).update(nature="acting", place=None)
    assert made.accrued(world, 2016).years == 0


# --- states ----------------------------------------------------------------------------------------


@pytest.fixture
def world(db):
    held = made.county()
    held.people = [made.director(held), made.director(held, "白乙", date(2015, 3, 1), village=1)]
    return held


def test_accrued_handed_in_confirmed_and_paid(world):
    batch = made.accrued(world, 2016)
    assert (batch.people, batch.years, batch.amount) == (2, 2, Decimal("200.00"))
    assert batch.parameters["values"]["pay.pension_per_year"]["value"] == "100.00"
    pension.submit(batch=batch, user=world.clerk)
    with pytest.raises(Refusal, match="不能重新计提"):
        made.accrued(world, 2016)
    paper = pension.confirm(batch=batch, user=world.finance, document_number="财9号", day=date(2017, 1, 12))
    assert paper.restricted
    assert paper.number == "关人口计生养〔2017〕1号"
    assert batch.paper == paper
    assert "人民币贰佰元整" in str(paper.content)
    pension.mark_paid(
        batch=batch,
        user=world.finance,
        paid_on=timezone.localdate(batch.confirmed_at),
        payment_number="凭1",
        today=date(2100, 1, 1),
    )
    assert batch.state == PensionState.PAID


def test_finance_gives_it_back_with_a_reason(world):
    batch = made.accrued(world, 2016)
    pension.submit(batch=batch, user=world.clerk)
    with pytest.raises(Refusal, match="退回的原因"):
        pension.send_back(batch=batch, user=world.finance, reason=" ")
    pension.send_back(batch=batch, user=world.finance, reason="核对参保")
    assert (batch.state, batch.return_reason) == (PensionState.DRAFT, "核对参保")
    assert made.accrued(world, 2016).return_reason == ""


def test_who_may_do_what(world):
    with pytest.raises(Refusal, match="没有对该单位"):
        pension.request_accrual(county=world.county, year=2016, user=world.finance, today=date(2017, 1, 10))
    batch = made.accrued(world, 2016)
    with pytest.raises(Refusal, match="没有对该单位"):
        pension.submit(batch=batch, user=world.users[Role.TOWNSHIP_CLERK])
    pension.submit(batch=batch, user=world.clerk)
    for user in (world.clerk, world.users[Role.BUREAU_REVIEWER], world.foreign[Role.FINANCE]):
        with pytest.raises(Refusal, match="没有对该单位"):
            pension.confirm(batch=batch, user=user, document_number="1号", day=date(2017, 1, 12))


def test_who_accrued_or_handed_in_does_not_confirm(world):
    batch = made.accrued(world, 2016)
    pension.submit(batch=batch, user=world.clerk)
    PensionBatch.objects.filter(pk=batch.pk).update(submitted_by=world.finance)
    with pytest.raises(Refusal, match="由县财政的人员确认"):
        pension.confirm(batch=batch, user=world.finance, document_number="1号", day=date(2017, 1, 12))
    with pytest.raises(IntegrityError, match="pension_batch_maker_is_not_checker"), transaction.atomic():
        PensionBatch.objects.filter(pk=batch.pk).update(confirmed_by=world.finance)


def test_facts_that_changed_since_are_noticed(world):
    batch = made.accrued(world, 2016)
    Person.objects.filter(pk=world.people[0].pk).update(pension_enrolled=False)
    with pytest.raises(Refusal, match="有变动，不能提交"):
        pension.submit(batch=batch, user=world.clerk)
    batch = made.accrued(world, 2016)
    pension.submit(batch=batch, user=world.clerk)
    Person.objects.filter(pk=world.people[0].pk).update(pension_enrolled=True)
    with pytest.raises(Refusal, match="有变动，不能确认"):
        pension.confirm(batch=batch, user=world.finance, document_number="1号", day=date(2017, 1, 12))


@pytest.mark.parametrize(
    ("year", "today", "told"),
    [
        (2013, date(2017, 1, 1), "没有养老保险补助的规定"),
        (2016, date(2016, 11, 30), "从2016年12月起计提"),
        (2020, date(2017, 1, 1), "现在还没有到"),
    ],
)
def test_a_year_without_the_clause_or_too_early_is_refused(world, year, today, told):
    with pytest.raises(Refusal, match=told):
        pension.accrue(county=world.county, year=year, user=world.clerk, today=today)


def test_a_year_completed_after_the_accrual_comes_with_the_next(world):
    late = made.director(world, "蔡丙", date(2014, 12, 20))
    first = made.confirmed(world, 2016, today=date(2016, 12, 5))
    assert not first.accruals.filter(person=late).exists()
    row = made.accrued(world, 2017).accruals.filter(person=late).order_by("year_to").first()
    assert (row.year_to, row.kind) == (date(2016, 12, 19), AccrualKind.LATE)


def test_one_open_batch_a_county(world):
    made.accrued(world, 2015)
    with pytest.raises(Refusal, match="还没有确认；请先办结"):
        made.accrued(world, 2016)
    with pytest.raises(Refusal, match="还没有确认；请先办结"):
        pension.request_accrual(county=world.county, year=2016, user=world.clerk, today=date(2017, 1, 9))


# --- late facts and what the database refuses --------------------------------------------------------


def test_a_late_fact_is_a_signed_row_that_points_to_the_old(world):
    who = world.people[0]
    old = made.confirmed(world, 2015).accruals.get(person=who)
    who.appointments.update(valid_from=date(2014, 9, 1))
    rows = made.confirmed(world, 2016).accruals.filter(person=who).order_by("year_to")
    assert [(row.year_to, row.amount, row.kind, row.corrects) for row in rows] == [
        (date(2015, 7, 31), Decimal("-100.00"), AccrualKind.CORRECTION, old),
        (date(2015, 8, 31), Decimal("100.00"), AccrualKind.LATE, None),
        (date(2016, 8, 31), Decimal("100.00"), AccrualKind.YEAR, None),
    ]
    # And back again: the correction itself is corrected, everything adds up to what is due.
    who.appointments.update(valid_from=date(2014, 8, 1))
    rows = made.confirmed(world, 2017).accruals.filter(person=who)
    assert rows.get(year_to=date(2015, 7, 31)).corrects.corrects == old
    held = queries.ledger(who, world.county.code, date(2018, 1, 10))
    assert held.accrued == Decimal("300.00")
    assert held.entries[-1].running == Decimal("300.00")


def test_a_value_taken_back_is_a_correction(world):
    decision = made.standard(world, date(2015, 1, 1), "150.00")
    made.confirmed(world, 2015)
    withdraw(decision=decision, user=world.clerk, reason="更正")
    row = made.accrued(world, 2016).accruals.get(person=world.people[0], year_to=date(2015, 7, 31))
    assert (row.amount, row.value) == (Decimal("-50.00"), Decimal("100.00"))


def test_confirmed_rows_are_frozen(world):
    batch = made.confirmed(world, 2016)
    row = batch.accruals.first()
    for act in (
        lambda: PensionAccrual.objects.filter(pk=row.pk).update(amount=1),
        lambda: PensionAccrual.objects.filter(pk=row.pk)._raw_delete(using="default"),
        lambda: PensionBatch.objects.filter(pk=batch.pk).update(amount=1),
        lambda: PensionBatch.objects.filter(pk=batch.pk).update(state=PensionState.DRAFT),
        lambda: PensionBatch.objects.filter(pk=batch.pk)._raw_delete(using="default"),
        lambda: PensionGap.objects.create(
            batch=batch,
            person=row.person,
            kind=GapKind.UNKNOWN,
            **{name: getattr(row, name) for name in queries.ROW_FIELDS},
        ),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_a_batch_that_does_not_add_up_is_not_confirmed(world):
    batch = made.accrued(world, 2016)
    PensionBatch.objects.filter(pk=batch.pk).update(amount=Decimal("100.00"))
    pension.submit(batch=batch, user=world.clerk)
    with pytest.raises(IntegrityError, match="pension_batch_is_balanced"), transaction.atomic():
        pension.confirm(batch=batch, user=world.finance, document_number="1号", day=date(2017, 1, 12))


def test_a_year_accrues_once_in_a_life(world):
    row = made.confirmed(world, 2015).accruals.first()
    batch = made.accrued(world, 2016)
    row.pk, row.batch = None, batch
    with pytest.raises(IntegrityError, match="pension_accrual_once"), transaction.atomic():
        row.save(force_insert=True)


# --- what was paid in ------------------------------------------------------------------------------


def book(world, batch, who, amount, *, number="社1", paid_on=date(2017, 2, 1)):
    return pension.record_contribution(
        batch=batch,
        person=who,
        amount=Decimal(amount),
        paid_on=paid_on,
        document_number=number,
        user=world.clerk,
        today=date(2017, 3, 1),
    )


def test_accrued_and_paid_in_side_by_side(world):
    world.people.append(made.director(world, "蔡丙", date(2014, 5, 1)))
    world.people.append(made.director(world, "邓丁", date(2014, 5, 2)))
    stranger = made.person(world, "外人")
    batch = made.accrued(world, 2016)
    with pytest.raises(Refusal, match="不能登记缴费"):
        book(world, batch, world.people[0], "100")
    batch = made.confirmed(world, 2016)
    book(world, batch, world.people[0], "100")
    book(world, batch, world.people[1], "60")
    book(world, batch, world.people[2], "100")
    wrong = book(world, batch, world.people[2], "100", number="社2")
    book(world, batch, stranger, "100")
    with pytest.raises(Refusal, match="已经登记"):
        book(world, batch, world.people[0], "100")
    with pytest.raises(Refusal, match="不能晚于今天"):
        book(world, batch, world.people[0], "100", number="社3", paid_on=date(2017, 3, 2))

    def words():
        return {one.name: one.word for one in queries.reconciled(batch, world.clerk)}

    assert words() == {"安甲": "一致", "白乙": "少缴", "蔡丙": "多缴", "邓丁": "未缴", "外人": "不在名册"}
    pension.revoke_contribution(contribution=wrong, user=world.clerk, reason="重复登记")
    assert words()["蔡丙"] == "一致"
    with pytest.raises(Refusal, match="已经作废"):
        pension.revoke_contribution(contribution=wrong, user=world.clerk, reason="重复登记")
    with pytest.raises(DatabaseError), transaction.atomic():
        PensionContribution.objects.update(amount=1)


# --- forecast ----------------------------------------------------------------------------------------


def test_next_years_forecast_takes_those_in_post_to_go_on(world):
    made.director(world, "期丙", date(2014, 5, 1), date(2017, 4, 29))
    made.director(world, "走丁", date(2014, 5, 1), date(2016, 8, 31))
    made.director(world, "否戊", date(2014, 5, 1), enrolled=False)
    made.director(world, "未己", date(2014, 6, 1), enrolled=None)
    made.standard(world, date(2017, 7, 1), "120.00")
    rows = queries.forecast(world.county, 2017, date(2016, 9, 30))
    told = {one.served.person_name: (one.month, one.amount, one.served.renewal, one.gap) for one in rows}
    assert told == {
        "安甲": (7, Decimal("120.00"), False, ""),
        "白乙": (2, Decimal("100.00"), False, ""),
        "期丙": (4, Decimal("100.00"), True, ""),
        "否戊": (4, Decimal("0.00"), False, "未参保"),
        "未己": (5, Decimal("100.00"), False, "未登记是否参保"),
    }
    lines, total = queries.forecast_lines(rows)
    assert [(line.name, line.people, line.amount) for line in lines] == [
        ("甲镇", 3, Decimal("320.00")),
        ("乙镇", 1, Decimal("100.00")),
    ]
    assert (total.people, total.amount, total.renewal) == (4, Decimal("420.00"), Decimal("100.00"))


# --- runs and races ----------------------------------------------------------------------------------


def test_twenty_requests_are_one_run(world):
    runs = [
        pension.request_accrual(county=world.county, year=2016, user=world.clerk, today=date(2017, 1, 10))
        for _ in range(20)
    ]
    assert len({run.pk for run in runs}) == 1
    for run in runs:
        pension.perform(run.pk, today=date(2017, 1, 10))
    run = Run.objects.get(kind=queries.KIND)
    assert (run.state, run.counts["people"], run.attempts) == (RunState.DONE, 2, 1)
    assert PensionBatch.objects.get().years == 2


def test_a_run_that_fails_in_the_middle_leaves_nothing(world, monkeypatch):
    run = pension.request_accrual(county=world.county, year=2016, user=world.clerk, today=date(2017, 1, 10))
    monkeypatch.setattr(pension, "SUMS", "SELECT 1 / 0")
    with pytest.raises(DatabaseError):
        pension.perform(run.pk, today=date(2017, 1, 10))
    assert not PensionBatch.objects.exists()
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    monkeypatch.undo()
    pension.perform(run.pk, today=date(2017, 1, 10))
    assert PensionBatch.objects.get().years == 2


def accrue_twice(world):
    """Accrue from two connections, the second beginning while the first has not committed."""
    written, finished = threading.Event(), threading.Event()

    def first():
        with transaction.atomic():
            made.accrued(world, 2016)
            written.set()
            finished.wait(timeout=2)
        return "done"

    def second():
        written.wait(timeout=10)
        try:
            made.accrued(world, 2016)
        finally:
            finished.set()
        return "done"

    return at_once(first, second)


def two(world):
    world.people = [made.director(world), made.director(world, "白乙")]
    return world


@pytest.mark.django_db(transaction=True)
def test_two_accruals_at_once_wait_for_each_other():
    world = two(made.county())
    assert accrue_twice(world) == ["done", "done"]
    assert PensionBatch.objects.get().years == PensionAccrual.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_accruals_collide(monkeypatch):
    """Shows that the lock is what holds: the second finds no batch and makes it once more."""
    world = two(made.county())
    monkeypatch.setattr(pension, "lock_county", lambda county: None)
    results = accrue_twice(world)
    assert [result for result in results if isinstance(result, Exception)], results


@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_at_once_one_is_told():
    world = two(made.county())
    batch = made.accrued(world, 2016)
    pension.submit(batch=batch, user=world.clerk)

    def confirming(user):
        mine = PensionBatch.objects.select_related("county").get(pk=batch.pk)
        return lambda: pension.confirm(batch=mine, user=user, document_number="1号", day=date(2017, 1, 12))

    results = at_once(confirming(world.finance), confirming(world.finance2))
    assert sum(isinstance(result, Refusal) for result in results) == 1, results
    batch.refresh_from_db()
    assert batch.state == PensionState.CONFIRMED
