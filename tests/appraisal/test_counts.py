"""Yearly counts of villages (P8.2b): recorded, confirmed by another, withdrawn; pages, import, export."""

import threading
from contextlib import suppress
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import yaml
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from appraisal.models import VillageCount
from appraisal.queries import counts as queries
from appraisal.rules import counts as rules
from appraisal.services import counts as services
from guanling.accounts.enums import Role
from guanling.documents.imports import Context
from guanling.documents.services.imports import run_import
from guanling.policy.rules import settle_all
from guanling.runs.errors import Outrun, Refusal
from roster.enums import Level
from tests.appraisal.world import make_village
from tests.at_once import at_once
from tests.people import make_county, make_user
from tests.roster.build import end_unit

CASES = Path(__file__).resolve().parent.parent / "policy_cases" / "count_years.yaml"
NUMBER = "关人口计生统〔2017〕3号"


@pytest.fixture
def world(db):
    return make_county()


def record(world, village=0, year=2016, number=1, by=Role.BUREAU_CLERK, **given):
    """A count of a village of ``world``."""
    village = world.villages[village] if isinstance(village, int) else village
    given = {"document_number": NUMBER, "user": world.users[by], **given}
    return services.record_count(village=village, year=year, number=number, **given)


def confirm(world, *counts, by=Role.BUREAU_REVIEWER):
    """Confirm counts."""
    rows = VillageCount.objects.filter(pk__in=[count.pk for count in counts])
    return services.confirm_counts(counts=rows, user=world.users[by])


def withdraw(world, count, by=Role.BUREAU_REVIEWER, reason="文号抄错"):
    """Withdraw a count, seen afresh."""
    count.refresh_from_db()
    services.withdraw_count(count=count, user=world.users[by], reason=reason)


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=case["说明"]) for case in yaml.safe_load(CASES.read_text("utf-8"))]
)
def test_which_years_can_be_recorded(case):
    holds = tuple(settle_all("520424", day, []).holds(rules.GROUND) for day in rules.ends_of(case["年度"]))
    assert rules.year_fault(case["年度"], case["今年"], holds) == case["结果"]


# --- states × acts -------------------------------------------------------------------------------


def waiting(world):
    return record(world)


def confirmed(world):
    count = record(world)
    confirm(world, count)
    return count


def withdrawn(world):
    count = record(world)
    withdraw(world, count)
    return count


# state → act → who may; nobody: nothing is changed
TABLE = {
    waiting: {"confirm": {Role.BUREAU_REVIEWER}, "withdraw": {Role.BUREAU_REVIEWER, Role.BUREAU_CLERK}},
    confirmed: {"confirm": set(), "withdraw": {Role.BUREAU_REVIEWER}},
    withdrawn: {"confirm": set(), "withdraw": set()},
}


@pytest.mark.parametrize("state", TABLE)
@pytest.mark.parametrize("act", ["confirm", "withdraw"])
def test_each_state_lets_through_just_what_the_table_says(world, state, act):
    world.users["other"] = make_user("other", (Role.BUREAU_REVIEWER, world.county))
    for role in Role:
        with transaction.atomic():
            count = state(world)
            before = VillageCount.objects.filter(pk=count.pk).values().get()
            done = True
            try:
                (confirm if act == "confirm" else withdraw)(world, count, by=role)
            except Refusal:
                done = False
                assert VillageCount.objects.filter(pk=count.pk).values().get() == before
            assert done == (role in TABLE[state][act]), role
            transaction.set_rollback(True)


def test_only_the_confirmed_and_not_withdrawn_counts(world):
    first, second = record(world), record(world, 1)
    confirm(world, first, second)
    withdraw(world, second)
    assert list(VillageCount.objects.counting()) == [first]
    # Recorded anew it waits again.
    anew = record(world, 1, number=0)
    assert list(VillageCount.objects.counting()) == [first]
    confirm(world, anew)
    assert set(VillageCount.objects.counting()) == {first, anew}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"year": 2022}, "2022年不在“所任村出现违法生育”（P8.2b）的有效期内"),
        ({"year": 2013}, "2013年不在"),
        ({"year": 2017, "today": date(2016, 12, 31)}, "2017年还没有到"),
        ({"number": -1}, "应是0到9999的整数"),
        ({"document_number": "　"}, "请写明依据的文号"),
        ({"by": Role.BUREAU_REVIEWER}, "没有对该单位进行这项操作的权限"),
        ({"by": Role.TOWNSHIP_CLERK}, "没有对该单位进行这项操作的权限"),
    ],
)
def test_what_is_refused(world, given, says):
    with pytest.raises(Refusal, match=says):
        record(world, **given)
    assert not VillageCount.objects.exists()


