"""Golden cases of who has what training: initial, knowledge update, tests, township sessions, P8.2g."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from guanling.policy.rules import Decision, catalogue, settle_all
from training.enums import PART_DAYS, Category, Met, Part
from training.rules import compliance as rules
from training.rules.compliance import Half, Held, Service, YearRecord

CASES = Path(__file__).resolve().parent.parent / "policy_cases"
CATEGORIES = {category.label: category for category in Category}
PARTS = {"上午": (Part.MORNING,), "下午": (Part.AFTERNOON,), "全天": (Part.MORNING, Part.AFTERNOON)}
SINCE = catalogue().clauses["P3.1"].document.date


def cases(name, part=None):
    """The cases of a file, told apart by their words."""
    found = yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["说明"]) for case in (found[part] if part else found)]


def halves(rows):
    """Half days as the rules take them; each row of a case is a session of its own."""
    return [
        Half(day, part, CATEGORIES[category[0]] if category else Category.UPDATE, number)
        for number, (day, word, *category) in enumerate(rows)
        for part in PARTS[word]
    ]


def policy_of(case, day):
    """The policy of the day with the decisions of the case."""
    decisions = [
        Decision(key, value, start, None, "1号", "案例") for key, value, start in case.get("决定", ())
    ]
    return settle_all("520424", day, decisions)


def number(value):
    return None if value is None else Decimal(value)


@pytest.mark.parametrize("case", cases("training_compliance.yaml", "个人"))
def test_one_director(case):
    on, year = case["日期"], case["日期"].year
    services = [
        Service(first, None if last == "空" else last, not nature) for first, last, *nature in case["任职"]
    ]
    end = policy_of(case, date(year, 12, 31))

    def counts(day):
        return policy_of(case, day).holds("training.township_counts")

    evidence = rules.weigh(
        [half for half in halves(case.get("参训", ())) if half.day.year == year and half.day <= on],
        services,
        counts,
    )
    ahead = rules.weigh(halves(case.get("待参训", ())), services, counts)
    span = rules.service_span(services, year, on, SINCE)
    least = end.get("training.update_service_days") or 0
    update = rules.judge(
        have=rules.days(evidence),
        required=end.get("training.update_days"),
        span=span,
        least=least,
        coming=rules.days(ahead),
        recorded=case.get("记录") != "无",
        step=PART_DAYS,
    )
    tests = rules.judge(
        have=Decimal(case.get("测试", 1)),
        required=number(end.get("training.tests_min")),
        span=span,
        least=least,
        coming=Decimal(case.get("待考", 0)),
        recorded=case.get("测试记录") != "无",
    )
    start = rules.initial(services, case.get("初任", ()), on, SINCE)
    found = {
        "初任": start.state.label,
        "天数": str(update.have),
        "不计": list(dict.fromkeys(one.reason for one in evidence if one.reason)),
        "任职天数": span.total,
        "应参训": "空" if update.required is None else str(update.required),
        "还差": str(update.missing),
        "预计": str(update.expected),
        "更新": update.state.label,
        "测试结论": tests.state.label,
        "总评": rules.overall(start, update, tests, year).label,
    }
    assert {name: found[name] for name in case["结果"]} == case["结果"]


@pytest.mark.parametrize("case", cases("training_compliance.yaml", "乡镇"))
def test_one_township(case):
    on = case["日期"]
    year = case.get("年度", on.year)
    end = policy_of(case, date(year, 12, 31))
    sessions = [
        Held(serial, "", tuple((day, part) for day, word in rows for part in PARTS[word]), attended)
        for attended, key in ((True, "办过"), (False, "待办"))
        for serial, rows in enumerate(case.get(key, ()))
    ]
    judged = rules.township_year(
        sessions,
        year,
        on,
        minimum=end.get("training.township_sessions_min"),
        maximum=end.get("training.township_sessions_max"),
        least_days=lambda day: policy_of(case, day).get("training.township_session_days"),
        recorded=case.get("记录") != "无",
    )
    found = {
        "次数": len(judged.counted),
        "不足时长": len(judged.short),
        "待办": len(judged.coming),
        "结论": judged.state.label,
    }
    assert {name: found[name] for name in case["结果"]} == case["结果"]


@pytest.mark.parametrize("case", cases("training_untrained.yaml"))
def test_years_without_any_day(case):
    records = {
        year: YearRecord(
            year,
            Decimal(days),
            served,
            None if required == "空" else Decimal(required),
            recorded != "无",
            recorded == "有",
            Decimal(leave[0]) if leave else Decimal(0),
        )
        for year, (days, served, required, recorded, *leave) in case["年度"].items()
    }
    assert list(rules.untrained_years(records, records)) == case["认定"]
    assert list(rules.untrained_in_a_row(records, case["末年"], 2)) == case["连续两年"]


def test_every_state_has_a_case():
    seen = set()
    for part in ("个人", "乡镇"):
        for case in cases("training_compliance.yaml", part):
            seen |= {value for value in case.values[0]["结果"].values() if isinstance(value, str)}
    assert {state.label for state in Met} <= seen


def test_the_worst_part_decides():
    assert rules.worst([]) == Met.NOT_REQUIRED
    assert rules.worst([Met.NOT_REQUIRED, Met.MET]) == Met.MET
    assert rules.worst([Met.MET, Met.NO_RECORD, Met.ON_TRACK]) == Met.ON_TRACK
    assert rules.worst([Met.SHORT, Met.LACKING, Met.WILL_MISS]) == Met.LACKING
