"""Units: the tree, one unit, its end and successor, its figures; the establishment and its way out."""

import csv
import io
import re
from datetime import date
from io import BytesIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from guanling.accounts.enums import Role
from guanling.documents.services.imports import import_directly
from roster.enums import PostKind, Selection
from roster.models import VillageFigures
from roster.services.appointments import appoint
from tests.people import make_county
from tests.roster.build import person

pytestmark = pytest.mark.django_db

ON = "2016-09-30"


@pytest.fixture
def world():
    """A village of 2,001 people with one director, and one of 900 with two."""
    world = make_county()
    places = ((0, 0), (1, 1), (1, 1))
    for serial, (township, village) in enumerate(places, 1):
        appoint(
            person=person(world.townships[township], f"王{'甲乙丙'[serial - 1]}", serial=serial),
            unit=world.villages[village],
            kind=PostKind.POPULATION_DIRECTOR,
            valid_from=date(2014, 8, 1),
            selection=Selection.OPEN,
        )
    # The figures came later: the second village has had one director too many ever since.
    for village, population in zip(world.villages, (2001, 900), strict=True):
        VillageFigures.objects.create(
            unit=village, year=2016, population=population, groups=3, stationed_cadres=4
        )
    return world


@pytest.fixture
def bureau(client, world):
    client.force_login(world.users[Role.BUREAU_CLERK])
    return client


def cells(html, mark):
    """The cells of the first table row that holds ``mark``."""
    row = next(row for row in re.findall(r"<tr.*?</tr>", html, re.DOTALL) if mark in row)
    return [re.sub(r"<[^>]+>|\s+", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]


def test_the_tree_adds_up(bureau, world):
    page = bureau.get(reverse("roster:units"), {"on": ON}).content.decode()
    assert cells(page, "甲家村")[:5] == ["甲家村村民委员会", "520424101201", "3", "2001", "1"]
    assert cells(page, ">甲镇</a></th>")[:5] == ["甲镇", "520424101", "3", "2001", "1"]
    assert cells(page, ">关岭自治县</a></th>")[:5] == ["关岭自治县", "520424", "6", "2901", "3"]


def test_the_units_page(bureau, world):
    page = bureau.get(reverse("roster:unit", args=[world.villages[0].pk]), {"on": ON}).content.decode()
    assert cells(page, "人口主任</th>") == ["人口主任", "2", "1", "-1", "缺编", "P2.2"]
    assert cells(page, "驻村干部</th>") == ["驻村干部", "3–5", "4", "0", "满编", "A1.6"]
    assert "王甲" in page
    page = bureau.get(reverse("roster:unit", args=[world.townships[0].pk]), {"on": ON}).content.decode()
    assert f"{reverse('roster:people')}?township=520424101" in page


def test_a_village_sees_its_townships_name_but_no_way_there(client, world):
    client.force_login(world.users[Role.VILLAGE_COMMITTEE])
    page = client.get(reverse("roster:unit", args=[world.villages[0].pk])).content.decode()
    assert "甲镇" in page
    assert reverse("roster:unit", args=[world.townships[0].pk]) not in page


def test_the_establishment_leads_to_the_people(bureau, world):
    page = bureau.get(reverse("roster:establishment"), {"on": ON, "state": "over"}).content.decode()
    assert cells(page, "520424102201")[3:9] == ["人口主任", "1", "2", "0", "1", "超编申请超编"]
    assert "520424101201" not in re.search(r'id="lines".*', page, re.DOTALL).group()
    (link,) = re.findall(r'href="(/roster/people/\?[^"]+village=520424102201[^"]+)">2</a>', page)
    people = bureau.get(link.replace("&amp;", "&")).content.decode()
    assert ["王乙" in people, "王丙" in people, "王甲" in people] == [True, True, False]
    page = bureau.get(reverse("roster:establishment"), {"on": ON}).content.decode()
    assert cells(page, "驻村干部</a></th>")[1:7] == ["2", "6–10", "8", "0", "0", "0"]
    # The totals tell of all kinds, whatever the list below is narrowed to.
    page = bureau.get(reverse("roster:establishment"), {"on": ON, "kind": "special_officer"}).content.decode()
    assert cells(page, "人口主任</a></th>")[1:] == ["2", "3", "3", "0", "0", "1", "1", "1", "1"]


def test_the_establishment_goes_out_as_shown(bureau):
    answer = bureau.get(
        reverse("roster:establishment-export"), {"on": ON, "state": "short", "kind": "population_director"}
    )
    book = load_workbook(BytesIO(answer.content))
    (row,) = book["编制"].iter_rows(min_row=4, values_only=True)
    assert row[:11] == ("520424101201", "甲镇", "甲家村", "人口主任", 2, 1, 0, 0, -1, "缺编", "P2.2")
    cadres = next(row for row in book["合计"].iter_rows(values_only=True) if row[0] == "驻村干部")
    assert cadres[1:7] == (2, "6–10", 8, 0, 0, 0)


def test_the_establishment_command(world, tmp_path, capsys):
    path = tmp_path / "编制.csv"
    call_command("establishment", "--on", ON, "--csv", str(path))
    text = path.read_text(encoding="utf-8")
    assert text.splitlines()[0] == "unit_code,unit,post,required,actual,difference"
    rows = list(csv.DictReader(io.StringIO(text)))
    (directors,) = [row for row in rows if row["unit_code"] == "520424101201" and row["post"] == "人口主任"]
    assert directors == {
        "unit_code": "520424101201",
        "unit": "甲家村",
        "post": "人口主任",
        "required": "2",
        "actual": "1",
        "difference": "-1",
    }
    for row in rows:
        if row["required"]:
            assert int(row["difference"]) == int(row["actual"]) - int(row["required"])
    call_command("establishment", "--on", ON, "--csv", "-")
    assert capsys.readouterr().out == text


# --- figures -------------------------------------------------------------------------------------

FIGURES = {
    "year": "2017",
    "population": "5001",
    "groups": "9",
    "stationed_cadres": "",
    "source": "2017年统计年报",
}


def test_figures_of_a_year_are_entered_and_corrected_in_place(bureau, world):
    village = world.villages[0]
    address = reverse("roster:unit-figures", args=[village.pk])
    page = bureau.post(address, FIGURES, follow=True)
    assert "已登记2017年度基本情况" in page.content.decode()
    assert bureau.post(address, FIGURES | {"population": "1999"}).status_code == 302
    figures = village.figures.get(year=2017)
    assert (figures.population, figures.stationed_cadres) == (1999, None)
    assert village.figures.get(year=2016).population == 2001
    page = bureau.get(reverse("roster:unit", args=[village.pk]), {"on": "2017-06-30"}).content.decode()
    assert cells(page, "人口主任</th>")[1] == "1"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"year": "2099"}, "2099年还没有到，请核对年度。"),
        ({"year": ""}, "请填写年度。"),
        ({"population": "-1"}, "0"),
        ({"population": "一千"}, "整数"),
        ({"source": " "}, "请填写来源。"),
    ],
)
def test_figures_that_cannot_be(bureau, world, changes, sentence):
    page = bureau.post(reverse("roster:unit-figures", args=[world.villages[0].pk]), FIGURES | changes)
    assert page.status_code == 422
    (error,) = re.findall(r'<p class="wrong" role="alert">([^<]+)</p>', page.content.decode())
    assert sentence in error
    assert 'value="9"' in page.content.decode()


