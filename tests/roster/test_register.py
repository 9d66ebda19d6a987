"""The register (花名册) on paper: what the list shows, per township, numbers masked."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from guanling.accounts.enums import Role
from guanling.documents import papers
from guanling.documents.models import PrintJob
from guanling.documents.services.papers import render_print
from roster.enums import Education, EndGround, Nature, PostKind
from roster.models import Appointment
from roster.services.appointments import appoint, end_appointment
from tests.people import make_county
from tests.roster.build import person

pytestmark = pytest.mark.django_db
ON = "2016-09-30"


@pytest.fixture
def world():
    """A director in each township, an operator in the first, one who left, one with two posts."""
    world = make_county()
    world.people = {}
    rows = [
        ("杨䶮", 0, world.villages[0], PostKind.POPULATION_DIRECTOR),
        ("罗微机", 0, world.townships[0], PostKind.COMPUTER_OPERATOR),
        ("依娜·岑莫", 1, world.villages[1], PostKind.POPULATION_DIRECTOR),
        ("韦离任", 0, world.villages[0], PostKind.SPECIAL_OFFICER),
    ]
    for serial, (name, home, unit, kind) in enumerate(rows, 1):
        someone = person(
            world.townships[home], name, serial=serial, education=Education.COLLEGE, ethnicity="布依族"
        )
        appoint(person=someone, unit=unit, kind=kind, valid_from=date(2014, 8, 1))
        world.people[name] = someone
    appoint(
        person=world.people["杨䶮"],
        unit=world.villages[0],
        kind=PostKind.GROUP_LEADER,
        valid_from=date(2013, 1, 1),
    )
    end_appointment(
        appointment=world.people["韦离任"].appointments.get(),
        last_day=date(2016, 5, 31),
        ground=EndGround.RESIGNED,
    )
    return world


def printed(user, **query):
    """The frozen content of the register that ``user`` asks for."""
    client = Client()
    client.force_login(user)
    address = reverse("roster:register-print") + "?" + "&".join(f"{k}={v}" for k, v in query.items())
    response = client.post(address)
    job = PrintJob.objects.get()
    assert response.url == reverse("documents:print", args=[job.pk])
    assert job.requested_by == user
    return job


def rows(job):
    """{township: [(unit, name, post)]} as printed."""
    return {
        table["continued"]: [(row[1], row[2], row[9]) for row in table["rows"]]
        for table in job.content["tables"]
    }


def test_a_table_per_township_with_a_line_per_appointment(world):
    job = printed(world.users[Role.BUREAU_CLERK], on=ON)
    assert rows(job) == {
        "甲镇（续）": [
            ("甲镇", "罗微机", "微机员"),
            ("甲家村", "杨䶮", "人口主任"),
            ("甲家村", "杨䶮", "育龄妇女小组长"),
        ],
        "乙镇（续）": [("乙家村", "依娜·岑莫", "人口主任")],
    }
    first = job.content["tables"][0]
    assert first["above_left"] == "填报单位：关岭自治县人口和计划生育局　　甲镇"
    assert first["above_right"] == "共3条　　截至2016年9月30日"
    assert [column["title"] for column in first["columns"]][6:9] == ["身份证号码", "文化程度", "政治面貌"]
    line = first["rows"][1]
    assert line[0] == "2"
    assert line[4:8] == ["1980.01", "布依族", "520499**********" + line[6][-2:], "大专"]
    assert line[10:13] == ["2014.08", "2017.07", "合同"]
    assert world.people["杨䶮"].identity_number not in str(job.content)


def test_the_filters_as_shown(world):
    job = printed(world.users[Role.BUREAU_CLERK], on=ON, kind="population_director")
    assert rows(job) == {
        "甲镇（续）": [("甲家村", "杨䶮", "人口主任")],
        "乙镇（续）": [("乙家村", "依娜·岑莫", "人口主任")],
    }
    assert job.title == "关岭自治县人口主任花名册"


def test_who_left_stands_with_the_post_left_and_why(world):
    job = printed(world.users[Role.BUREAU_CLERK], on=ON, state="left", education="college")
    assert rows(job) == {"甲镇（续）": [("甲家村", "韦离任", "原特岗计生员")]}
    table = job.content["tables"][0]
    assert table["rows"][0][11] == "2016.05"
    assert table["rows"][0][14] == "本人辞职"
    assert table["notes"] == ["打印条件：状态“已离任”，文化程度“大专”。"]


def test_the_filters_of_the_list_stay_where_the_address_names_none(world):
    clerk = world.users[Role.BUREAU_CLERK]
    client = Client()
    client.force_login(clerk)
    client.get(reverse("roster:people"), {"on": ON, "township": "520424102"})
    client.post(reverse("roster:register-print"))
    assert list(rows(PrintJob.objects.get())) == ["乙镇（续）"]


def test_who_acts_is_named_so(world):
    Appointment.objects.filter(person=world.people["依娜·岑莫"]).update(
        nature=Nature.ACTING, place=None, places=None
    )
    job = printed(world.users[Role.BUREAU_CLERK], on=ON, township="520424102")
    assert rows(job)["乙镇（续）"] == [("乙家村", "依娜·岑莫", "人口主任（代行职责）")]


@pytest.mark.parametrize("role", [Role.TOWNSHIP_CLERK, Role.VILLAGE_COMMITTEE])
def test_nobody_prints_more_than_they_may_see(world, role):
    job = printed(world.users[role], on=ON, township="520424102")
    assert "依娜·岑莫" not in str(job.content)
    assert "杨䶮" in str(job.content)


def test_nobody_to_print_is_said(world):
    client = Client()
    client.force_login(world.users[Role.BUREAU_CLERK])
    response = client.post(f"{reverse('roster:register-print')}?on=2000-01-01", follow=True)
    assert "没有可以打印的花名册" in response.content.decode()
    assert not PrintJob.objects.exists()


def test_each_township_begins_a_sheet_and_the_next_sheets_say_whose_they_are(world):
    job = printed(world.users[Role.BUREAU_CLERK], on=ON)
    content = job.content
    content["tables"][0]["rows"] = [
        [str(number), *content["tables"][0]["rows"][0][1:]] for number in range(1, 41)
    ]
    PrintJob.objects.filter(pk=job.pk).update(content=content)
    render_print(job.pk)
    job.refresh_from_db()
    assert (job.state, job.pages) == ("ready", 4)
    with job.file.open() as file:
        pages = [page.extract_text() for page in PdfReader(file).pages]
    assert "花名册" in pages[0]
    assert "甲镇（续）" in pages[1]
    for page in pages:
        assert "身份证号码" in page
        assert "共4页" in page.replace(" ", "").replace("　", "")
    assert [("填表人" in page, "审核人" in page, "负责人" in page) for page in pages] == [
        (False,) * 3,
        (False,) * 3,
        (True,) * 3,
        (True,) * 3,
    ]


def test_the_sheet_goes_by_the_columns():
    assert papers.sheet_for(range(16)) == "A4"
    assert papers.sheet_for(range(17)) == "A3"
