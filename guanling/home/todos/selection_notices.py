"""To do after the examination: checks, public notices, objections (P2.4)."""

from datetime import date

from django.db.models import Exists, OuterRef

from guanling.accounts.enums import Action
from guanling.accounts.models import User
from guanling.home.todos.base import Todo, address, by_deadline
from recruitment.enums import OBJECTION_OPEN, ApplicationState, NoticeState, ObjectionState
from recruitment.models import Application, Notice, Objection
from recruitment.queries import notices as queries
from recruitment.rules.notices import CLAUSE
from recruitment.services.succession import AFTER_EXAM


def _own(rows, user, action, path):
    """Rows of just the units in which the user has the right, not of those below: each has its own rounds."""
    return rows.visible_to(user, action).filter(
        **{f"{path}__unit__code__in": user.prefixes(action), f"{path}__state__in": AFTER_EXAM}
    )


def _list(what, found, round_of, *, since=None, **query) -> Todo | None:
    """Return how many wait; it leads to the round where all are of one, else to the rounds."""
    if not found:
        return None
    rounds = {round_of(one) for one in found}
    url = (
        address("recruitment:notices", *rounds, **query)
        if len(rounds) == 1
        else address("recruitment:rounds")
    )
    return Todo(what, len(found), "open", CLAUSE, url, since=since)


def checks_to_record(user: User, on: date) -> Todo | None:
    """Candidates whose check or medical is not recorded."""
    if not user.can(Action.SELECTION_RUN):
        return None
    rows = _own(Application.objects, user, Action.SELECTION_RUN, "round")
    found = list(rows.filter(state=ApplicationState.CHECKING).only("pk", "round_id"))
    return _list("登记考察体检结论", found, lambda one: one.round_id, part="checking")


def notices_to_prepare(user: User, on: date) -> Todo | None:
    """Candidates who passed and are on no notice."""
    if not user.can(Action.SELECTION_RUN):
        return None
    rows = _own(Application.objects, user, Action.SELECTION_RUN, "round")
    found = list(rows.filter(state=ApplicationState.CHECKED).only("pk", "round_id"))
    return _list("拟定选聘公示（合格人选）", found, lambda one: one.round_id, part="checked")


def _one_or_list(what, found, since=None) -> Todo | None:
    if len(found) == 1:
        url = address("recruitment:notice", found[0].pk)
        return Todo(what, 1, "open", CLAUSE, url, since=since)
    return _list(what, found, lambda one: one.round_id, since=since)


def notices_to_publish(user: User, on: date) -> Todo | None:
    """Notices that wait for another's publishing."""
    if not user.can(Action.SELECTION_CONFIRM):
        return None
    rows = _own(Notice.objects, user, Action.SELECTION_CONFIRM, "round")
    found = list(rows.filter(state=NoticeState.PREPARED).exclude(prepared_by=user))
    return _one_or_list("签发选聘公示", found)


def notices_to_confirm(user: User, on: date) -> Todo | None:
    """Notices whose last day has passed without an open objection: they run until somebody confirms it."""
    if not user.can(Action.SELECTION_CONFIRM):
        return None
    rows = _own(Notice.objects, user, Action.SELECTION_CONFIRM, "round")
    # On whichever notice it was raised: an objection to somebody who is on this one.
    waiting = Objection.objects.filter(
        line__application__notice_lines__notice=OuterRef("pk"), state__in=OBJECTION_OPEN
    )
    rows = rows.filter(state=NoticeState.RUNNING, last_day__lt=on).exclude(prepared_by=user)
    found = list(rows.exclude(Exists(waiting)).order_by("last_day"))
    return _one_or_list("确认公示结束", found, since=found[0].last_day if found else None)


def _objections(what, rows, on) -> Todo | None:
    found = list(rows.select_related("line__notice__round"))
    if len(found) == 1:
        url = address("recruitment:objection", found[0].pk)
    elif len(notices := {one.line.notice_id for one in found}) == 1:
        url = address("recruitment:notice", *notices)
    else:
        url = address("recruitment:rounds")
    return by_deadline(what, [queries.objection_due(one) for one in found], on, CLAUSE, url)


def objections_to_examine(user: User, on: date) -> Todo | None:
    """Objections that are to be looked into, by their deadlines."""
    if not user.can(Action.SELECTION_RUN):
        return None
    rows = _own(Objection.objects, user, Action.SELECTION_RUN, "line__notice__round")
    return _objections("核查公示异议", rows.filter(state=ObjectionState.RECEIVED), on)


def objections_to_decide(user: User, on: date) -> Todo | None:
    """Objections that another has looked into and that wait for this user's answer, by their deadlines."""
    if not user.can(Action.SELECTION_CONFIRM):
        return None
    rows = _own(Objection.objects, user, Action.SELECTION_CONFIRM, "line__notice__round")
    rows = rows.filter(state=ObjectionState.EXAMINED).exclude(examined_by=user)
    return _objections("决定公示异议", rows, on)
