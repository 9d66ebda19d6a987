"""Business acts of the qualification review (P2.3, P2.4): judged by one, a refusal confirmed by another.

All of them belong to the time from the announcement to the end of the review. Each locks the round before the
application, as the end of the review does: nobody is judged behind its back.
"""

import hashlib
from collections.abc import Collection

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from appraisal.services.guards import demand, reason_given
from guanling.accounts.enums import Action
from guanling.accounts.models import User
from guanling.audit.models import AccessRecord
from guanling.documents import scans
from guanling.runs.errors import Outrun, Refusal
from recruitment.enums import UNREVIEWED, ApplicationState, RefusalGround
from recruitment.models import Application, ApplicationPaper, Round
from recruitment.queries import review as queries
from recruitment.queries.review import REVIEWABLE
from recruitment.rules import eligibility as rules
from recruitment.services.steps import advance_all, advance_application, lock_application, lock_round
from roster.rules.moves import age_on
from roster.services.saving import BATCH, save_checked

MOST_PAPERS = 20
# What says why, and by whose hand, is taken off when somebody's review begins anew.
ANEW = {
    "reviewed_by": None,
    "reviewed_at": None,
    "conditions": [],
    "refusal_ground": "",
    "refusal_reason": "",
}
READ = "查看报名材料扫描件（含身份证件）"


def _open(application, user, action, *states):
    """Lock the round and the application; refuse without the right, and once the review is over."""
    demand(user, action, application.round.unit.code)
    lock_round(application.round, *REVIEWABLE)
    return lock_application(application, *states)


def _judge(application, checked=()):
    """The conditions of a locked application, with what the reviewer has looked at."""
    found = queries.judged(application, queries.papers_of([application]).get(application.pk, ()))
    return rules.looked_at(found, checked)


def _reviewed(application, found, user):
    """What is kept of a review; the age is that of the last day of registration as it stands now."""
    return {
        "reviewed_by": user,
        "reviewed_at": timezone.now(),
        "conditions": [one.kept() for one in found],
        "age": age_on(application.birth_date, queries.last_day(application.round)),
    }


def _refuse_open(application, found):
    """Refuse while a condition is not met that nobody may let pass, or that nobody has looked at."""
    if hard := [one for one in found if one.hard]:
        raise Refusal(
            f"{application.name}不符合条件：{rules.told(hard)}。不能审查通过；请“提出不通过”，或退回补充材料。"
        )
    if unseen := [one.condition for one in found if one.met is None]:
        raise Refusal(f"请先核对{'、'.join(unseen)}，并在“已核对”中打钩。")


# --- judging -------------------------------------------------------------------------------------


@transaction.atomic
def accept(*, application: Application, user: User, checked: Collection[str] = ()) -> None:
    """Accept an application; the conditions are kept as they stand (P2.3, A3.8).

    ``checked``: names of the conditions that no rule can tell and that the reviewer has looked at. Refuses a
    condition that is not met, or not looked at; an age above 一般 without the county's approval.
    """
    found = _open(application, user, Action.SELECTION_RUN, ApplicationState.REGISTERED)
    conditions = _judge(found, checked)
    _refuse_open(found, conditions)
    if any(one.excusable for one in conditions):
        raise Refusal(
            f"{found.name}不符合条件：{rules.told(conditions)}。"
            "超过一般年龄的须经县核准：请“报县核准年龄”，或“提出不通过”。"
        )
    if found.exception_by_id == user.pk:
        raise Refusal("您核准了这份报名的年龄，不能由您审查；请由乡镇另一位经办人员办理。")
    fields = _reviewed(found, conditions, user)
    advance_application(found, ApplicationState.ACCEPTED, user=user, **{**ANEW, **fields}, asked="")
    application.refresh_from_db()


