"""Who is looked at again: nobody for nothing, the months that a change touches, and none beyond."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from guanling.policy.rules import catalogue
from guanling.policy.services import withdraw
from payroll.enums import ITEM_SPECS, Item, LeaveState
from payroll.models import UnpaidLeave
from payroll.services import again
from roster.enums import EndGround, Grade, Identity, PostKind
from roster.models import YearGrade
from tests.payroll import corrections_build as made
from tests.payroll import world as build
from tests.payroll.corrections_build import AUGUST, NOVEMBER, OCTOBER, SEPTEMBER

JULY = date(2016, 7, 1)
# Nothing that the fixtures have entered counts: the look begins where the last one was.
pytestmark = pytest.mark.django_db(transaction=True)

# These act on decisions and on payment, not on what the days of a month are worth.
NOT_BY_THE_DAY = {
    *("pay.day", "pay.day_lag", "pay.reclaim_percent", "pay.pension_per_year", "pay.pension_due_month"),
    *("pay.relief_self_max", "pay.relief_family_max", "pay.bank_layout"),
}


@pytest.fixture
def world(monkeypatch):
    """Three confirmed months; the look has no margin."""
    monkeypatch.setattr(again, "MARGIN", timedelta(0))
    made_county = build.pay_county()
    for first_day in (JULY, AUGUST, SEPTEMBER):
        made.done(made_county, first_day)
    return made_county


def looked_at(world, first_day=OCTOBER):
    """{person (None: everybody): months} that are looked at again."""
    with transaction.atomic(), connection.cursor() as cursor:
        again.look(cursor, county=world.county, first_day=first_day)
        cursor.execute("SELECT DISTINCT person_id, first_day FROM payroll_again ORDER BY first_day")
        found: dict = {}
        for person, month in cursor.fetchall():
            found.setdefault(person, []).append(month)
        return found


def test_every_parameter_of_pay_is_looked_after_or_acts_on_no_day():
    keys = {key for key in catalogue().parameters if key.startswith("pay.")}
    assert set(again.KEYS) | NOT_BY_THE_DAY | {key for key in keys if key.startswith("pay.reward_")} == keys
    assert {ITEM_SPECS[item].parameter for item in again.FROM_FACTS} <= set(again.KEYS)


def test_nobody_where_nothing_has_happened(world):
    assert looked_at(world) == {}


def test_of_a_term_that_ends_now_only_the_days_from_its_end(world):
    held = world.people[0].appointments.get()
    held.valid_to, held.end_ground = date(2016, 9, 10), EndGround.RESIGNED
    held.save()
    assert looked_at(world) == {world.people[0].pk: [SEPTEMBER]}
    # Longer again: the same days.
    made.done(world, OCTOBER)
    held.valid_to, held.end_ground = None, ""
    held.save()
    assert looked_at(world, NOVEMBER) == {world.people[0].pk: [SEPTEMBER, OCTOBER]}


def test_of_a_term_that_began_otherwise_all_of_it(world):
    held = world.people[0].appointments.get()
    held.valid_from = date(2016, 8, 15)
    held.save()
    assert looked_at(world) == {world.people[0].pk: [JULY, AUGUST, SEPTEMBER]}


def test_a_new_term_from_its_first_day(world):
    late = build.make_person(world.townships[0], "迟登")
    build.appoint(late, world.villages[0], start=date(2016, 8, 31), end=date(2016, 8, 31))
    assert looked_at(world) == {late.pk: [AUGUST]}


def test_what_is_changed_of_a_term_that_pay_does_not_read_is_none_of_it(world):
    held = world.people[0].appointments.get()
    held.document_number = "关人口〔2016〕1号"
    held.save()
    assert looked_at(world) == {}


def test_of_an_office_director_all_later_days_because_years_add_up(world):
    build.appoint(
        world.office,
        world.townships[1],
        PostKind.OFFICE_DIRECTOR,
        start=date(2004, 1, 1),
        end=date(2014, 7, 31),
        identity=Identity.CIVIL_SERVANT,
    )
    assert looked_at(world) == {world.office.pk: [JULY, AUGUST, SEPTEMBER]}


def test_leave_once_it_is_approved_and_once_it_is_revoked(world):
    person = world.people[0]
    held = UnpaidLeave.objects.create(
        person=person, first_day=date(2016, 8, 20), last_day=date(2016, 9, 2), reason="事假"
    )
    assert looked_at(world) == {}
    UnpaidLeave.objects.filter(pk=held.pk).update(state=LeaveState.APPROVED)
    assert looked_at(world) == {person.pk: [AUGUST, SEPTEMBER]}
    made.done(world, OCTOBER)
    assert looked_at(world, NOVEMBER) == {}
    UnpaidLeave.objects.filter(pk=held.pk).update(state=LeaveState.REVOKED)
    assert looked_at(world, NOVEMBER) == {person.pk: [AUGUST, SEPTEMBER]}


def test_a_grade_on_file_of_office_directors_alone_from_the_next_year_on(world):
    YearGrade.objects.create(person=world.people[0], year=2015, grade=Grade.EXCELLENT)
    assert looked_at(world) == {}
    YearGrade.objects.create(person=world.office, year=2016, grade=Grade.EXCELLENT)
    assert looked_at(world) == {}
    YearGrade.objects.create(person=world.office, year=2015, grade=Grade.EXCELLENT)
    assert looked_at(world) == {world.office.pk: [JULY, AUGUST, SEPTEMBER]}


def test_a_month_that_is_issued_late_and_a_score_that_is_corrected(world):
    village, other = world.villages
    first, second, third = world.people
    made.issued(world, AUGUST, {first: ("70", village), second: ("70", village), third: ("70", other)})
    assert looked_at(world) == {None: [AUGUST]}
    made.issued(world, OCTOBER, {first: ("80", village), second: ("80", village), third: ("80", other)})
    made.done(world, OCTOBER)
    made.issued(world, AUGUST, {second: ("90", village)})
    assert looked_at(world, NOVEMBER) == {second.pk: [AUGUST]}


def test_a_decision_for_everybody_from_its_day_to_its_last(world):
    decision = made.decided(world, "1800.00", date(2016, 8, 31))
    assert looked_at(world) == {None: [AUGUST, SEPTEMBER]}
    made.done(world, OCTOBER)
    withdraw(user=decision.decided_by, decision=decision, reason="录错")
    assert looked_at(world, NOVEMBER) == {None: [AUGUST, SEPTEMBER, OCTOBER]}


def test_a_decision_about_what_no_day_is_worth_touches_nobody(world):
    made.decided(world, "50", AUGUST, key="pay.reclaim_percent")
    assert looked_at(world) == {}


def test_who_was_withheld_until_it_is_paid(world):
    october = made.run(world, OCTOBER)
    made.withheld(october, world.people[0], world)
    build.all_confirmed(october, world)
    assert looked_at(world, NOVEMBER) == {world.people[0].pk: [OCTOBER]}
    made.done(world, NOVEMBER)
    assert looked_at(world, date(2016, 12, 1)) == {}


def test_a_change_while_an_earlier_month_was_not_confirmed_is_not_forgotten(world):
    """October is still with the finance office when November is worked out: December looks further back."""
    october = made.run(world, OCTOBER)
    for part in october.parts.all():
        build.submitted(part, world)
    held = world.people[0].appointments.get()
    held.valid_to, held.end_ground = date(2016, 10, 10), EndGround.RESIGNED
    held.save()
    november = made.run(world, NOVEMBER)
    assert made.differences(november) == []
    build.all_confirmed(october, world)
    build.all_confirmed(november, world)
    assert world.people[0].pk in looked_at(world, date(2016, 12, 1))
    december = made.run(world, date(2016, 12, 1))
    assert [(month, item) for month, item, _ in made.differences(december)] == [(OCTOBER, Item.BASE)]


def test_the_look_is_as_many_statements_whatever_has_happened(world):
    with CaptureQueriesContext(connection) as few:
        looked_at(world)
    made.decided(world, "1800.00", JULY)
    for person in world.people:
        made.leave(world, person, date(2016, 7, 1), date(2016, 9, 2))
    with CaptureQueriesContext(connection) as many:
        looked_at(world)
    assert len(few) == len(many)
