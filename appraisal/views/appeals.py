"""Pages of appeals against a month or year, and the person's own page (我的考核)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from appraisal.enums import APPEAL_WAITING, AppealState, AppealWay
from appraisal.forms.appeals import (
    GRANT,
    AppealFilter,
    AppealForm,
    DecideForm,
    MonthExamineForm,
    PaperAppealForm,
    SendBackForm,
    WithdrawForm,
    YearExamineForm,
)
from appraisal.models import ITEMS, Appeal, Result, YearResult
from appraisal.queries import appeals as queries
from appraisal.queries.corrections import effect
from appraisal.services import appeals as services
from appraisal.services.guards import may
from appraisal.views.frame import YEARLY
from appraisal.workbooks import appeals as workbooks
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.documents.serving import pdf_file
from guanling.documents.tasks import enqueue_paper
from guanling.pages import tabs_for, workbook
from guanling.runs.errors import Outrun, Refusal
from roster.enums import Level
from roster.models import Person, Unit
from roster.queries.offices import county_name
from roster.rules import short_name
from roster.rules.moves import working_days

PAGE = 50
# So many rows of months the own page shows.
OWN_MONTHS = 24
LOOKS = {
    AppealState.FILED: "wait",
    AppealState.EXAMINED: "wait",
    AppealState.GRANTED: "good",
    AppealState.REFUSED: "off",
    AppealState.WITHDRAWN: "off",
}


def _frame(user):
    return {"part": "年度考核", "tabs": tabs_for(user, YEARLY, "appraisal:appeals")}


# --- the list ------------------------------------------------------------------------------------


def _list(request):
    """Return (filter form, the appeals that it leaves)."""
    townships = Unit.objects.visible_to(request.user, Action.SHEET_VIEW).filter(level=Level.TOWNSHIP)
    form = AppealFilter(
        request.GET,
        townships=list(townships.order_by("code").values_list("code", "short_name").distinct()),
    )
    return form, form.narrow(queries.appeals(request.user), timezone.localdate())


@requires(Action.SHEET_VIEW)
@require_GET
def appeals(request):
    """Appeals with the day by which each is answered, and what became of them."""
    today = timezone.localdate()
    form, shown = _list(request)
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    found = queries.outcomes(page.object_list)
    for row in page.object_list:
        row.look = LOOKS[row.state]
        row.overdue = queries.is_overdue(row, today)
        row.outcome = found.get(row.pk)
        row.village = short_name(row.subject.village_name)
    return render(
        request,
        "appraisal/appeals.html",
        {
            **_frame(request.user),
            "form": form,
            "page": page,
            "overdue": queries.overdue(request.user, today).count(),
            "enters": request.user.can(Action.APPEAL_ENTER),
        },
    )


@requires(Action.SHEET_VIEW)
@require_GET
def appeals_export(request):
    """The list as shown, with scores and deductions before and after."""
    shown = list(_list(request)[1])
    content = workbooks.appeals_book(shown, queries.outcomes(shown), county_name(request.user))
    return workbook(content, "考核申诉", timezone.localdate())


# --- filing --------------------------------------------------------------------------------------


def _file(request, model, pk):
    """File an appeal against an issued result of ``model``: one's own, or a paper one as its office."""
    rows = model.objects.visible_to(request.user, Action.APPEAL_ENTER).filter(issued=True)
    parent = "month__county" if model is Result else "year__county"
    against = get_object_or_404(rows.select_related(parent, "person"), pk=pk)
    today = timezone.localdate()
    own = request.user.can(Action.OWN_VIEW) and against.person.account_id == request.user.pk
    standing = queries.standings([against])[against.pk]
    # What a paper may still say: its own day counts, which is not known yet.
    refusal = standing.refusal(today if own else min(today, standing.last_day or today), today)
    form = (AppealForm if own else PaperAppealForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.file_appeal(against=against, user=request.user, **form.cleaned_data)
        except Refusal as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(
                request,
                f"已提出申诉，县局应在{made.due_on.year}年{made.due_on.month}月{made.due_on.day}日以前答复。",
            )
            return redirect("appraisal:appeal", made.pk)
    return render(
        request,
        "appraisal/appeal_new.html",
        {
            **_frame(request.user),
            "form": form,
            "against": against,
            "period": str(against.month) if model is Result else f"{against.year.year}年度",
            "of_month": model is Result,
            "stands": queries.stands(against),
            "standing": standing,
            "refusal": refusal,
            "own": own,
            "key": queries.MONTH_DAYS if model is Result else queries.YEAR_DAYS,
        },
        status=422 if form.errors else 200,
    )


@requires(Action.OWN_VIEW, Action.APPEAL_ENTER)
@require_http_methods(["GET", "HEAD", "POST"])
def appeal_new(request, pk):
    """Appeal against a month."""
    return _file(request, Result, pk)


@requires(Action.OWN_VIEW, Action.APPEAL_ENTER)
@require_http_methods(["GET", "HEAD", "POST"])
def appeal_new_year(request, pk):
    """Appeal against a year."""
    return _file(request, YearResult, pk)


# --- one appeal ----------------------------------------------------------------------------------


def _found(request, pk, action=Action.SHEET_VIEW):
    return get_object_or_404(queries.appeals(request.user, action), pk=pk)


def _holding(shown):
    """The figures that hold, from which an examination begins."""
    if not shown.of_month:
        return shown.year_result
    return {name: getattr(shown.result, name) for name in (*ITEMS, "deduction")}


def _examine_form(shown, data=None):
    form = MonthExamineForm if shown.of_month else YearExamineForm
    return form(data, holding=_holding(shown), auto_id="id_examine_%s")


def _page(request, shown, status=200, **typed):
    """The appeal; ``typed`` holds a form that was refused, by the name of its act."""
    user, today = request.user, timezone.localdate()
    own = shown.person.account_id == user.pk
    code = shown.village_code
    hands = user.pk in (shown.examined_by_id, shown.filed_by_id)
    decides = shown.state == AppealState.EXAMINED and not hands and may(user, Action.CORRECTION_DECIDE, code)
    withdraws = shown.state in APPEAL_WAITING and (
        own or (shown.way == AppealWay.PAPER and may(user, Action.APPEAL_ENTER, code))
    )
    forms = {}
    if shown.state == AppealState.FILED and may(user, Action.CORRECTION_PROPOSE, code):
        form = forms["examine"] = typed.get("examine") or _examine_form(shown)
        form.figures = [form[name] for name in form.names]
        form.rest = [form[name] for name in form.fields if name not in (*form.names, "outcome")]
    if decides:
        outcome = {"outcome": GRANT if shown.proposes_grant else "refuse"}
        forms["decide"] = typed.get("decide") or DecideForm(auto_id="id_decide_%s", initial=outcome)
        forms["send_back"] = typed.get("send_back") or SendBackForm(auto_id="id_back_%s")
    if withdraws:
        forms["withdraw"] = typed.get("withdraw") or WithdrawForm(auto_id="id_withdraw_%s")
    waits = shown.state == AppealState.EXAMINED and shown.correction_id
    # What is found before the answer is the bureau's own until it is answered.
    inside = may(user, Action.SHEET_VIEW, code)
    change = effect(shown.correction) if inside and waits else None
    # Until the notice is issued only those who see the corrections read what it will say.
    outcome = queries.outcomes([shown]).get(shown.pk)
    return render(
        request,
        "appraisal/appeal.html",
        {
            **_frame(user),
            "appeal": shown,
            "look": LOOKS[shown.state],
            "subject": shown.subject,
            "stands": queries.stands(shown.subject),
            "standing": queries.standings([shown.subject])[shown.subject.pk],
            "overdue": queries.is_overdue(shown, today),
            "known": working_days(shown.filed_on, shown.due_on)[1],
            "own": own,
            "inside": inside,
            "forms": forms,
            "change": change,
            "expected": queries.expected_pay(shown, change) if change else None,
            "outcome": outcome if outcome and (inside or outcome.in_force) else None,
        },
        status=status,
    )


@requires(Action.SHEET_VIEW, Action.OWN_VIEW)
@require_GET
def appeal(request, pk):
    """One appeal: what is asked, what was found, the decision, and what follows for the score and pay."""
    return _page(request, _found(request, pk))


def _act(request, shown, name, form, act):
    """Do ``act`` with a valid form; what is refused is shown where it was typed."""
    if form.is_valid():
        try:
            done = act(form)
        except Outrun as outrun:
            messages.error(request, str(outrun))
            return redirect("appraisal:appeal", shown.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("appraisal:appeal", shown.pk)
    shown = _found(request, shown.pk)
    return _page(request, shown, status=422, **{name: form})


@requires(Action.CORRECTION_PROPOSE)
@require_POST
def appeal_examine(request, pk):
    """Propose to grant with other figures, or to refuse."""
    shown = _found(request, pk, Action.CORRECTION_PROPOSE)

    def act(form):
        typed = form.cleaned_data
        change = None
        if form.grants and shown.of_month:
            values = {item: typed[item] for item in ITEMS}
            change = services.MonthChange(values, typed["deduction"])
        elif form.grants:
            change = services.YearChange({name: typed[name] for name in form.names}, typed["grade"])
        services.examine(
            appeal=shown,
            user=request.user,
            finding=typed["reason"],
            change=change,
            document_number=typed["document_number"],
        )
        return "已提出核查建议，请县局另一位审核人员决定。"

    return _act(request, shown, "examine", _examine_form(shown, request.POST), act)


@requires(Action.CORRECTION_DECIDE)
@require_POST
def appeal_decide(request, pk):
    """Grant or refuse; the answer is numbered and set."""
    shown = _found(request, pk, Action.CORRECTION_DECIDE)

    def act(form):
        grant = form.cleaned_data["outcome"] == GRANT
        paper = services.decide(
            appeal=shown, user=request.user, grant=grant, answer=form.cleaned_data["answer"]
        )
        enqueue_paper(paper)
        told = f"已决定，申诉答复书{paper.number}正在排版。"
        if grant and shown.of_month:
            told += f"{shown.period}的更正已批准，请县局拟更正通知；通知签发后生效。"
        return told

    return _act(request, shown, "decide", DecideForm(request.POST, auto_id="id_decide_%s"), act)


@requires(Action.CORRECTION_DECIDE)
@require_POST
def appeal_return(request, pk):
    """Send an examined appeal back."""
    shown = _found(request, pk, Action.CORRECTION_DECIDE)

    def act(form):
        services.send_back(appeal=shown, user=request.user, remark=form.cleaned_data["remark"])
        return "已退回，请县局经办重新核查。"

    return _act(request, shown, "send_back", SendBackForm(request.POST, auto_id="id_back_%s"), act)


@requires(Action.OWN_VIEW, Action.APPEAL_ENTER)
@require_POST
def appeal_withdraw(request, pk):
    """Take an appeal back."""
    shown = _found(request, pk, Action.APPEAL_ENTER)

    def act(form):
        services.withdraw(appeal=shown, user=request.user, reason=form.cleaned_data["reason"])
        return "已撤回申诉，原考核结果不变。"

    return _act(request, shown, "withdraw", WithdrawForm(request.POST, auto_id="id_withdraw_%s"), act)


@requires(Action.SHEET_VIEW, Action.OWN_VIEW)
@require_GET
def appeal_answer(request, pk):
    """The answer as PDF: for who sees the appeal, and for the person."""
    paper = _found(request, pk).paper
    if paper is None:
        raise Http404
    return pdf_file(request, paper, f"{paper.number}-{paper.title}.pdf")


# --- one's own page ------------------------------------------------------------------------------


@requires(Action.OWN_VIEW)
@require_GET
def mine(request):
    """One's own months and years with the last day of appeal, own appeals and their answers."""
    people = Person.objects.visible_to(request.user, Action.OWN_VIEW)
    person = people.filter(account=request.user).first()
    today = timezone.localdate()
    months = years = appeals = ()
    if person is not None:
        months = queries.own_results(queries.own_months(person, OWN_MONTHS), today)
        years = queries.own_results(queries.own_years(person), today)
        own = Appeal.objects.visible_to(request.user, Action.OWN_VIEW).filter(person=person)
        appeals = list(
            own.select_related("person", "result__month", "year_result__year", "paper").order_by(
                "-filed_on", "-pk"
            )
        )
        for row in appeals:
            row.look = LOOKS[row.state]
            row.overdue = queries.is_overdue(row, today)
    return render(
        request,
        "appraisal/mine.html",
        {"person": person, "months": months, "years": years, "appeals": appeals},
    )
