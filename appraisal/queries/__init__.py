"""What the pages, commands and services of the month read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Max, Q

from appraisal import rules
from appraisal.enums import MonthState
from appraisal.models import ITEMS, Month, Result
from guanling.policy import queries as policy
from guanling.runs.errors import Refusal
from roster.enums import Level, PostKind
from roster.models import Appointment, Unit


def policy_for(county_code: str, first_day: date):
    """Return the county's policy for a month: as it holds on the month's first day.

    The first day, because people must know at the month's beginning by what they will be measured; a
    change within a month holds from the next one on.
    """
    return policy.at(county_code, first_day)


def scheme_of(held) -> rules.Scheme:
    """Return the scheme of a month from its policy (``policy_for``)."""
    bands = held["assessment.bands"]
    return rules.Scheme(
        weights={item: held["assessment.weights"][item] for item in ITEMS},
        item_max=held["assessment.item_max"],
        item_step=held["assessment.item_step"],
        result_min=held["assessment.result_min"],
        result_places=held["assessment.result_places"],
        bands=tuple(rules.Band(band.limit, band.result) for band in bands.rows),
        min_days=held["assessment.min_days"],
        due_day=held["assessment.due_day"],
        review_day=held["assessment.review_day"],
        ranking_day=held["assessment.ranking_day"],
        first_places=held["circular.first_places"],
        last_places=held["circular.last_places"],
    )


def scheme_for(county_code: str, first_day: date) -> rules.Scheme:
    """Return the scheme by which a county's month is assessed."""
    return scheme_of(policy_for(county_code, first_day))


def the_county(code: str = "") -> Unit:
    """Return the county with ``code``, or the only county there is. Refuses when that is not certain."""
    counties = Unit.objects.filter(level=Level.COUNTY)
    if code:
        counties = counties.filter(code=code)
    found = list(counties.order_by("code")[:2])
    if not found:
        raise Refusal(f"没有区划代码为 {code} 的县。" if code else "还没有建立县，请先建立县并导入数据。")
    if len(found) > 1:
        raise Refusal("系统中有多个县，请用 --county 指明六位区划代码。")
    return found[0]


def month_in(county: Unit, period: str) -> Month:
    """Return the county's month ``2016-09``. Refuses a malformed or unopened month."""
    first_day = first_day_of(period)
    month = Month.objects.select_related("county").filter(county=county, first_day=first_day).first()
    if month is None:
        raise Refusal(f"{first_day.year}年{first_day.month}月还没有考核表，请先填报或导入。")
    return month


def first_day_of(period: str) -> date:
    """Return the first day of ``2016-09``. Refuses anything else."""
    year, dash, month = period.partition("-")
    if not (dash and len(year) == 4 and year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12):
        raise Refusal(f"“{period}”不是月份，请写成 2016-09 的形式。")
    return date(int(year), int(month), 1)


def assessed_units(first: date, last: date):
    """Return the units under which the month from ``first`` to ``last`` is assessed.

    A unit that changed its name or code or merged within the month is assessed as the one at its end.
    """
    changed = Q(valid_to__gte=first, valid_to__lt=last, successor__isnull=False)
    return Unit.objects.between(first, last).exclude(changed)


def serving(villages: Mapping | Iterable, first: date, last: date):
    """Return {(village id, person id): days} of population directors who serve between the two days.

    Days in a village that changed its name or code or merged meanwhile count for the one that it became;
    so the SQL of the sheets and of the ranking has it too (services.months.ONWARD).
    """
    directors = Appointment.objects.of_kind(PostKind.POPULATION_DIRECTOR).regular().between(first, last)
    onward = {
        before: (pk, village)
        for before, pk, village in directors.filter(
            continues__isnull=False, valid_from__gt=first
        ).values_list("continues", "pk", "post__unit")
    }
    villages = set(villages)
    periods = defaultdict(list)
    rows = (
        directors.filter(
            Q(post__unit__in=villages) | Q(post__unit__successor__in=villages) | Q(pk__in=list(onward))
        )
        .order_by("valid_from", "pk")
        .values_list(
            "pk",
            "post__unit_id",
            "post__unit__valid_to",
            "post__unit__successor",
            "person_id",
            "valid_from",
            "valid_to",
        )
    )
    for pk, village, ended, successor, person, start, end in rows:
        latest, where = pk, successor if successor and ended < last else village
        while latest in onward:
            latest, where = onward[latest]
        if where in villages:
            periods[where, person].append((start, end))
    return {key: rules.days_served(spans, first, last) for key, spans in periods.items()}


def latest_version(month: Month) -> int | None:
    """Return the newest version of the month's results, or None before the first ranking."""
    return Result.objects.filter(month=month).aggregate(newest=Max("version"))["newest"]


def confirmed_months(county_code: str, day: date, subject: str) -> list[date]:
    """Return the first days of the county's issued months from the month of ``day`` on.

    Asked by guanling.runs.periods when a fact with a past date is entered; only population directors are
    assessed.
    """
    if subject != PostKind.POPULATION_DIRECTOR:
        return []
    months = Month.objects.filter(
        county__code=county_code, state=MonthState.ISSUED, first_day__gte=day.replace(day=1)
    )
    return list(months.order_by("first_day").values_list("first_day", flat=True))
