"""Workbooks of the year: scores of the target letters coming in and going out, the results going out."""

import re
from collections import defaultdict

from django.db import connection
from django.utils import timezone

from appraisal.enums import YEAR_SHEET_EDITABLE, YearState
from appraisal.models import YearEntry, YearSheet
from appraisal.queries import years as queries
from appraisal.services.year_sheets import must_be_editable
from guanling.documents import cells
from guanling.documents.imports import Column, Kind, Plan, register
from guanling.documents.tables import OutColumn, write_table
from guanling.runs.errors import Refusal
from roster.enums import Grade
from roster.queries import people_by_number
from roster.rules import short_name

_YEAR = re.compile(r"(\d{4})\s*年")
_GRADES = {grade.label: grade.value for grade in Grade if grade != Grade.NO_GRADE}
# What the workbook says of somebody; what it leaves empty stays as it is.
FIELDS = ("target_score", "proposed_grade", "remark", "note")


class YearTargets(Kind):
    """责任书得分表 of a year, which the title names; whose row it is the identity number says."""

    name, label, order = "year_targets", "责任书得分表", 55
    ignored = ("序号", "乡镇", "任职月数", "责任书文号")
    columns = (
        Column("village", "村（居、社区）", cells.text(50), ("村（居）", "村居", "村名", "村（社区）")),
        Column("name", "姓名", cells.name),
        Column("identity_number", "身份证号码", cells.identity, ("身份证号", "公民身份号码", "身份证")),
        Column("target_score", "责任书得分", cells.decimal(places=2, low=0, high=100), blank=True),
        Column("proposed_grade", "拟定等次", cells.choice(_GRADES), required=False, blank=True),
        Column("remark", "乡镇评语", cells.text(500), ("评语",), required=False, blank=True),
        Column("note", "备注", cells.text(200), required=False, blank=True),
    )

    def plan(self, rows, context):
        """Compare the rows with the year's entries; a fixed number of statements per year named."""
        return _Planner(rows, context).plan()

    def save(self, plan, context):
        """Write the changed rows of each sheet in one statement."""
        for sheet, rows in plan.data.items():
            _save(sheet, rows, context.user)


class _Planner:
    def __init__(self, rows, context):
        self.rows, self.context = rows, context
        self.result = Plan(data=defaultdict(dict))

    def plan(self):
        by_table = defaultdict(list)
        for row in self.rows:
            by_table[id(row.table)].append(row)
        self.people = people_by_number({number for row in self.rows if (number := row["identity_number"])})
        self.seen = {}
        for group in by_table.values():
            year = self._year(group[0].table)
            if year is not None:
                self._take(year, group)
        return self.result

    def _year(self, table):
        for line in [*table.preamble, table.sheet]:
            if match := _YEAR.search(line):
                return int(match[1])
        table.reject("标题里没有年度；请在表格上方写明，如“花江镇2016年度责任书得分表”")
        return None

    def _take(self, year, group):
        ids = [pk for pk, _ in self.people.values()]
        entries = {
            entry.person_id: entry
            for entry in YearEntry.objects.filter(
                year__year=year, year__county__code__startswith=self.context.county, person__in=ids
            ).select_related("year", "sheet__unit", "village")
            if self.context.allows(entry.sheet.unit.code)
        }
        for row in group:
            if row["identity_number"]:
                self._row(year, row, entries)

    def _row(self, year, row, entries):
        person, name = self.people.get(row["identity_number"], (None, None))
        entry = entries.get(person)
        if entry is None:
            row.reject(
                "identity_number",
                f"{year}年度考核的名单里没有这个身份证号码，或不在您的管理范围内；"
                "请核对，尚未开始年度考核的请县局先开始",
            )
            return
        if row["name"] and row["name"] != name:
            row.reject("name", f"该身份证号码在名册上的姓名是“{name}”，请核对")
        if row["village"] and short_name(row["village"]) != entry.village.short_name:
            row.reject("village", f"此人当年最后任职在{entry.village.short_name}，请核对")
        if (first := self.seen.setdefault((year, person), row)) is not row:
            row.reject("identity_number", f"同一人重复：与第{first.number}行相同")
        if row.ok:
            self._compare(entry, row)

    def _compare(self, entry, row):
        old = [getattr(entry, name) for name in FIELDS]
        new = [held if row[name] in (None, "") else row[name] for name, held in zip(FIELDS, old, strict=True)]
        if new == old:
            self.result.unchanged += 1
            return
        if entry.year.state != YearState.OPEN or entry.sheet.state not in YEAR_SHEET_EDITABLE:
            state = (
                entry.year.get_state_display()
                if entry.year.state != YearState.OPEN
                else entry.sheet.get_state_display()
            )
            row.reject(
                None,
                f"{entry.sheet.unit.short_name}年度考核表{state}，不能再改；需要修改的请县局先退回",
            )
            return
        if entry.target_score is None:
            self.result.new += 1
        else:
            self.result.changed += 1
        self.result.data[entry.sheet][entry.pk] = new


