"""The year: the list of years, one year with its steps, its results, how one result was made (P5.2)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from appraisal.enums import RecommendationState, YearSheetState, YearState, YearStatus
from appraisal.forms.years import ConfirmForm, GradeForm, YearFilter
from appraisal.models import Recommendation, Year, YearResult, YearSheet
from appraisal.prints import years as prints
from appraisal.queries import years as queries
from appraisal.rules import years as rules
from appraisal.services import years as services
from appraisal.services.guards import may
from appraisal.views.frame import YEARLY
from appraisal.workbooks import years as workbooks
from guanling.accounts.access import requires
from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.documents.tables import xlsx_response
from guanling.pages import print_out, tabs_for
from guanling.runs.errors import Refusal
from roster.enums import Level
from roster.models import Unit
from roster.rules import short_name

PAGE = 50
LOOKS = {
    YearState.OPEN: "wait",
    YearState.COMPUTED: "wait",
    YearState.GRADED: "wait",
    YearState.NOTICED: "wait",
    YearState.CONFIRMED: "good",
}
SHEET_LOOKS = {
    YearSheetState.DRAFT: "off",
    YearSheetState.RETURNED: "bad",
    YearSheetState.SUBMITTED: "wait",
    YearSheetState.ACCEPTED: "good",
}


def frame(user, current="appraisal:years") -> dict:
    """Return what templates/part_tabs.html needs."""
    return {"part": "年度考核", "tabs": tabs_for(user, YEARLY, current)}


def year_of(user, number: int, action: Action) -> Year:
    """Return the year of the county in which ``user`` has ``action``; 404 when there is none."""
    found = Year.objects.visible_to(user, action).filter(year=number).select_related("county")
    year = found.select_related("graded_by", "computed_by", "confirmed_by").order_by("county__code").first()
    if year is None:
        raise Http404
    return year


def _county(user, action):
    codes = {prefix[:COUNTY_DIGITS] for prefix in user.prefixes(action)}
    return Unit.objects.filter(level=Level.COUNTY, code__in=codes).order_by("code").first()


@requires(Action.SHEET_VIEW)
@require_GET
def years(request):
    """The years of the county, and the beginning of the next."""
    rows = list(Year.objects.visible_to(request.user, Action.SHEET_VIEW).select_related("county"))
    for row in rows:
        row.look = LOOKS[row.state]
    opens = request.user.can(Action.YEAR_RUN)
    today = timezone.localdate()
    there = {row.year for row in rows}
    offered = [number for number in range(today.year, 2013, -1) if number not in there] if opens else []
    return render(
        request,
        "appraisal/years.html",
        {**frame(request.user), "rows": rows, "opens": opens, "offered": offered},
    )


@requires(Action.YEAR_RUN)
@require_POST
def year_open(request):
    """Begin the assessment of a year."""
    number = request.POST.get("year", "")
    if not (number.isdecimal() and len(number) == len("2016")):
        messages.error(request, "请选择年度。")
        return redirect("appraisal:years")
    try:
        opened = services.open_year(
            county=_county(request.user, Action.YEAR_RUN), year=int(number), user=request.user
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("appraisal:years")
    messages.success(request, f"{opened}已开始，请各乡镇填报责任书得分、个人总结、评语和拟定等次。")
    return redirect("appraisal:year", opened.year)


@requires(Action.SHEET_VIEW)
@require_GET
def year(request, number):
    """One year: its steps, what to do next, the townships' parts, by what it is measured."""
    return _page(request, year_of(request.user, number, Action.SHEET_VIEW))


