"""The sweep's SQL equals the pure rules, on the golden cases of each ground and at random."""

import random
from datetime import date, timedelta

import pytest

from tests.appraisal import sweep_build as build

LABELS = ("不合格", "不合格", "基本合格", "合格", "不定等次")
GOLDEN = [pytest.param(case, id=case["说明"]) for case in build.cases()]


def expected(case):
    """What a golden case says comes out."""
    found = {name: [period] for name, period in case.get("结果", {}).items()}
    return found, set(case.get("缺资料", ()))


@pytest.mark.parametrize("case", GOLDEN)
def test_the_rule_says_what_the_case_says(case):
    county = build.as_county(case)
    assert build.judge(county, county["人员"][0]) == expected(case)


@pytest.mark.django_db
@pytest.mark.parametrize("case", GOLDEN)
def test_the_sweep_says_what_the_case_says(case):
    built = build.Built(build.as_county(case))
    built.sweep()
    assert build.in_database(built.people[0]) == expected(case)


def test_every_ground_has_cases_met_and_not_met():
    met = {name for case in build.cases() for name in case.get("结果", {})}
    assert met == set(build.RULES)
    missing = {name for case in build.cases() for name in case.get("缺资料", ())}
    assert missing == {"a", "b", "g", "term"}


def random_county(seed):
    """A county of some people with everything that can happen, at random."""
    dice = random.Random(seed)
    years = range(2013, 2018)
    county = {
        "月份": dice.choice(("2015-09", "2016-09", "2016-12", "2017-03")),
        "办班": [year for year in years if dice.random() < 0.8],
        "村年度数": {
            village: {year: dice.choice((0, 0, 1, 1, 2)) for year in years if dice.random() < 0.8}
            for village in ("甲", "乙", "丙")
        },
    }
    if dice.random() < 0.5:
        county["决定"] = [["dismissal.a_grade", "basic", date(2015, 1, 1)]]
    if dice.random() < 0.5:
        county.setdefault("决定", []).append(["leaving.renewal_age_max", "50", date(2015, 1, 1)])
    county["人员"] = [_random_person(dice, years) for _ in range(12)]
    return county


def _random_person(dice, years):
    person = {"任职": [], "出生": date(dice.randint(1950, 1985), dice.randint(1, 12), dice.randint(1, 28))}
    start = date(2013, 1, 1) + timedelta(days=dice.choice((0, 0, dice.randint(0, 800))))
    for _ in range(dice.randint(1, 3)):
        last = dice.random() < 0.4
        end = None if last else start + timedelta(days=dice.randint(100, 700))
        if dice.random() < 0.2:
            end = date(2016, 9, dice.choice((15, 30)))
            if end <= start:
                end = None
        person["任职"].append([dice.choice("甲乙丙"), start, end])
        if end is None:
            break
        start = end + timedelta(days=dice.choice((1, 1, 40)))
    person["等次"] = {
        year: [
            dice.choice(("不合格", "不合格", "基本合格", "合格", "不定等次")),
            dice.choice(("一号", "一号", "")),
        ]
        for year in years
        if dice.random() < 0.8
    }
    person["培训"] = {year: dice.choice("缺缺到假") for year in years if dice.random() < 0.8}
    if dice.random() < 0.4:
        person["情形登记"] = [
            [
                dice.choice("cdehi"),
                date(2014, 6, 1) + timedelta(days=dice.randint(0, 1000)),
                dice.choice(("已认定", "待核实", "不予认定", "认定已撤销")),
            ]
        ]
    return person


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(20))
def test_sql_and_rules_agree_on_random_counties(seed):
    county = random_county(seed)
    built = build.Built(county)
    built.sweep()
    for described, someone in zip(county["人员"], built.people, strict=True):
        found, missing = build.judge(county, described)
        stored = build.in_database(someone)
        assert stored == ({name: sorted(set(periods)) for name, periods in found.items()}, missing), described
