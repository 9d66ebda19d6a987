"""manage.py demo_accounts: print the demo county's accounts as a table."""

import unicodedata

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from guanling.home.demo.accounts import CLERK, DIRECTOR, LEADER, PASSWORD, shown_accounts

HEAD = ("角色", "账号", "姓名", "单位", "")


class Command(BaseCommand):
    """Print one account per role and the password that they share."""

    help = "列出示范县的账号（只限单机示范系统）"

    def handle(self, *args, **options):
        accounts = shown_accounts() if settings.DEMO else []
        if not accounts:
            raise CommandError("本系统没有示范县的账号。")
        rows = [HEAD] + [(row.role, row.username, row.name, row.unit, row.remark) for row in accounts]
        columns = [max(map(width, column)) for column in zip(*rows, strict=True)]
        lines = ["  ".join(map(padded, row, columns)).rstrip() for row in rows]
        self.stdout.write(f"示范账号，密码都是 {PASSWORD}")
        self.stdout.write(
            "\n".join(f"  {line}" for line in [lines[0], "─" * max(map(width, lines)), *lines[1:]])
        )
        self.stdout.write(
            f"  其他乡镇的账号：乡镇名的拼音加 _{CLERK}（经办）、_{DIRECTOR}（计生办主任）或 "
            f"_{LEADER}（分管领导），如 yongning_{CLERK}、yongning_{LEADER}"
        )


def width(text: str) -> int:
    """Return how many columns of a terminal ``text`` takes: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def padded(text: str, columns: int) -> str:
    """Return ``text`` filled with spaces to ``columns`` columns of a terminal."""
    return text + " " * (columns - width(text))
