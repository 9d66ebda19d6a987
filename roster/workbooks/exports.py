"""Lists that go out as workbooks. What stands in the import's columns can be imported again."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from roster.enums import POST_SPECS, Level, Selection

THIN = Side(style="thin", color="999999")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEAD_FILL = PatternFill("solid", fgColor="E8EEF4")
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)


@dataclass(frozen=True)
class Head:
    """A column of a list: its name and width in characters."""

    name: str
    width: float = 12


def add_sheet(book: Workbook, name: str, heads: Iterable[Head], rows, *, title: str, note: str = "") -> None:
    """Append a sheet with title, note, header and grid; texts stay texts, so that no formula runs."""
    heads = list(heads)
    sheet = book.create_sheet(name)
    for number, head in enumerate(heads, 1):
        sheet.column_dimensions[get_column_letter(number)].width = head.width
    sheet.freeze_panes = "A4"
    sheet.print_title_rows = "3:3"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    top = WriteOnlyCell(sheet, title)
    top.font = Font(bold=True, size=16)
    sheet.append([top])
    sheet.append([WriteOnlyCell(sheet, note)])
    sheet.append([_cell(sheet, head.name, head=True) for head in heads])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet, value, head=False):
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.number_format = "@"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    cell.border = GRID
    if head:
        cell.font, cell.fill, cell.alignment = Font(bold=True), HEAD_FILL, CENTRE
    return cell


def as_bytes(book: Workbook) -> bytes:
    """Return the workbook as a file's bytes."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _day(day):
    return f"{day.year}年{day.month}月{day.day}日"


def _place(appointment):
    """Return (township, village) names of an appointment."""
    unit = appointment.post.unit
    if unit.level == Level.VILLAGE:
        return unit.parent.short_name, unit.name
    return unit.short_name, ""


PEOPLE_HEADS = (
    Head("序号", 6),
    Head("乡镇（街道）", 13),
    Head("村（居、社区）", 22),
    Head("姓名", 11),
    Head("性别", 6),
    Head("出生日期", 12),
    Head("民族", 9),
    Head("身份证号码", 21),
    Head("文化程度", 9),
    Head("政治面貌", 10),
    Head("职务", 16),
    Head("身份", 10),
    Head("任职起", 12),
    Head("任职止", 12),
    Head("联系电话", 14),
)


def people_book(people, on: date, county: str) -> bytes:
    """Return the list of people as shown: numbers masked, one line per appointment that holds on the day."""
    book = Workbook(write_only=True)

    def rows():
        number = 0
        for person in people:
            for appointment in person.serving or [None]:
                number += 1
                yield _people_row(number, person, appointment)

    title, note = f"{county}计生工作人员名册", f"截至{_day(on)}；身份证号码已隐去中间各位"
    add_sheet(book, "人员", PEOPLE_HEADS, rows(), title=title, note=note)
    return as_bytes(book)


def _people_row(number, person, appointment):
    township, village = _place(appointment) if appointment else (person.unit.short_name, "")
    return [
        number,
        township,
        village,
        person.name,
        person.get_sex_display(),
        person.birth_date,
        person.ethnicity,
        person.identity_masked,
        person.get_education_display(),
        person.political_status,
        appointment.post.get_kind_display() if appointment else "",
        appointment.get_identity_display() if appointment else "",
        appointment.valid_from if appointment else None,
        appointment.valid_to if appointment else None,
        person.phone,
    ]


VILLAGE_STAFF_HEADS = tuple(
    Head(name, width)
    for name, width in (
        ("序号", 6),
        ("乡镇（街道）", 13),
        ("村（居、社区）", 22),
        ("姓名", 11),
        ("性别", 6),
        ("民族", 9),
        ("身份证号码", 21),
        ("文化程度", 9),
        ("政治面貌", 10),
        ("职务", 12),
        ("聘期起", 12),
        ("聘期止", 12),
        ("是否公开选聘", 9),
        ("联系电话", 14),
        ("开户行", 18),
        ("银行账号", 22),
        ("是否参加城乡居民养老保险", 12),
        ("备注", 16),
    )
)
TOWNSHIP_STAFF_HEADS = tuple(
    Head(name, width)
    for name, width in (
        ("序号", 6),
        ("乡镇（街道）", 13),
        ("姓名", 11),
        ("性别", 6),
        ("民族", 9),
        ("身份证号码", 21),
        ("文化程度", 9),
        ("政治面貌", 10),
        ("职务", 16),
        ("身份", 10),
        ("任现职时间", 12),
        ("任职止", 12),
        ("联系电话", 14),
        ("开户行", 18),
        ("银行账号", 22),
        ("是否参加城乡居民养老保险", 12),
        ("备注", 16),
    )
)


def _yes_no(value):
    return {True: "是", False: "否", None: ""}[value]


def _open(selection):
    if not selection:
        return ""
    return "是" if selection == Selection.OPEN else "否"


