"""Reading the workbooks that offices have.

:func:`open_workbook` refuses what is no sound .xlsx before anything is unpacked, then reads every sheet
into memory row by row. :func:`read_table` finds the header row by its column names wherever it stands,
skips titles, footers and subtotals and normalises each cell. Nothing here knows the database.

Personal values stand in rejections because the uploader needs them; they are never logged.
"""

import io
import re
import warnings
import zipfile
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.utils.exceptions import InvalidFileException

from guanling.documents.cells import CellError, Noted, show, tidy
from guanling.runs.errors import Refusal

# Limits of one file. A county's largest workbook has some 20,000 rows: about 3 MB packed, 30 MB unpacked.
MAX_BYTES = 30 * 1024 * 1024
MAX_UNPACKED = 300 * 1024 * 1024
MAX_RATIO = 120
# Below this size a high ratio is no danger (a small, very regular sheet packs well).
RATIO_FROM = 20 * 1024 * 1024
MAX_PARTS = 2000
MAX_ROWS = 100_000
MAX_COLUMNS = 200
HEADER_WITHIN = 30

FOOTER = re.compile(
    r"(填表人|填表日期|填报人|填报日期|填报时间|制表人?|制表单位|审核人?|复核人?|负责人|单位负责人|主要负责人|分管领导|"
    r"经办人|联系人|说明|填表说明|注|备注)\s*(\([^)]*\)|（[^）]*）)?\s*[:：].*",
    re.DOTALL,
)
SUBTOTAL = re.compile(r".{0,30}(合\s*计|小\s*计|总\s*计|累\s*计)\s*[:：]?")
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SAVE_AS = "请在Excel或WPS中打开，另存为“Excel 工作簿（.xlsx）”后再上传"


@dataclass(frozen=True, slots=True)
class Rejection:
    """One reason why something was not taken: where it stands, what stands there, why."""

    file: str
    sheet: str
    row: int | None
    column: str
    value: str
    reason: str

    def as_json(self):
        """Return the rejection as the dictionary that commands print and batches store."""
        return {
            "file": self.file,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "reason": self.reason,
        }


@dataclass
class Report:
    """The outcome of reading: ``read == accepted + rejected``, always.

    A file or sheet that cannot be read as a whole counts as one read and rejected, unless its rows
    could be counted.
    """

    read: int = 0
    accepted: int = 0
    rejected: int = 0
    errors: list[Rejection] = field(default_factory=list)
    warnings: list[Rejection] = field(default_factory=list)

    def as_json(self):
        """Return what ``import_workbooks --json`` prints."""
        return {
            "read": self.read,
            "accepted": self.accepted,
            "rejected": self.rejected,
            "errors": [error.as_json() for error in self.errors],
        }


@dataclass(frozen=True)
class Column:
    """A column that a kind of sheet has.

    ``field`` is the key under which rows give the value; ``name`` the head as offices write it;
    ``required`` says that the column must stand in the sheet, ``blank`` that its cells may be empty
    (the value is then ``None``). A column that is not required may always be empty.
    """

    field: str
    name: str
    normalise: Callable[[Any], Any]
    synonyms: tuple[str, ...] = ()
    required: bool = True
    blank: bool = False

    @property
    def may_be_empty(self):
        """Return whether an empty cell of this column is accepted."""
        return self.blank or not self.required


class Sheet:
    """One sheet in memory: ``cells[number]`` is the tuple of values of the row with that number."""

    def __init__(self, file, name, cells, *, merges=(), hidden=(), unvalued=(), visible=True):
        self.file = file
        self.name = name
        self.cells = cells
        self.merges = merges
        self.hidden = frozenset(hidden)
        self.unvalued = frozenset(unvalued)
        self.visible = visible
        self._fill_merged()

    def _fill_merged(self):
        """Give every cell of a merged area the value that people see there."""
        for left, top, right, bottom in self.merges:
            head = self.cells.get(top, ())
            value = head[left - 1] if left <= len(head) else None
            if value is None:
                continue
            for number in range(top, min(bottom, top + MAX_ROWS) + 1):
                row = list(self.cells.get(number, ()))
                row.extend([None] * (min(right, MAX_COLUMNS) - len(row)))
                for index in range(left - 1, min(right, MAX_COLUMNS)):
                    if row[index] is None:
                        row[index] = value
                self.cells[number] = tuple(row)

    @property
    def empty(self):
        """Return whether no cell of the sheet holds anything."""
        return not self.cells

    def has_table(self):
        """Return whether some row looks like a table's (three or more different values)."""
        return any(
            len({show(value) for value in row if value is not None}) >= 3 for row in self.cells.values()
        )


