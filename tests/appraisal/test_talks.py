"""Persistent last places lead to a talk and a review, never to the end of a post (A6.1)."""

import ast
import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils import timezone

from appraisal.enums import LeavingRule, MonthState, ResultStatus, TalkOutcome, TalkState
from appraisal.models import Month, Result, Talk
from appraisal.prints.talks import RECORD, record_content
from appraisal.queries.talks import to_hold, to_review
from appraisal.rules import leaving, month_end
from appraisal.services import talks as services
from appraisal.services.sweep import sweep_now
from guanling.accounts.enums import Role
from guanling.documents.services.papers import render_content
from guanling.policy.models import PolicyDecision
from guanling.runs.errors import Outrun, Refusal
from roster.enums import PostKind
from roster.models import Appointment, Person, Post, Unit
from tests.appraisal.world import make_director
from tests.people import make_county, make_user
from tests.project.test_imports import CHECKOUT, imports_of

GOLDEN = yaml.safe_load(
    (Path(__file__).parent.parent / "policy_cases" / "last_places.yaml").read_text(encoding="utf-8")
)
CASES = [pytest.param(case, id=case["说明"]) for case in GOLDEN]
TODAY = date(2030, 1, 1)
JULY, AUGUST, SEPTEMBER = (date(2016, number, 1) for number in (7, 8, 9))


def placed(pair):
    return None if pair == "无" else leaving.Placed(*pair)


@pytest.mark.parametrize("case", CASES)
def test_the_rule_says_what_the_case_says(case):
    row = services.row_of(date(2016, len(case["名次"]), 1), case["月数"])
    months = {
        date(2016, number, 1): placed(pair)
        for number, pair in enumerate(case["名次"], 1)
        if placed(pair) is not None
    }
    assert leaving.last_in_a_row(months, row, case["末位"]) is (case["约谈"] == "是")


# --- in the database ---------------------------------------------------------------------------------


def decide(world, **figures):
    """The county's figures from 2016 on."""
    for key, value in figures.items():
        PolicyDecision.objects.create(
            county_code=world.county.code,
            key=f"elimination.{key}",
            value=str(value),
            valid_from=date(2016, 1, 1),
            document_number="1号",
            reason="案例",
            decided_by=world.users[Role.BUREAU_CLERK],
        )


def issued(world, first_day, ranks, version=1, ranked=None):
    """An issued month in which each person of ``ranks`` has the place, among ``ranked`` people."""
    month, _ = Month.objects.get_or_create(
        county=world.county,
        first_day=first_day,
        defaults={"state": MonthState.ISSUED, "closed_at": timezone.now()},
    )
    for person, rank in ranks.items():
        village = Unit.objects.get(pk=person.unit_id)
        Result.objects.create(
            month=month,
            version=version,
            issued=True,
            person=person,
            person_name=person.name,
            township_code=village.parent.code,
            township_name=village.parent.name,
            village_code=village.code,
            village_name=village.name,
            days_served=30,
            score=None if rank is None else Decimal(100 - rank),
            township_rank=rank,
            county_rank=rank,
            status=ResultStatus.NOT_SCORED if rank is None else ResultStatus.RANKED,
        )
    return month


def county(number=8, places=2, months=3):
    """A county of some directors, whose last ``places`` over ``months`` are talked to."""
    world = make_county()
    decide(world, places=places, months=months)
    world.people = [make_director(world.villages[0], f"人{order}") for order in range(number)]
    return world


def in_order(world, *last):
    """Places 1, 2, 3 … with the people of ``last`` at the end."""
    rest = [person for person in world.people if person not in last]
    return {person: number for number, person in enumerate([*rest, *last], 1)}


def sweep(world, period="2016-09"):
    return sweep_now(county=world.county, period=period, today=TODAY)


def row_of_three(world, *last):
    for day in (JULY, AUGUST, SEPTEMBER):
        issued(world, day, in_order(world, *last))


