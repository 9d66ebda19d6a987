"""Addresses of bank files, returns, sheets and slips."""

from datetime import date
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from guanling.accounts.enums import Role
from guanling.documents.enums import PrintState
from payroll.enums import Item, PartState, Source, TransferState
from payroll.models import BankFile, BankReturn, Entry, Line, Month, Part, Transfer
from payroll.services import payments
from tests.access.rows import BUREAU, TOWNSHIP, Row
from tests.people import make_user

FINANCE = frozenset({Role.FINANCE})
PAY_READERS = BUREAU | FINANCE | TOWNSHIP
RECORDERS = FINANCE | {Role.TOWNSHIP_CLERK}
# The way of a part, each step by somebody of its own.
WAY = (
    (PartState.SUBMITTED, "submitted"),
    (PartState.CHECKED, "checked"),
    (PartState.CONFIRMED, "confirmed"),
)


def confirmed(objects):
    """September of the first township, confirmed by nobody of the matrix: the subject's 1700.00."""
    month = Month.objects.create(county=objects.township.parent, first_day=date(2016, 9, 1))
    part = Part.objects.create(
        month=month,
        unit=objects.township,
        people=1,
        gross=1700,
        net=1700,
        computed_by=objects.account,
        computed_at=timezone.now(),
    )
    entry = Entry.objects.create(
        part=part,
        person=objects.person,
        person_name=objects.person.name,
        unit_code=objects.village.code,
        unit_name=objects.village.short_name,
        post_title="人口主任",
        bank_account="6217994622791724969",
        gross=1700,
        net=1700,
    )
    Line.objects.create(
        month=month,
        part=part,
        entry=entry,
        person=objects.person,
        for_month=month.first_day,
        item=Item.BASE,
        clause="N2.3",
        amount=Decimal(1700),
        source=Source.APPOINTMENT,
        unit_code=entry.unit_code,
        unit_name=entry.unit_name,
    )
    for state, act in WAY:
        user = make_user(f"pay_{act}")
        Part.objects.filter(pk=part.pk).update(
            **{"state": state, f"{act}_by": user, f"{act}_at": timezone.now()}
        )
    part.refresh_from_db()
    return month, part, entry


def sent(objects):
    """Its bank file, without anybody's act."""
    month, _, entry = confirmed(objects)
    file = BankFile.objects.create(
        month=month, serial=1, layout="general", people=1, total=1700, made_by=objects.account
    )
    with connection.cursor() as cursor:
        cursor.execute(payments.SEND, {"file": file.pk, "parts": [entry.part_id]})
    BankFile.objects.filter(pk=file.pk).update(state=PrintState.FAILED, problem="系统出错")
    return file


def period(objects):
    """September."""
    confirmed(objects)
    return {"period": "2016-09"}


def part(objects):
    """The first township's part."""
    return {"pk": confirmed(objects)[1].pk}


def entry(objects):
    """The subject's entry."""
    return {"pk": confirmed(objects)[2].pk}


def file(objects):
    """The bank file."""
    return {"pk": sent(objects).pk}


def transfer(objects):
    """The only transfer, which failed."""
    found = Transfer.objects.filter(bank_file=sent(objects))
    found.update(state=TransferState.FAILED, failed_reason="销户", returned_at=timezone.now())
    return {"pk": found.get().pk}


def answer(objects):
    """An answer, not read yet."""
    row = BankReturn.objects.create(
        bank_file=sent(objects),
        original_name="回盘.xlsx",
        file="bank/x",
        sha256="0",
        uploaded_by=objects.account,
    )
    return {"pk": row.pk}


MATRIX = {
    "payroll:outputs": Row(PAY_READERS, arguments=period, of_county=True),
    "payroll:pay-summary": Row(PAY_READERS, arguments=period, of_county=True),
    "payroll:pay-summary-print": Row(PAY_READERS, "post", arguments=period, of_county=True),
    "payroll:pay-summary-export": Row(PAY_READERS, arguments=period, of_county=True),
    "payroll:transfers": Row(PAY_READERS, arguments=period, of_county=True),
    "payroll:transfers-export": Row(PAY_READERS, arguments=period, of_county=True),
    "payroll:reconciliation": Row(PAY_READERS, arguments=period, of_county=True),
    "payroll:bank-file-make": Row(FINANCE, "post", arguments=period, of_county=True),
    "payroll:sheet-print": Row(PAY_READERS, "post", arguments=part, scoped=True),
    "payroll:sheet-issue": Row(RECORDERS, "post", arguments=part, scoped=True),
    "payroll:slips-print": Row(PAY_READERS, "post", arguments=part, scoped=True),
    "payroll:slip-print": Row(PAY_READERS | {Role.SELF}, "post", arguments=entry, scoped=True),
    "payroll:transfer-resend": Row(FINANCE, arguments=transfer, scoped=True),
    "payroll:bank-files": Row(FINANCE),
    "payroll:bank-file": Row(FINANCE, arguments=file, scoped=True),
    "payroll:bank-file-download": Row(FINANCE, "post", arguments=file, scoped=True),
    "payroll:bank-file-retry": Row(FINANCE, "post", arguments=file, scoped=True),
    "payroll:bank-return-upload": Row(FINANCE, "post", arguments=file, scoped=True),
    "payroll:bank-return": Row(FINANCE, arguments=answer, scoped=True),
}
