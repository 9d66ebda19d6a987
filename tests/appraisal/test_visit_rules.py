"""Rules of supervision: what a visit still lacks, deadlines, the sample checklist (P6.1)."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from appraisal.enums import CheckOutcome, CheckTopic
from appraisal.models import ChecklistItem
from appraisal.rules import visits as rules

CASES = Path(__file__).resolve().parent.parent / "policy_cases" / "visit_lacking.yaml"
OUTCOMES = {outcome.label: outcome.value for outcome in CheckOutcome} | {"空": ""}
# YAML reads neither 是 nor 空 as anything but words.
THERE = {"是": True, "否": False, "空": None}


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=case["说明"]) for case in yaml.safe_load(CASES.read_text("utf-8"))]
)
def test_what_is_lacking(case):
    checks = [
        rules.Seen(f"第{number}项", OUTCOMES[outcome], remark)
        for number, (outcome, remark) in enumerate(case["检查"], 1)
    ]
    people = [(name, THERE[word]) for name, word in case["人员"].items()]
    assert rules.lacking(checks, people) == case["还差"]


def test_the_day_itself_is_in_time():
    assert rules.mend_day(date(2016, 9, 12), 15) == date(2016, 9, 27)
    assert not rules.is_overdue(date(2016, 9, 27), date(2016, 9, 27))
    assert rules.is_overdue(date(2016, 9, 27), date(2016, 9, 28))


def test_the_sample_fits_the_table_and_asks_for_no_resident():
    topics, texts = zip(*rules.SAMPLE, strict=True)
    assert set(topics) <= set(CheckTopic.values)
    assert len(set(texts)) == len(texts)
    longest = ChecklistItem._meta.get_field("text").max_length
    assert all(len(text) <= longest for text in texts)
    forbidden = ("姓名", "身份证", "孕", "育龄", "住址", "生育")
    assert [text for text in texts if any(word in text for word in forbidden)] == []