@dataclass
class Book:
    """An opened workbook."""

    name: str
    sheets: list[Sheet]


class Row:
    """One data row. ``row[field]`` is the clean value, or ``None`` where empty or rejected."""

    __slots__ = ("errors", "number", "raw", "table", "values", "warnings")

    def __init__(self, table, number, raw):
        self.table = table
        self.number = number
        self.raw = raw
        self.values = {}
        self.errors = []
        self.warnings = []

    def __getitem__(self, field):
        return self.values.get(field)

    @property
    def ok(self):
        """Return whether nothing in the row has been rejected."""
        return not self.errors and not self.table.rejected

    @property
    def hidden(self):
        """Return whether the row is hidden in the workbook."""
        return self.number in self.table.hidden

    def _finding(self, field, reason):
        table = self.table
        index, column = table.places.get(field, (None, table.names.get(field, "")))
        value = self.raw[index] if index is not None and index < len(self.raw) else None
        return Rejection(table.file, table.sheet, self.number, column, show(value), reason)

    def reject(self, field, reason):
        """Reject the row because of ``field`` (or ``None`` for the row as a whole)."""
        self.errors.append(self._finding(field, reason))

    def warn(self, field, reason):
        """Remark on the row without rejecting it."""
        self.warnings.append(self._finding(field, reason))


class Table:
    """The table found in a sheet: lines above it, header places, rows."""

    def __init__(self, file, sheet, header_row, preamble=()):
        self.file = file
        self.sheet = sheet
        self.header_row = header_row
        self.preamble = list(preamble)
        self.places = {}  # field -> (index of the cell in the row, column name as written)
        self.names = {}  # field -> the kind's own column name
        self.header = ()
        self.rows = []
        self.errors = []
        self.warnings = []
        self.hidden = frozenset()

    @property
    def rejected(self):
        """Return whether the table as a whole cannot be taken."""
        return bool(self.errors)

    @property
    def heading(self):
        """Return the lines above the header as one text (title, unit, period)."""
        return "\n".join(self.preamble)

    def reject(self, reason, *, column="", row=None, value=""):
        """Reject the whole table."""
        self.errors.append(Rejection(self.file, self.sheet, row or self.header_row, column, value, reason))


# --- opening -------------------------------------------------------------------------------------


def open_workbook(source, name=None):
    """Read the workbook at a path or in a binary file object and return a :class:`Book`.

    Raises :class:`Refusal` when it is too large, a zip bomb, encrypted, an old .xls, of another kind
    renamed, damaged or empty.
    """
    if isinstance(source, (str, Path)):
        path = Path(source)
        name = name or path.name
        if path.stat().st_size > MAX_BYTES:
            raise _too_large(name)
        data = path.read_bytes()
    else:
        name = name or getattr(source, "name", "") or "上传的文件"
        data = source.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise _too_large(name)
    _refuse_other_kinds(name, data)
    _refuse_bombs(name, data)
    try:
        with warnings.catch_warnings():
            # openpyxl warns of styles and extensions that it drops; values are not touched by them.
            warnings.simplefilter("ignore")
            sheets = _read_sheets(name, data)
    except Refusal:
        raise
    except DefusedXmlException:
        raise Refusal(f"“{name}”含有不允许的XML内容，拒绝读取；{SAVE_AS}") from None
    except (
        InvalidFileException,
        ParseError,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        IndexError,
        AttributeError,
        OSError,
        EOFError,
        RuntimeError,
        NotImplementedError,
    ):
        raise Refusal(f"“{name}”已损坏或不是完整的Excel工作簿，无法读取；{SAVE_AS}") from None
    if all(sheet.empty for sheet in sheets):
        raise Refusal(f"“{name}”是空的，没有任何内容；请选择填好的工作簿")
    return Book(name, sheets)


