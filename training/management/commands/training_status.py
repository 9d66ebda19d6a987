"""manage.py training_status 2016 --csv FILE|- [--on DATE]"""

from collections import Counter
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from guanling.documents.csv_out import day_argument, write_csv
from guanling.policy.rules import chinese_date
from roster.models import Appointment
from roster.rules import pinyin
from training.enums import Met
from training.queries.compliance import standings

HEADER = ("village_code", "name", "initial_done", "update_days", "township_sessions", "tests", "status")
# Who is in post on the day has begun: nobody of them still waits for the post.
INITIAL = {Met.MET: "yes", Met.LACKING: "no", Met.LATE: "late", Met.NOT_REQUIRED: "not_required"}


class Command(BaseCommand):
    """Write how every population director in post stands with training (P3.1–P3.3, A4.7) as CSV.

    One line per village and director in post on the day: that of ``--on``, else today in the running year,
    else the year's last day. ``initial_done``: yes, no, late (made up after the start), not_required (in
    post before the clause). ``update_days``: days of knowledge update that count, in halves;
    ``township_sessions``: sessions of the township at which the director was; ``tests``: different tests
    with a score. ``status``: the worst of all requirements, one of lacking, short, will_miss, waiting,
    on_track, no_record, late, met, not_required.
    """

    help = "导出某年度在任人口主任的教育培训达标情况（CSV），一村一人一行"

    def add_arguments(self, parser):
        parser.add_argument("year", type=int, help="年度，如 2016")
        parser.add_argument("--csv", required=True, metavar="FILE", help="输出文件，- 为标准输出")
        parser.add_argument(
            "--on",
            type=day_argument,
            metavar="DATE",
            help="截至该年度哪一日，如 2016-09-30；默认年末，本年为今天",
        )

    def handle(self, *args, **options):
        year, today = options["year"], timezone.localdate()
        if not 1 <= year <= today.year:
            raise CommandError(f"年度应是{today.year}年或以前的年份，如 {today.year}")
        on = options["on"] or min(today, date(year, 12, 31))
        if on.year != year:
            raise CommandError(f"{chinese_date(on)}不在{year}年度内，请改写 --on")
        found = standings(Appointment.objects.all(), on, year).values()
        lines = [(place, one) for one in found for place in one.places if place.holds_on(on)]
        if not lines:
            raise CommandError(f"{chinese_date(on)}没有在任的人口主任；请先导入村级人员花名册")
        lines.sort(key=lambda line: (line[0].village_code, pinyin(line[1].name), line[1].person))
        write_csv(self, options["csv"], HEADER, (_cells(place, one) for place, one in lines))
        counts = Counter(one.state for one in {one.person: one for _, one in lines}.values())
        told = "，".join(f"{state.label}{counts[state]}人" for state in Met if counts[state])
        self.stderr.write(f"{year}年度，截至{chinese_date(on)}：{len(lines)}行，{told}。")


def _cells(place, one):
    return [
        place.village_code,
        one.name,
        INITIAL[one.initial.state],
        f"{one.update.have:.1f}",
        one.township_sessions,
        one.tests.have,
        one.state.value,
    ]
