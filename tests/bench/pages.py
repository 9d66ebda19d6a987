"""Statements per list page: they must not grow with the number of people."""

from django.test import Client
from django.urls import reverse

from appraisal.models import Month, Sheet
from appraisal.services.ranking import rank_now
from guanling.accounts.enums import Role
from roster.enums import Level
from roster.models import Person, Unit
from tests.bench import clock, fill

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
        "roster:completeness": None,
        "roster:person": lambda: {"pk": Person.objects.first().pk},
        "roster:unit": lambda: {"pk": Unit.objects.filter(level=Level.VILLAGE).first().pk},
        "appraisal:months": None,
        "appraisal:month": lambda: period,
        "appraisal:sheet": lambda: {"pk": Sheet.objects.first().pk},
        "appraisal:findings": lambda: period,
        "appraisal:results": lambda: period,
        "appraisal:charts": lambda: period,
        "appraisal:corrections": lambda: period,
        "appraisal:person-months": lambda: {"pk": Person.objects.first().pk},
        "documents:imports": None,
        "documents:papers": None,
        "accounts:users": None,
        "policy:list": None,
        "audit:events": None,
        "audit:access": None,
    }


def measure(people: int) -> dict[str, int]:
    """Return {page: statements} for a county of ``people``."""
    fill.empty()
    unit = fill.county(people)
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
