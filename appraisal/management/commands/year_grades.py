"""manage.py year_grades 2016 --csv FILE|- [--county CODE]"""

from django.core.management.base import BaseCommand, CommandError

from appraisal.queries import the_county
from appraisal.queries import years as queries
from guanling.documents.csv_out import write_csv
from guanling.runs.errors import Refusal

HEADER = (
    *("village_code", "name", "months", "average", "target", "satisfaction"),
    *("total", "place", "grade", "status"),
)


class Command(BaseCommand):
    """Write the results of a year's assessment (P5.2) as CSV, one line a director, by village.

    The newest confirmed version; before the year is confirmed what has been worked out so far, which the
    standard error says. ``months``: months served; ``average``: of the ranked months; ``target``: score of
    the target letter; empty: missing. ``grade``: excellent, competent, basic, failed, no_grade or empty;
    ``status``: graded, too_short, no_data.
    """

    help = "导出某年度村级人口主任的年度考核结果（CSV），一人一行"

    def add_arguments(self, parser):
        parser.add_argument("year", type=int, help="年度，如 2016")
        parser.add_argument("--csv", required=True, metavar="FILE", help="输出文件，- 为标准输出")
        parser.add_argument("--county", default="", metavar="CODE", help="六位区划代码；只有一个县时可省略")

    def handle(self, *args, **options):
        try:
            year = queries.year_in(the_county(options["county"]), options["year"])
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        version = queries.issued_version(year) or 1
        rows = list(queries.results(year, version).order_by("village_code", "person__pinyin", "pk"))
        if not rows:
            raise CommandError(f"{year}还没有汇总，请县局经办先汇总")
        write_csv(self, options["csv"], HEADER, (_cells(row) for row in rows))
        counts = "，".join(f"{label}{people}人" for label, people in queries.grade_counts(year, version))
        self.stderr.write(f"{year}（{year.get_state_display()}，第{version}版）：{len(rows)}人，{counts}。")


def _cells(row):
    figures = (row.month_average, row.target_score, row.satisfaction, row.total, row.place)
    return [
        row.village_code,
        row.person_name,
        row.months_served,
        *("" if figure is None else figure for figure in figures),
        row.grade,
        row.status,
    ]
