"""Pages, workbook, print and command of who has what training, by each reader's rights."""

from datetime import date
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from guanling.accounts.enums import Role
from guanling.documents.models import PrintJob
from roster.models import Person, Unit
from tests.people import make_county
from tests.roster.build import end_unit, person
from tests.training.build import attend, enrol, session
from tests.training.directors import director, serve
from training.enums import Category, Outcome, Source

ON = "2016-09-30"
SINCE = date(2013, 1, 1)


@pytest.fixture
def world(db):
    """Three directors in the first township, one of them in the second too, one in the second alone."""
    world = make_county()
    here, there = world.villages
    world.people = {
        "韦达标": director(here, "韦达标", SINCE),
        "韦两村": director(here, "韦两村", SINCE),
        "韦新任": director(here, "韦新任", date(2016, 3, 1), date(2019, 2, 28)),
        "岑乙镇": director(there, "岑乙镇", SINCE),
    }
    serve(world.people["韦两村"], there, date(2015, 1, 1))
    held = session(world.county, date(2016, 3, 7), date(2016, 3, 8), date(2016, 3, 9), name="第一期更新班")
    attend(held, world.people["韦达标"])
    attend(held, world.people["韦两村"], date(2016, 3, 7))
    coming = session(world.county, date(2016, 11, 1), date(2016, 11, 2), name="第二期更新班")
    enrol(coming, world.people["韦两村"], source=Source.RULE, seat=1, places=60)
    attend(session(world.townships[0], date(2016, 5, 5), category=Category.TOWNSHIP), world.people["韦达标"])
    return world


def login(user):
    client = Client()
    client.force_login(user)
    return client


def page(world, role=Role.BUREAU_CLERK, **query):
    response = login(world.users[role]).get(reverse("training:compliance"), {"on": ON, **query})
    assert response.status_code == 200
    return response


def names(response):
    return [one.name for one in response.context["page"]]


def test_the_county_sees_all_and_counts_each_once(world):
    response = page(world)
    assert names(response) == ["韦达标", "韦两村", "韦新任", "岑乙镇"]
    needs = {row["line"].need: row["line"] for row in response.context["needs"]}
    assert needs["initial"].counts == {"not_required": 3, "lacking": 1}
    assert needs["update"].counts == {"met": 1, "on_track": 1, "will_miss": 2}
    assert [(row["line"].name, row["line"].people) for row in response.context["townships"]] == [
        ("甲镇", 3),
        ("乙镇", 2),
    ]
    text = response.content.decode()
    assert "甲镇 · 甲家村" in text
    assert "乙镇 · 乙家村" in text
    assert "材料" not in response.context["measures"].update["source"]
    assert "P3.2" in response.context["measures"].update["source"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"need": "update", "state": "will_miss"}, ["韦新任", "岑乙镇"]),
        ({"need": "initial", "state": "lacking"}, ["韦新任"]),
        ({"state": "lacking"}, ["韦新任"]),
        ({"township": "520424102"}, ["韦两村", "岑乙镇"]),
        ({"need": "tests", "state": "short"}, []),
        ({"state": "nonsense", "year": "1999", "township": "5"}, ["韦达标", "韦两村", "韦新任", "岑乙镇"]),
    ],
)
def test_filters(world, query, expected):
    assert names(page(world, **query)) == expected


def test_a_year_that_is_over_is_seen_on_its_last_day_without_those_of_later(world):
    response = page(world, year="2015")
    assert response.context["found"].day == date(2015, 12, 31)
    assert names(response) == ["韦达标", "韦两村", "岑乙镇"]
    assert "截至年末" in response.content.decode()


def test_a_township_sees_its_own(world):
    response = page(world, Role.TOWNSHIP_CLERK)
    assert names(response) == ["韦达标", "韦两村", "韦新任"]
    assert "乙家村" not in response.content.decode()
    assert 'name="township"' not in response.content.decode()


def test_nobody_in_post_says_what_to_do_first(world):
    text = page(world, on="2010-12-31").content.decode()
    assert "2010 年度没有在任的人口主任" in text
    assert "先在“人员”里登记" in text


