"""The sheet, the slips and the summary on paper: every name, the sums, the words, who is put off."""

import io
from datetime import date
from decimal import Decimal

import pytest
from pypdf import PdfReader

from guanling.documents.services.papers import render_content
from payroll.enums import Item, PartState
from payroll.models import Entry, Part
from payroll.prints import sheet, slips, summary
from payroll.queries import payments as queries
from payroll.rules import sheets as rules
from payroll.services import states
from tests.documents.glyphs import drawn
from tests.payroll import months_build as months
from tests.payroll import payments_build as made

RARE = ["王𬭊䶮", "张㛃", "欧阳娜仁托娅·买买提江阿卜杜拉"]


@pytest.fixture
def world(db):
    return months.county()


def full(part):
    people = ("computed_by", "submitted_by", "checked_by", "confirmed_by")
    return Part.objects.select_related("unit", "month__county", *people).get(pk=part.pk)


def _tight(rendered):
    return text_of(rendered).replace(" ", "")


def text_of(rendered):
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(rendered.data)).pages)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1700.00", "人民币壹仟柒佰元整"),
        ("1409.50", "人民币壹仟肆佰零玖元伍角"),
        ("325.04", "人民币叁佰贰拾伍元零肆分"),
        ("0.00", "人民币零元整"),
        ("10203040.50", "人民币壹仟零贰拾万叁仟零肆拾元伍角"),
        ("1000.05", "人民币壹仟元零伍分"),
    ],
)
def test_amounts_in_words(amount, words):
    assert rules.in_words(Decimal(amount)) == words


def test_columns_stand_where_there_is_a_figure_and_add_up():
    sums = rules.gathered(
        [
            (1, Item.BASE, Decimal("1700.00"), Decimal("-30.00")),
            (1, Item.DEDUCTION, Decimal("10.00"), Decimal("-85.00")),
            (2, Item.RECLAIM, None, Decimal("-5.00")),
            (2, Item.GRID, Decimal("200.00"), None),
        ]
    )
    columns = rules.columns_of(sums.values())
    assert [label for _, label in columns.added] == ["月报酬", "网格化绩效考核津贴", "退还扣款"]
    assert columns.taken == ("考核扣款", "扣回")
    for one in sums.values():
        assert sum(columns.added_of(one)) == one.gross
        assert sum(columns.taken_of(one)) == one.deducted
    assert columns.taken_of(sums[1]) == [Decimal("85.00"), Decimal("30.00")]
    assert rules.columns_of([]).taken == ("考核扣款",)


def test_the_sheet_of_a_confirmed_part(world):
    part = full(months.confirmed(world))
    content = sheet.content(part)
    assert content["mark"] == ""
    names = [part.computed_by.name, part.submitted_by.name]
    assert [who for _, who in content["signatures"]][:2] == names
    table = content["tables"][0]
    assert [column["title"] for column in table["columns"]] == [
        "序号",
        "姓名",
        "身份证号",
        "村（单位）",
        "职务",
        "开户行",
        "账号",
        "月报酬",
        "应发合计",
        "考核扣款",
        "实发",
        "签字",
        "备注",
    ]
    assert table["size"] == "A4"
    assert table["row_height"] >= 8
    assert table["rows"][1][1] == "白乙"
    assert table["rows"][1][7:11] == ["1,700.00", "1,700.00", "85.00", "1,615.00"]
    assert table["notes"][0].startswith("实发合计（大写）：人民币叁仟叁佰壹拾伍元整")
    text = text_of(render_content(kind=queries.SHEET, content=content | {"number": "甲府计生薪〔2016〕9号"}))
    assert "甲府计生薪〔2016〕9号" in text
    assert made.ACCOUNTS not in text
    assert world.people[0].identity_number not in text


def test_a_draft_says_so_on_every_page(world):
    content = sheet.content(full(months.checked(world)))
    assert content["mark"] == "草稿"
    assert "财政审核，未确认" in content["tables"][0]["above_right"]
    assert "草稿" in _tight(render_content(kind=queries.SHEET, content=content, mark=content["mark"]))


def test_who_is_put_off_stands_apart_with_the_reason(world):
    part = months.submitted(world)
    states.withhold(entry=part.entries.get(person=world.people[1]), user=world.checker, reason="账号待核")
    content = sheet.content(full(part))
    assert [row[1] for row in content["tables"][0]["rows"]] == ["安甲"]
    assert content["tables"][1]["title"].endswith("暂缓发放人员")
    assert content["tables"][1]["rows"][0][1:2] + content["tables"][1]["rows"][0][-1:] == ["白乙", "账号待核"]
    assert content["net"] == "1700.00"


def test_more_columns_take_the_larger_sheet(world):
    part = months.computed(world)
    entry = part.entries.get(person=world.people[0])
    others = (Item.ACTING, Item.GRID, Item.OFFICE, Item.RELIEF)
    for number, item in enumerate(others, 1):
        months.line(entry, "10.00", item=item, source_id=100 + number).save()
    months.sums(entry)
    months.total(part, world.clerk)
    table = sheet.content(full(part))["tables"][0]
    assert (len(table["columns"]), table["size"]) == (17, "A3")


def test_every_name_shows_its_glyphs_and_none_is_cut(world):
    part = made.crowd(world, 40, names=RARE)
    for kind, content in (
        (queries.SHEET, sheet.content(full(part))),
        (slips.KIND, slips.content(full(part), queries.entries_of(part))),
    ):
        rendered = render_content(kind=kind, content=content)
        glyphs = drawn(rendered.data)
        assert all(glyph.gid and glyph.outlined for glyph in glyphs if glyph.text.strip())
        shown = {glyph.text for glyph in glyphs}
        assert set("".join(RARE)) <= shown
        text = "".join(glyph.text for glyph in glyphs)
        for name in RARE[:2]:
            assert name in text
    assert Entry.objects.filter(part=part).count() == 40


def test_slips_are_several_a_page_with_every_line_explained(world):
    part = full(made.crowd(world, 6))
    content = slips.content(part, queries.entries_of(part))
    lines = content["slips"][0]["lines"]
    assert [line["item"] for line in lines] == ["月报酬", "考核扣款", "网格化绩效考核津贴"]
    assert lines[0]["period"] == "1日至30日，30/30天"
    assert (lines[0]["clause"], lines[0]["amount"]) == ("N2.3", "1,700.00")
    assert lines[1]["value"] == "5%"
    assert "2016年9月得分 70.00" in lines[1]["why"]
    assert content["slips"][0]["words"] == "人民币壹仟捌佰壹拾伍元整"
    rendered = render_content(kind=slips.KIND, content=content)
    assert rendered.pages == 2


def test_the_summary_of_fourteen_townships_is_one_sheet(world):
    months.confirmed(world)
    month = made.month(world)
    rows = queries.summary(Part.objects.filter(month=month))
    content = summary.content(month, rows)
    table = content["tables"][0]
    table["rows"] = [*table["rows"][:1] * 15, table["rows"][-1]]
    assert render_content(kind=summary.KIND, content=content).pages == 1
    assert {row.part.state for row in rows} == {PartState.CONFIRMED, PartState.DRAFT}
    assert rows[0].part.month.first_day == date(2016, 9, 1)
