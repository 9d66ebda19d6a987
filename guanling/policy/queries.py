"""What holds in a county on a date; timelines for the policy page."""

from collections.abc import Iterable
from datetime import date

from guanling.policy.models import PolicyDecision
from guanling.policy.rules import Policy, Value, catalogue, settle_all, timeline


def at(county_code: str, on: date) -> Policy:
    """Return the frozen policy of a county on a date. One statement; nothing is kept between calls."""
    decisions = PolicyDecision.objects.on(on).filter(county_code=county_code)
    return settle_all(county_code, on, [decision.as_rule() for decision in decisions])


def timelines(county_code: str) -> dict[str, list[Value]]:
    """Return every parameter's values in order of time, by key. One statement."""
    by_key: dict[str, list] = {}
    for decision in PolicyDecision.objects.standing().filter(county_code=county_code):
        by_key.setdefault(decision.key, []).append(decision.as_rule())
    return {
        key: timeline(parameter, by_key.get(key, ())) for key, parameter in catalogue().parameters.items()
    }


def timeline_of(county_code: str, key: str) -> list[Value]:
    """Return one parameter's values in order of time. One statement."""
    decisions = PolicyDecision.objects.standing().filter(county_code=county_code, key=key)
    return timeline(catalogue().parameters[key], [decision.as_rule() for decision in decisions])


def at_days(county_code: str, days: Iterable[date]) -> dict[date, Policy]:
    """Return {day: policy of a county on that day} of many days. One statement."""
    decisions = PolicyDecision.objects.standing().filter(county_code=county_code)
    rows = [decision.as_rule() for decision in decisions]
    return {day: settle_all(county_code, day, rows) for day in set(days)}