def _too_large(name):
    return Refusal(
        f"“{name}”超过{MAX_BYTES // 1024 // 1024}MB，太大；请删去图片和多余的工作表，或拆成几个文件"
    )


def _refuse_other_kinds(name, data):
    if not data:
        raise Refusal(f"“{name}”是空文件（0字节）；请重新选择填好的工作簿")
    if data.startswith(OLE_MARK):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refusal(f"“{name}”设了打开密码，无法读取；请在Excel中取消密码后再上传")
        if "WordDocument".encode("utf-16-le") in data:
            raise Refusal(f"“{name}”是Word文档，不是Excel工作簿；请上传表格文件（.xlsx）")
        raise Refusal(f"“{name}”是旧版Excel文件（.xls或.et）；{SAVE_AS}")
    if not data.startswith(b"PK"):
        kind = (
            "文本或网页文件"
            if re.match(rb"\s*(<|[\w\"',;\t \xef\xbb\xbf\x80-\xff]+[\r\n,\t])", data[:400])
            else "别的文件"
        )
        if data.startswith(b"%PDF"):
            kind = "PDF文件"
        elif data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM")):
            kind = "图片"
        elif data.startswith((b"Rar!", b"7z\xbc\xaf")):
            kind = "压缩包"
        raise Refusal(f"“{name}”不是Excel工作簿，而是{kind}；{SAVE_AS}")


