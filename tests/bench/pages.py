"""Statements per list page: they must not grow with the number of people."""

from datetime import date

from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from appraisal.models import Month, Sheet, YearSheet
from appraisal.services.ranking import rank_now
from guanling.accounts.enums import Role
from payroll.models import Entry as PayEntry
from payroll.models import Part
from payroll.services.runs import compute_now
from roster.enums import Level
from roster.models import Person, Unit, UnitChange
from roster.services import unit_changes
from tests.bench import clock, fill
from training.models import Course, KnowledgeTest, Plan, Session

ROLES = (Role.SYSTEM_ADMIN, Role.AUDITOR, Role.BUREAU_CLERK, Role.BUREAU_REVIEWER)


def addresses():
    """Names of the list pages with what builds their arguments."""
    period = {"period": "2016-08"}
    return {
        "roster:units": None,
        "roster:people": None,
        "roster:establishment": None,
        "roster:vacancies": None,
        "roster:stability": None,
        "roster:changes": None,
        "roster:establishment-compare": None,
        "roster:exceptions": None,
        "roster:agreements": None,
        "roster:agreements-filing": None,
        "roster:promotion": None,
        "roster:education": None,
        "home:index": None,
        "roster:moves": None,
        "roster:unit-changes": None,
        "roster:unit-change": lambda: {"pk": unit_change().pk},
        "roster:completeness": None,
        "roster:person": lambda: {"pk": Person.objects.first().pk},
        "roster:unit": lambda: {"pk": Unit.objects.filter(level=Level.VILLAGE).first().pk},
        "training:sessions": None,
        "training:session": session,
        "training:session-attendance": session,
        "training:session-invite": lambda: {"pk": Session.objects.order_by("-pk").first().pk},
        "training:compliance": None,
        "training:person": lambda: {"pk": Person.objects.first().pk},
        "training:plans": None,
        "training:plan": lambda: {"pk": Plan.objects.first().pk},
        "training:courses": None,
        "training:course": lambda: {"pk": Course.objects.first().pk},
        "training:tests": None,
        "training:test": lambda: {"pk": KnowledgeTest.objects.order_by("pk").first().pk},
        "training:test-statistics": lambda: {"pk": KnowledgeTest.objects.order_by("pk").first().pk},
        "appraisal:months": None,
        "appraisal:month": lambda: period,
        "appraisal:sheet": lambda: {"pk": Sheet.objects.first().pk},
        "appraisal:findings": lambda: period,
        "appraisal:results": lambda: period,
        "appraisal:charts": lambda: period,
        "appraisal:corrections": lambda: period,
        "appraisal:person-months": lambda: {"pk": Person.objects.first().pk},
        "appraisal:reports": None,
        "appraisal:report-township": lambda: period | {"pk": Sheet.objects.first().unit_id},
        "appraisal:visits": None,
        "appraisal:visits-coverage": None,
        "appraisal:rechecks": None,
        "appraisal:reviews": None,
        "appraisal:years": None,
        "appraisal:year": lambda: {"number": fill.AUGUST.year},
        "appraisal:year-sheet": lambda: {"pk": YearSheet.objects.first().pk},
        "appraisal:recommendations": None,
        "appraisal:appeals": None,
        "appraisal:cases": None,
        "appraisal:sweeps": None,
        "appraisal:sweep-findings": None,
        "appraisal:sweep-gaps": None,
        "appraisal:incidents": None,
        "appraisal:counts": None,
        "appraisal:talks": None,
        "payroll:months": None,
        "payroll:month": lambda: period,
        "payroll:month-changes": lambda: period,
        "payroll:part": lambda: {"pk": Part.objects.order_by("pk").first().pk},
        "payroll:entry": lambda: {"pk": PayEntry.objects.order_by("pk").first().pk},
        "payroll:lines": None,
        "payroll:paydays": None,
        "payroll:outputs": lambda: period,
        "payroll:reconciliation": lambda: period,
        "payroll:balances": None,
        "payroll:budget": None,
        "payroll:pension": None,
        "payroll:pension-forecast": None,
        "payroll:rewards": None,
        "payroll:reliefs": None,
        "documents:imports": None,
        "documents:papers": None,
        "accounts:users": None,
        "policy:list": None,
        "audit:events": None,
        "audit:access": None,
    }


def session():
    """The county's training, which everybody attended."""
    return {"pk": Session.objects.order_by("pk").first().pk}


def unit_change():
    """A draft that merges two villages with everybody in them."""
    first = UnitChange.objects.first()
    if first is not None:
        return first
    olds = list(Unit.objects.filter(level=Level.VILLAGE).order_by("code")[:2])
    return draft_merger(olds, user=get_user_model().objects.get(username="bench"))


def draft_merger(olds, user):
    """Draft the merger of two villages under the name of the first."""
    county = Unit.objects.get(level=Level.COUNTY)
    change = unit_changes.draft_change(
        county=county, day=date(2016, 12, 1), document_number="关府〔2016〕30号", reason="合村", user=user
    )
    unit_changes.add_merger(change=change, olds=olds, code=olds[0].code, name=olds[0].name, user=user)
    return change


def measure(people: int) -> dict[str, int]:
    """Return {page: statements} for a county of ``people``."""
    fill.empty()
    unit = fill.county(people)
    # Before there is any assessed month: nobody's pay waits for a circular.
    compute_now(month=fill.pay(unit))
    fill.leaving(unit)
    fill.training(unit)
    rank_now(month=Month.objects.get(pk=fill.month(unit, fill.AUGUST).pk))
    client = Client(headers={"host": "localhost"})
    client.force_login(fill.user(unit, *ROLES))
    counts = {}
    for name, arguments in addresses().items():
        address = reverse(name, kwargs=arguments() if arguments else None)

        def visit(address=address):
            response = client.get(address)
            if response.status_code != 200:
                raise AssertionError(f"{address}: {response.status_code}")

        visit()  # what is cached per process is not the page's
        counts[name] = clock.statements(visit)
    return counts
