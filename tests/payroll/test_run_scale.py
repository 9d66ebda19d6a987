"""Twenty thousand people in one run."""

import time
from decimal import Decimal

import pytest
from django.db.models import Sum

from payroll.models import Entry, Line, Part, Problem
from payroll.services import runs
from roster.models import Person
from tests.bench import fill
from tests.payroll.world import SEPTEMBER

pytestmark = pytest.mark.django_db
PEOPLE = 20_000
# Ample for a loaded machine; alone it takes a few seconds.
SECONDS = 30


def test_twenty_thousand_people_in_one_run():
    county = fill.county(PEOPLE)
    Person.objects.update(bank_name="农信社", bank_account="6228480402564890018")
    month = runs.open_month(county=county, first_day=SEPTEMBER)
    started = time.monotonic()
    run = runs.compute_now(month=month)
    taken = time.monotonic() - started
    assert (run.counts["people"], run.counts["lines"], run.counts["problems"]) == (PEOPLE, PEOPLE, 0)
    whole = Decimal("1700.00") * PEOPLE
    assert Line.objects.aggregate(total=Sum("amount"))["total"] == whole
    assert Entry.objects.aggregate(total=Sum("net"))["total"] == whole
    assert Part.objects.aggregate(total=Sum("net"))["total"] == whole
    assert not Problem.objects.exists()
    assert taken < SECONDS, taken
    again = time.monotonic()
    runs.compute_now(month=month)
    assert time.monotonic() - again < SECONDS
    assert Line.objects.count() == PEOPLE
