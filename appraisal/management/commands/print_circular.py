"""manage.py print_circular 2016-09 --output FILE.pdf [--county CODE]"""

import hashlib
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from appraisal.enums import MonthState
from appraisal.queries import latest_version, month_in, results, the_county
from appraisal.services import circulars
from guanling.documents.enums import PrintState
from guanling.documents.papers import with_issue
from guanling.documents.services import papers
from guanling.runs.errors import Refusal


class Command(BaseCommand):
    """Write the month's circular: the archived paper once it is issued, before that a marked draft."""

    help = "把月通报写成 PDF：已签发的取存档文件，未签发的按现在的排序生成送审稿"

    def add_arguments(self, parser):
        parser.add_argument("month", help="月份，如 2016-09")
        parser.add_argument("--output", required=True, type=Path, metavar="FILE.pdf", help="写到哪个文件")
        parser.add_argument(
            "--county", default="", metavar="CODE", help="县的六位区划代码（只有一个县时可不写）"
        )

    def handle(self, *args, **options):
        try:
            month = month_in(the_county(options["county"]), options["month"])
            data, pages, what = self._circular(month)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        try:
            options["output"].write_bytes(data)
        except OSError as error:
            raise CommandError(f"不能写入“{options['output']}”：{error.strerror}。") from None
        self.stdout.write(f"{month}月通报（{what}），{pages} 页，已写到 {options['output']}。")

    def _circular(self, month):
        """Return the PDF, its pages and what it is."""
        circular = results.circular_of(month)
        if circular is not None and circular.paper_id:
            return self._archived(month, circular.paper)
        if month.state != MonthState.RANKED:
            raise Refusal(f"{month}还没有排序（{month.get_state_display()}），不能拟通报；请先关闭并排序。")
        self.stderr.write(f"{month}还没有签发，按现在的排序生成送审稿……")
        content = circulars.circular_content(month, latest_version(month), circulars.standing_frame(month))
        rendered = papers.render_content(
            kind=circulars.PAPER_KINDS["monthly"],
            content=with_issue(content, number="", day="年　月　日"),
            mark=papers.DRAFT_MARK,
            title=content["title"],
        )
        return rendered.data, rendered.pages, papers.DRAFT_MARK

    def _archived(self, month, paper):
        if paper.state != PrintState.READY:
            raise Refusal(f"{month}月通报已签发，文件{paper.get_state_display()}；请稍后再试。")
        with paper.file.open() as file:
            data = file.read()
        if hashlib.sha256(data).hexdigest() != paper.sha256:
            raise Refusal("存档文件已损坏或被改动，不能提供；请从备份恢复。")
        return data, paper.pages, paper.number
