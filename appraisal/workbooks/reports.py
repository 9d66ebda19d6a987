"""Work reports coming in as workbooks and going out again, by the same columns: counts, nothing else."""

from collections import defaultdict

from django.db.models import F

from appraisal import rules
from appraisal.enums import MONTH_CHANGEABLE, Duty
from appraisal.models import Month, WorkReport
from appraisal.models.reports import COUNTS, DONE, MOST, PLANNED
from appraisal.queries.reports import ReportRow, reporting_villages
from appraisal.services.reports import take_reports
from appraisal.workbooks.months import period_of
from guanling.documents import cells
from guanling.documents.imports import Column, Kind, Plan, register
from guanling.documents.tables import OutColumn, write_table
from roster.enums import Level
from roster.models import Unit
from roster.rules import NameBook

HEADS = {name: WorkReport._meta.get_field(name).verbose_name for name in COUNTS}


class WorkReports(Kind):
    """村级工作月报表 of one month, read from its title. No column for remarks: it would be one for names."""

    name, label, order = "work_reports", "村级工作月报表", 55
    ignored = ("序号",)
    columns = (
        Column("township", "乡镇", cells.text(50), ("乡镇（街道）",)),
        Column("village", "村", cells.text(50), ("村（居、社区）", "村（居）", "村名")),
        *(Column(name, head, cells.integer(low=0, high=MOST), blank=True) for name, head in HEADS.items()),
    )

    def plan(self, rows, context):
        """Compare the rows with the villages that report and what they have reported."""
        return _Planner(rows, context).plan()

    def save(self, plan, context):
        """Write the changed reports of each month in one statement."""
        for month, reports in plan.data.items():
            if reports:
                take_reports(month=month, reports=reports, user=context.user)


class _Planner:
    def __init__(self, rows, context):
        self.rows, self.context = rows, context
        self.result = Plan(data={})
        self.seen = {}

    def plan(self):
        by_table = defaultdict(list)
        for row in self.rows:
            by_table[id(row.table)].append(row)
        self.months = {}
        for group in by_table.values():
            month = self._month(group[0].table)
            if month is None:
                continue
            self._load(month)
            for row in group:
                self._take(month, row)
        return self.result

    def _month(self, table):
        """Return the month that the table's title names; reject a title that names none that is kept here."""
        first_day = period_of([*table.preamble, table.sheet])
        if first_day is None:
            table.reject("标题里没有月份；请在表格上方写明，如“2016年9月村级工作月报表”")
            return None
        if first_day not in self.months:
            months = Month.objects.filter(first_day=first_day).select_related("county")
            if self.context.county:
                months = months.filter(county__code=self.context.county)
            self.months[first_day] = months.order_by("county__code").first()
        month = self.months[first_day]
        if month is None:
            table.reject(f"{first_day.year}年{first_day.month}月还没有开启月考核；请先开启该月再导入")
        return month

    def _load(self, month):
        """Read the townships, villages and reports of a month once; three statements."""
        if month in self.result.data:
            return
        self.result.data[month] = {}
        last = rules.month_end(month.first_day)
        townships = Unit.objects.between(month.first_day, last).filter(level=Level.TOWNSHIP)
        newest = F("valid_from").desc(nulls_last=True)
        self.townships = NameBook(
            (unit.short_name, unit) for unit in townships.below(month.county.code).order_by(newest)
        )
        villages = defaultdict(list)
        for village in reporting_villages(month).order_by("code"):
            villages[village.parent_id].append((village.short_name, village))
        self.villages = {parent: NameBook(named) for parent, named in villages.items()}
        self.standing = {report.village_id: report for report in month.reports.all()}

    def _take(self, month, row):
        village = self._village(row)
        if village is None:
            return
        first = self.seen.setdefault((month.pk, village.pk), row)
        if first is not row:
            row.reject("village", f"同一个村重复：与“{first.table.file}”第{first.number}行相同")
            return
        counts = {name: row[name] for name in COUNTS}
        if row.ok and all(count is None for count in counts.values()):
            if village.pk in self.standing:
                row.warn(None, "没有填数，该村已报的数不改动")
            self.result.unchanged += 1
            return
        for name, count in counts.items():
            # A cell that was refused already needs no second reason.
            if count is None and row.ok:
                row.reject(name, "没有填；四类工作的计划数和完成数都要填，没有的填 0")
        if row.ok:
            self._compare(month, village, row, counts)

    def _village(self, row):
        if not (row["township"] and row["village"]):
            return None
        township = self.townships.find(row["township"])
        if township is None:
            row.reject("township", self._unknown("没有这个乡镇（街道）", self.townships, row["township"]))
            return None
        if not self.context.allows(township.code):
            row.reject("township", "不在您的管理范围内，不能导入")
            return None
        book = self.villages.get(township.pk) or NameBook(())
        village = book.find(row["village"])
        if village is None:
            row.reject(
                "village", self._unknown(f"{township.name}没有这个村（居、社区）", book, row["village"])
            )
        return village

    @staticmethod
    def _unknown(said, book, name):
        nearest = book.nearest(name)
        return f"{said}，是不是：{'、'.join(nearest)}？" if nearest else f"{said}，请核对"

    def _compare(self, month, village, row, counts):
        for duty in Duty:
            if counts[f"{duty}_{DONE}"] > counts[f"{duty}_{PLANNED}"]:
                row.warn(f"{duty}_{DONE}", "完成数多于计划数，请核对")
        old = self.standing.get(village.pk)
        if old is not None and old.counts() == counts:
            self.result.unchanged += 1
            return
        if month.state not in MONTH_CHANGEABLE:
            row.reject(None, f"{month}已关闭，工作报告不能再改")
            return
        if old is None:
            self.result.new += 1
        else:
            self.result.changed += 1
        self.result.data[month][village.pk] = counts


register(WorkReports())


def reports_book(month: Month, rows: list[ReportRow], title: str) -> bytes:
    """Return the reports of a month by the columns of the import; villages without one stand there empty."""
    columns = [
        OutColumn("序号", number=True, width=6),
        OutColumn("乡镇", width=14),
        OutColumn("村", width=18),
        *(OutColumn(head, number=True, width=12) for head in HEADS.values()),
    ]
    return write_table(
        title,
        columns,
        [
            [
                number,
                row.village.parent.short_name,
                row.village.short_name,
                *(getattr(row.report, name) if row.report else None for name in COUNTS),
            ]
            for number, row in enumerate(rows, 1)
        ],
        "填表人：            审核人：            填表日期：",
        unit=f"只填工作次数，不写群众姓名和情况。状态：{month.get_state_display()}",
        sheet="工作月报",
    )
