"""What registration tells on the spot, by cases that an official can read; when it is open (P2.3, P2.4)."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from recruitment.rules import registration as rules
from roster.rules.moves import age_on
from tests.recruitment.world import ZONE, frozen

FILE = Path(__file__).resolve().parent.parent / "policy_cases" / "registration.yaml"
CASES = yaml.safe_load(FILE.read_text(encoding="utf-8"))


def outcome(points):
    """The word that a case has for what came out."""
    age, education = points
    if age.refuses:
        return "年龄不收"
    if education.refuses:
        return "学历不收"
    return "收下" if age.met else "须县核准"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["说明"])
def test_cases(case):
    wanted = rules.demands(case["类别"], frozen(), case["截止"], case.get("岗位学历", ""))
    found = rules.points(case["出生"], case["文化"], wanted)
    assert outcome(found) == case["结果"]
    assert f"{case['年龄']}周岁" in found[0].text


def test_what_is_told_names_the_clause():
    wanted = rules.demands("director", frozen(), date(2016, 9, 14))
    told = rules.age_point(date(1975, 1, 1), wanted).text
    assert "《实施方案》P2.4" in told
    assert "报县里批准" in told
    assert "高中（中专）以上" in rules.education_point("primary", wanted).text
    higher = rules.demands("director", frozen(), date(2016, 9, 14), "bachelor")
    assert "公告的岗位条件" in rules.education_point("college", higher).text


@pytest.mark.parametrize(
    "day",
    [date(2016, 9, 14), date(2016, 12, 31), date(2016, 2, 29), date(2017, 2, 28), date(2016, 2, 28)],
)
def test_the_birth_date_that_is_told_is_the_first_one_within(day):
    wanted = rules.demands("director", frozen(), day)
    first = rules.born_from(wanted.age_max, wanted.last_day)
    assert age_on(first, day) == 40
    assert age_on(first - timedelta(days=1), day) == 41


OPENS, CLOSES = datetime(2016, 9, 5, 9, tzinfo=ZONE), datetime(2016, 9, 14, 17, 30, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("at", "open_"),
    [
        (OPENS - timedelta(microseconds=1), False),
        (OPENS, True),
        (CLOSES, True),
        (CLOSES + timedelta(microseconds=999_999), True),
        (CLOSES + timedelta(seconds=1), False),
    ],
)
def test_the_second_of_the_close_counts_and_the_next_does_not(at, open_):
    assert rules.is_open(at, OPENS, CLOSES) is open_
