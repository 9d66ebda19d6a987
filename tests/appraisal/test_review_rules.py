"""Golden cases of ballots and the satisfaction that they yield (P5.2)."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from appraisal.enums import BALLOT_CHOICES
from appraisal.rules.reviews import Ballots, fault, score, too_few
from guanling.policy.rules import Decision, settle_all

CASES = yaml.safe_load(
    (Path(__file__).resolve().parent.parent / "policy_cases" / "review_scores.yaml").read_text(
        encoding="utf-8"
    )
)
DAY = date(2016, 9, 20)


def cases(part):
    return [pytest.param(case, id=case["说明"]) for case in CASES[part]]


def ballots(figures):
    *votes, invalid = figures
    return Ballots(dict(zip(BALLOT_CHOICES, votes, strict=True)), invalid)


@pytest.mark.parametrize("case", cases("得分"))
def test_what_a_count_yields(case):
    decisions = [
        Decision(key, value, start, None, "1号", "案例") for key, value, start in case.get("决定", ())
    ]
    policy = settle_all("520424", DAY, decisions)
    counted, least = ballots(case["票"]), policy["review.valid_share_min"]
    if too_few(counted, case["发出"], least):
        assert case["得分"] == f"不足发出票的{least.normalize():f}%"
        return
    points = {choice: policy[key] for choice, (_, key) in BALLOT_CHOICES.items()}
    step = Decimal(case["单位"]) if "单位" in case else policy["assessment.item_step"]
    assert score(counted, points, step) == Decimal(case["得分"])


@pytest.mark.parametrize("case", cases("计票"))
def test_what_cannot_be_right(case):
    found = fault([(name, ballots(votes)) for name, votes in case["对象"].items()], case["发出"])
    assert found == "" if case["有误"] == "空" else case["有误"] in found
