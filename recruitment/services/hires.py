"""Business acts on hires: the file handed in, approved by the county, and the appointment (P2.4, P5.1)."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date

from django.db import transaction
from django.utils import timezone

from appraisal.services.guards import demand, may, reason_given
from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.accounts.models import User
from guanling.documents.models import Paper
from guanling.documents.papers import chinese_date
from guanling.documents.services import papers
from guanling.policy.queries import at
from guanling.runs.errors import Outrun, Refusal
from guanling.runs.states import move
from recruitment.enums import (
    HIRE_MOVES,
    ApplicationState,
    HireState,
    OutGround,
    RoundState,
)
from recruitment.models import Application, Hire, HireLog, Opening, Round
from recruitment.queries import hires as queries
from recruitment.rules import hires as rules
from recruitment.services import steps
from recruitment.services.succession import Moved, fall_out, settle_round
from recruitment.wording import hires as words
from roster.enums import AgreementKind, Level, PostKind, Section, Selection
from roster.models import Agreement, Appointment, Change, Person, Unit
from roster.numbers import fingerprint
from roster.rules import term_end
from roster.rules.agreements import possible
from roster.services import agreements, appointments, changes, files, people

IT = "这份聘用材料"
# The kind of paper in recruitment/prints/hires.py, and what stands behind the county's own character in its
# number: 关人口计生聘审〔2016〕3号.
FORM, NUMBER_MARK = "selection-approval", "人口计生聘审"
# Of a round in which somebody moves up the files of the others go on.
STATES = (RoundState.NOTICE, RoundState.CHECKING, RoundState.APPROVING, RoundState.APPOINTING)
NAMED = 5


def _unnamed(text: str, *applications: Application) -> str:
    """Refuse an applicant's name in a text: texts stay when the personal data go (services.retention)."""
    for application in applications:
        if application.name and application.name in text:
            raise Refusal(
                f"意见、理由里不写考生姓名“{application.name}”，请写“该同志”：这些文字在个人信息清除后仍然保存。"
            )
    return text


def _log(hire, before, user, reason=""):
    HireLog.objects.create(hire=hire, from_state=before, to_state=hire.state, actor=user, reason=reason[:300])


def _move(hire, to, user, *, reason="", **fields):
    before = hire.state
    move(hire, to, HIRE_MOVES, called=IT, **fields)
    _log(hire, before, user, reason)


def _locked(hire, *states):
    """The file with its applicant as they stand now; nobody else acts on them until the transaction ends.

    The round is locked first, as all services do, so that two acts never wait for each other.
    """
    round_ = Round.objects.get(applications__hire=hire)
    round_ = steps.lock_round(round_, *STATES)
    found = Hire.objects.select_for_update(of=("self",), no_key=True).get(pk=hire.pk)
    if found.state not in states:
        raise Outrun(IT)
    found.application = steps.lock_application(found.application)
    found.application.round = round_
    return found


# --- handing in ----------------------------------------------------------------------------------


@transaction.atomic
def prepare(*, round_: Round, user: User) -> int:
    """Make a file for each applicant whose notice has ended without objection; return how many.

    Running it again makes only what is new. Refuses a round that has not come that far.
    """
    demand(user, Action.SELECTION_RUN, round_.unit.code)
    round_ = steps.lock_round(round_, *STATES)
    made = Hire.objects.bulk_create(
        Hire(application=row, start_on=row.opening.start_on)
        for row in queries.unprepared(round_).select_related("opening").order_by("pk")
    )
    HireLog.objects.bulk_create(HireLog(hire=hire, to_state=HireState.PREPARED, actor=user) for hire in made)
    return len(made)


def hands_in(user: User, round_: Round) -> bool:
    """Whether somebody may hand in a round's files: who answers for the very unit that runs it (P5.1)."""
    return round_.unit.code in user.prefixes(Action.SELECTION_CONFIRM)


