"""Business acts on applications for relief: made, examined by one, decided by another, paid by an order.

What tells of health is written by the person (or typed from the paper) and read again by nobody but the
person and those who decide; every reading by them is written down. The decision paper tells nothing of it.
"""

import hashlib
from datetime import date
from decimal import Decimal

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from appraisal.services.guards import demand, may, reason_given
from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.accounts.models import User
from guanling.audit.models import AccessRecord
from guanling.documents import scans
from guanling.documents.models import Paper
from guanling.documents.papers import chinese_date
from guanling.documents.services import papers
from guanling.policy.rules import catalogue
from guanling.runs.errors import Outrun, Refusal
from guanling.runs.states import move
from payroll.enums import (
    RELIEF_MOVES,
    RELIEF_WAITING,
    Item,
    ReliefGround,
    ReliefRelation,
    ReliefState,
    ReliefWay,
)
from payroll.models import Order, Relief, ReliefLog, ReliefPaper
from payroll.queries import relief as queries
from payroll.rules import relief as rules
from payroll.wording import relief as words
from roster.models import Person, Unit
from roster.rules.move_wording import bureau_name
from roster.services.saving import save_checked

IT = "这件救助申请"
# The kind of paper in payroll/prints/relief.py, and what stands behind the county's own character in its
# number: 关人口计生救〔2016〕3号.
DECISION, NUMBER_MARK = "relief-decision", "人口计生救"
# What the pay slip says; nothing of health, nobody's name.
NOTE = "关怀救助"
MOST_PAPERS = 20


def is_own(relief: Relief, user: User) -> bool:
    """Whether an application is the user's own."""
    return relief.person.account_id == user.pk


def reads_medical(relief: Relief, user: User) -> bool:
    """Whether somebody may read what tells of health: the person, and those who decide. Not who typed it."""
    return is_own(relief, user) or may(user, Action.RELIEF_DECIDE, relief.village_code)


def _log(relief, before, user, reason=""):
    ReliefLog.objects.create(
        relief=relief, from_state=before, to_state=relief.state, actor=user, reason=reason
    )


# --- applying ------------------------------------------------------------------------------------


@transaction.atomic
def apply(
    *,
    person: Person,
    relation: str,
    kind: str,
    event_on: date,
    medical: str,
    user: User,
    applied_on: date | None = None,
    today: date | None = None,
) -> Relief:
    """Apply for relief: the person's own application, or a paper one that the township's clerk types.

    ``applied_on``: the day on the paper; the person's own is of today. Refuses another's application without
    the right, who was no 人口主任 proper on either day, the same event twice, an empty text.
    """
    today = today or timezone.localdate()
    own = user.can(Action.OWN_VIEW) and person.account_id == user.pk
    if own:
        applied_on = today
    elif applied_on is None:
        raise Refusal("请填写书面申请的日期。")
    held = queries.directorship(person, applied_on)
    fault = rules.application_fault(
        event_on=event_on,
        applied_on=applied_on,
        today=today,
        served_then=queries.directorship(person, event_on) is not None,
        served_on_applying=held is not None,
    )
    if fault:
        raise Refusal(f"{fault}。")
    village = held.post.unit
    if not own:
        demand(user, Action.RELIEF_APPLY, village.code)
    relief = Relief(
        person=person,
        person_name=person.name,
        village_code=village.code,
        village_name=village.name,
        township=village.parent,
        township_name=village.parent.name,
        relation=ReliefRelation(relation),
        kind=kind,
        event_on=event_on,
        medical=reason_given(medical, "病情或事故情况"),
        way=ReliefWay.ONLINE if own else ReliefWay.PAPER,
        applied_on=applied_on,
        applied_by=user,
    )
    save_checked(relief)
    _log(relief, "", user)
    return relief


def _locked(relief, *states):
    """The application as it stands now; nobody else acts on it until the transaction ends."""
    rows = Relief.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("person", "township").get(pk=relief.pk)
    if found.state not in states:
        raise Outrun(IT)
    return found


def _demand_applicant(relief, user):
    """Who may still add to an application or take it back: the person; of a paper one the office as well."""
    if is_own(relief, user):
        return
    if relief.way != ReliefWay.PAPER:
        raise Refusal("网上提出的申请由本人补充材料或撤回。")
    demand(user, Action.RELIEF_APPLY, relief.village_code)


@transaction.atomic
def _keep_paper(paper, data):
    _locked(paper.relief, ReliefState.APPLIED)
    if paper.relief.papers.standing().count() >= MOST_PAPERS:
        raise Refusal(f"一件申请最多 {MOST_PAPERS} 份材料；请把几页合成一份 PDF。")
    paper.file.save("scan", ContentFile(data), save=False)
    save_checked(paper)


