"""From attendance to the filed result and the certificate (登记备案, P3.4)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Count, Max

from guanling.accounts.enums import COUNTY_DIGITS
from guanling.accounts.models import User
from guanling.documents.models import Paper
from guanling.documents.papers import chinese_date
from guanling.documents.services.papers import issue_block
from guanling.policy.queries import at
from guanling.runs.errors import Refusal
from guanling.runs.states import move
from roster.enums import Level
from roster.models import Unit
from training.enums import (
    SESSION_ATTENDED,
    SESSION_MOVES,
    KnowledgeTestState,
    Outcome,
    Presence,
    SessionState,
)
from training.models import Attempt, Certificate, Enrolment, KnowledgeTest, Session
from training.queries.sessions import days_of, ends_at, missing, organiser_name
from training.rules.results import Scored, result_of
from training.services.filing import filing_number
from training.services.sessions import CALLED, locked, named

SHARE = "training.attendance_share"
CERTIFICATE = "training-certificate"
# Behind the county's one-character abbreviation in a certificate's number: 关人口计生培证〔2016〕9号.
CERTIFICATE_MARK = "人口计生培证"


# One statement for everybody: Django's own bulk update builds a condition per row and field.
WRITE_OUTCOMES = """
    UPDATE training_enrolment e
       SET outcome = x.outcome, outcome_basis = x.basis
      FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS x(id, outcome, basis)
     WHERE e.id = x.id
