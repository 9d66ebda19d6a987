"""Business acts on the budget: figures entered by one of finance, approved or rejected by another."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from appraisal.services.guards import demand, reason_given
from guanling.accounts.enums import Action
from guanling.accounts.models import User
from guanling.runs.errors import Outrun, Refusal
from payroll.enums import BUDGET_ITEMS, BudgetState
from payroll.models import BudgetLine
from roster.models import Unit
from roster.services.saving import BATCH

LABELS = dict(BUDGET_ITEMS)


@transaction.atomic
def enter(
    *,
    county: Unit,
    year: int,
    figures: Mapping[tuple[int, str], Decimal],
    document_number: str,
    reason: str = "",
    user: User | None,
) -> int:
    """Enter planned figures {(unit id, item): amount}; returns how many differ from what stands or waits.

    A figure that differs becomes the next version and waits for another of finance; one that still waits
    is replaced. Refuses an empty document number, a change without the reason, and units outside the
    user's county.
    """
    if user is not None:
        demand(user, Action.BUDGET_EDIT, county.code)
    document_number = reason_given(document_number, "预算文件的文号")
    # Two who enter at once: the second waits and then sees the first's.
    Unit.objects.select_for_update(no_key=True).get(pk=county.pk)
    named = {pk for pk, _ in figures}
    units = {unit.pk: unit for unit in Unit.objects.below(county.code).filter(pk__in=named)}
    if len(units) != len(named):
        raise Refusal("有单位不在您的管理范围内，没有录入；请刷新页面后重新填写。")
    held, newest = {}, {}
    for line in BudgetLine.objects.filter(year=year, unit__in=units).order_by("version"):
        newest[line.unit_id, line.item] = line.version
        if line.state in (BudgetState.ENTERED, BudgetState.APPROVED):
            held[line.unit_id, line.item] = line
    made, replaced = [], []
    for key, amount in figures.items():
        before = held.get(key)
        if before is not None and before.amount == amount:
            continue
        if key in newest and not (reason or "").strip():
            raise Refusal(f"{units[key[0]].short_name}的{LABELS[key[1]]}已经录入过预算，改动请写明原因。")
        if before is not None and before.state == BudgetState.ENTERED:
            replaced.append(before.pk)
        made.append(
            BudgetLine(
                county=county,
                year=year,
                unit=units[key[0]],
                item=key[1],
                version=newest.get(key, 0) + 1,
                amount=amount,
                document_number=document_number,
                reason=(reason or "").strip() if key in newest else "",
                entered_by=user,
            )
        )
    waiting = BudgetLine.objects.filter(pk__in=replaced, state=BudgetState.ENTERED)
    if waiting.update(state=BudgetState.REPLACED) != len(replaced):
        raise Outrun("这些预算")
    BudgetLine.objects.bulk_create(made, batch_size=BATCH)
    return len(made)


def _waiting(lines, user):
    """The chosen figures that wait, taken to the end of the transaction; none entered by ``user``."""
    found = list(
        lines.filter(state=BudgetState.ENTERED).select_for_update(of=("self",), no_key=True).order_by("pk")
    )
    if not found:
        raise Refusal("请选择要复核的预算；已经复核的不能再办。")
    if any(line.entered_by_id == user.pk for line in found):
        raise Refusal("录入预算的人不能复核同一笔预算，请由县财政另一位人员复核。")
    return found


@transaction.atomic
def approve(*, lines: Iterable[BudgetLine], user: User) -> int:
    """Approve figures that wait (a queryset scoped by BUDGET_EDIT); from then on they hold. Returns how many.

    Refuses what ``user`` entered, and an empty choice.
    """
    return _settle(_waiting(lines, user), user, BudgetState.APPROVED)


@transaction.atomic
def reject(*, lines: Iterable[BudgetLine], reason: str, user: User) -> int:
    """Reject figures that wait; what held before goes on. Refuses as :func:`approve`, and an empty reason."""
    return _settle(
        _waiting(lines, user),
        user,
        BudgetState.REJECTED,
        decision_reason=reason_given(reason, "原因"),
    )


def _settle(found, user, state, **fields):
    rows = BudgetLine.objects.filter(pk__in=[line.pk for line in found], state=BudgetState.ENTERED)
    return rows.update(state=state, decided_by=user, decided_at=timezone.now(), **fields)