def add_paper(*, relief: Relief, kind: str, name: str, data: bytes, user: User) -> ReliefPaper:
    """Keep a paper of an application, encrypted; the sender's name is checked and dropped.

    Refuses what scans.inspect refuses, a name with a path, the same paper twice, an application that is no
    longer to be examined, and everybody but the person (of a paper application its office).
    """
    _demand_applicant(relief, user)
    scans.safe_name(name)
    found = scans.inspect(data)
    paper = ReliefPaper(
        relief=relief,
        kind=kind,
        content_type=found.content_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        uploaded_by=user,
    )
    try:
        _keep_paper(paper, data)
    except BaseException:
        if paper.file:
            paper.file.delete(save=False)
        raise
    return paper


@transaction.atomic
def withdraw_paper(*, paper: ReliefPaper, user: User) -> None:
    """Take a wrong paper out before the application is examined: shown to nobody any more, and kept."""
    _demand_applicant(paper.relief, user)
    _locked(paper.relief, ReliefState.APPLIED)
    if not ReliefPaper.objects.standing().filter(pk=paper.pk).update(withdrawn_at=timezone.now()):
        raise Outrun("这份材料")


@transaction.atomic
def withdraw(*, relief: Relief, user: User, reason: str = "") -> None:
    """Take an application back before it is decided, as its person; a paper one by the office's hand.

    Refuses anybody else, an office without a reason, and an application that is decided.
    """
    _demand_applicant(relief, user)
    if not is_own(relief, user):
        reason = reason_given(reason, "本人书面撤回的情况")
    found = _locked(relief, *RELIEF_WAITING)
    before = found.state
    move(found, ReliefState.WITHDRAWN, RELIEF_MOVES, called=IT, withdrawn_at=timezone.now())
    _log(found, before, user, (reason or "").strip())
    relief.refresh_from_db()


# --- reading -------------------------------------------------------------------------------------


@transaction.atomic
def read_medical(*, relief: Relief, user: User) -> None:
    """Write down that somebody who decides reads what tells of health; the own reading leaves no record.

    Refuses everybody else, also who typed it in.
    """
    if not reads_medical(relief, user):
        raise Refusal("病情和材料只有审批人和本人可以查看。")
    if not is_own(relief, user):
        AccessRecord.objects.create(
            user=user,
            what="查看关怀救助申请的病情和材料",
            object_type="payroll.relief",
            object_id=relief.pk,
        )


# --- proposing and deciding ----------------------------------------------------------------------


def _not_own_hand(relief, user):
    if is_own(relief, user):
        raise Refusal("不能审批本人的救助申请；请由县局另一位审核人员办理。")
    if user.pk in (relief.applied_by_id, relief.proposed_by_id):
        raise Refusal("您登记或审核了这件救助申请，不能由您决定；请由县局另一位审核人员办理。")


def _demand_amount(relief, amount):
    if fault := rules.amount_fault(amount, queries.maximum(relief), relief.event_on):
        raise Refusal(f"{fault}（{rules.CLAUSE}）。")


@transaction.atomic
def propose(*, relief: Relief, amount: Decimal | None, opinion: str, user: User) -> None:
    """Examine an application and propose an amount, or to refuse it (None), with the opinion.

    Refuses an empty opinion, an amount above the maximum of the day of the event (or where there is none),
    who applied or typed it in, and one that is examined already.
    """
    demand(user, Action.RELIEF_DECIDE, relief.village_code)
    found = _locked(relief, ReliefState.APPLIED)
    if is_own(found, user) or user.pk == found.applied_by_id:
        raise Refusal("您提出或登记了这件救助申请，不能由您审核；请由县局另一位审核人员办理。")
    opinion = reason_given(opinion, "审核意见")
    if amount is not None:
        _demand_amount(found, amount)
    move(
        found,
        ReliefState.PROPOSED,
        RELIEF_MOVES,
        called=IT,
        proposed_by=user,
        proposed_at=timezone.now(),
        proposed_amount=amount,
        opinion=opinion,
        remark="",
    )
    _log(found, ReliefState.APPLIED, user, opinion)
    relief.refresh_from_db()


