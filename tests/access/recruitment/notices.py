"""Addresses of checks, public notices and objections of open selection."""

from guanling.accounts.enums import Role
from recruitment.enums import NoticeState, ObjectionState
from tests.access.recruitment.rounds import READERS
from tests.access.rows import Row
from tests.people import make_user
from tests.recruitment.notice_build import a_notice, an_objection, candidate, to_state
from tests.recruitment.world import make_opening, make_round

RUNNERS = frozenset({Role.BUREAU_CLERK, Role.TOWNSHIP_CLERK})
CONFIRMERS = frozenset({Role.BUREAU_REVIEWER, Role.TOWNSHIP_DIRECTOR, Role.TOWNSHIP_LEADER})
HANDLERS = RUNNERS | CONFIRMERS


def _round(objects):
    made = make_round(objects.township, by=make_user("notice_maker"), state="announced")
    opening = make_opening(made, objects.village, quota=None)
    to_state(made, "checking")
    return made, opening


def round_(objects):
    """A round of the first township in its check."""
    return {"pk": _round(objects)[0].pk}


def opening(objects):
    """An opening of it."""
    return {"pk": _round(objects)[1].pk}


def application(objects):
    """A candidate of it who is being checked."""
    return {"pk": candidate(_round(objects)[1], "王甲", 1).pk}


def _notice(objects, state):
    made, where = _round(objects)
    return a_notice(
        made, [candidate(where, "王甲", 1, "notice")], by=make_user("notice_drafter"), state=state
    )


def prepared(objects):
    """A notice that nobody of the matrix prepared."""
    return {"pk": _notice(objects, NoticeState.PREPARED).pk}


def running(objects):
    """One that runs; its paper is not set yet."""
    return {"pk": _notice(objects, NoticeState.RUNNING).pk}


def received(objects):
    """An objection to somebody on it."""
    notice = _notice(objects, NoticeState.RUNNING)
    return {"pk": an_objection(notice, by=notice.prepared_by).pk}


def examined(objects):
    """The same, looked into by nobody of the matrix."""
    notice = _notice(objects, NoticeState.RUNNING)
    return {"pk": an_objection(notice, by=notice.prepared_by, state=ObjectionState.EXAMINED).pk}


MATRIX = {
    "recruitment:notices": Row(READERS, arguments=round_, scoped=True),
    "recruitment:notice-new": Row(RUNNERS, arguments=round_, scoped=True),
    "recruitment:check": Row(READERS, arguments=application, scoped=True),
    "recruitment:check-record": Row(RUNNERS, "post", arguments=application, scoped=True),
    "recruitment:medical-record": Row(RUNNERS, "post", arguments=application, scoped=True),
    "recruitment:decline": Row(RUNNERS, "post", arguments=application, scoped=True),
    "recruitment:check-print": Row(READERS, "post", arguments=application, scoped=True),
    "recruitment:choose": Row(CONFIRMERS, arguments=opening, scoped=True),
    "recruitment:notice": Row(READERS, arguments=running, scoped=True),
    "recruitment:notice-paper": Row(READERS, arguments=running, scoped=True),
    "recruitment:notice-publish": Row(CONFIRMERS, "post", arguments=prepared, scoped=True),
    "recruitment:notice-confirm": Row(CONFIRMERS, "post", arguments=running, scoped=True),
    "recruitment:notice-stop": Row(HANDLERS, "post", arguments=running, scoped=True),
    "recruitment:objection-new": Row(HANDLERS, "post", arguments=running, scoped=True),
    "recruitment:objection": Row(HANDLERS, arguments=received, scoped=True),
    "recruitment:objection-examine": Row(HANDLERS, "post", arguments=received, scoped=True),
    "recruitment:objection-decide": Row(CONFIRMERS, "post", arguments=examined, scoped=True),
    "recruitment:objection-return": Row(CONFIRMERS, "post", arguments=examined, scoped=True),
    "recruitment:objection-print": Row(HANDLERS, "post", arguments=received, scoped=True),
    "recruitment:public-notices": Row(public=True),
    "recruitment:public-notice": Row(arguments=running, public=True),
}
