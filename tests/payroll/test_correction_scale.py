"""Corrections at scale: a decision that reaches back for everybody, and a month where nothing has changed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum
from django.utils import timezone

from guanling.policy.services import decide
from payroll.enums import PartState, Source
from payroll.models import Line, Part
from payroll.services import again, runs
from roster.models import Person
from tests.bench import fill
from tests.payroll.corrections_build import OCTOBER, SEPTEMBER
from tests.people import make_user

pytestmark = pytest.mark.django_db
PEOPLE = 1_500


def worked_out(county, first_day):
    """The month worked out."""
    month = runs.open_month(county=county, first_day=first_day)
    runs.compute_now(month=month)
    return month


def confirmed(month, hands):
    """Every part of the month confirmed."""
    steps = {
        PartState.SUBMITTED: "submitted",
        PartState.CHECKED: "checked",
        PartState.CONFIRMED: "confirmed",
    }
    for (state, act), user in zip(steps.items(), hands, strict=True):
        fields = {"state": state, f"{act}_by": user, f"{act}_at": timezone.now()}
        Part.objects.filter(month=month).update(**fields)


def test_a_decision_for_everybody_reaches_back_in_one_run(monkeypatch):
    monkeypatch.setattr(again, "MARGIN", timedelta(0))
    county = fill.people_of_a_county(PEOPLE)
    Person.objects.update(bank_name="农信社", bank_account="6228480402564890018")
    people = Person.objects.count()
    hands = [make_user(f"hand{number}") for number in range(4)]
    august = worked_out(county, date(2016, 8, 1))
    confirmed(august, hands[:3])
    september = worked_out(county, SEPTEMBER)
    assert not Line.objects.filter(month=september, source=Source.DIFFERENCE).exists()
    confirmed(september, hands[:3])
    monkeypatch.setattr(again, "MARGIN", timedelta(days=1))
    decide(
        user=hands[3],
        county_code=county.code,
        key="pay.director_monthly",
        value="1500.00",
        valid_from=date(2016, 8, 1),
        document_number="关府发〔2016〕5号",
        reason="测试",
    )
    october = worked_out(county, OCTOBER)
    lines = Line.objects.filter(month=october)
    assert lines.filter(source=Source.DIFFERENCE).count() == 2 * people
    assert lines.filter(source=Source.BALANCE).aggregate(put_off=Sum("amount"))["put_off"] == 100 * people
    assert lines.aggregate(net=Sum("amount"))["net"] == Decimal("1200.00") * people
