"""Business acts on exceptions to the number of places (超编核准)."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from guanling.accounts.models import User
from guanling.documents.papers import chinese_date
from guanling.runs.errors import Outrun, Refusal
from guanling.runs.states import move
from roster.enums import EXCEPTION_MOVES, POST_SPECS, ExceptionState, Level, PostKind
from roster.models import PlaceException, Post, Unit
from roster.queries.places import places_of
from roster.services.appointments import post_of
from roster.services.saving import save_checked

CALLED = "这项超编申请"


def _text(value, most=200):
    return value.strip()[:most]


@transaction.atomic
def propose(
    *,
    unit: Unit,
    kind: str,
    extra: int,
    valid_from: date,
    valid_to: date | None = None,
    reason: str,
    user: User,
) -> PlaceException:
    """Ask the county for ``extra`` places of a post beyond the rule's number, from a day (to a day).

    Effects: a proposed exception that gives nothing yet, and the post where the unit has not had it. Refuses
    a post not of the unit's level or without a number of places that day, days on which the unit does not
    exist, no reason, fewer than one, and a second proposal for the post while one waits.
    """
    spec = POST_SPECS[PostKind(kind)]
    if unit.level != spec.level:
        raise Refusal(f"{PostKind(kind).label}是{Level(spec.level).label}的岗位，请改选单位。")
    if not Unit.objects.on(valid_from).filter(pk=unit.pk).exists():
        raise Refusal(f"“{unit.short_name}”在起日不存在，请核对日期。")
    if unit.valid_to and (valid_to is None or valid_to > unit.valid_to):
        raise Refusal(f"“{unit.short_name}”已撤并，止日不能晚于{chinese_date(unit.valid_to)}。")
    if not _text(reason):
        raise Refusal("请写明超编的理由。")
    if places_of(unit, kind, valid_from) is None:
        raise Refusal(
            f"{chinese_date(valid_from)}{unit.short_name}{PostKind(kind).label}没有规定名额，任职不受限制，不需要核准。"
        )
    exception = PlaceException(
        post=post_of(unit, kind, valid_from),
        extra=extra,
        valid_from=valid_from,
        valid_to=valid_to,
        reason=_text(reason),
        proposed_by=user,
    )
    save_checked(exception)
    return exception


@transaction.atomic
def approve(*, exception: PlaceException, document_number: str, user: User) -> None:
    """Approve a proposed exception under a document number; from its first day the post has more places.

    Refuses one's own proposal, no number, one that was decided meanwhile, and days on which another approved
    exception holds for the post: end that first.
    """
    if exception.proposed_by_id == user.pk:
        raise Refusal("提出人不能审核自己提出的超编申请，请由县局另一位审核人员办理。")
    if not _text(document_number):
        raise Refusal("请填写核准文号。")
    try:
        with transaction.atomic():
            move(
                exception,
                ExceptionState.APPROVED,
                EXCEPTION_MOVES,
                called=CALLED,
                document_number=_text(document_number, 60),
                decided_by=user,
                decided_at=timezone.now(),
            )
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if name != "place_exception_one_at_a_time":
            raise
        raise Refusal("这一岗位在该期间已有核准的超编，请先终止原来的核准，或不予核准。") from None


@transaction.atomic
def refuse(*, exception: PlaceException, remark: str, user: User) -> None:
    """Refuse a proposed exception with a reason. Refuses one's own, no reason, one decided meanwhile."""
    if exception.proposed_by_id == user.pk:
        raise Refusal("提出人不能审核自己提出的超编申请，可以撤回。")
    if not _text(remark):
        raise Refusal("请写明不予核准的理由。")
    move(
        exception,
        ExceptionState.REFUSED,
        EXCEPTION_MOVES,
        called=CALLED,
        remark=_text(remark),
        decided_by=user,
        decided_at=timezone.now(),
    )


@transaction.atomic
def withdraw(*, exception: PlaceException, user: User) -> None:
    """Withdraw one's own proposal. Refuses somebody else's, and one that was decided meanwhile."""
    if exception.proposed_by_id != user.pk:
        raise Refusal(f"这项申请由{exception.proposed_by.name}提出，只能由提出人撤回。")
    move(exception, ExceptionState.WITHDRAWN, EXCEPTION_MOVES, called=CALLED)


@transaction.atomic
def end(*, exception: PlaceException, last_day: date, reason: str) -> None:
    """End an approved exception on ``last_day``; who holds a place by it stays, and shows as surplus.

    Refuses one that is not approved, no reason, a day before it began or not before its own last day, and a
    day before somebody takes up a place by it.
    """
    # Who appoints holds the same lock: nobody takes a place by it between the look and the end.
    Post.objects.select_for_update(of=("self",), no_key=True).get(pk=exception.post_id)
    exception.refresh_from_db()
    if exception.state != ExceptionState.APPROVED:
        raise Refusal("只有已核准的超编才能终止。")
    if not _text(reason):
        raise Refusal("请写明终止的原因。")
    if last_day < exception.valid_from:
        raise Refusal(f"终止日不能早于起日{chinese_date(exception.valid_from)}。")
    if exception.valid_to and last_day >= exception.valid_to:
        raise Refusal(f"这项核准至{chinese_date(exception.valid_to)}止，终止日应早于该日；延长请另行提出。")
    later = exception.appointments.filter(valid_from__gt=last_day).select_related("person")
    if held := later.order_by("valid_from").first():
        raise Refusal(
            f"{held.person.name}自{chinese_date(held.valid_from)}起占用这一超编名额，终止日不能早于该日。"
        )
    ended = PlaceException.objects.approved().filter(
        Q(valid_to=None) | Q(valid_to__gt=last_day), pk=exception.pk
    )
    if not ended.update(valid_to=last_day, end_reason=_text(reason)):
        raise Outrun("这项超编核准")
    exception.refresh_from_db()