@transaction.atomic
def accept_plain(*, round_: Round, applications: Collection[int], user: User) -> int:
    """Accept all of ``applications`` (ids) that plainly meet every condition; return how many.

    The reviewer has looked at their papers. Whoever was handled by somebody else meanwhile, or needs a
    person's judgement, is left alone. The number of statements does not grow with theirs.
    """
    demand(user, Action.SELECTION_RUN, round_.unit.code)
    found = lock_round(round_, *REVIEWABLE)
    wanted = found.applications.filter(pk__in=applications)
    list(wanted.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk"))
    chosen = set(applications)
    rows = [
        one for one in queries.plainly_meeting(found) if one.pk in chosen and one.exception_by_id != user.pk
    ]
    if not rows:
        raise Refusal("选中的报名已由他人办理，或需要逐份审查；请刷新页面查看最新情况。")
    papers = queries.papers_of(rows)
    for one in rows:
        judged = rules.looked_at(queries.judged(one, papers.get(one.pk, ())), [rules.PAPERS])
        for name, value in _reviewed(one, judged, user).items():
            setattr(one, name, value)
        one.asked = ""
    Application.objects.bulk_update(
        rows, ["reviewed_by", "reviewed_at", "conditions", "age", "asked"], batch_size=BATCH
    )
    return advance_all(
        Application.objects.filter(pk__in=[one.pk for one in rows], state=ApplicationState.REGISTERED),
        ApplicationState.ACCEPTED,
        user=user,
        reason="证件已核对，各项条件均符合",
    )


@transaction.atomic
def ask_for_more(*, application: Application, asked: str, user: User) -> None:
    """Tell the applicant what must still be brought; refuses an empty text."""
    found = _open(application, user, Action.SELECTION_RUN, ApplicationState.REGISTERED)
    asked = reason_given(asked, "还需补充哪些材料")
    advance_application(found, ApplicationState.MORE, user=user, reason=asked, asked=asked)
    application.refresh_from_db()


@transaction.atomic
def supplement(*, application: Application, user: User | None, note: str = "") -> None:
    """Note that what was asked for has come: the application is to be reviewed again.

    ``user`` None: the applicant has sent it by the public page. What had been asked for stays to be read.
    """
    if user is None:
        lock_round(application.round, *REVIEWABLE)
        found = lock_application(application, ApplicationState.MORE)
    else:
        found = _open(application, user, Action.SELECTION_RUN, ApplicationState.MORE)
    advance_application(
        found, ApplicationState.REGISTERED, user=user, reason=(note or "").strip() or "材料已补充"
    )
    application.refresh_from_db()


@transaction.atomic
def revoke(*, application: Application, reason: str, user: User) -> None:
    """Take an acceptance back as long as the review goes on, to review anew; refuses an empty reason.

    An age that the county has let pass stays so.
    """
    found = _open(application, user, Action.SELECTION_RUN, ApplicationState.ACCEPTED)
    reason = reason_given(reason, "撤回审查通过的原因")
    advance_application(found, ApplicationState.REGISTERED, user=user, reason=reason, **ANEW)
    application.refresh_from_db()


# --- refusing: proposed by one, confirmed by another ---------------------------------------------


@transaction.atomic
def propose_refusal(*, application: Application, ground: str, reason: str, user: User) -> None:
    """Propose to refuse an application on a ground with its clause, and why.

    Refuses an empty reason, and a ground that the facts contradict: who meets the age is not refused for it.
    """
    found = _open(application, user, Action.SELECTION_RUN, ApplicationState.REGISTERED, ApplicationState.MORE)
    if ground not in RefusalGround.values:
        raise Refusal("请选择不通过的理由。")
    reason = reason_given(reason, "不通过的具体情况")
    conditions = _judge(found)
    if fault := rules.ground_fault(ground, conditions):
        raise Refusal(f"{fault}。")
    _propose(found, ground, reason, conditions, user)
    application.refresh_from_db()


def _propose(found, ground, reason, conditions, user):
    conditions = rules.wanting(conditions, ground)
    clause = rules.clause_of(ground, found.round.kind, conditions)
    advance_application(
        found,
        ApplicationState.REFUSING,
        user=user,
        reason=f"{RefusalGround(ground).label}（{clause}）：{reason}",
        refusal_ground=ground,
        refusal_reason=reason,
        asked="",
        **_reviewed(found, conditions, user),
    )


def _second_person(found, user):
    if found.reviewed_by_id == user.pk:
        raise Refusal("您提出了这份报名不通过，不能由您复核；请由另一位有复核权限的人员办理。")


@transaction.atomic
def confirm_refusal(*, application: Application, user: User) -> None:
    """Confirm a proposed refusal as the second pair of eyes. Refuses who proposed it."""
    found = _open(application, user, Action.SELECTION_CONFIRM, ApplicationState.REFUSING)
    _second_person(found, user)
    advance_application(
        found,
        ApplicationState.REFUSED,
        user=user,
        reason=found.refusal_reason,
        confirmed_by=user,
        confirmed_at=timezone.now(),
    )
    application.refresh_from_db()


@transaction.atomic
def return_refusal(*, application: Application, reason: str, user: User) -> None:
    """Send a proposed refusal back to be reviewed anew. Refuses who proposed it, and an empty reason.

    A second application of the same person goes back to where it does not meet the first.
    """
    found = _open(application, user, Action.SELECTION_CONFIRM, ApplicationState.REFUSING)
    _second_person(found, user)
    reason = reason_given(reason, "退回重新审查的原因")
    back = ApplicationState.REGISTERED
    if found.refusal_ground == RefusalGround.REPEATED and queries.twin(found):
        back = ApplicationState.REPEATED
    advance_application(found, back, user=user, reason=reason, **ANEW)
    application.refresh_from_db()


@transaction.atomic
def resolve_repeated(*, application: Application, keep: bool, reason: str, user: User) -> None:
    """Settle a second application of the same person after the identity card was looked at.

    ``keep``: this one counts and the other is proposed to be refused as repeated; else this one is. Somebody
    else confirms either. ``reason``: what the identity card showed, and which the person wants. Refuses to
    keep this one where the other has been judged already.
    """
    found = _open(application, user, Action.SELECTION_RUN, ApplicationState.REPEATED)
    reason = reason_given(reason, "核对身份证的情况")
    other = queries.twin(found)
    if not keep:
        if other is None:
            raise Refusal("此人的另一份报名已经撤回，这份不再重复；请选“保留这份”。")
        _propose(found, RefusalGround.REPEATED, reason, _judge(found), user)
    else:
        if other is not None:
            # The lock on the round keeps two who settle the same pair from waiting for each other.
            other = lock_application(other)
            if other.state not in (ApplicationState.REGISTERED, ApplicationState.MORE):
                raise Refusal(
                    f"此人的另一份报名（{other.number}）已是“{other.get_state_display()}”，不能改为保留这份；"
                    "请先办结那一份，或选“保留另一份”。"
                )
            _propose(other, RefusalGround.REPEATED, reason, _judge(other), user)
        advance_application(found, ApplicationState.REGISTERED, user=user, reason=reason)
    application.refresh_from_db()


# --- "generally" forty: asked by the township, decided by the county -----------------------------


@transaction.atomic
def ask_exception(
    *, application: Application, reason: str, user: User, checked: Collection[str] = ()
) -> None:
    """Ask the county to let an age above 一般 pass, with the reason (P2.3).

    Refuses where the age meets the limit, where no exception is provided for (A3.8), where another condition
    is not met or not looked at, and an empty reason.
    """
    found = _open(application, user, Action.SELECTION_RUN, ApplicationState.REGISTERED)
    conditions = _judge(found, checked)
    if not any(one.excusable for one in conditions):
        age = rules.age_of(conditions)
        why = "没有例外规定" if age.met is False else "符合年龄条件"
        raise Refusal(
            f"{found.name}{age.found}，应{age.need}，{why}（{age.clause}），不必也不能报县核准年龄。"
        )
    _refuse_open(found, conditions)
    reason = reason_given(reason, "申请放宽年龄的理由")
    advance_application(
        found,
        ApplicationState.EXCEPTION,
        user=user,
        reason=reason,
        exception_reason=reason,
        exception_number="",
        exception_by=None,
        exception_at=None,
        asked="",
        **_reviewed(found, conditions, user),
    )
    application.refresh_from_db()


def _not_own_hand(found, user):
    """Refuse who entered, reviewed or moved the application before the county was asked."""
    hands = {found.entered_by_id, found.reviewed_by_id}
    # What the county itself did with an earlier request is no handling of the application.
    moves = found.log.exclude(from_state=ApplicationState.EXCEPTION).exclude(actor=None)
    if user.pk in hands | set(moves.values_list("actor", flat=True)):
        raise Refusal("您办理过这份报名，不能由您核准；请由县局另一位审核人员办理。")


@transaction.atomic
def approve_exception(*, application: Application, number: str, user: User) -> None:
    """Let an age above 一般 pass under the number of the document: the application is accepted (P2.3).

    Refuses who handled the application, and an empty number.
    """
    found = _open(application, user, Action.SELECTION_APPROVE, ApplicationState.EXCEPTION)
    _not_own_hand(found, user)
    number = reason_given(number, "批准文件的文号")
    conditions = rules.excused((rules.Condition(**one) for one in found.conditions), number)
    advance_application(
        found,
        ApplicationState.ACCEPTED,
        user=user,
        reason=f"核准放宽年龄：{number}",
        exception_number=number,
        exception_by=user,
        exception_at=timezone.now(),
        conditions=[one.kept() for one in conditions],
        refusal_ground="",
        refusal_reason="",
    )
    application.refresh_from_db()


@transaction.atomic
def refuse_exception(*, application: Application, reason: str, user: User, number: str = "") -> None:
    """Refuse to let an age above 一般 pass: the application is refused for its age by these two people.

    Refuses who handled the application, and an empty reason.
    """
    found = _open(application, user, Action.SELECTION_APPROVE, ApplicationState.EXCEPTION)
    _not_own_hand(found, user)
    reason = reason_given(reason, "不予核准的理由")
    now = timezone.now()
    advance_application(
        found,
        ApplicationState.REFUSED,
        user=user,
        reason=f"不予核准放宽年龄：{reason}",
        refusal_ground=RefusalGround.AGE,
        refusal_reason=reason,
        confirmed_by=user,
        confirmed_at=now,
        exception_number=(number or "").strip(),
        exception_by=user,
        exception_at=now,
    )
    application.refresh_from_db()


@transaction.atomic
def return_exception(*, application: Application, reason: str, user: User) -> None:
    """Send a request back to the township to be mended. Refuses who handled it, and an empty reason."""
    found = _open(application, user, Action.SELECTION_APPROVE, ApplicationState.EXCEPTION)
    _not_own_hand(found, user)
    reason = reason_given(reason, "退回的原因")
    advance_application(found, ApplicationState.REGISTERED, user=user, reason=reason, **ANEW)
    application.refresh_from_db()


# --- papers --------------------------------------------------------------------------------------


@transaction.atomic
def _keep_paper(paper, user):
    found = _open(paper.application, user, Action.SELECTION_RUN)
    if found.state not in UNREVIEWED:
        raise Refusal(f"这份报名已是“{found.get_state_display()}”，不能再添加或撤下材料。")
    if paper.pk is None and found.papers.standing().count() >= MOST_PAPERS:
        raise Refusal(f"一份报名最多 {MOST_PAPERS} 份材料；请把几页合成一份 PDF。")
    return found


def add_paper(*, application: Application, kind: str, name: str, data: bytes, user: User) -> ApplicationPaper:
    """Keep a scan taken at the counter, encrypted; the sender's name is checked and dropped.

    Refuses what scans.inspect refuses, a name with a path, the same paper twice, and a judged application.
    """
    demand(user, Action.SELECTION_RUN, application.round.unit.code)
    scans.safe_name(name)
    seen = scans.inspect(data)
    paper = ApplicationPaper(
        application=application,
        kind=kind,
        content_type=seen.content_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        uploaded_by=user,
    )
    try:
        with transaction.atomic():
            _keep_paper(paper, user)
            paper.file.save("scan", ContentFile(data), save=False)
            save_checked(paper)
    except BaseException:
        if paper.file:
            paper.file.delete(save=False)
        raise
    return paper


@transaction.atomic
def withdraw_paper(*, paper: ApplicationPaper, user: User) -> None:
    """Take a wrong paper out before the application is judged: shown to nobody any more, and kept."""
    _keep_paper(paper, user)
    if not ApplicationPaper.objects.standing().filter(pk=paper.pk).update(withdrawn_at=timezone.now()):
        raise Outrun("这份材料")


@transaction.atomic
def read_paper(*, paper: ApplicationPaper, user: User) -> None:
    """Write down that somebody reads a scan, which shows a full identity number."""
    AccessRecord.objects.create(
        user=user, what=READ, object_type="recruitment.application", object_id=paper.application_id
    )