def test_the_workbook_holds_what_is_shown(world):
    response = login(world.users[Role.BUREAU_CLERK]).get(
        reverse("training:compliance-export"), {"on": ON, "need": "update", "state": "on_track"}
    )
    people, townships = (
        [list(row) for row in sheet.iter_rows(values_only=True)]
        for sheet in load_workbook(BytesIO(response.content))
    )
    rows = [row for row in people if row[0] == 1]
    assert [row[1:5] for row in rows] == [["甲镇、乙镇", "甲家村、乙家村", "韦两村", rows[0][4]]]
    assert rows[0][6:11] == [3, 1, 2, 3, "进度正常"]
    assert [row[:2] for row in townships if row[0] in ("甲镇", "乙镇")] == [["甲镇", 3], ["乙镇", 2]]


def test_the_list_on_paper_has_a_table_per_township_to_be_signed(world):
    client = login(world.users[Role.BUREAU_CLERK])
    client.get(reverse("training:compliance"), {"on": ON})
    response = client.post(reverse("training:compliance-print"))
    job = PrintJob.objects.get()
    assert response.url == reverse("documents:print", args=[job.pk])
    first, second = job.content["tables"]
    assert [row[2] for row in first["rows"]] == ["韦达标", "韦两村", "韦新任"]
    assert first["rows"][1][-1] == "兼乙镇乙家村"
    assert [row[2] for row in second["rows"]] == ["韦两村", "岑乙镇"]
    assert "乡镇集中培训1次" in first["above_left"]
    assert job.content["signatures"] == ["填表人", "审核人", "负责人"]
    assert any("P3.2" in note for note in first["notes"])


def test_nothing_to_print_is_said(world):
    client = login(world.users[Role.BUREAU_CLERK])
    address = reverse("training:compliance-print")
    response = client.post(f"{address}?on={ON}&need=tests&state=short", follow=True)
    assert not PrintJob.objects.exists()
    assert "没有可以打印的达标情况表" in response.content.decode()


def test_one_persons_record_shows_how_each_day_counts(world):
    someone = world.people["韦达标"]
    initial = session(world.county, date(2012, 12, 3), category=Category.INITIAL, name="初任班")
    attend(initial, someone)
    initial.enrolments.update(outcome=Outcome.PASSED, outcome_basis="出勤 2/2")
    client = login(world.users[Role.TOWNSHIP_CLERK])
    response = client.get(reverse("training:person", args=[someone.pk]), {"on": ON})
    text = response.content.decode()
    for words in (
        "第一期更新班",
        "2016年3月9日",
        "不计入：乡镇集中培训，当日没有规定可计入知识更新培训（P3.3）",
        "出勤 2/2",
        "当年任职 366 天，已过 274 天",
    ):
        assert words in text
    assert [one.year for one in response.context["record"].years] == [2016, 2015, 2014, 2013]
    assert "第二期更新班" not in text
    earlier = client.get(reverse("training:person", args=[someone.pk]), {"on": ON, "year": "2015"})
    assert earlier.context["record"].standing.update.have == 0
    odd = client.get(reverse("training:person", args=[someone.pk]), {"on": ON, "year": "abc"})
    assert odd.context["record"].year == 2016


def test_who_is_no_director_still_has_a_record(world):
    someone = person(world.townships[0], "韦干部", serial=399)
    attend(session(world.county, date(2016, 4, 6), name="全员班"), someone)
    text = (
        login(world.users[Role.TOWNSHIP_CLERK])
        .get(reverse("training:person", args=[someone.pk]), {"on": ON})
        .content.decode()
    )
    assert "没有聘任为人口主任" in text
    assert "全员班" in text


def test_a_person_sees_the_own_record_alone(world):
    someone = world.people["韦达标"]
    Person.objects.filter(pk=someone.pk).update(account=world.users[Role.SELF])
    client = login(world.users[Role.SELF])
    own = client.get(reverse("training:person", args=[someone.pk]), {"on": ON})
    assert own.status_code == 200
    assert "第一期更新班" in own.content.decode()
    assert client.get(reverse("training:person", args=[world.people["韦两村"].pk])).status_code == 404
    file = client.get(reverse("roster:person", args=[someone.pk])).content.decode()
    assert reverse("training:person", args=[someone.pk]) in file


