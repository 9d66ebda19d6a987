"""manage.py rank_month 2016-09 --csv FILE|- [--county CODE]"""

from django.core.management.base import BaseCommand, CommandError

from appraisal.models import Result
from appraisal.queries import latest_version, month_in, the_county
from appraisal.services.ranking import rank_now
from guanling.documents.csv_out import write_csv
from guanling.runs.errors import Refusal

COLUMNS = ("village_code", "village", "name", "score", "township_rank", "county_rank", "band", "status")


class Command(BaseCommand):
    """Rank a closed month at once and write the ranking; exit status 1 when it cannot be ranked."""

    help = "对已关闭的考核月排序，名次写成 CSV（UTF-8）；“-”为标准输出"

    def add_arguments(self, parser):
        parser.add_argument("month", help="月份，如 2016-09")
        parser.add_argument("--csv", metavar="FILE", help="写入的文件，“-”为标准输出")
        parser.add_argument(
            "--county", default="", metavar="CODE", help="县的六位区划代码（只有一个县时可不写）"
        )

    def handle(self, *args, **options):
        target = options["csv"]
        try:
            month = month_in(the_county(options["county"]), options["month"])
            self.stderr.write(f"正在排序{month}……")
            run = rank_now(month=month)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        if target:
            try:
                write_csv(self, target, COLUMNS, self._rows(month))
            except CommandError as error:
                raise CommandError(f"已排序，但{error}") from None
        counts = run.counts
        end = self.stderr if target == "-" else self.stdout
        end.write(
            f"{month}排序完成：应考核 {counts['people']} 人，参加排序 {counts['ranked']} 人，"
            f"不参加排序 {counts['people'] - counts['ranked']} 人。"
        )

    def _rows(self, month):
        results = Result.objects.filter(month=month, version=latest_version(month)).order_by(
            "county_rank", "village_code", "person__pinyin", "pk"
        )
        for result in results.iterator():
            yield (
                result.village_code,
                result.village_name,
                result.person_name,
                result.score,
                result.township_rank,
                result.county_rank,
                result.band,
                result.get_status_display(),
            )
