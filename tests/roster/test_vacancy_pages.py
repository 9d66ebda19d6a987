"""Vacancies and stability on their pages: from the dated facts, by each reader's rights."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from guanling.accounts.enums import Role
from guanling.policy.services import decide
from roster.enums import EndGround, PostKind
from roster.models import VillageFigures
from roster.queries.vacancies import vacancies
from roster.services.appointments import appoint, end_appointment
from tests.people import make_county
from tests.roster.build import person

pytestmark = pytest.mark.django_db
DAY = date(2016, 9, 30)


@pytest.fixture
def world():
    world = make_county()
    for village in world.villages:
        VillageFigures.objects.create(unit=village, year=2015, population=2000, groups=3)
    return world


def login(user):
    client = Client()
    client.force_login(user)
    return client


def director(world, *, number=0, start=date(2014, 8, 1), end=date(2017, 7, 31), serial=1, name="王小缺"):
    return appoint(
        person=person(world.townships[number], name, serial=serial),
        unit=world.villages[number],
        kind=PostKind.POPULATION_DIRECTOR,
        valid_from=start,
        valid_to=end,
    )


def found(on=DAY, kind=PostKind.POPULATION_DIRECTOR):
    return [(vacancy.unit, vacancy.since, vacancy.state) for vacancy in vacancies(on, kind)]


def test_a_vacancy_opens_when_an_appointment_ends_and_closes_when_somebody_comes(world):
    first = director(world)
    director(world, number=1, serial=2, end=None)
    assert found() == []
    end_appointment(appointment=first, last_day=date(2016, 6, 30), ground=EndGround.RESIGNED)
    assert found(date(2016, 6, 30)) == []
    assert found(date(2016, 7, 1)) == [("甲家村", date(2016, 7, 1), "open")]
    assert found() == [("甲家村", date(2016, 7, 1), "overdue")]
    assert vacancies(DAY, PostKind.POPULATION_DIRECTOR)[0].left == ((first.person_id, "王小缺"),)
    director(world, start=date(2016, 9, 15), serial=3)
    assert found() == []
    assert found(date(2016, 9, 14)) == [("甲家村", date(2016, 7, 1), "overdue")]


def test_the_end_of_a_term_that_is_not_renewed_opens_a_vacancy(world):
    director(world, end=date(2016, 8, 31))
    director(world, number=1, serial=2, end=None)
    assert found() == [("甲家村", date(2016, 9, 1), "open")]


def test_more_people_in_the_village_open_a_place_with_the_year(world):
    director(world, end=None)
    director(world, number=1, serial=2, end=None)
    VillageFigures.objects.create(unit=world.villages[0], year=2016, population=2001, groups=3)
    assert found(date(2015, 12, 31)) == []
    assert found() == [("甲家村", date(2016, 1, 1), "overdue")]


def test_a_county_decision_moves_the_deadline(world):
    director(world, end=date(2016, 7, 31))
    director(world, number=1, serial=2, end=None)
    assert found() == [("甲家村", date(2016, 8, 1), "soon")]
    decide(
        user=world.users[Role.BUREAU_CLERK],
        county_code=world.county.code,
        key="selection.vacancy_months",
        value="4",
        valid_from=date(2016, 9, 1),
        document_number="关府〔2016〕9号",
        reason="试行",
    )
    assert found() == [("甲家村", date(2016, 8, 1), "open")]


def test_other_posts_have_an_age_and_no_deadline(world):
    rows = vacancies(DAY, PostKind.COMPUTER_OPERATOR)
    assert [(row.unit, row.since, row.deadline) for row in rows] == [
        (name, date(2014, 4, 15), None) for name in ("甲镇", "甲镇", "乙镇", "乙镇")
    ]
    assert vacancies(DAY, PostKind.COUNTY_CENTRE_STAFF) == []


def test_the_page_says_how_old_and_until_when(world):
    director(world, end=date(2016, 6, 30))
    client = login(world.users[Role.BUREAU_CLERK])
    address = reverse("roster:vacancies")
    text = client.get(address, {"on": DAY.isoformat()}).content.decode()
    assert "甲家村" in text
    assert "2016年9月1日" in text
    assert "92 天" in text
    assert "已超期" in text
    assert "王小缺" in text
    only = client.get(address, {"on": DAY.isoformat(), "state": "soon"}).content.decode()
    assert "没有符合条件的空缺" in only


def test_a_township_sees_its_own_vacancies_alone(world):
    client = login(world.users[Role.TOWNSHIP_CLERK])
    text = client.get(reverse("roster:vacancies"), {"on": DAY.isoformat()}).content.decode()
    assert "甲家村" in text
    assert "乙家村" not in text


def test_vacancies_as_a_workbook(world, tmp_path):
    response = login(world.users[Role.BUREAU_CLERK]).get(
        reverse("roster:vacancies-export"), {"on": DAY.isoformat()}
    )
    path = tmp_path / "book.xlsx"
    path.write_bytes(response.content)
    values = list(load_workbook(path).active.iter_rows(values_only=True))
    assert any("甲家村" in row for row in values)
    assert any("已超期" in row for row in values)


def operator(world, terms):
    someone = person(world.townships[0], "李小定", serial=9)
    for start, end in terms:
        appoint(
            person=someone,
            unit=world.townships[0],
            kind=PostKind.COMPUTER_OPERATOR,
            valid_from=start,
            valid_to=end,
        )
    return someone


def test_the_page_says_who_may_not_be_moved_until_when_by_which_clause(world):
    operator(world, [(date(2014, 9, 1), None)])
    director(world)
    client = login(world.users[Role.BUREAU_CLERK])
    text = client.get(reverse("roster:stability"), {"on": DAY.isoformat()}).content.decode()
    for words in ("李小定", "2017年8月31日", "N3.2", "王小缺", "2017年7月31日", "N3.3", "县人口计生局"):
        assert words in text
    assert "不予调整 2 人" in text


def test_terms_that_follow_each_other_add_up(world):
    operator(world, [(date(2012, 9, 1), date(2014, 8, 31)), (date(2014, 9, 1), None)])
    client = login(world.users[Role.BUREAU_CLERK])
    text = client.get(reverse("roster:stability"), {"on": DAY.isoformat()}).content.decode()
    assert "2012年9月1日" in text
    assert "已满年限" in text


def test_terms_that_end_soon_are_listed(world):
    director(world, end=date(2016, 12, 29))
    director(world, number=1, serial=2, name="赵小满", end=date(2016, 12, 30))
    client = login(world.users[Role.BUREAU_CLERK])
    address = reverse("roster:stability")
    text = client.get(address, {"on": DAY.isoformat(), "state": "ending"}).content.decode()
    assert "王小缺" in text
    assert "还有 90 天" in text
    assert "赵小满" not in text


def test_a_village_reads_its_own_people_alone(world):
    director(world)
    director(world, number=1, serial=2, name="赵小满")
    client = login(world.users[Role.VILLAGE_COMMITTEE])
    text = client.get(reverse("roster:stability"), {"on": DAY.isoformat()}).content.decode()
    assert "王小缺" in text
    assert "赵小满" not in text


@pytest.mark.parametrize("name", ["vacancies", "stability"])
def test_statements_do_not_grow_with_the_people(world, name):
    client = login(world.users[Role.BUREAU_CLERK])
    address = reverse(f"roster:{name}")

    def count():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address, {"on": DAY.isoformat()}).status_code == 200
        return len(seen)

    director(world)
    count()
    one = count()
    # Without figures no number of places is known, and none is held against the village.
    VillageFigures.objects.filter(unit=world.villages[0]).delete()
    for serial in range(20, 40):
        director(world, serial=serial, name=f"测试{serial}")
    VillageFigures.objects.create(unit=world.villages[0], year=2015, population=2000, groups=3)
    assert count() == one
