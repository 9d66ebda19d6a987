"""The public notice of the excellent, objections to it and what was found about them (P5.2)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from appraisal.enums import YearState
from appraisal.forms.years import AnswerForm, NoticeForm, ObjectionForm
from appraisal.models import YearObjection
from appraisal.prints import years as prints
from appraisal.queries import years as queries
from appraisal.rules import years as rules
from appraisal.services import years as services
from appraisal.services.guards import may
from appraisal.views.years import LOOKS, frame, year_of
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.pages import print_out
from guanling.runs.errors import Refusal
from roster.models import Person


@requires(Action.SHEET_VIEW)
@require_GET
def notice(request, number):
    """The notice: who is on it, until when, what was objected; what comes next."""
    return _page(request, year_of(request.user, number, Action.SHEET_VIEW))


def _people(year):
    return Person.objects.filter(pk__in=queries.excellent(year, 1).values("person"))


def _page(request, shown, *, notice_form=None, objection_form=None, status=200):
    user, code = request.user, shown.county.code
    runs, confirms = may(user, Action.YEAR_RUN, code), may(user, Action.YEAR_CONFIRM, code)
    told = shown.state in (YearState.GRADED, YearState.NOTICED, YearState.CONFIRMED)
    people = list(queries.excellent(shown, 1)) if told else []
    today = timezone.localdate()
    may_start = runs and shown.state == YearState.GRADED and people
    records = runs and shown.state == YearState.NOTICED
    return render(
        request,
        "appraisal/year_notice.html",
        {
            **frame(user),
            "year": shown,
            "look": LOOKS[shown.state],
            "people": people,
            "quota": queries.quota(shown, 1) if told else None,
            "over": queries.notice_over(shown, today),
            "calendar_known": shown.notice_to is None or queries.calendar_known(shown),
            "measures": {measure.key: measure for measure in queries.measures(shown)},
            "days": queries.measure_of(shown, queries.NOTICE_DAYS),
            "tie_rule": rules.TIE_RULE,
            "may_print": shown.notice_from is not None,
            "notice_form": (notice_form or NoticeForm(initial={"first_day": queries.first_notice_day(today)}))
            if may_start
            else None,
            "objection_form": (objection_form or ObjectionForm(people=_people(shown))) if records else None,
            # Objections are between those who record and those who answer.
            "objections": list(queries.objections(shown)) if runs or confirms else None,
            "answers": confirms and shown.state in (YearState.GRADED, YearState.NOTICED),
        },
        status=status,
    )


@requires(Action.YEAR_RUN)
@require_POST
def notice_start(request, number):
    """Begin the notice."""
    shown = year_of(request.user, number, Action.YEAR_RUN)
    form = NoticeForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, notice_form=form, status=422)
    try:
        services.start_notice(year=shown, user=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, shown, notice_form=form, status=422)
    messages.success(request, "已开始公示，请打印公示并张贴；期满后由县局审核人员确定结果。")
    return redirect("appraisal:year-notice", number)


@requires(Action.SHEET_VIEW)
@require_POST
def notice_print(request, number):
    """The notice on paper."""
    shown = year_of(request.user, number, Action.SHEET_VIEW)
    if shown.notice_from is None:
        messages.error(request, "还没有公示，没有可以打印的内容。")
        return redirect("appraisal:year-notice", number)
    return print_out(request, prints.NOTICE, prints.notice_content(shown))


@requires(Action.YEAR_RUN)
@require_POST
def objection_new(request, number):
    """Record an objection."""
    shown = year_of(request.user, number, Action.YEAR_RUN)
    form = ObjectionForm(request.POST, people=_people(shown))
    if not form.is_valid():
        return _page(request, shown, objection_form=form, status=422)
    try:
        services.record_objection(year=shown, user=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, shown, objection_form=form, status=422)
    messages.success(request, "已登记异议，请另一位人员核实。")
    return redirect("appraisal:year-notice", number)


@requires(Action.YEAR_CONFIRM)
def objection(request, pk):
    """Say what was found about an objection."""
    shown = get_object_or_404(
        YearObjection.objects.visible_to(request.user, Action.YEAR_CONFIRM).select_related(
            "year__county", "person", "recorded_by"
        ),
        pk=pk,
    )
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_objection(objection=shown, user=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                "已核实，异议成立：公示终止，请重新拟定等次后再公示。"
                if form.cleaned_data["upheld"]
                else "已核实，异议不成立。",
            )
            return redirect("appraisal:year-notice", shown.year.year)
    return render(
        request,
        "appraisal/year_objection.html",
        {**frame(request.user), "form": form, "objection": shown, "year": shown.year},
        status=422 if form.errors else 200,
    )
