"""Deadlines of cases by golden cases that an official can read (P8.1, P8.2)."""

from pathlib import Path

import pytest
import yaml

from appraisal.rules.cases import actual_last_day, due, earliest_last_day, standing

FILE = Path(__file__).resolve().parent.parent / "policy_cases" / "case_deadlines.yaml"
CASES = yaml.safe_load(FILE.read_text(encoding="utf-8"))


def told(case):
    return case["说明"]


@pytest.mark.parametrize("case", CASES["期限"], ids=told)
def test_deadline(case):
    last = due(case["起算"], case["天数"]) if case["起算"] else None
    met = standing(last, case["查看"])
    assert (last, met and met.word) == (case["到期"], case["状态"])


@pytest.mark.parametrize("case", CASES["最早离任"], ids=told)
def test_earliest_last_day(case):
    assert earliest_last_day(case["告知"], case["天数"], case["聘期止"]) == case["最早"]


@pytest.mark.parametrize("case", CASES["实际离任"], ids=told)
def test_actual_last_day(case):
    assert actual_last_day(case["决定"], case["送达"], case["聘期止"]) == case["实际"]
