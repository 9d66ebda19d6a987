"""manage.py import_workbooks PATH… [--on DATE] [--reason TEXT] [--dry-run] [--json]"""

import json
import sys
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from guanling.documents.services.imports import import_directly
from guanling.runs.errors import Refusal


class Command(BaseCommand):
    """Import workbooks as the operator; nothing is saved when a row is rejected (exit status 1)."""

    help = "导入工作簿（文件或文件夹）；有一行被退回就不保存任何内容，退出码为1"

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="+", metavar="PATH", help="文件或文件夹")
        parser.add_argument(
            "--on", type=date.fromisoformat, metavar="DATE", help="数据日期，如 2016-09-30；默认今天"
        )
        parser.add_argument("--reason", default="", help="写入变更记录的说明")
        parser.add_argument("--dry-run", action="store_true", help="只核对，不保存")
        parser.add_argument("--json", action="store_true", help="以JSON输出结果")

    def handle(self, *args, **options):
        sources = list(self._workbooks(options["paths"]))
        quiet = options["json"]

        def progress(text):
            if not quiet:
                self.stderr.write(text)

        try:
            outcome = import_directly(
                sources=sources,
                on=options["on"] or timezone.localdate(),
                reason=options["reason"],
                dry_run=options["dry_run"],
                progress=progress,
            )
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        if quiet:
            self.stdout.write(json.dumps(outcome.report.as_json(), ensure_ascii=False))
        else:
            self._tell(outcome, dry_run=options["dry_run"])
        if not outcome.clean:
            sys.exit(1)

    def _workbooks(self, paths):
        """Yield every workbook named, folders searched to the bottom; Excel's lock files left out."""
        for text in paths:
            path = Path(text)
            if path.is_dir():
                found = sorted(
                    item
                    for item in path.rglob("*")
                    if item.is_file()
                    and item.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".et")
                    and not item.name.startswith(("~$", "."))
                )
                if not found:
                    raise CommandError(f"文件夹“{text}”里没有工作簿（.xlsx）")
                yield from found
            elif path.is_file():
                yield path
            else:
                raise CommandError(f"找不到“{text}”")

    def _tell(self, outcome, *, dry_run):
        report = outcome.report
        for warning in report.warnings:
            self.stderr.write(f"提示 {_place(warning)}{warning.reason}")
        for error in report.errors:
            value = f"“{error.value}”" if error.value else ""
            self.stderr.write(self.style.ERROR(f"退回 {_place(error)}{value}{error.reason}"))
        for kind in outcome.kinds:
            self.stdout.write(
                f"{kind.kind.label}：{kind.rows}行，新增{kind.new}，变更{kind.changed}，不变{kind.unchanged}"
            )
            for remark in kind.remarks:
                self.stdout.write(f"  {remark}")
        end = (
            "已保存。"
            if outcome.saved
            else "只核对，没有保存。"
            if dry_run and outcome.clean
            else "没有保存任何内容。"
        )
        self.stdout.write(f"读取{report.read}行，可导入{report.accepted}行，退回{report.rejected}行。{end}")


def _place(finding):
    parts = [finding.file, finding.sheet, f"第{finding.row}行" if finding.row else "", finding.column]
    return " ".join(part for part in parts if part) + "："
