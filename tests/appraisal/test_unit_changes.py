"""A month in which units change: one row a director, days added up, corrections find their village."""

from datetime import date
from decimal import Decimal

import pytest

from appraisal.models import ITEMS, Entry, Finding, Month, Result
from appraisal.queries import serving
from appraisal.queries.corrections import days_now, effect
from appraisal.services import corrections, months
from appraisal.services.ranking import rank_now
from guanling.accounts.enums import Role
from guanling.runs.errors import Refusal
from roster.enums import Nature, PostKind
from roster.models import Appointment, Post, Unit
from roster.services import reorganisations
from roster.services import unit_changes as drafts
from tests.appraisal.world import (
    SEPTEMBER,
    closed,
    make_director,
    make_person,
    make_village,
    opened,
    score,
    small_county,
)

pytestmark = pytest.mark.django_db
MIDDLE = date(2016, 9, 16)
OCTOBER = date(2016, 10, 1)


@pytest.fixture
def world():
    world = small_county()
    world.other = make_village(world.townships[0], 202, "新村")
    world.people.append(make_director(world.other, "丁戊"))
    return world


def change_of(world, day):
    return drafts.draft_change(
        county=world.county,
        day=day,
        document_number="关府〔2016〕30号",
        reason="合村并居",
        user=world.users[Role.BUREAU_CLERK],
    )


def carry_out(world, change):
    reorganisations.submit_change(change=change, user=world.users[Role.BUREAU_CLERK])
    reorganisations.approve_change(change=change, user=world.users[Role.BUREAU_REVIEWER])


def rename(world, day, old, code, name):
    change = change_of(world, day)
    drafts.add_recode(change=change, old=old, code=code, name=name, user=world.users[Role.BUREAU_CLERK])
    carry_out(world, change)
    return Unit.objects.on(day).get(code=code)


def merge(world, day, code="520424101202", name="新村"):
    change = change_of(world, day)
    drafts.add_merger(
        change=change,
        olds=[world.villages[0], world.other],
        code=code,
        name=name,
        user=world.users[Role.BUREAU_CLERK],
    )
    carry_out(world, change)
    return Unit.objects.on(day).get(code=code)


def ranked(month):
    rank_now(month=Month.objects.get(pk=month.pk))
    return {row.person_name: row for row in Result.objects.filter(month=month)}


@pytest.mark.parametrize("first_opened", [True, False])
def test_a_merger_within_the_month_leaves_one_row_a_director_with_all_days(world, first_opened):
    month = opened(world) if first_opened else None
    if first_opened:
        for someone in world.people:
            score(someone, "80")
        finding = Finding.objects.create(
            month=month,
            village=world.villages[0],
            person=world.people[0],
            found_on=date(2016, 9, 5),
            deduction=Decimal("0.5"),
            reason="未按时入户",
            document_number="督〔2016〕3号",
        )
    new = merge(world, MIDDLE)
    month = month or opened(world)
    for someone in world.people:
        score(someone, "80")
    assert Entry.objects.filter(sheet__month=month).count() == len(world.people)
    assert set(Entry.objects.filter(sheet__unit=world.townships[0]).values_list("village", flat=True)) == {
        new.pk
    }
    months.operator_close(month=month, reason="测试")
    rows = ranked(month)
    assert {row.days_served for row in rows.values()} == {30}
    assert {rows[name].village_code for name in ("安甲", "丁戊")} == {new.code}
    assert all(row.status == "ranked" for row in rows.values())
    if first_opened:
        finding.refresh_from_db()
        assert finding.village == new
        assert rows["安甲"].score == rows["丁戊"].score - Decimal("0.5")


def test_the_statement_and_the_rule_count_the_same_days(world):
    Appointment.objects.filter(person=world.people[1]).update(valid_to=date(2016, 9, 10))
    opened(world)
    new = merge(world, MIDDLE)
    days = serving([new.pk, world.villages[1].pk], SEPTEMBER, date(2016, 9, 30))
    assert days == {
        (new.pk, world.people[0].pk): 30,
        (new.pk, world.people[1].pk): 10,
        (new.pk, world.people[3].pk): 30,
        (world.villages[1].pk, world.people[2].pk): 30,
    }
    month = closed(world, ("80", "80", "80", "80"))
    assert {row.person_id: row.days_served for row in ranked(month).values()} == {
        person: number for (_, person), number in days.items()
    }


