"""The budget coming in and going out, and the lines of pay going out."""

from collections import defaultdict
from decimal import Decimal

from guanling.accounts.enums import Action
from guanling.documents import cells
from guanling.documents.imports import Column, Kind, Plan, register
from guanling.documents.tables import OutColumn, Page, write_book, write_table
from payroll.enums import BUDGET_ITEMS, BudgetState
from payroll.models import BudgetLine
from payroll.models.budget import EARLIEST_YEAR, LATEST_YEAR
from payroll.queries.budget import LABELS, Comparison
from payroll.services import budget as services
from roster.enums import Level
from roster.models import Unit
from roster.rules import NameBook, short_name

ITEMS = {label: item for item, label in BUDGET_ITEMS}
NAME = "budget"


class Budget(Kind):
    """预算表: a figure a row, by year, unit and item. What it enters waits for a second person."""

    name, label, order = NAME, "待遇预算表", 90
    ignored = ("序号", "区划代码", "版本", "状态", "备注")
    columns = (
        Column("year", "年度", cells.integer(low=EARLIEST_YEAR, high=LATEST_YEAR), ("预算年度",)),
        Column("unit", "单位", cells.text(60), ("乡镇（街道）", "乡镇")),
        Column("item", "项目", cells.choice(ITEMS)),
        Column("amount", "预算金额", cells.decimal(places=2, low=0), ("预算金额（元）",), blank=True),
        Column("document_number", "文号", cells.text(60), ("预算文号",), blank=True),
        Column("reason", "调整原因", cells.text(200), required=False, blank=True),
    )

    def plan(self, rows, context):
        """Compare the rows with what stands or waits; a few queries in all."""
        return _Planner(rows, context).plan()

    def save(self, plan, context):
        """Enter what differs, by document and reason."""
        for (county, year, number, reason), figures in plan.data.items():
            services.enter(
                county=county,
                year=year,
                figures=figures,
                document_number=number,
                reason=reason,
                user=context.user,
            )


class _Planner:
    def __init__(self, rows, context):
        self.rows, self.context = rows, context
        self.result = Plan(data=defaultdict(dict))
        self.seen = {}

    def plan(self):
        if self.context.user is not None and not self.context.user.can(Action.BUDGET_EDIT):
            for table in {id(row.table): row.table for row in self.rows}.values():
                table.reject("待遇预算由县财政在“预算”页录入，您没有导入的权限")
            return self.result
        units = Unit.objects.filter(level__in=(Level.COUNTY, Level.TOWNSHIP)).select_related("parent")
        if self.context.county:
            units = units.below(self.context.county)
        self.units = [unit for unit in units if self.context.allows(unit.code)]
        years = {row["year"] for row in self.rows if row["year"]}
        self.books = {
            year: NameBook((unit.short_name, unit) for unit in self.units if _held(unit, year))
            for year in years
        }
        self.held, self.known = {}, set()
        for line in BudgetLine.objects.filter(year__in=years, unit__in=self.units).order_by("version"):
            key = line.year, line.unit_id, line.item
            self.known.add(key)
            if line.state in (BudgetState.ENTERED, BudgetState.APPROVED):
                self.held[key] = line
        for row in self.rows:
            self._take(row)
        return self.result

    def _take(self, row):
        if not (row["year"] and row["unit"] and row["item"]):
            return
        book = self.books[row["year"]]
        unit = book.find(row["unit"])
        if unit is None:
            nearest = book.nearest(row["unit"])
            told = f"，是不是：{'、'.join(nearest)}？" if nearest else "，请核对"
            row.reject("unit", f"{row['year']}年没有这个单位，或不在您的管理范围内{told}")
            return
        if row["amount"] is None:
            row.warn("amount", "没有填数，不录入")
            self.result.unchanged += 1
            return
        key = row["year"], unit.pk, row["item"]
        if (first := self.seen.setdefault(key, row)) is not row:
            row.reject("item", f"同一单位同一项目重复：与第{first.number}行相同")
        before = self.held.get(key)
        if row.ok and before is not None and before.amount == row["amount"]:
            self.result.unchanged += 1
            return
        if not row["document_number"]:
            row.reject("document_number", "请填写预算文件的文号")
        if key in self.known and not row["reason"]:
            row.reject("reason", "这个数已经录入过，改动请写明调整原因")
        if not row.ok:
            return
        if key in self.known:
            self.result.changed += 1
        else:
            self.result.new += 1
        county = unit if unit.level == Level.COUNTY else unit.parent
        group = county, row["year"], row["document_number"], row["reason"] or ""
        self.result.data[group][unit.pk, row["item"]] = row["amount"]


