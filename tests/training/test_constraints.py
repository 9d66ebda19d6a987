"""What the database itself refuses about training."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.people import make_county
from tests.roster.build import person
from tests.training.build import attend, course, enrol, session
from training.enums import Category, Part, Presence, QuestionKind, SessionState, Source
from training.models import (
    Attempt,
    AttemptQuestion,
    Attendance,
    Enrolment,
    KnowledgeTest,
    Question,
    SessionHalf,
)

MONDAY, TUESDAY = date(2016, 9, 5), date(2016, 9, 6)


@pytest.fixture
def world(db):
    return make_county()


def refused(name):
    """The database refuses with this constraint."""
    return pytest.raises(IntegrityError, match=name)


def test_attendance_stays_within_the_sessions_half_days_and_list(world):
    held, somebody = session(world.county, (MONDAY, (Part.MORNING,))), person(world.townships[0])
    enrol(held, somebody)
    for day, part in ((TUESDAY, Part.MORNING), (MONDAY, Part.AFTERNOON)):
        with refused("attendance_within_session"), transaction.atomic():
            attend(held, somebody, day, parts=(part,))
    attend(held, somebody)
    with refused("attendance_within_session"), transaction.atomic():
        SessionHalf.objects.filter(session=held).update(day=TUESDAY)
    with refused("attendance_on_list"), transaction.atomic():
        Attendance.objects.filter(session=held).update(person=person(world.townships[0], serial=2))


def test_nobody_is_in_two_sessions_at_one_time(world):
    somebody = person(world.townships[0])
    first, second = session(world.county, MONDAY), session(world.townships[0], MONDAY)
    attend(first, somebody)
    with refused("attendance_one_place_at_a_time"), transaction.atomic():
        attend(second, somebody)
    # Missing there, or on leave, is no second place.
    attend(second, somebody, presence=Presence.ABSENT)


@pytest.mark.parametrize("state", [SessionState.FILED, SessionState.CANCELLED])
def test_what_is_settled_stands(world, state):
    held, somebody = session(world.county, MONDAY), person(world.townships[0])
    attend(held, somebody, MONDAY, parts=(Part.MORNING,))
    number = {"filing_number": "9号", "decided_at": "2016-09-20T08:00Z"}
    changes = number if state == SessionState.FILED else {"cancel_reason": "停电"}
    type(held).objects.filter(pk=held.pk).update(state=state, **changes)
    for act in (
        lambda: attend(held, somebody, MONDAY, parts=(Part.AFTERNOON,)),
        lambda: held.attendance.update(presence=Presence.ABSENT),
        lambda: held.attendance.all().delete(),
        lambda: enrol(held, person(world.townships[0], serial=2)),
        lambda: held.halves.update(begins="08:00"),
    ):
        with refused("session_settled_is_frozen"), transaction.atomic():
            act()


def test_no_more_are_invited_than_there_is_room_for(world):
    held = session(world.county, MONDAY, capacity=1)
    one, two, three = (person(world.townships[0], serial=serial) for serial in (1, 2, 3))
    enrol(held, one, source=Source.RULE, seat=1, places=1)
    with refused("enrolment_one_a_seat"), transaction.atomic():
        enrol(held, two, source=Source.RULE, seat=1, places=1)
    with refused("enrolment_within_capacity"), transaction.atomic():
        enrol(held, two, source=Source.RULE, seat=2, places=1)
    with refused("enrolment_invited_has_seat"), transaction.atomic():
        enrol(held, two, source=Source.RULE)
    enrol(held, three)
    assert Enrolment.objects.filter(session=held).count() == 2


def test_a_question_that_was_asked_is_not_reworded(world):
    taught = course(world.county, category=Category.UPDATE)
    asked = Question.objects.create(
        course=taught, kind=QuestionKind.JUDGE, text="随访须有记录。", options=["对", "错"], answers=[0]
    )
    Question.objects.filter(pk=asked.pk).update(text="随访应当有记录。")
    attempt = attempt_of(world)
    AttemptQuestion.objects.create(attempt=attempt, number=1, question=asked, order=[0, 1], points=5)
    for change in ({"text": "别的"}, {"answers": [1]}, {"options": ["是", "否"]}):
        with refused("question_asked_is_frozen"), transaction.atomic():
            Question.objects.filter(pk=asked.pk).update(**change)
    Question.objects.filter(pk=asked.pk).update(active=False, explanation="见手册")


def attempt_of(world):
    """A paper of somebody."""
    test = KnowledgeTest.objects.create(
        unit=world.county,
        name="应知应会",
        opens_at="2016-09-05T01:00Z",
        closes_at="2016-09-05T03:00Z",
        minutes=60,
        judge_count=1,
        judge_points=5,
        pass_mark=3,
        attempts_allowed=2,
    )
    somebody = person(world.townships[0])
    return Attempt.objects.create(
        test=test, person=somebody, unit_code=somebody.unit.code, place="甲镇", way="screen", seed=1
    )
