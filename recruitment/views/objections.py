"""Pages of an objection: looked into by one, answered by another."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from appraisal.services.guards import may
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.pages import print_out
from recruitment.enums import OBJECTION_OPEN, ObjectionState
from recruitment.forms.notices import AnswerForm, FindingsForm, ReturnForm
from recruitment.models import Objection
from recruitment.prints import notices as prints
from recruitment.queries import notices as queries
from recruitment.rules import frozen
from recruitment.rules import notices as rules
from recruitment.services import objections as services
from recruitment.services.succession import AFTER_EXAM
from recruitment.views.acts import do_act
from recruitment.views.checks import TAB
from recruitment.views.frame import round_frame
from recruitment.views.notices import OBJECTION_LOOKS

# What an objection says is read by those who look into it and decide, not by every reader of the round.
HANDLERS = (Action.SELECTION_RUN, Action.SELECTION_CONFIRM)


def _found(request, pk, *actions):
    rows = Objection.objects.none()
    for action in actions:
        rows |= Objection.objects.visible_to(request.user, action)
    rows = rows.select_related(
        "line__notice__round__unit",
        "line__application__opening",
        "received_by",
        "examined_by",
        "decided_by",
    )
    return get_object_or_404(rows, pk=pk)


def _forms(shown, user, typed):
    """The forms of the acts that the user may do now, by name; ``typed`` holds one that was refused."""
    round_ = shown.line.notice.round
    made = {}
    if round_.state in AFTER_EXAM:
        if shown.state == ObjectionState.RECEIVED:
            made["examine"] = FindingsForm(auto_id="id_examine_%s", initial={"findings": shown.findings})
        if (
            shown.state == ObjectionState.EXAMINED
            and may(user, Action.SELECTION_CONFIRM, round_.unit.code)
            and shown.examined_by_id != user.pk
        ):
            made["decide"] = AnswerForm(auto_id="id_decide_%s")
            made["send_back"] = ReturnForm(auto_id="id_back_%s")
    return made | typed


def _page(request, shown, status=200, **typed):
    round_ = shown.line.notice.round
    due = queries.objection_due(shown)
    return render(
        request,
        "recruitment/notice_objection.html",
        {
            **round_frame(request.user, round_, TAB),
            "objection": shown,
            "objection_look": OBJECTION_LOOKS[shown.state],
            "due": due,
            "late": shown.state in OBJECTION_OPEN and due < timezone.localdate(),
            "clause": frozen.source(round_.parameters, rules.OBJECTION_DAYS),
            "forms": _forms(shown, request.user, typed),
        },
        status=status,
    )


@requires(*HANDLERS)
@require_GET
def objection(request, pk):
    """One objection and how far it is."""
    return _page(request, _found(request, pk, *HANDLERS))


def _act(request, pk, name, form, act, *actions):
    def page(refused):
        return _page(request, _found(request, pk, *actions), status=422, **{name: refused})

    return do_act(request, form, act, to=("recruitment:objection", pk), page=page)


@requires(*HANDLERS)
@require_POST
def objection_examine(request, pk):
    """Write down the findings."""
    shown = _found(request, pk, *HANDLERS)

    def act(typed):
        services.examine(objection=shown, findings=typed["findings"], user=request.user)
        return "已登记核查情况，请另一位有权人员决定。"

    return _act(request, pk, "examine", FindingsForm(request.POST, auto_id="id_examine_%s"), act, *HANDLERS)


@requires(Action.SELECTION_CONFIRM)
@require_POST
def objection_decide(request, pk):
    """Dismiss or uphold."""
    shown = _found(request, pk, Action.SELECTION_CONFIRM)

    def act(typed):
        moved = services.decide(
            objection=shown, upheld=typed["outcome"], answer=typed["answer"], user=request.user
        )
        done = "异议成立，已取消此人的资格。" if typed["outcome"] else "异议不成立，已登记答复。"
        return f"{done}{moved.told}"

    form = AnswerForm(request.POST, auto_id="id_decide_%s")
    return _act(request, pk, "decide", form, act, Action.SELECTION_CONFIRM)


@requires(Action.SELECTION_CONFIRM)
@require_POST
def objection_return(request, pk):
    """Have it looked into again."""
    shown = _found(request, pk, Action.SELECTION_CONFIRM)

    def act(typed):
        services.send_back(objection=shown, remark=typed["remark"], user=request.user)
        return "已退回，请重新核查。"

    form = ReturnForm(request.POST, auto_id="id_back_%s")
    return _act(request, pk, "send_back", form, act, Action.SELECTION_CONFIRM)


@requires(*HANDLERS)
@require_POST
def objection_print(request, pk):
    """The record of how the objection was handled."""
    shown = _found(request, pk, *HANDLERS)
    content = prints.objection_content(shown, queries.objection_due(shown))
    return print_out(request, prints.OBJECTION, content)
