"""The county decides about policy parameters, ends its decisions and withdraws mistaken ones.

Decisions about one parameter never overlap (an exclusion constraint holds it). So a new decision ends the
one before it on the eve of its own first day and takes the place of those that were to begin later:
from its first day on, the newest decision is what holds.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pghistory
from django.db import IntegrityError, transaction
from django.utils import timezone

from guanling.policy import previews
from guanling.policy.enums import Origin
from guanling.policy.models import PolicyDecision
from guanling.policy.previews import Change
from guanling.policy.queries import timeline_of
from guanling.policy.rules import (
    BadValue,
    Decision,
    Parameter,
    Source,
    catalogue,
    chinese_date,
    day_before,
    settle,
)
from guanling.runs.errors import Outrun, Refusal


@dataclass(frozen=True)
class Plan:
    """What a decision would do: the change, the decisions it ends and those it takes the place of."""

    change: Change
    value: Any
    ends: tuple[PolicyDecision, ...]
    replaces: tuple[PolicyDecision, ...]

    def lines(self, today: date) -> list[str]:
        """Return the preview in Chinese lines."""
        change = self.change
        until = f"至{chinese_date(change.valid_to)}" if change.valid_to else ""
        lines = [
            f"自{chinese_date(change.valid_from)}起{until}，“{change.parameter.label}”由"
            f"{_shown(change.parameter, change.before)}改为{_shown(change.parameter, change.after)}。"
        ]
        if change.before:
            lines.append(f"现行依据：{Source(change.parameter, change.before).text}。")
        lines += [
            f"{decision.document_number}的决定（{decision.text}）到{chinese_date(day_before(change.valid_from))}为止。"
            for decision in self.ends
        ]
        lines += [
            f"{decision.document_number}的决定（{decision.text}，原定自{chinese_date(decision.valid_from)}起）不再施行。"
            for decision in self.replaces
        ]
        stated = change.parameter.catalogue_value(change.valid_from)
        if stated and stated.origin == Origin.DOCUMENT:
            lines.append(f"{stated.clause.short}对此有规定，改动所依据的文件效力不应低于它。")
        if change.valid_from < today:
            lines.append("施行日期早于今天：尚未确认的期间将按新值计算。")
        return lines + previews.lines(change)


def _shown(parameter: Parameter, value) -> str:
    return f"“{parameter.shape.text(value.value)}”" if value else "“没有规定”"


@transaction.atomic  # what the guards lock stays locked to the end of the decision's own transaction
def plan(*, county_code: str, key: str, value: Any, valid_from: date, valid_to: date | None = None) -> Plan:
    """Return what deciding ``value`` (strings, as in the policy files) would do, without doing it.

    Raises ``Refusal``: value of the wrong form or out of range, dates reversed, a law has closed the
    parameter, a standing decision would have to be split, or a confirmed period would change.
    """
    parameter = catalogue().parameters[key]
    try:
        typed = parameter.shape.parse(value)
    except BadValue as error:
        raise Refusal(f"{parameter.label}：{error}") from None
    if valid_to is not None and valid_to < valid_from:
        raise Refusal("止日不能早于施行日期。")
    if parameter.closed and (valid_to is None or valid_to >= parameter.closed.begin):
        raise Refusal(
            f"依据{parameter.closed.clause.citation}，“{parameter.label}”自{chinese_date(parameter.closed.begin)}起"
            "停止执行，县决定不能恢复。请把止日填在这一天以前。"
        )
    raw = parameter.shape.dump(typed)
    ends, replaces = [], []
    for standing in PolicyDecision.objects.standing().filter(county_code=county_code, key=key):
        apart = (standing.valid_to and standing.valid_to < valid_from) or (
            valid_to and valid_to < standing.valid_from
        )
        if apart:
            continue
        if valid_to and (standing.valid_to is None or standing.valid_to > valid_to):
            raise Refusal(
                f"{standing.document_number}的决定（{standing.text}）在{chinese_date(valid_to)}以后仍然有效，"
                "不能从中间截断。请把止日留空；以后需要恢复时，再录入一项决定。"
            )
        (ends if standing.valid_from < valid_from else replaces).append(standing)
    before = next((v for v in timeline_of(county_code, key) if v.holds_on(valid_from)), None)
    after = Decision(key, raw, valid_from, valid_to, "", "").as_value(parameter)
    change = Change(county_code, parameter, valid_from, valid_to, before, after)
    previews.guard(change)
    return Plan(change, raw, tuple(ends), tuple(replaces))


def decide(
    *,
    user,
    county_code: str,
    key: str,
    value: Any,
    valid_from: date,
    valid_to: date | None = None,
    document_number: str,
    reason: str,
) -> PolicyDecision:
    """Record a county's decision about a parameter and return it.

    Ends the decision before it and withdraws those it takes the place of. Raises ``Refusal`` as
    :func:`plan` does, without document number or reason, and for the same decision entered twice;
    ``Outrun`` when somebody else decided about the same parameter in the meantime.
    """
    document_number, reason = document_number.strip(), reason.strip()
    if not document_number or not reason:
        raise Refusal("请填写决定的文号和理由。")
    with pghistory.context(reason=reason), transaction.atomic():
        planned = plan(
            county_code=county_code, key=key, value=value, valid_from=valid_from, valid_to=valid_to
        )
        for standing in planned.replaces:
            same = (standing.value, standing.valid_from, standing.valid_to, standing.document_number)
            if same == (planned.value, valid_from, valid_to, document_number):
                raise Refusal("这项决定已经录入，不必重复。")
        note = f"由{document_number}的决定代替"
        for standing in planned.ends:
            _update(standing, valid_to=day_before(valid_from), ended_reason=note)
        for standing in planned.replaces:
            _update(standing, withdrawn_at=timezone.now(), withdrawn_by=user, ended_reason=note)
        try:
            with transaction.atomic():
                return PolicyDecision.objects.create(
                    county_code=county_code,
                    key=key,
                    value=planned.value,
                    valid_from=valid_from,
                    valid_to=valid_to,
                    document_number=document_number,
                    reason=reason,
                    decided_by=user,
                )
        except IntegrityError as error:
            if "policy_decision_no_overlap" in str(error):
                raise Outrun(f"“{planned.change.parameter.label}”") from None
            raise


def end(*, user, decision: PolicyDecision, last_day: date, reason: str) -> None:
    """End a standing decision after ``last_day``; from the next day the documents hold again.

    Raises ``Refusal`` outside the decision's time, without a reason, or when a confirmed period would
    change; ``Outrun`` when somebody else changed the decision first.
    """
    reason = reason.strip()
    if not reason:
        raise Refusal("请填写终止的理由。")
    if last_day < decision.valid_from or (decision.valid_to and last_day >= decision.valid_to):
        raise Refusal("终止日期须在决定施行期间以内；整项决定录错的，请用“撤回”。")
    with pghistory.context(reason=reason), transaction.atomic():
        previews.guard(_return_to_documents(decision, date.fromordinal(last_day.toordinal() + 1)))
        _update(decision, valid_to=last_day, ended_reason=reason)


def withdraw(*, user, decision: PolicyDecision, reason: str) -> None:
    """Withdraw a decision entered by mistake, as if it had never held; its row and history stay.

    Decisions that it had ended or replaced do not come back by themselves. Raises ``Refusal`` without a
    reason or when a confirmed period would change; ``Outrun`` when somebody else changed it first.
    """
    reason = reason.strip()
    if not reason:
        raise Refusal("请填写撤回的理由。")
    with pghistory.context(reason=reason), transaction.atomic():
        previews.guard(_return_to_documents(decision, decision.valid_from))
        _update(decision, withdrawn_at=timezone.now(), withdrawn_by=user, ended_reason=reason)


def _return_to_documents(decision: PolicyDecision, day: date) -> Change:
    parameter = decision.parameter
    return Change(
        decision.county_code,
        parameter,
        day,
        decision.valid_to,
        decision.as_value(),
        settle(parameter, (), day),
    )


def _update(decision: PolicyDecision, **fields) -> None:
    """Change a decision as it was read, or say that somebody else was first."""
    moved = (
        PolicyDecision.objects.standing()
        .filter(pk=decision.pk, valid_from=decision.valid_from, valid_to=decision.valid_to)
        .update(**fields)
    )
    if moved != 1:
        raise Outrun(f"“{decision.parameter.label}”的决定")
