"""Business acts on what a round cost: entered once by its voucher, withdrawn when wrong."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from appraisal.services.guards import demand
from guanling.accounts.enums import Action
from guanling.accounts.models import User
from guanling.runs.errors import Outrun, Refusal
from recruitment.models import Cost, Round
from roster.services.saving import save_checked


@transaction.atomic
def enter(*, round_: Round, item: str, amount: Decimal, spent_on: date, voucher: str, user: User) -> Cost:
    """Enter what was spent on a round. Refuses a day to come and the same voucher twice."""
    demand(user, Action.SELECTION_RUN, round_.unit.code)
    if spent_on > timezone.localdate():
        raise Refusal("支出日期不能晚于今天，请核对。")
    cost = Cost(round=round_, item=item, amount=amount, spent_on=spent_on, voucher=voucher, entered_by=user)
    save_checked(cost)
    return cost


@transaction.atomic
def withdraw(*, cost: Cost, user: User) -> None:
    """Take a wrong cost out of the sum; it is kept. Refuses one that is withdrawn already."""
    demand(user, Action.SELECTION_RUN, cost.round.unit.code)
    if not Cost.objects.filter(pk=cost.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        raise Outrun("这笔费用")