UPDATE_ROWS = """
    UPDATE appraisal_yearentry e
       SET target_score = x.target_score, proposed_grade = x.proposed_grade, remark = x.remark, note = x.note,
           entered_by_id = %(user)s, entered_at = %(now)s
      FROM unnest(%(id)s::bigint[], %(target_score)s::numeric[], %(proposed_grade)s::text[],
                  %(remark)s::text[], %(note)s::text[])
           AS x(id, target_score, proposed_grade, remark, note)
     WHERE e.id = x.id AND e.sheet_id = %(sheet)s
"""


def _save(sheet, rows, user):
    sheet = (
        YearSheet.objects.select_for_update(of=("self",), no_key=True)
        .select_related("year", "unit")
        .get(pk=sheet.pk)
    )
    must_be_editable(sheet)
    columns = zip(*rows.values(), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            UPDATE_ROWS,
            {
                "user": user.pk if user else None,
                "now": timezone.now(),
                "sheet": sheet.pk,
                "id": list(rows),
                **{name: list(values) for name, values in zip(FIELDS, columns, strict=True)},
            },
        )
        if cursor.rowcount != len(rows):
            raise Refusal(f"{sheet.unit.short_name}的人员任职刚刚有变动，请重新核对后再导入。")


register(YearTargets())


def filling_form(sheet: YearSheet, rows: list[queries.Row]) -> bytes:
    """Return a sheet as the workbook that townships fill: the columns of the import, with full numbers.

    What comes out can be imported again. Who takes it out is written down by the caller.
    """
    columns = [
        OutColumn("序号", number=True),
        OutColumn("村（居、社区）"),
        OutColumn("姓名"),
        OutColumn("身份证号码"),
        OutColumn("任职月数", number=True),
        OutColumn("责任书文号"),
        OutColumn("责任书得分", number=True),
        OutColumn("拟定等次"),
        OutColumn("乡镇评语", width=40),
        OutColumn("备注", width=24),
    ]
    return write_table(
        f"{sheet.unit.short_name}{sheet.year.year}年度责任书得分表",
        columns,
        [
            [
                number,
                row.entry.village.short_name,
                row.entry.person.name,
                row.entry.person.identity_number,
                row.months,
                row.letter.number if row.letter else "",
                row.entry.target_score,
                row.entry.get_proposed_grade_display(),
                row.entry.remark,
                row.entry.note,
            ]
            for number, row in enumerate(rows, 1)
        ],
        "填表人：            审核人：            填表日期：",
        unit=f"填报单位（盖章）：{sheet.unit.short_name}计生办",
    )


def results_book(year, rows, proposals) -> bytes:
    """Return the results as the page shows them."""
    columns = [
        OutColumn("名次", number=True),
        "乡镇",
        "村（居、社区）",
        "姓名",
        *(
            OutColumn(name, number=True)
            for name in (
                "任职月数",
                "排序月数",
                "月考核平均分",
                "绩平均分",
                "责任书得分",
                "群众满意度",
                "年度得分",
            )
        ),
        "状态",
        "乡镇拟定",
        "等次",
        OutColumn("等次说明", width=50),
    ]
    return write_table(
        f"{year.county.short_name}{year.year}年度村级人口主任考核结果表",
        columns,
        [
            [
                row.place,
                row.township_name,
                short_name(row.village_name),
                row.person_name,
                row.months_served,
                row.months_ranked,
                row.month_average,
                row.performance_average,
                row.target_score,
                row.satisfaction,
                row.total,
                row.get_status_display(),
                Grade(proposals[row.person_id]).label if row.person_id in proposals else "",
                row.get_grade_display() if row.grade else "",
                row.grade_reason,
            ]
            for row in rows
        ],
        unit=f"状态：{year.get_state_display()}{'，' + year.document_number if year.document_number else ''}",
    )
