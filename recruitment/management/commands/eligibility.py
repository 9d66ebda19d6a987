"""manage.py eligibility --on 2016-12-31 --csv FILE|- [--county CODE]"""

from django.core.management.base import BaseCommand, CommandError

from appraisal.queries import the_county
from guanling.documents.csv_out import day_argument, write_csv
from guanling.policy.rules import chinese_date
from guanling.runs.errors import Refusal
from recruitment.queries.eligible import standings

HEADER = ("name", "village_code", "years", "age", "education", "eligible", "reason")


class Command(BaseCommand):
    """Write which population directors in post may be recommended with points (P6.3) as CSV.

    One line per village and director in post on the day. ``years``: excellent years in a row, the last one
    the last complete year (before its results are on file, the year before); ``age`` and ``education`` as of
    the day; ``eligible``: yes or no; ``reason``: what is lacking, or the evidence where nothing is.
    """

    help = "导出某日在任人口主任是否符合考录加分条件（P6.3）的名单（CSV），一村一人一行"

    def add_arguments(self, parser):
        parser.add_argument(
            "--on", required=True, type=day_argument, metavar="DATE", help="截至日期，如 2016-12-31"
        )
        parser.add_argument("--csv", required=True, metavar="FILE", help="输出文件，“-”为标准输出")
        parser.add_argument(
            "--county", default="", metavar="CODE", help="县的六位区划代码（只有一个县时可不写）"
        )

    def handle(self, *args, **options):
        on = options["on"]
        try:
            year, found = standings(the_county(options["county"]), on)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        if not found:
            raise CommandError(f"{chinese_date(on)}没有在任的人口主任；请先导入村级人员花名册")
        write_csv(
            self,
            options["csv"],
            HEADER,
            (
                (
                    one.name,
                    one.village_code,
                    one.years,
                    one.age,
                    one.education,
                    "yes" if one.eligible else "no",
                    one.reason,
                )
                for one in found
            ),
        )
        eligible = sum(one.eligible for one in found)
        self.stderr.write(
            f"截至{chinese_date(on)}，连续优秀算到{year}年度：{len(found)}行，符合条件{eligible}行。"
        )
