"""What a decision about the assessment changes in the county's months; told and guarded for the policy page.

A month is assessed by the policy of its first day, so a change reaches the months whose first day lies in
its time, and no other.
"""

from collections import Counter

from django.db.models import Q

from appraisal import rules
from appraisal.enums import MONTH_CHANGEABLE, ResultStatus
from appraisal.models import ITEMS, Month, Result
from appraisal.queries import latest_version, policy_for, scheme_of
from guanling.policy.previews import Change
from guanling.policy.rules import chinese_date
from guanling.runs.errors import Refusal

# A preview names this many months and counts the rest.
NAMED_MONTHS = 6


def guard(change: Change) -> None:
    """Refuse a change that would reach into a month already closed: it was assessed by the value before.

    Runs in the decision's transaction. The months stay locked to its end: one that is just being closed
    is waited for, and none is closed, and then ranked by the value before, while the decision is saved.
    """
    reached = _reached(change).order_by("first_day").select_for_update(of=("self",), no_key=True)
    closed = [month for month in reached if month.state not in MONTH_CHANGEABLE]
    if not closed:
        return
    last = closed[-1]
    free = rules.next_month(last.first_day)  # an earlier day after the first would hold from then, too
    raise Refusal(
        f"{last}{last.get_state_display()}，考核办法按每月1日的规定，不能再改；"
        f"请把施行日期定在{chinese_date(free)}或以后。已通报的分数确有错误的，按更正程序办理。"
    )


def lines(change: Change) -> list[str]:
    """Return the months that the change reaches and what it would have done to the last ranked month."""
    first = change.valid_from
    if first.day != 1:
        first = rules.next_month(first)
    if change.valid_to is not None and first > change.valid_to:
        return ["考核按每月1日的规定；这项决定的期间内没有月初，不影响任何月份。"]
    told = [f"考核按每月1日的规定，从{first.year}年{first.month}月的考核起适用。"]
    months = list(_reached(change).filter(state__in=MONTH_CHANGEABLE).order_by("first_day"))
    if months:
        named = "、".join(str(month) for month in months[:NAMED_MONTHS])
        more = f"等 {len(months)} 个月" if len(months) > NAMED_MONTHS else ""
        told.append(f"正在填报的{named}{more}也按新值计算。")
    return told + _trial(change)


def _reached(change):
    months = Month.objects.filter(county__code=change.county_code, first_day__gte=change.valid_from)
    return months.filter(first_day__lte=change.valid_to) if change.valid_to else months


def _trial(change):
    """What the new value would have done to the last ranked month, by the pure rule."""
    ranked = (
        Month.objects.filter(Q(pk__in=Result.objects.values("month")), county__code=change.county_code)
        .order_by("-first_day")
        .first()
    )
    if ranked is None or change.after is None:
        return []
    held = policy_for(change.county_code, ranked.first_day)
    old = scheme_of(held)
    new = scheme_of(_Replaced(held, change.parameter.key, change.after.value))
    if _measure(old) == _measure(new):
        return []
    people = [_as_assessed(row) for row in _results(ranked)]
    before, after = rules.rank(people, old), rules.rank(people, new)
    pairs = list(zip(before, after, strict=True))
    moved = {
        "得分": sum(_score(a) != _score(b) for a, b in pairs),
        "档次": sum(_band(a) != _band(b) for a, b in pairs),
        "全县名次": sum(a.county_rank != b.county_rank for a, b in pairs),
    }
    found = "，".join(f"{what}变化 {number} 人" for what, number in moved.items() if number)
    told = [f"按{ranked}的 {len(people)} 人试算（不改动该月）：{found or '得分、档次和名次都不变'}。"]
    counted = Counter(map(_band, before)), Counter(map(_band, after))
    labels = dict.fromkeys(band.label for scheme in (old, new) for band in scheme.bands)
    shifts = [
        f"{label} {counted[0][label]} → {counted[1][label]} 人"
        for label in (*labels, "")
        if label and counted[0][label] != counted[1][label]
    ]
    unranked = [sum(one.status != rules.RANKED for one in placed) for placed in (before, after)]
    if unranked[0] != unranked[1]:
        shifts.append(f"不参加排序 {unranked[0]} → {unranked[1]} 人")
    return [*told, f"其中：{'，'.join(shifts)}。"] if shifts else told


class _Replaced(dict):
    """A month's policy with one parameter at another value."""

    def __init__(self, held, key, value):
        super().__init__({key: value})
        self.held = held

    def __missing__(self, key):
        return self.held[key]


def _measure(scheme):
    """The part of a scheme on which scores, bands and places depend."""
    return (scheme.weights, scheme.result_min, scheme.result_places, scheme.bands, scheme.min_days)


def _results(month):
    fields = ("pk", "township_code", "days_served", "status", "deduction", *ITEMS)
    return Result.objects.filter(month=month, version=latest_version(month)).order_by("pk").values(*fields)


def _as_assessed(row):
    return rules.Assessed(
        key=row["pk"],
        township=row["township_code"],
        days_served=row["days_served"],
        scores={item: row[item] for item in ITEMS},
        deduction=row["deduction"],
        sheet_complete=row["status"] != ResultStatus.SHEET_MISSING,
    )


def _score(placed):
    return placed.score and placed.score.score


def _band(placed):
    return placed.score.band if placed.score else ""
