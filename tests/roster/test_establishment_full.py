"""The establishment whole: who acts and is seconded, sums of several posts, approved surplus, ways out."""

import csv
import re
from datetime import date
from io import BytesIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from guanling.accounts.enums import Role
from guanling.policy.rules import settle_all
from roster.enums import LINE_SPECS, POST_SPECS, Nature, PostKind, SumKind, kinds_of
from roster.models import Appointment, Post, VillageFigures
from roster.queries import establishment, totals
from roster.rules import Figures, most_at_once, need, need_keys, village_workers
from roster.services import exceptions
from tests.people import make_county
from tests.roster.build import person
from tests.roster.test_rules import KINDS, cases
from tests.roster.test_unit_pages import cells

DAY = date(2016, 9, 30)
NATURES = {nature.label: nature for nature in Nature}
LONG_AGO = date(2010, 1, 1)


@pytest.fixture
def world(db):
    return make_county()


def put(world, held, *, unit):
    """Write appointments (person, post, nature) as a register has them: no number is held against it."""
    people, taken = {}, {}
    for name, post, nature in held:
        kind = KINDS[post]
        if name not in people:
            people[name] = person(world.townships[0], f"王{name}", serial=len(people) + 20)
        row, _ = Post.objects.get_or_create(unit=unit, kind=kind)
        regular = NATURES[nature] == Nature.REGULAR
        taken[kind] = taken.get(kind, 0) + regular
        Appointment.objects.create(
            person=people[name],
            post=row,
            nature=NATURES[nature],
            place=taken[kind] if regular else None,
            valid_from=LONG_AGO,
        )


def line_of(unit, kind, on=DAY):
    (line,) = [
        line for line in establishment(on, [unit.code]) if (line.unit_id, line.kind) == (unit.pk, kind)
    ]
    return line


def check(line, case):
    required = None if case["应配"] == "空" else case["应配"]
    assert (line.required, line.actual, line.missing) == (required, case["实有"], case["缺"])
    assert line.state == ("" if required is None else "short" if case["缺"] else "full")
    assert line.source


@pytest.mark.parametrize("case", cases("village_workers.yaml"))
def test_village_workers(world, case):
    village = world.villages[0]
    figures = Figures(2014, 1000, 2, case.get("驻村干部"))
    VillageFigures.objects.create(
        unit=village, year=2014, population=1000, groups=2, stationed_cadres=case.get("驻村干部")
    )
    put(world, case["在岗"], unit=village)
    check(line_of(village, SumKind.VILLAGE_WORKERS, case["日期"]), case)
    # The statement says what the rule says.
    named = {name for name, _, _ in case["在岗"]}
    cadres = any(post == "驻村干部" for _, post, _ in case["在岗"])
    assert village_workers(len(named), cadres, figures) == case["实有"]


@pytest.mark.parametrize("case", cases("office_total.yaml"))
def test_office_total(world, case):
    put(world, case["在岗"], unit=world.townships[0])
    check(line_of(world.townships[0], SumKind.OFFICE, case["日期"]), case)


@pytest.mark.parametrize("kind", list(SumKind))
def test_a_sum_rests_on_the_named_parameter_alone(kind):
    asked = set()

    class Spy:
        def get(self, key):
            asked.add(key)
            return settle_all("520424", DAY, ()).get(key)

    need(kind, Spy(), Figures(2016, 3000, 4))
    assert asked == set(need_keys(kind))


def test_each_sum_stands_behind_its_posts():
    order = list(LINE_SPECS)
    for kind in SumKind:
        assert order.index(kind) == max(map(order.index, kinds_of(kind))) + 1
    assert [kind for kind in order if kind in POST_SPECS] == list(POST_SPECS)


def test_most_at_once():
    taken = [(1, date(2016, 1, 1), date(2016, 6, 30)), (2, date(2016, 6, 30), None)]
    assert most_at_once(taken, date(2016, 1, 1), None) == 2
    assert most_at_once(taken, date(2016, 7, 1), None) == 1
    assert most_at_once(taken, date(2016, 1, 1), date(2016, 6, 29)) == 1
    assert most_at_once(taken, date(2015, 1, 1), date(2015, 12, 31)) == 0
    assert most_at_once([], DAY, None) == 0


