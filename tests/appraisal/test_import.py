"""The township's monthly workbook: what is taken, what is refused and why."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from appraisal.enums import MonthState, SheetState
from appraisal.models import Entry, Month, Sheet
from appraisal.workbooks.months import period_of, township_names
from guanling.documents.imports import Context
from guanling.documents.services.imports import run_import
from tests.appraisal import world as build

pytestmark = pytest.mark.django_db
HEAD = (
    "序号",
    "村（居、社区）",
    "姓名",
    "身份证号码",
    "德",
    "能",
    "勤",
    "绩",
    "廉",
    "群众满意度",
    "督查扣分",
    "备注",
)
SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "county"


def workbook(rows, title="甲镇2016年9月村级人口主任考核表", unit="填报单位（盖章）：甲镇计生办"):
    """A sheet as offices send it."""
    book = Workbook()
    sheet = book.active
    sheet.append([title])
    sheet.append([unit])
    sheet.append(HEAD)
    for number, row in enumerate(rows, start=1):
        sheet.append([number, *row])
    sheet.append([])
    sheet.append(["填表人：            审核人：            填表日期："])
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file


def line(
    person, village="甲家村村民委员会", scores=(80, 80.5, 80, 90, 80, 80), deduction=0, note=None, **other
):
    """A row of the sheet for ``person``."""
    name = other.get("name", person.name)
    number = other.get("number", person.identity_number)
    return (village, name, number, *scores, deduction, note)


def take(*files, commit=True, **context):
    """Import ``files`` and return the outcome."""
    sources = [(f"{number}.xlsx", file) for number, file in enumerate(files, start=1)]
    return run_import(
        sources=sources, context=Context(on=date(2016, 9, 30), county="520424", **context), commit=commit
    )


def reasons(outcome):
    """The rejections as (column, reason)."""
    return [(error.column, error.reason) for error in outcome.report.errors]


@pytest.fixture
def world():
    return build.small_county()


def test_scores_are_taken_over_and_the_same_file_twice_changes_nothing(world):
    first, second, _ = world.people
    rows = [line(first, note="开会迟到", deduction=0.5), line(second, scores=(100, 99.5, 98, 97, 96, 95))]
    outcome = take(workbook(rows))
    assert (outcome.saved, outcome.report.read, outcome.report.accepted) == (True, 2, 2)
    entry = Entry.objects.get(person=first)
    assert (entry.neng, entry.deduction, entry.note) == (Decimal("80.5"), Decimal("0.5"), "开会迟到")
    assert (entry.sheet.state, entry.sheet.month.state) == (SheetState.DRAFT, MonthState.OPEN)
    assert outcome.kinds[0].new == 2
    again = take(workbook(rows))
    assert (again.saved, again.kinds[0].new, again.kinds[0].changed, again.kinds[0].unchanged) == (
        True,
        0,
        0,
        2,
    )
    assert entry.events.count() == Entry.objects.get(person=first).events.count()


def test_a_check_leaves_nothing_behind(world):
    assert take(workbook([line(world.people[0])]), commit=False).clean
    assert not Month.objects.exists()


def test_who_is_missing_stays_unscored_and_is_remarked(world):
    outcome = take(workbook([line(world.people[0])]))
    assert outcome.kinds[0].remarks == ["甲镇考核表里没有：白乙（不改动其分数）"]
    assert Entry.objects.get(person=world.people[1]).de is None


def test_an_empty_score_is_no_zero(world):
    outcome = take(workbook([line(world.people[0], scores=(80, None, 80, 80, 80, 80))]))
    assert outcome.saved
    assert [warning.reason for warning in outcome.report.warnings] == ["没有评完分，此人不参加排序"]
    assert Entry.objects.get(person=world.people[0]).neng is None


@pytest.mark.parametrize(
    ("scores", "column", "reason"),
    [
        ((100.5, 80, 80, 80, 80, 80), "德", "应在 0 到 100 之间"),
        ((80, -1, 80, 80, 80, 80), "能", "应在 0 到 100 之间"),
        ((80, 80, 87.3, 80, 80, 80), "勤", "应是 0.5 分的整数倍"),
        ((80, 80, 80, "优", 80, 80), "绩", "不是数字"),
    ],
)
def test_figures_outside_the_policy(world, scores, column, reason):
    outcome = take(workbook([line(world.people[0], scores=scores)]))
    assert reasons(outcome) == [(column, reason)]
    assert not outcome.saved


def test_people_who_cannot_be_meant(world):
    first, second, third = world.people
    rows = [
        line(first, number=build.identity_number(998)),
        line(first, name="安假"),
        line(third),
        line(second, village="甲加村"),
        line(second),
        line(second),
    ]
    outcome = take(workbook(rows))
    told = reasons(outcome)
    assert told[0] == ("身份证号码", "人员名册里没有这个身份证号码；请核对，确为新人的请先导入人员花名册")
    assert told[1] == ("姓名", "该身份证号码在名册上的姓名是“安甲”，请核对")
    assert "名册上在乙家村村民委员会任职" in told[2][1]
    assert told[3] == ("村（居、社区）", "甲镇没有这个村（居、社区），是不是：甲家村？")
    assert told[4][1].startswith("同一人重复")
    assert (outcome.report.read, outcome.report.rejected) == (6, 5)


def test_where_others_serve_is_not_told_to_a_township(world):
    user = world.users["township_clerk"]
    outcome = take(workbook([line(world.people[2])]), user=user, prefixes=(world.townships[0].code,))
    ((_, reason),) = reasons(outcome)
    assert "乙家村" not in reason


@pytest.mark.parametrize(
    ("title", "unit", "reason"),
    [
        ("村级人口主任考核表", "填报单位（盖章）：甲镇计生办", "没有考核月份"),
        ("丙镇2016年9月村级人口主任考核表", "", "认不出标题里的乡镇"),
        ("甲镇2016年9月村级人口主任考核表", "填报单位：乙镇计生办", "不是同一个乡镇"),
        ("甲镇2199年9月村级人口主任考核表", "", "还没有到"),
        ("甲镇2014年1月村级人口主任考核表", "", "没有“"),
    ],
)
def test_titles_that_do_not_say_what_is_needed(world, title, unit, reason):
    outcome = take(workbook([line(world.people[0])], title=title, unit=unit))
    assert reason in reasons(outcome)[0][1]
    assert not outcome.saved


def test_another_township_is_not_in_reach(world):
    outcome = take(workbook([line(world.people[0])]), prefixes=(world.townships[1].code,))
    assert reasons(outcome)[0][1] == "不在您的管理范围内，不能导入"


def test_a_submitted_sheet_takes_no_other_figures_but_the_same_file_passes(world):
    rows = [line(world.people[0]), line(world.people[1])]
    take(workbook(rows))
    Sheet.objects.filter(unit=world.townships[0]).update(state=SheetState.SUBMITTED)
    assert take(workbook(rows)).saved
    rows[0] = line(world.people[0], scores=(1, 1, 1, 1, 1, 1))
    outcome = take(workbook(rows))
    assert "不能再改" in reasons(outcome)[0][1]


def test_titles_as_offices_write_them():
    assert period_of(["关岭自治县花江镇 2016年 9 月考核表"]) == date(2016, 9, 1)
    assert period_of(["考核表", "2016.09"]) == date(2016, 9, 1)
    assert period_of(["考核表"]) is None
    assert "花江镇" in township_names(["关岭自治县花江镇2016年9月村级人口主任考核表"])
    assert "花江镇" in township_names(["填报单位（盖章）：关岭自治县花江镇计生办"])


@pytest.mark.skipif(not SHARED.exists(), reason="the county's workbooks are not at hand")
def test_the_countys_own_workbooks():
    from tests.appraisal.county import load_county

    load_county(SHARED)
    assert Entry.objects.count() == 218
    assert Entry.objects.filter(ji=None).count() == 0
    assert Sheet.objects.count() == 13
