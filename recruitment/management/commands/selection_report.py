"""manage.py selection_report ROUND --csv FILE|-

ROUND is the round's code (批次编号). One row per opening, in order:

``opening``, ``unit_code``, ``unit``, ``post``: number of the opening, division code and name of the unit,
kind of post; ``places``, ``filled``, ``released``: places of the round, appointed, given up; then how many
applicants reached each stage: ``registered`` (second applications of the same person left out),
``withdrawn``, ``accepted``, ``refused``, ``sat`` (have a written mark), ``passed``, ``interviewed``,
``checked``, ``noticed``, ``approved``, ``appointed``, ``out`` (accepted, not appointed in the end). No
personal data.
"""

from django.core.management.base import BaseCommand, CommandError

from guanling.documents.csv_out import write_csv
from recruitment.models import Round
from recruitment.queries.report import counts_of
from recruitment.rules.report import STAGES, Counts

COLUMNS = ("opening", "unit_code", "unit", "post", "places", "filled", "released", *STAGES)


class Command(BaseCommand):
    """Write how many applicants of a round reached which stage, by opening, as CSV (P2.1–P2.4)."""

    help = "导出一个选聘批次各岗位、各环节的人数（CSV）"

    def add_arguments(self, parser):
        parser.add_argument("round", metavar="ROUND", help="批次编号")
        parser.add_argument("--csv", required=True, metavar="FILE", help="输出文件，- 为标准输出")

    def handle(self, *args, **options):
        found = Round.objects.filter(code=options["round"]).first()
        if found is None:
            raise CommandError(f"没有编号为{options['round']}的选聘批次；编号见“公开选聘”的批次列表。")
        counted = counts_of(found)
        openings = list(found.openings.select_related("unit").order_by("number"))
        write_csv(
            self,
            options["csv"],
            COLUMNS,
            (
                [
                    opening.number,
                    opening.unit.code,
                    opening.unit_name,
                    opening.get_kind_display(),
                    opening.places,
                    opening.filled,
                    opening.released,
                    *counted.get(opening.pk, Counts()).row,
                ]
                for opening in openings
            ),
        )
        self.stderr.write(f"{found.title}：{len(openings)}个岗位。")