@transaction.atomic
def submit(*, hires: Iterable[Hire], opinion: str, user: User, start_on: date | None = None) -> list[Hire]:
    """Hand files of a round in to the county with the township's opinion; all or none (P2.4, P5.1).

    Effects: the conditions are frozen as the county will see them; the round goes on to the approval once
    nobody is checked or shown to the public any more. ``start_on``: another first day than the opening's.
    Refuses who does not answer for the unit itself, an empty choice, a file whose conditions are not all met
    (each named), one that was handed in already.
    """
    chosen = list(hires)
    if not chosen:
        raise Refusal("请勾选要报送的人员。")
    opinion = _unnamed(reason_given(opinion, "乡镇意见"), *(hire.application for hire in chosen))
    for hire in chosen:
        if not hands_in(user, hire.application.round):
            raise Refusal("聘用材料由组织这一批次的单位负责人报送；县局审核人员不代乡镇报送。")
    done, faults = [], []
    for hire in sorted(chosen, key=lambda row: row.pk):
        found = _locked(hire, *queries.TO_HAND_IN)
        if start_on is not None:
            _demand_start(found, start_on)
            found.start_on = start_on
        rows = queries.conditions_of(found)
        if missing := rules.unmet(rows):
            faults.append(f"{found.application.name}：{_told(missing)}")
            continue
        _move(
            found,
            HireState.SUBMITTED,
            user,
            reason=opinion,
            start_on=found.start_on,
            conditions=[asdict(row) for row in rows],
            opinion=opinion,
            submitted_by=user,
            submitted_at=timezone.now(),
            decided_by=None,
            decided_at=None,
        )
        done.append(found)
    if faults:
        more = f"等{len(faults)}人" if len(faults) > NAMED else ""
        raise Refusal(f"条件和程序还不完整，不能报送：{'；'.join(faults[:NAMED])}{more}。请先补办再报送。")
    for round_ in {hire.application.round_id: hire.application.round for hire in done}.values():
        settle_round(round_, user=user, reason="聘用材料报县审批")
    return done


def _told(missing):
    return "、".join(f"{row.condition}（{row.found}，{row.clause}）" for row in missing)


def _demand_start(hire, day):
    notice = hire.application.notice_lines.order_by("-notice__serial").first()
    if notice is not None and day <= notice.notice.last_day:
        raise Refusal(f"聘用起日应在公示结束（{chinese_date(notice.notice.last_day)}）以后，请改填。")


# --- deciding ------------------------------------------------------------------------------------


def _demand_other_hand(hire, user):
    demand(user, Action.SELECTION_APPROVE, hire.application.round.unit.code)
    if user.pk == hire.submitted_by_id or user.pk in steps.handled_by(hire.application):
        raise Refusal("您经办过这名考生的报名、审查或报送，不能由您审批；请由县局另一位审核人员办理。")


@transaction.atomic
def approve(*, hire: Hire, user: User, remark: str = "", today: date | None = None) -> Paper:
    """Approve a hire: the numbered approval form; returns it, the caller has it set (P2.4, P5.1).

    Effects: the conditions frozen as they stand now, the application APPROVED; the round goes on to the
    appointing once no file waits any more. Refuses who has handled the applicant or handed the file in,
    conditions no longer met, more approvals than places, one that somebody else has just decided.
    """
    found = _locked(hire, HireState.SUBMITTED)
    _demand_other_hand(found, user)
    today, remark = today or timezone.localdate(), _unnamed(remark, found.application)
    rows = queries.conditions_of(found)
    if missing := rules.unmet(rows):
        raise Refusal(f"条件已不完整，不能批准：{_told(missing)}。请退回乡镇补办，或写明理由不予批准。")
    opening = Opening.objects.select_for_update(of=("self",), no_key=True).get(
        pk=found.application.opening_id
    )
    promised = Application.objects.filter(opening=opening, state=ApplicationState.APPROVED).count()
    if promised >= opening.open_places:
        raise Refusal(f"{opening}的{opening.places}个名额已经批满，不能再批准；请核对名次和已批准的人员。")
    found.conditions = [asdict(row) for row in rows]
    paper = _form(found, user, remark.strip(), today)
    _move(
        found,
        HireState.APPROVED,
        user,
        reason=remark.strip(),
        conditions=found.conditions,
        decided_by=user,
        decided_at=timezone.now(),
        remark=remark.strip(),
        paper=paper,
    )
    steps.advance_application(
        found.application, ApplicationState.APPROVED, user=user, reason=f"聘用审批表{paper.number}"
    )
    settle_round(found.application.round, user=user, reason="县已批准聘用")
    hire.refresh_from_db()
    return paper