def _refuse_bombs(name, data):
    """Judge the archive by its central directory, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Refusal(f"“{name}”已损坏，无法读取；{SAVE_AS}") from None
    if any(part.flag_bits & 1 for part in parts):
        raise Refusal(f"“{name}”设了密码，无法读取；请取消密码后再上传")
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    # Overlapping entries share their packed bytes: what they claim together exceeds the file.
    if (
        len(parts) > MAX_PARTS
        or unpacked > MAX_UNPACKED
        or packed > 2 * len(data)
        or (unpacked > RATIO_FROM and unpacked / min(packed, len(data)) > MAX_RATIO)
    ):
        raise Refusal(f"“{name}”解压后异常庞大（疑为压缩炸弹），拒绝读取；请检查文件来源")
    names = {part.filename for part in parts}
    if "xl/workbook.xml" in names or (
        "[Content_Types].xml" in names and any(item.startswith("xl/") for item in names)
    ):
        if "xl/workbook.bin" in names:
            raise Refusal(f"“{name}”是二进制工作簿（.xlsb）；{SAVE_AS}")
        return
    if any(item.startswith("word/") for item in names):
        kind = "Word文档"
    elif any(item.startswith("ppt/") for item in names):
        kind = "PPT演示文稿"
    elif "mimetype" in names:
        kind = "OpenDocument文件"
    else:
        kind = "压缩包"
    raise Refusal(f"“{name}”不是Excel工作簿，而是{kind}；{SAVE_AS}")


def _read_sheets(name, data):
    workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        if workbook.epoch == MAC_EPOCH:
            raise Refusal(f"“{name}”使用1904日期系统，日期会差四年；请在Excel选项“高级”中取消后另存再上传")
        return [_read_sheet(name, workbook, worksheet, data) for worksheet in workbook.worksheets]
    finally:
        workbook.close()


def _read_sheet(name, workbook, worksheet, data):
    # Files of other programs often state a wrong size; without it openpyxl reads what is there.
    worksheet.reset_dimensions()
    cells = {}
    for number, row in enumerate(worksheet.iter_rows(values_only=True), start=1):
        if any(value is not None and value != "" for value in row):
            if len(row) > MAX_COLUMNS and any(value is not None for value in row[MAX_COLUMNS:]):
                raise Refusal(
                    f"“{name}”的工作表“{worksheet.title}”第{number}行超过{MAX_COLUMNS}列，请删去多余的列"
                )
            cells[number] = row[:MAX_COLUMNS]
            if len(cells) > MAX_ROWS:
                raise Refusal(f"“{name}”的工作表“{worksheet.title}”超过{MAX_ROWS}行，请拆成几个文件")
    # openpyxl's read-only sheets keep no trace of merged, hidden and never calculated cells.
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read(worksheet._worksheet_path)
    merges = [
        range_boundaries(match.group(1).decode())
        for match in re.finditer(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']([A-Z]+\d+:[A-Z]+\d+)[\"']", xml)
    ]
    hidden, unvalued = (), ()
    if b"hidden=" in xml or re.search(rb"<(?:\w+:)?f[ />]", xml):
        hidden, unvalued = _hidden_and_unvalued(xml)
    return Sheet(
        name,
        worksheet.title,
        cells,
        merges=merges,
        hidden=hidden,
        unvalued=unvalued,
        visible=worksheet.sheet_state == "visible",
    )


def _hidden_and_unvalued(xml):
    """Return the numbers of hidden rows and the (row, column index) of formulas without a value."""
    hidden, unvalued = [], []
    number = 0
    for _, element in iterparse(io.BytesIO(xml)):
        if element.tag.rpartition("}")[2] != "row":
            continue
        number = int(element.get("r", number + 1))
        if element.get("hidden") in ("1", "true"):
            hidden.append(number)
        for position, cell in enumerate(element):
            formula = value = None
            for child in cell:
                tag = child.tag.rpartition("}")[2]
                formula = child if tag == "f" else formula
                value = child.text if tag == "v" else value
            if formula is not None and not value:
                reference = cell.get("r")
                column = range_boundaries(reference)[0] if reference else position + 1
                # A text formula may well yield an empty text; that one has been calculated.
                if cell.get("t") != "str":
                    unvalued.append((number, column - 1))
        element.clear()
    return hidden, unvalued


# --- finding the table ---------------------------------------------------------------------------

_HEAD_NOISE = re.compile(r"[\s*＊:：]|[（(]必填[）)]")


def head_key(value):
    """Return the form in which column names are compared: no spaces, stars, full-width brackets."""
    text = _HEAD_NOISE.sub("", tidy(value))
    return text.translate({ord("（"): "(", ord("）"): ")", ord("，"): "、", ord(","): "、", ord("／"): "/"})


def _heads(columns, ignored):
    known = {}
    for column in columns:
        for name in (column.name, *column.synonyms):
            known[head_key(name)] = column
    return known, {head_key(name) for name in ignored}


def find_header(sheet, columns, ignored=()):
    """Return ``(row number, score)`` of the row that best matches the columns' names.

    The score is the number of columns found, less those required but missing and those unknown; the
    row number is ``None`` when fewer than half of the required columns stand in any of the first rows.
    """
    known, passed = _heads(columns, ignored)
    required = {column.field for column in columns if column.required}
    best = (None, 0)
    for number in sorted(sheet.cells)[:HEADER_WITHIN]:
        heads = {head_key(value) for value in sheet.cells[number] if value is not None} - {""}
        found = {known[head].field for head in heads if head in known}
        if len(found & required) * 2 < len(required) or not found:
            continue
        unknown = len(heads - known.keys() - passed)
        score = len(found) - len(required - found) - unknown
        if best[0] is None or score > best[1]:
            best = (number, score)
    return best


def read_table(sheet, columns, header_row, ignored=()):
    """Read the table whose header stands in ``header_row`` and return a :class:`Table`.

    Missing required columns, columns named twice and columns that nobody declared reject the table;
    cells that cannot be taken reject their row.
    """
    table = Table(sheet.file, sheet.name, header_row)
    table.hidden = sheet.hidden
    table.header = tuple(sheet.cells[header_row])
    table.names = {column.field: column.name for column in columns}
    for number in sorted(sheet.cells):
        if number >= header_row:
            break
        line = dict.fromkeys(tidy(value) for value in sheet.cells[number] if value is not None)
        table.preamble.append(" ".join(line))
    _place_columns(table, columns, ignored)
    _read_rows(table, sheet, columns, ignored)
    if not table.rows and not table.errors:
        table.reject("表头下面没有数据行；请填好后再导入")
    if not sheet.visible:
        table.warnings.append(
            Rejection(sheet.file, sheet.name, header_row, "", "", "这是隐藏的工作表，也一并读取")
        )
    return table


def _place_columns(table, columns, ignored):
    known, passed = _heads(columns, ignored)
    for index, value in enumerate(table.header):
        head = head_key(value) if value is not None else ""
        if not head:
            continue
        written = tidy(value).replace(" ", "")
        if head in known:
            column = known[head]
            if column.field in table.places:
                table.reject(f"有两列都是“{column.name}”；请只保留一列", column=written)
            else:
                table.places[column.field] = (index, written)
        elif head not in passed:
            table.reject(
                f"不应有“{written}”这一列：本系统只登记工作人员，不收其他信息；请删去该列后再导入",
                column=written,
                value=written,
            )
    for column in columns:
        if column.required and column.field not in table.places:
            table.reject(f"缺少“{column.name}”这一列；请补上后再导入", column=column.name)


def _read_rows(table, sheet, columns, ignored):
    passed = {head_key(name) for name in ignored}
    readers = [
        (table.places[column.field][0], column.field, column.normalise, column.may_be_empty, {})
        for column in columns
        if column.field in table.places
    ]
    used = [reader[0] for reader in readers]
    counters = [i for i, value in enumerate(table.header) if value is not None and head_key(value) in passed]
    header = tuple(head_key(value) if value is not None else "" for value in table.header)
    numbers = sorted(sheet.cells)
    for number in numbers[bisect_right(numbers, table.header_row) :]:
        cells = sheet.cells[number]
        if len(cells) < len(header):
            cells = cells + (None,) * (len(header) - len(cells))
        texts = [value for value in cells if value is not None]
        first = texts[0] if texts else None
        if isinstance(first, str) and _no_data(first, cells, used, counters, header):
            continue
        if not _filled(cells, used) and not any((number, index) in sheet.unvalued for index in used):
            # Numbered in advance and left empty, or something outside the table.
            _remark_outside(table, number, cells, counters)
            continue
        row = Row(table, number, cells)
        _read_cells(row, readers, sheet.unvalued)
        if number in sheet.hidden:
            row.warnings.append(
                Rejection(table.file, table.sheet, number, "", "", "这是隐藏的行，也一并读取")
            )
        stray = next(
            (
                i
                for i, value in enumerate(cells)
                if value is not None and (i >= len(header) or not header[i]) and show(value).strip()
            ),
            None,
        )
        if stray is not None:
            row.errors.append(
                Rejection(
                    table.file,
                    table.sheet,
                    number,
                    f"{get_column_letter(stray + 1)}列",
                    show(cells[stray]),
                    "该列没有列名，却填有内容；请删去或移到正确的列",
                )
            )
        table.rows.append(row)


def _filled(cells, used):
    for index in used:
        value = cells[index]
        if value is not None and (not isinstance(value, str) or tidy(value)):
            return True
    return False


def _no_data(first, cells, used, counters, header):
    """Return whether a row that begins with text is a footer, a subtotal or the header once more."""
    begin = tidy(first)
    if FOOTER.fullmatch(begin):
        return True
    filled = sum(1 for index in used if cells[index] is not None and tidy(cells[index]))
    if filled < len(used) and any(
        isinstance(cells[index], str) and SUBTOTAL.fullmatch(tidy(cells[index]))
        for index in (*counters[:1], *used[:3])
    ):
        return True
    return tuple(head_key(value) if value is not None else "" for value in cells) == header


def _remark_outside(table, number, cells, counters):
    outside = [
        show(v) for i, v in enumerate(cells) if v is not None and i not in counters and show(v).strip()
    ]
    if outside:
        table.warnings.append(
            Rejection(table.file, table.sheet, number, "", " ".join(outside)[:200], "不是表中的数据，已略过")
        )


def _read_cells(row, readers, unvalued):
    cells, values = row.raw, row.values
    for index, name, normalise, may_be_empty, seen in readers:
        value = cells[index]
        if value is None or (isinstance(value, str) and not value.strip() and not tidy(value)):
            if (row.number, index) in unvalued:
                row.reject(name, "公式没有计算结果；请在Excel中打开并保存，或改成实际内容")
            elif not may_be_empty:
                row.reject(name, "不能为空，请填写")
            continue
        key = (value.__class__, value)
        outcome = seen.get(key)
        if outcome is None:
            try:
                outcome = normalise(value)
            except CellError as error:
                outcome = error
            seen[key] = outcome
        if isinstance(outcome, CellError):
            row.reject(name, str(outcome))
        elif isinstance(outcome, Noted):
            values[name] = outcome.value
            row.warn(name, outcome.note)
        else:
            values[name] = outcome
