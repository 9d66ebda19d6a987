"""The papers of the month: the circular and its correction notice, and their tables as workbooks.

What a paper says is frozen by services/circulars.py as JSON: texts and the rows of the tables, already
as they are to be read.
"""

from guanling.documents import papers, tables

CIRCULAR, CORRECTION = "circular", "correction"

# Widths in mm of a landscape A4 sheet within the paper (225 mm), by appraisal.queries.results.
RANKING_WIDTHS = (10, 20, 22, 17, 10, 10, 10, 10, 10, 12.5, 15, 11, 13, 12, 11, 11, 20.5)
RANKING_ALIGN = ("center",) * 4 + ("right",) * 9 + ("center",) * 4
# Breaks of heads that would not break well by themselves.
HEADS = {
    "群众满意度": "群众\n满意度",
    "加权得分": "加权\n得分",
    "督查扣分": "督查\n扣分",
    "乡镇内名次": "乡镇内\n名次",
    "上月名次": "上月\n名次",
    "档次或未排序原因": "档次或未\n排序原因",
}
CHANGE_HEADS = (
    ("乡镇", 22, "center"),
    ("村（居、社区）", 26, "center"),
    ("姓名", 19, "center"),
    ("原总分", 16, "right"),
    ("更正后\n总分", 16, "right"),
    ("原全县\n名次", 16, "center"),
    ("更正后\n全县名次", 18, "center"),
    ("原乡镇内\n名次", 18, "center"),
    ("更正后乡\n镇内名次", 18, "center"),
    ("原档次", 20, "center"),
    ("更正后\n档次", 20, "center"),
)
AVERAGE_HEADS = (
    ("乡镇", 50, "center"),
    ("原平均分", 40, "center"),
    ("更正后平均分", 40, "center"),
    ("原名次", 40, "center"),
    ("更正后名次", 40, "center"),
)


def _columns(heads):
    return [{"title": title, "width": width, "align": align} for title, width, align in heads]


def ranking_columns(names):
    """Return the columns of the ranking table on paper."""
    return _columns(
        (HEADS.get(name, name), width, align)
        for name, width, align in zip(names, RANKING_WIDTHS, RANKING_ALIGN, strict=True)
    )


def township_columns(names):
    """Return the columns of the township table on paper; the bands stand behind the fixed ones."""
    return _columns((name, 36 if name == "乡镇" else 24, "center") for name in names)


def circular_parts(content):
    """Return the parts of the month's circular: the text, the ranking table, the township table."""
    ranking, townships = content["ranking"], content["townships"]
    return papers.letter_parts(
        content,
        [
            *papers.table_parts(
                title=ranking["title"],
                columns=ranking_columns(ranking["columns"]),
                rows=ranking["rows"],
                notes=ranking["notes"],
                attachment="附件1",
            ),
            *papers.table_parts(
                title=townships["title"],
                columns=township_columns(townships["columns"]),
                rows=townships["rows"],
                notes=townships["notes"],
                attachment="附件2",
            ),
        ],
    )


def correction_parts(content):
    """Return the parts of a correction notice: the text and what moved, old and new."""
    heads = {"changes": CHANGE_HEADS, "averages": AVERAGE_HEADS}
    shown = [(content[name], columns) for name, columns in heads.items() if content[name]["rows"]]
    parts = []
    for number, (table, columns) in enumerate(shown, start=1):
        parts += papers.table_parts(
            title=table["title"],
            columns=_columns(columns),
            rows=table["rows"],
            notes=table["notes"],
            attachment=f"附件{number}" if len(shown) > 1 else "附件",
        )
    return papers.letter_parts(content, parts)


def ranking_book(title, columns, rows, *, unit, footer):
    """Return the ranking table as .xlsx bytes; figures stay numbers."""
    numbers = {"名次", "加权得分", "督查扣分", "总分", "乡镇内名次", "上月名次", *columns[4:10]}
    return tables.write_table(
        title,
        [tables.OutColumn(name, number=name in numbers) for name in columns],
        rows,
        footer,
        unit=unit,
    )


papers.register(papers.PaperKind(CIRCULAR, "月通报", circular_parts))
papers.register(papers.PaperKind(CORRECTION, "更正通知", correction_parts))
