"""How complete a file is: the rule by golden cases, the query for one and for all, the page."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import yaml
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from guanling.accounts.enums import Role
from roster.enums import CAN_BE_NONE, Education, Nature, PostKind, Section
from roster.models import (
    EducationRecord,
    Honour,
    Person,
    ResumeEntry,
    SectionStatement,
    VillageFigures,
    YearGrade,
)
from roster.queries.files import completeness, listed
from roster.rules.files import (
    COUNTED,
    NEEDED_FIELDS,
    FileFacts,
    Stretch,
    check_file,
    grade_due,
    is_party_member,
    state_of_honour,
    timeline,
    upgrades,
)
from roster.rules.moves import age_on
from roster.services.appointments import appoint, name_acting
from tests.people import make_county
from tests.roster.build import person
from tests.roster.files import education

CASES = Path(__file__).resolve().parent.parent / "policy_cases" / "file_completeness.yaml"
SECTIONS = {section.label: section for section in Section}
LEVELS = {level.label: level for level in Education}
FIELDS = {label: name for name, label in (*NEEDED_FIELDS, ("party_joined_on", "入党时间"))}
DAY = date(2016, 9, 30)


def facts_of(changes):
    """The facts of a case: a whole file, and what the case changes."""
    basics = {name: "有" for name, _ in NEEDED_FIELDS} | {
        "education": Education.SENIOR_HIGH,
        "political_status": "群众",
    }
    for label, value in changes.get("基本情况", {}).items():
        basics[FIELDS[label]] = "" if value == "空" else LEVELS.get(value, value)
    rows = dict.fromkeys(COUNTED, 1)
    rows |= {SECTIONS[name]: value for name, value in changes.items() if isinstance(value, int)}
    return FileFacts(
        basics=basics,
        rows=rows,
        stated=frozenset(SECTIONS[name] for name in changes.get("声明", ())),
        finished=[LEVELS[name] for name in changes.get("毕业", ["高中"])],
        grades=frozenset(changes.get("考核年度", [2015])),
        grade_due=None if changes.get("应有年度") == "空" else 2015,
        trained=frozenset(changes.get("培训年度", [2015])),
        training_due=None if changes.get("应有培训年度") == "空" else 2015,
    )


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=case["说明"]) for case in yaml.safe_load(CASES.read_text(encoding="utf-8"))],
)
def test_what_is_missing(case):
    found = {}
    for check in check_file(facts_of(case["改动"])).sections:
        words = check.state.label + (f"（{'、'.join(check.lacks)}）" if check.lacks else "")
        if words != "齐全":
            found[check.section.label] = words
    assert found == case["结果"]


def test_every_section_that_is_counted_is_missing_in_an_empty_file():
    check = check_file(FileFacts(basics={}, rows={}, grade_due=2015, training_due=2015))
    assert [lack.section for lack in check.missing] == list(COUNTED)
    assert {lack.section for lack in check.missing if lack.may_be_stated} == set(CAN_BE_NONE)


@pytest.mark.parametrize(
    ("periods", "due"),
    [
        ([], None),
        ([(date(2015, 1, 1), None)], 2015),
        ([(date(2015, 1, 2), None)], None),
        ([(date(2014, 8, 1), date(2015, 12, 31))], 2015),
        ([(date(2014, 8, 1), date(2015, 12, 30))], None),
        ([(date(2015, 7, 1), None), (date(2014, 1, 1), date(2015, 6, 30))], 2015),
        ([(date(2015, 7, 2), None), (date(2014, 1, 1), date(2015, 6, 30))], None),
        ([(date(2014, 1, 1), date(2016, 1, 1)), (date(2015, 2, 1), date(2015, 3, 1))], 2015),
    ],
)
def test_a_grade_is_due_for_the_last_year_that_was_served_whole(periods, due):
    assert grade_due(periods, DAY) == due


def test_what_counts_as_an_upgrade():
    day = date(2010, 7, 1)
    assert upgrades([]) == set()
    assert upgrades([(1, "senior_high", day), (2, "college", date(2014, 7, 1)), (3, "bachelor", None)]) == {2}
    assert upgrades([(1, "bachelor", day), (2, "college", date(2014, 7, 1))]) == set()


@pytest.mark.parametrize(
    ("status", "member"),
    [
        ("中共党员", True),
        ("党员", True),
        ("中共预备党员", True),
        ("群众", False),
        ("民革党员", False),
        ("", False),
    ],
)
def test_who_is_in_the_party(status, member):
    assert is_party_member(status) is member


def test_small_rules():
    assert age_on(date(1980, 9, 30), DAY) == 36
    assert age_on(date(1980, 10, 1), DAY) == 35
    # Where the month has no such day its last one is the birthday.
    assert age_on(date(1980, 2, 29), date(2015, 2, 27)) == 34
    assert age_on(date(1980, 2, 29), date(2015, 2, 28)) == 35
    assert state_of_honour(DAY, None, DAY) == "holds"
    assert state_of_honour(date(2016, 1, 1), DAY, DAY) == "holds"
    assert state_of_honour(date(2016, 1, 1), date(2016, 9, 29), DAY) == "ended"
    assert state_of_honour(date(2016, 10, 1), None, DAY) == "coming"
    first, second = Stretch(date(2010, 1, 1), None, "甲"), Stretch(date(2010, 1, 1), DAY, "乙")
    assert [line.text for line in timeline([first], [second])] == ["乙", "甲"]


# --- the query -----------------------------------------------------------------------------------


@pytest.fixture
def world(db):
    return make_county()


def check_of(someone, on=DAY):
    return completeness(Person.objects.filter(pk=someone.pk), on)[someone.pk]


def test_the_query_says_what_is_there(world):
    someone = person(world.townships[0], "王小全", political_status="群众", education="senior_high")
    assert {lack.section for lack in check_of(someone).missing} == {*COUNTED} - {
        Section.YEAR_GRADES,
        Section.TRAINING,
    }
    education(someone, Education.SENIOR_HIGH)
    Honour.objects.create(
        person=someone, kind="reward", level="county", name="先进个人", given_on=DAY, given_by="县政府"
    )
    SectionStatement.objects.create(person=someone, section=Section.FAMILY)
    appoint(
        person=someone,
        unit=world.villages[0],
        kind=PostKind.POPULATION_DIRECTOR,
        valid_from=date(2014, 8, 1),
    )
    check = check_of(someone)
    assert {lack.section for lack in check.missing} == {
        Section.BASIC,
        Section.PHOTO,
        Section.RESUME,
        Section.YEAR_GRADES,
        Section.PAPERS,
    }
    assert check.of(Section.YEAR_GRADES).lacks == ("2015年度",)
    assert check.of(Section.FAMILY).state == "stated"
    # Nobody was trained anywhere in the county in the year: there are no records, so none is wanting.
    assert check.of(Section.TRAINING).state == "not_due"
    YearGrade.objects.create(person=someone, year=2015, grade="competent")
    assert check_of(someone).of(Section.YEAR_GRADES).state == "present"
    # On a day before the year was over no grade of it can be wanting.
    assert check_of(someone, date(2015, 6, 30)).of(Section.YEAR_GRADES).lacks == ()


def test_who_only_acted_needs_no_grade(world):
    someone = person(world.townships[0], "王小代")
    VillageFigures.objects.create(unit=world.villages[0], year=2013, population=1500, groups=3)
    name_acting(
        unit=world.villages[0],
        kind=PostKind.POPULATION_DIRECTOR,
        person=someone,
        valid_from=date(2014, 8, 1),
    )
    assert someone.appointments.get().nature == Nature.ACTING
    assert check_of(someone).of(Section.YEAR_GRADES).state == "not_due"
    assert check_of(someone).of(Section.APPOINTMENTS).state == "present"


def test_a_study_is_finished_only_once_its_day_has_come(world):
    someone = person(world.townships[0], "王小读", education="senior_high")
    education(someone, Education.SENIOR_HIGH, finished_on=date(2016, 7, 1))
    assert check_of(someone, date(2016, 6, 30)).of(Section.EDUCATION).lacks == ("没有已毕业的学历",)
    assert check_of(someone).of(Section.EDUCATION).state == "present"


def test_one_and_all_come_to_the_same(world):
    people = [person(world.townships[0], f"甲{'乙' * n}", serial=n) for n in range(1, 6)]
    for number, someone in enumerate(people):
        for count in range(number):
            ResumeEntry.objects.create(person=someone, started_on=date(2000 + count, 1, 1), text="务农")
        if number % 2:
            EducationRecord.objects.create(person=someone, level="college", study="full_time", school="校")
            SectionStatement.objects.create(person=someone, section=Section.HONOURS)
    everybody = completeness(Person.objects.all(), DAY)
    assert everybody == {someone.pk: check_of(someone) for someone in people}


# --- the page ------------------------------------------------------------------------------------


def director(world, number, name, serial):
    someone = person(world.townships[number], name, serial=serial)
    appoint(
        person=someone,
        unit=world.villages[number],
        kind=PostKind.POPULATION_DIRECTOR,
        valid_from=date(2016, 3, 1),
    )
    return someone


def login(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def page(world):
    """Show the page to a role of the first township or the county."""
    director(world, 0, "王小缺", 1)
    director(world, 1, "赵小乙", 2)
    person(world.townships[0], "李小离", serial=3)

    def show(role, **filters):
        client = login(world.users[role])
        response = client.get(reverse("roster:completeness"), {"on": DAY.isoformat(), **filters})
        assert response.status_code == 200
        return response.content.decode()

    return show


def test_the_page_says_per_unit_and_person_what_is_missing(page):
    text = page(Role.BUREAU_CLERK)
    for words in (
        "王小缺",
        "赵小乙",
        "甲镇甲家村人口主任",
        "基本情况（民族、籍贯",
        "共 2 份档案，齐全 0 份",
        "P5.4",
    ):
        assert words in text
    assert "李小离" not in text
    assert "李小离" in page(Role.BUREAU_CLERK, who="all")


def test_the_page_filters_by_unit_section_and_state(page, world):
    assert "赵小乙" not in page(Role.BUREAU_CLERK, township="520424101")
    assert "共 0 份档案" not in page(Role.BUREAU_CLERK, township="520424")
    assert "没有符合条件的人员" in page(Role.BUREAU_CLERK, township="520424")
    only = page(Role.BUREAU_CLERK, section="year_grades")
    assert "王小缺" not in only
    assert "没有符合条件的人员" in page(Role.BUREAU_CLERK, state="complete")
    assert "王小缺" in page(Role.BUREAU_CLERK, state="all", section="nonsense")


def test_a_township_sees_its_own_files_alone(page):
    text = page(Role.TOWNSHIP_CLERK)
    assert "王小缺" in text
    assert "赵小乙" not in text
    assert 'name="township"' not in text


def test_the_list_goes_out_as_shown(page, world):
    page(Role.BUREAU_CLERK)
    client = login(world.users[Role.BUREAU_CLERK])
    response = client.get(reverse("roster:completeness-export"), {"on": DAY.isoformat()})
    book = load_workbook(BytesIO(response.content))
    sums, people = ([list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book)
    assert sums[-1][:4] == ["合计", 2, 0, "0.0%"]
    row = next(row for row in people if "王小缺" in row)
    assert row[3] == "甲镇甲家村人口主任"
    assert "缺：民族、籍贯、出生地、文化程度、政治面貌、参加工作时间、健康状况、联系电话" in row
    assert "尚不要求" in row


def test_statements_do_not_grow_with_the_files(world):
    clients = [login(world.users[role]) for role in (Role.BUREAU_CLERK, Role.TOWNSHIP_CLERK)]

    def count():
        found = []
        for client in clients:
            for name in ("completeness", "completeness-export"):
                with CaptureQueriesContext(connection) as seen:
                    address = reverse(f"roster:{name}")
                    assert client.get(address, {"on": DAY.isoformat(), "who": "all"}).status_code == 200
                found.append(len(seen))
        return found

    director(world, 0, "王小缺", 1)
    count()
    few = count()
    for serial in range(20, 90):
        someone = person(world.townships[serial % 2], f"测试{'甲' * (serial % 3)}", serial=serial)
        ResumeEntry.objects.create(person=someone, started_on=date(2000, 1, 1), text="务农")
        education(someone, Education.COLLEGE)
    assert count() == few
    assert max(few) < 30


def test_the_query_costs_eleven_statements_for_one_and_for_all(world):
    people = [person(world.townships[0], "王小数", serial=n) for n in range(1, 30)]
    for chosen in (Person.objects.filter(pk=people[0].pk), Person.objects.all()):
        with CaptureQueriesContext(connection) as seen:
            completeness(chosen, DAY)
        assert len(seen) == 11
    with CaptureQueriesContext(connection) as seen:
        assert len(listed(Person.objects.all(), DAY)) == 29
    assert len(seen) == 12
