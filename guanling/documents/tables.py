"""Workbooks out: lists as offices send them, and as this system can read them again."""

import io
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import quote

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from guanling.documents.papers import em_width

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NARROWEST, WIDEST = 6, 60
# Rows looked at for the column widths: a list's first rows tell enough, and writing stays one pass.
SAMPLE = 2000
_THIN = Side(style="thin", color="FF999999")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True)
class OutColumn:
    """A column of an exported list; ``number`` right-aligns and keeps figures as numbers."""

    name: str
    number: bool = False
    width: int | None = None


def write_table(title, columns, rows, footer="", *, unit="", sheet=""):
    """Return an .xlsx file as bytes: merged title, unit line, frozen head, one row per item of ``rows``.

    ``columns``: names or :class:`OutColumn`; ``rows``: iterables of values. Text stays text (number format
    ``@``), also where it begins with ``=``, ``+``, ``-`` or ``@``: no formula ever runs. Dates are date
    cells, Decimals numbers. ``unit`` stands under the title (填报单位…), ``footer`` under the table. What
    stands here can be imported again: the readers skip title, unit line and footer.
    """
    columns = [column if isinstance(column, OutColumn) else OutColumn(column) for column in columns]
    rows = [list(row) for row in rows]
    book = Workbook(write_only=True)
    page = book.create_sheet(_SHEET_NAME.sub("", sheet or title)[:31] or "表")
    last = get_column_letter(len(columns))
    lead = [(title, Font(name="黑体", size=16), "center")]
    if unit:
        lead.append((unit, Font(name="宋体", size=11), "left"))
    for index, letter in enumerate(map(get_column_letter, range(1, len(columns) + 1))):
        page.column_dimensions[letter].width = columns[index].width or _width(columns[index], rows, index)
    page.freeze_panes = f"A{len(lead) + 2}"
    page.print_title_rows = f"{len(lead) + 1}:{len(lead) + 1}"
    page.page_setup.orientation = "landscape" if len(columns) > 7 else "portrait"
    page.page_setup.paperSize = 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    for number, _ in enumerate(lead, start=1):
        page.merged_cells.ranges.add(f"A{number}:{last}{number}") if len(columns) > 1 else None
    page.row_dimensions[1].height = 30
    for text, font, align in lead:
        page.append([_styled(page, text, font, align)])
    head = Font(name="宋体", size=11, bold=True)
    page.append([_styled(page, column.name, head, "center", border=True) for column in columns])
    body = Font(name="宋体", size=11)
    for row in rows:
        page.append([_cell(page, value, column, body) for value, column in zip(row, columns, strict=True)])
    if footer:
        page.append([])
        page.append([_styled(page, footer, body, "left")])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


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


def _cell(page, value, column, font):
    cell = WriteOnlyCell(page, value=None)
    if value is None or value == "":
        pass
    elif isinstance(value, bool):
        _put_text(cell, "是" if value else "否")
    elif isinstance(value, datetime):
        cell.value, cell.number_format = value.replace(tzinfo=None), "yyyy-mm-dd hh:mm"
    elif isinstance(value, date):
        cell.value, cell.number_format = value, "yyyy-mm-dd"
    elif isinstance(value, (int, float, Decimal)) and column.number:
        cell.value = value
        places = -value.as_tuple().exponent if isinstance(value, Decimal) else 0
        cell.number_format = f"0.{'0' * places}" if places > 0 else "General"
    else:
        _put_text(cell, value)
    cell.font = font
    cell.border = _BORDER
    cell.alignment = Alignment(horizontal="right" if column.number else None, vertical="center")
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
