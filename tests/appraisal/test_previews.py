"""What a decision about the assessment says and refuses before it is saved."""

from datetime import date

import pytest

from appraisal.models import Month
from appraisal.services import ranking
from guanling.accounts.enums import Role
from guanling.policy import services as policy
from guanling.runs.errors import Refusal
from tests.appraisal.world import SEPTEMBER, closed, opened, small_county

BANDS = "assessment.bands"
HIGHER = [
    {"limit": "89", "result": "一档"},
    {"limit": "75", "result": "二档"},
    {"limit": "60", "result": "三档"},
    {"result": "四档"},
]
OCTOBER = date(2016, 10, 1)


@pytest.fixture
def world(db):
    """September 2016 is closed and ranked with 90, 88 and 70; October is being filled in."""
    world = small_county()
    month = closed(world)
    ranking.rank_now(month=month)
    opened(world, OCTOBER)
    return world


def told(world, key, value, valid_from, valid_to=None):
    """The preview of a decision, as one text."""
    plan = policy.plan(
        county_code=world.county.code, key=key, value=value, valid_from=valid_from, valid_to=valid_to
    )
    return "\n".join(plan.lines(today=OCTOBER))


def test_a_preview_says_which_months_and_how_many_people(world):
    text = told(world, BANDS, HIGHER, OCTOBER)
    assert "从2016年10月的考核起适用" in text
    assert "正在填报的2016年10月也按新值计算" in text
    assert "按2016年9月的 3 人试算（不改动该月）：档次变化 1 人。" in text
    assert "一档 2 → 1 人，二档 0 → 1 人" in text


def test_scores_places_and_who_is_ranked_are_tried_by_the_rule(world):
    # 绩 counts for nothing less or more here, because all items of a person are equal.
    weights = {"de": "10", "neng": "10", "qin": "10", "ji": "50", "lian": "10", "satisfaction": "10"}
    assert "得分、档次和名次都不变" in told(world, "assessment.weights", weights, OCTOBER)
    text = told(world, "assessment.min_days", "31", OCTOBER)
    assert "得分变化 3 人，档次变化 3 人，全县名次变化 3 人" in text
    assert "不参加排序 0 → 3 人" in text
    # A day of the calendar changes nobody's score.
    assert "试算" not in told(world, "assessment.due_day", "6", OCTOBER)


def test_a_change_within_a_month_holds_from_the_next(world):
    text = told(world, BANDS, HIGHER, date(2016, 9, 2))  # after the first day by which September is measured
    assert "从2016年10月的考核起适用" in text
    text = told(world, BANDS, HIGHER, date(2016, 10, 2), date(2016, 10, 31))
    assert "不影响任何月份" in text


@pytest.mark.parametrize("valid_from", [SEPTEMBER, date(2016, 8, 15)])
def test_a_closed_month_is_out_of_reach(world, valid_from):
    with pytest.raises(Refusal, match=r"2016年9月已排序.*请把施行日期定在2016年10月1日或以后"):
        told(world, BANDS, HIGHER, valid_from)


def test_withdrawing_a_decision_is_held_to_the_same(world):
    clerk = world.users[Role.BUREAU_CLERK]
    decision = policy.decide(
        user=clerk,
        county_code=world.county.code,
        key=BANDS,
        value=HIGHER,
        valid_from=OCTOBER,
        document_number="关人口计生〔2016〕20号",
        reason="拉开档次",
    )
    Month.objects.filter(first_day=OCTOBER).update(state="closed")
    with pytest.raises(Refusal, match="2016年10月已关闭"):
        policy.withdraw(user=clerk, decision=decision, reason="录错")


def test_another_county_is_not_asked(world):
    plan = policy.plan(county_code="520425", key=BANDS, value=HIGHER, valid_from=SEPTEMBER)
    assert "试算" not in "\n".join(plan.lines(today=OCTOBER))
