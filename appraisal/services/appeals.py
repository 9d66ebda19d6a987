"""Business acts on appeals against a month or year: filed, examined, decided by another, answered in writing.

A granted appeal against a month is a correction like any other: it writes the month's next version, ranks
included, which the correction notice tells and payroll reads. The office that misses its day of answer is
shown as overdue; that grants nothing by itself, for a figure needs somebody who found it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from appraisal import wording
from appraisal.enums import APPEAL_MOVES, APPEAL_WAITING, AppealState, AppealWay
from appraisal.models import Appeal, Result, Year, YearResult
from appraisal.queries import appeals as queries
from appraisal.queries.corrections import effect
from appraisal.services import corrections, years
from appraisal.services.guards import demand, lock_month, may, reason_given
from appraisal.wording import appeals as words
from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.accounts.models import User
from guanling.documents.models import Paper
from guanling.documents.papers import chinese_date
from guanling.documents.services import papers
from guanling.policy.rules import catalogue
from guanling.runs.errors import Outrun, Refusal
from guanling.runs.states import move
from roster.enums import Grade, Level
from roster.models import Person, Unit
from roster.rules.move_wording import bureau_name
from roster.services.saving import save_checked

IT = "这件申诉"
# The kind of paper in appraisal/prints/appeals.py, and what stands behind the county's own character in its
# number: 关人口计生复〔2016〕3号.
ANSWER, NUMBER_MARK = "appeal-answer", "人口计生复"
MONTH_CLAUSE, YEAR_CLAUSE = "P6.1", "P5.2"


@dataclass(frozen=True)
class MonthChange:
    """Other figures of a month: every item's score, and all that is to be deducted."""

    values: Mapping[str, Decimal | None]
    deduction: Decimal


@dataclass(frozen=True)
class YearChange:
    """Other figures of a year (``target_score``, ``satisfaction``) and the grade that follows."""

    figures: Mapping[str, Decimal | None]
    grade: str


def is_own(appeal_or_result, user: User) -> bool:
    """Whether something is about the user's own person."""
    return Person.objects.filter(pk=appeal_or_result.person_id, account=user.pk).exists()


@transaction.atomic
def file_appeal(
    *,
    against: Result | YearResult,
    text: str,
    user: User,
    filed_on: date | None = None,
    today: date | None = None,
) -> Appeal:
    """File an appeal against an issued result: the person's own, or a paper one that an office types.

    ``filed_on``: the day on the paper; an appeal by the person is of today. The answer's last day is fixed by
    the policy of the day of filing. Refuses another's result, one that is not issued or not the newest, a day
    after the last one, a second appeal against the same figures, and an empty text.
    """
    today = today or timezone.localdate()
    own = user.can(Action.OWN_VIEW) and is_own(against, user)
    if own:
        filed_on = today
    elif not may(user, Action.APPEAL_ENTER, against.village_code):
        raise Refusal("只能对本人的考核结果提出申诉。")
    elif filed_on is None:
        raise Refusal("请填写书面申诉的日期。")
    # No notice is issued meanwhile, which would make another version the newest.
    if isinstance(against, Result):
        lock_month(against.month_id)
    else:
        Year.objects.select_for_update(of=("self",), no_key=True).get(pk=against.year_id)
    against.refresh_from_db()
    standing = queries.standings([against])[against.pk]
    if fault := standing.refusal(filed_on, today):
        raise Refusal(f"{fault}。")
    appeal = Appeal(
        person_id=against.person_id,
        village_code=against.village_code,
        text=reason_given(text, "申诉的理由"),
        way=AppealWay.ONLINE if own else AppealWay.PAPER,
        filed_on=filed_on,
        filed_by=user,
        due_on=queries.answer_deadline(against.village_code[:COUNTY_DIGITS], filed_on).last_day,
        **{"result" if isinstance(against, Result) else "year_result": against},
    )
    save_checked(appeal)
    return appeal


def _locked(appeal, *states):
    """The appeal as it stands now; nobody else acts on it until the transaction ends."""
    rows = Appeal.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("person", "result__month__county", "year_result__year__county").get(
        pk=appeal.pk
    )
    if found.state not in states:
        raise Outrun(IT)
    return found


# --- examining -----------------------------------------------------------------------------------


