"""Addresses of training: plans."""

from decimal import Decimal

from tests.access.rows import IMPORTERS, REVIEWER, STAFF_READERS, Row
from tests.training.build import course
from training.enums import Audience, Category, PlanState
from training.models import Plan, PlanLine


def plan(objects, state=PlanState.DRAFT):
    """A plan of the first township with a line, made by nobody of the matrix."""
    made = Plan.objects.create(unit=objects.township, year=2016, state=state, made_by=objects.account)
    PlanLine.objects.create(
        plan=made,
        month=9,
        course=course(objects.township, category=Category.TOWNSHIP),
        audience=Audience.DIRECTORS,
        days=Decimal("1"),
        people=30,
    )
    return {"pk": made.pk}


def submitted(objects):
    """That plan, handed in."""
    return plan(objects, PlanState.SUBMITTED)


def line(objects):
    """Its line."""
    return {"pk": PlanLine.objects.get(plan=plan(objects)["pk"]).pk}


MATRIX = {
    "training:plans": Row(STAFF_READERS),
    "training:plans-export": Row(STAFF_READERS),
    "training:plan-new": Row(IMPORTERS),
    "training:plan": Row(STAFF_READERS, arguments=plan, scoped=True),
    "training:plan-aims": Row(IMPORTERS, arguments=plan, scoped=True),
    "training:plan-export": Row(STAFF_READERS, arguments=plan, scoped=True),
    "training:plan-print": Row(STAFF_READERS, "post", arguments=plan, scoped=True),
    "training:plan-copy": Row(IMPORTERS, "post", arguments=plan, scoped=True),
    "training:plan-submit": Row(IMPORTERS, "post", arguments=plan, scoped=True),
    "training:plan-file": Row(REVIEWER, "post", arguments=submitted, scoped=True),
    "training:plan-return": Row(REVIEWER, "post", arguments=submitted, scoped=True),
    "training:plan-discard": Row(IMPORTERS, "post", arguments=plan, scoped=True),
    "training:plan-line-new": Row(IMPORTERS, arguments=plan, scoped=True),
    "training:plan-line": Row(IMPORTERS, arguments=line, scoped=True),
    "training:plan-line-remove": Row(IMPORTERS, "post", arguments=line, scoped=True),
}
