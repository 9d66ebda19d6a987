"""The places of a post: as many as the rule gives, one person each, held by the database."""

import contextlib
import threading
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from guanling.accounts.enums import Role
from guanling.runs.errors import Refusal
from roster.enums import EndGround, Nature, PostKind
from roster.models import Appointment, Change, Post, VillageFigures
from roster.rules import lowest_free
from roster.services import appointments as services
from roster.services.appointments import appoint, end_appointment, store_people
from tests.at_once import at_once
from tests.people import make_county
from tests.roster.build import person

START = date(2016, 9, 1)


@pytest.fixture
def world(db):
    return small_county()


def small_county():
    """A county whose first village may have one director."""
    world = make_county()
    VillageFigures.objects.create(unit=world.villages[0], year=2016, population=2000, groups=3)
    return world


def put(world, serial, *, start=START, end=None, kind=PostKind.POPULATION_DIRECTOR):
    unit = world.townships[0] if kind == PostKind.COMPUTER_OPERATOR else world.villages[0]
    someone = person(world.townships[0], f"王{'甲乙丙丁'[serial]}", serial=serial)
    return appoint(person=someone, unit=unit, kind=kind, valid_from=start, valid_to=end)


def test_lowest_free_place():
    taken = [(1, date(2016, 1, 1), date(2016, 6, 30)), (2, date(2016, 1, 1), None)]
    assert lowest_free(taken, date(2016, 6, 30), None) == 3
    assert lowest_free(taken, date(2016, 7, 1), None) == 1
    assert lowest_free(taken, date(2015, 1, 1), date(2015, 12, 31)) == 1
    assert lowest_free(taken, date(2015, 12, 31), date(2016, 1, 1)) == 3
    assert lowest_free([], START, None) == 1


def test_one_more_than_the_post_has_places_is_refused_and_told_who_is_there(world):
    put(world, 0)
    with pytest.raises(Refusal) as refused:
        put(world, 1)
    assert "甲家村人口主任核定1名" in str(refused.value)
    assert "王甲（2016年9月1日至2019年8月31日）" in str(refused.value)


def test_a_place_is_free_from_the_day_after_the_last(world):
    first = put(world, 0)
    end_appointment(appointment=first, last_day=date(2016, 9, 30), ground=EndGround.RESIGNED)
    with pytest.raises(Refusal):
        put(world, 1, start=date(2016, 9, 30))
    assert put(world, 2, start=date(2016, 10, 1)).place == 1


def test_somebody_coming_later_takes_the_place_from_then_on(world):
    put(world, 0, start=date(2017, 1, 1))
    with pytest.raises(Refusal):
        put(world, 1)
    assert put(world, 2, end=date(2016, 12, 31)).place == 1


def test_the_number_is_that_of_the_first_day(world):
    put(world, 0)
    VillageFigures.objects.create(unit=world.villages[0], year=2017, population=2001, groups=3)
    with pytest.raises(Refusal):
        put(world, 1, start=date(2016, 12, 31))
    made = put(world, 2, start=date(2017, 1, 1))
    assert (made.place, made.places) == (2, 2)


def test_no_number_where_none_is_laid_down_or_known(world):
    VillageFigures.objects.all().delete()
    for serial in range(3):
        made = put(world, serial)
        assert (made.place, made.places) == (serial + 1, None)


def test_the_page_keeps_what_was_typed_and_says_why(world):
    put(world, 0)
    second = person(world.townships[0], "赵小满", serial=9)
    client = Client()
    client.force_login(world.users[Role.TOWNSHIP_CLERK])
    response = client.post(
        reverse("roster:appointment-new", args=[second.pk]),
        {
            "unit": world.villages[0].pk,
            "kind": PostKind.POPULATION_DIRECTOR,
            "valid_from": "2016-09-05",
            "document_number": "甲府〔2016〕3号",
        },
    )
    text = response.content.decode()
    assert response.status_code == 422
    assert "没有空余名额" in text
    assert "甲府〔2016〕3号" in text
    assert not second.appointments.exists()


def test_the_database_refuses_a_place_held_twice(world):
    first = put(world, 0)
    other = person(world.townships[0], "赵小满", serial=9)
    with pytest.raises(IntegrityError, match="appointment_one_a_place"), transaction.atomic():
        Appointment.objects.create(person=other, post=first.post, place=1, valid_from=date(2017, 1, 1))