"""


@dataclass(frozen=True)
class HandedIn:
    """What handing in came to. ``void``: who has a certificate and does not pass any more."""

    passed: int
    failed: int
    void: list[str]


@transaction.atomic
def hand_in(*, session: Session, user: User, now: datetime) -> HandedIn:
    """Settle everybody's result and lay the session before the county; returns what it came to.

    A result follows from the half days attended and the best score of the session's tests (rules.results,
    P3.4, A4.7); set-wise, a constant number of statements. A certificate whose holder does not pass any more
    after a correction does not hold any longer: the caller says so. Refuses while half days lie ahead,
    while attendance is missing for somebody (named), while a test is open, an empty list, and a session that
    is not announced or returned.
    """
    session = locked(session, *SESSION_ATTENDED)
    halves = list(session.halves.all())
    last = halves[-1]
    if ends_at(last) > now:
        raise Refusal(f"培训到{chinese_date(last.day)}才结束，结束以后再报送。")
    rows = list(session.enrolments.standing().select_related("person"))
    if not rows:
        raise Refusal("名单上没有人，没有可以报送的培训；没有办成的，请取消这期培训。")
    if lacking := missing(session):
        raise Refusal(
            f"还有{len(lacking)}人的出勤没有登记完：{named(name for name, _ in lacking)}；"
            "请登记到、假、缺之后再报送。"
        )
    tests = _tests(session)
    share = at(session.unit.code[:COUNTY_DIGITS], last.day)[SHARE]
    attended = dict(
        session.attendance.filter(presence=Presence.PRESENT)
        .order_by()
        .values_list("person")
        .annotate(number=Count("pk"))
    )
    for row in rows:
        result = result_of(
            attended=attended.get(row.person_id, 0),
            halves=len(halves),
            share=share,
            tests=[Scored(mark, best.get(row.person_id)) for mark, best in tests],
        )
        row.outcome = Outcome.PASSED if result.passed else Outcome.FAILED
        row.outcome_basis = result.basis
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE_OUTCOMES,
            [[row.pk for row in rows], [row.outcome for row in rows], [row.outcome_basis for row in rows]],
        )
    move(
        session,
        SessionState.SUBMITTED,
        SESSION_MOVES,
        called=CALLED,
        submitted_by=user,
        submitted_at=now,
        decided_by=None,
        decided_at=None,
        remark="",
    )
    holders = set(Certificate.objects.filter(enrolment__in=rows).values_list("enrolment", flat=True))
    passed = sum(row.outcome == Outcome.PASSED for row in rows)
    return HandedIn(
        passed,
        len(rows) - passed,
        [row.person.name for row in rows if row.pk in holders and row.outcome == Outcome.FAILED],
    )


def _tests(session):
    """Return [(pass mark, {person: best score})] of the tests that were given in ``session``."""
    given = list(
        KnowledgeTest.objects.filter(session=session)
        .exclude(state=KnowledgeTestState.DRAFT)
        .order_by("opens_at", "pk")
    )
    if still := [test for test in given if test.state == KnowledgeTestState.OPEN]:
        raise Refusal(f"知识测试“{still[0].name}”还没有结束；请先结束测试，再报送培训结果。")
    best = {test.pk: {} for test in given}
    scores = Attempt.objects.taken().filter(test__in=best).order_by()
    for test, person, score in scores.values_list("test", "person").annotate(best=Max("score")):
        best[test][person] = score
    return [(test.pass_mark, best[test.pk]) for test in given]


def _county(session):
    return (
        Unit.objects.filter(level=Level.COUNTY, code=session.unit.code[:COUNTY_DIGITS])
        .order_by("-valid_from")
        .first()
    )


def _refuse_own(session, user):
    if user.pk in (session.made_by_id, session.submitted_by_id):
        raise Refusal("经办或报送的人不能备案同一期培训，请由县局另一位审核人员办理。")


@transaction.atomic
def file_session(*, session: Session, user: User, now: datetime, day: date) -> Session:
    """File a session that was handed in, under the county's next number; it stands from then on (P3.4).

    Refuses who made it or handed it in, and one that does not wait (any more, Outrun).
    """
    session = locked(session, SessionState.SUBMITTED)
    _refuse_own(session, user)
    move(
        session,
        SessionState.FILED,
        SESSION_MOVES,
        called=CALLED,
        decided_by=user,
        decided_at=now,
        filing_number=filing_number(county=_county(session), day=day),
        remark="",
    )
    return session


@transaction.atomic
def send_back(*, session: Session, user: User, remark: str, now: datetime) -> Session:
    """Give a session that waits, or one that was filed, back to the organiser with what is to be mended.

    A filed one loses its number, which the reason keeps; it gets a new one when it is filed again. Refuses an
    empty reason, who made it or handed it in, and any other state (Outrun).
    """
    if not remark.strip():
        raise Refusal("请写明退回的原因和要改正的内容。")
    session = locked(session, SessionState.SUBMITTED, SessionState.FILED)
    _refuse_own(session, user)
    was = f"（原备案号{session.filing_number}）" if session.filing_number else ""
    move(
        session,
        SessionState.RETURNED,
        SESSION_MOVES,
        called=CALLED,
        decided_by=user,
        decided_at=now,
        filing_number="",
        remark=f"{remark.strip()[: 200 - len(was)]}{was}",
    )
    return session


# --- certificates --------------------------------------------------------------------------------


def certificate_content(session: Session, enrolment: Enrolment, halves, county: Unit) -> dict:
    """Return what the certificate of ``enrolment`` says, frozen."""
    first, last = halves[0].day, halves[-1].day
    days = days_of(len(halves))
    return {
        "title": "培训结业证书",
        "name": enrolment.person.name,
        "identity": enrolment.person.identity_masked,
        "place": enrolment.place,
        "first": chinese_date(first),
        "last": "" if first == last else chinese_date(last),
        "session": session.name,
        "category": session.get_category_display(),
        "course": session.course.name,
        "days": f"{days:f}".rstrip("0").rstrip("."),
        "organiser": organiser_name(session.unit),
        "issuer": f"{county.name}人口和计划生育局",
        "filing_number": session.filing_number,
    }


@transaction.atomic
def issue_certificates(*, session: Session, user: User, day: date) -> list[Paper]:
    """Number and archive the certificates of those who passed a filed session and have none; set-wise.

    Returns the papers; the caller enqueues their rendering. Refuses a session that is not filed, and one of
    which everybody who passed has a certificate.
    """
    session = locked(session)
    if session.state != SessionState.FILED:
        raise Refusal("县局备案以后才能发结业证书。")
    rows = list(
        session.enrolments.standing()
        .filter(outcome=Outcome.PASSED, certificate=None)
        .select_related("person")
        .order_by("unit_code", "person__pinyin", "person")
    )
    if not rows:
        raise Refusal("合格人员都已有结业证书，没有需要再发的。")
    county, halves = _county(session), list(session.halves.all())
    papers = issue_block(
        kind=CERTIFICATE,
        unit_code=county.code,
        day=day,
        number_mark=f"{county.short_name[0]}{CERTIFICATE_MARK}",
        items=[
            (
                f"{session.pk}-{row.person_id}",
                f"{row.person.name}培训结业证书",
                certificate_content(session, row, halves, county),
            )
            for row in rows
        ],
        prepared_by=user,
        period=str(halves[0].day.year),
    )
    Certificate.objects.bulk_create(
        Certificate(enrolment=row, paper=paper) for row, paper in zip(rows, papers, strict=True)
    )
    return papers
