"""The conditions of a hire on golden cases (tests/policy_cases/selection_hires.yaml)."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from recruitment.rules import hires as rules
from tests.recruitment.world import frozen

GOLDEN = yaml.safe_load(
    (Path(__file__).parent.parent / "policy_cases" / "selection_hires.yaml").read_text(encoding="utf-8")
)


def facts(change):
    """The facts of a case: the basis with what the case changes."""
    given = GOLDEN["基准"] | change
    days = GOLDEN["基准"]["days"] | change.get("days", {})
    first, last = given.pop("notice")
    del given["days"]
    return rules.Facts(
        **{
            "station": False,
            "start_on": date(2016, 12, 1),
            "steps": {name: rules.Step(name, day, "王明", "在案") for name, day in days.items() if day},
            "required": frozenset(rules.STEPS),
            "notice_first": first,
            "notice_last": last,
            "parameters": frozen(),
        }
        | given
    )


@pytest.mark.parametrize("case", GOLDEN["案例"], ids=lambda case: case["说明"])
def test_conditions(case):
    rows = rules.conditions(facts(case["改"]))
    assert [row.condition for row in rules.unmet(rows)] == case["不符"]
    assert all(row.clause and row.need and row.found for row in rows)


def test_a_step_that_nobody_asks_for_is_not_looked_at():
    given = facts({"days": {"interview": None}})
    short = rules.Facts(**{**vars(given), "required": given.required - {"interview"}})
    assert rules.unmet(rules.conditions(short)) == []


def test_a_failed_step_is_on_record_and_not_met():
    given = facts({})
    steps = {
        **given.steps,
        "medical": rules.Step("medical", date(2016, 10, 13), "医院", "不合格", failed=True),
    }
    found = rules.unmet(rules.conditions(rules.Facts(**{**vars(given), "steps": steps})))
    assert [(row.condition, row.evidence) for row in found] == [("体检", "不合格")]


def test_days_beyond_the_published_calendar_say_so():
    late = rules.conditions(facts({"notice": [date(2040, 10, 22), date(2040, 10, 26)]}))
    assert next(row for row in late if row.condition == "公示时间").evidence.endswith(rules.UNPUBLISHED)
