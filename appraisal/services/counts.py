"""Acts on the yearly counts of villages (P8.2b): recorded by one, confirmed by another, withdrawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from appraisal.models import VillageCount
from appraisal.queries.counts import villages_of, year_faults
from appraisal.services.guards import demand, reason_given
from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.accounts.models import User
from guanling.runs.errors import Outrun, Refusal
from roster.models import Unit
from roster.services.saving import save_checked

IT = "这一条年度数"
MOST = 9999
# So many names are told of those that one's own hand recorded.
NAMED = 5


@dataclass(frozen=True)
class Counted:
    """What a document counts for a village in a year: nothing else is kept."""

    village: Unit
    year: int
    number: int
    document_number: str


@transaction.atomic
def record_count(
    *,
    village: Unit,
    year: int,
    number: int,
    document_number: str,
    user: User,
    today: date | None = None,
) -> VillageCount:
    """Record how many unlawful births ``document_number`` counts for a village in a year (P8.2b).

    Refuses a year in which the ground does not hold or that has not begun, a village that did not exist in
    it, a number below zero, a missing document number, and a second count while one stands.
    """
    demand(user, Action.COUNT_RECORD, village.code)
    today = today or timezone.localdate()
    if fault := year_faults(village.code[:COUNTY_DIGITS], [year], today)[year]:
        raise Refusal(f"{fault}。")
    if not villages_of(year).filter(pk=village.pk).exists():
        raise Refusal(f"{village}{year}年不是本县的村（居、社区），请改选当年的村。")
    if not 0 <= number <= MOST:
        raise Refusal(f"违法生育数应是0到{MOST}的整数。")
    count = VillageCount(
        village=village,
        year=year,
        number=number,
        document_number=reason_given(document_number, "依据的文号"),
        recorded_by=user,
    )
    save_checked(count)
    return count


@transaction.atomic
def record_counts(*, counted: Iterable[Counted], user: User | None) -> None:
    """Record many at once, as the import has checked them. Refuses when one was recorded meanwhile."""
    rows = [VillageCount(recorded_by=user, **vars(one)) for one in counted]
    try:
        with transaction.atomic():
            VillageCount.objects.bulk_create(rows)
    except IntegrityError:
        raise Refusal("有的村刚刚已由他人登记，请重新核对后再导入。") from None


@transaction.atomic
def confirm_counts(*, counts, user: User) -> int:
    """Confirm the chosen ``counts`` (scoped by COUNT_CONFIRM) and return how many there were.

    All or none: refuses one that ``user`` recorded, one that is confirmed or withdrawn already, and an
    empty choice.
    """
    rows = list(counts.select_for_update(of=("self",), no_key=True).select_related("village").order_by("pk"))
    if not rows:
        raise Refusal("请先勾选要复核的村。")
    for row in rows:
        demand(user, Action.COUNT_CONFIRM, row.village.code)
    if own := [str(row.village) for row in rows if row.recorded_by_id == user.pk]:
        raise Refusal(f"{'、'.join(own[:NAMED])}的数由您登记，不能由您复核，请由县局另一位审核人员复核。")
    waiting = VillageCount.objects.filter(
        pk__in=[row.pk for row in rows], confirmed_by=None, withdrawn_reason=""
    )
    if waiting.update(confirmed_by=user, confirmed_at=timezone.now()) != len(rows):
        raise Outrun("勾选的年度数中有的")
    return len(rows)


@transaction.atomic
def withdraw_count(*, count: VillageCount, user: User, reason: str) -> None:
    """Withdraw a count with a reason; it stays on record, counts no more, and is recorded anew.

    One that waits is withdrawn by who may record or confirm; a confirmed one only by who may confirm, for
    two people stand behind it. Refuses a missing reason and one that is withdrawn already.
    """
    confirmed = count.confirmed_by_id is not None
    recorder = not confirmed and user.can(Action.COUNT_RECORD)
    demand(user, Action.COUNT_RECORD if recorder else Action.COUNT_CONFIRM, count.village.code)
    reason = reason_given(reason, "撤销的事由")
    rows = VillageCount.objects.filter(pk=count.pk, withdrawn_reason="")
    # Whoever withdraws one that waits must not meet with one that was confirmed meanwhile.
    rows = rows.filter(confirmed_by__isnull=not confirmed)
    if not rows.update(withdrawn_by=user, withdrawn_reason=reason):
        raise Outrun(IT)
    count.refresh_from_db()
