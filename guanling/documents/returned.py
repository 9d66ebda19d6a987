"""The workbook that goes back to the uploader: the rows as they came, the reasons beside them."""

from guanling.documents.tables import Page, write_book

# Head of the added column; passed over when the mended workbook is imported.
REASON = "退回原因"
MAX_REASON = 500


def returned_book(tables) -> bytes | None:
    """Return a workbook of those ``tables`` in which something was rejected, or None when nothing was.

    All rows of such a table come back, those rejected marked and with their reasons in the last column,
    so that the mended workbook can be imported as it is. Cells keep what the office had typed.
    """
    pages = [_page(table) for table in tables if table.errors or any(row.errors for row in table.rows)]
    return write_book(pages) if pages else None


def _page(table):
    heads = ["" if value is None else str(value) for value in table.header]
    reason_at = heads.index(REASON) if REASON in heads else len(heads)
    whole = [f"整张表：{error.reason}" for error in table.errors]
    rows, wrong = [], set()
    for number, row in enumerate(table.rows):
        cells = list(row.raw[: len(heads)])
        reasons = [
            f"{error.column}：{error.reason}" if error.column else error.reason for error in row.errors
        ]
        if number == 0:
            reasons = whole + reasons
        if reasons:
            wrong.add(number)
        cells[reason_at:] = [*cells[reason_at + 1 :]]
        cells.insert(reason_at, "；".join(reasons)[:MAX_REASON])
        rows.append(cells)
    title, *lines = table.preamble or [table.sheet]
    columns = [head for index, head in enumerate(heads) if index != reason_at]
    columns.insert(reason_at, REASON)
    return Page(title, columns, rows, lines=lines, sheet=table.sheet, wrong=frozenset(wrong))