@pytest.mark.django_db
def test_a_row_leads_to_a_talk_with_its_months_and_figures():
    world = county()
    bad = world.people[0]
    row_of_three(world, world.people[1], bad)
    run = sweep(world)
    assert run.counts["talks"] == {"new": 2, "withdrawn": 0}
    talk = Talk.objects.get(person=bad)
    assert (talk.first_day, talk.last_day, talk.state) == (JULY, date(2016, 9, 30), TalkState.PROPOSED)
    assert [one["what"] for one in talk.evidence] == [f"2016年{number}月全县名次" for number in (7, 8, 9)]
    assert talk.evidence[0]["figure"] == "第8名，参加排序8人，总分92.00"
    assert talk.parameters["values"]["elimination.places"]["value"] == "2"
    assert (talk.village_code, talk.run) == (world.villages[0].code, run)
    sweep(world)
    assert Talk.objects.count() == 2
    # Its months are used: October alone makes no new row.
    issued(world, date(2016, 10, 1), in_order(world, world.people[1], bad))
    sweep(world, "2016-10")
    assert Talk.objects.count() == 2


@pytest.mark.django_db
def test_a_month_that_is_missing_or_not_issued_breaks_the_row():
    world = county()
    bad = world.people[0]
    for day in (JULY, SEPTEMBER):
        issued(world, day, in_order(world, bad))
    sweep(world)
    assert not Talk.objects.exists()
    month = issued(world, AUGUST, {})
    Result.objects.create(
        month=month,
        person=bad,
        person_name="未通报",
        township_code="520424101",
        township_name="甲镇",
        village_code=world.villages[0].code,
        village_name="村",
        days_served=30,
        score=1,
        county_rank=8,
        township_rank=8,
        status=ResultStatus.RANKED,
    )
    sweep(world)
    assert not Talk.objects.exists()


@pytest.mark.django_db
def test_a_correction_withdraws_a_proposed_talk_but_not_one_that_was_held():
    world = county()
    first, second = world.people[:2]
    row_of_three(world, first, second)
    sweep(world)
    hold(world, Talk.objects.get(person=second))
    # August corrected: neither was among the last.
    rest = world.people[2:]
    issued(world, AUGUST, {person: number for number, person in enumerate([first, second, *rest], 1)}, 2)
    run = sweep(world)
    assert run.counts["talks"] == {"new": 0, "withdrawn": 1}
    gone = Talk.objects.get(person=first)
    assert (gone.state, gone.dropped_by, gone.reason) == (TalkState.DROPPED, None, services.GONE)
    assert Talk.objects.get(person=second).state == TalkState.HELD
    # And back again by another correction.
    issued(world, AUGUST, in_order(world, first, second), 3)
    assert sweep(world).counts["talks"] == {"new": 1, "withdrawn": 0}


@pytest.mark.django_db
def test_who_has_left_is_not_talked_to():
    world = county()
    row_of_three(world, world.people[0])
    Appointment.objects.filter(person=world.people[0]).update(valid_to=date(2016, 9, 29))
    sweep(world)
    assert not Talk.objects.filter(person=world.people[0]).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(8))
def test_sql_and_rule_agree_at_random(seed):
    dice = random.Random(seed)
    places, number = dice.randint(1, 4), dice.randint(3, 9)
    world = county(number, places, dice.randint(1, 3))
    seen = {person.pk: {} for person in world.people}
    days = [date(2016, month, 1) for month in range(6, 10) if dice.random() < 0.9]
    for day in days:
        scores = {person: dice.choice((1, 2, 3, None)) for person in world.people}
        ranked = [score for score in scores.values() if score is not None]
        ranks = {
            person: None if score is None else 1 + sum(other < score for other in ranked)
            for person, score in scores.items()
        }
        issued(world, day, ranks)
        for person, rank in ranks.items():
            if rank is not None:
                seen[person.pk][day] = leaving.Placed(rank, len(ranked))
    sweep(world)
    months = int(PolicyDecision.objects.get(key="elimination.months").value)
    expected = {
        pk
        for pk, own in seen.items()
        if days and leaving.last_in_a_row(own, services.row_of(max(days), months), places)
    }
    assert set(Talk.objects.values_list("person", flat=True)) == expected


