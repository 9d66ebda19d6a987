"""Lists that go out as workbooks. What stands in the import's columns can be imported again."""

from datetime import date

from django.utils import timezone

from guanling.documents.papers import chinese_date
from guanling.documents.tables import OutColumn, Page, write_book, write_table
from roster.enums import POST_SPECS, Level, Nature, Selection


def _columns(*named):
    """Columns of (name, width in characters)."""
    return tuple(OutColumn(name, width=width) for name, width in named)


def _place(appointment):
    """Return (township, village) names of an appointment."""
    unit = appointment.post.unit
    if unit.level == Level.VILLAGE:
        return unit.parent.short_name, unit.name
    return unit.short_name, ""


PEOPLE_COLUMNS = _columns(
    ("序号", 6),
    ("乡镇（街道）", 13),
    ("村（居、社区）", 22),
    ("姓名", 11),
    ("性别", 6),
    ("出生日期", 12),
    ("民族", 9),
    ("身份证号码", 21),
    ("文化程度", 9),
    ("政治面貌", 10),
    ("职务", 16),
    ("身份", 10),
    ("任职起", 12),
    ("任职止", 12),
    ("联系电话", 14),
)


def people_book(people, on: date, county: str) -> bytes:
    """Return the list of people as shown: numbers masked, one line per appointment that holds on the day."""

    def rows():
        number = 0
        for person in people:
            for appointment in person.serving or [None]:
                number += 1
                yield _people_row(number, person, appointment)

    title, note = f"{county}计生工作人员名册", f"截至{chinese_date(on)}；身份证号码已隐去中间各位"
    return write_table(title, PEOPLE_COLUMNS, rows(), unit=note, sheet="人员")


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
        appointment.title if appointment else "",
        appointment.get_identity_display() if appointment else "",
        appointment.valid_from if appointment else None,
        appointment.valid_to if appointment else None,
        person.phone,
    ]


