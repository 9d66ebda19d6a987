"""The list of divisions as the statistics bureau publishes it: code, name, level and parent of each unit."""

import csv
import io

from guanling.documents import cells
from guanling.documents.workbooks import MAX_BYTES, MAX_ROWS, open_workbook
from guanling.runs.errors import Refusal
from roster.rules.divisions import TOWNSHIP, VILLAGE, Division, township_code
from roster.rules.reorganisations import LEVEL_OF_LENGTH

COLUMNS = {"code": "代码", "name": "名称", "level": "层级", "parent_code": "上级代码"}
LEVELS = {TOWNSHIP: TOWNSHIP, VILLAGE: VILLAGE, "乡镇": TOWNSHIP, "村": VILLAGE}
ERRORS_SHOWN = 20
MAX_CSV = 10 * 1024 * 1024
_name, _text = cells.text(60), cells.text(40)


class WrongList(Refusal):
    """A list that cannot be taken; ``errors`` are sentences that name the line."""

    def __init__(self, errors: list[str]):
        self.errors = errors[:ERRORS_SHOWN]
        if more := len(errors) - ERRORS_SHOWN:
            self.errors += [f"另有{more}处，改好以上各处后再上传。"] if more > 0 else []
        super().__init__("".join(self.errors))


def read_divisions(file, county_code: str) -> list[Division]:
    """Return the divisions in an uploaded file, judged by its content; columns besides the four are ignored.

    Raises Refusal for what is no such file, WrongList with a sentence for each line that cannot be taken.
    """
    rows = _rows(file)
    places = _header(rows)
    reader = _Reader(county_code)
    for number, row in rows:
        reader.take(
            number, {name: row[index] if index < len(row) else None for name, index in places.items()}
        )
    return reader.divisions()


def _rows(file):
    """Yield (line number, cells) of the file's lines that hold anything."""
    data = file.read(MAX_BYTES + 1)
    if data.startswith(b"PK") or b"\x00" in data or not data:
        book = open_workbook(io.BytesIO(data), file.name)
        sheet = next(sheet for sheet in book.sheets if not sheet.empty)
        return iter(sorted(sheet.cells.items()))
    if len(data) > MAX_CSV:
        raise Refusal(f"“{file.name}”超过{MAX_CSV // 1024 // 1024}MB，不像是一个县的区划表；请核对文件。")
    return _csv_rows(file.name, data)


def _csv_rows(name, data):
    text = None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    if text is None:
        raise Refusal(f"“{name}”不是文字表格；请上传 .csv（UTF-8 或 GBK 编码）或 .xlsx 文件。")
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline="")), start=1):
            if number > MAX_ROWS:
                raise Refusal(f"“{name}”超过{MAX_ROWS}行，不像是一个县的区划表；请核对文件。")
            if any(cell.strip() for cell in row):
                yield number, row
    except csv.Error:
        raise Refusal(f"“{name}”不是有效的 CSV 文件；请在 Excel 中另存为 CSV 或 .xlsx 后再上传。") from None


def _header(rows):
    """Return {column: index} of the first line; refuse where one of the four is missing or there twice."""
    number, row = next(rows, (1, ()))
    names = [cells.tidy(value).lower() for value in row]
    places, missing = {}, []
    for name, chinese in COLUMNS.items():
        found = [index for index, written in enumerate(names) if written in (name, chinese)]
        if len(found) == 1:
            places[name] = found[0]
        else:
            missing.append(f"{name}（{chinese}）" + ("出现两次" if found else ""))
    if missing:
        raise WrongList(
            [
                f"第{number}行应是表头，须有 code、name、level、parent_code 四列；"
                f"缺少或有误：{'、'.join(missing)}。"
            ]
        )
    return places


class _Reader:
    def __init__(self, county_code):
        self.county = county_code
        self.found: dict[str, tuple[int, Division]] = {}
        self.names: dict[tuple[str, str], int] = {}
        self.errors: list[tuple[int, str]] = []

    def take(self, number, row):
        try:
            code, name = _text(row["code"]).lstrip("'"), _name(row["name"]).replace(" ", "")
            level, parent = _text(row["level"]), _text(row["parent_code"]).lstrip("'")
        except cells.CellError as error:
            self._wrong(number, str(error))
            return
        problem = self._problem(code, name, level, parent)
        if problem:
            self._wrong(number, problem)
            return
        division = Division(code, name, LEVELS[level], parent)
        if code in self.found:
            self._wrong(number, f"代码{code}与第{self.found[code][0]}行重复")
            return
        first = self.names.setdefault((parent, division.short), number)
        if first != number:
            self._wrong(number, f"同一上级之下“{division.short}”与第{first}行重复")
        self.found[code] = number, division

    def _problem(self, code, name, level, parent):
        if not code.isascii() or not code.isdigit() or len(code) not in (9, 12):
            return f"代码“{code}”应为9位（乡镇、街道）或12位（村、居、社区）数字"
        if not code.startswith(self.county):
            return f"代码{code}不是本县的（本县代码以{self.county}开头）"
        if not name:
            return "名称不能为空"
        if level not in LEVELS:
            return f"层级“{level}”应为 township（乡镇、街道）或 village（村、居、社区）"
        if LEVEL_OF_LENGTH[len(code)] != LEVELS[level]:
            return f"代码{code}是{len(code)}位，与层级“{level}”不符"
        if parent != township_code(code):
            return f"上级代码应为{township_code(code)}，表中是“{parent}”"
        return ""

    def _wrong(self, number, reason):
        self.errors.append((number, f"第{number}行：{reason}。"))

    def divisions(self):
        """Return what was read; refuse where a line is wrong or a township is missing."""
        codes = set(self.found)
        for number, division in self.found.values():
            if division.level == VILLAGE and division.parent not in codes:
                self._wrong(number, f"表中没有代码为{division.parent}的乡镇（街道）")
        if self.errors:
            raise WrongList([text for _, text in sorted(self.errors)])
        if not self.found:
            raise WrongList(["表头下面没有数据行；请核对文件。"])
        return [division for _, division in self.found.values()]
