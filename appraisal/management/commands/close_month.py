"""manage.py close_month 2016-09 --reason TEXT [--county CODE]"""

from django.core.management.base import BaseCommand, CommandError

from appraisal.queries import month_in, the_county
from appraisal.services.months import operator_close
from guanling.runs.errors import Refusal


class Command(BaseCommand):
    """Close the month as the operator; exit status 1 and nothing changed when it cannot be closed."""

    help = "以操作员身份关闭一个考核月；没有评分的乡镇记为例外，原因写入变更记录"

    def add_arguments(self, parser):
        parser.add_argument("month", help="月份，如 2016-09")
        parser.add_argument("--reason", required=True, help="关闭原因，写入变更记录")
        parser.add_argument(
            "--county", default="", metavar="CODE", help="县的六位区划代码（只有一个县时可不写）"
        )

    def handle(self, *args, **options):
        try:
            month = month_in(the_county(options["county"]), options["month"])
            counts = operator_close(month=month, reason=options["reason"])
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        for sheet in month.sheets.exclude(exception_reason="").select_related("unit").order_by("unit__code"):
            self.stderr.write(
                f"例外 {sheet.unit.name}（{sheet.get_state_display()}）：{sheet.exception_reason}"
            )
        self.stdout.write(
            f"{month}已关闭：{counts['closed']} 个乡镇的考核表已关闭，{counts['excepted']} 个乡镇未报。"
        )
