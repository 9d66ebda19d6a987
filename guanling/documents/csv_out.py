"""Commands that write a list as of a day: the day asked for, and CSV to a file or to standard output."""

import csv
import io
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from django.core.management.base import CommandError

STANDARD_OUTPUT = "-"


def write_csv(command, target: str, header: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Write ``header`` and ``rows`` as CSV (UTF-8, lines ending in LF) to the file ``target``.

    ``-`` is the standard output of ``command``, a management command. Raises CommandError where the file
    cannot be written.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    if target == STANDARD_OUTPUT:
        # The bytes themselves: a console of another encoding must not change the file.
        stream = getattr(sys.stdout, "buffer", None)
        if stream and command.stdout._out is sys.stdout:
            stream.write(text.getvalue().encode())
            stream.flush()
        else:
            command.stdout.write(text.getvalue(), ending="")
        return
    try:
        Path(target).write_text(text.getvalue(), encoding="utf-8", newline="")
    except OSError as error:
        raise CommandError(f"写不了文件“{target}”：{error.strerror}") from None


def day_argument(text: str) -> date:
    """Return the day that an argument names; raises CommandError for anything but 2016-09-30."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}”不是日期，请写成 2016-09-30") from None
