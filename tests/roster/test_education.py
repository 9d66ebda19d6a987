"""The education share (P3.6): golden cases, the trend, and the page by each reader's rights."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from guanling.accounts.enums import Role
from guanling.policy.rules import settle_all
from roster.enums import Education, Nature, PostKind, Study
from roster.models import Appointment, EducationRecord, VillageFigures
from roster.queries.education import overview
from roster.rules import education as rules
from roster.services.appointments import appoint
from tests.people import make_county
from tests.roster.build import person

CASES = Path(__file__).resolve().parent.parent / "policy_cases"
DAY = date(2016, 9, 30)
WORDS = {level.label: level.value for level in Education} | {"未填": "", "不明": ""}


def cases(name):
    """The cases of a file, told apart by their words."""
    return [
        pytest.param(case, id=case["说明"])
        for case in yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("case", cases("education_share.yaml"))
def test_share(case):
    target = settle_all("520424", DAY, ())["training.education_share"]
    met = rules.share(WORDS[word] for word, number in case["人员"].items() for _ in range(number))
    shown = ["空" if value is None else str(value) for value in (met.of_all, met.of_known)]
    assert shown == [case["占全部"], case["占已知"]]
    assert met.missing(target) == case["还差"]
    assert {True: "达到", False: "未达到", None: "空"}[met.reaches(target)] == case["结论"]


@pytest.mark.parametrize("case", cases("education_levels.yaml"))
def test_level_then(case):
    courses = [
        rules.Course(WORDS[word], None, None if end == "在读" else end) for word, end in case["学历记录"]
    ]
    assert rules.level_on(WORDS[case["现学历"]], courses, case["日期"]) == WORDS[case["当时"]]


def test_who_is_on_the_way():
    began, day = date(2015, 3, 1), date(2016, 9, 30)
    course = rules.Course("vocational", began)
    assert rules.on_the_way([course], day) == course
    assert rules.on_the_way([course], date(2015, 2, 28)) is None
    assert rules.on_the_way([rules.Course("junior_high", began)], day) is None
    finished = rules.Course("vocational", began, date(2016, 12, 31))
    assert rules.on_the_way([finished], day, by=date(2016, 12, 31)) == finished
    assert rules.on_the_way([finished], day, by=date(2016, 12, 30)) is None
    assert rules.on_the_way([finished], date(2016, 12, 31)) is None


@pytest.fixture
def world(db):
    """Four directors in the first township (one of them studying, one unknown), one in the second."""
    world = make_county()
    rows = [
        ("韦已达", 0, Education.COLLEGE, date(2014, 8, 1)),
        ("韦在读", 0, Education.JUNIOR_HIGH, date(2014, 8, 1)),
        ("韦未填", 0, "", date(2015, 3, 1)),
        ("韦初中", 0, Education.JUNIOR_HIGH, date(2012, 5, 1)),
        ("岑高中", 1, Education.SENIOR_HIGH, date(2014, 8, 1)),
    ]
    world.people = {}
    for serial, (name, place, education, start) in enumerate(rows, 1):
        someone = person(world.townships[place], name, serial=serial, education=education)
        appoint(
            person=someone,
            unit=world.villages[place],
            kind=PostKind.POPULATION_DIRECTOR,
            valid_from=start,
        )
        world.people[name] = someone
    Appointment.objects.update(valid_to=None)
    study(world.people["韦在读"], Education.VOCATIONAL, date(2015, 3, 1))
    study(world.people["韦已达"], Education.SENIOR_HIGH, date(1995, 9, 1), date(1998, 7, 1))
    study(world.people["韦已达"], Education.COLLEGE, date(2013, 9, 1), date(2016, 7, 1))
    return world


def study(someone, level, started, finished=None):
    EducationRecord.objects.create(
        person=someone,
        level=level,
        study=Study.ON_THE_JOB,
        school="安顺学院",
        started_on=started,
        finished_on=finished,
    )


def counts(share):
    return share.met, share.below, share.unknown


def seen(on=DAY, year=2016):
    return overview(Appointment.objects.all(), on, year)


def test_the_day_and_what_is_expected(world):
    found = seen()
    assert counts(found.total.share) == (2, 2, 1)
    assert found.total.on_the_way == 1
    assert counts(found.total.expected) == (3, 1, 1)
    assert [(line.name, counts(line.share), line.on_the_way) for line in found.townships] == [
        ("甲镇", (1, 2, 1), 1),
        ("乙镇", (1, 0, 0), 0),
    ]


def test_the_trend_goes_from_the_first_year_with_somebody_to_the_day(world):
    trend = [(point.day, counts(point.share)) for point in seen().trend]
    assert trend == [
        (date(2012, 12, 31), (0, 1, 0)),
        (date(2013, 12, 31), (0, 1, 0)),
        (date(2014, 12, 31), (2, 2, 0)),
        (date(2015, 12, 31), (2, 2, 1)),
        (DAY, (2, 2, 1)),
    ]


def test_a_level_counts_from_the_day_it_was_reached(world):
    study(world.people["韦初中"], Education.VOCATIONAL, date(2013, 9, 1), date(2016, 1, 10))
    found = seen()
    assert counts(found.total.share) == (3, 1, 1)
    assert counts(found.trend[-2].share) == (2, 2, 1)


def test_the_last_day_of_a_year_stands_once_and_after_the_target_nothing_is_expected(world):
    assert [point.day for point in seen(date(2016, 12, 31)).trend][-2:] == [
        date(2015, 12, 31),
        date(2016, 12, 31),
    ]
    assert seen(date(2016, 12, 31)).total.expected is not None
    assert seen(date(2017, 1, 1)).total.expected is None


def test_who_acts_or_has_left_is_no_director_in_post(world):
    rows = Appointment.objects.filter(person=world.people["韦初中"])
    rows.update(nature=Nature.ACTING, place=None, places=None)
    Appointment.objects.filter(person=world.people["韦未填"]).update(valid_to=date(2016, 9, 29))
    assert counts(seen().total.share) == (2, 1, 0)


def test_two_villages_are_one_director(world):
    VillageFigures.objects.all().delete()
    appoint(
        person=world.people["韦初中"],
        unit=world.villages[0],
        kind=PostKind.POPULATION_DIRECTOR,
        valid_from=date(2011, 1, 1),
        valid_to=date(2012, 4, 30),
    )
    assert counts(seen().total.share) == (2, 2, 1)
    assert seen().trend[0].day == date(2011, 12, 31)


def login(user):
    client = Client()
    client.force_login(user)
    return client


def page(user, **query):
    return login(user).get(reverse("roster:education"), {"on": DAY.isoformat(), **query})


def names(response):
    return re.findall(r'<a href="/roster/people/\d+/">([^<]+)</a>', response.content.decode())


def test_the_page_states_both_readings_the_gap_and_the_people(world):
    response = page(world.users[Role.BUREAU_CLERK])
    text = response.content.decode()
    for words in (
        "40.00%",
        "50.00%",
        "还差 3 人",
        "未填 1 人",
        "60.00%",
        "预计达不到",
        "P3.6",
        "早些年份可能偏高",
    ):
        assert words in text
    assert names(response) == ["韦初中", "韦在读"]
    clerk = world.users[Role.BUREAU_CLERK]
    assert names(page(clerk, show="unknown")) == ["韦未填"]
    assert names(page(clerk, show="way")) == ["韦在读"]
    assert names(page(clerk, show="met")) == ["韦已达", "岑高中"]
    assert names(page(clerk, show="all", township="520424102")) == ["岑高中"]
    assert "中专（在读）" in text


def test_the_chart_shows_what_the_table_says(world):
    response = page(world.users[Role.BUREAU_CLERK])
    chart = response.context["trend_chart"]
    assert chart["categories"] == [
        "2012年底", "2013年底", "2014年底", "2015年底", "2016年9月30日", "2016年底",
    ]  # fmt: skip
    assert chart["target"] == 85
    by_name = {part["name"]: part["values"] for part in chart["series"]}
    assert by_name["占全部"] == [0.0, 0.0, 50.0, 40.0, 40.0, None]
    assert by_name["占已知学历的"] == [0.0, 0.0, 50.0, 50.0, 50.0, None]
    assert by_name["预计"] == [None, None, None, None, 40.0, 60.0]


def test_a_township_and_a_village_see_their_own_alone(world):
    for role in (Role.TOWNSHIP_CLERK, Role.VILLAGE_COMMITTEE):
        text = page(world.users[role], show="all").content.decode()
        assert "韦已达" in text
        assert "岑高中" not in text
        assert "25.00%" in text


def test_after_the_target_year_the_page_tells_how_it_stood_then(world):
    text = page(world.users[Role.BUREAU_CLERK], on="2017-03-31").content.decode()
    assert "当时没有达到" in text
    assert "还差 3 人" in text
    assert "预计达" not in text
    for person_below in ("韦初中", "韦在读", "韦未填"):
        study(world.people[person_below], Education.SENIOR_HIGH, date(2015, 9, 1), date(2016, 12, 31))
    text = page(world.users[Role.BUREAU_CLERK], on="2017-03-31").content.decode()
    assert "当时已达到" in text


def test_before_the_plan_there_is_no_target(world):
    response = page(world.users[Role.BUREAU_CLERK], on="2014-07-08")
    assert response.status_code == 200
    assert "目标" not in response.content.decode()


def test_nobody_in_post_is_said(world):
    response = page(world.users[Role.BUREAU_CLERK], on="2010-01-01")
    assert "没有在任的人口主任" in response.content.decode()


def test_the_workbook_holds_townships_trend_and_people(world, tmp_path):
    client = login(world.users[Role.BUREAU_CLERK])
    response = client.get(reverse("roster:education-export"), {"on": DAY.isoformat(), "show": "all"})
    path = tmp_path / "book.xlsx"
    path.write_bytes(response.content)
    book = load_workbook(path)
    rows = {row[0]: row for row in book["各乡镇"].iter_rows(values_only=True)}
    assert rows["合计"][1:10] == (5, 2, 2, 1, 40, 50, 85, "未达到", 3)
    assert any(row[0] == "2014年12月31日" for row in book["历年"].iter_rows(values_only=True))
    assert any(row[2] == "韦在读" for row in book["名单"].iter_rows(values_only=True))


def test_statements_grow_neither_with_the_people_nor_with_the_years(world):
    client = login(world.users[Role.BUREAU_CLERK])

    def count():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("roster:education"), {"on": DAY.isoformat()}).status_code == 200
        return len(seen)

    count()
    one = count()
    for serial in range(20, 40):
        someone = person(world.townships[0], f"测试{serial}", serial=serial)
        appoint(
            person=someone,
            unit=world.villages[0],
            kind=PostKind.POPULATION_DIRECTOR,
            valid_from=date(1990 + serial - 20, 1, 1),
            valid_to=None,
        )
        study(someone, Education.VOCATIONAL, date(2015, 3, 1))
    assert count() == one


def test_the_shares_are_judged_unrounded():
    """999 of 1175 is 85.02 %, 849 of 999 is 84.98 %: what is shown never decides."""
    target = Decimal(85)
    assert rules.Share(met=849, below=150).reaches(target) is False
    assert rules.Share(met=999, below=176).reaches(target) is True
