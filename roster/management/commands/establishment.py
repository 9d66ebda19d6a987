"""manage.py establishment --on DATE --csv FILE|-"""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from guanling.documents.csv_out import day_argument, write_csv
from roster.queries import establishment

HEADER = ("unit_code", "unit", "post", "required", "actual", "difference")


class Command(BaseCommand):
    """Write required against actual of every post on a date (N1.1–N1.3, P2.2, A1.4–A1.6) as CSV."""

    help = "导出某日各单位编制与实有人数对照（CSV）"

    def add_arguments(self, parser):
        parser.add_argument(
            "--on", type=day_argument, metavar="DATE", help="截至日期，如 2016-09-30；默认今天"
        )
        parser.add_argument("--csv", required=True, metavar="FILE", help="输出文件，- 为标准输出")

    def handle(self, *args, **options):
        on = options["on"] or timezone.localdate()
        # Posts alone: whoever adds up a column counts nobody twice.
        lines = [line for line in establishment(on) if not line.summed]
        if not lines:
            raise CommandError(f"{on}没有任何机构；请先导入村居基本情况表")
        write_csv(
            self,
            options["csv"],
            HEADER,
            (
                [line.unit_code, line.unit, line.post, line.required, line.actual, line.difference]
                for line in lines
            ),
        )
        short = sum(line.state == "short" for line in lines)
        over = sum(line.state == "over" for line in lines)
        self.stderr.write(f"{on}：{len(lines)}行，缺编{short}行，超编{over}行。")
