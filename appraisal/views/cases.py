"""Pages of cases of leaving: the list, one case with its steps, the person's own page (P8.1, P8.2)."""

from csp.decorators import csp_replace
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from appraisal.enums import (
    CASE_OPEN,
    CASE_RIGHTS,
    OWN_ACTS,
    AppealLevel,
    CaseAct,
    CaseState,
    LeavingRule,
    SweepState,
)
from appraisal.forms import cases as forms
from appraisal.models import Case, SweepFinding
from appraisal.prints.cases import PRINTS
from appraisal.queries import cases as queries
from appraisal.services import cases as services
from appraisal.views.frame import LEAVING
from appraisal.workbooks.cases import cases_book
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.documents import tasks
from guanling.documents.serving import pdf_file
from guanling.pages import print_out, tabs_for, workbook
from guanling.runs.errors import Refusal
from roster.enums import Level
from roster.models import Unit
from roster.queries.offices import county_name

PAGE = 50
PART = "分流辞退"
RELATED = (
    "person",
    "township",
    "village",
    "finding",
    "notice",
    "decision",
    "reinstatement",
    "opened_by",
    "examined_by",
    "first_by",
    "second_by",
    "filed_by",
    "served_by",
    "delivered_by",
    "closed_by",
)


def _frame(user):
    return {"part": PART, "tabs": tabs_for(user, LEAVING, "appraisal:cases")}


# --- the list ------------------------------------------------------------------------------------


def _cases(request):
    """Return (filter form, the cases that it leaves)."""
    user, today = request.user, timezone.localdate()
    units = Unit.objects.visible_to(user, Action.CASE_VIEW).filter(level=Level.TOWNSHIP).on(today)
    form = forms.CaseFilter(
        request.GET, townships=list(units.order_by("code").values_list("code", "short_name"))
    )
    form.is_valid()
    chosen = form.cleaned_data
    rows = Case.objects.handled_by(user, Action.CASE_VIEW)
    if code := chosen.get("township"):
        rows = rows.filter(village__code__startswith=code)
    if state := chosen.get("state"):
        if state == forms.OPEN:
            rows = rows.filter(state__in=(*CASE_OPEN, CaseState.OVERTURNED))
        elif state == forms.CLOSED:
            rows = rows.exclude(state__in=(*CASE_OPEN, CaseState.OVERTURNED))
        else:
            rows = rows.filter(state=state)
    if ground := chosen.get("ground"):
        rows = rows.filter(ground=ground)
    return form, rows


@requires(Action.CASE_VIEW)
@require_GET
def cases(request):
    """Every case one may see, what each waits for, by whom and by when."""
    form, rows = _cases(request)
    user, today = request.user, timezone.localdate()
    page = Paginator(queries.listed(rows), PAGE).get_page(request.GET.get("page"))
    queries.dressed(page.object_list, today)
    return render(
        request,
        "appraisal/cases.html",
        {
            **_frame(user),
            "form": form,
            "page": page,
            "opens": user.can(Action.CASE_HANDLE),
            "pressing": queries.due(Case.objects.handled_by(user, Action.CASE_VIEW), today).count(),
        },
    )


@requires(Action.CASE_VIEW)
@require_GET
def case_export(request):
    """The list as shown, as a workbook."""
    _, rows = _cases(request)
    today = timezone.localdate()
    content = cases_book(queries.dressed(queries.listed(rows), today), today, county_name(request.user))
    return workbook(content, "解聘辞退事项", today)


# --- opening -------------------------------------------------------------------------------------


