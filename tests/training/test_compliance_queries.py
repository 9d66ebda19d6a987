"""Who has what training, from the tables: against the rules, for few and for many."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanling.accounts.enums import Role
from guanling.policy.models import PolicyDecision
from roster.enums import Nature
from roster.models import Appointment, Unit
from tests.people import make_county
from tests.roster.build import end_unit
from tests.training.build import attend, enrol, session
from tests.training.directors import director, serve
from training.enums import (
    AnswerWay,
    Category,
    KnowledgeTestState,
    Met,
    Outcome,
    Part,
    Presence,
    SessionState,
    Source,
)
from training.models import Attempt, Attendance, KnowledgeTest, Session
from training.queries.compliance import (
    days_by_year,
    presence_in,
    recorded_years,
    standings,
    township_years,
)

MORNING, AFTERNOON = Part.MORNING, Part.AFTERNOON
SINCE = date(2013, 1, 1)
ON = date(2016, 9, 30)
END = date(2016, 12, 31)


@pytest.fixture
def world(db):
    return make_county()


def make_test(unit, name="应知应会", **fields):
    """A knowledge test that is open the whole year."""
    return KnowledgeTest.objects.create(
        **{
            "unit": unit,
            "name": name,
            "opens_at": "2016-01-01T00:00+08:00",
            "closes_at": "2016-12-01T00:00+08:00",
            "minutes": 60,
            "judge_count": 1,
            "judge_points": 5,
            "pass_mark": 3,
            "attempts_allowed": 2,
            "state": KnowledgeTestState.OPEN,
            **fields,
        }
    )


def answer(given, someone, taken_on=None, number=1):
    """A paper of ``someone``, answered on a day or still waiting."""
    return Attempt.objects.create(
        test=given,
        person=someone,
        unit_code=someone.unit.code,
        place="甲镇",
        way=AnswerWay.SCREEN,
        seed=1,
        number=number,
        taken_on=taken_on,
        score=None if taken_on is None else 1,
    )


def seen(on=ON, year=None):
    return standings(Appointment.objects.all(), on, year)


def initial_passed(world, someone, day, outcome=Outcome.PASSED, **fields):
    held = session(world.county, day, category=Category.INITIAL, **fields)
    attend(held, someone)
    held.enrolments.update(outcome=outcome, outcome_basis="出勤全到")
    return held


def test_initial_training_counts_when_passed_and_attended(world):
    village = world.villages[0]
    people = {
        name: director(village, name, date(2016, 3, 1), date(2019, 2, 28))
        for name in ("合格", "不合格", "取消", "没到场", "施行前", "待任")
    }
    initial_passed(world, people["合格"], date(2016, 2, 20))
    initial_passed(world, people["不合格"], date(2016, 2, 20), Outcome.FAILED)
    held = initial_passed(world, people["取消"], date(2016, 2, 20))
    Session.objects.filter(pk=held.pk).update(state=SessionState.CANCELLED, cancel_reason="停电")
    held = session(world.county, date(2016, 2, 20), category=Category.INITIAL)
    attend(held, people["没到场"], presence=Presence.ABSENT)
    held.enrolments.update(outcome=Outcome.PASSED, outcome_basis="误录")
    people["施行前"].appointments.update(valid_from=date(2014, 7, 8))
    people["待任"].appointments.update(valid_from=date(2016, 10, 1))
    states = {one.name: one.initial.state for one in seen().values()}
    assert states == {
        "合格": Met.MET,
        "不合格": Met.LACKING,
        "取消": Met.LACKING,
        "没到场": Met.LACKING,
        "施行前": Met.NOT_REQUIRED,
        "待任": Met.WAITING,
    }


def test_service_out_of_view_still_counts_for_the_person(world):
    """A township sees what its director served elsewhere: who began there before the clause is not new."""
    here, there = world.villages
    someone = director(there, "韦调动", SINCE, date(2016, 3, 31))
    serve(someone, here, date(2016, 4, 1))
    rows = Appointment.objects.filter(post__unit=here)
    one = standings(rows, ON)[someone.pk]
    assert [place.village for place in one.places] == ["甲家村"]
    assert one.initial.state == Met.NOT_REQUIRED
    assert one.service.total == 366


def test_a_director_of_two_villages_is_one_person(world):
    someone = director(world.villages[0], "韦两村", SINCE)
    serve(someone, world.villages[1], date(2016, 5, 1))
    attend(session(world.county, date(2016, 6, 1)), someone)
    found = seen()
    assert list(found) == [someone.pk]
    one = found[someone.pk]
    assert [place.village for place in one.places] == ["甲家村", "乙家村"]
    assert one.townships == (world.townships[0].code, world.townships[1].code)
    assert (one.update.have, one.service.total) == (Decimal("1.0"), 366)


def test_what_is_announced_and_what_is_not(world):
    village = world.villages[0]
    someone = director(village, "韦待训", SINCE)
    attend(session(world.county, date(2016, 3, 1)), someone)
    announced = session(world.county, date(2016, 11, 1), date(2016, 11, 2))
    enrol(announced, someone, source=Source.RULE, seat=1, places=60)
    draft = session(world.county, date(2016, 11, 8), state=SessionState.DRAFT)
    enrol(draft, someone, source=Source.RULE, seat=1, places=60)
    gone = session(world.county, date(2016, 11, 9))
    enrol(gone, someone, withdrawn_at="2016-09-01T00:00Z", withdraw_reason="生病")
    next_year = session(world.county, date(2017, 1, 5))
    enrol(next_year, someone, source=Source.RULE, seat=1, places=60)
    one = seen()[someone.pk]
    assert (one.update.coming, one.update.expected, one.update.state) == (2, 3, Met.ON_TRACK)
    # Announced only later: not known on the day.
    Session.objects.filter(pk=announced.pk).update(announced_at="2016-10-01T00:00Z")
    assert seen()[someone.pk].update.state == Met.WILL_MISS
    # On the day itself: only as long as nothing is recorded of it.
    assert seen(date(2016, 11, 1))[someone.pk].update.coming == 2
    attend(announced, someone, date(2016, 11, 1), presence=Presence.ABSENT)
    assert seen(date(2016, 11, 1))[someone.pk].update.coming == 1


def test_tests_of_the_year(world):
    one, two, three = (director(world.villages[0], name, SINCE) for name in ("韦一", "韦二", "韦三"))
    given = make_test(world.county)
    answer(given, one, date(2016, 5, 1))
    answer(given, one, date(2016, 6, 1), number=2)
    answer(given, two)
    found = seen()
    assert (found[one.pk].tests.have, found[one.pk].tests.state) == (1, Met.MET)
    assert (found[two.pk].tests.coming, found[two.pk].tests.state) == (1, Met.ON_TRACK)
    assert found[three.pk].tests.state == Met.WILL_MISS
    # Nobody had a score before: no record, no breach.
    assert seen(date(2016, 4, 30))[three.pk].tests.state == Met.NO_RECORD
    # A paper of a test that is over is nothing to come.
    assert seen(date(2016, 12, 2))[two.pk].tests.state == Met.WILL_MISS


def test_without_any_record_nothing_is_held_against_anybody(world):
    someone = director(world.villages[0], "韦无录", SINCE)
    assert seen(END)[someone.pk].update.state == Met.NO_RECORD
    elsewhere = Unit.objects.get(code="529999")
    attend(session(elsewhere, date(2016, 3, 1)), director(world.villages[0], "外县", SINCE))
    assert seen(END)[someone.pk].update.state == Met.NO_RECORD
    attend(session(world.county, date(2016, 3, 1)), director(world.villages[0], "本县", SINCE))
    assert seen(END)[someone.pk].update.state == Met.SHORT


def test_a_decision_of_the_county_within_the_year(world):
    someone = director(world.villages[0], "韦标准", SINCE)
    attend(session(world.county, date(2016, 3, 1), date(2016, 3, 2), date(2016, 3, 3)), someone)
    assert seen(END)[someone.pk].update.state == Met.MET
    PolicyDecision.objects.create(
        county_code="520424",
        key="training.update_days",
        value="4",
        valid_from=date(2016, 6, 1),
        document_number="1号",
        reason="加强",
        decided_by=world.users[Role.BUREAU_CLERK],
    )
    assert (seen(END)[someone.pk].update.state, seen(END, 2015)[someone.pk].update.required) == (
        Met.SHORT,
        3,
    )


def test_sessions_attended_of_the_township(world):
    someone = director(world.villages[0], "韦乡训", SINCE)
    town = world.townships[0]
    attend(session(town, date(2016, 3, 1), category=Category.TOWNSHIP), someone)
    over = session(town, date(2016, 12, 31), (date(2017, 1, 1), (MORNING,)), category=Category.TOWNSHIP)
    attend(over, someone, date(2017, 1, 1), parts=(MORNING,))
    attend(session(town, date(2016, 4, 1), category=Category.TOWNSHIP), someone, presence=Presence.ABSENT)
    # The session of the turn of the year is one of 2016, on whichever of its days somebody came.
    assert seen(END)[someone.pk].township_sessions == 1
    assert seen(date(2017, 12, 31), 2016)[someone.pk].township_sessions == 2
    assert seen(date(2017, 12, 31))[someone.pk].township_sessions == 0


def test_townships_and_what_they_came_from(world):
    town, other = world.townships
    someone = director(world.villages[0], "韦乡镇", SINCE)
    for month in (2, 5, 8):
        attend(session(town, date(2016, month, 1), category=Category.TOWNSHIP), someone)
    attend(session(other, date(2016, 3, 1), category=Category.TOWNSHIP), someone)
    attend(session(other, date(2016, 9, 1), category=Category.TOWNSHIP, parts=(MORNING,)), someone)
    session(other, date(2016, 10, 8), category=Category.TOWNSHIP)
    session(other, date(2016, 11, 8), category=Category.TOWNSHIP, state=SessionState.DRAFT)
    attend(session(other, date(2016, 4, 1), category=Category.UPDATE), someone)
    found = township_years(Unit.objects.filter(level="township"), ON)
    assert (len(found[town.pk].counted), found[town.pk].state) == (3, Met.ON_TRACK)
    mine = found[other.pk]
    assert (len(mine.counted), len(mine.short), len(mine.coming)) == (1, 1, 1)
    assert mine.state == Met.WILL_MISS
    end_unit(unit=other, last_day=date(2016, 9, 30), successor=town)
    merged = township_years(Unit.objects.filter(pk=town.pk), date(2016, 10, 1))
    assert (len(merged[town.pk].counted), merged[town.pk].state) == (4, Met.MET)


def test_the_days_of_a_month(world):
    someone, other = (director(world.villages[0], name, SINCE) for name in ("韦月", "韦没有"))
    held = session(world.county, date(2016, 9, 5), date(2016, 9, 6))
    attend(held, someone, date(2016, 9, 5))
    attend(held, someone, date(2016, 9, 6), parts=(MORNING,), presence=Presence.ABSENT)
    attend(held, someone, date(2016, 9, 6), parts=(AFTERNOON,), presence=Presence.LEAVE)
    # Missing at one, because present at another.
    attend(session(world.county, date(2016, 9, 5)), someone, presence=Presence.ABSENT)
    attend(session(world.county, date(2016, 10, 1)), someone)
    cancelled = session(world.county, date(2016, 9, 20))
    attend(cancelled, someone)
    Session.objects.filter(pk=cancelled.pk).update(state=SessionState.CANCELLED, cancel_reason="停电")
    people = [someone.pk, other.pk]
    assert presence_in(people, date(2016, 9, 1), date(2016, 9, 30)) == {
        someone.pk: (Decimal("1.0"), Decimal("0.5"), Decimal("0.5"))
    }


def test_years_are_proven_by_records_of_that_training(world):
    someone, other = (director(world.villages[0], name, SINCE) for name in ("韦两年", "韦参加"))
    for year in (2015, 2016):
        attend(session(world.townships[0], date(year, 3, 1), category=Category.TOWNSHIP), other)
    records = days_by_year([someone.pk], 2015, 2016)
    assert [records[someone.pk][year].untrained for year in (2015, 2016)] == [False, False]
    attend(session(world.county, date(2015, 5, 1)), other)
    attend(session(world.county, date(2016, 5, 1)), other)
    records = days_by_year([someone.pk, other.pk], 2014, 2016)
    assert [records[someone.pk][year].untrained for year in (2014, 2015, 2016)] == [False, True, True]
    assert [records[other.pk][year].days for year in (2014, 2015, 2016)] == [0, 1, 1]
    assert recorded_years(2010, 2016) == {"520424": {2015, 2016}}


def test_random_lives_agree_with_counting_day_by_day(world):
    """Days, service and P8.2g of people with random posts and attendance, against a count of each day."""
    chance = random.Random(20160930)
    people, posts, there = [], {}, {}
    for order in range(25):
        first = date(2014, 6, 1) + timedelta(chance.randrange(700))
        spans = []
        someone = None
        for _ in range(chance.choice([1, 1, 2, 3])):
            last = first + timedelta(chance.randrange(20, 500))
            nature = chance.choice([Nature.REGULAR, Nature.REGULAR, Nature.ACTING])
            village = chance.choice(world.villages)
            if someone is None:
                someone = director(village, f"韦{order}", first, last, nature=nature)
            else:
                serve(someone, village, first, last, nature)
            spans.append((first, last, nature))
            first = last + timedelta(chance.choice([1, 1, 30]))
        people.append(someone)
        posts[someone.pk], there[someone.pk] = spans, set()
    for _ in range(30):
        day = date(2014, 7, 1) + timedelta(chance.randrange(1200))
        category = chance.choice([Category.UPDATE, Category.UPDATE, Category.TOWNSHIP])
        held = session(world.county, day, day + timedelta(1), category=category)
        for someone in people:
            for half in held.halves.all():
                if chance.random() < 0.5 and not Attendance.objects.filter(
                    person=someone, day=half.day, part=half.part
                ):
                    attend(held, someone, half.day, parts=(half.part,))
                    if category == Category.UPDATE:
                        there[someone.pk].add((half.day, half.part))
    years = range(2014, 2018)
    records = days_by_year([someone.pk for someone in people], 2014, 2017)
    for someone in people:
        spans = posts[someone.pk]
        for year in years:
            all_days = [date(year, 1, 1) + timedelta(n) for n in range(365 + (year == 2016))]
            served = sum(any(a <= d <= b and n == Nature.REGULAR for a, b, n in spans) for d in all_days)
            counted = sum(
                d.year == year and any(a <= d <= b for a, b, _ in spans) for d, _ in there[someone.pk]
            )
            record = records[someone.pk][year]
            assert (record.served_days, record.days) == (served, Decimal(counted) / 2)
            assert (record.required is None) == (served < 183)
            one = standings(Appointment.objects.all(), date(2017, 12, 31), year).get(someone.pk)
            if one is not None:
                assert (one.service.total, one.update.have) == (served, Decimal(counted) / 2)


def statements(world, number):
    """How many statements the queries take for ``number`` people."""
    people = [director(world.villages[0], f"韦{order:03d}", SINCE) for order in range(number)]
    held = session(world.county, date(2016, 3, 1))
    for someone in people:
        attend(held, someone)
    ids = [someone.pk for someone in people]
    with CaptureQueriesContext(connection) as caught:
        assert len(seen()) >= number
        township_years(Unit.objects.filter(level="township"), ON)
        days_by_year(ids, 2014, 2016)
        presence_in(ids, date(2016, 3, 1), date(2016, 3, 31))
    return len(caught)


def test_as_many_statements_for_few_as_for_many(world):
    assert statements(world, 2) == statements(world, 60)
