"""manage.py load_demo: put the demo county into an empty demo system."""

from random import Random

import pghistory
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from guanling.accounts.models import User
from guanling.documents.services.imports import plan_for_new_rows
from guanling.home.demo.accounts import HOME_TOWNSHIP, clerks, make_accounts, shown_accounts
from guanling.home.demo.changes import make_changes
from guanling.home.demo.county import PRESENT, Staffing, make_units
from guanling.home.demo.files import Files
from guanling.home.demo.invent import People
from guanling.home.demo.leaving import Leaving
from guanling.home.demo.months import OPEN, PREPARED, RANKED, Months
from guanling.home.demo.moves import Moves
from guanling.home.demo.pay import Pay
from guanling.home.demo.places import make_exceptions
from guanling.home.demo.training import Training
from roster.models import Unit

SEED = 520424


class Command(BaseCommand):
    """Load everything in one transaction; exit status 1 and nothing changed when it is refused."""

    help = "载入示范县（只限 make run 的单机示范系统，且系统中还没有数据）"

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("示范县只能载入单机示范系统（由 make run 首次启动时载入），本系统不是。")
        if shown_accounts():
            # Killed after the load and before the supervisor wrote it down: the next start asks again.
            self._say("示范县已经载入，没有改动。")
            return
        if Unit.objects.exists() or User.objects.exists():
            raise CommandError(
                "系统中已有机构或账号，不能再载入示范县；请换一个空的数据目录（GUANLING_HOME）。"
            )
        with (
            transaction.atomic(),
            pghistory.context(user=None, user_name="示范县", page="load_demo", reason="载入示范数据"),
        ):
            plan_for_new_rows()
            self._load()

    def _load(self):
        random = Random(SEED)  # noqa: S311 - the same county on every machine
        made, figures = make_units(random)
        self._say(f"机构：{len(made.townships)} 个乡镇（街道），{len(made.villages)} 个村（居、社区）")
        Staffing(made, figures, People(random), random).write()
        self._say(f"人员：{len(made.people)} 人，{len(made.appointments)} 条任职")
        users = make_accounts(made)
        self._say(f"账号：{len(users)} 个")
        make_exceptions(made, users)
        self._say(f"变动：{make_changes(made, users)} 项")
        files = Files(made, clerks(made, users), made.township(HOME_TOWNSHIP))
        self._say(f"档案：{files.write()} 份")
        held, halves = Training(made, users, Random(SEED + 1)).write()  # noqa: S311 - so that the months stay as they are
        self._say(f"培训：{held} 期，{halves} 个半天的出勤")
        leaving = Leaving(made, users, Random(SEED + 2))  # noqa: S311 - so that the months stay as they are
        months = Months(made, users, random, leaving)
        for first_day in RANKED:
            month = months.ranked(first_day)
            self._say(f"{month}：{month.get_state_display()}")
            if first_day == PREPARED:
                months.prepared(month)
        opened = months.open(OPEN)
        self._say(f"{opened}：填报中")
        self._say(f"督查：{leaving.visits()} 次，评议：{leaving.reviews(opened)} 次")
        self._say(f"村年度数：{leaving.counts()} 条，情形登记：{len(leaving.incidents())} 件")
        self._say(f"情形排查：{leaving.sweep(timezone.localdate())} 条结果，立案 1 件")
        leaving.year(PRESENT.year)
        pay = Pay(made, users, Random(SEED + 3))  # noqa: S311 - as the others
        self._say(f"待遇：{pay.paid()} 份待遇表已发放，{pay.worked_out()} 个问题待解决")
        pay.beside()
        self._say(f"调动：{Moves(made, users).write()} 项")

    def _say(self, line):
        self.stdout.write(line)
        self.stdout.flush()
