"""The calendar of a round by golden cases that an official can read (P2.4)."""

from datetime import date, datetime
from pathlib import Path

import pytest
import yaml

from recruitment.rules.calendar import Calendar, Limits, judge

FILE = Path(__file__).resolve().parent.parent / "policy_cases" / "round_calendar.yaml"
READ = yaml.safe_load(FILE.read_text(encoding="utf-8"))
FIELDS = {
    "报名开始": "opens_at",
    "报名截止": "closes_at",
    "资格审查截止": "review_until",
    "笔试": "written_on",
    "面试": "interview_on",
    "考察开始": "check_from",
    "公示开始": "notice_from",
    "公示结束": "notice_to",
    "聘用起日": "start_on",
    "安排面试": "with_interview",
}
LIMITS = Limits(READ["限额"]["报名天数"], READ["限额"]["公示工作日"])


def moment(text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M")  # noqa: DTZ007 - the rules know no zone


def read(name, value):
    if name in ("报名开始", "报名截止") and value is not None:
        return moment(value)
    return value


@pytest.mark.parametrize("case", READ["案例"], ids=lambda case: case["说明"])
def test_calendar(case):
    stated = READ["基本日程"] | {name: case[name] for name in FIELDS if name in case}
    calendar = Calendar(**{FIELDS[name]: read(name, value) for name, value in stated.items()})
    judged = judge(calendar, LIMITS, now=moment(case["现在"]) if "现在" in case else None)
    told = [str(fault) for fault in judged.faults]
    assert len(told) == len(case["不合"]), told
    for part, sentence in zip(case["不合"], told, strict=True):
        assert part in sentence
        assert sentence.endswith("（P2.4）。")
    if "公示工作日" in case:
        assert judged.notice_working_days == case["公示工作日"]
    assert any(case["提示"] in note for note in judged.notes) if "提示" in case else not judged.notes


def test_a_fault_names_its_field():
    calendar = Calendar(
        datetime(2016, 9, 5, 9),  # noqa: DTZ001 - the rules know no zone
        datetime(2016, 9, 6, 17),  # noqa: DTZ001 - the rules know no zone
        *(date(2016, 9, 20 + day) for day in range(7)),
    )
    assert {fault.field for fault in judge(calendar, LIMITS).faults} == {"closes_at", "notice_to"}
