"""The log of changes: written by every act on an appointment, filed by the county (P5.1, P5.4)."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import ProtectedError, prefetch_related_objects
from django.utils import timezone

from guanling.accounts.models import User
from guanling.documents.papers import chinese_date, number_text
from guanling.documents.services.papers import take_numbers
from guanling.runs import periods
from guanling.runs.errors import Outrun, Refusal
from guanling.runs.states import move
from roster.enums import CHANGE_MOVES, ChangeKind, ChangeState, EndGround, Level, Nature
from roster.models import Appointment, Change, Unit
from roster.services.saving import BATCH, save_checked

# Behind the county's one-character abbreviation in a filing number: 关人口计生备〔2016〕9号.
NUMBER_MARK, NUMBER_KIND = "人口计生备", "filing"
MONTHS_SHOWN = 6
CALLED = "这项变动"
GOES_ON = "任职登记已撤销，继续代行"


def title_of(appointment: Appointment) -> str:
    """Return the unit and post as they are called now: 花江镇 · 和平村 人口主任."""
    unit = appointment.post.unit
    place = (
        f"{unit.parent.short_name} · {unit.short_name}" if unit.level == Level.VILLAGE else unit.short_name
    )
    return f"{place} {appointment.title}"


def reached(appointment: Appointment, day: date) -> dict[str, list[date]]:
    """Return {what: first days of months} that are confirmed and that a change from ``day`` reaches into."""
    post = appointment.post
    return periods.confirmed_since(post.unit.code[:6], day, post.kind)


def _months(confirmed):
    return sorted({month for months in confirmed.values() for month in months})


def record(
    *,
    appointment: Appointment,
    kind: str,
    day: date,
    made_by: User | None,
    ground: str = "",
    document_number: str = "",
    late_reason: str = "",
    valid_to_before: date | None = None,
) -> Change:
    """Write down a change that ``appointment`` has just undergone; runs in the caller's transaction.

    ``day`` is the first day on which something is different. What somebody enters waits for the county's
    filing; ``made_by`` None is an act that rests on an approval already. Refuses a change that reaches into
    confirmed months without ``late_reason``: it is never a silent rewrite.
    """
    confirmed = reached(appointment, day)
    months = _months(confirmed)
    if months and not late_reason.strip():
        told = "、".join(f"{month.year}年{month.month}月" for month in months[:MONTHS_SHOWN])
        more = f"等{len(months)}个月" if len(months) > MONTHS_SHOWN else ""
        raise Refusal(
            f"这项变动追溯到已经确认的月份（{'、'.join(confirmed)}：{told}{more}）。已确认的结果不会改动，差额由以后"
            "的更正处理；确需追溯的，请写明追溯说明。"
        )
    change = Change(
        person=appointment.person,
        appointment=appointment,
        kind=kind,
        day=day,
        unit_code=appointment.post.unit.code,
        title=title_of(appointment),
        ground=ground,
        document_number=document_number,
        reaches=months,
        late_reason=late_reason.strip() if months else "",
        valid_to_before=valid_to_before,
        made_by=made_by,
        state=ChangeState.WAITING if made_by else ChangeState.SETTLED,
    )
    save_checked(change)
    return change


def record_register(
    *, appointments, terms, made_by: User | None, late_reason: str, all_of_them: bool
) -> list[Change]:
    """Write down what an imported register changes; set-wise, in the caller's transaction.

    ``appointments`` are new, ``terms`` pairs (appointment, last day before) of terms that it set otherwise.
    A township's register is filed like what it enters by hand (``all_of_them``); a county's is taken over as
    it is, and only what reaches into confirmed months is written down, with ``late_reason``.
    """
    prefetch_related_objects([*appointments, *(row for row, _ in terms)], "post__unit__parent", "person")
    made = [(row, ChangeKind.APPOINTED, row.valid_from, None) for row in appointments]
    for row, before in terms:
        after = min(day for day in (row.valid_to, before) if day) + timedelta(days=1)
        made.append((row, ChangeKind.TERM_SET, after, before))
    first: dict[tuple[str, str], date] = {}
    for row, _, day, _ in made:
        key = row.post.unit.code[:6], row.post.kind
        first[key] = min(day, first.get(key, day))
    confirmed = {
        key: sorted(
            {month for found in periods.confirmed_since(key[0], day, key[1]).values() for month in found}
        )
        for key, day in first.items()
    }
    changes = []
    for row, kind, day, before in made:
        months = confirmed[row.post.unit.code[:6], row.post.kind]
        months = [month for month in months if month >= day.replace(day=1)]
        if not (months or all_of_them):
            continue
        changes.append(
            Change(
                person=row.person,
                appointment=row,
                kind=kind,
                day=day,
                unit_code=row.post.unit.code,
                title=title_of(row),
                ground=row.get_selection_display() if kind == ChangeKind.APPOINTED else "",
                document_number=row.document_number,
                reaches=months,
                late_reason=late_reason if months else "",
                valid_to_before=before,
                made_by=made_by,
                state=ChangeState.WAITING if made_by else ChangeState.SETTLED,
            )
        )
    return Change.objects.bulk_create(changes, batch_size=BATCH)


@transaction.atomic
def file_changes(*, changes, user: User) -> list[Change]:
    """File waiting ``changes`` (scoped by CHANGE_FILE) under numbers without a gap; return them.

    Refuses a change that ``user`` entered, one that no longer waits, and an empty choice.
    """
    waiting = list(
        changes.filter(state=ChangeState.WAITING).select_for_update(of=("self",), no_key=True).order_by("pk")
    )
    if not waiting:
        raise Refusal("请选择要备案的变动；已经处理的不能再备案。")
    if any(change.made_by_id == user.pk for change in waiting):
        raise Refusal("经办人不能审核自己办理的变动，请由县局另一位审核人员备案。")
    now = timezone.now()
    names = dict(Unit.objects.filter(level=Level.COUNTY).values_list("code", "short_name"))
    for county in sorted({change.unit_code[:6] for change in waiting}):
        own = [change for change in waiting if change.unit_code.startswith(county)]
        year = timezone.localdate(now).year
        numbers = take_numbers(kind=NUMBER_KIND, issuer_code=county, year=year, count=len(own))
        for change, serial in zip(own, numbers, strict=True):
            change.state, change.decided_by, change.decided_at = ChangeState.FILED, user, now
            change.filing_number = number_text(f"{names[county][0]}{NUMBER_MARK}", year, serial)
            change.remark = ""
    Change.objects.bulk_update(waiting, ["state", "decided_by", "decided_at", "filing_number", "remark"])
    return waiting


@transaction.atomic
def return_change(*, change: Change, user: User, remark: str) -> None:
    """Send a waiting change back to the township with what is to be mended.

    Refuses an empty remark, one's own change, and one that was decided meanwhile.
    """
    if not remark.strip():
        raise Refusal("请写明退回的原因和要改正的内容。")
    if change.made_by_id == user.pk:
        raise Refusal("经办人不能审核自己办理的变动。")
    move(
        change,
        ChangeState.RETURNED,
        CHANGE_MOVES,
        called=CALLED,
        decided_by=user,
        decided_at=timezone.now(),
        remark=remark.strip()[:200],
    )


@transaction.atomic
def resubmit(*, change: Change) -> None:
    """Lay a returned change before the county again. Refuses one that is not returned (any more)."""
    if change.state != ChangeState.RETURNED:
        raise Outrun(CALLED)
    move(change, ChangeState.WAITING, CHANGE_MOVES, called=CALLED, decided_by=None, decided_at=None)


def _refuse_beyond(post, last):
    """Refuse a term that would go on in a unit after its change."""
    if post.valid_to and (last is None or last > post.valid_to):
        raise Refusal(
            f"{post.unit.short_name}已于{chinese_date(post.valid_to)}之后作区划调整，离任不能撤销；"
            "此人继续任职的，请在调整后的单位重新登记任职。"
        )


@transaction.atomic
def revoke(*, change: Change) -> None:
    """Take back an act that the county has not filed: what it made is undone, the log keeps that it was.

    An appointment disappears (the change history keeps it) and who acted until then goes on; an ending is
    lifted. Refuses once something else rests on it, and when the place was filled meanwhile.
    """
    change = Change.objects.select_for_update(of=("self",), no_key=True).get(pk=change.pk)
    appointment = change.appointment
    move(change, ChangeState.REVOKED, CHANGE_MOVES, called=CALLED, appointment=None)
    if Change.objects.filter(appointment=appointment, pk__gt=change.pk).exists():
        raise Refusal("此后对这项任职又办理了其他变动，请先撤销后来的变动。")
    if change.kind in (ChangeKind.ENDED, ChangeKind.TERM_SET):
        _refuse_beyond(appointment.post, change.valid_to_before)
        appointment.valid_to = change.valid_to_before
        appointment.end_ground = appointment.end_reason = appointment.end_document_number = ""
        save_checked(appointment)
        return
    if change.kind not in (ChangeKind.APPOINTED, ChangeKind.ACTING):
        raise Refusal("这项变动不能撤销。")
    post, day = appointment.post, appointment.valid_from
    try:
        appointment.delete()
    except ProtectedError:
        raise Refusal("已有考核、文书或调动依据这项任职，不能撤销；请改为办理离任。") from None
    if change.kind == ChangeKind.APPOINTED:
        ended = post.appointments.filter(
            nature=Nature.ACTING, end_ground=EndGround.FILLED, valid_to=day - timedelta(days=1)
        )
        for acting in ended:
            acting.valid_to, acting.end_ground, acting.end_reason = None, "", ""
            save_checked(acting)
            record(
                appointment=acting,
                kind=ChangeKind.ACTING,
                day=day,
                made_by=None,
                ground=GOES_ON,
                late_reason=GOES_ON,
            )