def _form(hire, user, remark, today):
    """Issue the approval form under the county's next number; it is about a person."""
    code = hire.application.round.unit.code[:COUNTY_DIGITS]
    county = Unit.objects.filter(code=code).latest("pk")
    content = words.form(
        hire,
        county,
        approver=user.name,
        remark=remark,
        last=_last_day(hire.application.opening, hire.start_on),
    )
    return papers.issue_directly(
        kind=FORM,
        key=f"hire-{hire.pk}",
        unit_code=county.code,
        title=content["title"],
        content=content,
        day=today,
        number_mark=f"{county.short_name[0]}{NUMBER_MARK}",
        issued_by=user,
        prepared_by=hire.submitted_by,
    )


def _last_day(opening, start):
    """The last day of the term that the appointment will have (N3.3); None: it has none."""
    if opening.kind != PostKind.POPULATION_DIRECTOR:
        return None
    years = at(opening.unit.code[:COUNTY_DIGITS], start).get(appointments.DIRECTOR_TERM)
    return None if years is None else term_end(start, years)


@transaction.atomic
def return_hire(*, hire: Hire, reason: str, user: User) -> None:
    """Send a file back to the township with what is to be mended.

    Refuses an empty reason, who has handled the applicant or handed the file in, one decided meanwhile.
    """
    found = _locked(hire, HireState.SUBMITTED)
    _demand_other_hand(found, user)
    reason = _unnamed(reason_given(reason, "退回的原因和要改正的内容"), found.application)
    _move(
        found,
        HireState.RETURNED,
        user,
        reason=reason,
        remark=reason,
        decided_by=user,
        decided_at=timezone.now(),
    )
    hire.refresh_from_db()


@transaction.atomic
def refuse(*, hire: Hire, reason: str, user: User) -> Moved:
    """Refuse a hire; returns who moves up for it.

    Effects: the application OUT (县未批准), the next in line to the check. Refuses an empty
    reason, who has handled the applicant or handed the file in, one decided meanwhile.
    """
    found = _locked(hire, HireState.SUBMITTED)
    _demand_other_hand(found, user)
    reason = _unnamed(reason_given(reason, "不予批准的理由"), found.application)
    _move(
        found,
        HireState.REFUSED,
        user,
        reason=reason,
        remark=reason,
        decided_by=user,
        decided_at=timezone.now(),
    )
    moved = _out(found, OutGround.NOT_APPROVED, reason, user)
    hire.refresh_from_db()
    return moved


def _out(hire, ground, reason, user):
    return fall_out(hire.application, ground, user=user, reason=f"{OutGround(ground).label}：{reason}")


# --- appointing ----------------------------------------------------------------------------------


