"""Addresses of the month: parts, entries, lines, payment."""

from datetime import date

from guanling.accounts.enums import Role
from payroll.enums import PartState
from payroll.models import Part
from payroll.services import states
from tests.access.rows import BUREAU, CLERK, REVIEWER, TOWNSHIP, Row
from tests.payroll import months_build as made
from tests.people import make_user

FINANCE = frozenset({Role.FINANCE})
TOWN_CLERK = frozenset({Role.TOWNSHIP_CLERK})
TOWN_DIRECTOR = frozenset({Role.TOWNSHIP_DIRECTOR})
PAY_READERS = BUREAU | FINANCE | TOWNSHIP
PREPARERS = CLERK | TOWN_CLERK
SUBMITTERS = REVIEWER | TOWN_DIRECTOR


def held(objects, to=PartState.DRAFT):
    """The first township's part of September 2016 with the subject's pay, moved by nobody of the matrix."""
    county = objects.township.parent
    month = made.Month.objects.create(county=county, first_day=date(2016, 9, 1))
    Part.objects.create(month=month, unit=county)
    part = Part.objects.create(month=month, unit=objects.township)
    entry = made.entry_of(part, objects.person, village=objects.village)
    made.total(part)
    if to != PartState.DRAFT:
        director = make_user("pay_director", (Role.TOWNSHIP_DIRECTOR, objects.township))
        checker, confirmer = (make_user(name, (Role.FINANCE, county)) for name in ("pay_one", "pay_two"))
        states.submit(part=part, user=director)
        if to != PartState.SUBMITTED:
            states.check(part=part, user=checker)
        if to == PartState.CONFIRMED:
            states.confirm(part=part, user=confirmer)
    return month, part, entry


def period(objects):
    """The month."""
    held(objects)
    return {"period": "2016-09"}


def part(to=PartState.DRAFT):
    """The first township's part in a state."""
    return lambda objects: {"pk": held(objects, to)[1].pk}


def entry(to=PartState.DRAFT):
    """The subject's entry, the part in a state."""
    return lambda objects: {"pk": held(objects, to)[2].pk}


MATRIX = {
    "payroll:months": Row(PAY_READERS),
    "payroll:month-open": Row(PREPARERS, "post"),
    "payroll:month": Row(PAY_READERS, arguments=period, of_county=True),
    "payroll:month-compute": Row(PREPARERS, "post", arguments=period, of_county=True),
    "payroll:month-progress": Row(PAY_READERS, arguments=period, of_county=True),
    "payroll:month-changes": Row(PAY_READERS, arguments=period, of_county=True),
    "payroll:month-changes-export": Row(PAY_READERS, arguments=period, of_county=True),
    "payroll:part": Row(PAY_READERS, arguments=part(), scoped=True),
    "payroll:part-export": Row(PAY_READERS, arguments=part(), scoped=True),
    "payroll:part-compute": Row(PREPARERS, "post", arguments=part(), scoped=True),
    "payroll:part-submit": Row(SUBMITTERS, "post", arguments=part(), scoped=True),
    "payroll:part-check": Row(FINANCE, "post", arguments=part(PartState.SUBMITTED), scoped=True),
    "payroll:part-return": Row(FINANCE, "post", arguments=part(PartState.SUBMITTED), scoped=True),
    "payroll:part-confirm": Row(FINANCE, "post", arguments=part(PartState.CHECKED), scoped=True),
    "payroll:part-changes": Row(PAY_READERS, arguments=part(), scoped=True),
    "payroll:part-changes-export": Row(PAY_READERS, arguments=part(), scoped=True),
    "payroll:part-payment": Row(PAY_READERS, arguments=part(PartState.CONFIRMED), scoped=True),
    "payroll:part-pay": Row(FINANCE | TOWN_CLERK, "post", arguments=part(PartState.CONFIRMED), scoped=True),
    "payroll:entry": Row(PAY_READERS, arguments=entry(), scoped=True),
    "payroll:entry-withhold": Row(PREPARERS | SUBMITTERS | FINANCE, "post", arguments=entry(), scoped=True),
    "payroll:entry-release": Row(PREPARERS | SUBMITTERS | FINANCE, "post", arguments=entry(), scoped=True),
    "payroll:paydays": Row(PAY_READERS),
    "payroll:paydays-export": Row(PAY_READERS),
    "payroll:mine": Row(frozenset({Role.SELF})),
    "payroll:own-entry": Row(frozenset({Role.SELF}), arguments=entry(PartState.CONFIRMED), scoped=True),
}
