"""Pages of the approval: a round's files, the county's queue, one file and the acts on it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from appraisal.services.guards import may
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.documents.serving import pdf_file
from guanling.documents.tasks import enqueue_paper
from guanling.pages import print_out
from guanling.runs.errors import Outrun, Refusal
from recruitment.enums import HireState
from recruitment.forms.hires import (
    APPROVE,
    RETURN,
    AppointForm,
    DecideForm,
    FallForm,
    HireFilter,
    MendForm,
    SubmitForm,
)
from recruitment.prints import hires as prints
from recruitment.queries import hires as queries
from recruitment.services import hires as services
from recruitment.services import steps
from recruitment.views.acts import do_act
from recruitment.views.frame import frame, round_frame, round_of
from roster.enums import Level
from roster.models import Unit

PAGE = 50
LOOKS = {
    HireState.PREPARED: "wait",
    HireState.SUBMITTED: "wait",
    HireState.RETURNED: "bad",
    HireState.APPROVED: "wait",
    HireState.REFUSED: "off",
    HireState.APPOINTED: "good",
    HireState.FALLEN: "off",
}


def _shown(rows, on):
    """Give the rows of a list what the page tells of them."""
    numbers = queries.filing_numbers(rows)
    for row in rows:
        row.look = LOOKS[row.state]
        row.filed = numbers.get(row.pk, "")
        row.due = queries.due_of(row) if row.state == HireState.SUBMITTED else None
        row.late = row.due is not None and row.due.last_day < on
    return rows


# --- a round's files -----------------------------------------------------------------------------


def _round_page(request, round_, form=None, status=200):
    user, on = request.user, timezone.localdate()
    rows = list(queries.hires(user).filter(application__round=round_))
    ready = [row for row in rows if row.state in queries.TO_HAND_IN]
    hands_in = round_.state in services.STATES and services.hands_in(user, round_)
    if hands_in and ready and form is None:
        form = SubmitForm(hires=queries.hires(user), auto_id="id_submit_%s")
    chosen = {str(pk) for pk in form.data.getlist("hires")} if form is not None and form.is_bound else None
    for row in ready:
        row.open_to_hand_in = hands_in
        row.chosen = chosen is None or str(row.pk) in chosen
    return render(
        request,
        "recruitment/hires.html",
        {
            **round_frame(user, round_, "recruitment:hires"),
            "rows": _shown(rows, on),
            "form": form if hands_in and ready else None,
            "new": queries.unprepared(round_).count(),
            "prepares": may(user, Action.SELECTION_RUN, round_.unit.code) and round_.state in services.STATES,
            "running": round_.state in services.STATES,
        },
        status=status,
    )


@requires(Action.SELECTION_VIEW)
@require_GET
def hires(request, pk):
    """The files of a round: whom the county is asked to approve, and how far each is."""
    return _round_page(request, round_of(request.user, pk, Action.SELECTION_VIEW))


@requires(Action.SELECTION_RUN)
@require_POST
def hires_prepare(request, pk):
    """Make the files of all who were cleared."""
    found = round_of(request.user, pk, Action.SELECTION_RUN)
    try:
        made = services.prepare(round_=found, user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, f"已生成聘用材料 {made} 份，核对后报送。" if made else "没有需要生成的材料。"
        )
    return redirect("recruitment:hires", found.pk)


@requires(Action.SELECTION_CONFIRM)
@require_POST
def hires_submit(request, pk):
    """Hand in the files that are ticked."""
    found = round_of(request.user, pk, Action.SELECTION_CONFIRM)
    own = queries.hires(request.user, Action.SELECTION_CONFIRM).filter(application__round=found)
    form = SubmitForm(request.POST, hires=own, auto_id="id_submit_%s")
    if form.is_valid():
        try:
            done = services.submit(
                hires=form.cleaned_data["hires"], opinion=form.cleaned_data["opinion"], user=request.user
            )
        except Outrun as outrun:
            messages.error(request, str(outrun))
            return redirect("recruitment:hires", found.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已报送 {len(done)} 人，等县里审批。")
            return redirect("recruitment:hires", found.pk)
    return _round_page(request, found, form, status=422)


# --- the county's queue --------------------------------------------------------------------------


@requires(Action.SELECTION_APPROVE)
@require_GET
def approvals(request):
    """All files that came to the county, those that wait for the user on demand."""
    user = request.user
    townships = Unit.objects.visible_to(user, Action.SELECTION_APPROVE).filter(level=Level.TOWNSHIP)
    form = HireFilter(
        request.GET, townships=list(townships.order_by("code").values_list("code", "short_name").distinct())
    )
    mine = queries.to_approve(user)
    handed_in = queries.hires(user, Action.SELECTION_APPROVE).exclude(submitted_at=None)
    page = Paginator(form.narrow(handed_in, mine).order_by("submitted_at", "pk"), PAGE).get_page(
        request.GET.get("page")
    )
    _shown(page.object_list, timezone.localdate())
    return render(
        request,
        "recruitment/approvals.html",
        {
            **frame(user, "recruitment:approvals"),
            "form": form,
            "page": page,
            "waiting": mine.count(),
        },
    )


# --- one file ------------------------------------------------------------------------------------


def _found(request, pk, action=Action.SELECTION_VIEW):
    return get_object_or_404(queries.hires(request.user, action), pk=pk)


def _forms(shown, user, other_hand, typed):
    """The forms of the acts that the user may do now, by name; ``typed`` holds one that was refused."""
    code = shown.application.round.unit.code
    running = shown.application.round.state in services.STATES
    runs = running and may(user, Action.SELECTION_RUN, code)
    made = {}
    if running and shown.state in queries.TO_HAND_IN and services.hands_in(user, shown.application.round):
        made["submit"] = MendForm(
            auto_id="id_submit_%s", initial={"opinion": shown.opinion, "start_on": shown.start_on}
        )
    if running and shown.state == HireState.SUBMITTED and other_hand:
        made["decide"] = DecideForm(auto_id="id_decide_%s", initial={"outcome": APPROVE})
    if runs and shown.state == HireState.APPROVED:
        made["appoint"] = AppointForm(auto_id="id_appoint_%s", initial={"start_on": shown.start_on})
    if runs and shown.state in (*queries.TO_HAND_IN, HireState.APPROVED):
        made["fall"] = FallForm(auto_id="id_fall_%s")
    return made | typed


def _page(request, shown, status=200, **typed):
    """The file; ``typed`` holds a form that was refused, by the name of its act."""
    user = request.user
    approves = may(user, Action.SELECTION_APPROVE, shown.application.round.unit.code)
    handled = approves and (
        user.pk == shown.submitted_by_id or user.pk in steps.handled_by(shown.application)
    )
    # Until it is decided the file shows what the record says now; after that, what was approved.
    fresh = shown.state in (HireState.PREPARED, HireState.RETURNED, HireState.SUBMITTED)
    conditions = queries.conditions_of(shown) if fresh else shown.conditions
    _shown([shown], timezone.localdate())
    return render(
        request,
        "recruitment/hire.html",
        {
            **round_frame(user, shown.application.round, "recruitment:hires"),
            "hire": shown,
            "look_of_file": shown.look,
            "application": shown.application,
            "result": getattr(shown.application, "result", None),
            "conditions": conditions,
            "handled": handled,
            "fresh": fresh,
            "log": list(shown.log.select_related("actor")),
            "forms": _forms(shown, user, approves and not handled, typed),
        },
        status=status,
    )


@requires(Action.SELECTION_VIEW)
@require_GET
def hire(request, pk):
    """One file: conditions with clause and evidence, marks, opinions, how far it is."""
    return _page(request, _found(request, pk))


def _act(request, shown, name, form, act):
    """Do ``act`` with a valid form; what is refused is shown where it was typed."""
    return do_act(
        request,
        form,
        act,
        to=("recruitment:hire", shown.pk),
        page=lambda refused: _page(request, _found(request, shown.pk), status=422, **{name: refused}),
    )


@requires(Action.SELECTION_CONFIRM)
@require_POST
def hire_submit(request, pk):
    """Hand one file in, with another first day where needed."""
    shown = _found(request, pk, Action.SELECTION_CONFIRM)

    def act(typed):
        services.submit(hires=[shown], user=request.user, **typed)
        return "已报送，等县里审批。"

    return _act(request, shown, "submit", MendForm(request.POST, auto_id="id_submit_%s"), act)


@requires(Action.SELECTION_APPROVE)
@require_POST
def hire_decide(request, pk):
    """Approve, send back or refuse."""
    shown = _found(request, pk, Action.SELECTION_APPROVE)

    def act(typed):
        if typed["outcome"] == APPROVE:
            paper = services.approve(hire=shown, user=request.user, remark=typed["remark"])
            enqueue_paper(paper)
            return f"已批准，聘用审批表{paper.number}正在排版。"
        if typed["outcome"] == RETURN:
            services.return_hire(hire=shown, user=request.user, reason=typed["remark"])
            return "已退回乡镇补正。"
        moved = services.refuse(hire=shown, user=request.user, reason=typed["remark"])
        return f"已决定不予批准。{moved.told}"

    return _act(request, shown, "decide", DecideForm(request.POST, auto_id="id_decide_%s"), act)


@requires(Action.SELECTION_RUN)
@require_POST
def hire_appoint(request, pk):
    """Appoint: person, post, contract and filing in one act."""
    shown = _found(request, pk, Action.SELECTION_RUN)

    def act(typed):
        done = services.appoint(hire=shown, user=request.user, **typed)
        told = "已办理聘用"
        if done.agreement_id:
            enqueue_paper(done.agreement.paper)
            told += f"，合同{done.agreement.paper.number}正在排版"
        if done.filing_number:
            return f"{told}，备案号{done.filing_number}。"
        return f"{told}，等县局备案。"

    return _act(request, shown, "appoint", AppointForm(request.POST, auto_id="id_appoint_%s"), act)


@requires(Action.SELECTION_RUN)
@require_POST
def hire_fall(request, pk):
    """Write down that somebody does not come."""
    shown = _found(request, pk, Action.SELECTION_RUN)

    def act(typed):
        moved = services.fall(hire=shown, user=request.user, reason=typed["reason"])
        return f"已登记未到岗。{moved.told}"

    return _act(request, shown, "fall", FallForm(request.POST, auto_id="id_fall_%s"), act)


@requires(Action.SELECTION_VIEW)
@require_POST
def hire_print(request, pk):
    """The approval form with the photo, to be signed and sealed."""
    shown = _found(request, pk)
    if shown.paper is None or not shown.application.name:
        messages.error(request, "还没有批准，或个人信息已经按规定清除，不能打印。")
        return redirect("recruitment:hire", pk)
    return print_out(request, prints.PRINT, prints.print_content(shown))


@requires(Action.SELECTION_VIEW)
@require_GET
def hire_paper(request, pk):
    """The approval form as it was archived."""
    paper = _found(request, pk).paper
    if paper is None:
        raise Http404
    return pdf_file(request, paper, f"{paper.number}-{paper.title}.pdf")
