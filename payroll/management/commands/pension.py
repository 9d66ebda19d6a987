"""manage.py pension --year 2016 --csv FILE|- [--county CODE]"""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from appraisal.queries import the_county
from guanling.documents.csv_out import write_csv
from guanling.runs.errors import Refusal
from payroll.enums import PensionState
from payroll.models import PensionBatch
from payroll.queries.pension import trial
from payroll.services.pension import counts_until, problem_of

HEADER = ("township_code", "village_code", "name", "year_from", "year_to", "nth", "clause", "amount")


class Command(BaseCommand):
    """Write the pension accrual of a year (P6.5); nothing is saved.

    What has been handed in or confirmed is written as it stands, otherwise what today's facts give.
    """

    help = "把某年度人口主任养老保险补助计提写成 CSV（UTF-8）；“-”为标准输出"

    def add_arguments(self, parser):
        parser.add_argument("--year", required=True, type=int, help="年度，如 2016")
        parser.add_argument("--csv", required=True, metavar="FILE", help="写入的文件，“-”为标准输出")
        parser.add_argument(
            "--county", default="", metavar="CODE", help="县的六位区划代码（只有一个县时可不写）"
        )

    def handle(self, *args, **options):
        year = options["year"]
        try:
            county = the_county(options["county"])
            batch = PensionBatch.objects.filter(county=county, year=year).first()
            if batch is not None and batch.state != PensionState.DRAFT:
                state, rows, gaps = (
                    batch.get_state_display(),
                    list(batch.accruals.all()),
                    list(batch.gaps.all()),
                )
            else:
                found = trial(county, year, counts_until(county, year, timezone.localdate()))
                state, rows, gaps = "按现有资料计算，未保存", found.rows, found.gaps
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        write_csv(
            self,
            options["csv"],
            HEADER,
            (
                (
                    row.township_code,
                    row.village_code,
                    row.person_name,
                    row.year_from,
                    row.year_to,
                    row.nth,
                    row.clause,
                    f"{row.amount:.2f}",
                )
                for row in rows
            ),
        )
        for gap in gaps:
            self.stderr.write(problem_of(gap))
        total = sum(row.amount for row in rows)
        self.stderr.write(f"{year}年度（{state}）：{len(rows)}行，共{total:,.2f}元；未计提{len(gaps)}行。")
