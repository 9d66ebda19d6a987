"""Moving rounds and applications along their tables, with a log row for each move."""

from guanling.accounts.models import User
from guanling.runs.errors import Outrun, Refusal
from guanling.runs.states import move
from recruitment.enums import APPLICATION_MOVES, ROUND_MOVES, RoundState
from recruitment.models import Application, ApplicationLog, Round, RoundLog

ROUND, APPLICATION = "这一批次", "这份报名"


def lock_round(round_: Round, *states: str) -> Round:
    """Return the round as it stands now, locked to the end of the transaction.

    Refuses when it is in none of ``states``: what was asked for belongs to another step (P2.4).
    """
    found = (
        Round.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=round_.pk)
    )
    if states and found.state not in states:
        wanted = "、".join(RoundState(state).label for state in states)
        raise Refusal(f"{found.title}目前处于“{found.get_state_display()}”，这项办理只在“{wanted}”环节进行。")
    return found


def advance_round(round_: Round, to: str, *, user: User, reason: str = "", **fields) -> None:
    """Move a round to ``to``, set ``fields`` and log it; raises Outrun when somebody else was first.

    What the step asks for, and the right, are the caller's to check.
    """
    before = round_.state
    move(round_, to, ROUND_MOVES, called=ROUND, **fields)
    RoundLog.objects.create(round=round_, from_state=before, to_state=to, actor=user, reason=reason)


def lock_application(application: Application, *states: str) -> Application:
    """Return the application as it stands now, locked to the end of the transaction.

    Raises Outrun when it is in none of ``states``.
    """
    rows = Application.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("round__unit", "opening").get(pk=application.pk)
    if states and found.state not in states:
        raise Outrun(APPLICATION)
    return found


def advance_application(
    application: Application, to: str, *, user: User | None, reason: str = "", **fields
) -> None:
    """Move an application to ``to``, set ``fields`` and log it; raises Outrun when somebody else was first.

    ``user`` is None where the applicant acts on the public page. The right is the caller's to check.
    """
    before = application.state
    move(application, to, APPLICATION_MOVES, called=APPLICATION, **fields)
    ApplicationLog.objects.create(
        application=application, from_state=before, to_state=to, actor=user, reason=reason[:300]
    )


def advance_all(rows, to: str, *, user: User, reason: str = "", **fields) -> int:
    """Move all ``rows`` (a queryset of applications) that may go to ``to``; return how many did.

    Three statements, however many. The rows are locked, so that each is logged from the state it left.
    """
    expected = [state for state, targets in APPLICATION_MOVES.items() if to in targets]
    locked = rows.filter(state__in=expected).order_by("pk").select_for_update(of=("self",), no_key=True)
    moving = list(locked.values_list("pk", "state"))
    Application.objects.filter(pk__in=[pk for pk, _ in moving]).update(state=to, **fields)
    ApplicationLog.objects.bulk_create(
        ApplicationLog(application_id=pk, from_state=before, to_state=to, actor=user, reason=reason[:300])
        for pk, before in moving
    )
    return len(moving)


def handled_by(application: Application) -> set[int]:
    """Return the accounts that have handled an application: none of them approves its hire (P2.4)."""
    actors = application.log.exclude(actor=None).values_list("actor", flat=True)
    entered = {application.entered_by_id, application.reviewed_by_id, application.confirmed_by_id}
    return (set(actors) | entered) - {None}
