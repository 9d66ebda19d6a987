"""Charts: how a month's scores are distributed, how the townships compare, one person's months."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from appraisal import rules
from appraisal.queries import first_day_of, scheme_for
from appraisal.queries import results as queries
from appraisal.views.frame import frame, month_of
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.runs.errors import Refusal
from roster.models import Person

# Points per bar: narrow enough to see a shape, wide enough for a county of some hundred people.
BIN = 5
MONTHS = 12


@requires(Action.RESULT_VIEW)
@require_GET
def charts(request, period):
    """The month's scores by bins of points, and the townships' averages for those who see the sheets.

    The distribution names nobody; therefore every reader of results sees the county's whole.
    """
    month = month_of(request.user, period, Action.RESULT_VIEW)
    version = queries.shown_version(month, request.user)
    context = {**frame(request.user, month, "appraisal:charts"), "version": version}
    if version is None:
        return render(request, "appraisal/charts.html", context)
    scheme = scheme_for(month.county.code, month.first_day)
    labels = [band.label for band in scheme.bands]
    span = queries.span(month, version)
    bins = queries.score_bins(month, version, scheme, BIN)
    townships = queries.township_rows(month, version, scheme) if request.user.can(Action.SHEET_VIEW) else []
    return render(
        request,
        "appraisal/charts.html",
        {
            **context,
            "span": span,
            "bins": bins,
            "bands": labels,
            "last_bin": bins[0] if bins else None,
            "townships": townships,
            "scores_chart": _scores_chart(bins, labels),
            "townships_chart": _townships_chart(townships, span["average"], scheme),
        },
    )


def _scores_chart(bins, labels):
    rising = list(reversed(bins))
    return {
        "categories": [f"{row.lower}–{row.upper}" for row in rising],
        "unit": "人",
        "series": [
            {"name": label, "values": [row.bands[index] for row in rising]}
            for index, label in enumerate(labels)
        ],
    }


def _townships_chart(townships, average, scheme):
    placed = [row.result for row in townships if row.result.place]
    return {
        "categories": [row.township_name for row in placed],
        "values": [float(row.average) for row in placed],
        "average": None if average is None else float(rules.round_half_up(average, scheme.result_places)),
        "averageName": "全县平均",
        "max": float(scheme.item_max),
        "places": scheme.result_places,
    }


@requires(Action.RESULT_VIEW, Action.OWN_VIEW)
@require_GET
def person_months(request, pk):
    """The newest twelve months of one person up to ``?until=2016-09``, as far as the reader may see."""
    try:
        until = first_day_of(request.GET["until"]) if "until" in request.GET else timezone.localdate()
    except Refusal as refusal:
        raise Http404 from refusal
    rows = queries.person_months(pk, until, MONTHS, request.user)
    person = Person.objects.visible_to(request.user, Action.PERSON_VIEW).filter(pk=pk).first()
    # Who has moved away is still named by the results of the reader's own villages.
    if person is None and not rows:
        raise Http404
    return render(
        request,
        "appraisal/person_months.html",
        {
            "name": person.name if person else rows[-1].result.person_name,
            "person": person,
            "rows": list(reversed(rows)),
            "months_chart": _months_chart(rows),
            "most": MONTHS,
        },
    )


def _months_chart(rows):
    months = list(dict.fromkeys(row.result.month.first_day for row in rows))
    villages = list(dict.fromkeys(row.result.village_name for row in rows))
    scores = {
        (row.result.village_name, row.result.month.first_day): row.result.score
        for row in rows
        if row.result.score is not None
    }
    return {
        "categories": [f"{day.year}年{day.month}月" for day in months],
        "unit": "分",
        "series": [
            {
                "name": village,
                "values": [
                    float(scores[village, day]) if (village, day) in scores else None for day in months
                ],
            }
            for village in villages
        ],
    }
