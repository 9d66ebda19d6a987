"""Tables with sums: a subtotal under each of several pages, the total under all, names beside signatures."""

from decimal import Decimal

import pytest

from guanling.documents.papers import table_parts

COLUMNS = [
    {"title": "序号", "width": 10},
    {"title": "姓名", "width": 20, "label": True},
    {"title": "实发", "width": 20, "align": "right", "sum": True},
    {"title": "备注", "width": 20},
]


def pages_of(number, **fields):
    rows = [[str(at), f"甲{at}", f"{1000 + at}.05", ""] for at in range(1, number + 1)]
    parts = table_parts(
        title="发放表",
        columns=COLUMNS,
        rows=rows,
        in_paper=False,
        row_height=10,
        notes=["说明"],
        subtotal="本页小计",
        total="合计",
        **fields,
    )
    pages = [page for part in parts for page in part.context["pages"]]
    return rows, [[[cell["text"] for cell in row] for row in page["rows"]] for page in pages], parts


def figure(text):
    return Decimal(text.replace(",", ""))


@pytest.mark.parametrize("number", [1, 2, 9, 10, 11, 12, 13, 14, 25, 26, 40, 200])
def test_each_row_stands_once_and_the_sums_are_right(number):
    rows, pages, _ = pages_of(number)
    body = [row for page in pages for row in page if row[1] not in ("本页小计", "合计")]
    assert body == rows
    whole = sum(figure(row[2]) for row in rows)
    assert figure(pages[-1][-1][2]) == whole
    assert pages[-1][-1][1] == "合计"
    subtotals = [row for page in pages for row in page if row[1] == "本页小计"]
    if len(pages) == 1:
        assert not subtotals
    else:
        assert len(subtotals) == len(pages)
        assert sum(figure(row[2]) for row in subtotals) == whole
        for page in pages:
            own = [row for row in page if row[1] not in ("本页小计", "合计")]
            sub = next(row for row in page if row[1] == "本页小计")
            assert figure(sub[2]) == sum(figure(row[2]) for row in own)


@pytest.mark.parametrize("number", range(8, 45))
def test_no_page_holds_more_than_fits(number):
    # 170 mm of an A4 sheet: the head and the rules, on the first the title, on the last note and signatures.
    _, pages, _ = pages_of(number, signatures=["制表"])
    for at, page in enumerate(pages):
        title = 10.2 + 7 if at == 0 else 0
        foot = 7 + 14 + 1 if at == len(pages) - 1 else 0
        assert title + 11 + 0.5 + len(page) * 10 + foot <= 170


def test_a_table_without_sums_is_as_it_was():
    parts = table_parts(title="表", columns=COLUMNS, rows=[["1", "甲", "1.00", ""]], in_paper=False)
    assert len(parts[0].context["pages"][0]["rows"]) == 1


def test_names_stand_beside_what_they_sign():
    _, _, parts = pages_of(2, signatures=["领导", ["制表", "王小测"]])
    assert parts[0].context["signatures"] == [["领导", ""], ["制表", "王小测"]]