def test_the_year_in_which_the_law_ended_it_can_still_be_recorded(world):
    assert record(world, year=2021).year == 2021


def test_one_count_a_village_and_year(world):
    record(world)
    with pytest.raises(Refusal, match="该村这一年度的数已经登记；有误的请先撤销原来的一条"):
        record(world, number=2)
    record(world, year=2015)


def test_the_count_of_a_village_that_merged_stays_with_it(world):
    old = make_village(world.townships[0], 202, "老村")
    record(world, old, year=2015)
    end_unit(unit=old, last_day=date(2016, 3, 31), successor=world.villages[0])
    in_2015 = {line.village: line for line in queries.grid(world.users[Role.BUREAU_CLERK], 2015)}
    assert in_2015[old].count.number == 1
    assert in_2015[world.villages[0]].count is None
    # In the year of the merger both are asked for, after it the old one no more.
    assert old in queries.villages_of(2016)
    assert old not in queries.villages_of(2017)
    with pytest.raises(Refusal, match="2017年不是本县的村"):
        record(world, old, year=2017)


def test_who_recorded_never_confirms_not_even_past_the_service(world):
    both = make_user("both", (Role.BUREAU_CLERK, world.county), (Role.BUREAU_REVIEWER, world.county))
    world.users["both"] = both
    own, other = record(world, by="both"), record(world, 1)
    with pytest.raises(Refusal, match="甲家村的数由您登记，不能由您复核"):
        confirm(world, own, other, by="both")
    assert not VillageCount.objects.counting().exists()
    with pytest.raises(IntegrityError, match="village_count_maker_is_not_checker"), transaction.atomic():
        VillageCount.objects.filter(pk=own.pk).update(confirmed_by=both, confirmed_at=own.recorded_at)
    assert list(queries.to_confirm(both)) == [other]
    assert set(queries.to_confirm(world.users[Role.BUREAU_REVIEWER])) == {own, other}
    assert list(queries.to_confirm(world.users[Role.BUREAU_CLERK])) == []


def test_nothing_ticked_confirms_nothing(world):
    with pytest.raises(Refusal, match="请先勾选"):
        confirm(world)


# --- two at once ---------------------------------------------------------------------------------


def confirm_and_withdraw(world, monkeypatch, *, locked):
    """One confirms while another withdraws the count that waits: each has looked before the other writes."""
    count, together = record(world), threading.Barrier(2)

    def meet():
        with suppress(threading.BrokenBarrierError):
            together.wait(timeout=1)

    demand = services.demand

    def looked(*args):
        demand(*args)
        meet()

    monkeypatch.setattr(services, "demand", looked)
    if not locked:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **how: rows)
        update = QuerySet.update

        def blindly(rows, **fields):
            kept = rows.model.objects.filter(pk=count.pk) if rows.model is VillageCount else rows
            return update(kept, **fields)

        monkeypatch.setattr(QuerySet, "update", blindly)
    results = at_once(lambda: confirm(world, count), lambda: withdraw(world, count, by=Role.BUREAU_CLERK))
    count.refresh_from_db()
    return count, results


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_told(monkeypatch):
    count, results = confirm_and_withdraw(make_county(), monkeypatch, locked=True)
    assert [type(one) for one in results if isinstance(one, Exception)] == [Outrun]
    assert bool(count.confirmed_by_id) != bool(count.withdrawn_reason)


@pytest.mark.django_db(transaction=True)
def test_without_conditions_a_confirmed_count_would_be_withdrawn_by_its_recorder(monkeypatch):
    """The control: the race is real."""
    count, results = confirm_and_withdraw(make_county(), monkeypatch, locked=False)
    assert not [one for one in results if isinstance(one, Exception)]
    assert count.confirmed_by_id
    assert count.withdrawn_reason


# --- import and export ---------------------------------------------------------------------------

HEAD = ("乡镇", "村", "年度", "违法生育数", "依据文号")