@transaction.atomic
def send_back(*, relief: Relief, remark: str, user: User) -> None:
    """Send a proposed application back to be examined again; the proposal stays in the log.

    Refuses an empty remark, who applied or proposed, and one that does not wait for its decision.
    """
    demand(user, Action.RELIEF_DECIDE, relief.village_code)
    found = _locked(relief, ReliefState.PROPOSED)
    _not_own_hand(found, user)
    remark = reason_given(remark, "退回重新审核的原因")
    move(
        found,
        ReliefState.APPLIED,
        RELIEF_MOVES,
        called=IT,
        proposed_by=None,
        proposed_at=None,
        proposed_amount=None,
        opinion="",
        remark=remark,
    )
    _log(found, ReliefState.PROPOSED, user, remark)
    relief.refresh_from_db()


@transaction.atomic
def approve(*, relief: Relief, user: User, today: date | None = None) -> Paper:
    """Grant the proposed amount: makes the order by which a run pays it, and returns the numbered decision.

    Refuses a proposal to refuse (it is sent back instead), an amount above the maximum as it holds now, who
    applied or proposed, and one that is decided already.
    """
    demand(user, Action.RELIEF_DECIDE, relief.village_code)
    today = today or timezone.localdate()
    found = _locked(relief, ReliefState.PROPOSED)
    _not_own_hand(found, user)
    if found.proposed_amount is None:
        raise Refusal("审核建议不予救助，没有金额；认为应当救助的，请退回重新审核。")
    _demand_amount(found, found.proposed_amount)
    from_month = today.replace(day=1)
    paper = _decision(found, user, today=today, amount=found.proposed_amount, from_month=from_month)
    order = Order(
        person=found.person,
        unit=queries.paying_unit(found, today),
        item=Item.RELIEF,
        clause=rules.CLAUSE,
        amount=found.proposed_amount,
        from_month=from_month,
        document_number=paper.number,
        note=NOTE,
        decided_by=user,
    )
    save_checked(order)
    _decide(found, user, ReliefState.APPROVED, order=order, paper=paper)
    relief.refresh_from_db()
    return paper


@transaction.atomic
def refuse(*, relief: Relief, ground: str, answer: str, user: User, today: date | None = None) -> Paper:
    """Refuse an application on a ground that the paper tells; ``answer`` is for the person alone.

    Returns the numbered decision. Refuses an empty answer, who applied or proposed, and
    one that is decided already.
    """
    demand(user, Action.RELIEF_DECIDE, relief.village_code)
    today = today or timezone.localdate()
    found = _locked(relief, ReliefState.PROPOSED)
    _not_own_hand(found, user)
    if ground not in ReliefGround.values:
        raise Refusal("请选择不予救助的理由。")
    answer = reason_given(answer, "给本人的答复")
    paper = _decision(found, user, today=today, ground=ReliefGround(ground).label)
    _decide(found, user, ReliefState.REFUSED, reason=answer, ground=ground, answer=answer, paper=paper)
    relief.refresh_from_db()
    return paper


def _decide(relief, user, state, reason="", **fields):
    move(relief, state, RELIEF_MOVES, called=IT, decided_by=user, decided_at=timezone.now(), **fields)
    _log(relief, ReliefState.PROPOSED, user, reason)


def _decision(relief, user, *, today, amount=None, from_month=None, ground=""):
    """Issue the decision under the county's next number; it is about a person and not for everybody."""
    county = Unit.objects.filter(code=relief.village_code[:COUNTY_DIGITS]).latest("pk")
    told = words.Told(
        name=relief.person_name,
        where=f"{relief.township_name}{relief.village_name}",
        relation=relief.get_relation_display(),
        event_on=chinese_date(relief.event_on),
        applied_on=chinese_date(relief.applied_on),
        basis=catalogue().clauses[rules.CLAUSE].document.title,
        clause=rules.CLAUSE,
        amount=amount,
        month=f"{from_month.year}年{from_month.month}月" if from_month else "",
        ground=ground,
    )
    bureau = bureau_name(county.short_name)
    content = {
        "issuer_mark": bureau,
        "number": "",
        "title": words.decision_title(told),
        "addressee": f"{told.name}同志：",
        "body": words.decision_body(told),
        "attachments": [],
        "issuer": bureau,
        "date": "",
        "copies": "县财政局。" if amount is not None else f"{relief.township_name}计生办。",
        "printer": f"{bureau}办公室",
        "printed_on": "",
    }
    return papers.issue_directly(
        kind=DECISION,
        key=f"relief-{relief.pk}",
        unit_code=county.code,
        title=content["title"],
        content=content,
        day=today,
        number_mark=f"{county.short_name[0]}{NUMBER_MARK}",
        issued_by=user,
        prepared_by=relief.proposed_by,
    )