def test_who_acts_and_who_is_seconded_stand_beside_the_regular(world):
    VillageFigures.objects.create(unit=world.villages[0], year=2016, population=2001, groups=2)
    put(
        world,
        [["甲", "人口主任", "聘任"], ["乙", "人口主任", "代行职责"], ["丙", "特岗计生员", "借调"]],
        unit=world.villages[0],
    )
    line = line_of(world.villages[0], PostKind.POPULATION_DIRECTOR)
    assert (line.required, line.actual, line.acting, line.seconded) == (2, 1, 1, 0)
    assert (line.state, line.missing) == ("short", 1)
    officer = line_of(world.villages[0], PostKind.SPECIAL_OFFICER)
    assert (officer.actual, officer.seconded, officer.state) == (0, 1, "short")
    summed = {total.kind: total for total in totals(establishment(DAY))}
    director = summed[PostKind.POPULATION_DIRECTOR]
    assert (director.required, director.actual, director.acting, director.missing) == (2, 1, 1, 1)
    assert summed[PostKind.SPECIAL_OFFICER].seconded == 1
    assert summed[SumKind.VILLAGE_WORKERS].actual == 3
    assert summed[SumKind.VILLAGE_WORKERS].required_shown == "≥20"
    assert summed[SumKind.OFFICE].required_shown == "≥10"


def test_what_another_clause_adds_stands_beside_the_line(world):
    centre = line_of(world.county, PostKind.COUNTY_CENTRE_STAFF)
    assert (centre.needed, centre.clause) == (None, "N1.7")
    assert "全额事业编制" in centre.source
    assert centre.basis == "全额事业编制，文件没有规定名额"
    assert "N1.7" in line_of(world.townships[0], PostKind.PHYSICIAN).basis
    assert "N5.1" in line_of(world.townships[0], PostKind.OFFICE_DIRECTOR).basis
    assert "没有登记该村的人口" in line_of(world.villages[0], PostKind.POPULATION_DIRECTOR).basis


# --- pages ---------------------------------------------------------------------------------------


@pytest.fixture
def bureau(client, world):
    client.force_login(world.users[Role.BUREAU_CLERK])
    return client


def staffed(world):
    VillageFigures.objects.create(
        unit=world.villages[0], year=2016, population=2000, groups=2, stationed_cadres=4
    )
    put(
        world,
        [
            ["甲", "人口主任", "聘任"],
            ["乙", "人口主任", "聘任"],
            ["丙", "人口主任", "代行职责"],
            ["丁", "特岗计生员", "借调"],
        ],
        unit=world.villages[0],
    )


def test_the_page_shows_them_and_leads_to_the_people(bureau, world):
    staffed(world)
    page = bureau.get(reverse("roster:establishment"), {"on": DAY.isoformat()}).content.decode()
    assert "借调" in page
    lines = page[page.index('id="lines"') :]
    workers = next(
        row
        for row in re.findall(r"<tr.*?</tr>", lines, re.DOTALL)
        if 'class="summed"' in row and "甲家村" in row
    )
    assert cells(workers, "村级工作力量")[4:10] == ["≥10", "8", "1", "1", "-2", "缺编"]
    link = re.search(r'href="(/roster/people/\?[^"]+kind=village_workers[^"]+)">8</a>', workers).group(1)
    people = bureau.get(link.replace("&amp;", "&")).content.decode()
    assert all(f"王{name}" in people for name in "甲乙丙丁")
    # Cadres that only the figures know lead to nobody.
    cadres = next(row for row in re.findall(r"<tr.*?</tr>", lines, re.DOTALL) if "驻村干部4名" in row)
    assert "kind=stationed_cadre" not in cadres


