"""Pages of the check: a candidate's check and medical, giving up, the choice among equals, free places."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from appraisal.services.guards import may
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.pages import print_out
from recruitment.enums import ApplicationState
from recruitment.forms.notices import CheckForm, ChooseForm, DeclineForm, MedicalForm
from recruitment.models import Application, Opening
from recruitment.prints import notices as prints
from recruitment.queries import notices as queries
from recruitment.services import checks as services
from recruitment.services.succession import AFTER_EXAM, needed_kinds
from recruitment.views.acts import do_act
from recruitment.views.frame import round_frame

TAB = "recruitment:notices"
LOOKS = {
    "checking": "wait",
    "checked": "good",
    "notice": "wait",
    "cleared": "good",
    "approved": "good",
    "appointed": "good",
    "waiting": "off",
    "out": "bad",
}


def _found(request, pk, action):
    """A candidate who came past the examination, whom the user may use for ``action``."""
    rows = Application.objects.visible_to(request.user, action).exclude(result=None)
    return get_object_or_404(
        rows.select_related("round__unit", "opening__round", "result", "hire").prefetch_related(
            "checks__entered_by"
        ),
        pk=pk,
    )


def _forms(shown, user, typed):
    """The forms of the acts that the user may do now, by name; ``typed`` holds one that was refused."""
    made = {}
    if may(user, Action.SELECTION_RUN, shown.round.unit.code) and shown.round.state in AFTER_EXAM:
        recorded = {check.kind for check in shown.checks.all()}
        if shown.state == ApplicationState.CHECKING:
            for kind in needed_kinds(shown.round):
                if kind not in recorded:
                    form = CheckForm if kind == "check" else MedicalForm
                    made[kind.value] = form(auto_id=f"id_{kind.value}_%s")
        if shown.state in services.MAY_DECLINE and not hasattr(shown, "hire"):
            made["decline"] = DeclineForm(auto_id="id_decline_%s")
    return made | typed


def _page(request, shown, status=200, **typed):
    return render(
        request,
        "recruitment/check.html",
        {
            **round_frame(request.user, shown.round, TAB),
            "application": shown,
            "application_look": LOOKS.get(shown.state, "off"),
            "checks": list(shown.checks.all()),
            "lines": list(shown.notice_lines.select_related("notice").order_by("notice__serial")),
            "log": list(shown.log.select_related("actor")),
            "forms": _forms(shown, request.user, typed),
        },
        status=status,
    )


@requires(Action.SELECTION_VIEW)
@require_GET
def check(request, pk):
    """One candidate after the examination: check, medical, and what happened since."""
    return _page(request, _found(request, pk, Action.SELECTION_VIEW))


def _act(request, pk, name, form, act):
    def page(refused):
        again = _found(request, pk, Action.SELECTION_RUN)
        return _page(request, again, status=422, **{name: refused})

    return do_act(request, form, act, to=("recruitment:check", pk), page=page)


def _told(shown, done, moved):
    shown.refresh_from_db()
    passed = "考察体检全部合格，可以公示。" if shown.state == ApplicationState.CHECKED else ""
    return f"{done}{passed}{moved.told}"


@requires(Action.SELECTION_RUN)
@require_POST
def check_record(request, pk):
    """Record the outcome of the check."""
    shown = _found(request, pk, Action.SELECTION_RUN)

    def act(typed):
        moved = services.record_check(
            application=shown,
            kind="check",
            outcome=typed["outcome"],
            held_on=typed["held_on"],
            by=(typed["first"], typed["second"]),
            summary=typed["summary"],
            user=request.user,
        )
        return _told(shown, "已登记考察结论。", moved)

    return _act(request, pk, "check", CheckForm(request.POST, auto_id="id_check_%s"), act)


@requires(Action.SELECTION_RUN)
@require_POST
def medical_record(request, pk):
    """Record the outcome of the medical."""
    shown = _found(request, pk, Action.SELECTION_RUN)

    def act(typed):
        moved = services.record_check(
            application=shown,
            kind="medical",
            outcome=typed["outcome"],
            held_on=typed["held_on"],
            by=(typed["hospital"],),
            user=request.user,
        )
        return _told(shown, "已登记体检结论。", moved)

    return _act(request, pk, "medical", MedicalForm(request.POST, auto_id="id_medical_%s"), act)


@requires(Action.SELECTION_RUN)
@require_POST
def decline(request, pk):
    """Record that the candidate has given up."""
    shown = _found(request, pk, Action.SELECTION_RUN)

    def act(typed):
        moved = services.decline(application=shown, declared_on=typed["declared_on"], user=request.user)
        return f"已登记{shown.name}放弃。{moved.told}"

    return _act(request, pk, "decline", DeclineForm(request.POST, auto_id="id_decline_%s"), act)


@requires(Action.SELECTION_VIEW)
@require_POST
def check_print(request, pk):
    """The check form: as recorded, or (``blank``) for the two to write on."""
    shown = _found(request, pk, Action.SELECTION_VIEW)
    content = prints.check_content(shown, filled="blank" not in request.POST)
    return print_out(request, prints.CHECK, content)


# --- openings ------------------------------------------------------------------------------------


def _opening(request, pk):
    rows = Opening.objects.visible_to(request.user, Action.SELECTION_CONFIRM).select_related("round__unit")
    return get_object_or_404(rows, pk=pk)


@requires(Action.SELECTION_CONFIRM)
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request, pk):
    """Record whom the leading group has chosen among equals."""
    opening = _opening(request, pk)
    passed = opening.applications.filter(state=ApplicationState.CHECKED).select_related("result")
    passed = passed.order_by("result__rank", "pk")
    line = next(one for one in queries.lines_of(opening.round) if one.opening.pk == opening.pk)

    def act(typed):
        others = services.choose(
            opening=opening, chosen=list(typed["chosen"]), reason=typed["reason"], user=request.user
        )
        return f"已登记领导小组的决定；{'、'.join(others)}列为递补候选。"

    def page(form, status=422):
        return render(
            request,
            "recruitment/check_choose.html",
            {
                **round_frame(request.user, opening.round, TAB),
                "opening": opening,
                "form": form,
                "places": line.free + line.passed,
                "line": line,
            },
            status=status,
        )

    if request.method != "POST":
        return page(ChooseForm(passed=passed), 200)
    form = ChooseForm(request.POST, passed=passed)
    return do_act(request, form, act, to=(TAB, opening.round_id), page=page)