@requires(Action.CASE_HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def case_new(request):
    """Open a case of resignation, health or a change of post."""
    user, today = request.user, timezone.localdate()
    initial = {"appointment": request.GET.get("appointment", "")}
    form = forms.CaseForm(
        request.POST or None, appointments=queries.directors_to_open(user, today), initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.open_case(user=user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已立案，案号 {made.number}；请在期限内核查。")
            return redirect("appraisal:case", made.pk)
    return render(
        request,
        "appraisal/case_new.html",
        {**_frame(user), "form": form},
        status=422 if form.errors else 200,
    )


@requires(Action.CASE_HANDLE, Action.SWEEP_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def case_from_finding(request, pk):
    """Open a case from a finding of the sweep."""
    user = request.user
    rows = SweepFinding.objects.none()
    for action in (Action.CASE_HANDLE, Action.SWEEP_RUN):
        rows = rows | queries.findings_to_take(user, action)
    found = get_object_or_404(rows, pk=pk)
    evidence = "；".join(f"{row['what']}：{row['figure']}" for row in found.evidence)
    initial = {"facts": f"{found.period}，{evidence}。" if evidence else ""}
    form = forms.FactsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.open_case(
                appointment=found.appointment,
                ground=found.rule,
                finding=found,
                user=user,
                **form.cleaned_data,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已立案，案号 {made.number}；请乡镇在期限内核查。")
            return redirect("appraisal:case", made.pk)
    return render(
        request,
        "appraisal/case_from_finding.html",
        {
            **_frame(user),
            "form": form if found.state == SweepState.OPEN else None,
            "finding": found,
            "clause": LeavingRule(found.rule).clause,
            "case": Case.objects.handled_by(user, Action.CASE_VIEW).filter(finding=found).first(),
        },
        status=422 if form.errors else 200,
    )


# --- one case ------------------------------------------------------------------------------------

TITLES = {
    CaseAct.DROP: "不再办理",
    CaseAct.RETURN: "退回",
    CaseAct.WAIVE: "登记放弃陈述申辩",
    CaseAct.STATE: "登记陈述申辩",
    CaseAct.SERVE: "登记告知书送达",
    CaseAct.DELIVER: "登记决定书送达，记载离任",
    CaseAct.TELL: "登记复核（申诉）决定书送达",
    CaseAct.APPEAL: "登记本人的书面申请",
    CaseAct.WITHDRAW: "登记本人撤回申请",
}
ADDRESSES = {
    CaseAct.EXAMINE: "appraisal:case-examine",
    CaseAct.DROP: "appraisal:case-drop",
    CaseAct.NOTIFY: "appraisal:case-notify",
    CaseAct.SERVE: "appraisal:case-serve",
    CaseAct.STATE: "appraisal:case-state",
    CaseAct.WAIVE: "appraisal:case-waive",
    CaseAct.CONSENT: "appraisal:case-consent",
    CaseAct.DECIDE: "appraisal:case-decide",
    CaseAct.RETURN: "appraisal:case-return",
    CaseAct.FILE: "appraisal:case-file",
    CaseAct.DELIVER: "appraisal:case-deliver",
    CaseAct.APPEAL: "appraisal:case-appeal",
    CaseAct.WITHDRAW: "appraisal:case-withdraw",
    CaseAct.EXTEND: "appraisal:case-extend",
    CaseAct.SETTLE_REVIEW: "appraisal:case-settle",
    CaseAct.SETTLE_APPEAL: "appraisal:case-settle",
    CaseAct.TELL: "appraisal:case-tell",
    CaseAct.REINSTATE: "appraisal:case-reinstate",
}
# Acts beside the road: shown folded, below the step that is next.
ASIDE = (CaseAct.DROP, CaseAct.RETURN, CaseAct.WITHDRAW, CaseAct.EXTEND, CaseAct.APPEAL, CaseAct.WAIVE)
SETTLING = (CaseAct.SETTLE_REVIEW, CaseAct.SETTLE_APPEAL)
REPEALED = "该情形已停止适用，不再办理。"


def _form_of(case, act, data=None, own=False):
    """The form of an act, empty or with what was typed; None where nothing is to be filled in."""
    today = timezone.localdate()
    how = {"auto_id": f"id_{act}_%s"}
    match act:
        case CaseAct.EXAMINE:
            return forms.ExamineForm(data, **how)
        case CaseAct.DROP:
            reason = REPEALED if queries.repealed(case, today) else ""
            return forms.ReasonForm(data, initial={"reason": reason}, **how)
        case CaseAct.SERVE | CaseAct.DELIVER | CaseAct.TELL:
            return forms.ServingForm(data, initial={"day": today}, **how)
        case CaseAct.STATE:
            if own:
                return forms.OwnStatementForm(data, **how)
            return forms.StatementForm(data, initial={"day": today}, **how)
        case CaseAct.WAIVE:
            return None if own else forms.WaiverForm(data, **how)
        case CaseAct.CONSENT:
            earliest = queries.earliest_last_day(case, queries.present(case))
            return forms.ConsentForm(data, case=case, initial={"last_day": earliest}, **how)
        case CaseAct.DECIDE:
            return forms.DecideForm(data, case=case, **how)
        case CaseAct.RETURN:
            return forms.ReturnForm(data, case=case, **how)
        case CaseAct.APPEAL:
            if own:
                return forms.OwnAppealForm(data, **how)
            return forms.AppealForm(data, initial={"day": today}, **how)
        case CaseAct.WITHDRAW | CaseAct.EXTEND:
            return forms.ReasonForm(data, **how)
        case CaseAct.SETTLE_REVIEW | CaseAct.SETTLE_APPEAL:
            return forms.SettleForm(data, **how)
    return None


def _offered(request, case, filled=None):
    """Return (next acts, acts beside the road, hints why somebody else has to) for the user.

    Each act: its label, address and form; ``filled`` is {act: form} of one that came back with errors.
    """
    user, today = request.user, timezone.localdate()
    front, aside, hints = [], [], []
    for act in queries.possible_acts(case, today):
        state = case.state
        if state == CaseState.NOTICED and (state, act) not in CASE_RIGHTS:
            state = CaseState.HEARD
        right = CASE_RIGHTS[state, act]
        if not any(case.village.code.startswith(prefix) for prefix in user.reach(right)):
            continue
        if bar := queries.bars_to(case, act, user):
            hints.append(bar)
            continue
        form = (filled or {}).get(act) or _form_of(case, act)
        one = {
            "act": act.value,
            "label": TITLES.get(act, act.label),
            "address": ADDRESSES[act],
            "form": form,
        }
        (aside if act in ASIDE else front).append(one)
    return front, aside, hints


def _prints(case):
    return [(name, label) for name, (_, label, build) in PRINTS.items() if build(case) is not None]


def _shown(user, pk):
    rows = Case.objects.handled_by(user, Action.CASE_VIEW).select_related(*RELATED)
    return get_object_or_404(rows.prefetch_related("appeals__decision", "appeals__decided_by"), pk=pk)


@requires(Action.CASE_VIEW)
@require_GET
def case(request, pk):
    """One case: facts, what is next, by whom and by when, its papers and steps."""
    return _page(request, _shown(request.user, pk))


def _page(request, shown, *, filled=None, status=200):
    today = timezone.localdate()
    queries.dressed([shown], today)
    front, aside, hints = _offered(request, shown, filled)
    appointment = queries.present(shown)
    heard = shown.served_on or shown.letter_on
    response = render(
        request,
        "appraisal/case.html",
        {
            **_frame(request.user),
            "case": shown,
            "appointment": appointment,
            "clause_text": queries.citation(shown),
            "repealed": shown.state in CASE_OPEN and queries.repealed(shown, today),
            "overdue": queries.lapse_text(shown) if shown.due_on and today > shown.due_on else "",
            "earliest": queries.earliest_last_day(shown, appointment) if heard else None,
            "front": front,
            "aside": aside,
            "hints": sorted(set(hints)),
            "steps": queries.steps_of(shown),
            "prints": _prints(shown),
            "periods": queries.periods_of(shown),
            "open_act": next(iter(filled), "") if filled else "",
        },
        status=status,
    )
    add_never_cache_headers(response)
    return response


@requires(Action.CASE_VIEW)
@require_POST
def case_print(request, pk, what):
    """One of the office's forms of a case."""
    shown = _shown(request.user, pk)
    if what not in PRINTS:
        raise Http404
    kind, label, build = PRINTS[what]
    content = build(shown)
    if content is None:
        messages.error(request, f"现在还没有可以打印的{label}。")
        return redirect("appraisal:case", pk)
    return print_out(request, kind, content)


@requires(Action.CASE_VIEW, Action.OWN_VIEW)
@require_GET
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": ["'self'"]})
def case_paper(request, pk, paper):
    """A paper of a case; the person gets those that were served."""
    shown = get_object_or_404(Case.objects.visible_to(request.user, Action.CASE_VIEW), pk=pk)
    staff = Case.objects.handled_by(request.user, Action.CASE_VIEW).filter(pk=pk).exists()
    found = queries.papers_of(shown, served=not staff).get(paper)
    if found is None:
        raise Http404
    return pdf_file(request, found, f"{found.number}-{found.title}.pdf")


# --- acts ----------------------------------------------------------------------------------------


def _acting(request, pk, act):
    """The case for one of the rights by which ``act`` is done, or as the own one."""
    acts = SETTLING if act in SETTLING else (act,)
    rows = Case.objects.none()
    for right in {right for (_, of), right in CASE_RIGHTS.items() if of in acts}:
        rows = rows | Case.objects.handled_by(request.user, right)
    if act in OWN_ACTS:
        rows = rows | Case.objects.filter(person__account=request.user)
    return get_object_or_404(rows.select_related("finding", "village", "person"), pk=pk)


def _do(request, pk, act, call, done):
    """Do ``act`` with what was typed: ``call(case, values)`` returns papers to be set; then say ``done``."""
    found = _acting(request, pk, act)
    own = found.person.account_id == request.user.pk
    if act == CaseAct.CONSENT and not (found.served_on or found.letter_on):
        messages.error(request, "还没有告知本人、听取陈述申辩，不能作出决定。")
        return _back(found, own)
    form = _form_of(found, act, request.POST, own=own)
    if form is not None and not form.is_valid():
        return _again(request, found, act, form)
    try:
        with transaction.atomic():
            made = call(found, form.cleaned_data if form is not None else {})
            for paper in made or ():
                tasks.enqueue_paper(paper)
    except Refusal as refusal:
        if form is None:
            messages.error(request, str(refusal))
            return _back(found, own)
        form.add_error(None, str(refusal))
        return _again(request, found, act, form)
    found.refresh_from_db()
    messages.success(request, done(found) if callable(done) else done)
    return _back(found, own)


def _back(found, own):
    return redirect("appraisal:own-case") if own else redirect("appraisal:case", found.pk)


def _again(request, found, act, form):
    """The page with the form as it was typed; where the act is no longer offered, only what was refused."""
    if found.person.account_id == request.user.pk:
        return _own_page(request, filled={act: form}, status=422)
    shown = _shown(request.user, found.pk)
    offered = {CaseAct(one["act"]) for part in _offered(request, shown)[:2] for one in part}
    if act not in offered:
        refused = "".join(form.non_field_errors())
        messages.error(request, refused or "这一步已经不能办理，请看现在的情况。")
        return redirect("appraisal:case", found.pk)
    return _page(request, shown, filled={act: form}, status=422)


@requires(Action.CASE_HANDLE)
@require_POST
def case_examine(request, pk):
    """The facts stand."""
    return _do(
        request,
        pk,
        CaseAct.EXAMINE,
        lambda found, values: services.examine(case=found, user=request.user, **values),
        "已登记核查情况。",
    )


@requires(Action.CASE_HANDLE, Action.CASE_DECIDE, Action.CASE_FILE)
@require_POST
def case_drop(request, pk):
    """Go no further."""
    return _do(
        request,
        pk,
        CaseAct.DROP,
        lambda found, values: services.drop(case=found, user=request.user, **values),
        "已终止办理，任职不变。",
    )


@requires(Action.CASE_HANDLE)
@require_POST
def case_notify(request, pk):
    """Issue the notice."""
    return _do(
        request,
        pk,
        CaseAct.NOTIFY,
        lambda found, values: [services.notify(case=found, user=request.user)],
        lambda found: f"已制发告知书 {found.notice.number}；请打印送达回证，送达后登记。",
    )


@requires(Action.CASE_HANDLE)
@require_POST
def case_serve(request, pk):
    """The notice has reached the person."""
    return _do(
        request,
        pk,
        CaseAct.SERVE,
        lambda found, values: services.serve(case=found, user=request.user, **values),
        "已登记告知书送达，陈述申辩期限开始计算。",
    )


@requires(Action.CASE_HANDLE, Action.OWN_VIEW)
@require_POST
def case_state(request, pk):
    """The person's statement."""
    return _do(
        request,
        pk,
        CaseAct.STATE,
        lambda found, values: services.state(case=found, user=request.user, **values),
        "已登记陈述申辩。",
    )


@requires(Action.CASE_HANDLE, Action.OWN_VIEW)
@require_POST
def case_waive(request, pk):
    """The person waives a statement."""
    return _do(
        request,
        pk,
        CaseAct.WAIVE,
        lambda found, values: services.waive(case=found, user=request.user, **values),
        "已登记放弃陈述申辩。",
    )


@requires(Action.CASE_DECIDE)
@require_POST
def case_consent(request, pk):
    """The first of two."""
    return _do(
        request,
        pk,
        CaseAct.CONSENT,
        lambda found, values: services.consent(case=found, user=request.user, **values),
        "已登记决定意见，请另一位有权人员作出决定。",
    )


@requires(Action.CASE_DECIDE)
@require_POST
def case_decide(request, pk):
    """The second of two."""
    return _do(
        request,
        pk,
        CaseAct.DECIDE,
        lambda found, values: [services.decide(case=found, user=request.user, **values)],
        lambda found: f"已作出决定，决定书 {found.decision.number}；等待县局备案。",
    )


@requires(Action.CASE_DECIDE, Action.CASE_FILE)
@require_POST
def case_return(request, pk):
    """Send back."""
    return _do(
        request,
        pk,
        CaseAct.RETURN,
        lambda found, values: services.send_back(case=found, user=request.user, **values),
        "已退回。",
    )


@requires(Action.CASE_FILE)
@require_POST
def case_file(request, pk):
    """File."""
    return _do(
        request,
        pk,
        CaseAct.FILE,
        lambda found, values: services.file_case(case=found, user=request.user),
        lambda found: f"已备案，备案号 {found.filing_number}；请乡镇送达决定书。",
    )


@requires(Action.CASE_HANDLE)
@require_POST
def case_deliver(request, pk):
    """The decision has reached the person; the appointment ends on its day."""
    return _do(
        request,
        pk,
        CaseAct.DELIVER,
        lambda found, values: services.deliver(case=found, user=request.user, **values),
        lambda found: (
            f"已登记送达，任职到{found.ended_on.year}年{found.ended_on.month}月{found.ended_on.day}日为止。"
        ),
    )


@requires(Action.CASE_HANDLE, Action.OWN_VIEW)
@require_POST
def case_appeal(request, pk):
    """A request for review, or an appeal."""
    return _do(
        request,
        pk,
        CaseAct.APPEAL,
        lambda found, values: services.appeal(case=found, user=request.user, **values) and None,
        "已登记申请，期限内作出决定。",
    )


@requires(Action.CASE_HANDLE, Action.OWN_VIEW)
@require_POST
def case_withdraw(request, pk):
    """The request is taken back."""
    return _do(
        request,
        pk,
        CaseAct.WITHDRAW,
        lambda found, values: services.withdraw_appeal(case=found, user=request.user, **values),
        "已撤回申请，原决定继续执行。",
    )


@requires(Action.CASE_FILE)
@require_POST
def case_extend(request, pk):
    """More time for an appeal."""
    return _do(
        request,
        pk,
        CaseAct.EXTEND,
        lambda found, values: services.extend(case=found, user=request.user, **values),
        "已延长处理期限。",
    )


@requires(Action.CASE_DECIDE, Action.CASE_FILE)
@require_POST
def case_settle(request, pk):
    """Decide on the request."""
    row = queries.open_appeal(_acting(request, pk, CaseAct.SETTLE_REVIEW))
    county = row is not None and row.level == AppealLevel.APPEAL
    return _do(
        request,
        pk,
        CaseAct.SETTLE_APPEAL if county else CaseAct.SETTLE_REVIEW,
        lambda case, values: services.settle(case=case, user=request.user, **values),
        lambda case: f"已作出决定：{case.get_state_display()}。",
    )


@requires(Action.CASE_HANDLE)
@require_POST
def case_tell(request, pk):
    """The decision on a request has reached the person."""
    return _do(
        request,
        pk,
        CaseAct.TELL,
        lambda found, values: services.tell(case=found, user=request.user, **values),
        "已登记送达。",
    )


@requires(Action.CASE_HANDLE)
@require_POST
def case_reinstate(request, pk):
    """Put the person back once the place is free."""
    return _do(
        request,
        pk,
        CaseAct.REINSTATE,
        lambda found, values: [services.reinstate(case=found, user=request.user)],
        "已恢复任职。",
    )


# --- the person's own ----------------------------------------------------------------------------


@requires(Action.OWN_VIEW)
@require_GET
def own_case(request):
    """One's own cases: facts, papers served, deadlines, and what one may do."""
    return _own_page(request)


def _own_page(request, *, filled=None, status=200):
    today = timezone.localdate()
    found = queries.dressed(queries.own_cases(request.user).prefetch_related("appeals__decision"), today)
    for shown in found:
        shown.clause_text = queries.citation(shown)
        shown.papers = queries.papers_of(shown, served=True).values()
        shown.acts = [
            {
                "act": act.value,
                "label": act.label,
                "address": ADDRESSES[act],
                "form": (filled or {}).get(act) or _form_of(shown, act, own=True),
            }
            for act in queries.possible_acts(shown, today)
            if act in OWN_ACTS
        ]
    response = render(request, "appraisal/own_case.html", {"cases": found}, status=status)
    add_never_cache_headers(response)
    return response
