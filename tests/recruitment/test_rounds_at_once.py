"""Two at once at a round: the last place of a village, the announcement, the end."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from guanling.accounts.enums import Role
from guanling.documents.models import Paper
from guanling.runs.errors import Refusal
from recruitment.enums import RoundState
from recruitment.models import Opening, Round
from recruitment.queries import rounds as queries
from recruitment.services import rounds, steps
from roster.enums import PostKind
from roster.models import Post
from tests.at_once import at_once
from tests.recruitment.rounds_build import NOW, TODAY, clerk, director, planned
from tests.recruitment.world import START, make_opening, make_round, selection_county

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db):
    made = selection_county()
    made.second_signer = made.second[Role.TOWNSHIP_DIRECTOR]
    return made


def two_plans(world):
    """Two empty plans of a township, and the post that both want."""
    post = Post.objects.create(unit=world.villages[0], kind=PostKind.POPULATION_DIRECTOR)
    plans = [
        rounds.create_round(
            unit=world.townships[0], title=f"第{number}批", start_on=START, user=clerk(world), today=TODAY
        )
        for number in (1, 2)
    ]
    return post, plans


def held(post):
    return sum(row.open_places for row in Opening.objects.filter(post=post))


def test_two_rounds_take_the_last_place_of_a_village(world):
    post, plans = two_plans(world)

    def take(plan):
        return lambda: rounds.add_opening(
            round_=plan,
            unit=world.villages[0],
            kind=PostKind.POPULATION_DIRECTOR,
            places=1,
            user=clerk(world),
            today=TODAY,
        )

    results = at_once(*(take(plan) for plan in plans))
    refused = [result for result in results if isinstance(result, Refusal)]
    assert len(refused) == 1, results
    assert "占用1名" in str(refused[0])
    assert held(post) == 1


def test_without_the_lock_both_take_it(world):
    """The control: counting alone, as the trigger would without its lock, lets both in."""
    post, plans = two_plans(world)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_places_within_quota%%'")
        (name,) = cursor.fetchone()
        cursor.execute(f'ALTER TABLE recruitment_opening DISABLE TRIGGER "{name}"')
    try:
        barrier = threading.Barrier(2)

        def take(plan):
            def work():
                opening = Opening(
                    round=plan,
                    post=post,
                    kind=post.kind,
                    unit=world.villages[0],
                    unit_name="甲家村",
                    number=1,
                    places=1,
                    quota=1,
                    start_on=START,
                )
                free = queries.holding(opening).free
                barrier.wait()
                if free >= opening.places:
                    opening.save()

            return work

        at_once(*(take(plan) for plan in plans))
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER TABLE recruitment_opening ENABLE TRIGGER "{name}"')
    assert held(post) == 2


def test_two_announce_at_once(world):
    made = planned(world)

    def announce(user):
        return lambda: rounds.announce(round_=Round.objects.get(pk=made.pk), user=user, now=NOW)

    results = at_once(announce(director(world)), announce(world.second_signer))
    assert sum(isinstance(result, Paper) for result in results) == 1, results
    assert sum(isinstance(result, Refusal) for result in results) == 1
    assert list(Paper.objects.values_list("number", flat=True)) == ["甲府告〔2016〕1号"]
    assert made.log.filter(to_state=RoundState.ANNOUNCED).count() == 1


def test_two_close_at_once(world):
    made = make_round(world.townships[0], by=clerk(world), state="appointing")
    Opening.objects.filter(pk=make_opening(made, world.villages[0]).pk).update(filled=1)
    users = (clerk(world), world.second[Role.TOWNSHIP_CLERK])

    def close(user):
        return lambda: rounds.close_round(round_=Round.objects.get(pk=made.pk), user=user)

    results = at_once(*(close(user) for user in users))
    assert sum(isinstance(result, Refusal) for result in results) == 1, results
    assert made.log.filter(to_state=RoundState.CLOSED).count() == 1


def test_without_the_lock_both_believe_that_they_ended_it(world):
    """The control: reading the state and writing the row, without lock or conditional update."""
    made = make_round(world.townships[0], by=clerk(world), state="appointing")
    barrier = threading.Barrier(2)

    def close():
        found = Round.objects.get(pk=made.pk)
        barrier.wait()
        if found.state == RoundState.APPOINTING:
            Round.objects.filter(pk=made.pk).update(state=RoundState.CLOSED, ended_at=timezone.now())
            steps.RoundLog.objects.create(
                round=made, from_state=found.state, to_state=RoundState.CLOSED, actor=clerk(world)
            )

    at_once(close, close)
    assert made.log.filter(to_state=RoundState.CLOSED).count() == 2
