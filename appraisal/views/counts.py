"""Pages of the yearly counts of villages (P8.2b)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from appraisal.forms.counts import CountFilter, CountForm, WithdrawForm
from appraisal.models import VillageCount
from appraisal.models.incidents import EARLIEST_YEAR
from appraisal.queries import counts as queries
from appraisal.services import counts as services
from appraisal.services.guards import may
from appraisal.views.frame import LEAVING
from appraisal.workbooks import counts as workbooks
from guanling.accounts.access import requires
from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.pages import tabs_for, workbook
from guanling.runs.errors import Refusal
from roster.models import Unit
from roster.queries.offices import county_name

PAGE = 50
# So many rows can be ticked at once.
TICKED = 500


def _frame(user):
    return {"part": "分流辞退", "tabs": tabs_for(user, LEAVING, "appraisal:counts"), "clause": "P8.2b"}


def _years(user):
    """The years that may be recorded in the user's county, the latest first."""
    code = min(user.prefixes(Action.CASE_VIEW), key=len)[:COUNTY_DIGITS]
    return queries.years(code, timezone.localdate(), EARLIEST_YEAR)


def _year_back(year):
    return redirect(f"{reverse('appraisal:counts')}?year={year}")


def _grid(request):
    """Return (filter form, year, lines of the year, those that the filter leaves)."""
    years = _years(request.user)
    first = years[0] if years else timezone.localdate().year
    asked = {"year": first, **request.GET.dict()}
    townships = Unit.objects.visible_to(request.user, Action.CASE_VIEW).filter(level="township")
    form = CountFilter(
        asked,
        townships=list(townships.order_by("code").values_list("code", "short_name").distinct()),
        years=years,
    )
    form.is_valid()
    chosen = form.cleaned_data
    year = chosen.get("year") or first
    lines = queries.grid(request.user, year)
    shown = lines
    if code := chosen.get("township"):
        shown = [line for line in shown if line.village.code.startswith(code)]
    if state := chosen.get("state"):
        shown = [line for line in shown if line.state[0] == state]
    return form, year, lines, shown


@requires(Action.CASE_VIEW)
@require_GET
def counts(request):
    """A year's villages with number, document and state; missing ones are told."""
    form, year, lines, shown = _grid(request)
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    user = request.user
    records, confirms = user.can(Action.COUNT_RECORD), user.can(Action.COUNT_CONFIRM)
    for line in page.object_list:
        waits = line.count is not None and line.count.confirmed_by_id is None
        _, line.word, line.look = line.state
        line.tickable = confirms and waits and line.count.recorded_by_id != user.pk
        line.withdrawable = line.count is not None and (confirms or (records and waits))
    return render(
        request,
        "appraisal/counts.html",
        {
            **_frame(user),
            "form": form,
            "year": year,
            "page": page,
            "total": len(lines),
            "tally": queries.tally(lines),
            "withdrawn": queries.withdrawn(user, year),
            "records": records,
            "confirms": any(line.tickable for line in page.object_list),
            "tick_all": "all" in request.GET,
        },
    )


@requires(Action.CASE_VIEW)
@require_GET
def counts_export(request):
    """The grid as shown, in the columns of the import."""
    _, year, _, shown = _grid(request)
    content = workbooks.counts_book(shown, year, county_name(request.user))
    return workbook(content, f"{year}年村年度数", timezone.localdate())


@requires(Action.COUNT_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def count_new(request):
    """Type the counts of a year, village by village."""
    years = _years(request.user)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else next(iter(years), None)
    if year is None:
        messages.error(request, "没有可以登记的年度：“所任村出现违法生育”（P8.2b）不在有效期内。")
        return redirect("appraisal:counts")
    units = Unit.objects.visible_to(request.user, Action.COUNT_RECORD)
    villages = queries.villages_of(year, units)
    missing = villages.exclude(pk__in=queries.standing(year, villages.values("pk")))
    form = CountForm(
        request.POST or None,
        villages=missing,
        initial={
            "village": request.GET.get("village"),
            "document_number": request.session.get("count_document", ""),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.record_count(year=year, user=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            # Many villages stand in one document: the next form begins with its number.
            request.session["count_document"] = made.document_number
            messages.success(request, f"已登记{made.village}{year}年的数，请县局审核人员复核。")
            if "again" in request.POST:
                return redirect(f"{reverse('appraisal:count-new')}?year={year}")
            return _year_back(year)
    return render(
        request,
        "appraisal/count_new.html",
        {**_frame(request.user), "form": form, "year": year, "years": years, "missing": len(missing)},
        status=422 if form.errors else 200,
    )


@requires(Action.COUNT_CONFIRM)
@require_POST
def counts_confirm(request):
    """Confirm the counts that are ticked."""
    chosen = [int(value) for value in request.POST.getlist("chosen") if value.isdecimal()][:TICKED]
    rows = VillageCount.objects.visible_to(request.user, Action.COUNT_CONFIRM).filter(pk__in=chosen)
    try:
        confirmed = services.confirm_counts(counts=rows, user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已复核{confirmed}个村的数。")
    year = request.POST.get("year", "")
    return _year_back(int(year)) if year.isdecimal() else redirect("appraisal:counts")


@requires(Action.COUNT_RECORD, Action.COUNT_CONFIRM)
@require_http_methods(["GET", "HEAD", "POST"])
def count_withdraw(request, pk):
    """Withdraw a count with a reason, so that it can be recorded anew."""
    action = Action.COUNT_CONFIRM if request.user.can(Action.COUNT_CONFIRM) else Action.COUNT_RECORD
    rows = VillageCount.objects.visible_to(request.user, action)
    count = get_object_or_404(rows.select_related("village__parent", "recorded_by", "confirmed_by"), pk=pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_count(count=count, user=request.user, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已撤销{count.village}{count.year}年的数；请重新登记。")
            return _year_back(count.year)
    allowed = count.confirmed_by_id is None or may(request.user, Action.COUNT_CONFIRM, count.village.code)
    return render(
        request,
        "appraisal/count_withdraw.html",
        {**_frame(request.user), "form": form, "count": count, "allowed": allowed},
        status=422 if form.errors else 200,
    )
