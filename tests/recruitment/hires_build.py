"""A round whose steps are all on record, up to the notice, for tests of the approval."""

from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone

from guanling.accounts.enums import Role
from guanling.documents.models import Paper
from recruitment.enums import ApplicationState, CheckKind, CheckOutcome, NoticeState, Part, RoundState
from recruitment.models import Application, Check, Exam, Hire, Notice, NoticeLine, Result, Room
from recruitment.prints import hires as prints
from recruitment.services import hires as services
from tests.people import make_user
from tests.recruitment.world import ZONE, apply_to, make_opening, make_round, selection_county

# The module registers the kind of paper; a page does so by its addresses.
PRINT = prints.PRINT
REVIEWED = datetime(2016, 9, 18, 9, 0, tzinfo=ZONE)
TODAY = date(2016, 11, 10)
CHECKS = (
    (CheckKind.CHECK, "王明、李红", "表现良好"),
    (CheckKind.MEDICAL, "县人民医院", ""),
)
OPINION, REASON = "同意聘用，请予审批。", "考察材料不完整，请补充。"


def exams(round_):
    """Both parts of the examination, drawn and closed."""
    by = make_user(f"scorer{round_.pk}")
    for part, day in ((Part.WRITTEN, round_.written_on), (Part.INTERVIEW, round_.interview_on)):
        if part == Part.INTERVIEW and not round_.with_interview:
            continue
        exam = Exam.objects.create(
            round=round_,
            part=part,
            held_on=day,
            starts=time(9),
            ends=time(11),
            site="镇中学",
            full_mark=100,
            seed="1",
            drawn_at=timezone.now(),
            drawn_by=by,
            closed_at=timezone.now(),
            closed_by=by,
        )
        Room.objects.create(exam=exam, order=1, name="一", seats=30)


def _paper(round_, serial):
    return Paper.objects.create(
        kind="selection-notice",
        key=f"notice-{round_.pk}-{serial}",
        unit_code=round_.unit.code,
        title="公示",
        content={},
        number=f"甲府公〔2016〕{round_.pk}{serial}号",
        year=2016,
        serial=round_.pk * 10 + serial,
        issued_at=timezone.now(),
        issued_on=date(2016, 10, 24),
    )


def notice(round_, first=date(2016, 10, 24), last=date(2016, 10, 28)):
    """A notice that somebody confirmed."""
    serial = round_.notices.count() + 1
    return Notice.objects.create(
        round=round_,
        serial=serial,
        state=NoticeState.CONFIRMED,
        first_day=first,
        last_day=last,
        working_days=5,
        paper=_paper(round_, serial),
        prepared_by=make_user(f"noticer{round_.pk}-{serial}"),
        published_by=make_user(f"publisher{round_.pk}-{serial}"),
        published_at=timezone.now(),
        confirmed_by=make_user(f"closer{round_.pk}-{serial}"),
        confirmed_at=timezone.now(),
        remark="公示期间没有收到异议。",
    )


def cleared(opening, name, shown, *, rank=1, checks=CHECKS, **fields):
    """An applicant of whom every step is on record: reviewed, marked, checked, shown to the public."""
    serial = Application.objects.count()
    row = apply_to(
        opening,
        name,
        **{
            "state": ApplicationState.CLEARED,
            "reviewed_by": make_user(f"reviewer{opening.round_id}-{serial}"),
            "reviewed_at": REVIEWED,
            "school": "安顺职业技术学院",
            "major": "护理",
            "ethnicity": "布依族",
        }
        | fields,
    )
    Result.objects.create(
        application=row,
        written=Decimal("82.5"),
        written_total=Decimal("82.5"),
        interview=Decimal("85.2"),
        total=Decimal("83.58"),
        rank=rank,
    )
    for kind, by, summary in checks:
        Check.objects.create(
            application=row,
            kind=kind,
            outcome=CheckOutcome.PASSED,
            held_on=date(2016, 10, 14),
            by=by,
            summary=summary,
            entered_by=row.reviewed_by,
        )
    NoticeLine.objects.create(notice=shown, application=row, total=Decimal("83.58"), rank=rank)
    return row


def hiring_world(names=("韦小芳",), state=RoundState.NOTICE, **opening):
    """The county with a round of the first township at the end of its notice, and applicants cleared."""
    world = selection_county()
    world.round = make_round(world.townships[0], state=state)
    world.opening = make_opening(world.round, world.villages[0], **opening)
    exams(world.round)
    world.notice = notice(world.round)
    world.cleared = [
        cleared(world.opening, name, world.notice, rank=rank) for rank, name in enumerate(names, 1)
    ]
    world.clerk = world.users[Role.TOWNSHIP_CLERK]
    world.director = world.users[Role.TOWNSHIP_DIRECTOR]
    world.reviewer = world.users[Role.BUREAU_REVIEWER]
    world.other_reviewer = world.second[Role.BUREAU_REVIEWER]
    return world


def prepared(world):
    """The files of the cleared."""
    services.prepare(round_=world.round, user=world.clerk)
    return list(Hire.objects.order_by("pk"))


def submitted(world):
    """The same, handed in."""
    return services.submit(hires=prepared(world), opinion=OPINION, user=world.director)


def approved(world):
    """The first of them, approved."""
    hire = submitted(world)[0]
    services.approve(hire=hire, user=world.reviewer, today=TODAY)
    hire.refresh_from_db()
    return hire


def appointed(world, **more):
    """The first of them, appointed."""
    return services.appoint(hire=approved(world), user=world.clerk, today=TODAY, **more)
