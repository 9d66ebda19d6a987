"""manage.py eligibility: who of the directors in post may be recommended with points (P6.3)."""

import csv
import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanling.policy.services import decide as decide_policy
from recruitment.queries.eligible import standings
from roster.enums import Education, Grade, PostKind
from roster.models import VillageFigures, YearGrade
from roster.services.appointments import appoint, name_acting
from tests.people import make_county
from tests.roster.build import number, person
from tests.roster.files import education

YEAR_END = date(2016, 12, 31)


@pytest.fixture
def world(db):
    return make_county()


def director(
    world,
    name,
    serial,
    *,
    village=0,
    born="19800501",
    level=Education.SENIOR_HIGH,
    grades=(),
    since=date(2014, 8, 1),
    **more,
):
    """Somebody in post, with the grades of 2014, 2015 …"""
    made = person(world.townships[village], name, identity_number=number(serial, born), education=level)
    appoint(
        person=made,
        unit=world.villages[village],
        kind=PostKind.POPULATION_DIRECTOR,
        valid_from=since,
        **more,
    )
    for year, grade in enumerate(grades, 2014):
        if grade:
            YearGrade.objects.create(person=made, year=year, grade=grade)
    return made


THREE = (Grade.EXCELLENT,) * 3


def lines(on="2016-12-31", target="-", county="520424"):
    out, err = io.StringIO(), io.StringIO()
    arguments = ("--on", on, "--csv", target, "--county", county)
    call_command("eligibility", *arguments, stdout=out, stderr=err)
    return list(csv.DictReader(io.StringIO(out.getvalue()))), err.getvalue()


def test_the_list(world):
    director(world, "韦一", 1, grades=THREE)
    director(world, "罗二", 2, village=1, grades=(Grade.COMPETENT, Grade.EXCELLENT, Grade.EXCELLENT))
    rows, told = lines()
    assert list(rows[0]) == ["name", "village_code", "years", "age", "education", "eligible", "reason"]
    assert [(row["name"], row["village_code"], row["years"], row["age"]) for row in rows] == [
        ("韦一", "520424101201", "3", "36"),
        ("罗二", "520424102201", "2", "36"),
    ]
    assert [(row["education"], row["eligible"]) for row in rows] == [("高中", "yes"), ("高中", "no")]
    assert rows[1]["reason"].endswith("连续优秀2年，应满3年")
    assert "年龄" not in rows[1]["reason"]
    assert "2016年12月31日满36周岁，不超过40周岁" in rows[0]["reason"]
    assert told == "截至2016年12月31日，连续优秀算到2016年度：2行，符合条件1行。\n"


@pytest.mark.parametrize(
    ("born", "on", "age", "eligible"),
    [
        ("19751231", "2016-12-31", "41", "no"),
        ("19760101", "2016-12-31", "40", "yes"),
        ("19760228", "2017-02-27", "40", "yes"),
        ("19760228", "2017-02-28", "41", "no"),
        ("19760229", "2017-02-28", "41", "no"),
        ("19760301", "2017-02-28", "40", "yes"),
    ],
)
def test_age_is_that_of_the_day(world, born, on, age, eligible):
    director(world, "韦一", 1, born=born, grades=THREE)
    row = lines(on)[0][0]
    assert (row["age"], row["eligible"]) == (age, eligible)


@pytest.mark.parametrize(
    ("on", "years", "counted"),
    [
        # The year under way has no result yet; the last complete one counts.
        ("2016-12-30", "2", 2015),
        ("2016-12-31", "3", 2016),
        ("2017-06-30", "3", 2016),
        # Before the results of 2017 are on file those of 2016 count, but not a year later.
        ("2018-02-01", "3", 2016),
        ("2019-02-01", "0", 2017),
    ],
)
def test_which_years_count(world, on, years, counted):
    director(world, "韦一", 1, grades=THREE, since=date(2016, 11, 1))
    rows, told = lines(on)
    assert rows[0]["years"] == years
    assert f"算到{counted}年度" in told


def test_a_course_finished_by_the_day_counts(world):
    made = director(world, "韦一", 1, level=Education.JUNIOR_HIGH, grades=THREE)
    education(made, "college", finished_on=date(2016, 7, 1))
    assert lines()[0][0]["education"] == "大专"
    row = lines("2015-12-31")[0][0]
    assert (row["education"], row["eligible"]) == ("初中", "no")


def test_what_is_unknown_is_no(world):
    director(world, "韦一", 1, level="", grades=THREE)
    row = lines()[0][0]
    assert (row["education"], row["eligible"]) == ("", "no")
    assert row["reason"] == "学历：档案中没有填写，应为高中（中专）以上"


def test_who_acts_or_has_left_is_not_on_it(world):
    director(world, "韦一", 1, grades=THREE, valid_to=date(2016, 11, 30))
    with pytest.raises(CommandError, match="没有在任的人口主任"):
        lines()
    VillageFigures.objects.create(unit=world.villages[1], year=2015, population=1500, groups=5)
    stand_in = person(world.townships[1], "陈一", 7)
    name_acting(
        person=stand_in,
        unit=world.villages[1],
        kind=PostKind.POPULATION_DIRECTOR,
        valid_from=date(2016, 12, 5),
    )
    with pytest.raises(CommandError, match="没有在任的人口主任"):
        lines()


def test_the_countys_own_figures_hold_from_their_day(world):
    director(world, "韦一", 1, born="19700101", grades=THREE)
    assert lines()[0][0]["eligible"] == "no"
    decide_policy(
        county_code=world.county.code,
        key="selection.bonus_age_max",
        value="50",
        valid_from=date(2016, 12, 1),
        document_number="关府发〔2016〕9号",
        reason="扩大范围",
        user=world.users["bureau_reviewer"],
    )
    assert lines()[0][0]["eligible"] == "yes"


def test_refusals_in_plain_words(world):
    with pytest.raises(CommandError, match="不是日期"):
        call_command("eligibility", "--on", "2016/12/31", "--csv", "-")
    with pytest.raises(CommandError, match="还没有考录加分的规定"):
        lines("2013-12-31")
    with pytest.raises(CommandError, match="没有区划代码"):
        lines(county="999999")


def test_the_file(world, tmp_path):
    director(world, "韦一", 1, grades=THREE)
    lines(target=str(tmp_path / "a.csv"))
    assert (tmp_path / "a.csv").read_text("utf-8").startswith("name,village_code,years,age,")


def test_the_number_of_statements_does_not_grow(world):
    counted = []
    for serial in (1, 2):
        director(world, f"韦{serial}", serial, village=serial - 1, grades=THREE)
        with CaptureQueriesContext(connection) as sent:
            standings(world.county, YEAR_END)
        counted.append(len(sent))
    assert counted[0] == counted[1] <= 6
