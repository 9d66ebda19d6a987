"""Twenty thousand people in one run."""

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


def test_twenty_thousand_people_in_one_run():
    county = fill.people_of_a_county(PEOPLE)
    Person.objects.update(bank_name="农信社", bank_account="6228480402564890018")
    month = runs.open_month(county=county, first_day=SEPTEMBER)
    run = runs.compute_now(month=month)
    assert (run.counts["people"], run.counts["lines"], run.counts["problems"]) == (PEOPLE, PEOPLE, 0)
    whole = Decimal("1700.00") * PEOPLE
    assert Line.objects.aggregate(total=Sum("amount"))["total"] == whole
    assert Entry.objects.aggregate(total=Sum("net"))["total"] == whole
    assert Part.objects.aggregate(total=Sum("net"))["total"] == whole
    assert not Problem.objects.exists()
    runs.compute_now(month=month)
    assert Line.objects.count() == PEOPLE
