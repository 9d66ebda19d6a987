"""manage.py rewards --year 2016 --csv FILE|- [--county CODE]"""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from appraisal.queries import the_county
from guanling.documents.csv_out import write_csv
from guanling.runs.errors import Refusal
from payroll.queries.rewards import completed
from payroll.rules.rewards import CLAUSE, MISSING
from roster.rules import short_name

HEADER = ("township_code", "village_code", "name", "from", "to", "status", "clause", "amount")


class Command(BaseCommand):
    """Write whose consecutive years (A7.4) are complete in a year and how they stand; nothing is saved."""

    help = "把某年度任职届满、应看届满奖励条件的人口主任写成 CSV（UTF-8）；“-”为标准输出"

    def add_arguments(self, parser):
        parser.add_argument("--year", required=True, type=int, help="年度，如 2016")
        parser.add_argument("--csv", required=True, metavar="FILE", help="写入的文件，“-”为标准输出")
        parser.add_argument(
            "--county", default="", metavar="CODE", help="县的六位区划代码（只有一个县时可不写）"
        )

    def handle(self, *args, **options):
        year = options["year"]
        try:
            lines = completed(the_county(options["county"]), year, timezone.localdate())
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        write_csv(
            self,
            options["csv"],
            HEADER,
            (
                (
                    line.served.township_code,
                    line.served.village_code,
                    line.served.person_name,
                    line.assessment.first,
                    line.assessment.last,
                    line.word,
                    CLAUSE,
                    "" if line.amount is None else f"{line.amount:.2f}",
                )
                for line in lines
            ),
        )
        for line in lines:
            if line.state == MISSING:
                said = "；".join(f"{one.year}年度：{one.said}" for one in line.gaps)
                self.stderr.write(
                    f"{short_name(line.served.village_name)}{line.served.person_name}：{said}。"
                )
        self.stderr.write(f"{year}年：任职届满{len(lines)}人。")
