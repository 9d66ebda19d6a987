"""Pages of relief: the list, an application, its papers and decision, the person's own page (我的救助)."""

from collections import Counter

from csp.decorators import csp
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from appraisal.services.guards import may
from guanling.accounts.access import requires
from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.documents.scans import SUFFIXES
from guanling.documents.serving import pdf_file, stored_file
from guanling.documents.tasks import enqueue_paper
from guanling.documents.uploads import sent_name
from guanling.pages import print_out, workbook
from guanling.runs.errors import Outrun, Refusal
from payroll import prints, workbooks
from payroll.enums import RELIEF_WAITING, ReliefState, ReliefWay
from payroll.forms.relief import (
    GRANT,
    REFUSE,
    DecideForm,
    PaperForm,
    PaperReliefForm,
    ProposeForm,
    ReliefFilter,
    ReliefForm,
    SendBackForm,
    WithdrawForm,
)
from payroll.models import ReliefPaper
from payroll.queries import relief as queries
from payroll.rules import relief as rules
from payroll.services import relief as services
from payroll.views.frame import frame
from roster.enums import Level
from roster.models import Person, Unit
from roster.queries.offices import county_name
from roster.rules import short_name

PAGE = 50
STAFF = (Action.RELIEF_APPLY, Action.RELIEF_DECIDE)
ANYBODY = (*STAFF, Action.OWN_VIEW)
LOOKS = {
    ReliefState.APPLIED: "wait",
    ReliefState.PROPOSED: "wait",
    ReliefState.APPROVED: "good",
    ReliefState.REFUSED: "off",
    ReliefState.WITHDRAWN: "off",
}


def _frame(user):
    return frame(user, "payroll:reliefs") if any(user.can(action) for action in STAFF) else {}


# --- the list ------------------------------------------------------------------------------------


def _list(request):
    """Return (filter form, the applications that it leaves)."""
    townships = Unit.objects.none()
    for action in STAFF:
        if request.user.can(action):
            townships |= Unit.objects.visible_to(request.user, action)
    townships = townships.filter(level=Level.TOWNSHIP).order_by("code")
    form = ReliefFilter(request.GET, townships=list(townships.values_list("code", "short_name").distinct()))
    return form, form.narrow(queries.reliefs(request.user, *STAFF))


@requires(*STAFF)
@require_GET
def reliefs(request):
    """Applications, their state and what was granted; nothing of health."""
    form, shown = _list(request)
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    paid = queries.paid_months(page.object_list)
    for row in page.object_list:
        row.look = LOOKS[row.state]
        row.village = short_name(row.village_name)
        row.paid_in = paid.get(row.order_id)
    user = request.user
    waiting = user.can(Action.RELIEF_DECIDE)
    return render(
        request,
        "payroll/reliefs.html",
        {
            **_frame(user),
            "form": form,
            "page": page,
            "to_examine": queries.to_examine(user).count() if waiting else 0,
            "to_decide": queries.to_decide(user).count() if waiting else 0,
            "enters": user.can(Action.RELIEF_APPLY),
        },
    )


@requires(*STAFF)
@require_GET
def reliefs_export(request):
    """The list as shown, as a workbook."""
    shown = list(_list(request)[1])
    book = workbooks.relief.reliefs_book(shown, queries.paid_months(shown), county_name(request.user))
    return workbook(book, "关怀救助", timezone.localdate())


@requires(*ANYBODY)
@require_POST
def relief_blank(request):
    """An empty form of application, to be filled in by hand."""
    return print_out(request, prints.relief.FORM, prints.relief.blank_content(county_name(request.user)))


# --- applying ------------------------------------------------------------------------------------


def _apply(request, form, template, act):
    """Apply with a valid form; what is refused is shown where it was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            made = act(form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已提出救助申请，请接着上传材料。")
            return redirect("payroll:relief", made.pk)
    return render(
        request,
        template,
        {**_frame(request.user), "form": form, "own": template.endswith("own_new.html")},
        status=422 if form.errors else 200,
    )


@requires(Action.RELIEF_APPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def relief_new(request):
    """Type in a paper application of a director of one's township."""
    people = queries.directors(request.user, timezone.localdate())
    form = PaperReliefForm(request.POST or None, people=people)
    return _apply(
        request,
        form,
        "payroll/relief_new.html",
        lambda typed: services.apply(user=request.user, **typed),
    )


def _own_person(user):
    return Person.objects.visible_to(user, Action.OWN_VIEW).filter(account=user).first()


