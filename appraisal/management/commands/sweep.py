"""manage.py sweep 2016-09 --csv FILE|- [--county CODE]"""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from appraisal.enums import LeavingRule
from appraisal.models import SweepGap
from appraisal.queries import the_county
from appraisal.queries.sweeps import findings_of
from appraisal.services.sweep import sweep_now
from guanling.documents.csv_out import write_csv
from guanling.runs.errors import Refusal

COLUMNS = ("rule", "clause", "village_code", "name", "period", "evidence", "status")
MISSING = "missing"


class Command(BaseCommand):
    """Sweep a month over the grounds of P8.1 and P8.2 at once and write what stands in it.

    ``status``: open, changed (its facts have changed since), taken (a case), set_aside, or missing: the
    records do not suffice to judge, which is no breach; ``evidence`` then says what is missing. Exit status
    1 when the month cannot be swept.
    """

    help = "按《实施方案》P8.1、P8.2排查某月的解聘辞退情形，结果写成 CSV（UTF-8）；“-”为标准输出"

    def add_arguments(self, parser):
        parser.add_argument("month", help="月份，如 2016-09")
        parser.add_argument("--csv", metavar="FILE", help="写入的文件，“-”为标准输出")
        parser.add_argument(
            "--county", default="", metavar="CODE", help="县的六位区划代码（只有一个县时可不写）"
        )

    def handle(self, *args, **options):
        target = options["csv"]
        try:
            county = the_county(options["county"])
            run = sweep_now(county=county, period=options["month"], today=timezone.localdate())
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        if target:
            try:
                write_csv(self, target, COLUMNS, self._rows(run))
            except CommandError as error:
                raise CommandError(f"已排查，但{error}") from None
        counts = run.counts["rules"].values()
        told = {name: sum(one[name] for one in counts) for name in ("new", "again", "changed", "missing")}
        end = self.stderr if target == "-" else self.stdout
        end.write(
            f"{run.period}排查完成：在任人口主任 {run.counts['people']} 人，新发现 {told['new']} 条，"
            f"以前已发现 {told['again']} 条，依据已变化 {told['changed']} 条，资料缺失 {told['missing']} 条；"
            f"提出末位约谈 {run.counts['talks']['new']} 人。"
        )

    def _rows(self, run):
        found = findings_of(run.period).filter(first_run__scope=run.scope)
        for finding in found.order_by("village_code", "rule", "person__pinyin", "pk"):
            told = "；".join(f"{row['what']}：{row['figure']}（{row['source']}）" for row in finding.evidence)
            yield _cells(finding, told, finding.state)
        for gap in SweepGap.objects.filter(run=run).order_by("village_code", "rule", "person__pinyin", "pk"):
            yield _cells(gap, gap.what, MISSING)


def _cells(row, evidence, status):
    clause = LeavingRule(row.rule).clause
    return [row.rule, clause, row.village_code, row.person_name, row.period, evidence, status]
