"""A round past its examination for the tests of the check, public notices and objections."""

from datetime import date
from decimal import Decimal
from itertools import count

from django.utils import timezone

from guanling.accounts.enums import Role
from guanling.documents.models import Paper
from recruitment.enums import ApplicationState, NoticeState, ObjectionState, RoundState
from recruitment.models import Check, Notice, NoticeLine, Objection, Result
from recruitment.services import checks, notices, objections
from tests.recruitment.world import apply_to, make_opening, make_round, selection_county

# The check is held on DAY; the notice runs from Monday FIRST to Friday LAST; AFTER is the day behind it.
DAY, FIRST, LAST, AFTER = date(2016, 10, 14), date(2016, 10, 24), date(2016, 10, 28), date(2016, 10, 29)
SUMMARY = "工作认真，群众反映好"
_serial = count(1)


def town():
    """The county with shorthands: clerk (runs), director (confirms), leader (confirms as well)."""
    world = selection_county()
    world.clerk = world.users[Role.TOWNSHIP_CLERK]
    world.director = world.users[Role.TOWNSHIP_DIRECTOR]
    world.leader = world.users[Role.TOWNSHIP_LEADER]
    world.other_clerk = world.second[Role.TOWNSHIP_CLERK]
    return world


def round_and_opening(world, *, places=1, state=RoundState.CHECKING, **fields):
    """A round of the first township with an opening in its village."""
    round_ = make_round(world.townships[0], state=RoundState.ANNOUNCED, **fields)
    opening = make_opening(round_, world.villages[0], places=places, quota=None)
    to_state(round_, state)
    return round_, opening


def to_state(round_, state):
    """The round in ``state``, past the services."""
    over = {"ended_at": timezone.now()} if state in ("closed", "cancelled") else {}
    if state == RoundState.CANCELLED:
        over["cancelled_reason"] = "无人报名"
    type(round_).objects.filter(pk=round_.pk).update(state=state, **over)
    round_.refresh_from_db()


def candidate(opening, name, rank, state=ApplicationState.CHECKING, total=None, **fields):
    """Somebody with a result, in ``state``."""
    if state == ApplicationState.OUT:
        fields = {"out_ground": "not_ranked", **fields}
    if state in (ApplicationState.REFUSING, ApplicationState.REFUSED):
        by = opening.round.prepared_by
        fields = {"refusal_ground": "papers", "refusal_reason": "材料不齐", "reviewed_by": by, **fields}
        if state == ApplicationState.REFUSED:
            fields |= {"confirmed_by": opening.round.announced_by, "confirmed_at": timezone.now()}
    if state == ApplicationState.MORE:
        fields = {"asked": "学历证书", **fields}
    made = apply_to(opening, name, state=state, **fields)
    total = Decimal(total) if total else Decimal(90 - (rank or 0))
    Result.objects.create(application=made, written=total, written_total=total, total=total, rank=rank)
    return made


def a_notice(round_, people, *, by, state=NoticeState.RUNNING, first=FIRST, last=LAST, published_by=None):
    """A notice with ``people`` on it, past the services."""
    serial = next(_serial)
    published = {}
    if state in (NoticeState.RUNNING, NoticeState.CONFIRMED):
        published = {
            "paper": Paper.objects.create(
                kind="selection-notice",
                key=f"notice-test-{serial}",
                unit_code=round_.unit.code,
                title="公示",
                content={"issuer": "甲镇人民政府"},
                number=f"甲府选公〔2016〕{serial}号",
                year=2016,
                serial=serial,
                issued_at=timezone.now(),
                issued_on=first,
            ),
            "published_by": published_by or round_.announced_by,
            "published_at": timezone.now(),
        }
    if state == NoticeState.CONFIRMED:
        published |= {
            "confirmed_by": round_.announced_by,
            "confirmed_at": timezone.now(),
            "remark": "未收到反映",
        }
    notice = Notice.objects.create(
        round=round_,
        serial=round_.notices.count() + 1,
        state=state,
        first_day=first,
        last_day=last,
        working_days=5,
        prepared_by=by,
        **published,
    )
    NoticeLine.objects.bulk_create(
        NoticeLine(notice=notice, application=one, total=one.result.total, rank=one.result.rank or 1)
        for one in people
    )
    return notice


def an_objection(notice, *, by, state=ObjectionState.RECEIVED, examiner=None, decider=None):
    """An objection to the first on a notice, past the services."""
    fields = {}
    if state != ObjectionState.RECEIVED:
        fields = {"findings": "经核查属实", "examined_by": examiner or by, "examined_at": timezone.now()}
    if state in (ObjectionState.DISMISSED, ObjectionState.UPHELD):
        fields |= {"answer": "已答复", "decided_by": decider, "decided_at": timezone.now()}
    return Objection.objects.create(
        line=notice.lines.first(),
        state=state,
        received_on=FIRST,
        content="学历有疑问",
        received_by=by,
        **fields,
    )


def check(application, user, *, kind="check", outcome="passed", **fields):
    """Record a check or medical."""
    given = {
        "held_on": DAY,
        "by": ("王一", "李二") if kind == "check" else ("县人民医院",),
        "summary": SUMMARY if kind == "check" else "",
        "today": DAY,
    }
    return checks.record_check(
        application=application, kind=kind, outcome=outcome, user=user, **given | fields
    )


def checked_rows(application, user, *kinds):
    """Passed checks of an application, past the services."""
    for kind in kinds:
        Check.objects.create(
            application=application,
            kind=kind,
            outcome="passed",
            held_on=DAY,
            by="王一、李二" if kind == "check" else "县人民医院",
            summary=SUMMARY if kind == "check" else "",
            entered_by=user,
        )


def prepare(round_, user, **fields):
    """Prepare a notice from FIRST; return it."""
    given = {"first_day": FIRST, "working_days": 5, "leave_checking": False, "today": date(2016, 10, 20)}
    return notices.prepare(round_=round_, user=user, **given | fields).notice


def publish(notice, user, today=date(2016, 10, 21)):
    """Publish it."""
    return notices.publish(notice=notice, user=user, today=today)


def confirm(notice, user, today=AFTER):
    """Confirm its end."""
    return notices.confirm(notice=notice, remark="公示期间未收到反映", user=user, today=today)


def raise_objection(notice, user, on=FIRST, today=LAST):
    """Register an objection to the first on a notice."""
    return objections.register(
        line=notice.lines.first(),
        received_on=on,
        signed=True,
        content="反映其学历与报名表不符",
        user=user,
        today=today,
    )


def moves_of(application):
    """(from, to) of each logged move."""
    return list(application.log.values_list("from_state", "to_state"))
