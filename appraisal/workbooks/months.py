"""Workbooks of the month: the township's sheet coming in, and lists going out."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from appraisal import rules
from appraisal.enums import MONTH_CHANGEABLE, SHEET_EDITABLE, SheetState
from appraisal.models import ITEMS, Entry, Sheet
from appraisal.queries import assessed_units, scheme_for
from appraisal.services.months import open_month
from appraisal.services.sheets import faults, must_be_editable
from guanling.documents import cells
from guanling.documents.imports import Column, Kind, Plan, register
from guanling.documents.tables import OutColumn, write_table
from guanling.runs.errors import Refusal
from roster.enums import Level, PostKind
from roster.models import Appointment, Unit
from roster.queries import people_by_number
from roster.rules import NameBook

FIGURES = (*ITEMS, "deduction")
_PERIOD = re.compile(r"(\d{4})\s*[年.\-/]\s*(\d{1,2})\s*月?")
_ISSUER = re.compile(r"(?:填报|报送|制表)单位\s*(?:[（(][^）)]*[）)])?\s*[:：]\s*(\S+)")
_OFFICE = re.compile(r"(人民政府|街道办事处|人口和计划生育办公室|计划生育办公室|计生办|办事处)+$")
_COUNTY = re.compile(r"^.{2,12}?(自治县|县|市|区)(?=.{2,}$)")


@dataclass
class SheetData:
    """What one township's sheet would change: rows by (village id, person id)."""

    township: Unit
    first_day: date
    rows: dict = field(default_factory=dict)
    state: str = SheetState.DRAFT
    month_state: str = MONTH_CHANGEABLE[0]


class MonthSheet(Kind):
    """村级人口主任考核表 of one township and month, both read from the title."""

    name, label, order = "month_sheet", "月考核表", 50
    ignored = ("序号",)
    columns = (
        Column("village", "村（居、社区）", cells.text(50), ("村（居）", "村居", "村名", "村（社区）")),
        Column("name", "姓名", cells.name),
        Column("identity_number", "身份证号码", cells.identity, ("身份证号", "公民身份号码", "身份证")),
        *(
            Column(item, Entry._meta.get_field(item).verbose_name, cells.decimal(places=1), blank=True)
            for item in ITEMS
        ),
        Column("deduction", "督查扣分", cells.decimal(places=1), ("扣分",), blank=True),
        Column("note", "备注", cells.text(200), required=False),
    )

    def plan(self, rows, context):
        """Compare the rows with who served and what stands on the sheets; a few queries in all."""
        return _Planner(rows, context).plan()

    def save(self, plan, context):
        """Open the months needed and write the changed rows of each sheet in one statement."""
        for sheet in plan.data:
            if sheet.rows:
                _save_sheet(sheet, context.user)


def period_of(lines):
    """Return the first day of the month that the lines above the table name, or None."""
    for line in lines:
        if (match := _PERIOD.search(line)) and 1 <= int(match[2]) <= 12:
            return date(int(match[1]), int(match[2]), 1)
    return None


def township_names(lines):
    """Return the township's possible names: what stands before the month in the title, and who reports."""
    names = []
    for line in lines:
        if (match := _PERIOD.search(line)) and (before := line[: match.start()].strip()):
            names += [before, _COUNTY.sub("", before)]
        if match := _ISSUER.search(line):
            office = _OFFICE.sub("", match[1])
            names += [office, _COUNTY.sub("", office)]
    return list(dict.fromkeys(name for name in names if name))


