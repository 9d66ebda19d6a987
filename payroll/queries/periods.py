"""Which months of pay are confirmed and rest on facts about a kind of post."""

from datetime import date

from appraisal.rules import month_end
from guanling.policy import queries as policy
from payroll.enums import PART_FIXED
from payroll.models import Month
from roster.enums import PostKind

# Posts that are paid whatever the county decides; the posts of the allowance are a dated parameter.
ALWAYS_PAID = (PostKind.POPULATION_DIRECTOR, PostKind.OFFICE_DIRECTOR)
GRID_POSTS = "pay.grid_posts"


def confirmed_months(county_code: str, day: date, subject: str) -> list[date]:
    """Return the first days of the months of pay, from that of ``day`` on, of which a part is confirmed.

    Asked by guanling.runs.periods when a fact with a past date is entered; months in which a post of the kind
    ``subject`` was not paid are left out.
    """
    months = Month.objects.filter(
        county__code=county_code, first_day__gte=day.replace(day=1), parts__state__in=PART_FIXED
    )
    found = list(months.order_by("first_day").distinct().values_list("first_day", flat=True))
    if subject in ALWAYS_PAID or not found:
        return found
    held = policy.at_days(county_code, map(month_end, found))
    return [month for month in found if subject in (held[month_end(month)].get(GRID_POSTS) or ())]


def reached(county_code: str, first: date, last: date | None) -> list[date]:
    """Return the first days of the confirmed months in which a value of ``first`` … ``last`` would hold."""
    months = Month.objects.filter(
        county__code=county_code, first_day__gte=first.replace(day=1), parts__state__in=PART_FIXED
    )
    if last is not None:
        months = months.filter(first_day__lte=last)
    return list(months.order_by("first_day").distinct().values_list("first_day", flat=True))
