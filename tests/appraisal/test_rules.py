"""The pure rule of the month on the golden cases."""

from datetime import date
from decimal import Decimal

import pytest

from appraisal import rules
from tests.appraisal.cases import CASES, ITEM_NAMES, assessed, number, scheme


@pytest.mark.parametrize("case", CASES["得分"], ids=lambda case: case["说明"])
def test_score(case):
    scores = {ITEM_NAMES[name]: Decimal(value) for name, value in case["项目"].items()}
    score = rules.score_of(scores, Decimal(case["扣分"]), scheme())
    expected = case["应得"]
    assert (score.weighted, str(score.score), score.band) == (
        Decimal(expected["加权"]),
        expected["总分"],
        expected["档次"],
    )
    assert sum(score.items.values()) == score.weighted
    assert score.clause == "P6.1"


@pytest.mark.parametrize("case", CASES["排序"], ids=lambda case: case["说明"])
def test_ranking(case):
    placed = rules.rank([assessed(row) for row in case["人员"]], scheme())
    for row, person in zip(case["人员"], placed, strict=True):
        assert person.status == row.get("不排序", rules.RANKED)
        assert (person.county_rank, person.township_rank) == (row.get("全县"), row.get("乡镇名次"))
    townships = rules.township_places(placed, scheme())
    for row in case["乡镇"]:
        township = townships[row["名称"]]
        assert (township.average, township.place) == (number(row["平均"]), row["名次"])


@pytest.mark.parametrize("case", CASES["任职天数"], ids=lambda case: case["说明"])
def test_days_served(case):
    assert rules.days_served(case["任职"], date(2016, 9, 1), date(2016, 9, 30)) == case["天数"]


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("0", ""),
        ("100", ""),
        ("87.5", ""),
        ("100.5", "应在 0 到 100 之间"),
        ("-0.5", "应在 0 到 100 之间"),
        ("87.3", "应是 0.5 分的整数倍"),
    ],
)
def test_item_scores_keep_to_range_and_step(value, fault):
    assert rules.item_fault(Decimal(value), scheme()) == fault


def test_deadlines_lie_in_the_next_month():
    assert rules.deadline(date(2016, 12, 1), 5) == date(2017, 1, 5)
    assert rules.month_end(date(2016, 2, 1)) == date(2016, 2, 29)
    assert rules.previous_month(date(2016, 1, 1)) == date(2015, 12, 1)