def _page(request, shown, *, confirm_form=None, status=200):
    user, code = request.user, shown.county.code
    today = timezone.localdate()
    sheets = queries.sheet_rows(
        YearSheet.objects.visible_to(user, Action.SHEET_VIEW).filter(year=shown).order_by("unit__code"), shown
    )
    for row in sheets:
        row.look = SHEET_LOOKS[row.sheet.state]
    runs, confirms = may(user, Action.YEAR_RUN, code), may(user, Action.YEAR_CONFIRM, code)
    version = queries.shown_version(shown, user)
    excellent = queries.excellent(shown, 1).count() if version else 0
    waiting = shown.objections.filter(answered_by=None).count()
    ready = shown.state == YearState.NOTICED or (shown.state == YearState.GRADED and not excellent)
    over = queries.notice_over(shown, today)
    due = ready and (over or shown.state == YearState.GRADED) and not waiting
    may_confirm = confirms and due and shown.graded_by_id != user.pk
    return render(
        request,
        "appraisal/year.html",
        {
            **frame(user),
            "year": shown,
            "look": LOOKS[shown.state],
            "sheets": sheets,
            "accepted": sum(row.sheet.state == YearSheetState.ACCEPTED for row in sheets),
            "version": version,
            "counts": queries.grade_counts(shown, version) if version else (),
            "quota": queries.quota(shown, version) if version else None,
            "missing_months": queries.missing_months(shown) if shown.state == YearState.OPEN else (),
            "measures": queries.measures(shown),
            "excellent": excellent,
            "waiting": waiting,
            "over": over,
            "calendar_known": shown.notice_to is None or queries.calendar_known(shown),
            "tie_rule": rules.TIE_RULE,
            "runs": runs,
            "may_compute": runs and shown.state in (YearState.OPEN, YearState.COMPUTED, YearState.GRADED),
            "may_reopen": runs and shown.state in (YearState.COMPUTED, YearState.GRADED),
            "may_grade": runs and shown.state == YearState.COMPUTED,
            "may_notice": runs and shown.state == YearState.GRADED and excellent,
            "own_hands": confirms and ready and shown.graded_by_id == user.pk,
            "confirm_form": (confirm_form or ConfirmForm()) if may_confirm else None,
        },
        status=status,
    )


def _act(request, number, act, done, action=Action.YEAR_RUN):
    """Do ``act`` on the year and say so."""
    shown = year_of(request.user, number, action)
    try:
        act(shown)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("appraisal:year", number)


@requires(Action.YEAR_RUN)
@require_POST
def year_compute(request, number):
    """Work out everybody's year."""
    return _act(
        request,
        number,
        lambda shown: services.compute(year=shown, user=request.user),
        "已汇总，请核对各人的得分和所缺数据，再拟定等次。",
    )


@requires(Action.YEAR_RUN)
@require_POST
def year_reopen(request, number):
    """Go back to filling in."""
    return _act(
        request,
        number,
        lambda shown: services.reopen(year=shown, user=request.user),
        "已退回填报，汇总的结果已清除；需要乡镇修改的，请逐个退回。",
    )


@requires(Action.YEAR_RUN)
@require_POST
def year_grade(request, number):
    """Give the grades by bands and quota."""
    return _act(
        request,
        number,
        lambda shown: services.grade(year=shown, user=request.user),
        "已按得分和名额拟定等次，请核对；需要调整的逐人调整，然后公示优秀人员。",
    )


@requires(Action.YEAR_CONFIRM)
@require_POST
def year_confirm(request, number):
    """Confirm the results under a document's number."""
    shown = year_of(request.user, number, Action.YEAR_CONFIRM)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, confirm_form=form, status=422)
    try:
        told = services.confirm(year=shown, user=request.user, **form.cleaned_data)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _page(request, shown, confirm_form=form, status=422)
    messages.success(request, f"{shown}结果已确定，{told.written}人的等次已写入人事档案。")
    if told.overwritten:
        messages.warning(request, f"档案中原有不同等次，已改为本次结果：{'、'.join(told.overwritten)}。")
    if told.without:
        messages.warning(request, f"缺考核数据、没有等次的：{'、'.join(told.without)}。")
    return redirect("appraisal:year", number)


# --- results -------------------------------------------------------------------------------------


def _results(request, number, action):
    """Return (year, version, filter form, the rows that the reader may see and asked for)."""
    shown = year_of(request.user, number, action)
    version = queries.shown_version(shown, request.user)
    if version is None:
        return shown, None, None, YearResult.objects.none()
    visible = YearResult.objects.visible_to(request.user, action).values("pk")
    found = queries.results(shown, version).filter(pk__in=visible)
    townships = list(found.order_by("township_code").values_list("township_code", "township_name").distinct())
    form = YearFilter(request.GET, townships=townships)
    return shown, version, form, form.narrow(found)


