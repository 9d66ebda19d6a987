"""The establishment on two days: what differs, who came and went, why a number changed."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from guanling.accounts.enums import Role
from guanling.policy.services import decide
from roster.enums import EndGround, Level, Nature, PostKind, SumKind
from roster.models import Appointment, Post, Unit, VillageFigures
from roster.queries.compare import compare
from roster.services.appointments import appoint, end_appointment, name_acting
from tests.people import make_county
from tests.roster.build import end_unit, person

pytestmark = pytest.mark.django_db
DIRECTOR, LEADER = PostKind.POPULATION_DIRECTOR, PostKind.GROUP_LEADER
THEN, NOW = date(2015, 12, 31), date(2016, 9, 30)


@pytest.fixture
def world():
    world = make_county()
    for village in world.villages:
        VillageFigures.objects.create(unit=village, year=2015, population=2000, groups=3, stationed_cadres=4)
    return world


def put(world, name, serial, *, kind=DIRECTOR, start=date(2014, 8, 1), end=None, **fields):
    someone = person(world.townships[0], name, serial=serial)
    return appoint(
        person=someone, unit=world.villages[0], kind=kind, valid_from=start, valid_to=end, **fields
    )


def line(world, kind=DIRECTOR, *, first=THEN, second=NOW, named=("",)):
    found = compare(first, second, ("",), named=named)
    (row,) = [
        row for row in found.differences if row.now.kind == kind and row.now.unit_id == world.villages[0].pk
    ]
    return row


def told(moves):
    return [(move.name, move.day, move.how) for move in moves]


def test_who_came_and_who_went_with_day_and_ground(world):
    first = put(world, "王甲", 1)
    end_appointment(
        appointment=first, last_day=date(2016, 6, 30), ground=EndGround.RESIGNED, document_number="甲府3号"
    )
    put(world, "王乙", 2, start=date(2016, 8, 1), selection="open", document_number="甲府5号")
    row = line(world)
    assert (row.then.actual, row.now.actual, row.change, row.differs) == (1, 1, 0, True)
    assert told(row.came) == [("王乙", date(2016, 8, 1), "公开选聘，甲府5号")]
    assert told(row.went) == [("王甲", date(2016, 6, 30), "本人辞职，甲府3号")]
    assert not line(world, LEADER).differs


def test_the_days_themselves_belong_to_neither_and_both(world):
    first = put(world, "王甲", 1, start=date(2014, 8, 1))
    end_appointment(appointment=first, last_day=THEN, ground=EndGround.RESIGNED)
    put(world, "王乙", 2, start=NOW)
    row = line(world)
    # Who left at the end of the first day still held the post on it; who begins on the second holds it.
    assert (row.then.actual, row.now.actual) == (1, 1)
    assert [move.name for move in row.went] == ["王甲"]
    assert [move.name for move in row.came] == ["王乙"]
    assert not line(world, first=NOW, second=NOW).differs


def test_a_new_term_of_the_same_person_is_no_move(world):
    first = put(world, "王甲", 1, end=date(2016, 7, 31))
    Appointment.objects.create(
        person=first.person, post=first.post, place=first.place, valid_from=date(2016, 8, 1)
    )
    row = line(world)
    assert (row.came, row.went, row.differs) == ((), (), False)


def test_a_term_that_ran_out_and_somebody_who_came_and_went_in_between(world):
    put(world, "王甲", 1, end=date(2016, 3, 31))
    between = put(world, "王乙", 2, start=date(2016, 5, 1))
    end_appointment(appointment=between, last_day=date(2016, 7, 31), ground=EndGround.HEALTH)
    row = line(world)
    assert told(row.came) == [("王乙", date(2016, 5, 1), "")]
    assert told(row.went) == [("王甲", date(2016, 3, 31), "期满"), ("王乙", date(2016, 7, 31), "身体原因")]


def test_who_acted_and_was_then_appointed_is_told_as_both(world):
    put(world, "王甲", 1, end=date(2015, 11, 30))
    someone = person(world.townships[0], "李乙", serial=5)
    name_acting(person=someone, unit=world.villages[0], kind=DIRECTOR, valid_from=date(2015, 12, 1))
    appoint(person=someone, unit=world.villages[0], kind=DIRECTOR, valid_from=date(2016, 2, 1))
    row = line(world)
    assert (row.then.acting, row.now.acting, row.change) == (1, 0, 1)
    assert told(row.came) == [("李乙", date(2016, 2, 1), "")]
    assert [(move.nature, move.day) for move in row.went] == [(Nature.ACTING.label, date(2016, 1, 31))]


def test_a_number_changed_with_the_figures_of_the_year(world):
    VillageFigures.objects.create(
        unit=world.villages[0], year=2016, population=2001, groups=5, stationed_cadres=5
    )
    row = line(world)
    assert (row.then.required, row.now.required, row.required_change) == (1, 2, 1)
    assert row.causes == ("人口由2015年2000人变为2016年2001人",)
    assert line(world, LEADER).causes == ("村民小组由2015年3个变为2016年5个",)
    cadres = line(world, PostKind.STATIONED_CADRE)
    assert cadres.causes == ("未按名登记的驻村干部由2015年4名变为2016年5名",)
    workers = line(world, SumKind.VILLAGE_WORKERS)
    assert (workers.change, workers.came, workers.differs, workers.news) == (1, (), True, False)


def test_figures_that_move_no_number_are_no_cause(world):
    VillageFigures.objects.create(
        unit=world.villages[0], year=2016, population=1990, groups=3, stationed_cadres=4
    )
    row = line(world)
    assert (row.causes, row.differs) == ((), False)


def test_a_number_changed_with_the_policy(world):
    VillageFigures.objects.filter(unit=world.villages[0]).update(population=5001)
    row = line(world, first=date(2014, 7, 8), second=date(2014, 7, 9))
    assert (row.then.required, row.now.required) == (1, 3)
    (cause,) = row.causes
    assert cause.startswith("“人口主任职数（按村人口）”由")
    assert "P2.2" in cause
    decide(
        user=world.users[Role.BUREAU_CLERK],
        county_code=world.county.code,
        key="village.workers_min",
        value="12",
        valid_from=date(2016, 9, 1),
        document_number="关府〔2016〕9号",
        reason="试行",
    )
    workers = line(world, SumKind.VILLAGE_WORKERS)
    assert (workers.required_change, workers.news) == (2, True)
    (cause,) = workers.causes
    assert "由10" in cause
    assert "关府〔2016〕9号" in cause


def test_before_the_documents_no_number_was_laid_down(world):
    row = line(world, first=date(2014, 4, 14))
    assert (row.then.required, row.now.required, row.required_change) == (None, 1, None)
    assert any("没有规定改为" in cause for cause in row.causes)


def test_units_that_exist_on_one_day_alone(world):
    old, kept = world.villages[0], world.villages[1]
    kept.code = f"{world.townships[0].code}209"
    kept.parent = world.townships[0]
    kept.save()
    end_unit(unit=old, last_day=date(2016, 5, 31), successor=kept, document_number="关府〔2016〕2号")
    new = Unit.objects.create(
        level=Level.VILLAGE,
        code=f"{world.townships[1].code}203",
        name="丙家村村民委员会",
        short_name="丙家村",
        parent=world.townships[1],
        valid_from=date(2016, 6, 1),
    )
    found = compare(THEN, NOW, ("",))
    assert [(row.unit, row.now, row.required) for row in found.units] == [
        (old, False, 1 + 1 + 3 + 3),
        (new, True, 1 + 3),
    ]
    assert not [row for row in found.differences if row.now.unit_id in (old.pk, new.pk)]
    directors = next(row for row in found.totals if row.now.kind == DIRECTOR)
    assert (directors.then.units, directors.now.units) == (2, 2)


# --- pages ---------------------------------------------------------------------------------------


@pytest.fixture
def bureau(client, world):
    client.force_login(world.users[Role.BUREAU_CLERK])
    return client


DAYS = {"first": THEN.isoformat(), "second": NOW.isoformat()}


def test_the_page_shows_what_differs_and_all_when_asked(bureau, world):
    put(world, "王甲", 1, start=date(2016, 8, 1), selection="open")
    address = reverse("roster:establishment-compare")
    page = bureau.get(address, DAYS).content.decode()
    assert "2015年12月31日（前）与 2016年9月30日（后）对照" in page
    lines = page.partition('id="lines"')[2]
    assert "王甲" in lines
    assert "2016年8月1日，公开选聘" in lines
    assert "微机员" not in lines
    assert "村级工作力量" not in lines
    everything = bureau.get(address, DAYS | {"show": "all"}).content.decode().partition('id="lines"')[2]
    assert "微机员" in everything
    summed = bureau.get(address, DAYS | {"kind": "village_workers"}).content.decode()
    assert "村级工作力量" in summed.partition('id="lines"')[2]
    # The days the wrong way round are the same comparison.
    turned = bureau.get(address, {"first": DAYS["second"], "second": DAYS["first"]}).content.decode()
    assert "2015年12月31日（前）与 2016年9月30日（后）对照" in turned


def test_by_default_the_year_to_the_day_seen(bureau):
    bureau.get(reverse("roster:establishment"), {"on": "2016-09-30"})
    page = bureau.get(reverse("roster:establishment-compare")).content.decode()
    assert "2015年12月31日（前）与 2016年9月30日（后）对照" in page
    wrong = bureau.get(reverse("roster:establishment-compare"), {"first": "昨天", "second": "2016-02-30"})
    assert wrong.status_code == 200


def test_a_township_compares_its_own_alone(client, world):
    client.force_login(world.users[Role.TOWNSHIP_CLERK])
    page = client.get(reverse("roster:establishment-compare"), DAYS | {"show": "all"}).content.decode()
    assert "甲家村" in page
    assert "乙家村" not in page


def test_names_are_for_those_who_may_see_people(world):
    put(world, "王甲", 1, start=date(2016, 8, 1))
    assert [move.name for move in line(world, named=()).came] == [""]
    assert [move.name for move in line(world, named=(world.townships[1].code,)).came] == [""]
    assert [move.name for move in line(world, named=(world.townships[0].code,)).came] == ["王甲"]


def test_the_comparison_goes_out_as_shown(bureau, world):
    put(world, "=王甲", 1, start=date(2016, 8, 1), selection="open")
    answer = bureau.get(reverse("roster:establishment-compare-export"), DAYS)
    book = load_workbook(BytesIO(answer.content))
    (row,) = book["逐单位"].iter_rows(min_row=4, values_only=True)
    assert row[2:4] == ("甲家村", "人口主任")
    assert row[7:10] == (0, 1, 1)
    assert row[12] == "=王甲（2016年8月1日，公开选聘）"
    assert book["合计"].max_row > 10


def test_a_surplus_of_the_register_counts_as_it_stands(world):
    post = Post.objects.create(unit=world.villages[0], kind=DIRECTOR)
    for place in (1, 2):
        Appointment.objects.create(
            person=person(world.townships[0], f"王{'甲乙'[place - 1]}", serial=place),
            post=post,
            place=place,
            valid_from=date(2016, 1, place),
        )
    row = line(world)
    assert (row.then.state, row.now.state, row.now.surplus) == ("short", "over", 1)
    assert len(row.came) == 2
