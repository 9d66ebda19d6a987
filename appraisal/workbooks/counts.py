"""Yearly counts of villages (P8.2b) coming in and going out: a number, a year, a document number."""

from collections import defaultdict

from django.utils import timezone

from appraisal.models.incidents import EARLIEST_YEAR, LATEST_YEAR
from appraisal.queries.counts import Line, standing, villages_of, year_faults
from appraisal.services.counts import MOST, Counted, record_counts
from guanling.accounts.enums import Action
from guanling.documents import cells
from guanling.documents.imports import Column, Kind, Plan, register
from guanling.documents.tables import OutColumn, write_table
from roster.models import Unit
from roster.rules import NameBook


class VillageCounts(Kind):
    """村年度数: five columns and no other, for nothing more is stored."""

    name, label, order = "village_counts", "村年度数", 80
    # No remarks either: they would have room for people.
    ignored = ("序号", "状态")
    columns = (
        Column("township", "乡镇", cells.text(60), ("乡镇（街道）", "乡镇名称")),
        Column("village", "村", cells.text(60), ("村（居、社区）", "村名", "村居")),
        Column("year", "年度", cells.integer(low=EARLIEST_YEAR, high=LATEST_YEAR), ("年份",)),
        Column("number", "违法生育数", cells.integer(low=0, high=MOST), blank=True),
        Column("document_number", "依据文号", cells.text(60), ("文号",), blank=True),
    )

    def plan(self, rows, context):
        """Compare the rows with the villages of each year and their counts; a few queries in all."""
        return _Planner(rows, context).plan()

    def save(self, plan, context):
        """Record what is new; nothing is changed by a workbook."""
        record_counts(counted=plan.data, user=context.user)


class _Planner:
    def __init__(self, rows, context):
        self.rows, self.context = rows, context
        self.result = Plan(data=[])
        self.seen = {}

    def plan(self):
        if self.context.user is not None and not self.context.user.can(Action.COUNT_RECORD):
            for table in {id(row.table): row.table for row in self.rows}.values():
                table.reject("村年度数由县局登记，您没有导入的权限")
            return self.result
        self._load()
        for row in self.rows:
            self._take(row)
        return self.result

    def _load(self):
        years = {row["year"] for row in self.rows if row["year"]}
        units = Unit.objects.all()
        if self.context.county:
            units = units.below(self.context.county)
        today = timezone.localdate()
        self.faults = year_faults(self.context.county, years, today)
        self.books, self.standing = {}, {}
        for year in years:
            villages = list(villages_of(year, units))
            self.standing[year] = standing(year, [village.pk for village in villages])
            parents = defaultdict(list)
            for village in villages:
                parents[village.parent].append((village.short_name, village))
            townships = NameBook((parent.short_name, parent) for parent in parents)
            self.books[year] = (
                townships,
                {parent.pk: NameBook(named) for parent, named in parents.items()},
            )

    def _take(self, row):
        if not row["year"]:
            return
        if fault := self.faults[row["year"]]:
            row.reject("year", fault)
            return
        village = self._village(row)
        if village is None or not row.ok:
            return
        if row["number"] is None and not row["document_number"]:
            row.warn("number", "没有填数，不登记")
            self.result.unchanged += 1
            return
        if row["number"] is None or not row["document_number"]:
            missing = "number" if row["number"] is None else "document_number"
            row.reject(missing, "违法生育数和依据文号要一起填写")
            return
        first = self.seen.setdefault((row["year"], village.pk), row)
        if first is not row:
            where = (
                f"第{first.number}行"
                if first.table is row.table
                else f"“{first.table.file}”第{first.number}行"
            )
            row.reject("village", f"同一个村同一年度重复：与{where}相同")
            return
        self._compare(row, village)

    def _village(self, row):
        if not (row["township"] and row["village"]):
            return None
        townships, villages = self.books[row["year"]]
        township = townships.find(row["township"])
        if township is None:
            row.reject("township", f"没有这个乡镇（街道）{_perhaps(townships, row['township'])}")
            return None
        village = villages[township.pk].find(row["village"])
        if village is None:
            row.reject(
                "village",
                f"{township.short_name}{row['year']}年没有这个村"
                f"{_perhaps(villages[township.pk], row['village'])}",
            )
            return None
        if not self.context.allows(village.code):
            row.reject("village", "不在您的管理范围内，不能导入")
            return None
        return village

    def _compare(self, row, village):
        count = self.standing[row["year"]].get(village.pk)
        if count is None:
            self.result.new += 1
            self.result.data.append(Counted(village, row["year"], row["number"], row["document_number"]))
        elif (count.number, count.document_number) == (row["number"], row["document_number"]):
            self.result.unchanged += 1
        else:
            row.reject(
                "number",
                f"已登记为{count.number}（{count.document_number}）；有误的请先在“村年度数”中撤销，再导入",
            )


def _perhaps(book, name):
    nearest = book.nearest(name)
    return f"，是不是：{'、'.join(nearest)}？" if nearest else "，请核对"


register(VillageCounts())


def counts_book(lines: list[Line], year: int, county: str) -> bytes:
    """Return the year's grid as shown, in the columns of the import; villages without a count have gaps."""
    columns = [
        OutColumn("序号", number=True, width=6),
        OutColumn("乡镇", width=16),
        OutColumn("村", width=20),
        OutColumn("年度", number=True, width=8),
        OutColumn("违法生育数", number=True, width=12),
        OutColumn("依据文号", width=30),
        OutColumn("状态", width=10),
    ]
    rows = [
        [
            number,
            line.village.parent.short_name,
            line.village.short_name,
            year,
            line.count.number if line.count else None,
            line.count.document_number if line.count else None,
            line.state[1],
        ]
        for number, line in enumerate(lines, 1)
    ]
    return write_table(
        f"{county}{year}年各村违法生育数",
        columns,
        rows,
        unit="只登记数字和依据文号，不写任何群众的情况；没有填数的村导入时不登记。",
        sheet="村年度数",
    )