@requires(Action.RESULT_VIEW)
@require_GET
def results(request, number):
    """The year's results that the reader may see, page by page, with the township's proposal beside."""
    shown, version, form, found = _results(request, number, Action.RESULT_VIEW)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    staff = request.user.can(Action.SHEET_VIEW)
    proposals = queries.proposals(shown) if staff else {}
    incidents = queries.confirmed_incidents(shown, request.user) if staff else {}
    for row in page.object_list:
        row.village = short_name(row.village_name)
        row.proposed = queries.grade_label(proposals.get(row.person_id))
        row.differs = bool(row.grade and row.proposed and row.proposed != row.get_grade_display())
        row.incidents = incidents.get(row.person_id, ())
    return render(
        request,
        "appraisal/year_results.html",
        {
            **frame(request.user),
            "year": shown,
            "look": LOOKS[shown.state],
            "version": version,
            "form": form,
            "page": page,
            "quota": queries.quota(shown, version) if version else None,
            "staff": staff,
            "tie_rule": rules.TIE_RULE,
            "adjusts": shown.state == YearState.GRADED
            and may(request.user, Action.YEAR_RUN, shown.county.code),
            "no_data": found.filter(status=YearStatus.NO_DATA).count(),
            "measures": queries.measures(shown),
        },
    )


@requires(Action.SHEET_VIEW)
@require_GET
def results_export(request, number):
    """The results as shown, as a workbook."""
    shown, _, _, found = _results(request, number, Action.SHEET_VIEW)
    return xlsx_response(
        f"{shown.year}年度考核结果.xlsx", workbooks.results_book(shown, found, queries.proposals(shown))
    )


@requires(Action.SHEET_VIEW)
@require_POST
def results_print(request, number):
    """The table of results on paper, to be signed."""
    shown, version, _, found = _results(request, number, Action.SHEET_VIEW)
    rows = list(found)
    if not rows:
        messages.error(request, "没有可以打印的结果；请先汇总并拟定等次。")
        return redirect("appraisal:year", number)
    whole = len(rows) == queries.results(shown, version).count()
    told = "" if whole else f"{len(rows)}人（本单位或所选条件）"
    return print_out(request, prints.RESULTS, prints.results_content(shown, rows, version, shown_as=told))


@requires(Action.RESULT_VIEW, Action.OWN_VIEW)
@require_GET
def result(request, pk):
    """How one year was made: each figure with weight, source and clause, the grade and why, all versions."""
    shown = get_object_or_404(queries.readable(request.user).select_related("year__county", "person"), pk=pk)
    scheme = queries.stored_scheme(shown.year)
    held = queries.measures(shown.year)
    return render(
        request,
        "appraisal/year_result.html",
        {
            **frame(request.user),
            "result": shown,
            "village": short_name(shown.village_name),
            "figures": queries.figures_of(shown, scheme),
            "months": queries.months_of(shown),
            "reviews": queries.reviews_of(shown),
            "measures": held,
            "by_key": {measure.key: measure for measure in held},
            "clause": rules.CLAUSE,
            "tie_rule": rules.TIE_RULE,
            "versions": _versions(shown),
            "recommended": _recommended(request.user, shown),
            "entry": queries.entry_of(shown),
            "staff": may(request.user, Action.SHEET_VIEW, shown.village_code),
            "adjusts": shown.year.state == YearState.GRADED
            and may(request.user, Action.YEAR_RUN, shown.year.county.code),
        },
    )


def _versions(shown):
    """Every confirmed version, with what the later ones rest on."""
    corrections = queries.corrections_of(shown)
    return [(row, corrections.get(row.version)) for row in queries.versions(shown)]


def _recommended(user, shown):
    """For what the person is commended or recommended; before it is decided only staff know."""
    rows = Recommendation.objects.filter(year=shown.year_id, person=shown.person_id)
    if not may(user, Action.SHEET_VIEW, shown.village_code):
        rows = rows.filter(state=RecommendationState.DECIDED)
    return list(rows.exclude(state=RecommendationState.DROPPED).select_related("unit", "paper"))


@requires(Action.YEAR_RUN)
def set_grade(request, pk):
    """Give one person another grade, with the reason."""
    shown = get_object_or_404(
        YearResult.objects.visible_to(request.user, Action.YEAR_RUN).select_related("year__county"), pk=pk
    )
    form = GradeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_grade(result=shown, user=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已调整{shown.person_name}的等次。")
            return redirect("appraisal:year-results", shown.year.year)
    proposals = queries.proposals(shown.year)
    return render(
        request,
        "appraisal/year_grade.html",
        {
            **frame(request.user),
            "form": form,
            "result": shown,
            "quota": queries.quota(shown.year, shown.version),
            "proposed": queries.grade_label(proposals.get(shown.person_id)),
            "incidents": queries.confirmed_incidents(shown.year, request.user).get(shown.person_id, ()),
        },
        status=422 if form.errors else 200,
    )