def roster_book(people, on: date, county: str) -> bytes:
    """Return the full roster in the form of the import: village staff, township staff, numbers in full.

    The caller has the right for it and has written it down (services.record_roster_export).
    """
    village, township = [], []
    for person in people:
        for appointment in person.serving:
            level = POST_SPECS[appointment.post.kind].level
            if level == Level.VILLAGE:
                village.append(_village_staff_row(len(village) + 1, person, appointment))
            else:
                township.append(_township_staff_row(len(township) + 1, person, appointment))
    book = Workbook(write_only=True)
    note = f"截至{_day(on)}"
    if village or not township:
        add_sheet(
            book, "人口主任", VILLAGE_STAFF_HEADS, village, title=f"{county}村级人口主任花名册", note=note
        )
    if township:
        add_sheet(
            book,
            "乡镇计生办、计生站",
            TOWNSHIP_STAFF_HEADS,
            township,
            title=f"{county}乡镇（街道）计生工作人员花名册",
            note=note,
        )
    return as_bytes(book)


def _person_cells(person):
    return [
        person.name,
        person.get_sex_display(),
        person.ethnicity,
        person.identity_number,
        person.get_education_display(),
        person.political_status,
    ]


def _contact_cells(person):
    return [
        person.phone,
        person.bank_name,
        person.bank_account,
        _yes_no(person.pension_enrolled),
        person.note,
    ]


def _village_staff_row(number, person, appointment):
    return [
        number,
        *_place(appointment),
        *_person_cells(person),
        appointment.post.get_kind_display(),
        appointment.valid_from,
        appointment.valid_to,
        _open(appointment.selection),
        *_contact_cells(person),
    ]


def _township_staff_row(number, person, appointment):
    return [
        number,
        appointment.post.unit.short_name,
        *_person_cells(person),
        appointment.post.get_kind_display(),
        appointment.get_identity_display(),
        appointment.valid_from,
        appointment.valid_to,
        *_contact_cells(person),
    ]


VILLAGE_HEADS = (
    Head("序号", 6),
    Head("乡镇（街道）", 14),
    Head("村（居、社区）", 26),
    Head("区划代码", 16),
    Head("村民小组数", 12),
    Head("总人口", 10),
    Head("驻村干部数", 12),
)


def villages_book(units, on: date, county: str) -> bytes:
    """Return the villages with figures in the form of the import; ``units`` come from queries.unit_rows."""
    townships = {unit.pk: unit for unit in units if unit.level == Level.TOWNSHIP}

    def rows():
        standing = (unit for unit in units if unit.level == Level.VILLAGE and not (unit.ended or unit.coming))
        for number, unit in enumerate(standing, 1):
            figures = unit.figures_then
            township = townships.get(unit.parent_id)
            yield [
                number,
                township.short_name if township else "",
                unit.name,
                unit.code,
                figures.groups if figures else None,
                figures.population if figures else None,
                figures.stationed_cadres if figures else None,
            ]

    years = sorted({unit.figures_then.year for unit in units if unit.figures_then})
    note = f"截至{_day(on)}" + (f"；{'、'.join(map(str, years))}年度数据" if years else "")
    book = Workbook(write_only=True)
    add_sheet(
        book, "村居基本情况", VILLAGE_HEADS, rows(), title=f"{county}村（居、社区）基本情况表", note=note
    )
    return as_bytes(book)


ESTABLISHMENT_HEADS = (
    Head("单位代码", 16),
    Head("乡镇（街道）", 14),
    Head("单位", 16),
    Head("岗位", 18),
    Head("应配", 8),
    Head("实有", 8),
    Head("差额", 8),
    Head("状态", 8),
    Head("依据", 10),
    Head("依据全文", 60),
)
STATE_WORDS = {"short": "缺编", "over": "超编", "full": "满编", "": "未定编"}


def establishment_book(lines, totals, on: date, county: str) -> bytes:
    """Return the establishment as shown: totals per post, then every line with its clause."""
    book = Workbook(write_only=True)
    heads = (Head("岗位", 18), *(Head(name, 10) for name in TOTAL_NAMES))
    add_sheet(
        book,
        "合计",
        heads,
        (
            [
                total.kind.label,
                total.units,
                total.required_shown,
                total.actual,
                total.gap,
                total.short,
                total.missing,
                total.over,
                total.surplus,
            ]
            for total in totals
        ),
        title=f"{county}计生岗位编制与实有人数合计",
        note=f"截至{_day(on)}",
    )
    add_sheet(
        book,
        "编制",
        ESTABLISHMENT_HEADS,
        (
            [
                line.unit_code,
                line.township,
                line.unit,
                line.post,
                line.required_shown,
                line.actual,
                line.gap,
                STATE_WORDS[line.state],
                line.clause,
                line.source,
            ]
            for line in lines
        ),
        title=f"{county}计生岗位编制与实有人数对照表",
        note=f"截至{_day(on)}",
    )
    return as_bytes(book)


TOTAL_NAMES = ("单位数", "应配", "实有", "差额", "缺编单位", "缺人数", "超编单位", "超人数")