class _Planner:
    def __init__(self, rows, context):
        self.rows, self.context = rows, context
        self.result = Plan(data=[])
        self.seen = {}

    def plan(self):
        by_table = defaultdict(list)
        for row in self.rows:
            by_table[id(row.table)].append(row)
        self._load_townships()
        sheets = []
        for group in by_table.values():
            sheet = self._sheet(group[0].table)
            if sheet is not None:
                sheets.append((sheet, group))
        self._load(sheets)
        for sheet, group in sheets:
            for row in group:
                self._take(sheet, row)
            self._remark_absent(sheet, group)
            self.result.data.append(sheet)
        return self.result

    # --- the sheet ---

    def _load_townships(self):
        units = Unit.objects.filter(level=Level.TOWNSHIP).select_related("parent")
        if self.context.county:
            units = units.below(self.context.county)
        self.townships = list(units.order_by("code", "pk"))
        self.schemes = {}

    def _sheet(self, table):
        """Return the sheet that the table's title names; reject a title that names none for certain."""
        first_day = period_of([*table.preamble, table.sheet])
        if first_day is None:
            table.reject("标题里没有考核月份；请在表格上方写明，如“花江镇2016年9月村级人口主任考核表”")
            return None
        last = rules.month_end(first_day)
        holding = [
            unit
            for unit in self.townships
            if (unit.valid_from is None or unit.valid_from <= last)
            and (unit.valid_to is None or unit.valid_to >= (last if unit.successor_id else first_day))
        ]
        book = NameBook((unit.short_name, unit) for unit in holding)
        names = township_names(table.preamble)
        found = {unit.pk: unit for name in names if (unit := book.find(name)) is not None}
        if not found:
            told = f"“{names[0]}”" if names else ""
            nearest = book.nearest(names[0]) if names else []
            perhaps = f"，是不是：{'、'.join(nearest)}？" if nearest else "；请在标题里写明乡镇（街道）名称"
            table.reject(f"认不出标题里的乡镇（街道）{told}{perhaps}", value=names[0] if names else "")
            return None
        if len(found) > 1:
            table.reject(f"标题和填报单位不是同一个乡镇：{'、'.join(u.name for u in found.values())}；请核对")
            return None
        (township,) = found.values()
        if not self.context.allows(township.code):
            table.reject("不在您的管理范围内，不能导入", value=township.name)
            return None
        if first_day > timezone.localdate():
            table.reject(f"{first_day.year}年{first_day.month}月还没有到，不能填报")
            return None
        county = township.code[:6]
        try:
            if (county, first_day) not in self.schemes:
                self.schemes[county, first_day] = scheme_for(county, first_day)
        except Refusal as refusal:
            table.reject(str(refusal))
            return None
        return SheetData(township, first_day)

    def _load(self, sheets):
        """Read people, villages, who served when, and the rows that stand; a few queries per month."""
        self.people = people_by_number({number for row in self.rows if (number := row["identity_number"])})
        self.villages, self.terms, self.standing, self.expected = {}, {}, {}, {}
        for first_day in sorted({sheet.first_day for sheet, _ in sheets}):
            own = [sheet for sheet, _ in sheets if sheet.first_day == first_day]
            self._load_month(first_day, own)

    def _load_month(self, first_day, sheets):
        last = rules.month_end(first_day)
        townships = {sheet.township.pk: sheet for sheet in sheets}
        villages = list(
            assessed_units(first_day, last).filter(level=Level.VILLAGE, parent__in=list(townships))
        )
        for pk, sheet in townships.items():
            named = [(village.short_name, village) for village in villages if village.parent_id == pk]
            self.villages[id(sheet)] = NameBook(named)
            self.expected[id(sheet)] = set()
        person_ids = [pk for pk, _ in self.people.values()]
        directors = Appointment.objects.of_kind(PostKind.POPULATION_DIRECTOR).regular()
        terms = self.terms[first_day] = defaultdict(list)
        serving = directors.between(first_day, last)
        for person, village, code, name in serving.filter(person__in=person_ids).values_list(
            "person_id", "post__unit_id", "post__unit__code", "post__unit__name"
        ):
            terms[person].append((village, code, name))
        for person, parent, name, village in serving.filter(post__unit__in=villages).values_list(
            "person_id", "post__unit__parent_id", "person__name", "post__unit_id"
        ):
            self.expected[id(townships[parent])].add((village, person, name))
        for sheet_row in Sheet.objects.filter(
            month__first_day=first_day, unit__in=list(townships)
        ).select_related("month"):
            sheet = townships[sheet_row.unit_id]
            sheet.state, sheet.month_state = sheet_row.state, sheet_row.month.state
        self.standing[first_day] = {
            (unit, village, person): values
            for unit, village, person, *values in Entry.objects.filter(
                sheet__month__first_day=first_day, sheet__unit__in=list(townships)
            ).values_list("sheet__unit_id", "village_id", "person_id", *FIGURES, "note")
        }

    # --- row by row ---

    def _take(self, sheet, row):
        scheme = self.schemes[sheet.township.code[:6], sheet.first_day]
        wrong = faults({item: row[item] for item in ITEMS}, row["deduction"] or Decimal(0), scheme)
        for name, fault in wrong.items():
            row.reject(name, fault)
        village = self._village(sheet, row)
        person = self._person(sheet, row, village)
        if village is None or person is None:
            return
        key = (village.pk, person)
        first = self.seen.setdefault((sheet.first_day, *key), row)
        if first is not row:
            where = (
                f"第{first.number}行"
                if first.table is row.table
                else f"“{first.table.file}”第{first.number}行"
            )
            row.reject("identity_number", f"同一人重复：与{where}相同")
        if row.ok:
            self._compare(sheet, row, key)

    def _village(self, sheet, row):
        if not row["village"]:
            return None
        book = self.villages[id(sheet)]
        village = book.find(row["village"])
        if village is None:
            nearest = book.nearest(row["village"])
            perhaps = f"，是不是：{'、'.join(nearest)}？" if nearest else "，请核对"
            row.reject("village", f"{sheet.township.name}没有这个村（居、社区）{perhaps}")
        return village

    def _person(self, sheet, row, village):
        """Return the id of the person whom the row names, serving in ``village`` that month."""
        if not row["identity_number"]:
            return None
        person, name = self.people.get(row["identity_number"], (None, None))
        if person is None:
            row.reject(
                "identity_number", "人员名册里没有这个身份证号码；请核对，确为新人的请先导入人员花名册"
            )
            return None
        if village is None:
            return None
        month = f"{sheet.first_day.year}年{sheet.first_day.month}月"
        terms = self.terms[sheet.first_day][person]
        if all(unit != village.pk for unit, _, _ in terms):
            # Where somebody serves in another office's area must not be read from a rejection.
            known = [place for _, code, place in terms if self.context.allows(code)]
            stands = f"，名册上在{'、'.join(known)}任职" if known else "（名册上没有这一任职）"
            row.reject("village", f"此人{month}不在该村任人口主任{stands}；请核对或先办理任职变动")
            return None
        if row["name"] and row["name"] != name:
            row.reject("name", f"该身份证号码在名册上的姓名是“{name}”，请核对")
            return None
        return person

    def _compare(self, sheet, row, key):
        new = [*(row[item] for item in ITEMS), row["deduction"] or Decimal(0), row["note"] or ""]
        old = self.standing[sheet.first_day].get((sheet.township.pk, *key))
        if old == new:
            self.result.unchanged += 1
            return
        if sheet.state not in SHEET_EDITABLE or sheet.month_state not in MONTH_CHANGEABLE:
            state = SheetState(sheet.state).label
            row.reject(None, f"{sheet.township.name}的考核表{state}，不能再改；需要修改的请县局先退回")
            return
        if missing := [item for item in ITEMS if row[item] is None]:
            row.warn(missing[0], "没有评完分，此人不参加排序")
        scored = old is not None and any(value is not None for value in old[: len(ITEMS)])
        if scored:
            self.result.changed += 1
        else:
            self.result.new += 1
        sheet.rows[key] = new

    def _remark_absent(self, sheet, group):
        listed = {person for row in group if (person := self._listed(row))}
        absent = sorted(name for _, person, name in self.expected[id(sheet)] if person not in listed)
        if absent:
            names = "、".join(absent[:20]) + (f"等{len(absent)}人" if len(absent) > 20 else "")
            self.result.remarks.append(f"{sheet.township.name}考核表里没有：{names}（不改动其分数）")

    def _listed(self, row):
        number = row["identity_number"]
        return self.people.get(number, (None,))[0] if number else None


