"""The share of population directors with at least senior-high education (P3.6)."""

from datetime import date

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_GET

from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.pages import days_of, seen_day, workbook
from guanling.policy.queries import at
from roster.enums import Level
from roster.forms.lists import EducationFilter
from roster.models import Appointment, Unit
from roster.queries import education as queries
from roster.queries.offices import county_name
from roster.rules.education import SHARE, SHARE_YEAR
from roster.views.frame import last_served
from roster.workbooks import lists as workbooks

PAGE = 100
CHOSEN = {
    "below": lambda one: one.meets is False,
    "unknown": lambda one: one.meets is None,
    "way": lambda one: one.course is not None,
    "met": lambda one: one.meets is True,
    "all": lambda one: True,
}


def _education(request):
    """Return (day, filter form, policy of the day, overview, people in the chosen list)."""
    on = seen_day(request)
    prefixes = request.user.prefixes(Action.PERSON_VIEW)
    units = Unit.objects.visible_to(request.user, Action.PERSON_VIEW).on(on).filter(level=Level.TOWNSHIP)
    form = EducationFilter(
        request.GET, townships=list(units.order_by("code").values_list("code", "short_name"))
    )
    form.is_valid()
    chosen = form.cleaned_data
    policy = at(prefixes[0][: len("520424")], on)
    rows = Appointment.objects.visible_to(request.user, Action.PERSON_VIEW)
    if code := chosen.get("township"):
        rows = rows.filter(post__unit__code__startswith=code)
    found = queries.overview(rows, on, policy.get(SHARE_YEAR))
    shown = [one for one in found.directors if CHOSEN[chosen.get("show") or "below"](one)]
    return on, form, policy, found, shown


@requires(Action.PERSON_VIEW)
@require_GET
def education(request):
    """The share against the target, per township, its trend, and the people below it (P3.6)."""
    on, form, policy, found, shown = _education(request)
    target, year = policy.get(SHARE), policy.get(SHARE_YEAR)
    total = found.total
    return render(
        request,
        "roster/education.html",
        {
            **days_of(on),
            "form": form,
            "target": target,
            "target_year": year,
            "source": policy.source(SHARE) if target is not None else None,
            "found": found,
            "total": _judged(total, target),
            "townships": [_judged(line, target) for line in found.townships],
            "trend": [_judged(point, target) for point in found.trend],
            "at_target": next(
                (_judged(point, target) for point in found.trend[:-1] if point.day == _target_day(year)), None
            ),
            "trend_chart": _chart(found, target, year),
            "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
            "shown_as": _shown_as(form),
            "last_served": None if total.share.total else last_served(request, Action.PERSON_VIEW, on),
        },
    )


def _shown_as(form):
    """The chosen list in words."""
    return dict(form.fields["show"].choices)[form.cleaned_data.get("show") or "below"]


def _target_day(year):
    """The day by which the target is to be reached: the documents name the year, read to its end."""
    return date(year, 12, 31) if year else None


def _judged(line, target):
    """A line or point with how it stands against the target."""
    expected = getattr(line, "expected", None)
    return {
        "line": line,
        "share": line.share,
        "reaches": line.share.reaches(target),
        "missing": None if target is None else line.share.missing(target),
        "expected": expected,
        "expected_reaches": expected.reaches(target) if expected else None,
    }


def _chart(found, target, year):
    """The trend for the chart: both readings where they differ, and what is expected at the target's end."""

    def number(value):
        return None if value is None else float(value)

    points = [point for point in found.trend if point.share.total]
    categories = [_label(point.day) for point in points]
    series = [{"name": "占全部", "values": [number(point.share.of_all) for point in points]}]
    if any(point.share.unknown for point in points):
        series[0]["below"] = True
        series.append({"name": "占已知学历的", "values": [number(point.share.of_known) for point in points]})
    expected = found.total.expected
    if expected and expected.total and points:
        categories.append(f"{year}年底")
        series = [{**part, "values": [*part["values"], None]} for part in series]
        gap = [None] * (len(points) - 1)
        now = number(points[-1].share.of_all)
        series.append({"name": "预计", "values": [*gap, now, number(expected.of_all)], "dashed": True})
    return {
        "categories": categories,
        "unit": "%",
        "series": series,
        "target": number(target),
        "targetName": "目标",
    }


def _label(day):
    return f"{day.year}年底" if (day.month, day.day) == (12, 31) else f"{day.year}年{day.month}月{day.day}日"


@requires(Action.PERSON_VIEW)
@require_GET
def education_export(request):
    """The share per township, the trend and the chosen people, as a workbook."""
    on, form, policy, found, shown = _education(request)
    content = workbooks.education_book(
        found,
        shown,
        on,
        county_name(request.user),
        target=policy.get(SHARE),
        target_year=policy.get(SHARE_YEAR),
        shown_as=_shown_as(form),
    )
    return workbook(content, "学历结构表", on)
