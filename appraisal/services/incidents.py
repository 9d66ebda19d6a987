"""Business acts on incidents (P8.2c–i): alleged by one, confirmed under a number or dropped by another."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from appraisal.enums import INCIDENT_MOVES, IncidentGround, IncidentState
from appraisal.models import Incident
from appraisal.queries.incidents import serves
from appraisal.rules import incidents as rules
from appraisal.services.guards import demand, reason_given
from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.accounts.models import User
from guanling.policy import queries as policy
from guanling.runs.errors import Refusal
from guanling.runs.states import move
from roster.models import Person, Unit
from roster.services.saving import save_checked

IT = "这项情形"


def _must_hold(ground, village, happened_on, today=None):
    """Refuse a ground that did not hold on the day, or, where ``today`` is given, holds no more."""
    county = village.code[:COUNTY_DIGITS]
    held = policy.at_days(county, {happened_on, today or happened_on})
    fault = rules.ground_fault(
        ground.label,
        ground.clause,
        held_then=held[happened_on].holds(ground.key),
        holds_today=held[today].holds(ground.key) if today else None,
    )
    if fault:
        raise Refusal(f"{fault}。")


@transaction.atomic
def record_incident(
    *,
    person: Person,
    village: Unit,
    ground: str,
    happened_on: date,
    summary: str,
    user: User,
    today: date | None = None,
) -> Incident:
    """Record what a director is said to have done (P8.2c, d, e, h, i); an allegation, which counts nothing.

    Refuses a day to come, somebody who did not serve in the village that day, a ground that did not hold
    on it or holds no more today, an empty account, and disorder of ledgers: that is found on a visit.
    """
    demand(user, Action.INCIDENT_RECORD, village.code)
    today = today or timezone.localdate()
    ground = IncidentGround(ground)
    if ground == IncidentGround.F:
        raise Refusal("工作台账混乱（P8.2f）请在督查中登记，不在这里登记。")
    if fault := rules.day_fault(happened_on, today):
        raise Refusal(f"{fault}。")
    _must_hold(ground, village, happened_on, today)
    if not serves(person, village, happened_on):
        raise Refusal(f"{person.name}当日不在{village}任人口主任，请核对人员、村和日期。")
    incident = Incident(
        person=person,
        village=village,
        ground=ground,
        happened_on=happened_on,
        summary=reason_given(summary, "情况"),
        recorded_by=user,
    )
    save_checked(incident)
    return incident


def _decide(incident, to, user, decision, what, **fields):
    """Move an incident as somebody other than its recorder may; a second decider is told."""
    demand(user, Action.INCIDENT_CONFIRM, incident.village.code)
    if incident.recorded_by_id == user.pk:
        raise Refusal("您是登记人，不能认定自己登记的情形；请由县局另一位审核人员办理。")
    move(
        incident,
        to,
        INCIDENT_MOVES,
        called=IT,
        decided_by=user,
        decided_at=timezone.now(),
        decision=reason_given(decision, what),
        **fields,
    )


@transaction.atomic
def confirm_incident(*, incident: Incident, document_number: str, decision: str, user: User) -> None:
    """Confirm an allegation under the number of an official document: from now on it counts (P8.2).

    Refuses who recorded it, a missing number or opinion, a ground that did not hold on the day, and one
    that is decided already.
    """
    _must_hold(IncidentGround(incident.ground), incident.village, incident.happened_on)
    number = reason_given(document_number, "认定的文号")
    _decide(incident, IncidentState.CONFIRMED, user, decision, "认定意见", document_number=number)


@transaction.atomic
def drop_incident(*, incident: Incident, reason: str, user: User) -> None:
    """Drop an allegation with a reason: it counts nothing and stays on record. Refuses who recorded it."""
    _decide(incident, IncidentState.DROPPED, user, reason, "不予认定的理由")


@transaction.atomic
def revoke_incident(*, incident: Incident, reason: str, user: User) -> None:
    """Revoke what was confirmed, with a reason: it counts no more; its number stays. Refuses the recorder."""
    _decide(incident, IncidentState.REVOKED, user, reason, "撤销认定的理由")
