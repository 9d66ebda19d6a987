"""The establishment on two days."""

from datetime import date

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_GET

from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.documents.tables import xlsx_response
from guanling.pages import days_of, seen_day
from roster.enums import Level
from roster.forms.compare import CompareFilter
from roster.models import Unit
from roster.queries.compare import compare
from roster.queries.offices import county_name
from roster.workbooks.compare import comparison_book

LINES = 100


def _comparison(request):
    """Return (form, comparison, lines shown); by default from the end of last year to the day seen."""
    visible = Unit.objects.visible_to(request.user, Action.ESTABLISHMENT_VIEW)
    # Also those that existed on one of the days alone.
    townships = dict(
        visible.filter(level=Level.TOWNSHIP).order_by("code", "valid_from").values_list("code", "short_name")
    )
    form = CompareFilter(request.GET, townships=list(townships.items()))
    form.is_valid()
    chosen = form.cleaned_data
    second = chosen.get("second") or seen_day(request)
    first = chosen.get("first") or date(second.year - 1, 12, 31)
    found = compare(
        *sorted((first, second)),
        request.user.prefixes(Action.ESTABLISHMENT_VIEW),
        named=request.user.prefixes(Action.PERSON_VIEW),
        township=chosen.get("township") or "",
    )
    shown = found.differences
    kind = chosen.get("kind")
    if kind:
        shown = [row for row in shown if row.now.kind == kind]
    if not chosen.get("show"):
        shown = [row for row in shown if (row.differs if kind else row.news)]
    return form, found, shown


@requires(Action.ESTABLISHMENT_VIEW)
@require_GET
def establishment_compare(request):
    """What differs between two days, who came and went, why a number changed."""
    form, found, shown = _comparison(request)
    return render(
        request,
        "roster/compare.html",
        {
            **days_of(found.second),
            "form": form,
            "found": found,
            "page": Paginator(shown, LINES).get_page(request.GET.get("page")),
            "any_acting": any(row.then.acting or row.now.acting for row in found.totals),
            "any_units": bool(found.differences or found.units),
            "may_see_people": request.user.can(Action.PERSON_VIEW),
        },
    )


@requires(Action.ESTABLISHMENT_VIEW)
@require_GET
def establishment_compare_export(request):
    """The comparison as shown, as a workbook."""
    _, found, shown = _comparison(request)
    name = f"编制两日对照-{found.first.isoformat()}-{found.second.isoformat()}.xlsx"
    return xlsx_response(name, comparison_book(found, shown, county_name(request.user)))
