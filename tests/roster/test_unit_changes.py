"""Changes of units: what one act moves, what it refuses, and that service goes on."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from appraisal.models import Month
from guanling.accounts.enums import Action, Role
from guanling.accounts.models import Grant, User
from guanling.runs.errors import Outrun, Refusal
from roster.enums import (
    UNIT_CHANGE_MOVES,
    ChangeKind,
    ChangeState,
    EndGround,
    Level,
    LineKind,
    LineState,
    Nature,
    PostKind,
    UnitChangeState,
)
from roster.models import Appointment, Change, Person, Post, Unit, UnitChange, VillageFigures
from roster.queries import establishment, figures_by_unit
from roster.queries.reorganisations import effect, look
from roster.queries.stability import standings
from roster.queries.vacancies import vacancies
from roster.services import reorganisations as services
from roster.services import unit_changes as drafts
from roster.services.appointments import appoint, end_appointment, name_acting
from tests.at_once import at_once
from tests.people import make_county, make_user
from tests.roster.build import person

pytestmark = pytest.mark.django_db
DIRECTOR = PostKind.POPULATION_DIRECTOR
DAY = date(2016, 10, 1)
BEFORE = date(2016, 9, 30)
START = date(2014, 8, 1)
NUMBER = "关府〔2016〕30号"


def village(world, number, name, *, township=0, population=1500):
    above = world.townships[township]
    unit = Unit.objects.create(
        level=Level.VILLAGE,
        code=f"{above.code}{number}",
        name=f"{name}村民委员会",
        short_name=name,
        parent=above,
    )
    VillageFigures.objects.create(unit=unit, year=2016, population=population, groups=4, stationed_cadres=3)
    return unit


def build():
    """Two townships; the first has 甲家村 (with a director) and 新村 (with a director)."""
    world = make_county()
    for unit in world.villages:
        VillageFigures.objects.create(unit=unit, year=2015, population=1200, groups=3, stationed_cadres=4)
    world.other = village(world, "202", "新村")
    world.clerk = world.users[Role.BUREAU_CLERK]
    world.reviewer = world.users[Role.BUREAU_REVIEWER]
    return world


@pytest.fixture
def world():
    return build()


def serve(world, unit, serial, *, kind=DIRECTOR, start=START, end=None, township=0, name=None):
    someone = person(world.townships[township], name or f"王{'甲乙丙丁戊己'[serial]}", serial=serial)
    return appoint(person=someone, unit=unit, kind=kind, valid_from=start, valid_to=end)


def draft(world, day=DAY):
    return drafts.draft_change(
        county=world.county, day=day, document_number=NUMBER, reason="合村并居", user=world.clerk
    )


def decided(world, change):
    services.submit_change(change=change, user=world.clerk)
    services.approve_change(change=change, user=world.reviewer)
    change.refresh_from_db()
    return change


def merged(world, *olds, code="520424101205", name="合村村民委员会", day=DAY):
    change = draft(world, day)
    drafts.add_merger(
        change=change, olds=olds or (world.villages[0], world.other), code=code, name=name, user=world.clerk
    )
    return decided(world, change)


def recoded(world, old, code, name, day=DAY):
    change = draft(world, day)
    drafts.add_recode(change=change, old=old, code=code, name=name, user=world.clerk)
    return decided(world, change)


def now(code, day=DAY):
    return Unit.objects.on(day).get(code=code)


# --- what one act moves --------------------------------------------------------------------------


def test_a_merger_moves_units_people_and_population(world):
    first, second = serve(world, world.villages[0], 0), serve(world, world.other, 1)
    change = merged(world)
    new = now("520424101205")
    assert (new.name, new.short_name, new.parent, new.valid_from, new.document_number) == (
        "合村村民委员会",
        "合村",
        world.townships[0],
        DAY,
        NUMBER,
    )
    for old, appointment in ((world.villages[0], first), (world.other, second)):
        old.refresh_from_db()
        appointment.refresh_from_db()
        assert (old.valid_to, old.successor) == (BEFORE, new)
        assert set(old.posts.values_list("valid_to", flat=True)) == {BEFORE}
        assert (appointment.valid_to, appointment.end_ground) == (BEFORE, EndGround.UNIT_CHANGED)
        assert appointment.end_document_number == NUMBER
        going = appointment.continued_by
        assert (going.post.unit, going.post.kind, going.valid_from) == (new, DIRECTOR, DAY)
        assert (going.valid_to, going.nature, going.identity) == (
            date(2017, 7, 31),
            Nature.REGULAR,
            "contract",
        )
        entry = Change.objects.get(appointment=going)
        assert (entry.kind, entry.state, entry.day, entry.made_by) == (
            ChangeKind.UNIT_CHANGED,
            ChangeState.SETTLED,
            DAY,
            None,
        )
        assert entry.title == "甲镇 · 合村 人口主任"
        assert entry.ground == f"原{old.short_name}；甲家村、新村合并为合村"
    assert sorted(row.place for row in Appointment.objects.filter(post__unit=new)) == [1, 2]
    figures = new.figures.get()
    assert (figures.year, figures.population, figures.groups, figures.stationed_cadres) == (2016, 2700, 7, 7)
    assert figures.source == "由甲家村（2015年度）、新村（2016年度）合并"
    # The old villages stay as they were on the day before.
    assert [line.actual for line in establishment(BEFORE, [world.other.code]) if line.kind == DIRECTOR] == [1]
    assert change.state == UnitChangeState.APPLIED
    assert {line.made for line in change.lines.all()} == {new}


def test_more_people_than_places_are_taken_over_as_they_are(world):
    VillageFigures.objects.update(population=900)
    first, second = serve(world, world.villages[0], 0), serve(world, world.other, 1)
    change = draft(world)
    drafts.add_merger(
        change=change,
        olds=[world.villages[0], world.other],
        code="520424101205",
        name="合村",
        user=world.clerk,
    )
    ((unit, post),) = effect(look(change)).over
    assert (unit.unit.name, post.people, post.required) == ("合村", 2, "1")
    decided(world, change)
    rows = Appointment.objects.filter(post__unit__code="520424101205").order_by("place")
    assert [(row.place, row.places, row.continues) for row in rows] == [(1, 1, first), (2, None, second)]
    (line,) = [line for line in establishment(DAY, ["520424101205"]) if line.kind == DIRECTOR]
    assert (line.actual, line.state) == (2, "over")


def test_the_unit_that_keeps_its_name_begins_a_new_row_too(world):
    """Its figures and its number of places before the day stay those of the smaller village."""
    serve(world, world.other, 1)
    merged(world, code=world.other.code, name=world.other.name)
    world.other.refresh_from_db()
    new = now(world.other.code)
    assert (world.other.valid_to, world.other.successor, new.short_name) == (BEFORE, new, "新村")
    assert figures_by_unit([world.other.pk], BEFORE)[world.other.pk].population == 1500
    assert figures_by_unit([new.pk], DAY)[new.pk].population == 2700


def test_a_new_name_alone(world):
    appointment = serve(world, world.villages[0], 0)
    recoded(world, world.villages[0], world.villages[0].code, "幸福村村民委员会")
    new = now(world.villages[0].code)
    assert (new.short_name, new.figures.get().source) == ("幸福村", "沿用甲家村（2015年度）")
    appointment.refresh_from_db()
    going = appointment.continued_by
    assert (going.place, going.places) == (1, 1)
    assert Change.objects.get(appointment=going).ground == "原甲家村；甲家村更名为幸福村"
    assert Unit.objects.on(BEFORE).get(code=new.code).short_name == "甲家村"


def test_a_village_goes_to_another_township_and_takes_the_files_along(world):
    serving = serve(world, world.villages[0], 0).person
    left = serve(world, world.villages[0], 1, kind=PostKind.GROUP_LEADER, end=date(2015, 7, 31)).person
    both = serve(world, world.villages[0], 2, kind=PostKind.STATIONED_CADRE).person
    appoint(person=both, unit=world.other, kind=PostKind.STATIONED_CADRE, valid_from=START)
    recoded(world, world.villages[0], "520424102210", "甲家村村民委员会")
    assert now("520424102210").parent == world.townships[1]
    kept = {someone: Person.objects.get(pk=someone.pk).unit for someone in (serving, left, both)}
    assert kept == {serving: world.townships[1], left: world.townships[0], both: world.townships[0]}


def test_a_township_changes_its_code_and_its_villages_with_it(world):
    office = serve(world, world.townships[0], 0, kind=PostKind.OFFICE_DIRECTOR)
    serve(world, world.villages[0], 1)
    change = draft(world)
    drafts.add_recode(
        change=change, old=world.townships[0], code="520424007", name="甲街道办事处", user=world.clerk
    )
    assert sorted(change.lines.values_list("code", "evidence")) == [
        ("520424007", ""),
        ("520424007201", "随甲镇变更代码"),
        ("520424007202", "随甲镇变更代码"),
    ]
    decided(world, change)
    township, child = now("520424007"), now("520424007201")
    assert (township.short_name, township.parent, child.parent) == ("甲街道", world.county, township)
    assert Person.objects.filter(unit=township).count() == 2
    office.refresh_from_db()
    assert office.continued_by.post.unit == township
    assert not Unit.objects.on(DAY).filter(code__startswith="520424101").exists()


def test_a_townships_new_name_leaves_its_villages_rows_alone(world):
    recoded(world, world.townships[0], "520424101", "甲街道办事处")
    world.villages[0].refresh_from_db()
    assert (world.villages[0].parent, world.villages[0].valid_to) == (now("520424101"), None)
    assert now("520424101").short_name == "甲街道"


def test_townships_that_merge_give_villages_free_numbers(world):
    change = draft(world)
    drafts.add_merger(
        change=change, olds=world.townships, code="520424102", name="乙镇人民政府", user=world.clerk
    )
    lines = {line.old.short_name: line for line in change.lines.filter(kind=LineKind.RECODE)}
    assert {name: (line.code, line.state) for name, line in lines.items()} == {
        "甲家村": ("520424102202", LineState.SUGGESTED),
        "新村": ("520424102203", LineState.SUGGESTED),
    }
    with pytest.raises(Refusal, match="还有2行没有核对"):
        services.submit_change(change=change, user=world.clerk)
    assert not drafts.settle_lines(
        change=change, lines=lines.values(), state=LineState.CONFIRMED, user=world.clerk
    )
    decided(world, change)
    assert set(now("520424102").children.on(DAY).values_list("short_name", flat=True)) == {
        "甲家村",
        "新村",
        "乙家村",
    }


def test_a_split_places_people_and_takes_the_entered_figures(world):
    stays, goes = (
        serve(world, world.villages[0], 0),
        serve(world, world.villages[0], 1, kind=PostKind.SPECIAL_OFFICER),
    )
    change = draft(world)
    parts = [
        {"code": world.villages[0].code, "name": "甲家村", "population": 800, "groups": 2, "main": True},
        {"code": "520424101220", "name": "乙寨村", "population": 400, "groups": 1, "main": False},
    ]
    _, other = drafts.add_split(change=change, old=world.villages[0], parts=parts, user=world.clerk)
    drafts.place_people(change=change, places={goes: other}, user=world.clerk)
    decided(world, change)
    main, small = now(world.villages[0].code), now("520424101220")
    world.villages[0].refresh_from_db()
    assert world.villages[0].successor == main
    stays.refresh_from_db()
    goes.refresh_from_db()
    assert (stays.continued_by.post.unit, goes.continued_by.post.unit) == (main, small)
    assert (main.figures.get().population, small.figures.get().population) == (800, 400)
    assert small.figures.get().source == f"区划调整时填报（{NUMBER}）"


def test_somebody_appointed_since_must_be_placed_before_a_split(world):
    change = draft(world)
    parts = [
        {"code": world.villages[0].code, "name": "甲家村", "population": 800, "groups": 2, "main": True},
        {"code": "520424101220", "name": "乙寨村", "population": 400, "groups": 1, "main": False},
    ]
    drafts.add_split(change=change, old=world.villages[0], parts=parts, user=world.clerk)
    services.submit_change(change=change, user=world.clerk)
    serve(world, world.villages[0], 0)
    with pytest.raises(Refusal, match="“甲家村”还有1人没有安排去处"):
        services.approve_change(change=change, user=world.reviewer)
    assert UnitChange.objects.get(pk=change.pk).state == UnitChangeState.PROPOSED


def test_what_begins_later_moves_and_what_was_settled_stays_settled(world):
    leaving = serve(world, world.villages[0], 0)
    end_appointment(
        appointment=leaving,
        last_day=date(2016, 12, 31),
        ground=EndGround.RESIGNED,
        reason="外出",
        made_by=world.clerk,
    )
    coming = serve(world, world.villages[0], 1, start=date(2017, 1, 1))
    ended = serve(world, world.other, 2, end=date(2016, 8, 31))
    merged(world)
    new = now("520424101205")
    coming.refresh_from_db()
    assert (coming.post.unit, coming.valid_from, coming.place) == (new, date(2017, 1, 1), 1)
    leaving.refresh_from_db()
    going = leaving.continued_by
    assert (leaving.end_ground, going.end_ground, going.end_reason) == (
        EndGround.UNIT_CHANGED,
        EndGround.RESIGNED,
        "外出",
    )
    # The ending that waits for the county's filing is that of the term that it ends.
    assert Change.objects.get(kind=ChangeKind.ENDED, person=leaving.person).appointment == going
    ended.refresh_from_db()
    assert (ended.end_ground, Appointment.objects.filter(continues=ended).exists()) == ("", False)


def test_who_served_in_both_villages_goes_on_once(world):
    someone = person(world.townships[0], "王两村", serial=9)
    first, second = (
        appoint(person=someone, unit=unit, kind=DIRECTOR, valid_from=start)
        for unit, start in ((world.villages[0], START), (world.other, date(2015, 1, 1)))
    )
    change = draft(world)
    drafts.add_merger(
        change=change,
        olds=[world.villages[0], world.other],
        code="520424101205",
        name="合村",
        user=world.clerk,
    )
    assert effect(look(change)).doubled == (second,)
    decided(world, change)
    (going,) = Appointment.objects.filter(person=someone, post__unit__code="520424101205")
    second.refresh_from_db()
    assert (going.continues, second.valid_to, second.end_ground) == (first, BEFORE, EndGround.UNIT_CHANGED)


def test_later_years_figures_go_along_when_the_day_is_past(world):
    for unit in (world.villages[0], world.other):
        VillageFigures.objects.create(unit=unit, year=2017, population=2000, groups=5)
    merged(world)
    assert list(now("520424101205").figures.values_list("year", "population")) == [(2016, 2700), (2017, 4000)]


def test_no_sum_where_one_villages_figures_are_unknown(world):
    VillageFigures.objects.filter(unit=world.villages[0]).delete()
    merged(world)
    assert not now("520424101205").figures.exists()


# --- access follows ------------------------------------------------------------------------------


def test_rights_end_with_the_unit_and_go_on_in_its_successor(world):
    Grant.objects.update(valid_from=date(2016, 1, 1))
    user = world.users[Role.VILLAGE_COMMITTEE]
    Grant.objects.create(
        user=user,
        role=Role.VILLAGE_COMMITTEE,
        unit=world.other,
        valid_from=date(2016, 11, 1),
        granted_by=world.clerk,
    )
    appointment = serve(world, world.villages[0], 0)
    merged(world)
    new = now("520424101205")
    rows = user.grants.order_by("pk").values_list("unit", "valid_from", "valid_to")
    assert list(rows) == [
        (world.villages[0].pk, date(2016, 1, 1), BEFORE),
        # Covered by the one below from the day on: the same right is not held twice.
        (world.other.pk, date(2016, 11, 1), None),
        (new.pk, DAY, None),
    ]
    reader = User.objects.get(pk=user.pk)
    assert new in Unit.objects.visible_to(reader, Action.UNIT_VIEW)
    # The past stays readable.
    assert world.villages[0] in Unit.objects.visible_to(reader, Action.UNIT_VIEW)
    assert appointment in Appointment.objects.visible_to(reader, Action.PERSON_VIEW)
    assert new.code in reader.prefixes(Action.UNIT_VIEW)


def test_a_code_that_went_to_another_village_opens_nothing(world):
    Grant.objects.update(valid_from=date(2016, 1, 1))
    recoded(world, world.villages[0], "520424101230", "甲家村村民委员会")
    change = draft(world, date(2016, 11, 1))
    drafts.add_new(
        change=change, code=world.villages[0].code, name="丙村", population=900, groups=2, user=world.clerk
    )
    decided(world, change)
    reader = User.objects.get(pk=world.users[Role.VILLAGE_COMMITTEE].pk)
    assert reader.reach(Action.UNIT_VIEW) == ["520424101230"]


# --- service goes on -----------------------------------------------------------------------------


def test_locks_and_service_count_over_the_change(world):
    office = serve(world, world.townships[0], 0, kind=PostKind.COMPUTER_OPERATOR)
    director = serve(world, world.villages[0], 1)
    recoded(world, world.townships[0], "520424007", "甲街道办事处")
    found = {row.appointment.post.kind: row for row in standings(Appointment.objects.all(), DAY)}
    operator = found[PostKind.COMPUTER_OPERATOR]
    assert (operator.since, operator.lock.last_day) == (office.valid_from, date(2017, 7, 31))
    assert found[DIRECTOR].lock.last_day == director.valid_to
    assert found[DIRECTOR].township == "甲街道"


def test_no_vacancy_opens_on_the_day_and_an_open_one_keeps_its_age(world):
    left = serve(world, world.villages[0], 0)
    end_appointment(appointment=left, last_day=date(2016, 6, 30), ground=EndGround.RESIGNED)
    serve(world, world.other, 1)
    VillageFigures.objects.filter(unit=world.other).update(population=2000)
    before = [(row.unit, row.since) for row in vacancies(BEFORE, DIRECTOR) if row.township == "甲镇"]
    merged(world)
    after = [(row.unit, row.since, row.left) for row in vacancies(DAY, DIRECTOR) if row.township == "甲镇"]
    assert before == [("甲家村", date(2016, 7, 1))]
    # 3,200 people need two; one serves.
    assert after == [("合村", date(2016, 7, 1), ((left.person_id, left.person.name),))]
    # A past day is as it was.
    assert [(row.unit, row.since) for row in vacancies(BEFORE, DIRECTOR) if row.township == "甲镇"] == before


def test_a_merger_with_everybody_in_place_leaves_no_vacancy(world):
    serve(world, world.villages[0], 0)
    serve(world, world.other, 1)
    merged(world)
    assert not [row for row in vacancies(DAY, DIRECTOR) if row.township == "甲镇"]


def test_who_acts_keeps_acting_and_somebody_of_the_old_village_may(world):
    left = serve(world, world.villages[0], 0)
    end_appointment(appointment=left, last_day=date(2016, 6, 30), ground=EndGround.RESIGNED)
    officer = serve(world, world.villages[0], 1, kind=PostKind.SPECIAL_OFFICER)
    # Served in the village under its former code only.
    served = serve(world, world.villages[0], 2, kind=PostKind.GROUP_LEADER, end=date(2016, 9, 15))
    acting = name_acting(
        person=officer.person, unit=world.villages[0], kind=DIRECTOR, valid_from=date(2016, 7, 1)
    )
    recoded(world, world.villages[0], "520424101230", "甲家村村民委员会")
    acting.refresh_from_db()
    going = acting.continued_by
    assert (going.nature, going.place, going.post.unit.code) == (Nature.ACTING, None, "520424101230")
    (vacancy,) = [row for row in vacancies(DAY, DIRECTOR) if row.unit_code == "520424101230"]
    assert (vacancy.since, vacancy.acting) == (date(2016, 7, 1), going)
    end_appointment(
        appointment=going,
        last_day=date(2016, 10, 31),
        ground=EndGround.OTHER,
        reason="外出",
        document_number="甲府〔2016〕1号",
    )
    made = name_acting(
        person=served.person, unit=now("520424101230"), kind=DIRECTOR, valid_from=date(2016, 11, 1)
    )
    assert made.nature == Nature.ACTING


# --- refusals ------------------------------------------------------------------------------------


def refused(world, act, sentence):
    with pytest.raises(Refusal, match=sentence):
        act()


def test_what_cannot_be_is_told_and_nothing_is_kept(world):
    change = draft(world)
    a, b, clerk = world.villages[0], world.other, world.clerk

    def recode(old, code, name="丁村"):
        return lambda: drafts.add_recode(change=change, old=old, code=code, name=name, user=clerk)

    refused(world, recode(a, b.code), "代码520424101202已由“新村”使用")
    refused(world, recode(a, "520424199201"), "以520424199开头，2016年10月1日没有这个代码的上级机构")
    refused(world, recode(a, "529999101201"), "应以本县代码520424开头")
    refused(world, recode(a, "520424105"), "代码应为12位：“甲家村”是村")
    refused(world, recode(a, a.code, "甲家村村委会"), "代码和名称都没有变化")
    refused(world, recode(a, "520424101230", "新村"), "同一上级之下已有“新村”")
    refused(
        world,
        lambda: drafts.add_merger(change=change, olds=[a], code="520424101230", name="丁村", user=clerk),
        "至少要选两个",
    )
    refused(
        world,
        lambda: drafts.add_end(change=change, old=world.townships[0], user=clerk),
        "其下还有2个村（居、社区）未列入本次调整：甲家村、新村",
    )
    serve(world, a, 0)
    refused(
        world,
        lambda: drafts.add_end(change=change, old=a, user=clerk),
        "“甲家村”还有1人任职、.*账号授权，不能直接撤销；请指明并入何处",
    )
    parts = [{"code": "520424101230", "name": "丁村", "population": 1, "groups": 1, "main": True}]
    refused(
        world, lambda: drafts.add_split(change=change, old=a, parts=parts, user=clerk), "至少要有两个机构"
    )
    parts = [*parts, {"code": "520424101231", "name": "戊村", "population": None, "groups": 1, "main": False}]
    refused(
        world, lambda: drafts.add_split(change=change, old=a, parts=parts, user=clerk), "请填写“戊村”的总人口"
    )
    assert not change.lines.exists()
    refused(world, lambda: services.submit_change(change=change, user=clerk), "还没有列入任何机构")
    drafts.add_recode(change=change, old=a, code="520424101230", name="丁村", user=clerk)
    refused(world, recode(a, "520424101231", "戊村"), "“甲家村”在本次调整中重复列入")
    refused(world, recode(b, "520424101230"), "代码520424101230在本次调整中重复")


def test_a_unit_that_has_ended_or_only_begins_then(world):
    recoded(world, world.villages[0], "520424101230", "甲家村村民委员会")
    change = draft(world, date(2016, 12, 1))
    with pytest.raises(Refusal, match="“甲家村”已于2016年9月30日撤并"):
        drafts.add_recode(
            change=change, old=world.villages[0], code="520424101240", name="丁村", user=world.clerk
        )
    change = draft(world)
    with pytest.raises(Refusal, match="“甲家村”自2016年10月1日起才设立"):
        drafts.add_recode(
            change=change, old=now("520424101230"), code="520424101240", name="丁村", user=world.clerk
        )


def test_facts_that_moved_since_are_looked_at_again(world):
    """Two changes of one village: the second was sound when it was laid before the county."""
    first, second = draft(world), draft(world)
    for change, code in ((first, "520424101230"), (second, "520424101231")):
        drafts.add_recode(
            change=change, old=world.villages[0], code=code, name="甲家村村民委员会", user=world.clerk
        )
        services.submit_change(change=change, user=world.clerk)
    services.approve_change(change=first, user=world.reviewer)
    with pytest.raises(Refusal, match="“甲家村”已于2016年9月30日撤并"):
        services.approve_change(change=second, user=world.reviewer)
    assert UnitChange.objects.get(pk=second.pk).state == UnitChangeState.PROPOSED
    assert not Unit.objects.filter(code="520424101231").exists()


def test_a_confirmed_month_is_never_rewritten(world):
    change = draft(world)
    drafts.add_recode(
        change=change, old=world.villages[0], code="520424101230", name="甲家村", user=world.clerk
    )
    services.submit_change(change=change, user=world.clerk)
    for number in (10, 11):
        Month.objects.create(county=world.county, first_day=date(2016, number, 1), state="issued")
    told = "（月考核通报：2016年10月、2016年11月），已确认的结果不能改动；请把生效日期改为2016年12月1日或以后"
    with pytest.raises(Refusal, match=told):
        services.approve_change(change=change, user=world.reviewer)
    with pytest.raises(Refusal, match=told):
        draft(world)
    services.reopen_change(change=change, user=world.clerk)
    drafts.edit_change(
        change=change, day=date(2016, 12, 1), document_number=NUMBER, reason="更名", user=world.clerk
    )
    assert decided(world, change).state == UnitChangeState.APPLIED


# --- states --------------------------------------------------------------------------------------

ACTS = {
    "submit": lambda world, change: services.submit_change(change=change, user=world.clerk),
    "reopen": lambda world, change: services.reopen_change(change=change, user=world.clerk),
    "withdraw": lambda world, change: services.withdraw_change(change=change, user=world.clerk),
    "approve": lambda world, change: services.approve_change(change=change, user=world.reviewer),
    "reject": lambda world, change: services.reject_change(
        change=change, user=world.reviewer, remark="缺文件"
    ),
    "edit": lambda world, change: drafts.edit_change(
        change=change, day=change.day, document_number=NUMBER, reason="改", user=world.clerk
    ),
}
LEADS_TO = {
    ("draft", "submit"): "proposed",
    ("draft", "withdraw"): "withdrawn",
    ("draft", "edit"): "draft",
    ("proposed", "reopen"): "draft",
    ("proposed", "withdraw"): "withdrawn",
    ("proposed", "approve"): "applied",
    ("proposed", "reject"): "rejected",
    ("approved", "withdraw"): "withdrawn",
    ("approved", "approve"): "applied",
    ("rejected", "reopen"): "draft",
    ("rejected", "withdraw"): "withdrawn",
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", UnitChangeState.values)
def test_every_act_in_every_state(world, state, act):
    change = draft(world)
    drafts.add_recode(
        change=change, old=world.villages[0], code="520424101230", name="甲家村", user=world.clerk
    )
    fields = {"state": state}
    if state in ("approved", "applied", "rejected"):
        fields |= {"decided_by": world.reviewer, "decided_at": timezone.now(), "remark": "意见"}
    if state == "applied":
        fields["applied_at"] = timezone.now()
    UnitChange.objects.filter(pk=change.pk).update(**fields)
    change.refresh_from_db()
    wanted = LEADS_TO.get((state, act))
    if wanted is None:
        with pytest.raises(Refusal):
            ACTS[act](world, change)
        wanted = state
    else:
        ACTS[act](world, change)
        assert wanted == state or wanted in UNIT_CHANGE_MOVES[state]
    assert UnitChange.objects.get(pk=change.pk).state == wanted


def test_who_proposed_does_not_decide(world):
    change = draft(world)
    drafts.add_recode(
        change=change, old=world.villages[0], code="520424101230", name="甲家村", user=world.clerk
    )
    services.submit_change(change=change, user=world.clerk)
    for act in (
        lambda: services.approve_change(change=change, user=world.clerk),
        lambda: services.reject_change(change=change, user=world.clerk, remark="不"),
    ):
        refused(world, act, "不能审核自己提出的区划调整")
    with pytest.raises(IntegrityError, match="unit_change_maker_is_not_checker"), transaction.atomic():
        UnitChange.objects.filter(pk=change.pk).update(decided_by=world.clerk)
    with pytest.raises(Refusal, match="请写明不同意的理由"):
        services.reject_change(change=change, user=world.reviewer, remark=" ")
    other = make_user("second_clerk", (Role.BUREAU_CLERK, world.county))
    with pytest.raises(Refusal, match="请由本人修改"):
        services.reopen_change(change=change, user=other)


# --- a day that has not come ---------------------------------------------------------------------


def test_an_agreed_change_takes_effect_on_its_day(world):
    today = timezone.localdate()
    day = today + timedelta(days=20)
    serving = serve(world, world.villages[0], 0, kind=PostKind.STATIONED_CADRE).person
    change = draft(world, day)
    drafts.add_recode(
        change=change, old=world.villages[0], code="520424102230", name="甲家村", user=world.clerk
    )
    decided(world, change)
    assert change.state == UnitChangeState.APPROVED
    assert Unit.objects.get(pk=world.villages[0].pk).valid_to is None
    assert services.apply_due(today=day - timedelta(days=1)) == 0
    with pytest.raises(Refusal, match="还没有到生效日期"):
        services.apply_change(change=change, user=None)
    UnitChange.objects.filter(pk=change.pk).update(day=today)
    assert services.apply_due(today=today) == 1
    assert services.apply_due(today=today) == 0
    assert Person.objects.get(pk=serving.pk).unit == world.townships[1]
    assert UnitChange.objects.get(pk=change.pk).decided_by == world.reviewer


def test_what_cannot_take_effect_on_its_day_says_why_and_waits(world):
    today = timezone.localdate()
    change = draft(world, today + timedelta(days=20))
    drafts.add_recode(
        change=change, old=world.villages[0], code="520424101230", name="甲家村", user=world.clerk
    )
    decided(world, change)
    UnitChange.objects.filter(pk=change.pk).update(day=today)
    village(world, "230", "丁村")
    assert services.apply_due(today=today) == 0
    change.refresh_from_db()
    assert (change.state, change.problem) == (
        UnitChangeState.APPROVED,
        "代码520424101230已由“丁村”使用，请改用别的代码。",
    )
    Unit.objects.filter(code="520424101230").update(code="520424101231")
    assert services.apply_due(today=today) == 1
    assert UnitChange.objects.get(pk=change.pk).problem == ""


# --- lines of a comparison -----------------------------------------------------------------------


def test_a_unit_that_is_gone_goes_into_another(world):
    serve(world, world.villages[0], 0)
    change = draft(world)
    line = change.lines.create(kind=LineKind.END, old=world.villages[0], state=LineState.SUGGESTED)
    ((wrong, why),) = drafts.settle_lines(
        change=change, lines=[line], state=LineState.CONFIRMED, user=world.clerk
    )
    assert wrong == line
    assert "请指明并入何处" in why
    drafts.merge_into(line=line, target=world.other.code, user=world.clerk)
    assert sorted(change.lines.values_list("kind", "old__short_name", "code", "name")) == [
        ("merge", "新村", world.other.code, world.other.name),
        ("merge", "甲家村", world.other.code, world.other.name),
    ]
    decided(world, change)
    assert now(world.other.code).figures.get().population == 2700


def test_a_unit_that_is_gone_and_one_that_is_new_may_be_the_same(world):
    change = draft(world)
    gone = change.lines.create(kind=LineKind.END, old=world.villages[0], state=LineState.SUGGESTED)
    new = change.lines.create(kind=LineKind.NEW, code="520424101240", name="丁村", state=LineState.SUGGESTED)
    drafts.merge_into(line=gone, target="520424101240", user=world.clerk)
    gone.refresh_from_db()
    new.refresh_from_db()
    assert (gone.kind, gone.code, new.state) == (LineKind.RECODE, "520424101240", LineState.DROPPED)
    # A second one makes it a merger of the two.
    second = change.lines.create(kind=LineKind.END, old=world.other, state=LineState.SUGGESTED)
    drafts.merge_into(line=second, target="520424101240", user=world.clerk)
    assert set(change.lines.exclude(state=LineState.DROPPED).values_list("kind", flat=True)) == {"merge"}
    decided(world, change)
    assert now("520424101240").predecessors.count() == 2


def test_a_refused_line_loses_nothing_of_the_others(world):
    change = draft(world)
    good = change.lines.create(
        kind=LineKind.RENAME,
        old=world.villages[0],
        code=world.villages[0].code,
        name="丁村",
        state=LineState.SUGGESTED,
    )
    bad = change.lines.create(kind=LineKind.NEW, code="520424199201", name="戊村", state=LineState.SUGGESTED)
    refused = drafts.settle_lines(
        change=change, lines=[good, bad], state=LineState.CONFIRMED, user=world.clerk
    )
    assert [line for line, _ in refused] == [bad]
    drafts.settle_lines(change=change, lines=[bad], state=LineState.DROPPED, user=world.clerk)
    assert decided(world, change).state == UnitChangeState.APPLIED


def test_a_townships_corrected_code_takes_its_villages_along(world):
    change = draft(world)
    line = drafts.add_recode(
        change=change, old=world.townships[0], code="520424007", name="甲街道", user=world.clerk
    )
    drafts.edit_line(
        line=line, code="520424008", name="甲街道办事处", population=None, groups=None, user=world.clerk
    )
    assert set(change.lines.values_list("code", flat=True)) == {
        "520424008",
        "520424008201",
        "520424008202",
    }
    decided(world, change)


# --- two at once, and many people ----------------------------------------------------------------


def both_decide(monkeypatch, *, lock=True):
    """Two reviewers agree to one change at the same moment."""
    world = build()
    change = draft(world)
    drafts.add_recode(
        change=change, old=world.villages[0], code="520424101230", name="甲家村", user=world.clerk
    )
    services.submit_change(change=change, user=world.clerk)
    second = make_user("second_reviewer", (Role.BUREAU_REVIEWER, world.county))
    if not lock:
        together = threading.Barrier(2)

        def move(change, to, table, *, called, **fields):
            """Look first, write afterwards: what the conditional update spares."""
            state = UnitChange.objects.get(pk=change.pk).state
            together.wait(timeout=5)
            if to not in table[state]:
                raise Outrun(called)
            UnitChange.objects.filter(pk=change.pk).update(state=to, **fields)

        monkeypatch.setattr(services, "move", move)

    def decide(user):
        return lambda: services.approve_change(
            change=UnitChange.objects.select_related("county", "proposed_by").get(pk=change.pk), user=user
        )

    return at_once(decide(world.reviewer), decide(second))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_is_told(monkeypatch):
    results = both_decide(monkeypatch)
    (told,) = [result for result in results if result is not None]
    assert isinstance(told, Outrun)
    assert Unit.objects.filter(code="520424101230").count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_conditional_update_the_second_goes_on_to_carry_it_out(monkeypatch):
    """The control: the second is no longer told that somebody was first, it runs into the facts."""
    results = both_decide(monkeypatch, lock=False)
    (met,) = [result for result in results if result is not None]
    assert not isinstance(met, Outrun)
    assert "撤并" in str(met)


@pytest.mark.django_db(transaction=True)
def test_nobody_is_appointed_to_a_village_while_it_merges(monkeypatch):
    world = build()
    serve(world, world.villages[0], 0, kind=PostKind.GROUP_LEADER)
    someone = person(world.townships[0], "赵小满", serial=9)
    locked, look_again = threading.Event(), services.look

    def looked(change):
        locked.set()
        return look_again(change)

    change = draft(world)
    drafts.add_recode(
        change=change, old=world.villages[0], code="520424101230", name="甲家村", user=world.clerk
    )
    services.submit_change(change=change, user=world.clerk)
    monkeypatch.setattr(services, "look", looked)

    def put():
        locked.wait(timeout=5)
        return appoint(person=someone, unit=world.villages[0], kind=PostKind.GROUP_LEADER, valid_from=DAY)

    _, met = at_once(lambda: services.approve_change(change=change, user=world.reviewer), put)
    assert isinstance(met, Refusal)
    assert not someone.appointments.exists()


def statements(people):
    """How many statements carrying out a merger costs when so many serve."""
    world = build()
    post = Post.objects.create(unit=world.villages[0], kind=PostKind.GROUP_LEADER)
    for serial in range(people):
        someone = person(world.townships[0], f"人{'甲乙丙丁'[serial % 4]}", serial=serial + 20)
        Appointment.objects.create(person=someone, post=post, place=serial + 1, valid_from=START)
    change = draft(world)
    drafts.add_merger(
        change=change,
        olds=[world.villages[0], world.other],
        code="520424102230",
        name="合村",
        user=world.clerk,
    )
    services.submit_change(change=change, user=world.clerk)
    with CaptureQueriesContext(connection) as seen:
        services.approve_change(change=change, user=world.reviewer)
    assert Appointment.objects.filter(post__unit__code="520424102230").count() == people
    assert Person.objects.filter(unit=world.townships[1]).count() == people
    return len(seen)


def test_the_number_of_statements_does_not_grow_with_the_people():
    with transaction.atomic():
        few = statements(5)
        transaction.set_rollback(True)
    assert statements(50) == few