def test_the_database_refuses_a_place_above_the_number(world):
    first = put(world, 0)
    other = person(world.townships[0], "赵小满", serial=9)
    with pytest.raises(IntegrityError, match="appointment_within_places"), transaction.atomic():
        Appointment.objects.create(person=other, post=first.post, place=2, places=1, valid_from=START)


@pytest.mark.parametrize(("nature", "place"), [(Nature.REGULAR, None), (Nature.ACTING, 2)])
def test_the_database_wants_a_place_for_the_regular_alone(world, nature, place):
    first = put(world, 0)
    other = person(world.townships[0], "赵小满", serial=9)
    with pytest.raises(IntegrityError, match="appointment_regular_has_place"), transaction.atomic():
        Appointment.objects.create(
            person=other, post=first.post, nature=nature, place=place, valid_from=START
        )


def test_a_register_is_taken_over_as_it_is_also_where_terms_swap(world):
    """Two rows of a register at once: the first goes on longer, the second takes another place."""
    first = put(world, 0, end=date(2016, 9, 30))
    second = put(world, 1, start=date(2016, 10, 1))
    third = person(world.townships[0], "赵小满", serial=9)
    first.valid_to = None
    new = Appointment(person=third, post=first.post, valid_from=date(2016, 11, 1))
    store_people(
        people=[],
        changed_people=[],
        person_fields=(),
        posts=[],
        appointments=[new],
        changed_appointments=[first],
    )
    rows = Appointment.objects.order_by("place").values_list("place", "person", "places")
    assert sorted(place for place, _, _ in rows) == [1, 2, 3]
    assert {row[1] for row in rows} == {first.person_id, second.person_id, third.pk}
    # What stands in the register beyond the number is not held against it.
    assert Appointment.objects.get(pk=new.pk).places is None


# --- two at once ---------------------------------------------------------------------------------


def both_appoint(world, monkeypatch, *, lock=True):
    """Two clerks appoint into the last free place; each has looked before the other writes, if it can."""
    people = [person(world.townships[0], f"王{name}", serial=n) for n, name in enumerate("甲乙")]
    Post.objects.create(unit=world.villages[0], kind=PostKind.POPULATION_DIRECTOR)
    together, look = threading.Barrier(2), services.taken_places

    def looked(posts):
        found = look(posts)
        with contextlib.suppress(threading.BrokenBarrierError):  # the other waits for the lock
            together.wait(timeout=1)
        return found

    monkeypatch.setattr(services, "taken_places", looked)
    if not lock:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **how: rows)

    def press(someone):
        return lambda: appoint(
            person=someone,
            unit=world.villages[0],
            kind=PostKind.POPULATION_DIRECTOR,
            valid_from=START,
        )

    return at_once(*map(press, people))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_appoint_into_the_last_place_one_is_told_who_has_it(monkeypatch):
    results = both_appoint(small_county(), monkeypatch)
    (refused,) = [result for result in results if isinstance(result, Refusal)]
    assert "没有空余名额：王" in str(refused)
    assert Appointment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_database_still_refuses_the_second(monkeypatch):
    """As a place that is taken, or as a deadlock where each waits for the other's row."""
    results = both_appoint(small_county(), monkeypatch, lock=False)
    (refused,) = [result for result in results if isinstance(result, Exception)]
    assert "刚刚已被他人占用" in str(refused) or "deadlock detected" in str(refused)
    assert Appointment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_lock_and_constraint_both_get_in(monkeypatch):
    """The control: the race is real."""
    (constraint,) = [c for c in Appointment._meta.constraints if c.name == "appointment_one_a_place"]
    monkeypatch.setattr(
        Appointment._meta, "constraints", [c for c in Appointment._meta.constraints if c is not constraint]
    )
    with connection.schema_editor() as editor:
        editor.remove_constraint(Appointment, constraint)
    try:
        results = both_appoint(small_county(), monkeypatch, lock=False)
        assert not [result for result in results if isinstance(result, Exception)]
        assert list(Appointment.objects.values_list("place", flat=True)) == [1, 1]
    finally:
        Change.objects.all().delete()
        Appointment.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Appointment, constraint)
