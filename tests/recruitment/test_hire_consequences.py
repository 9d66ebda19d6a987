"""Whoever was appointed is in the next month's sheet and pay by the dated appointment alone (P2.4, P6.1)."""

from datetime import date

import pytest

from appraisal.models import Entry as Judged
from appraisal.services.months import open_month
from payroll.models import Entry
from payroll.services import runs
from tests.recruitment.hires_build import appointed, hiring_world

pytestmark = pytest.mark.django_db
NOVEMBER, DECEMBER = date(2016, 11, 1), date(2016, 12, 1)


@pytest.fixture
def world():
    world = hiring_world()
    world.hire = appointed(world)
    return world


def test_on_the_sheet_of_the_first_month_and_not_before(world):
    for month, people in ((NOVEMBER, []), (DECEMBER, ["韦小芳"])):
        opened = open_month(county=world.county, first_day=month)
        rows = Judged.objects.filter(sheet__month=opened)
        assert list(rows.values_list("person__name", flat=True)) == people


def test_paid_from_the_first_month_and_not_before(world):
    for first, people in ((NOVEMBER, []), (DECEMBER, ["韦小芳"])):
        month = runs.open_month(county=world.county, first_day=first)
        runs.compute_now(month=month, user=world.clerk)
        entries = Entry.objects.filter(part__month=month)
        assert list(entries.values_list("person__name", flat=True)) == people
