"""The public notice: prepared by one, published and confirmed by another, stopped for a mistake (P2.4).

A notice ends because a person confirms it, never because a date was missed. Which act is allowed in which of
the round's states stands in recruitment.services.succession.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from appraisal.queries.cases import township_marks
from appraisal.services.guards import demand, may, reason_given
from guanling.accounts.enums import Action
from guanling.accounts.models import User
from guanling.documents.models import Paper
from guanling.documents.services import papers
from guanling.runs.errors import Outrun, Refusal
from guanling.runs.states import move
from recruitment.enums import (
    IN_LINE,
    NOTICE_MOVES,
    ApplicationState,
    NoticeState,
)
from recruitment.models import Application, Notice, NoticeLine, Opening, Round
from recruitment.queries import notices as queries
from recruitment.rules import frozen
from recruitment.rules import notices as rules
from recruitment.services.steps import advance_all, lock_round
from recruitment.services.succession import AFTER_EXAM, settle_round
from recruitment.wording import notices as words
from roster.enums import Level
from roster.rules.move_wording import bureau_name
from roster.services.saving import save_checked

IT = "这次公示"
# The kind of paper in recruitment/prints/notices.py, and what stands in its number behind the issuer's own
# character: 花府选公〔2016〕3号, 关人口计生选公〔2016〕1号.
PAPER, TOWNSHIP_MARK, COUNTY_MARK = "selection-notice", "选公", "人口计生选公"


def lock_notice(notice: Notice, *states: str) -> Notice:
    """Return the notice as it stands now, locked to the end of the transaction; Outrun in another state."""
    rows = Notice.objects.select_for_update(of=("self",), no_key=True).select_related("round__unit")
    found = rows.get(pk=notice.pk)
    if states and found.state not in states:
        raise Outrun(IT)
    return found


@dataclass(frozen=True)
class Prepared:
    """A notice as prepared; ``left`` tells the openings whose people wait for a later one."""

    notice: Notice
    left: tuple[str, ...] = ()


@transaction.atomic
def prepare(
    *,
    round_: Round,
    first_day: date,
    working_days: int,
    leave_checking: bool,
    user: User,
    today: date | None = None,
) -> Prepared:
    """Put all who passed the check on a new notice (考察体检合格 → 公示中; round → 公示) (P2.4).

    ``leave_checking``: those still being checked come on a later notice. Refuses without the right, a first
    day that is past, fewer working days than the round's policy asks for, while another notice waits to be
    published, nobody who passed, somebody still being checked (without ``leave_checking``), and an opening in
    which more passed than it has places: the leading group chooses first.
    """
    held = lock_round(round_, *AFTER_EXAM)
    demand(user, Action.SELECTION_RUN, held.unit.code)
    if first_day < (today or timezone.localdate()):
        raise Refusal("公示开始日期已经过去，请改为今天或以后。")
    least = queries.least_days(held)
    if working_days < least:
        raise Refusal(f"公示不少于 {least} 个工作日（{rules.CLAUSE}），请改正工作日数。")
    if held.notices.filter(state=NoticeState.PREPARED).exists():
        raise Refusal("这一批次已有一次公示等待签发；请先签发或终止，再拟下一次。")
    # The openings' rows are locked: nobody falls out or moves up while the list is drawn up.
    rows = Opening.objects.filter(round=held).select_for_update(no_key=True)
    openings = {one.pk: one for one in rows.order_by("pk")}
    line = list(Application.objects.filter(round=held, state__in=IN_LINE).select_related("result"))
    counts = Counter((one.opening_id, one.state) for one in line)
    totals = Counter(one.opening_id for one in line)
    if not leave_checking and any(state == ApplicationState.CHECKING for _, state in counts):
        raise Refusal("还有人正在考察体检；等结论齐了再公示，或勾选“其余的人以后另行公示”。")
    left = []
    for key, opening in openings.items():
        if totals[key] <= opening.open_places or not counts[key, ApplicationState.CHECKED]:
            continue
        if not counts[key, ApplicationState.CHECKING]:
            raise Refusal(f"{opening}合格人数超过名额（名次相同）；请先由领导小组研究确定人选，再拟公示。")
        left.append(key)
    listed = [one for one in line if one.state == ApplicationState.CHECKED and one.opening_id not in left]
    if not listed:
        raise Refusal("还没有考察体检合格、可以公示的人；请先登记考察体检结论。")
    last, _ = rules.last_day(first_day, working_days)
    notice = Notice(
        round=held,
        serial=(held.notices.aggregate(last=Max("serial"))["last"] or 0) + 1,
        first_day=first_day,
        last_day=last,
        working_days=working_days,
        prepared_by=user,
    )
    save_checked(notice)
    NoticeLine.objects.bulk_create(
        NoticeLine(notice=notice, application=one, total=one.result.total, rank=one.result.rank)
        for one in listed
    )
    rows = Application.objects.filter(pk__in=[one.pk for one in listed])
    advance_all(rows, ApplicationState.NOTICE, user=user, reason=f"列入第{notice.serial}次公示")
    settle_round(held, user=user, reason=f"拟定第{notice.serial}次公示")
    round_.refresh_from_db()
    return Prepared(notice, tuple(str(openings[key]) for key in left))


@transaction.atomic
def publish(*, notice: Notice, user: User, today: date | None = None) -> Paper:
    """Publish a prepared notice under a number (待发布 → 公示中); returns the paper, which is yet to be set.

    Refuses without the right to confirm, who prepared it, a first day that is past (it is stopped and
    prepared anew), and a notice on which nobody is left.
    """
    held = lock_round(notice.round, *AFTER_EXAM)
    demand(user, Action.SELECTION_CONFIRM, held.unit.code)
    found = lock_notice(notice, NoticeState.PREPARED)
    today = today or timezone.localdate()
    if found.prepared_by_id == user.pk:
        raise Refusal("拟稿人不能签发自己拟的公示；请由另一位有权人员签发。")
    if found.first_day < today:
        raise Refusal("公示开始日期已经过去；请终止这次公示，重新拟定日期。")
    lines = list(queries.standing(found))
    if not lines:
        raise Refusal("公示名单上已经没有人；请终止这次公示。")
    paper = _paper(found, held, lines, user, today)
    move(
        found,
        NoticeState.RUNNING,
        NOTICE_MOVES,
        called=IT,
        paper=paper,
        published_by=user,
        published_at=timezone.now(),
    )
    notice.refresh_from_db()
    return paper


def _paper(notice, round_, lines, user, today):
    if round_.unit.level == Level.COUNTY:
        office, mark = bureau_name(round_.unit.short_name), f"{round_.unit.short_name[0]}{COUNTY_MARK}"
    else:
        own, office = township_marks(round_.unit)
        mark = f"{own}{TOWNSHIP_MARK}"
    told = words.Told(
        title=round_.title,
        serial=notice.serial,
        people=len(lines),
        first=notice.first_day,
        last=notice.last_day,
        days=notice.working_days,
        office=office,
        phone=round_.supervision_phone or round_.phone,
        basis=frozen.source(round_.parameters, rules.NOTICE_DAYS),
    )
    content = {
        "number": "",
        "title": words.title(told),
        "body": words.body(told),
        "issuer": office,
        "date": "",
        "printed_on": "",
        "table": {
            "rows": [
                [
                    str(number),
                    str(line.application.opening),
                    line.application.name,
                    str(line.total),
                    str(line.rank),
                ]
                for number, line in enumerate(lines, start=1)
            ],
        },
    }
    return papers.issue_directly(
        kind=PAPER,
        key=f"notice-{notice.pk}",
        unit_code=round_.unit.code,
        title=content["title"],
        content=content,
        day=today,
        number_mark=mark,
        issued_by=user,
        prepared_by=notice.prepared_by,
    )


@transaction.atomic
def confirm(*, notice: Notice, remark: str, user: User, today: date | None = None) -> int:
    """Confirm that a notice is over (公示中 → 已确认结束); return how many were cleared (公示无异议).

    A person does this after the last day has passed; a date alone ends nothing. Those taken off by an
    objection or their own giving up are not among them. The round goes on to 县级审批. Refuses without the
    right, who prepared it, an empty remark, before the end, and while an objection to somebody on it is open.
    """
    held = lock_round(notice.round, *AFTER_EXAM)
    demand(user, Action.SELECTION_CONFIRM, held.unit.code)
    found = lock_notice(notice, NoticeState.RUNNING)
    if found.prepared_by_id == user.pk:
        raise Refusal("拟稿人不能确认自己拟的公示结束；请由另一位有权人员确认。")
    hindered = queries.hindrances(found, today or timezone.localdate())
    if hindered:
        raise Refusal(f"{'；'.join(one.what for one in hindered)}（{rules.CLAUSE}）。")
    remark = reason_given(remark, "公示情况（如“公示期间未收到反映”）")
    move(
        found,
        NoticeState.CONFIRMED,
        NOTICE_MOVES,
        called=IT,
        confirmed_by=user,
        confirmed_at=timezone.now(),
        remark=remark,
    )
    rows = Application.objects.filter(notice_lines__notice=found, state=ApplicationState.NOTICE)
    cleared = advance_all(
        Application.objects.filter(pk__in=list(rows.values_list("pk", flat=True))),
        ApplicationState.CLEARED,
        user=user,
        reason=f"第{found.serial}次公示结束，无异议或异议不成立",
    )
    settle_round(held, user=user, reason=f"第{found.serial}次公示确认结束")
    notice.refresh_from_db()
    return cleared


@transaction.atomic
def stop(*, notice: Notice, reason: str, user: User) -> int:
    """Stop a notice because of a mistake in it; its people go back (公示中 → 考察体检合格): how many.

    One that is not published yet its clerk may stop as well; its number of the paper stays used. Objections
    stay and are answered before the next notice of the same people is confirmed. Refuses without the right,
    an empty reason, and a notice that is over.
    """
    held = lock_round(notice.round, *AFTER_EXAM)
    found = lock_notice(notice, NoticeState.PREPARED, NoticeState.RUNNING)
    if found.state == NoticeState.RUNNING or not may(user, Action.SELECTION_RUN, held.unit.code):
        demand(user, Action.SELECTION_CONFIRM, held.unit.code)
    reason = reason_given(reason, "终止公示的原因")
    move(found, NoticeState.STOPPED, NOTICE_MOVES, called=IT, remark=reason)
    rows = Application.objects.filter(notice_lines__notice=found, state=ApplicationState.NOTICE)
    back = advance_all(
        Application.objects.filter(pk__in=list(rows.values_list("pk", flat=True))),
        ApplicationState.CHECKED,
        user=user,
        reason=f"第{found.serial}次公示终止：{reason}",
    )
    settle_round(held, user=user, reason=f"第{found.serial}次公示终止：{reason}")
    notice.refresh_from_db()
    return back
