"""manage.py run_payroll 2016-09 --csv FILE|- [--county CODE]"""

from django.core.management.base import BaseCommand, CommandError

from appraisal.queries import first_day_of, the_county
from guanling.documents.csv_out import write_csv
from guanling.runs.errors import Refusal
from payroll.enums import PART_OPEN, Item
from payroll.models import Entry, Line, Problem
from payroll.services import runs
from roster.enums import Nature
from roster.rules.divisions import TOWNSHIP_DIGITS

COLUMNS = ("township_code", "village_code", "name", "post", "item", "clause", "amount")


class Command(BaseCommand):
    """Work out what is open of a month's pay at once and write every line of the month.

    Parts that were handed in, confirmed or paid are read as they are. Who is put off has no line; that, and
    what is in somebody's way, is told on the standard error. Exit status 1 when the month cannot be worked
    out.
    """

    help = "计算某月待遇（已提交、已确认的照原样读出），明细写成 CSV（UTF-8）；“-”为标准输出"

    def add_arguments(self, parser):
        parser.add_argument("month", help="月份，如 2016-09")
        parser.add_argument("--csv", required=True, metavar="FILE", help="写入的文件，“-”为标准输出")
        parser.add_argument(
            "--county", default="", metavar="CODE", help="县的六位区划代码（只有一个县时可不写）"
        )

    def handle(self, *args, **options):
        try:
            first_day = first_day_of(options["month"])
            month = runs.open_month(county=the_county(options["county"]), first_day=first_day)
            if month.parts.filter(state__in=PART_OPEN).exists():
                self.stderr.write(f"正在计算{month}待遇……")
                runs.compute_now(month=month)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        write_csv(self, options["csv"], COLUMNS, self._rows(month))
        self._tell(month)

    def _rows(self, month):
        order = {item.value: number for number, item in enumerate(Item)}
        lines = (
            Line.objects.filter(month=month, entry__withheld_reason="")
            .select_related("part__unit", "entry", "appointment", "person")
            .order_by(
                "part__unit__code", "unit_code", "person__pinyin", "person", "for_month", "first_day", "pk"
            )
        )
        for line in sorted(lines, key=lambda one: (*_place(one), order[one.item])):
            township, village, *_ = _place(line)
            yield (
                township,
                village,
                line.entry.person_name,
                _post(line),
                line.get_item_display(),
                line.clause,
                line.amount,
            )

    def _tell(self, month):
        entries = Entry.objects.filter(part__month=month).select_related("part__unit")
        for entry in entries.exclude(withheld_reason="").order_by("part__unit__code", "person__pinyin", "pk"):
            self.stderr.write(f"暂缓 {entry.part.unit} {entry.person_name}：{entry.withheld_reason}")
        problems = Problem.objects.filter(entry__part__month=month, entry__withheld_reason="")
        for problem in problems.select_related("entry__part__unit").order_by(
            "entry__part__unit__code", "entry__person__pinyin", "pk"
        ):
            entry = problem.entry
            kind = problem.get_kind_display()
            self.stderr.write(f"问题 {entry.part.unit} {entry.person_name}（{kind}）：{problem.detail}")
        parts = list(month.parts.order_by("unit__code"))
        states = "，".join(f"{part.unit}{part.get_state_display()}" for part in parts)
        self.stderr.write(
            f"{month}待遇：{sum(part.people for part in parts)} 人，"
            f"实发 {sum(part.net for part in parts):,.2f} 元（{states}）。"
        )


def _place(line):
    village = line.unit_code if len(line.unit_code) > TOWNSHIP_DIGITS else ""
    return line.part.unit.code, village, line.person.pinyin, line.person_id


def _post(line):
    if line.appointment is None:
        return line.entry.post_title
    post = line.get_post_kind_display()
    nature = Nature(line.appointment.nature)
    return post if nature == Nature.REGULAR else f"{post}（{nature.label}）"