@pytest.mark.parametrize("day", [MIDDLE, OCTOBER])
@pytest.mark.parametrize("code", ["520424101", "520424007"])
def test_a_township_that_changes_keeps_its_sheet(world, day, code):
    """Also where the month was opened beforehand, and the month after it too."""
    months_open = [opened(world), opened(world, OCTOBER)]
    sheet = months_open[1].sheets.get(unit=world.townships[0])
    score(world.people[0], "91")
    new = rename(world, day, world.townships[0], code, "甲街道办事处")
    sheet.refresh_from_db()
    assert sheet.unit == new
    for month in months_open:
        assert month.sheets.count() == 2
        assert Entry.objects.filter(sheet__month=month).count() == len(world.people)
    entry = sheet.entries.get(person=world.people[0])
    assert (entry.de, entry.village.code) == (Decimal("91"), f"{code}201")
    months.open_month(county=world.county, first_day=OCTOBER)
    assert months_open[1].sheets.count() == 2
    for someone in world.people:
        score(someone, "80")
    months.operator_close(month=months_open[0], reason="测试")
    rows = ranked(months_open[0])
    told = code if day == MIDDLE else "520424101"
    assert {rows[name].township_code for name in ("安甲", "白乙")} == {told}
    assert {row.days_served for row in rows.values()} == {30}


def test_townships_that_merge_put_their_rows_on_one_sheet(world):
    month = opened(world)
    change = change_of(world, MIDDLE)
    clerk = world.users[Role.BUREAU_CLERK]
    drafts.add_merger(change=change, olds=world.townships, code="520424102", name="乙镇", user=clerk)
    drafts.settle_lines(change=change, lines=change.lines.all(), state="confirmed", user=clerk)
    carry_out(world, change)
    new = Unit.objects.on(MIDDLE).get(code="520424102")
    assert Entry.objects.filter(sheet__month=month, sheet__unit=new).count() == len(world.people)
    (empty,) = month.sheets.exclude(unit=new)
    assert empty.exception_reason == "区划调整：并入乙镇"
    for someone in world.people:
        score(someone, "80")
    months.operator_close(month=month, reason="测试")
    assert {row.township_code for row in ranked(month).values()} == {new.code}


def test_who_was_director_of_both_villages_has_one_row(world):
    make_director(world.other, "", person=world.people[0], start=date(2015, 1, 1))
    month = opened(world)
    assert Entry.objects.filter(person=world.people[0]).count() == 2
    new = merge(world, MIDDLE)
    (entry,) = Entry.objects.filter(person=world.people[0])
    assert entry.village == new
    for someone in world.people:
        score(someone, "80")
    months.operator_close(month=month, reason="测试")
    assert ranked(month)["安甲"].days_served == 30


def test_a_month_closed_and_not_issued_is_in_the_way(world):
    closed(world, ("80", "80", "80", "80"))
    with pytest.raises(Refusal, match="2016年9月月考核已关闭，区划调整不能追溯到该月"):
        merge(world, MIDDLE)
    assert not Unit.objects.exclude(valid_to=None).exists()


def test_an_issued_month_is_corrected_under_the_old_name(world):
    """Later the village has another name under the same code."""
    month = closed(world, ("80", "80", "80", "80"))
    rows = ranked(month)
    Result.objects.filter(month=month).update(issued=True)
    Month.objects.filter(pk=month.pk).update(state="issued")
    rename(world, OCTOBER, world.villages[0], world.villages[0].code, "幸福村")
    assert days_now(rows["安甲"]) == 30
    correction = corrections.propose(
        result=rows["安甲"],
        values=dict.fromkeys(ITEMS, Decimal("90")),
        deduction=Decimal(0),
        reason="漏登",
        document_number="甲府〔2016〕1号",
        user=world.users[Role.BUREAU_CLERK],
    )
    assert effect(correction).after.county_rank == 1
    corrections.approve(correction=correction, user=world.users[Role.BUREAU_REVIEWER])
    assert (
        Result.objects.get(month=month, version=2, person=world.people[0]).village_name == "甲家村村民委员会"
    )


def test_who_acts_is_not_ranked(world):
    someone = make_person(world.other, "代人")
    Appointment.objects.create(
        person=someone,
        post=Post.objects.get(unit=world.other, kind=PostKind.POPULATION_DIRECTOR),
        nature=Nature.ACTING,
        valid_from=date(2016, 8, 1),
    )
    month = closed(world, ("80", "80", "80", "80"))
    assert "代人" not in ranked(month)
