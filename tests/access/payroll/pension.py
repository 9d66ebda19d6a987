"""Addresses of pension accrual."""

from datetime import date
from decimal import Decimal

from guanling.accounts.enums import Role
from payroll.enums import AccrualKind, PensionState
from payroll.models import PensionAccrual, PensionBatch, PensionContribution
from tests.access.rows import BUREAU, CLERK, TOWNSHIP, Row

FINANCE = frozenset({Role.FINANCE})
PAY = BUREAU | FINANCE | TOWNSHIP


def held(objects, state=PensionState.CONFIRMED):
    """A batch with a year of the subject in the first township, made by nobody of the matrix."""
    township, village, subject = objects.township, objects.village, objects.person
    batch = PensionBatch.objects.create(
        county=township.parent,
        year=2016,
        until=date(2016, 12, 31),
        people=1,
        years=1,
        amount=Decimal("100.00"),
    )
    PensionAccrual.objects.create(
        batch=batch,
        person=subject,
        person_name=subject.name,
        kind=AccrualKind.YEAR,
        clause="P6.5",
        amount=Decimal("100.00"),
        value=Decimal("100.00"),
        value_from=date(2014, 7, 9),
        nth=2,
        since=date(2014, 8, 1),
        year_from=date(2015, 8, 1),
        year_to=date(2016, 7, 31),
        township_code=township.code,
        township_name=township.name,
        village_code=village.code,
        village_name=village.name,
    )
    found = PensionBatch.objects.filter(pk=batch.pk)
    if state != PensionState.DRAFT:
        found.update(
            state=PensionState.SUBMITTED, submitted_by=objects.account, submitted_at="2017-01-05T00:00:00Z"
        )
    if state == PensionState.CONFIRMED:
        found.update(
            state=PensionState.CONFIRMED,
            confirmed_by=objects.person.account,
            confirmed_at="2017-01-06T00:00:00Z",
            document_number="1号",
        )
    return found.get()


def year(objects):
    """A confirmed year."""
    held(objects)
    return {"year": 2016}


def handed_in(objects):
    """A year that waits for finance."""
    held(objects, PensionState.SUBMITTED)
    return {"year": 2016}


def draft(objects):
    """A year that is not handed in."""
    held(objects, PensionState.DRAFT)
    return {"year": 2016}


def subject(objects):
    """Somebody of the first township."""
    held(objects)
    return {"pk": objects.person.pk}


def contribution(objects):
    """What was paid in for the subject."""
    booked = PensionContribution.objects.create(
        batch=held(objects),
        person=objects.person,
        amount=Decimal("100.00"),
        paid_on=date(2017, 2, 1),
        document_number="社1",
    )
    return {"pk": booked.pk}


MATRIX: dict = {
    "payroll:pension": Row(PAY),
    "payroll:pension-run": Row(CLERK, "post"),
    "payroll:pension-forecast": Row(PAY),
    "payroll:pension-forecast-export": Row(PAY),
    "payroll:pension-progress": Row(PAY, arguments=lambda _: {"year": 2016}),
    "payroll:pension-batch": Row(PAY, arguments=year, of_county=True),
    "payroll:pension-export": Row(PAY, arguments=year, of_county=True),
    "payroll:pension-print": Row(PAY, "post", arguments=year, of_county=True),
    "payroll:pension-gaps": Row(PAY, arguments=year, of_county=True),
    "payroll:pension-submit": Row(CLERK, "post", arguments=draft, of_county=True),
    "payroll:pension-return": Row(FINANCE, "post", arguments=handed_in, of_county=True),
    "payroll:pension-confirm": Row(FINANCE, "post", arguments=handed_in, of_county=True),
    "payroll:pension-paid": Row(FINANCE, "post", arguments=year, of_county=True),
    "payroll:pension-contributions": Row(PAY, arguments=year, of_county=True),
    "payroll:pension-contributions-export": Row(PAY, arguments=year, of_county=True),
    "payroll:pension-contribution-new": Row(CLERK, arguments=year, of_county=True),
    "payroll:pension-revoke": Row(CLERK, arguments=contribution, scoped=True),
    "payroll:pension-person": Row(PAY | {Role.SELF}, arguments=subject, scoped=True),
}