@transaction.atomic
def appoint(
    *,
    hire: Hire,
    user: User,
    start_on: date | None = None,
    late_reason: str = "",
    today: date | None = None,
) -> Hire:
    """Appoint who was approved: person, appointment, contract, filing, all in one act (P2.4, N3.3, P5.1).

    Effects: the person's file with the township (the one on record where the identity number is known, with
    photo and education), the appointment (公开选聘, under the approval's number, the full term; who acts for
    the place stops), the contract under its number where the post has one, one place of the opening filled.
    The county's filing rests on the approval: it is filed in the name of who approved, under the next filing
    number; where that person may file no more, it waits for the bureau. The caller has the contract set.
    Refuses what roster's appoint refuses (a confirmed month without ``late_reason`` among it), and a file
    that is not approved (any more).
    """
    found = _locked(hire, HireState.APPROVED)
    application = found.application
    unit = application.round.unit
    demand(user, Action.SELECTION_RUN, unit.code)
    start = start_on or found.start_on
    _demand_start(found, start)
    person = _person(application, user)
    appointment = appointments.appoint(
        person=person,
        unit=application.opening.unit,
        kind=application.opening.kind,
        valid_from=start,
        selection=Selection.OPEN,
        document_number=found.paper.number,
        made_by=user,
        late_reason=late_reason,
    )
    agreement = _contract(appointment, today or timezone.localdate(), user)
    number = _file(appointment, found, user)
    opening = Opening.objects.select_for_update(of=("self",), no_key=True).get(pk=application.opening_id)
    if not opening.open_places:
        raise Refusal(f"{opening}的名额已经聘满，不能再聘用；请核对。")
    opening.filled += 1
    opening.save(update_fields=["filled"])
    _move(
        found,
        HireState.APPOINTED,
        user,
        reason=late_reason.strip(),
        start_on=start,
        appointment=appointment,
        agreement=agreement,
        appointed_by=user,
        appointed_at=timezone.now(),
        filing_number=number,
    )
    steps.advance_application(application, ApplicationState.APPOINTED, user=user, reason=found.paper.number)
    # Last, for a file on the disk is not taken back with the transaction.
    _photo(application, person, user)
    hire.refresh_from_db()
    return hire


def _person(application, user):
    """Return the file of the applicant: the one on record, else a new one kept by the township."""
    known = Person.objects.filter(identity_hash=fingerprint(application.identity_number)).first()
    if known is not None:
        if known.account_id == user.pk:
            raise Refusal(files.OWN_FILE)
        return known
    return people.save_person(
        person=Person(
            unit=_keeper(application.opening.unit),
            name=application.name,
            ethnicity=application.ethnicity,
            education=application.education,
            political_status=application.political_status,
            phone=application.phone,
            note=words.school_note(application),
        ),
        identity_number=application.identity_number,
    )


def _keeper(unit):
    """The unit that keeps the files of those who serve in ``unit``: of a village its township."""
    return unit.parent if unit.level == Level.VILLAGE else unit


def _photo(application, person, user):
    """Copy the photo of the application into the file, where it has none."""
    if not application.photo or person.attachments.standing().filter(section=Section.PHOTO).exists():
        return
    with application.photo.open() as stored:
        data = stored.read()
    if data:
        files.set_photo(person=person, name="photo.jpg", data=data, user=user)


def _contract(appointment: Appointment, today: date, user: User) -> Agreement | None:
    """Make the contract out under the township's next number; None where the post has none."""
    if appointment.valid_to is None or not possible(
        AgreementKind.CONTRACT, PostKind(appointment.post.kind), appointment.nature
    ):
        return None
    return agreements.prepare(appointment=appointment, kind=AgreementKind.CONTRACT, day=today, user=user)


def _file(appointment, hire, user):
    """File the appointment in the name of who approved the hire; return the number, empty where it waits."""
    approver = hire.decided_by
    if approver == user or not approver.is_active:
        return ""
    if not may(approver, Action.CHANGE_FILE, appointment.post.unit.code):
        return ""
    waiting = Change.objects.filter(appointment=appointment)
    return changes.file_changes(changes=waiting, user=approver)[0].filing_number


@transaction.atomic
def fall(*, hire: Hire, reason: str, user: User) -> Moved:
    """Write down that somebody cleared or approved does not come; returns who moves up for it.

    Effects: the application OUT (本人放弃), the next in line to the check. Refuses an empty reason, a file
    that lies with the county or is decided otherwise.
    """
    found = _locked(hire, HireState.PREPARED, HireState.RETURNED, HireState.APPROVED)
    demand(user, Action.SELECTION_RUN, found.application.round.unit.code)
    reason = _unnamed(reason_given(reason, "未到岗的原因"), found.application)
    _move(found, HireState.FALLEN, user, reason=reason, fallen_reason=reason)
    moved = _out(found, OutGround.DECLINED, reason, user)
    hire.refresh_from_db()
    return moved
