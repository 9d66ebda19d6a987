"""Charts and one person's months: the same figures in chart and table, and only what the reader may see."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appraisal.enums import MonthState, ResultStatus
from appraisal.models import Month, Result, TownshipResult
from appraisal.queries import results, scheme_for
from appraisal.services.ranking import rank_now
from guanling.accounts.enums import Role
from tests.appraisal.world import closed, make_director, opened, small_county

PERIOD = {"period": "2016-09"}


def charts(client, user, **period):
    """The chart page as ``user`` gets it."""
    client.force_login(user)
    return client.get(reverse("appraisal:charts", kwargs=period or PERIOD))


def months(client, user, person, **query):
    """A person's months as ``user`` gets them."""
    client.force_login(user)
    return client.get(reverse("appraisal:person-months", args=[person.pk]), query)


@pytest.fixture
def world(db):
    """August (70, 90, 80) and September 2016 (90, 88, 70), both ranked."""
    world = small_county()
    world.august = closed(world, ("70", "90", "80"), date(2016, 8, 1))
    rank_now(month=world.august)
    world.month = closed(world)
    rank_now(month=world.month)
    return world


def issued(*months):
    """Issue ``months`` past the services."""
    for model in (Result, TownshipResult):
        model.objects.filter(month__in=months).update(issued=True)
    Month.objects.filter(pk__in=[month.pk for month in months]).update(state=MonthState.ISSUED)


def test_bins_hold_their_lower_end_and_the_last_one_the_full_score(world):
    scheme = scheme_for(world.county.code, world.month.first_day)
    Result.objects.filter(month=world.month).delete()
    for number, (score, band) in enumerate(
        (("100.00", "一档"), ("95.00", "一档"), ("94.99", "一档"), ("85.00", "一档"), ("84.99", "二档"))
    ):
        Result.objects.create(
            month=world.month,
            person=make_director(world.villages[0], f"某{number}"),
            village_code=world.villages[0].code,
            days_served=30,
            score=Decimal(score),
            band=band,
            status=ResultStatus.RANKED,
            county_rank=1,
            township_rank=1,
        )
    bins = results.score_bins(world.month, 1, scheme, 5)
    assert [(row.lower, row.upper, row.bands, row.people) for row in bins] == [
        (95, 100, (2, 0, 0, 0), 2),
        (90, 95, (1, 0, 0, 0), 1),
        (85, 90, (1, 0, 0, 0), 1),
        (80, 85, (0, 1, 0, 0), 1),
    ]


def test_the_chart_shows_what_the_table_says(client, world):
    page = charts(client, world.users[Role.BUREAU_CLERK])
    scores = page.context["scores_chart"]
    assert scores["categories"] == ["70–75", "75–80", "80–85", "85–90", "90–95", "95–100"]
    assert {part["name"]: part["values"] for part in scores["series"]} == {
        "一档": [0, 0, 0, 1, 1, 0],
        "二档": [0, 0, 0, 0, 0, 0],
        "三档": [1, 0, 0, 0, 0, 0],
        "四档": [0, 0, 0, 0, 0, 0],
    }
    townships = page.context["townships_chart"]
    assert (townships["categories"], townships["values"]) == (["甲镇", "乙镇"], [89.0, 70.0])
    assert townships["average"] == 82.67
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))
    assert "70–75 0 0 1 0 1" in text
    assert "1 甲镇 2 2 89.00 2 0 0 0 0" in text


def test_the_township_comparison_is_for_who_sees_the_sheets(client, world):
    issued(world.month)
    page = charts(client, world.users[Role.VILLAGE_COMMITTEE])
    assert len(page.context["bins"]) == 6
    assert "各乡镇平均分" not in page.content.decode()
    assert "各乡镇平均分" in charts(client, world.users[Role.TOWNSHIP_CLERK]).content.decode()


