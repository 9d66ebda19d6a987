"""Rewards: proposed by the clerk, decided by the reviewer, paid through the run, once a person (A7.4)."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from appraisal.services.guards import demand, reason_given
from guanling.accounts.enums import Action
from guanling.accounts.models import User
from guanling.runs.errors import Outrun, Refusal
from guanling.runs.states import move
from payroll.enums import REWARD_MOVES, Item, OrderState, RewardState
from payroll.models import Order, Reward
from payroll.queries import rewards as queries
from payroll.rules import rewards as rules
from roster.models import Unit

ONCE = "reward_once_a_person"


@transaction.atomic
def propose(*, county: Unit, year: int, people: Iterable[int], user: User, today: date) -> list[Reward]:
    """Propose those of ``people`` whose years were completed in ``year`` and are all up to standard.

    Refuses when one of them is not: missing results are neither a grant nor a refusal. What was refused may
    be proposed again.
    """
    demand(user, Action.REWARD_PROPOSE, county.code)
    wanted = set(people)
    if not wanted:
        raise Refusal("请选择要提出的人员。")
    lines = {}
    for line in queries.completed(county, year, today, wanted):
        if line.state == RewardState.REFUSED and line.assessment.state == rules.MET:
            lines[line.served.person] = line
        elif line.state == rules.MET:
            lines.setdefault(line.served.person, line)
    if len(lines) < len(wanted):
        raise Refusal("所选人员中有不符合条件、缺少年度结果或已经提出的；请刷新名单后重新选择。")
    made = []
    for line in lines.values():
        amount = line.policy[rules.AMOUNT]
        source = line.policy.source(rules.AMOUNT)
        one = line.served
        made.append(
            Reward(
                county=county,
                person_id=one.person,
                person_name=one.person_name,
                township_code=one.township_code,
                township_name=one.township_name,
                village_code=one.village_code,
                village_name=one.village_name,
                first_day=line.assessment.first,
                completed_on=line.assessment.last,
                evidence=queries.evidence_of(line),
                parameters=line.policy.as_json(*rules.KEYS),
                clause=rules.CLAUSE,
                amount=amount,
                value_from=None if source.value.valid_from == date.min else source.value.valid_from,
                proposed_by=user,
            )
        )
    try:
        with transaction.atomic():
            return Reward.objects.bulk_create(made)
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") != ONCE:
            raise
        raise Outrun("所选人员的届满奖励") from None


def _locked(reward: Reward) -> Reward:
    rows = Reward.objects.select_for_update(of=("self",), no_key=True).select_related("county")
    return rows.get(pk=reward.pk)


def _for_decision(reward, user):
    demand(user, Action.REWARD_DECIDE, reward.county.code)
    locked = _locked(reward)
    if locked.state != RewardState.PROPOSED:
        raise Outrun(f"{reward.person_name}的届满奖励")
    if locked.proposed_by_id == user.pk:
        raise Refusal("提出的人不能决定同一奖励，请由县局审核人员决定。")
    return locked


@transaction.atomic
def grant(*, reward: Reward, user: User, document_number: str, today: date) -> Order:
    """Grant the reward under a document's number and return the order by which the run pays it.

    Refuses where the evidence has changed since: a result was corrected, or the service.
    """
    number = (document_number or "").strip()
    if not number:
        raise Refusal("请填写同意的文号。")
    locked = _for_decision(reward, user)
    _still_holds(locked, today)
    order = Order.objects.create(
        person=locked.person,
        unit=paying_unit(locked, today),
        item=Item.REWARD,
        clause=rules.CLAUSE,
        amount=locked.amount,
        from_month=today.replace(day=1),
        document_number=number,
        note=f"{locked.first_day.year}年{locked.first_day.month}月至{locked.completed_on.year}年"
        f"{locked.completed_on.month}月连续任职届满奖励",
        state=OrderState.DECIDED,
        decided_by=user,
    )
    move(
        locked,
        RewardState.GRANTED,
        REWARD_MOVES,
        called=f"{reward.person_name}的届满奖励",
        decided_by=user,
        decided_at=timezone.now(),
        document_number=number,
        order=order,
    )
    reward.refresh_from_db()
    return order


@transaction.atomic
def refuse(*, reward: Reward, user: User, reason: str) -> None:
    """Refuse the reward with the reason; it may be proposed again."""
    reason = reason_given(reason, "不同意的理由")
    locked = _for_decision(reward, user)
    move(
        locked,
        RewardState.REFUSED,
        REWARD_MOVES,
        called=f"{reward.person_name}的届满奖励",
        decided_by=user,
        decided_at=timezone.now(),
        reason=reason,
    )
    reward.refresh_from_db()


def _still_holds(reward: Reward, today: date) -> None:
    """Refuse where today's facts do not lead to the same years and the same evidence."""
    lines = queries.completed(reward.county, reward.completed_on.year, today, [reward.person_id])
    line = next((one for one in lines if one.served.last == reward.completed_on), None)
    same = line is not None and line.assessment.first == reward.first_day
    if not same or line.assessment.state != rules.MET:
        raise Refusal("提出以后任职或年度考核结果有变动，已不符合条件；请写明理由，不同意这一奖励。")


def paying_unit(reward: Reward, today: date) -> Unit:
    """Return the township through whose part it is paid: that of the village, or what became of it."""
    unit = Unit.objects.filter(code=reward.township_code).order_by("-valid_from").first()
    seen = set()
    while unit.valid_to is not None and unit.valid_to < today and unit.successor and unit.pk not in seen:
        seen.add(unit.pk)
        unit = unit.successor
    return unit
