"""The list of who stands first in line for promotion (N4.1)."""

from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.pages import days_of, print_out, seen_day, workbook
from guanling.policy.queries import at
from roster.enums import Level
from roster.forms.lists import PromotionFilter
from roster.models import Appointment, Unit
from roster.prints import lists as prints
from roster.queries import promotion as queries
from roster.queries.offices import county_name, reporting_office
from roster.rules.promotion import ELIGIBLE, EXCELLENT, LACKING, REWARDS, UNKNOWN, YEARS
from roster.views.frame import last_served
from roster.workbooks import lists as workbooks

PAGE = 100
PARAMETERS = (YEARS, EXCELLENT, REWARDS)


def _promotion(request):
    """Return (day, filter form, everybody in a leading post, those in the chosen state)."""
    on = seen_day(request)
    units = Unit.objects.visible_to(request.user, Action.FILE_VIEW).on(on).filter(level=Level.TOWNSHIP)
    form = PromotionFilter(
        request.GET, townships=list(units.order_by("code").values_list("code", "short_name"))
    )
    form.is_valid()
    chosen = form.cleaned_data
    rows = Appointment.objects.visible_to(request.user, Action.FILE_VIEW)
    if code := chosen.get("township"):
        rows = rows.filter(post__unit__code__startswith=code)
    found = queries.candidates(rows, request.user, on)
    match chosen.get("state"):
        case "eligible" | "unknown" as state:
            shown = [one for one in found if one.assessment.state == state]
        case "lacking":
            shown = [one for one in found if one.assessment.state != ELIGIBLE]
        case _:
            shown = found
    return on, form, found, shown


def _measure(request, on):
    """The parameters that hold on the day, in words, each with its source and its page."""
    prefixes = request.user.prefixes(Action.FILE_VIEW)
    policy = at(prefixes[0][: len("520424")], on)
    return [
        (key, policy.source(key).parameter.label, policy.text(key), policy.source(key))
        for key in PARAMETERS
        if policy.get(key) is not None
    ]


@requires(Action.FILE_VIEW)
@require_GET
def promotion(request):
    """Who stands first in line for promotion on a day, each condition with its evidence (N4.1)."""
    on, form, found, shown = _promotion(request)
    counts = Counter(one.assessment.state for one in found)
    return render(
        request,
        "roster/promotion.html",
        {
            **days_of(on),
            "form": form,
            "total": len(found),
            "counts": {state: counts[state] for state in (ELIGIBLE, UNKNOWN, LACKING)},
            "conditions": [item.name for item in found[0].assessment.conditions] if found else (),
            "measure": _measure(request, on),
            "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
            "last_served": None if found else last_served(request, Action.FILE_VIEW, on),
        },
    )


@requires(Action.FILE_VIEW)
@require_GET
def promotion_export(request):
    """The list as shown with its evidence, as a workbook."""
    on, _, _, shown = _promotion(request)
    return workbook(workbooks.promotion_book(shown, on, county_name(request.user)), "优先提拔名单", on)


@requires(Action.FILE_VIEW)
@require_POST
def promotion_print(request):
    """The list as shown, to be signed."""
    on, form, _, shown = _promotion(request)
    if not shown:
        messages.error(request, "没有符合所选条件的人员，没有可以打印的名单；请改变条件。")
        return redirect("roster:promotion")
    content = prints.promotion_content(
        shown,
        on,
        county=county_name(request.user),
        unit=reporting_office(request.user, Action.FILE_VIEW),
        state=form.cleaned_data.get("state", ""),
        measure=[(label, text, source.short) for _, label, text, source in _measure(request, on)],
    )
    return print_out(request, prints.PROMOTION, content)