def book(*rows, head=HEAD):
    """A workbook as offices send it."""
    made = Workbook()
    page = made.active
    page.append(["关岭自治县2016年各村违法生育数"])
    page.append(list(head))
    for row in rows:
        page.append(list(row))
    buffer = BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def take(data, user=None, commit=True):
    """Import a workbook and return the outcome."""
    context = Context(on=date(2017, 1, 5), county="520424", user=user)
    return run_import(sources=[("数.xlsx", BytesIO(data))], context=context, commit=commit)


def reasons(outcome):
    return [(error.column, error.reason) for error in outcome.report.errors]


def test_a_workbook_records_and_the_same_again_changes_nothing(world):
    data = book(("甲镇", "甲家村", 2016, 1, NUMBER), ("乙镇", "乙家村", 2016, 0, NUMBER))
    outcome = take(data, user=world.users[Role.BUREAU_CLERK])
    assert (outcome.saved, outcome.report.read, outcome.report.accepted, outcome.kinds[0].new) == (
        True,
        2,
        2,
        2,
    )
    assert list(
        VillageCount.objects.values_list("village__code", "number", "recorded_by", "confirmed_by")
    ) == [
        (village.code, number, world.users[Role.BUREAU_CLERK].pk, None)
        for village, number in zip(world.villages, (1, 0), strict=True)
    ]
    again = take(data, user=world.users[Role.BUREAU_CLERK])
    assert (again.kinds[0].new, again.kinds[0].changed, again.kinds[0].unchanged) == (0, 0, 2)


@pytest.mark.parametrize("extra", ["姓名", "备注", "情况说明", "身份证号码"])
def test_a_column_more_is_refused_whatever_it_is(world, extra):
    outcome = take(book(("甲镇", "甲家村", 2016, 1, NUMBER, ""), head=(*HEAD, extra)))
    assert not outcome.saved
    assert reasons(outcome) == [
        (extra, f"不应有“{extra}”这一列：本系统只登记工作人员，不收其他信息；请删去该列后再导入")
    ]
    assert not VillageCount.objects.exists()


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        (("甲镇", "甲家村", 2022, 1, NUMBER), "年度", "2022年不在“所任村出现违法生育”"),
        (("甲镇", "甲家村", 2016, -1, NUMBER), "违法生育数", ""),
        (("甲镇", "甲家村", 2016, 1.5, NUMBER), "违法生育数", ""),
        (("甲镇", "甲家村", 2016, 1, None), "依据文号", "要一起填写"),
        (("甲镇", "甲家村", 2016, None, NUMBER), "违法生育数", "要一起填写"),
        (("甲镇", "乙家村", 2016, 1, NUMBER), "村", "甲镇2016年没有这个村"),
        (("丙镇", "乙家村", 2016, 1, NUMBER), "乡镇", "没有这个乡镇"),
    ],
)
def test_a_bad_row_saves_nothing(world, row, column, says):
    outcome = take(book(row, ("乙镇", "乙家村", 2016, 0, NUMBER)))
    assert not outcome.saved
    ((met, reason),) = reasons(outcome)
    assert (met, says in reason) == (column, True)
    assert not VillageCount.objects.exists()


def test_another_number_than_stands_and_the_same_village_twice_are_refused(world):
    record(world)
    outcome = take(
        book(
            ("甲镇", "甲家村", 2016, 2, NUMBER),
            ("乙镇", "乙家村", 2016, 0, NUMBER),
            ("乙镇", "乙家村", 2016, 0, NUMBER),
        )
    )
    (_, stands), (_, twice) = reasons(outcome)
    assert f"已登记为1（{NUMBER}）" in stands
    assert "同一个村同一年度重复" in twice


def test_a_township_clerk_imports_none(world):
    data = book(("甲镇", "甲家村", 2016, 1, NUMBER))
    outcome = take(data, user=world.users[Role.TOWNSHIP_CLERK])
    assert not outcome.saved
    assert "由县局登记" in reasons(outcome)[0][1]