UPDATE_ROWS = """
    UPDATE appraisal_entry e
       SET {sets}, note = x.note, entered_by_id = %(user)s, entered_at = %(now)s
      FROM unnest(%(village)s::bigint[], %(person)s::bigint[], {arrays}, %(note)s::text[])
           AS x(village_id, person_id, {names}, note)
     WHERE e.sheet_id = %(sheet)s AND e.village_id = x.village_id AND e.person_id = x.person_id
"""


def _save_sheet(data, user):
    county = Unit.objects.get(code=data.township.code[:6], level=Level.COUNTY)
    month = open_month(county=county, first_day=data.first_day)
    sheet = (
        Sheet.objects.select_for_update(of=("self",), no_key=True)
        .select_related("month", "unit")
        .get(month=month, unit=data.township)
    )
    must_be_editable(sheet)
    columns = list(zip(*data.rows.values(), strict=True))
    statement = UPDATE_ROWS.format(
        sets=", ".join(f"{name} = x.{name}" for name in FIGURES),
        arrays=", ".join(f"%({name})s::numeric[]" for name in FIGURES),
        names=", ".join(FIGURES),
    )
    parameters = {
        "user": user.pk if user else None,
        "now": timezone.now(),
        "sheet": sheet.pk,
        "village": [village for village, _ in data.rows],
        "person": [person for _, person in data.rows],
        **{name: list(values) for name, values in zip((*FIGURES, "note"), columns, strict=True)},
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        if cursor.rowcount != len(data.rows):
            raise Refusal(f"{data.township.name}的人员任职刚刚有变动，请重新核对后再导入。")


register(MonthSheet())


def filling_form(sheet: Sheet) -> bytes:
    """Return the sheet as the workbook that townships fill: the columns of the import, with full numbers.

    What comes out can be imported again. Who takes it out is written down by the caller.
    """
    entries = sheet.entries.select_related("village", "person").order_by("village__code", "pk")
    columns = [
        OutColumn("序号", number=True),
        *(OutColumn(column.name, number=column.field in FIGURES) for column in MonthSheet.columns),
    ]
    rows = [
        [
            number,
            entry.village.name,
            entry.person.name,
            entry.person.identity_number,
            *(getattr(entry, name) for name in FIGURES),
            entry.note,
        ]
        for number, entry in enumerate(entries, start=1)
    ]
    return write_table(
        f"{sheet.unit.name}{sheet.month}村级人口主任考核表",
        columns,
        rows,
        "填表人：            审核人：            填表日期：",
        unit=f"填报单位（盖章）：{sheet.unit.name}计生办",
    )


def grid_book(sheet: Sheet, rows) -> bytes:
    """Return the grid as its page shows it (``rows`` of queries.sheets.grid_rows), without numbers."""
    names = [Entry._meta.get_field(name).verbose_name for name in FIGURES]
    columns = [
        "村（居、社区）",
        "姓名",
        OutColumn("任职天数", number=True),
        "本月培训",
        *(OutColumn(name, number=True) for name in names),
        OutColumn("县局督查扣分", number=True),
        OutColumn("得分", number=True),
        "备注",
    ]
    return write_table(
        f"{sheet.unit.name}{sheet.month}村级人口主任考核表",
        columns,
        [
            [
                row.entry.village.short_name,
                row.entry.person.name,
                row.days,
                row.training,
                *(getattr(row.entry, name) for name in FIGURES),
                row.found,
                row.score.score if row.score else None,
                row.entry.note,
            ]
            for row in rows
        ],
        unit=f"状态：{sheet.get_state_display()}",
    )