VILLAGE_STAFF_COLUMNS = _columns(
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
TOWNSHIP_STAFF_COLUMNS = _columns(
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


def _yes_no(value):
    return {True: "是", False: "否", None: ""}[value]


def _open(selection):
    if not selection:
        return ""
    return "是" if selection == Selection.OPEN else "否"


def roster_book(people, on: date, county: str) -> bytes:
    """Return the full roster in the form of the import: village staff, township staff, numbers in full.

    The caller has the right for it and has written it down (services.people.record_roster_export).
    """
    village, township = [], []
    for person in people:
        for appointment in person.serving:
            if appointment.nature != Nature.REGULAR:
                continue  # the form of the import has no word for it
            level = POST_SPECS[appointment.post.kind].level
            if level == Level.VILLAGE:
                village.append(_village_staff_row(len(village) + 1, person, appointment))
            else:
                township.append(_township_staff_row(len(township) + 1, person, appointment))
    lines = (f"截至{chinese_date(on)}",)
    pages = []
    if village or not township:
        title = f"{county}村级人口主任花名册"
        pages.append(Page(title, VILLAGE_STAFF_COLUMNS, village, lines=lines, sheet="人口主任"))
    if township:
        title = f"{county}乡镇（街道）计生工作人员花名册"
        pages.append(Page(title, TOWNSHIP_STAFF_COLUMNS, township, lines=lines, sheet="乡镇计生办、计生站"))
    return write_book(pages)


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


VILLAGE_COLUMNS = _columns(
    ("序号", 6),
    ("乡镇（街道）", 14),
    ("村（居、社区）", 26),
    ("区划代码", 16),
    ("村民小组数", 12),
    ("总人口", 10),
    ("驻村干部数", 12),
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
    note = f"截至{chinese_date(on)}" + (f"；{'、'.join(map(str, years))}年度数据" if years else "")
    title = f"{county}村（居、社区）基本情况表"
    return write_table(title, VILLAGE_COLUMNS, rows(), unit=note, sheet="村居基本情况")


ESTABLISHMENT_COLUMNS = _columns(
    ("单位代码", 16),
    ("乡镇（街道）", 14),
    ("单位", 16),
    ("岗位", 18),
    ("应配", 8),
    ("实有", 8),
    ("代行", 8),
    ("借调", 8),
    ("差额", 8),
    ("状态", 16),
    ("依据", 10),
    ("依据全文", 60),
    ("计算依据", 40),
)
TOTAL_COLUMNS = _columns(
    ("岗位", 18),
    ("单位数", 10),
    ("应配", 10),
    ("实有", 10),
    ("代行", 10),
    ("借调", 10),
    ("差额", 10),
    ("缺编单位", 10),
    ("缺人数", 10),
    ("超编单位", 10),
    ("超人数", 10),
)
STATE_WORDS = {"short": "缺编", "over": "超编", "full": "满编", "": "未定编"}


def state_word(line) -> str:
    """Return how a line of the establishment stands, and how much of a surplus the county has approved."""
    approved = f"（已核准{line.extra}名）" if line.state == "over" and line.extra else ""
    return STATE_WORDS[line.state] + approved


def establishment_book(lines, totals, on: date, county: str) -> bytes:
    """Return the establishment as shown: totals per post, then every line with its clause."""
    lines_above = (f"截至{chinese_date(on)}",)
    summed = (
        [
            total.kind.label,
            total.units,
            total.required_shown,
            total.actual,
            total.acting,
            total.seconded,
            total.gap,
            total.short,
            total.missing,
            total.over,
            total.surplus,
        ]
        for total in totals
    )
    listed = (
        [
            line.unit_code,
            line.township,
            line.unit,
            line.post,
            line.required_shown,
            line.actual,
            line.acting,
            line.seconded,
            line.gap,
            state_word(line),
            line.clause,
            line.source,
            line.basis,
        ]
        for line in lines
    )
    return write_book(
        [
            Page(
                f"{county}计生岗位编制与实有人数合计",
                TOTAL_COLUMNS,
                summed,
                lines=lines_above,
                sheet="合计",
            ),
            Page(
                f"{county}计生岗位编制与实有人数对照表",
                ESTABLISHMENT_COLUMNS,
                listed,
                lines=lines_above,
                sheet="编制",
            ),
        ]
    )


VACANCY_WORDS = {"overdue": "已超期", "soon": "临期", "open": "期限内", "": ""}
VACANCY_COLUMNS = (
    OutColumn("单位代码"),
    OutColumn("乡镇（街道）"),
    OutColumn("单位"),
    OutColumn("岗位"),
    OutColumn("空缺自"),
    OutColumn("已空缺天数", number=True),
    OutColumn("补选期限"),
    OutColumn("状态"),
    OutColumn("前任"),
    OutColumn("代行人员"),
)
STABILITY_COLUMNS = (
    OutColumn("乡镇（街道）"),
    OutColumn("单位"),
    OutColumn("岗位"),
    OutColumn("姓名"),
    OutColumn("连续任职自"),
    OutColumn("聘期止"),
    OutColumn("不予调整至"),
    OutColumn("状态"),
    OutColumn("须经同意"),
    OutColumn("依据"),
)


def vacancies_book(found, on: date, county: str) -> bytes:
    """Return the vacant places as shown, with age and deadline (P2.7)."""
    rows = (
        [
            vacancy.unit_code,
            vacancy.township,
            vacancy.unit,
            vacancy.kind.label,
            chinese_date(vacancy.since),
            vacancy.days,
            chinese_date(vacancy.deadline.day) if vacancy.deadline else "",
            VACANCY_WORDS[vacancy.state],
            "、".join(name for _, name in vacancy.left),
            vacancy.acting.person.name if vacancy.acting else "",
        ]
        for vacancy in found
    )
    return write_book(
        [Page(f"{county}岗位空缺表", VACANCY_COLUMNS, rows, lines=(f"截至{chinese_date(on)}",), sheet="空缺")]
    )


def _lock_state(standing):
    if standing.ran_out:
        return "聘期已满未续"
    return "不予调整" if standing.locked else "已满年限" if standing.lock else "当日没有规定"


def stability_book(found, on: date, county: str) -> bytes:
    """Return who may not be moved, until when and by which clause (N3.1–N3.3)."""
    rows = (
        [
            standing.township,
            standing.appointment.post.unit.short_name,
            standing.appointment.post.get_kind_display(),
            standing.appointment.person.name,
            chinese_date(standing.since),
            chinese_date(standing.appointment.valid_to) if standing.appointment.valid_to else "",
            chinese_date(standing.lock.last_day) if standing.lock else "",
            _lock_state(standing),
            standing.consent,
            standing.source,
        ]
        for standing in found
    )
    return write_book(
        [
            Page(
                f"{county}计生工作人员任职年限表",
                STABILITY_COLUMNS,
                rows,
                lines=(f"截至{chinese_date(on)}",),
                sheet="任职年限",
            )
        ]
    )


CHANGE_COLUMNS = _columns(
    ("生效日期", 14),
    ("姓名", 11),
    ("单位和岗位", 34),
    ("变动", 10),
    ("原因", 24),
    ("文号", 24),
    ("涉及已确认的月份", 20),
    ("追溯说明", 24),
    ("经办", 12),
    ("办理时间", 14),
    ("备案", 10),
    ("备案号", 24),
    ("审核意见", 24),
)


def changes_book(changes, county: str) -> bytes:
    """Return the changes as shown, newest first (P5.1)."""
    rows = (
        [
            chinese_date(change.day),
            change.person.name,
            change.title,
            change.get_kind_display(),
            change.ground,
            change.document_number,
            "、".join(f"{month.year}年{month.month}月" for month in change.reaches),
            change.late_reason,
            change.made_by.name if change.made_by else "",
            chinese_date(timezone.localtime(change.made_at)),
            change.get_state_display(),
            change.filing_number,
            change.remark,
        ]
        for change in changes
    )
    return write_book([Page(f"{county}计生工作人员变动表", CHANGE_COLUMNS, rows, sheet="变动")])


UNIT_CHANGE_COLUMNS = _columns(
    ("序号", 6),
    ("调整方式", 14),
    ("原乡镇（街道）", 14),
    ("原名称", 24),
    ("原代码", 15),
    ("新名称", 24),
    ("新代码", 15),
    ("依据", 40),
    ("核对", 9),
)


def unit_change_book(change, lines, county: str) -> bytes:
    """Return the lines of a change of units as its page shows them."""
    rows = (
        [
            number,
            line.get_kind_display(),
            line.old.parent.short_name if line.old and line.old.level == Level.VILLAGE else "",
            line.old.name if line.old else "",
            line.old.code if line.old else "",
            line.name,
            line.code,
            line.evidence,
            line.get_state_display(),
        ]
        for number, line in enumerate(lines, start=1)
    )
    note = f"{change.document_number}，{chinese_date(change.day)}起；{change.get_state_display()}"
    return write_table(f"{county}区划调整明细", UNIT_CHANGE_COLUMNS, rows, unit=note, sheet="区划调整")