@transaction.atomic
def examine(
    *,
    appeal: Appeal,
    user: User,
    finding: str,
    change: MonthChange | YearChange | None = None,
    document_number: str = "",
) -> None:
    """Examine an appeal and propose to grant it with other figures (``change``), or to refuse it (None).

    Of a month the proposal is a correction, which waits for the appeal's decision. Refuses an empty finding,
    granting without a document number, figures outside the policy or equal to those that hold, and one that
    is examined already.
    """
    demand(user, Action.CORRECTION_PROPOSE, appeal.village_code)
    found = _locked(appeal, AppealState.FILED)
    finding = reason_given(finding, "核查情况")
    fields = {"correction": None, "year_figures": None, "year_grade": ""}
    if change is not None:
        document_number = reason_given(document_number, "依据的文号")
        fields |= _proposal(found, change, finding, document_number, user)
    move(
        found,
        AppealState.EXAMINED,
        APPEAL_MOVES,
        called=IT,
        examined_by=user,
        examined_at=timezone.now(),
        proposes_grant=change is not None,
        examination=finding,
        document_number=(document_number or "").strip(),
        remark="",
        **fields,
    )
    appeal.refresh_from_db()


def _proposal(appeal, change, finding, document_number, user):
    """Return what of the appeal holds the other figures."""
    if appeal.of_month:
        correction = corrections.propose(
            result=appeal.result,
            values=change.values,
            deduction=change.deduction,
            reason=finding,
            document_number=document_number,
            user=user,
        )
        return {"correction": correction}
    if change.grade not in Grade.values:
        raise Refusal("请选择更正后的等次。")
    figures = {name: None if value is None else str(value) for name, value in change.figures.items()}
    holding = appeal.year_result
    same = all(getattr(holding, name) == value for name, value in change.figures.items())
    if same and change.grade == holding.grade:
        raise Refusal("各项数和等次与现在的结果相同，没有需要更正的内容。")
    return {"year_figures": figures, "year_grade": change.grade}


def _not_own_hand(appeal, user):
    if user.pk in (appeal.examined_by_id, appeal.filed_by_id):
        raise Refusal("您登记或核查了这件申诉，不能由您决定；请由县局另一位审核人员办理。")


@transaction.atomic
def send_back(*, appeal: Appeal, user: User, remark: str) -> None:
    """Send an examined appeal back to be examined again; a correction that it proposed is rejected.

    Refuses an empty remark, who filed or examined it, and one that does not wait for its decision.
    """
    demand(user, Action.CORRECTION_DECIDE, appeal.village_code)
    found = _locked(appeal, AppealState.EXAMINED)
    _not_own_hand(found, user)
    remark = reason_given(remark, "退回重新核查的原因")
    _drop_proposal(found, user, f"申诉退回重新核查：{remark}")
    move(
        found,
        AppealState.FILED,
        APPEAL_MOVES,
        called=IT,
        remark=remark,
        correction=None,
        year_figures=None,
        year_grade="",
        proposes_grant=None,
    )
    appeal.refresh_from_db()


def _drop_proposal(appeal, user, reason):
    """Reject the correction that the examination proposed, if there is one; it stays on record."""
    if appeal.correction_id:
        most = appeal.correction._meta.get_field("rejected_reason").max_length
        corrections.reject(correction=appeal.correction, user=user, reason=reason[:most], appeal=appeal)


# --- deciding ------------------------------------------------------------------------------------


@transaction.atomic
def decide(*, appeal: Appeal, user: User, grant: bool, answer: str, today: date | None = None) -> Paper:
    """Grant an examined appeal or refuse it, and return the numbered answer for the caller to have set.

    Granting approves the proposed correction (of a year: writes its version after the result). Refuses an
    empty reason, granting what was examined as unfounded (it is sent back instead), who filed or examined
    it, and one that is decided already.
    """
    demand(user, Action.CORRECTION_DECIDE, appeal.village_code)
    today = today or timezone.localdate()
    found = _locked(appeal, AppealState.EXAMINED)
    _not_own_hand(found, user)
    answer = reason_given(answer, "答复的理由")
    fields = {}
    if grant:
        if not found.proposes_grant:
            raise Refusal("核查建议不予支持，没有更正后的数；认为应当支持的，请退回重新核查。")
        changes = _changes(found)
        fields = _put_right(found, user)
    else:
        changes = ()
        _drop_proposal(found, user, f"申诉不予支持：{answer}")
    paper = _answer(found, user, grant=grant, answer=answer, changes=changes, today=today)
    move(
        found,
        AppealState.GRANTED if grant else AppealState.REFUSED,
        APPEAL_MOVES,
        called=IT,
        decided_by=user,
        decided_at=timezone.now(),
        answer=answer,
        paper=paper,
        **fields,
    )
    appeal.refresh_from_db()
    return paper


