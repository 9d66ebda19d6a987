"""Rewards: the rule, its reading from the database, proposing and deciding, once a person, races (A7.4)."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from guanling.accounts.enums import Role
from guanling.policy.rules import Decision, settle_all
from guanling.policy.services import decide
from guanling.runs.errors import Refusal
from payroll.enums import Item, OrderState, RewardState
from payroll.models import Order, Reward
from payroll.queries import rewards as queries
from payroll.rules import rewards as rules
from payroll.rules.service import Term, years_served
from payroll.services import rewards
from roster.enums import Grade
from roster.models import Unit
from tests.at_once import at_once
from tests.payroll import pension_build
from tests.payroll import rewards_build as made

CASES = yaml.safe_load(
    (Path(__file__).resolve().parent.parent / "policy_cases" / "rewards.yaml").read_text(encoding="utf-8")
)
LAST = date(2020, 12, 31)
GRADES = {grade.label: grade for grade in Grade}


def day(value):
    return None if value == "今" else value


def score(value):
    return None if value == "空" else Decimal(value)


def expected(case):
    return [tuple(row) for row in case["结果"]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["说明"])
def test_the_rule_on_the_golden_cases(case):
    results = {
        year: rules.Result(GRADES[grade], score(target)) for year, (grade, target) in case["年度结果"].items()
    }
    decisions = [
        Decision(key, value, date(2014, 4, 15), None, "1号", "案例")
        for key, value in case.get("县定", {}).items()
    ]
    found = []
    for year in years_served([Term(first, day(last)) for first, last in case["任职"]], LAST):
        measure = queries.measure_of(settle_all("520424", year.last, decisions))
        if measure is not None and year.number >= measure.years:
            window = rules.window(year.since, year.number, measure.years)
            found.append(rules.assess(*window, results, measure))
    due = rules.becomes_due(found)
    found = found[: found.index(due) + 1] if due else found
    assert [(one.first, one.last, rules.STATES[one.state]) for one in found] == expected(case)


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["说明"])
def test_the_lists_on_the_golden_cases(case):
    world = made.county()
    who = pension_build.person(world)
    for first, last in case["任职"]:
        pension_build.serve(who, world.villages[0], first, day(last))
    for year, (grade, target) in case["年度结果"].items():
        made.result(world, who, year, GRADES[grade], score(target))
    for key, value in case.get("县定", {}).items():
        decide(
            user=world.clerk,
            county_code=world.county.code,
            key=key,
            value=value,
            valid_from=date(2014, 4, 15),
            document_number="1号",
            reason="案例",
        )
    found = [line for year in range(2014, 2021) for line in queries.completed(world.county, year, LAST)]
    told = [(line.assessment.first, line.assessment.last, line.word) for line in found]
    assert told == expected(case)


@pytest.fixture
def world(db):
    return made.county()


def test_the_newest_version_of_a_year_counts(world):
    who = made.complete(world)
    made.result(world, who, 2016, Grade.FAILED, version=2)
    (line,) = queries.completed(world.county, 2017, made.TODAY)
    assert line.state == rules.NOT_MET
    assert [(one.year, one.said) for one in line.gaps] == [(2016, "不合格，等次不符合要求")]


def test_years_not_over_yet_are_not_listed(world):
    made.complete(world)
    assert queries.completed(world.county, 2017, date(2017, 12, 30)) == []


def test_proposed_granted_and_left_to_the_run(world):
    who = made.complete(world)
    one = made.proposed(world, who)
    assert [row["said"] for row in one.evidence] == ["合格，责任书得分80.00"] * 3
    assert one.parameters["values"]["pay.reward_amount"]["value"] == "3000.00"
    order = rewards.grant(reward=one, user=world.reviewer, document_number="奖1号", today=made.TODAY)
    assert (order.item, order.clause, order.amount, order.state) == (
        Item.REWARD,
        "A7.4",
        Decimal("3000.00"),
        OrderState.DECIDED,
    )
    assert (order.person, order.unit, order.from_month) == (who, world.townships[0], date(2018, 3, 1))
    assert order.note == "2015年1月至2017年12月连续任职届满奖励"
    assert (one.state, one.order) == (RewardState.GRANTED, order)
    (line,) = queries.completed(world.county, 2017, made.TODAY)
    assert line.word == "同意"


def test_once_for_ever(world):
    who = made.complete(world)
    rewards.grant(
        reward=made.proposed(world, who), user=world.reviewer, document_number="1号", today=made.TODAY
    )
    made.result(world, who, 2018)
    assert queries.completed(world.county, 2018, date(2019, 3, 1)) == []
    with pytest.raises(Refusal, match="不符合条件"):
        rewards.propose(
            county=world.county, year=2018, people=[who.pk], user=world.clerk, today=date(2019, 3, 1)
        )
    copy = Reward.objects.get()
    copy.pk, copy.order, copy.state, copy.decided_by, copy.decided_at = None, None, "proposed", None, None
    copy.document_number = ""
    with pytest.raises(IntegrityError, match="reward_once_a_person"), transaction.atomic():
        copy.save(force_insert=True)


def test_who_was_due_before_stays_on_that_years_list(world):
    who = made.complete(world)
    made.result(world, who, 2018)
    assert [line.served.person for line in queries.completed(world.county, 2017, date(2019, 3, 1))] == [
        who.pk
    ]
    assert queries.completed(world.county, 2018, date(2019, 3, 1)) == []


def test_a_refusal_has_a_reason_and_may_be_proposed_again(world):
    one = made.proposed(world, made.complete(world))
    with pytest.raises(Refusal, match="不同意的理由"):
        rewards.refuse(reward=one, user=world.reviewer, reason=" ")
    rewards.refuse(reward=one, user=world.reviewer, reason="正在核查")
    assert not Order.objects.exists()
    again = made.proposed(world, one.person)
    rewards.grant(reward=again, user=world.reviewer, document_number="1号", today=made.TODAY)
    assert [reward.state for reward in Reward.objects.order_by("pk")] == ["refused", "granted"]


def test_what_is_missing_or_below_is_not_proposed(world):
    missing = made.complete(world, results=False)
    below = made.complete(world, "白乙", results=False)
    made.result(world, below, 2015, Grade.BASIC)
    for who in (missing, below):
        with pytest.raises(Refusal, match="缺少年度结果"):
            made.proposed(world, who)
    with pytest.raises(Refusal, match="请选择"):
        rewards.propose(county=world.county, year=2017, people=[], user=world.clerk, today=made.TODAY)


def test_evidence_that_has_changed_since_is_not_granted(world):
    who = made.complete(world)
    one = made.proposed(world, who)
    made.result(world, who, 2016, Grade.FAILED, version=2)
    with pytest.raises(Refusal, match="已不符合条件"):
        rewards.grant(reward=one, user=world.reviewer, document_number="1号", today=made.TODAY)


def test_the_proposer_does_not_decide(world):
    one = made.proposed(world, made.complete(world))
    with pytest.raises(Refusal, match="没有对该单位"):
        rewards.grant(reward=one, user=world.clerk, document_number="1号", today=made.TODAY)
    Reward.objects.filter(pk=one.pk).update(proposed_by=world.reviewer)
    with pytest.raises(Refusal, match="提出的人不能决定"):
        rewards.refuse(reward=one, user=world.reviewer, reason="不同意")
    with pytest.raises(Refusal, match="没有对该单位"):
        rewards.propose(
            county=world.county,
            year=2017,
            people=[1],
            user=world.users[Role.TOWNSHIP_CLERK],
            today=made.TODAY,
        )


def test_the_database_keeps_what_was_proposed_and_decided(world):
    one = made.proposed(world, made.complete(world))
    for values in ({"amount": 1}, {"state": "granted"}, {"evidence": []}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Reward.objects.filter(pk=one.pk).update(**values)
    rewards.refuse(reward=one, user=world.reviewer, reason="不同意")
    with pytest.raises(DatabaseError), transaction.atomic():
        Reward.objects.filter(pk=one.pk).update(state="proposed", decided_by=None, decided_at=None, reason="")


def test_a_township_that_merged_since_pays_through_its_successor(world):
    one = made.proposed(world, made.complete(world))
    Unit.objects.filter(pk=world.townships[0].pk).update(
        valid_to=date(2018, 1, 31), successor=world.townships[1]
    )
    assert rewards.paying_unit(one, made.TODAY) == world.townships[1]


def test_the_list_costs_as_many_statements_for_two_as_for_forty(world):
    made.complete(world)
    with CaptureQueriesContext(connection) as few:
        assert len(queries.completed(world.county, 2017, made.TODAY)) == 1
    for number in range(40):
        made.complete(world, f"员{number}", village=number % 2)
    with CaptureQueriesContext(connection) as many:
        assert len(queries.completed(world.county, 2017, made.TODAY)) == 41
    assert len(few) == len(many)


def decide_twice(world):
    """Two reviewers grant the same reward at once."""
    one = made.proposed(world, made.complete(world))

    def granting(user):
        mine = Reward.objects.select_related("county", "person").get(pk=one.pk)
        return lambda: rewards.grant(reward=mine, user=user, document_number="1号", today=made.TODAY)

    return at_once(granting(world.reviewer), granting(world.reviewer2))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_grant_at_once_one_is_told_and_one_order_stands():
    results = decide_twice(made.county())
    assert sum(isinstance(result, Refusal) for result in results) == 1, results
    assert Order.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_conditional_move_two_orders_would_stand(monkeypatch):
    """Shows that the lock and the conditional move are what holds."""

    def careless(thing, to, table, *, called, **fields):
        for name, value in {"state": to, **fields}.items():
            setattr(thing, name, value)
        thing.save()

    monkeypatch.setattr(rewards, "move", careless)
    monkeypatch.setattr(
        rewards,
        "_for_decision",
        lambda reward, user: Reward.objects.select_related("county").get(pk=reward.pk),
    )
    monkeypatch.setattr(rewards, "_still_holds", lambda reward, today: None)
    results = decide_twice(made.county())
    assert Order.objects.count() == 2, results
