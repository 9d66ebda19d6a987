"""Builds courses of months: confirmed ones, facts that come late, what the next month makes of them."""

from datetime import date
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from appraisal.enums import CircularKind, CircularState, MonthState
from appraisal.models import Circular, Result
from appraisal.models import Month as AppraisalMonth
from guanling.accounts.enums import Role
from guanling.policy.services import decide
from payroll.enums import LeaveState, Source
from payroll.models import Line, UnpaidLeave
from payroll.services.runs import totals
from tests.appraisal.years_build import bare_row
from tests.payroll import world as build

AUGUST, SEPTEMBER, OCTOBER, NOVEMBER = (date(2016, month, 1) for month in (8, 9, 10, 11))


def run(world, first_day):
    """The month worked out (again)."""
    return build.pay_month(world, first_day)


def done(world, first_day):
    """The month worked out and confirmed."""
    return build.all_confirmed(run(world, first_day), world)


def differences(month, person=None):
    """(for month, item, amount) of the difference lines of a month."""
    rows = Line.objects.filter(month=month, source=Source.DIFFERENCE)
    if person is not None:
        rows = rows.filter(person=person)
    return list(rows.order_by("for_month", "item", "amount").values_list("for_month", "item", "amount"))


def reclaims(month, person):
    """The amounts put off (positive) or taken (negative) of a person's pay of a month."""
    rows = Line.objects.filter(month=month, person=person, source=Source.BALANCE)
    return list(rows.order_by("pk").values_list("amount", flat=True))


def notes(month, person):
    """What the difference lines say of their cause."""
    rows = Line.objects.filter(month=month, person=person, source=Source.DIFFERENCE)
    return list(rows.order_by("for_month", "item", "amount").values_list("note", flat=True))


def net(month, person):
    """What a person gets in a month, over all parts."""
    return sum(person.pay_entries.filter(part__month=month).values_list("net", flat=True), Decimal(0))


def leave(world, person, first, last):
    """Approved unpaid leave."""
    return UnpaidLeave.objects.create(
        person=person,
        first_day=first,
        last_day=last,
        reason="事假",
        state=LeaveState.APPROVED,
        entered_by=world.users[Role.TOWNSHIP_CLERK],
        decided_by=world.users[Role.TOWNSHIP_DIRECTOR],
        decided_at=timezone.now(),
    )


def decided(world, value, first, key="pay.director_monthly", number="关府发〔2016〕5号"):
    """A county's decision about a parameter of pay."""
    return decide(
        user=world.users[Role.BUREAU_CLERK],
        county_code=world.county.code,
        key=key,
        value=value,
        valid_from=first,
        document_number=number,
        reason="测试",
    )


def issued(world, first_day, scores):
    """The month's assessment issued with {person: (score, village)}: its next version and the circular."""
    return issued_rows(world, first_day, [(who, village, score) for who, (score, village) in scores.items()])


def issued_rows(world, first_day, scored):
    """The same of (person, village, score); whom these leave out keeps what was issued. Returns the rows."""
    month = AppraisalMonth.objects.get_or_create(county=world.county, first_day=first_day)[0]
    AppraisalMonth.objects.filter(pk=month.pk).update(state=MonthState.ISSUED)
    before = Result.objects.filter(month=month)
    newest = before.order_by("-version").values_list("version", flat=True).first() or 0
    rows = {(row.person_id, row.village_code): row for row in before.filter(version=newest)}
    for person, village, score in scored:
        rows[person.pk, village.code] = bare_row(month, world, person, score, village=village)
    for row in rows.values():
        row.pk, row.version = None, newest + 1
    made = Result.objects.bulk_create(rows.values())
    Circular.objects.create(
        month=month,
        kind=CircularKind.CORRECTION if newest else CircularKind.MONTHLY,
        version=newest + 1,
        state=CircularState.ISSUED,
        prepared_by=world.users[Role.BUREAU_CLERK],
        issued_by=world.users[Role.BUREAU_REVIEWER],
        issued_on=timezone.localdate(),
    )
    return made


def withheld(month, person, world, reason="账号有误"):
    """Put off a person's pay in every open part of a month, past the services."""

    for entry in person.pay_entries.filter(part__month=month):
        entry.withheld_reason = reason
        entry.withheld_by = world.users[Role.TOWNSHIP_CLERK]
        entry.withheld_at = timezone.now()
        entry.save()
    with connection.cursor() as cursor:
        totals(
            cursor, list(month.parts.exclude(state__in=["confirmed", "paid"]).values_list("pk", flat=True))
        )