def _held(unit, year):
    """Whether a unit held on some day of a year."""
    return (unit.valid_from is None or unit.valid_from.year <= year) and (
        unit.valid_to is None or unit.valid_to.year >= year
    )


register(Budget())


def budget_book(units, lines: dict, year: int, county: str) -> bytes:
    """Return the year's figures in the columns of the import, with a row for every unit and item.

    ``lines``: {(unit, item): the figure that holds or waits}. What comes out can be filled in and imported.
    """
    columns = [
        OutColumn("序号", number=True, width=6),
        OutColumn("年度", number=True, width=8),
        OutColumn("区划代码", width=14),
        OutColumn("单位", width=18),
        OutColumn("项目", width=22),
        OutColumn("预算金额", number=True, width=16),
        OutColumn("文号", width=26),
        OutColumn("调整原因", width=26),
        OutColumn("版本", number=True, width=8),
        OutColumn("状态", width=10),
    ]
    rows = []
    for unit in units:
        for item, label in BUDGET_ITEMS:
            line = lines.get((unit.pk, item))
            rows.append(
                [
                    len(rows) + 1,
                    year,
                    unit.code,
                    unit.short_name,
                    label,
                    line.amount if line else None,
                    line.document_number if line else "",
                    line.reason if line else "",
                    line.version if line else None,
                    line.get_state_display() if line else "",
                ]
            )
    return write_table(
        f"{county}{year}年待遇预算表",
        columns,
        rows,
        unit="金额单位：元。导入后由县财政另一位人员复核；没有填数的行不录入。",
        sheet="待遇预算",
    )


def comparison_book(shown: Comparison, county: str) -> bytes:
    """Return plan against actual per unit and item, and by month."""
    columns = [
        OutColumn("序号", number=True, width=6),
        OutColumn("单位", width=18),
        OutColumn("项目", width=22),
        *(
            OutColumn(name, number=True, width=16)
            for name in ("预算金额（元）", "已发（元）", "已用（%）", "结余（元）", "预计全年（元）")
        ),
        OutColumn("情况", width=12),
    ]
    rows = [
        [
            number,
            row.unit.short_name if row.unit else "合计",
            row.label if row.unit else "",
            row.planned,
            row.actual,
            row.used,
            row.left,
            row.expected,
            row.standing[0],
        ]
        for number, row in enumerate([*shown.cells, shown.total], 1)
    ]
    months = [OutColumn("月份", width=10), OutColumn("已发（元）", number=True, width=16)]
    return write_book(
        [
            Page(
                f"{county}{shown.year}年待遇预算执行情况表",
                columns,
                rows,
                lines=("已发：已确认、没有暂缓的待遇明细，按发放月份所在年度。",),
                sheet="执行情况",
            ),
            Page(
                f"{county}{shown.year}年各月发放情况表",
                months,
                [[f"{month}月", amount] for month, amount in shown.months_paid]
                + [["合计", shown.total.actual or Decimal(0)]],
                sheet="各月",
            ),
        ]
    )


def lines_book(rows, county: str, title: str) -> bytes:
    """Return lines of pay as the page shows them."""
    columns = [
        OutColumn("序号", number=True, width=6),
        OutColumn("发放月份", width=10),
        OutColumn("所属月份", width=10),
        OutColumn("乡镇", width=16),
        OutColumn("单位", width=18),
        OutColumn("姓名", width=10),
        OutColumn("项目", width=20),
        OutColumn("条款", width=8),
        OutColumn("标准", number=True, width=12),
        OutColumn("起", width=12),
        OutColumn("止", width=12),
        OutColumn("天数", number=True, width=8),
        OutColumn("金额", number=True, width=14),
        OutColumn("来源", width=12),
        OutColumn("说明", width=30),
        OutColumn("状态", width=12),
    ]

    def cells_of(number, one):
        return [
            number,
            f"{one.month.first_day:%Y-%m}",
            f"{one.for_month:%Y-%m}",
            one.part.unit.short_name,
            short_name(one.unit_name),
            one.entry.person_name,
            LABELS[one.item],
            one.clause,
            one.value,
            one.first_day,
            one.last_day,
            one.days,
            one.amount,
            one.get_source_display(),
            one.note,
            "暂缓" if one.entry.withheld_reason else one.part.get_state_display(),
        ]

    return write_table(
        f"{county}{title}",
        columns,
        [cells_of(number, one) for number, one in enumerate(rows, 1)],
        unit="金额单位：元；扣款为负数。",
        sheet="待遇明细",
    )
