"""Addresses of unpaid leave and adjustments."""

from datetime import date
from decimal import Decimal

from payroll.models import Adjustment, UnpaidLeave
from tests.access.payroll.months import FINANCE, PAY_READERS, PREPARERS, SUBMITTERS
from tests.access.rows import Row


def leave(objects):
    """Unpaid leave of the subject, entered by nobody of the matrix."""
    made = UnpaidLeave.objects.create(
        person=objects.person,
        first_day=date(2016, 9, 5),
        last_day=date(2016, 9, 9),
        reason="事假",
        entered_by=objects.account,
    )
    return {"pk": made.pk}


def adjustment(objects):
    """An adjustment for the subject, proposed by nobody of the matrix."""
    made = Adjustment.objects.create(
        person=objects.person,
        unit=objects.township,
        amount=Decimal("120.00"),
        from_month=date(2016, 9, 1),
        reason="补发",
        proposed_by=objects.account,
    )
    return {"pk": made.pk}


MATRIX = {
    "payroll:leaves": Row(PAY_READERS),
    "payroll:leaves-export": Row(PAY_READERS),
    "payroll:leave-new": Row(PREPARERS),
    "payroll:leave-approve": Row(SUBMITTERS, "post", arguments=leave, scoped=True),
    "payroll:leave-reject": Row(SUBMITTERS, "post", arguments=leave, scoped=True),
    "payroll:leave-revoke": Row(PREPARERS | SUBMITTERS, "post", arguments=leave, scoped=True),
    "payroll:adjustments": Row(PAY_READERS),
    "payroll:adjustments-export": Row(PAY_READERS),
    "payroll:adjustment-new": Row(PREPARERS),
    "payroll:adjustment": Row(PAY_READERS, arguments=adjustment, scoped=True),
    "payroll:adjustment-decide": Row(FINANCE, "post", arguments=adjustment, scoped=True),
    "payroll:adjustment-withdraw": Row(PREPARERS, "post", arguments=adjustment, scoped=True),
}
