"""By which values a county's month is paid, and what its assessment says of it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from appraisal.enums import MonthState
from appraisal.models import Month as AppraisalMonth
from guanling.policy import queries as policy
from payroll.rules import pay


def scheme_for(county_code: str, first_day: date) -> pay.Scheme:
    """Return the scheme by which a county's month is paid. One statement."""
    return pay.scheme_of(policy.timelines(county_code), first_day)


@dataclass(frozen=True)
class Deduction:
    """From which issued results a month's deductions come.

    ``issued`` is None where there is nothing to act on: no rule, or no assessment on record yet.
    """

    month_id: int | None = None
    version: int | None = None
    issued: bool | None = None


def deduction_of(county_id: int, scheme: pay.Scheme) -> Deduction:
    """Return from which results the deductions of a month come. Two statements."""
    if scheme.bands is None:
        return Deduction()
    months = AppraisalMonth.objects.filter(county=county_id, first_day__lte=scheme.assessed)
    newest = months.order_by("-first_day").first()
    if newest is None:
        return Deduction()
    if newest.first_day != scheme.assessed or newest.state != MonthState.ISSUED:
        return Deduction(issued=False)
    version = newest.results.filter(issued=True).aggregate(Max("version"))["version__max"]
    return Deduction(newest.pk, version, issued=True)