@requires(Action.OWN_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def relief_own_new(request):
    """Apply for oneself."""
    person = _own_person(request.user)
    if person is None:
        messages.error(request, "您的账号还没有对应的人员档案，请联系乡镇计生办。")
        return redirect("payroll:relief-mine")
    form = ReliefForm(request.POST or None)
    return _apply(
        request,
        form,
        "payroll/relief_own_new.html",
        lambda typed: services.apply(user=request.user, person=person, **typed),
    )


# --- one application -----------------------------------------------------------------------------


def _found(request, pk, *actions):
    return get_object_or_404(queries.reliefs(request.user, *(actions or STAFF)), pk=pk)


def _forms(shown, user, typed):
    """The forms of the acts that the user may do now, by name; ``typed`` holds one that was refused."""
    code = shown.village_code
    own = services.is_own(shown, user)
    office = shown.way == ReliefWay.PAPER and may(user, Action.RELIEF_APPLY, code)
    decides = may(user, Action.RELIEF_DECIDE, code) and not own and user.pk != shown.applied_by_id
    made = {}
    if shown.state == ReliefState.APPLIED and (own or office):
        made["paper"] = PaperForm(auto_id="id_paper_%s")
    if shown.state == ReliefState.APPLIED and decides:
        made["propose"] = ProposeForm(auto_id="id_propose_%s")
    if shown.state == ReliefState.PROPOSED and decides and user.pk != shown.proposed_by_id:
        grants = GRANT if shown.proposed_amount is not None else REFUSE
        made["decide"] = DecideForm(auto_id="id_decide_%s", initial={"outcome": grants})
        made["send_back"] = SendBackForm(auto_id="id_back_%s")
    if shown.state in RELIEF_WAITING and (own or office):
        made["withdraw"] = WithdrawForm(auto_id="id_withdraw_%s")
    return made | typed


def _page(request, shown, status=200, *, reveals=False, **typed):
    """The application; ``typed`` holds a form that was refused, by the name of its act.

    ``reveals``: somebody who decides has asked for what tells of health, which has been written down. The
    person reads the own text without.
    """
    user = request.user
    own = services.is_own(shown, user)
    decider = may(user, Action.RELIEF_DECIDE, shown.village_code)
    papers = list(shown.papers.standing().select_related("uploaded_by"))
    most = queries.maximum(shown) if decider else None
    response = render(
        request,
        "payroll/relief.html",
        {
            **_frame(user),
            "relief": shown,
            "look": LOOKS[shown.state],
            "village": short_name(shown.village_name),
            "own": own,
            "decider": decider,
            "office": may(user, Action.RELIEF_APPLY, shown.village_code),
            "reads": own or (decider and reveals),
            "asks": decider and not own and not reveals,
            "papers": papers,
            "maximum": most,
            "maximum_key": rules.maximum_key(of_self=shown.relation == "self"),
            "paid_in": queries.paid_months([shown]).get(shown.order_id),
            "log": list(shown.log.select_related("actor")) if decider or own else [],
            "forms": _forms(shown, user, typed),
        },
        status=status,
    )
    # What tells of health stays in no browser's cache.
    response.headers["Cache-Control"] = "private, no-store"
    return response


@requires(*ANYBODY)
@require_GET
def relief(request, pk):
    """One application: its facts and how far it is. What tells of health is asked for by a button."""
    return _page(request, _found(request, pk))


@requires(Action.RELIEF_DECIDE)
@require_POST
def relief_medical(request, pk):
    """The same page with what tells of health; that somebody read it is written down."""
    shown = _found(request, pk, Action.RELIEF_DECIDE)
    try:
        services.read_medical(relief=shown, user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("payroll:relief", pk)
    return _page(request, shown, reveals=True)


def _act(request, shown, name, form, act):
    """Do ``act`` with a valid form; what is refused is shown where it was typed."""
    if form.is_valid():
        try:
            done = act(form.cleaned_data)
        except Outrun as outrun:
            messages.error(request, str(outrun))
            return redirect("payroll:relief", shown.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("payroll:relief", shown.pk)
    return _page(request, _found(request, shown.pk), status=422, **{name: form})


@requires(Action.RELIEF_APPLY, Action.OWN_VIEW)
@require_POST
def relief_paper_new(request, pk):
    """Add a paper."""
    shown = _found(request, pk, Action.RELIEF_APPLY)

    def act(typed):
        file = typed["file"]
        services.add_paper(
            relief=shown, kind=typed["kind"], name=sent_name(file), data=file.read(), user=request.user
        )
        return "已上传一份材料。"

    form = PaperForm(request.POST, request.FILES, auto_id="id_paper_%s")
    return _act(request, shown, "paper", form, act)


@requires(Action.RELIEF_DECIDE)
@require_POST
def relief_propose(request, pk):
    """Propose an amount, or to refuse."""
    shown = _found(request, pk, Action.RELIEF_DECIDE)

    def act(typed):
        services.propose(relief=shown, amount=typed["amount"], opinion=typed["opinion"], user=request.user)
        return "已提出审核建议，请县局另一位审核人员决定。"

    return _act(request, shown, "propose", ProposeForm(request.POST, auto_id="id_propose_%s"), act)


@requires(Action.RELIEF_DECIDE)
@require_POST
def relief_decide(request, pk):
    """Approve the proposed amount, or refuse; the decision is numbered and set."""
    shown = _found(request, pk, Action.RELIEF_DECIDE)

    def act(typed):
        if typed["outcome"] == GRANT:
            paper = services.approve(relief=shown, user=request.user)
            told = f"已批准，关怀救助决定书{paper.number}正在排版；救助金随下一次待遇发放。"
        else:
            paper = services.refuse(
                relief=shown, ground=typed["ground"], answer=typed["answer"], user=request.user
            )
            told = f"已决定不予救助，关怀救助决定书{paper.number}正在排版。"
        enqueue_paper(paper)
        return told

    return _act(request, shown, "decide", DecideForm(request.POST, auto_id="id_decide_%s"), act)


@requires(Action.RELIEF_DECIDE)
@require_POST
def relief_return(request, pk):
    """Send a proposal back."""
    shown = _found(request, pk, Action.RELIEF_DECIDE)

    def act(typed):
        services.send_back(relief=shown, remark=typed["remark"], user=request.user)
        return "已退回，请重新审核。"

    return _act(request, shown, "send_back", SendBackForm(request.POST, auto_id="id_back_%s"), act)


@requires(Action.RELIEF_APPLY, Action.OWN_VIEW)
@require_POST
def relief_withdraw(request, pk):
    """Take an application back."""
    shown = _found(request, pk, Action.RELIEF_APPLY)

    def act(typed):
        services.withdraw(relief=shown, user=request.user, reason=typed["reason"])
        return "已撤回救助申请。"

    return _act(request, shown, "withdraw", WithdrawForm(request.POST, auto_id="id_withdraw_%s"), act)


@requires(*ANYBODY)
@require_POST
def relief_print(request, pk):
    """The form of this application on paper, the box for the illness left free."""
    shown = _found(request, pk)
    held = queries.directorship(shown.person, shown.applied_on)
    counts = Counter(shown.papers.standing().values_list("kind", flat=True))
    county = Unit.objects.filter(code=shown.village_code[:COUNTY_DIGITS]).latest("pk")
    content = prints.relief.form_content(shown, county.short_name, held.valid_from if held else None, counts)
    return print_out(request, prints.relief.FORM, content)


@requires(Action.RELIEF_DECIDE, Action.OWN_VIEW)
@require_GET
def relief_decision(request, pk):
    """The decision as PDF: for those who decide and for the person."""
    paper = _found(request, pk, Action.RELIEF_DECIDE).paper
    if paper is None:
        raise Http404
    return pdf_file(request, paper, f"{paper.number}-{paper.title}.pdf")


# --- papers of an application --------------------------------------------------------------------


def _paper(request, pk, action):
    """A paper that stands, of an application that is the user's own or that ``action`` lets the user see."""
    found = ReliefPaper.objects.visible_to(request.user, action).standing()
    return get_object_or_404(found.select_related("relief__person"), pk=pk)


@requires(Action.RELIEF_DECIDE, Action.OWN_VIEW)
@require_POST
@csp({"default-src": ["'none'"], "frame-ancestors": ["'none'"], "sandbox": True})
def relief_paper(request, pk):
    """A paper itself, asked for by a button: that somebody who decides read it is written down."""
    shown = _paper(request, pk, Action.RELIEF_DECIDE)
    try:
        services.read_medical(relief=shown.relief, user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("payroll:relief", shown.relief_id)
    name = f"救助材料{shown.pk}{SUFFIXES[shown.content_type]}"
    return stored_file(request, shown, name=name, content_type=shown.content_type)


@requires(Action.RELIEF_APPLY, Action.OWN_VIEW)
@require_POST
def relief_paper_withdraw(request, pk):
    """Take a wrong paper out before the application is examined."""
    shown = _paper(request, pk, Action.RELIEF_APPLY)
    try:
        services.withdraw_paper(paper=shown, user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已撤下这份材料。")
    return redirect("payroll:relief", shown.relief_id)


# --- one's own page ------------------------------------------------------------------------------


@requires(Action.OWN_VIEW)
@require_GET
def relief_mine(request):
    """One's own applications, their states and answers."""
    person = _own_person(request.user)
    rows = []
    serving = False
    if person is not None:
        rows = list(queries.reliefs(request.user, Action.RELIEF_APPLY).filter(person=person))
        paid = queries.paid_months(rows)
        for row in rows:
            row.look = LOOKS[row.state]
            row.paid_in = paid.get(row.order_id)
        serving = queries.directorship(person, timezone.localdate()) is not None
    return render(
        request,
        "payroll/relief_mine.html",
        {"person": person, "rows": rows, "serving": serving, "clause": rules.CLAUSE},
    )
