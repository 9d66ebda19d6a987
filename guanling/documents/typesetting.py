"""Setting Chinese text line by line, as GB/T 9704 wants it: every full line fills the type area.

WeasyPrint stretches lines only at spaces, and Chinese has none; so the lines are broken here, by the
fonts' own widths and the rules for punctuation, and each is set with the letter spacing that fills it.
Widths and sizes are in points.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from fontTools.ttLib import TTFont

from guanling.documents import fonts

MM = 72 / 25.4
WIDTH = 156 * MM
SIZE = 16
# 28 characters of 16 pt in 156 mm.
SPACING = (WIDTH - 28 * SIZE) / 27
# A closing mark may be squeezed into a full line; a line is stretched this far at most.
TIGHTEST, WIDEST = -0.04, 0.16
CLOSING = "，。、；：？！）》〉」』】〕”’％℃°…—·"
OPENING = "（《〈「『【〔“‘"
# What belongs to the number before it.
UNITS = "年月日号名人分个元天位条项次村镇"
UNIT = re.compile(rf"[{OPENING}]*(?:[0-9A-Za-z.,%+\-/#@:]+[{UNITS}]?|[^{OPENING}])[{CLOSING}]*|[{OPENING}]+")


class Line(NamedTuple):
    """One line: its text and the letter spacing in points that fills the width."""

    text: str
    spacing: str


@lru_cache(maxsize=32)
def _advances(path, stamp):
    with TTFont(path, lazy=True) as font:
        scale, widths = font["head"].unitsPerEm, font["hmtx"].metrics
        return {code: widths[name][0] / scale for code, name in font.getBestCmap().items()}


def advance(char, hand):
    """Return the width of ``char`` in ems, in the font of the hand's stack that shows it."""
    latin = fonts.latin_of(hand)
    files = ([latin] if latin and char.isascii() else []) + fonts.stack(hand)
    for path in files:
        found = _advances(path, path.stat().st_mtime_ns).get(ord(char))
        if found is not None:
            return found
    return 1


@lru_cache(maxsize=20_000)
def _advance(char, hand):
    return advance(char, hand)


def width(text, hand):
    """Return the width of ``text`` in ems when set in ``hand``."""
    return sum(_advance(char, hand) for char in text)


def set_lines(text, *, hand="fangsong", size=SIZE, room=WIDTH, indent=0):
    """Break ``text`` into lines of ``room`` points, the first shorter by ``indent`` characters.

    A line never begins with a closing mark nor ends with an opening one; a number stays whole and with
    its unit.
    """
    normal, tightest = SPACING / SIZE * size, TIGHTEST * size
    lines, line, used, count = [], "", 0.0, 0
    space = room - indent * (size + normal)
    for unit in UNIT.findall(text):
        wide, many = width(unit, hand) * size, len(unit)
        squeeze = tightest if unit[-1] in CLOSING else normal
        if line and used + wide + (count + many - 1) * squeeze > space + 0.01:
            lines.append(_filled(line, used, count, space, size))
            line, used, count, space = "", 0.0, 0, room
        line, used, count = line + unit, used + wide, count + many
    tail = normal if used + (count - 1) * normal <= space else (space - used) / max(1, count - 1)
    lines.append(Line(line, f"{tail:.3f}"))
    return lines


def _filled(line, used, count, space, size):
    spacing = (space - used) / max(1, count - 1)
    return Line(line, f"{min(spacing, WIDEST * size):.3f}")