def test_a_village_is_not_led_to_what_it_may_not_see(world):
    someone = world.people["韦达标"]
    client = login(world.users[Role.VILLAGE_COMMITTEE])
    text = client.get(reverse("roster:person", args=[someone.pk])).content.decode()
    assert reverse("training:person", args=[someone.pk]) not in text


def test_the_pages_cost_the_same_for_few_and_for_many(world):
    client = login(world.users[Role.BUREAU_CLERK])
    someone = world.people["韦达标"]
    addresses = [reverse("training:compliance"), reverse("training:person", args=[someone.pk])]

    def cost():
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as caught:
                assert client.get(address, {"on": ON}).status_code == 200
            counts.append(len(caught))
        return counts

    cost()
    few = cost()
    for number in range(60):
        other = director(world.villages[number % 2], f"韦{number:03d}", date(2014, 8, 1))
        attend(session(world.county, date(2016, 4, 1), name=f"{number}班"), other)
        if number < 20:
            day = date(2015, 1 + number % 12, 1 + number)
            attend(session(world.townships[0], day, category=Category.TOWNSHIP), someone)
    assert cost() == few


def lines(*arguments, **options):
    out, told = StringIO(), StringIO()
    call_command("training_status", *arguments, stdout=out, stderr=told, csv="-", **options)
    return out.getvalue().splitlines(), told.getvalue()


def test_the_command_writes_a_line_per_village_and_director(world):
    rows, told = lines("2016", on=date(2016, 9, 30))
    assert rows == [
        "village_code,name,initial_done,update_days,township_sessions,tests,status",
        "520424101201,韦达标,not_required,3.0,1,0,no_record",
        "520424101201,韦两村,not_required,1.0,0,0,on_track",
        "520424101201,韦新任,no,0.0,0,0,lacking",
        "520424102201,岑乙镇,not_required,0.0,0,0,will_miss",
        "520424102201,韦两村,not_required,1.0,0,0,on_track",
    ]
    # Somebody of two villages counts once.
    assert "5行，缺训1人，预计不达标1人，进度正常1人，无记录1人。" in told


def test_the_command_sees_a_past_year_on_its_last_day(world):
    rows, told = lines("2016")
    assert "2016年12月31日" in told
    assert [row.rpartition(",")[2] for row in rows[1:]] == ["no_record", "short", "lacking", "short", "short"]
    rows, _ = lines("2015")
    assert [row.split(",")[1] for row in rows[1:]] == ["韦达标", "韦两村", "岑乙镇", "韦两村"]


@pytest.mark.parametrize(
    ("arguments", "options", "words"),
    [
        (("2099",), {}, "年度应是"),
        (("2016",), {"on": date(2015, 9, 30)}, "不在2016年度内"),
        (("2010",), {}, "没有在任的人口主任"),
    ],
)
def test_the_command_says_what_is_wrong(world, arguments, options, words):
    with pytest.raises(CommandError, match=words):
        lines(*arguments, **options)


def test_the_command_writes_a_file(world, tmp_path):
    target = tmp_path / "达标.csv"
    call_command("training_status", "2016", csv=str(target), stderr=StringIO())
    assert target.read_bytes().startswith(b"village_code,name,")
    assert b"\r" not in target.read_bytes()
    with pytest.raises(CommandError, match="写不了文件"):
        call_command("training_status", "2016", csv=str(tmp_path / "无" / "x.csv"), stderr=StringIO())
    with pytest.raises(CommandError, match="不是日期"):
        call_command("training_status", "2016", "--on", "九月", "--csv", "-")


def test_a_township_that_is_no_more_is_told_by_name(world):
    town, other = world.townships
    world.people["岑乙镇"].appointments.update(valid_to=date(2016, 6, 30))
    world.people["韦两村"].appointments.filter(post__unit=world.villages[1]).update(
        valid_to=date(2016, 6, 30)
    )
    end_unit(unit=world.villages[1], last_day=date(2016, 6, 30), successor=world.villages[0])
    end_unit(unit=other, last_day=date(2016, 6, 30), successor=town)
    response = page(world)
    assert Unit.objects.on(date(2016, 9, 30)).filter(level="township").count() == 1
    assert [(row["line"].name, row["line"].people) for row in response.context["townships"]] == [
        ("甲镇", 3),
        ("乙镇", 1),
    ]
    assert "已撤并" in response.content.decode()