def _put_right(appeal, user):
    """Bring the proposed figures about; returns what of the appeal points to them."""
    if appeal.of_month:
        corrections.approve(correction=appeal.correction, user=user, appeal=appeal)
        return {}
    figures = {name: None if value is None else Decimal(value) for name, value in appeal.year_figures.items()}
    new = years.correct_year(
        result=appeal.year_result,
        figures=figures,
        grade=appeal.year_grade,
        reason=appeal.examination,
        document_number=appeal.document_number,
        user=user,
    )
    return {"new_result": new}


def _changes(appeal):
    """Return (figure, before, after) in words of what granting would change."""
    if appeal.of_month:
        before = effect(appeal.correction).result
        return [
            (label, _shown(old), _shown(new))
            for label, old, new in queries.changed_figures(appeal.correction, before)
        ]
    rows = [
        (YearResult._meta.get_field(name).verbose_name, getattr(appeal.year_result, name), value)
        for name, value in appeal.year_figures.items()
    ]
    told = [(label, _shown(old), _shown(new)) for label, old, new in rows if _shown(old) != _shown(new)]
    if appeal.year_grade != appeal.year_result.grade:
        told.append(("等次", appeal.year_result.get_grade_display(), appeal.get_year_grade_display()))
    return told


def _shown(value):
    return "未评" if value is None else f"{wording.plain(Decimal(value))}分"


def _answer(appeal, user, *, grant, answer, changes, today):
    """Issue the answer under the county's next number; it is about a person and not for everybody."""
    subject = appeal.subject
    code = appeal.village_code[:COUNTY_DIGITS]
    county = Unit.objects.filter(level=Level.COUNTY, code=code).latest("pk")
    clause = MONTH_CLAUSE if appeal.of_month else YEAR_CLAUSE
    told = words.Answer(
        name=subject.person_name,
        period=appeal.period,
        filed_on=chinese_date(appeal.filed_on),
        stands=queries.stands(subject),
        basis=catalogue().clauses[clause].document.title,
        clause=clause,
        text=appeal.text,
        examination=appeal.examination,
        document_number=appeal.document_number,
        granted=grant,
        answer=answer,
        of_month=appeal.of_month,
        changes=changes,
    )
    bureau = bureau_name(county.short_name)
    content = {
        "issuer_mark": bureau,
        "number": "",
        "title": words.answer_title(told),
        "addressee": f"{told.name}同志：",
        "body": words.answer_body(told),
        "attachments": [],
        "issuer": bureau,
        "date": "",
        "copies": f"{subject.township_name}计生办。",
        "printer": f"{bureau}办公室",
        "printed_on": "",
    }
    return papers.issue_directly(
        kind=ANSWER,
        key=f"appeal-{appeal.pk}",
        unit_code=county.code,
        title=content["title"],
        content=content,
        day=today,
        number_mark=f"{county.short_name[0]}{NUMBER_MARK}",
        issued_by=user,
        prepared_by=appeal.examined_by,
        period=appeal.period,
    )


# --- taking back ---------------------------------------------------------------------------------


@transaction.atomic
def withdraw(*, appeal: Appeal, user: User, reason: str = "") -> None:
    """Take an appeal back before it is answered, as its person; a paper one by the office's hand.

    What was withdrawn cannot be filed again against the same result. Refuses anybody else, an office without
    a reason, and an appeal that is answered.
    """
    if not is_own(appeal, user):
        if appeal.way != AppealWay.PAPER:
            raise Refusal("网上提出的申诉由本人撤回。")
        demand(user, Action.APPEAL_ENTER, appeal.village_code)
        reason = reason_given(reason, "本人书面撤回的情况")
    found = _locked(appeal, *APPEAL_WAITING)
    _drop_proposal(found, user, "申诉人撤回申诉。")
    move(
        found,
        AppealState.WITHDRAWN,
        APPEAL_MOVES,
        called=IT,
        withdrawn_at=timezone.now(),
        withdrawn_reason=(reason or "").strip(),
        correction=None,
        year_figures=None,
        year_grade="",
    )
    appeal.refresh_from_db()