# --- holding and reviewing -----------------------------------------------------------------------------


def hold(world, talk, user=None, **fields):
    """The talk is held by the township's director."""
    services.hold(
        talk=talk,
        user=user or world.users[Role.TOWNSHIP_DIRECTOR],
        **{
            "held_on": date(2016, 10, 12),
            "record": "本人说明了情况",
            "steps": "每周入户两次",
            "today": date(2016, 10, 12),
            **fields,
        },
    )
    talk.refresh_from_db()


def review(world, talk, user=None, **fields):
    """The bureau's clerk reviews."""
    services.review(
        talk=talk,
        user=user or world.users[Role.BUREAU_CLERK],
        **{
            "reviewed_on": date(2017, 1, 5),
            "outcome": TalkOutcome.STAYS,
            "text": "措施已落实",
            "today": date(2017, 1, 5),
            **fields,
        },
    )
    talk.refresh_from_db()


def drop(world, talk, user=None, reason="当月病假"):
    services.drop(talk=talk, user=user or world.users[Role.TOWNSHIP_DIRECTOR], reason=reason)


@pytest.fixture
def world(db):
    return county(3)


@pytest.fixture
def talk(world):
    row = {"village_code": world.villages[0].code, "village_name": "甲家村", "township_name": "甲镇"}
    run = sweep(world)
    return Talk.objects.create(
        run=run,
        person=world.people[0],
        person_name="人0",
        first_day=JULY,
        last_day=month_end(SEPTEMBER),
        **row,
    )


def test_a_talk_is_held_and_reviewed_by_another_within_the_days(world, talk):
    clerk, director = world.users[Role.BUREAU_CLERK], world.users[Role.TOWNSHIP_DIRECTOR]
    assert list(to_hold(director)) == [talk]
    hold(world, talk)
    assert (talk.state, talk.held_by) == (TalkState.HELD, director)
    assert talk.review_by == date(2016, 10, 12) + timedelta(days=90)
    assert not to_review(director)
    assert list(to_review(clerk)) == [talk]
    with pytest.raises(Refusal, match="不能复核自己"):
        review(world, talk, director)
    with pytest.raises(IntegrityError, match="talk_holder_is_not_reviewer"), transaction.atomic():
        Talk.objects.update(
            state=TalkState.REVIEWED,
            reviewed_by=director,
            reviewed_on=date(2017, 1, 1),
            outcome="stays",
            review="好",
        )
    review(world, talk)
    assert (talk.state, talk.reviewed_by, talk.outcome) == (TalkState.REVIEWED, clerk, TalkOutcome.STAYS)


ACTS = {"hold": hold, "review": review, "drop": drop}
ALLOWED = {("proposed", "hold"), ("proposed", "drop"), ("held", "review")}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", list(TalkState))
def test_state_and_act(world, talk, state, act):
    if state in (TalkState.HELD, TalkState.REVIEWED):
        hold(world, talk)
    if state == TalkState.REVIEWED:
        review(world, talk)
    if state == TalkState.DROPPED:
        drop(world, talk)
    if (state, act) in ALLOWED:
        ACTS[act](world, talk)
        assert Talk.objects.get().state != state
    else:
        with pytest.raises(Outrun):
            ACTS[act](world, talk, world.users[Role.BUREAU_CLERK])
        assert Talk.objects.get().state == state


