"""Days of notices, who moves up, choice among equals: the golden cases, and that the rules are pure."""

from pathlib import Path

import pytest
import yaml

from recruitment.rules import notices as rules

CASES = yaml.safe_load(
    (Path(__file__).resolve().parent.parent / "policy_cases" / "selection_notices.yaml").read_text(
        encoding="utf-8"
    )
)


def cases(name):
    """The cases of one heading, each named by what it says."""
    return pytest.mark.parametrize("case", CASES[name], ids=lambda case: case["说明"])


def waiters(people):
    """{name: rank} as those who wait; the name's place is the key."""
    return [rules.Waiter(number, rank) for number, rank in enumerate(people.values())]


@cases("公示期")
def test_a_notice_ends_after_its_working_days(case):
    assert rules.last_day(case["开始"], case["工作日"]) == (case["结束"], case["已公布"])


@cases("答复期限")
def test_an_objection_is_answered_within_working_days(case):
    assert rules.answer_due(case["收到"], case["工作日"]) == case["期限"]


@cases("确认结束")
def test_what_hinders_the_end_of_a_notice(case):
    found = rules.hindrances(
        first=case["开始"],
        last=case["结束"],
        least=case["最少"],
        on=case["当天"],
        open_objections=case["异议"],
    )
    assert len(found) == len(case["不能确认"])
    for hindrance, told in zip(found, case["不能确认"], strict=True):
        assert hindrance.what.startswith(told)
        assert hindrance.clause == "P2.4"


@cases("递补")
def test_who_moves_up(case):
    names = list(case["候选"])
    found = rules.next_in_line(waiters(case["候选"]), case["名额"])
    assert [names[key] for key in found.moving] == case["递补"]
    assert (found.tied, found.unfilled) == (case["同分"], case["无人"])


@cases("研究确定")
def test_the_choice_is_among_equals(case):
    names = list(case["合格"])
    fault = rules.choice_fault(
        waiters(case["合格"]), {names.index(name) for name in case["选"]}, case["名额"]
    )
    assert fault.startswith(case["问题"]) if case["问题"] != "没有" else fault == ""
