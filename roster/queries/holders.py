"""Who holds the posts of many units on a day, by name."""

from collections.abc import Iterable
from datetime import date

from roster.enums import Nature


def names_by_post(appointments, on: date, unit_ids: Iterable[int]) -> dict[tuple[int, str], list[str]]:
    """Return {(unit id, kind): names} of ``appointments`` (scoped) on ``on``; one statement.

    Who is not regularly appointed stands behind, with the word for it: 王小代（代行职责）.
    """
    rows = (
        appointments.on(on)
        .filter(post__unit__in=unit_ids)
        .order_by("person__pinyin", "person", "pk")
        .values_list("post__unit", "post__kind", "nature", "person__name")
    )
    found: dict[tuple[int, str], list[str]] = {}
    for unit, kind, nature, name in sorted(rows, key=lambda row: row[2] != Nature.REGULAR):
        told = name if nature == Nature.REGULAR else f"{name}（{Nature(nature).label}）"
        found.setdefault((unit, kind), []).append(told)
    return found
