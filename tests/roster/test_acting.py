"""Acting for a vacant post (P2.7): who may, for how long, and what it does not count for."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from appraisal.queries import serving
from guanling.accounts.enums import Role
from guanling.runs.errors import Refusal
from roster.enums import EndGround, Level, Nature, PostKind
from roster.models import Appointment, Unit, VillageFigures
from roster.queries import establishment
from roster.queries.stability import standings
from roster.queries.vacancies import vacancies
from roster.services.appointments import appoint, end_appointment, name_acting
from tests.people import make_county
from tests.roster.build import person

pytestmark = pytest.mark.django_db
DIRECTOR = PostKind.POPULATION_DIRECTOR
JULY = date(2016, 7, 1)


@pytest.fixture
def world():
    """The first village's only director left at the end of June."""
    world = make_county()
    for village in world.villages:
        VillageFigures.objects.create(unit=village, year=2015, population=2000, groups=3)
    left = director(world, 1, start=date(2014, 8, 1))
    end_appointment(appointment=left, last_day=date(2016, 6, 30), ground=EndGround.RESIGNED)
    return world


def director(world, serial, *, start):
    return appoint(
        person=person(world.townships[0], "王小任", serial=serial),
        unit=world.villages[0],
        kind=DIRECTOR,
        valid_from=start,
    )


def officer(world, *, village=0, serial=5, name="李小代", unit=None):
    """The special-post officer of a village."""
    someone = person(world.townships[village], name, serial=serial)
    appoint(
        person=someone,
        unit=unit or world.villages[village],
        kind=PostKind.SPECIAL_OFFICER,
        valid_from=date(2015, 1, 1),
    )
    return someone


def leader(world, serial, name):
    """A women's group leader of the first village, which has three."""
    someone = person(world.townships[0], name, serial=serial)
    appoint(person=someone, unit=world.villages[0], kind=PostKind.GROUP_LEADER, valid_from=date(2015, 1, 1))
    return someone


def act(world, someone, start=JULY, **changes):
    fields = {"person": someone, "unit": world.villages[0], "kind": DIRECTOR, "valid_from": start}
    return name_acting(**fields | changes)


def open_in_first(day=date(2016, 9, 30)):
    return [row for row in vacancies(day, DIRECTOR) if row.unit == "甲家村"]


def test_the_vacancy_stays_open_and_says_who_acts(world):
    acting = act(world, officer(world))
    (row,) = open_in_first()
    assert (row.since, row.state, row.acting) == (JULY, "overdue", acting)
    assert (acting.nature, acting.place) == (Nature.ACTING, None)


def test_who_acts_counts_for_nothing_else(world):
    act(world, officer(world))
    (line,) = [
        line for line in establishment(date(2016, 9, 30), [world.villages[0].code]) if line.kind == DIRECTOR
    ]
    assert (line.actual, line.state) == (0, "short")
    assert not serving([world.villages[0].pk], date(2016, 9, 1), date(2016, 9, 30))
    assert not standings(Appointment.objects.of_kind(DIRECTOR), date(2016, 9, 30))


def test_acting_ends_the_day_before_somebody_is_appointed(world):
    acting = act(world, officer(world))
    director(world, 2, start=date(2016, 8, 20))
    acting.refresh_from_db()
    assert (acting.valid_to, acting.end_reason) == (date(2016, 8, 19), "岗位已补选到位，代行终止")
    assert not open_in_first()


def test_who_acted_can_be_appointed(world):
    someone = officer(world)
    acting = act(world, someone)
    made = appoint(person=someone, unit=world.villages[0], kind=DIRECTOR, valid_from=date(2016, 8, 20))
    acting.refresh_from_db()
    assert (acting.valid_to, acting.end_reason) == (date(2016, 8, 19), "岗位已补选到位，代行终止")
    assert (made.nature, made.place) == (Nature.REGULAR, 1)


def test_acting_recorded_late_ends_where_the_place_was_filled(world):
    director(world, 2, start=date(2016, 8, 20))
    acting = act(world, officer(world))
    acting.refresh_from_db()
    assert acting.valid_to == date(2016, 8, 19)


def test_an_earlier_appointment_than_the_acting_is_refused(world):
    act(world, officer(world), start=date(2016, 7, 10))
    for start in (date(2016, 7, 10), date(2016, 7, 5)):
        with pytest.raises(Refusal, match="李小代自2016年7月10日起代行"):
            director(world, 20 + start.day, start=start)


def test_of_two_places_one_filled_leaves_one_acting(world):
    VillageFigures.objects.create(unit=world.villages[0], year=2016, population=2001, groups=3)
    first = act(world, leader(world, 5, "李小代"))
    second = act(world, leader(world, 6, "赵小代"), start=date(2016, 7, 3))
    director(world, 2, start=date(2016, 8, 20))
    ended = Appointment.objects.exclude(valid_to=None).filter(nature=Nature.ACTING)
    assert list(ended) == [first]
    (row,) = open_in_first()
    assert row.acting == second


def test_nobody_acts_where_nothing_is_vacant(world):
    with pytest.raises(Refusal, match="2016年6月30日甲家村人口主任没有空缺，不需要代行"):
        act(world, officer(world), start=date(2016, 6, 30))


def test_one_vacancy_has_one_who_acts(world):
    act(world, leader(world, 5, "李小代"))
    with pytest.raises(Refusal, match="已由李小代代行职责"):
        act(world, leader(world, 6, "赵小代"))


def test_who_acts_is_of_the_village(world):
    with pytest.raises(Refusal, match="代行职责的应是本村人员；此人档案在乙镇"):
        act(world, officer(world, village=1))
    township = world.townships[0]
    other = Unit.objects.create(
        level=Level.VILLAGE,
        code=f"{township.code}202",
        name="丙家村村民委员会",
        short_name="丙家村",
        parent=township,
    )
    with pytest.raises(Refusal, match="钱小远任（原任）丙家村特岗计生员，不是本村人员"):
        act(world, officer(world, serial=8, name="钱小远", unit=other))


def test_other_posts_have_no_acting(world):
    with pytest.raises(Refusal, match="没有代行职责的规定"):
        act(world, officer(world), kind=PostKind.SPECIAL_OFFICER)


def test_a_clerk_names_who_acts_from_the_list_of_vacancies(world):
    someone = officer(world)
    client = Client()
    client.force_login(world.users[Role.TOWNSHIP_CLERK])
    listed = client.get(reverse("roster:vacancies")).content.decode()
    address = reverse("roster:acting-new", args=[world.villages[0].pk])
    assert address in listed
    page = client.get(address).content.decode()
    assert "李小代" in page
    assert "2016年9月1日" in page
    refused = client.post(address, {"person": someone.pk, "valid_from": "2016-06-01"})
    assert refused.status_code == 422
    assert "没有空缺" in refused.content.decode()
    done = client.post(address, {"person": someone.pk, "valid_from": "2016-07-01"}, follow=True)
    text = done.content.decode()
    assert "已指定李小代代行甲家村人口主任职责" in text
    assert reverse("roster:person", args=[someone.pk]) in text
    file = client.get(reverse("roster:person", args=[someone.pk])).content.decode()
    assert "人口主任（代行职责）" in file