def test_what_is_refused(world, talk):
    for fields, words in (
        ({"record": " "}, "请写明约谈记录"),
        ({"steps": ""}, "请写明商定"),
        ({"held_on": date(2016, 10, 13)}, "还没有到"),
        ({"held_on": date(2016, 9, 30)}, "最后一个月以后"),
        ({"user": world.users[Role.TOWNSHIP_CLERK]}, "没有对该单位"),
        ({"user": world.foreign[Role.TOWNSHIP_DIRECTOR]}, "没有对该单位"),
    ):
        with pytest.raises(Refusal, match=words):
            hold(world, talk, **fields)
    hold(world, talk)
    for fields, words in (
        ({"outcome": "dismissed"}, "请选择复核意见"),
        ({"text": ""}, "请写明复核情况"),
        ({"reviewed_on": date(2016, 10, 11)}, "请核对"),
        ({"reviewed_on": date(2017, 1, 6)}, "请核对"),
    ):
        with pytest.raises(Refusal, match=words):
            review(world, talk, **fields)
    other = make_user("other_director", (Role.TOWNSHIP_DIRECTOR, world.townships[0]))
    review(world, talk, other)


def test_the_record_is_printed(world, talk):
    hold(world, talk, record="第一段\n第二段")
    content = record_content(Talk.objects.get())
    assert content["months"] == "2016年7月至2016年9月"
    assert render_content(kind=RECORD, content=content).pages == 1


# --- no road to the end of a post ------------------------------------------------------------------------


TALK_MODULES = [
    path
    for layer in ("models", "queries", "services", "views", "prints")
    for path in [CHECKOUT / "appraisal" / layer / "talks.py"]
]


def test_no_road_leads_from_a_talk_to_the_end_of_an_appointment():
    """Neither an import nor a key of the database nor a ground: the rank ends nothing."""
    for path in TALK_MODULES:
        name = f"appraisal.{path.parent.name}.talks"
        imported = {target for target, _ in imports_of(name, path)}
        for target in imported:
            assert not target.startswith(("roster.services", "payroll"))
            assert "case" not in target.rpartition(".")[0]
            assert "Case" not in target
            assert not target.endswith(("EndGround", "SweepFinding"))
        words = {
            node.id for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Name)
        }
        assert not words & {"EndGround", "LeavingRule", "SweepFinding", "end_appointment"}
        assert "roster_appointment SET" not in path.read_text("utf-8")
    targets = {field.related_model for field in Talk._meta.get_fields() if field.many_to_one}
    assert targets == {Person, get_user_model(), Talk._meta.get_field("run").related_model}
    pointing = {relation.related_model.__name__ for relation in Talk._meta.related_objects}
    assert pointing == {"TalkEvent"}
    assert not [rule for rule in LeavingRule if "rank" in rule.value or "elimination" in rule.value]
    assert {outcome.value for outcome in TalkOutcome} == {"stays", "helped", "shifted"}


def test_nothing_of_a_case_imports_talks():
    """The other way round: no code about leaving reads a talk."""
    for path in (CHECKOUT / "appraisal").rglob("*.py"):
        if path in TALK_MODULES or path.stem in {"sweeps", "sweep", "__init__"} or "migrations" in path.parts:
            continue
        parts = path.relative_to(CHECKOUT).with_suffix("").parts
        imported = {target for target, _ in imports_of(".".join(parts), path)}
        assert not [target for target in imported if "talks" in target or target.endswith(".Talk")], path


@pytest.mark.django_db
def test_the_last_of_all_keeps_the_post_through_sweep_talk_and_review():
    world = county()
    bad = world.people[0]
    row_of_three(world, bad)
    before = list(Appointment.objects.order_by("pk").values())
    sweep(world)
    talk = Talk.objects.get(person=bad)
    hold(world, talk)
    review(world, talk, outcome=TalkOutcome.SHIFTED)
    assert list(Appointment.objects.order_by("pk").values()) == before
    assert Post.objects.filter(kind=PostKind.POPULATION_DIRECTOR).exists()
