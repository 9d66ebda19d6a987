"""The ranking of a month: the table, the townships, how one score was made, the workbook."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from appraisal import rules, wording
from appraisal.enums import MonthState, ResultStatus
from appraisal.forms.months import ResultFilter
from appraisal.models import ITEMS, Finding, Result
from appraisal.prints import months as prints
from appraisal.queries import results as queries
from appraisal.queries import scheme_for
from appraisal.queries.corrections import told_to
from appraisal.services.appeals import is_own
from appraisal.services.circulars import ranking_notes
from appraisal.services.guards import may
from appraisal.views.frame import frame, month_of
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.documents.tables import xlsx_response
from training.queries.compliance import presence_in
from training.rules.compliance import told_days

PAGE = 50


@requires(Action.RESULT_VIEW)
@require_GET
def results(request, period):
    """The ranking table that the reader may see, page by page."""
    month = month_of(request.user, period, Action.RESULT_VIEW)
    version = queries.shown_version(month, request.user)
    context = {**frame(request.user, month, "appraisal:results"), "version": version}
    if version is None:
        return render(request, "appraisal/results.html", context)
    scheme = scheme_for(month.county.code, month.first_day)
    found = queries.results(month, version)
    visible = found.filter(pk__in=Result.objects.visible_to(request.user, Action.RESULT_VIEW).values("pk"))
    townships = list(
        visible.order_by("township_code").values_list("township_code", "township_name").distinct()
    )
    form = ResultFilter(request.GET, townships=townships, bands=[band.label for band in scheme.bands])
    page = Paginator(form.narrow(visible), PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.movement = wording.movement(row.county_rank, row.previous_county_rank)
        row.standing = queries.standing(row, scheme.min_days)
        row.village = queries.short_name(row.village_name)
        row.items = [getattr(row, item) for item in ITEMS]
    return render(
        request,
        "appraisal/results.html",
        {
            **context,
            "form": form,
            "page": page,
            "heads": [(Result._meta.get_field(item).verbose_name, scheme.weights[item]) for item in ITEMS],
            "span": queries.span(month, version),
            "unranked": visible.exclude(status=ResultStatus.RANKED).count(),
            "notes": ranking_notes(scheme),
            "clause": rules.CLAUSE,
            "townships": queries.township_rows(month, version, scheme)
            if request.user.can(Action.SHEET_VIEW)
            else (),
            "bands": [band.label for band in scheme.bands],
        },
    )


@requires(Action.SHEET_VIEW)
@require_GET
def results_export(request, period):
    """The whole ranking table as a workbook, as the circular's attachment has it."""
    month = month_of(request.user, period, Action.SHEET_VIEW)
    version = queries.shown_version(month, request.user)
    if version is None:
        return render(
            request,
            "appraisal/results.html",
            {**frame(request.user, month, "appraisal:results"), "version": None},
        )
    scheme = scheme_for(month.county.code, month.first_day)
    title = f"{wording.month_name(month.first_day)}{wording.WHO}月考核排名表"
    data = prints.ranking_book(
        title,
        queries.RANKING_COLUMNS,
        queries.ranking_table(month, version).rows,
        unit=queries.bureau_name(month.county),
        footer="".join(ranking_notes(scheme)),
    )
    return xlsx_response(f"{title}.xlsx", data)


@requires(Action.RESULT_VIEW, Action.OWN_VIEW)
@require_GET
def result(request, pk):
    """How one score was made: each item, its weight and what it brings, the deductions, the clause."""
    shown = get_object_or_404(queries.readable(request.user).select_related("month__county"), pk=pk)
    scheme = scheme_for(shown.month.county.code, shown.month.first_day)
    items = [
        {
            "label": Result._meta.get_field(item).verbose_name,
            "score": getattr(shown, item),
            "weight": scheme.weights[item],
            "brings": None
            if getattr(shown, item) is None
            else getattr(shown, item) * scheme.weights[item] / 100,
        }
        for item in ITEMS
    ]
    own = request.user.can(Action.OWN_VIEW) and is_own(shown, request.user)
    first_day = shown.month.first_day
    trained = presence_in([shown.person_id], first_day, rules.month_end(first_day))
    findings = Finding.objects.filter(
        month=shown.month, person=shown.person_id, village__code=shown.village_code, withdrawn_reason=""
    )
    return render(
        request,
        "appraisal/result.html",
        {
            "result": shown,
            "items": items,
            "findings": findings,
            "trained": told_days(trained.get(shown.person_id)),
            "standing": queries.standing(shown, scheme.min_days),
            "movement": wording.movement(shown.county_rank, shown.previous_county_rank),
            "clause": rules.CLAUSE,
            "corrections": told_to(shown),
            "may_correct": shown.month.state == MonthState.ISSUED
            and may(request.user, Action.CORRECTION_PROPOSE, shown.village_code),
            "may_read_corrections": may(request.user, Action.SHEET_VIEW, shown.village_code),
            "may_read_month": request.user.can(Action.RESULT_VIEW),
            "own": own,
            "may_appeal": shown.issued
            and (own or may(request.user, Action.APPEAL_ENTER, shown.village_code)),
        },
    )