def test_the_kind_of_a_sum_narrows_page_and_people(bureau, world):
    put(
        world,
        [["甲", "计生办主任", "聘任"], ["乙", "微机员", "聘任"], ["丙", "计生站执业医师", "聘任"]],
        unit=world.townships[0],
    )
    page = bureau.get(reverse("roster:establishment"), {"on": DAY.isoformat(), "kind": "office_total"})
    lines = page.content.decode().partition('id="lines"')[2]
    assert lines.count('class="summed"') == 2
    people = bureau.get(
        reverse("roster:people"), {"on": DAY.isoformat(), "kind": "office_total", "township": "520424101"}
    ).content.decode()
    assert ["王甲" in people, "王乙" in people, "王丙" in people] == [True, True, False]


def test_without_seconded_people_there_is_no_column_for_them(bureau, world):
    page = bureau.get(reverse("roster:establishment"), {"on": DAY.isoformat()}).content.decode()
    assert '<th scope="col" class="num">借调</th>' not in page


def test_a_surplus_says_how_much_of_it_is_approved(bureau, world):
    staffed(world)
    exception = exceptions.propose(
        unit=world.villages[0],
        kind=PostKind.POPULATION_DIRECTOR,
        extra=1,
        valid_from=date(2016, 9, 1),
        valid_to=date(2016, 10, 31),
        reason="并村",
        user=world.users[Role.TOWNSHIP_CLERK],
    )

    def state(on):
        page = bureau.get(
            reverse("roster:establishment"), {"on": on, "kind": "population_director"}
        ).content.decode()
        return cells(page.partition('id="lines"')[2], "520424101201")[-3]

    assert state("2016-09-30") == "超编申请超编"
    exceptions.approve(
        exception=exception, document_number="关编〔2016〕3号", user=world.users[Role.BUREAU_REVIEWER]
    )
    assert state("2016-09-30") == "超编（已核准1名）"
    assert state("2016-11-01") == "超编申请超编"
    unit = bureau.get(
        reverse("roster:unit", args=[world.villages[0].pk]), {"on": "2016-09-30"}
    ).content.decode()
    assert "超编（已核准1名）" in unit
    assert "村级工作力量" in unit
    answer = bureau.get(reverse("roster:establishment-export"), {"on": "2016-09-30", "state": "over"})
    (row,) = load_workbook(BytesIO(answer.content))["编制"].iter_rows(min_row=4, values_only=True)
    assert row[3:10] == ("人口主任", 1, 2, 1, 0, 1, "超编（已核准1名）")


def test_the_command_keeps_to_posts(world, tmp_path):
    staffed(world)
    path = tmp_path / "编制.csv"
    call_command("establishment", "--on", "2016-09-30", "--csv", str(path))
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert {row["post"] for row in rows} == {kind.label for kind in POST_SPECS}


@pytest.mark.parametrize("name", ["establishment", "establishment-compare", "exceptions"])
def test_statements_do_not_grow_with_the_people(bureau, world, name):
    village, other = world.villages
    VillageFigures.objects.create(unit=village, year=2016, population=2000, groups=3)

    def count():
        with CaptureQueriesContext(connection) as seen:
            page = bureau.get(
                reverse(f"roster:{name}"),
                {"on": DAY.isoformat(), "first": "2015-01-01", "second": DAY.isoformat()},
            )
            assert page.status_code == 200
        return len(seen)

    def add(serials, unit):
        post, _ = Post.objects.get_or_create(unit=unit, kind=PostKind.GROUP_LEADER)
        for serial in serials:
            Appointment.objects.create(
                person=person(world.townships[0], f"李{'乙' * (serial % 3)}", serial=serial),
                post=post,
                place=serial,
                valid_from=date(2015, 6, 1),
            )

    def ask(kinds):
        for kind in kinds:
            exception = exceptions.propose(
                unit=village,
                kind=kind,
                extra=1,
                valid_from=date(2016, 9, 1),
                reason="并村",
                user=world.users[Role.TOWNSHIP_CLERK],
            )
            exceptions.approve(
                exception=exception, document_number="1", user=world.users[Role.BUREAU_REVIEWER]
            )

    add([40], village)
    ask([PostKind.GROUP_LEADER])
    count()  # the session is written once
    few = count()
    add(range(41, 140), village)
    add(range(140, 200), other)
    ask([PostKind.SPECIAL_OFFICER, PostKind.POPULATION_DIRECTOR, PostKind.STATIONED_CADRE])
    assert count() == few