def test_what_is_exported_comes_in_again_and_gaps_are_left_out(client, world):
    record(world)
    client.force_login(world.users[Role.BUREAU_CLERK])
    response = client.get(reverse("appraisal:counts-export"), {"year": 2016})
    sheet = load_workbook(BytesIO(response.content)).active
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[2] == ["序号", "乡镇", "村", "年度", "违法生育数", "依据文号", "状态"]
    assert rows[3] == [1, "甲镇", "甲家村", 2016, 1, NUMBER, "待复核"]
    assert rows[4] == [2, "乙镇", "乙家村", 2016, None, None, "未登记"]
    outcome = take(response.content, user=world.users[Role.BUREAU_CLERK])
    assert (outcome.saved, outcome.kinds[0].unchanged, outcome.kinds[0].new) == (True, 2, 0)
    VillageCount.objects.all().delete()
    assert take(response.content).kinds[0].new == 1


# --- pages ---------------------------------------------------------------------------------------


def test_the_grid_tells_what_is_missing_and_is_confirmed_by_ticks(client, world):
    record(world)
    client.force_login(world.users[Role.BUREAU_CLERK])
    page = client.get(reverse("appraisal:counts"), {"year": 2016}).content.decode()
    assert "未登记 1 个" in page
    assert "待复核 1 个" in page
    assert f"{reverse('appraisal:count-new')}?year=2016&amp;village={world.villages[1].pk}" in page
    assert 'name="chosen"' not in page
    response = client.post(
        f"{reverse('appraisal:count-new')}?year=2016",
        {"village": world.villages[1].pk, "number": "0", "document_number": NUMBER, "again": ""},
    )
    assert response.url == f"{reverse('appraisal:count-new')}?year=2016"
    assert "2016年各村的数都已登记" in client.get(response.url).content.decode()
    client.force_login(world.users[Role.BUREAU_REVIEWER])
    page = client.get(reverse("appraisal:counts"), {"year": 2016, "all": 1}).content.decode()
    assert page.count("checked") == 2
    chosen = list(VillageCount.objects.values_list("pk", flat=True))
    response = client.post(
        reverse("appraisal:counts-confirm"), {"chosen": chosen, "year": "2016"}, follow=True
    )
    assert "已复核2个村的数。" in response.content.decode()
    assert VillageCount.objects.counting().count() == 2


def test_a_confirmed_count_is_withdrawn_on_its_page_and_can_be_recorded_anew(client, world):
    count = record(world)
    confirm(world, count)
    address = reverse("appraisal:count-withdraw", args=[count.pk])
    client.force_login(world.users[Role.BUREAU_CLERK])
    assert "已经复核的数，由县局审核人员撤销" in client.get(address).content.decode()
    assert client.post(address, {"reason": "抄错"}).status_code == 422
    client.force_login(world.users[Role.BUREAU_REVIEWER])
    assert "请填写撤销事由" in client.post(address, {"reason": ""}).content.decode()
    page = client.post(address, {"reason": "文号抄错"}, follow=True).content.decode()
    assert "已撤销的数" in page
    assert "文号抄错" in page
    assert "未登记 2 个" in page


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"number": "-1"}, "违法生育数不能小于0"),
        ({"number": "一"}, "违法生育数不是整数"),
        ({"document_number": ""}, "请填写依据文号"),
        ({"village": ""}, "请选择村（居、社区）"),
    ],
)
def test_a_wrong_form_keeps_what_was_typed(client, world, typed, says):
    client.force_login(world.users[Role.BUREAU_CLERK])
    typed = {"village": world.villages[0].pk, "number": "3", "document_number": NUMBER} | typed
    response = client.post(f"{reverse('appraisal:count-new')}?year=2016", typed)
    page = response.content.decode()
    assert (response.status_code, says in page) == (422, True)
    assert all(f'value="{value}"' in page for value in typed.values() if value)


def test_a_township_sees_its_own_villages_only(client, world):
    record(world), record(world, 1)
    client.force_login(world.users[Role.TOWNSHIP_LEADER])
    page = client.get(reverse("appraisal:counts"), {"year": 2016}).content.decode()
    assert "甲家村" in page
    assert "乙家村" not in page
    assert reverse("appraisal:count-new") not in page


def test_the_grid_costs_the_same_for_many(client, world):
    client.force_login(world.users[Role.BUREAU_REVIEWER])
    address = f"{reverse('appraisal:counts')}?year=2016"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(202, 242):
        record(world, make_village(world.townships[0], number, f"村{number}"))
    withdraw(world, VillageCount.objects.first())
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert queries.villages_of(2016).filter(level=Level.VILLAGE).count() == 42
    assert len(many) <= len(few)