@pytest.mark.parametrize(
    ("state", "says"),
    [(MonthState.OPEN, "关闭并排序之后才有图表"), (MonthState.CLOSED, "排序之后才有图表")],
)
def test_a_month_without_places_says_what_comes_first(client, db, state, says):
    world = small_county()
    month = opened(world)
    Month.objects.filter(pk=month.pk).update(state=state)
    assert says in charts(client, world.users[Role.BUREAU_CLERK]).content.decode()


def test_a_month_without_ranked_people_has_no_chart(client, db):
    world = small_county()
    rank_now(month=closed(world, (None, None, None)))
    assert "没有参加排序的人员" in charts(client, world.users[Role.BUREAU_CLERK]).content.decode()


def test_one_persons_months(client, world):
    page = months(client, world.users[Role.BUREAU_CLERK], world.people[0])
    shown = [
        (row.result.month.period, row.result.score, row.result.county_rank, row.movement)
        for row in page.context["rows"]
    ]
    assert shown == [("2016-09", Decimal("90.00"), 1, "升2"), ("2016-08", Decimal("70.00"), 3, "—")]
    assert page.context["months_chart"] == {
        "categories": ["2016年8月", "2016年9月"],
        "unit": "分",
        "series": [{"name": world.villages[0].name, "values": [70.0, 90.0]}],
    }
    page = months(client, world.users[Role.BUREAU_CLERK], world.people[0], until="2016-08")
    assert [row.result.month.period for row in page.context["rows"]] == ["2016-08"]
    assert months(client, world.users[Role.BUREAU_CLERK], world.people[0], until="x").status_code == 404


def test_a_gap_stays_a_gap(client, world):
    Result.objects.filter(month=world.august, person=world.people[0]).update(
        score=None, county_rank=None, township_rank=None, band="", status=ResultStatus.TOO_FEW_DAYS
    )
    page = months(client, world.users[Role.BUREAU_CLERK], world.people[0])
    assert page.context["months_chart"]["series"][0]["values"] == [None, 90.0]
    assert "任职天数不足" in page.content.decode()


def test_who_reads_whose_months(client, world):
    own = world.people[0]
    own.account = world.users[Role.SELF]
    own.save()
    assert "还没有已通报的月考核结果" in months(client, own.account, own).content.decode()
    issued(world.august)
    assert len(months(client, own.account, own).context["rows"]) == 1
    assert months(client, own.account, world.people[1]).status_code == 404
    # A township reads its own people, and who has moved away by the results in its villages.
    clerk = world.users[Role.TOWNSHIP_CLERK]
    assert months(client, clerk, world.people[2]).status_code == 404
    moved = world.people[1]
    moved.unit = world.villages[1]
    moved.save()
    page = months(client, clerk, moved)
    assert (page.context["name"], page.context["person"]) == ("白乙", None)


def test_the_ways_lead_there(client, world):
    person = world.people[0]
    way = reverse("appraisal:person-months", args=[person.pk])
    client.force_login(world.users[Role.BUREAU_CLERK])
    result = Result.objects.get(person=person, month=world.month)
    for place in (
        reverse("appraisal:results", kwargs=PERIOD),
        reverse("appraisal:result", args=[result.pk]),
        reverse("roster:person", args=[person.pk]),
    ):
        assert way in client.get(place).content.decode()


def test_the_pages_cost_the_same_for_few_and_for_many(client, db):
    world = small_county()
    reader = world.users[Role.BUREAU_CLERK]

    def cost():
        counts = []
        for visit in (
            lambda: charts(client, reader),
            lambda: months(client, reader, world.people[0]),
        ):
            visit()
            with CaptureQueriesContext(connection) as sent:
                assert visit().status_code == 200
            counts.append(len(sent))
        return counts

    rank_now(month=closed(world))
    few = cost()
    for number in range(120):
        make_director(world.villages[number % 2], "某" + "甲乙丙丁戊己庚辛壬癸"[number % 10])
    for month in range(1, 9):
        rank_now(month=closed(world, first_day=date(2016, month, 1)))
    rank_now(month=Month.objects.get(first_day=date(2016, 9, 1)))
    assert cost() == few
