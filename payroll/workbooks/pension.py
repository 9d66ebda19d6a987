"""Workbooks of the pension accrual: what the social-insurance office booked comes in, the lists go out."""

import re
from collections import defaultdict

from django.utils import timezone

from guanling.documents import cells
from guanling.documents.imports import Column, Kind, Plan, register
from guanling.documents.tables import OutColumn, Page, write_book, write_table
from payroll.enums import PENSION_FIXED
from payroll.models import PensionBatch, PensionContribution
from payroll.services.pension import problem_of
from roster.queries import people_by_number

_YEAR = re.compile(r"(\d{4})\s*年")


class PensionContributions(Kind):
    """养老保险缴费明细 of a year, which the title names; whose row it is the identity number says."""

    name, label, order = "pension_contributions", "养老保险缴费明细", 70
    ignored = ("序号", "乡镇", "村（居、社区）", "备注")
    columns = (
        Column("name", "姓名", cells.name),
        Column("identity_number", "身份证号码", cells.identity, ("身份证号", "公民身份号码", "身份证")),
        Column(
            "amount", "缴费金额", cells.decimal(places=2, low="0.01", high="999999.99"), ("缴费金额（元）",)
        ),
        Column("paid_on", "缴费日期", cells.date),
        Column("document_number", "凭证号", cells.text(60), ("缴费凭证号",)),
    )

    def plan(self, rows, context):
        """Compare the rows with what is booked; a fixed number of statements per year named."""
        return _Planner(rows, context).plan()

    def save(self, plan, context):
        """Write the new contributions in one statement."""
        PensionContribution.objects.bulk_create(
            PensionContribution(**one, entered_by=context.user) for one in plan.data
        )


class _Planner:
    def __init__(self, rows, context):
        self.rows, self.context = rows, context
        self.result = Plan(data=[])
        self.today = timezone.localdate()
        self.seen = {}

    def plan(self):
        by_table = defaultdict(list)
        for row in self.rows:
            by_table[id(row.table)].append(row)
        self.people = people_by_number({number for row in self.rows if (number := row["identity_number"])})
        for group in by_table.values():
            batch = self._batch(group[0].table)
            if batch is not None:
                self._take(batch, group)
        return self.result

    def _batch(self, table):
        year = next(
            (int(match[1]) for line in [*table.preamble, table.sheet] if (match := _YEAR.search(line))), None
        )
        if year is None:
            table.reject("标题里没有年度；请在表格上方写明，如“2016年度养老保险缴费明细”")
            return None
        batch = (
            PensionBatch.objects.filter(county__code=self.context.county, year=year)
            .select_related("county")
            .first()
        )
        if batch is None or batch.state not in PENSION_FIXED:
            table.reject(f"{year}年度的养老保险补助还没有确认，不能登记缴费；请先办结计提和确认")
            return None
        if not self.context.allows(batch.county.code):
            table.reject("养老保险缴费由县局登记；请交县局经办导入")
            return None
        return batch

    def _take(self, batch, group):
        booked = {
            (person, day, number): amount
            for person, day, number, amount in batch.contributions.standing().values_list(
                "person", "paid_on", "document_number", "amount"
            )
        }
        for row in group:
            if row["identity_number"]:
                self._row(batch, row, booked)

    def _row(self, batch, row, booked):
        person, name = self.people.get(row["identity_number"], (None, None))
        if person is None:
            row.reject("identity_number", "名册上没有这个身份证号码；请核对，或先登记人员")
            return
        if row["name"] and row["name"] != name:
            row.reject("name", f"该身份证号码在名册上的姓名是“{name}”，请核对")
        if row["paid_on"] and row["paid_on"] > self.today:
            row.reject("paid_on", "缴费日期在今天之后，请核对")
        if not row.ok:
            return
        key = person, row["paid_on"], row["document_number"]
        if (first := self.seen.setdefault((batch.pk, *key), row)) is not row:
            row.reject("identity_number", f"同一人、同一天、同一凭证号重复：与第{first.number}行相同")
        elif key not in booked:
            self.result.new += 1
            self.result.data.append(
                {
                    "batch": batch,
                    "person_id": person,
                    "amount": row["amount"],
                    "paid_on": row["paid_on"],
                    "document_number": row["document_number"],
                }
            )
        elif booked[key] == row["amount"]:
            self.result.unchanged += 1
        else:
            row.reject("amount", f"已登记{booked[key]}元；原登记有误的，请先在对账页作废，再导入")


register(PensionContributions())


def _rows_page(batch, rows):
    columns = [
        "乡镇",
        "村（居、社区）",
        "姓名",
        "连续任职起",
        "满年起",
        "满年止",
        OutColumn("第几个满年", number=True),
        OutColumn("标准", number=True),
        OutColumn("金额", number=True),
        "标准施行日期",
        "类别",
        "条款",
    ]
    return Page(
        f"{batch.county.short_name}{batch.year}年度人口主任养老保险补助花名册",
        columns,
        [
            [
                row.township_name,
                row.village,
                row.person_name,
                row.since,
                row.year_from,
                row.year_to,
                row.nth,
                row.value,
                row.amount,
                row.value_from,
                row.get_kind_display(),
                row.clause,
            ]
            for row in rows
        ],
        lines=("，".join(filter(None, [f"状态：{batch.get_state_display()}", batch.document_number])),),
        sheet="花名册",
    )


def batch_book(batch, rows, gaps) -> bytes:
    """Return the rows of a batch as the page shows them, and on a second sheet whom it leaves out."""
    gaps = list(gaps)
    pages = [_rows_page(batch, rows)]
    if gaps:
        pages.append(
            Page(
                f"{batch.county.short_name}{batch.year}年度未计提养老保险补助的满年",
                ["乡镇", "村（居、社区）", "姓名", "满年起", "满年止", "原因", OutColumn("说明", width=60)],
                [
                    [
                        gap.township_name,
                        gap.village,
                        gap.person_name,
                        gap.year_from,
                        gap.year_to,
                        gap.get_kind_display(),
                        problem_of(gap),
                    ]
                    for gap in gaps
                ],
                sheet="未计提",
            )
        )
    return write_book(pages)


def forecast_book(county, year, on, rows) -> bytes:
    """Return who is expected to complete a year, as the page shows it."""
    columns = [
        "乡镇",
        "村（居、社区）",
        "姓名",
        OutColumn("第几个满年", number=True),
        "满年日期",
        OutColumn("金额", number=True),
        "备注",
    ]
    return write_table(
        f"{county.short_name}{year}年度养老保险补助预测",
        columns,
        [
            [
                row.served.township_name,
                row.served.village,
                row.served.person_name,
                row.served.nth,
                row.served.last,
                row.amount,
                "；".join(filter(None, [row.gap, "聘期届满，需续聘" if row.served.renewal else ""])),
            ]
            for row in rows
        ],
        unit=f"按{on.isoformat()}的任职、参保和已知标准预测",
    )


def match_book(batch, rows) -> bytes:
    """Return accrued and paid in side by side, as the page shows them."""
    columns = [
        "乡镇",
        "村（居、社区）",
        "姓名",
        *(OutColumn(name, number=True) for name in ("计提", "已缴", "差额")),
        "对账",
        OutColumn("凭证号", width=40),
    ]
    return write_table(
        f"{batch.county.short_name}{batch.year}年度养老保险缴费对账表",
        columns,
        [
            [
                row.township,
                row.village_short,
                row.name,
                row.accrued,
                row.paid,
                row.difference,
                row.word,
                "；".join(one.document_number for one in row.bookings),
            ]
            for row in rows
        ],
    )
