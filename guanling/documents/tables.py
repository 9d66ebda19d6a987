"""Workbooks out: lists as offices send them, and as this system can read them again."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import quote

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from guanling.documents.papers import em_width

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NARROWEST, WIDEST = 6, 60
# Rows looked at for the column widths: a list's first rows tell enough, and writing stays one pass.
SAMPLE = 2000
_THIN = Side(style="thin", color="FF999999")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
TITLE = Font(name="黑体", size=16)
HEAD = Font(name="宋体", size=11, bold=True)
BODY = Font(name="宋体", size=11)
WRONG = PatternFill("solid", fgColor="FFFBE6E6")
# More columns than these do not fit an upright sheet.
LANDSCAPE_FROM = 7
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True)
class OutColumn:
    """A column of an exported list; ``number`` right-aligns it where it is empty too."""

    name: str
    number: bool = False
    width: int | None = None


@dataclass(frozen=True)
class Page:
    """A sheet of a workbook: merged title, lines under it, column heads, rows, a line at the foot.

    ``columns``: names or :class:`OutColumn`; ``rows``: iterables of values; ``wrong``: numbers of rows
    (from 0) that are to catch the eye.
    """

    title: str
    columns: Sequence[str | OutColumn]
    rows: Iterable[Sequence]
    footer: str = ""
    lines: Sequence[str] = ()
    sheet: str = ""
    wrong: frozenset[int] = frozenset()


def write_table(title, columns, rows, footer="", *, unit="", sheet=""):
    """Return a workbook of one sheet as bytes; ``unit`` stands under the title (填报单位…)."""
    return write_book([Page(title, columns, rows, footer, (unit,) if unit else (), sheet)])


def write_book(pages):
    """Return an .xlsx file with a sheet per :class:`Page` as bytes.

    Text stays text (number format ``@``), also where it begins with ``=``, ``+``, ``-`` or ``@``: no
    formula ever runs. Dates are date cells, figures numbers. What stands here can be imported again: the
    readers skip title, lines and footer.
    """
    book = Workbook(write_only=True)
    for page in pages:
        _write_page(book, page)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _write_page(book, page):
    columns = [column if isinstance(column, OutColumn) else OutColumn(column) for column in page.columns]
    rows = [list(row) for row in page.rows]
    sheet = book.create_sheet(_SHEET_NAME.sub("", page.sheet or page.title)[:31] or "表")
    last = get_column_letter(len(columns))
    for index, letter in enumerate(map(get_column_letter, range(1, len(columns) + 1))):
        sheet.column_dimensions[letter].width = columns[index].width or _width(columns[index], rows, index)
    above = 1 + len(page.lines)
    sheet.freeze_panes = f"A{above + 2}"
    sheet.print_title_rows = f"{above + 1}:{above + 1}"
    sheet.page_setup.orientation = "landscape" if len(columns) > LANDSCAPE_FROM else "portrait"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    if len(columns) > 1:
        for number in range(1, above + 1):
            sheet.merged_cells.ranges.add(f"A{number}:{last}{number}")
    sheet.row_dimensions[1].height = 30
    sheet.append([_styled(sheet, page.title, TITLE, "center")])
    for line in page.lines:
        sheet.append([_styled(sheet, line, BODY, "left")])
    sheet.append([_styled(sheet, column.name, HEAD, "center", border=True) for column in columns])
    for number, row in enumerate(rows):
        cells = [_cell(sheet, value, column) for value, column in zip(row, columns, strict=True)]
        if number in page.wrong:
            for cell in cells:
                cell.fill = WRONG
        sheet.append(cells)
    if page.footer:
        sheet.append([])
        sheet.append([_styled(sheet, page.footer, BODY, "left")])


def _width(column, rows, index):
    longest = max((em_width(_text(row[index])) for row in rows[:SAMPLE]), default=0)
    return min(WIDEST, max(NARROWEST, 2 * max(longest, em_width(column.name)) + 3))


def _text(value):
    if value is None:
        return ""
    if isinstance(value, (date, datetime)):
        return "2016-09-30"
    return str(value)


def _styled(page, text, font, align, *, border=False):
    cell = WriteOnlyCell(page, value=None)
    _put_text(cell, text)
    cell.font = font
    cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=border)
    if border:
        cell.border = _BORDER
    return cell


def _put_text(cell, text):
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(text))
    # openpyxl takes a leading "=" for a formula and "#N/A" for an error: both are plain text here.
    cell.data_type = "s"
    cell.number_format = "@"


def _cell(page, value, column):
    cell = WriteOnlyCell(page, value=None)
    number = column.number
    if value is None or value == "":
        pass
    elif isinstance(value, bool):
        _put_text(cell, "是" if value else "否")
    elif isinstance(value, datetime):
        cell.value, cell.number_format = value.replace(tzinfo=None), "yyyy-mm-dd hh:mm"
    elif isinstance(value, date):
        cell.value, cell.number_format = value, "yyyy-mm-dd"
    elif isinstance(value, (int, float, Decimal)):
        cell.value = value
        number = True
        places = -value.as_tuple().exponent if isinstance(value, Decimal) else 0
        cell.number_format = f"0.{'0' * places}" if places > 0 else "General"
    else:
        _put_text(cell, value)
    cell.font = BODY
    cell.border = _BORDER
    cell.alignment = Alignment(horizontal="right" if number else None, vertical="center")
    return cell


def xlsx_response(filename, data):
    """Return the response that downloads ``data`` under a Chinese file name (RFC 5987)."""
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = disposition(filename)
    response["Cache-Control"] = "no-store"
    return response


def disposition(filename, kind="attachment"):
    """Return a Content-Disposition header for any file name; old browsers get an ASCII stand-in."""
    suffix = filename.rpartition(".")[2]
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", filename)
    if not re.search("[A-Za-z0-9]", plain.rpartition(".")[0]):
        plain = f"download.{suffix}"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