def test_only_villages_have_figures(bureau, world):
    page = bureau.post(reverse("roster:unit-figures", args=[world.townships[0].pk]), FIGURES, follow=True)
    assert "只有村（居、社区）才登记" in page.content.decode()


# --- what goes out comes in again ----------------------------------------------------------------


def test_what_goes_out_comes_in_again_and_changes_nothing(bureau, world, tmp_path):
    """Villages with figures, village staff, township staff and the county's, a person in two posts."""
    township, village = world.townships[0], world.villages[0]
    two_posts = person(township, "𠮷·䶮", serial=7, phone="14200000000", bank_account="6299990000000000005")
    for kind in (PostKind.SPECIAL_OFFICER, PostKind.GROUP_LEADER):
        appoint(
            person=two_posts,
            unit=village,
            kind=kind,
            valid_from=date(2015, 3, 1),
            selection=Selection.ASSIGNED,
        )
    appoint(
        person=person(township, "李丁", serial=8, note="=1+1"),
        unit=township,
        kind=PostKind.COMPUTER_OPERATOR,
        valid_from=date(2015, 3, 1),
        valid_to=date(2018, 2, 28),
    )
    appoint(
        person=person(world.county, "岑慧", serial=9),
        unit=world.county,
        kind=PostKind.COUNTY_CENTRE_STAFF,
        valid_from=date(2012, 3, 1),
    )
    paths = []
    villages = bureau.get(reverse("roster:units-export"), {"on": ON})
    bureau.get(reverse("roster:people"), {"on": ON, "state": "serving"})
    people = bureau.post(reverse("roster:roster-export"), {"reason": "年度核对"})
    for name, answer in (("村居", villages), ("花名册", people)):
        paths.append(tmp_path / f"{name}.xlsx")
        paths[-1].write_bytes(answer.content)
    outcome = import_directly(sources=paths, on=date.fromisoformat(ON))
    errors = [(error.sheet, error.row, error.column, error.reason) for error in outcome.report.errors]
    assert outcome.saved, errors
    told = {kind.kind.name: (kind.rows, kind.new, kind.changed, kind.unchanged) for kind in outcome.kinds}
    assert told == {
        "villages": (2, 0, 0, 2),
        "village_staff": (5, 0, 0, 5),
        "township_staff": (2, 0, 0, 2),
    }
