"""What papers are made of: pure functions from frozen content to the parts that are set.

``content`` is what a draft freezes: JSON-able, texts and figures already as they are to be read. A domain
app declares its paper in its ``prints.py``::

    register(PaperKind(name="circular", label="月通报", parts=circular_parts))

where ``parts(content)`` returns a list of :class:`guanling.documents.pdf.Part`. Number and date of issue
are added to the content (``number``, ``date``, ``printed_on``) by the service that issues.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from guanling.documents import typesetting
from guanling.documents.pdf import Part

# Red head: characters as large as possible, at most 15 mm, condensed to 60 % at most.
MARK_WIDTH, MARK_HEIGHT, MARK_CONDENSED = 156, 15, 0.6
TITLE_CHARACTERS = 19
CELL_SIZE, PADDING = 10.5, 2.4
SMALLEST_ON_ONE_LINE, SMALLEST_COLUMN = 0.76, 0.85
# Several lines in a cell: at most this size, and points that they may take together per mm of the row.
LINES_SIZE, LINES_ROOM = 8.5, 18 / 7
# Hand of each kind of paragraph (GB/T 9704 7.3.3).
HANDS = {"p": "fangsong", "h1": "heiti", "h2": "kaiti", "h3": "fangsong", "h4": "fangsong"}
COPIES_SIZE = 14
# Heights in points of the closing block (see static/paper/circular.css), a little air above included.
CLOSING_FIXED, CLOSING_LINE = 45, 21
# Pages per part: one process sets one part.
PAGES_PER_PART = 20
# Title block and column heads of a table in mm (see static/paper/table.css).
LINE, ABOVE, HEAD, NOTE, SIGNATURE = 10.2, 7, 11, 7, 14
# What the outer rules of a table take besides its rows.
RULES = 0.5
HEAD_LINES = 2
# (page width, height, margins top right bottom left) in mm. A landscape sheet within a paper is the
# portrait one turned right, and keeps its margins.
SHEETS = {
    ("A4", True): (297, 210, (28, 37, 26, 35)),
    ("A4", False): (297, 210, (22, 15, 18, 15)),
    ("A3", False): (420, 297, (25, 18, 20, 18)),
}
# A register of more columns than these needs the larger sheet.
COLUMNS_ON_A4 = 16


@dataclass(frozen=True)
class PaperKind:
    """A kind of official paper: ``parts`` turns frozen content into the parts to set.

    ``right`` names what one must be allowed besides reading papers to find it in the archive.
    """

    name: str
    label: str
    parts: Callable[[dict], list[Part]]
    right: str = ""


_KINDS: dict[str, PaperKind] = {}


def register(kind):
    """Make a kind of paper known; the same name twice is a programming error."""
    if kind.name in _KINDS and _KINDS[kind.name] != kind:
        raise ValueError(f"paper kind {kind.name!r} is registered twice")
    _KINDS[kind.name] = kind
    return kind


def kind_of(name):
    """Return the registered kind ``name``."""
    return _KINDS[name]


def kinds():
    """Return all kinds of papers, by label."""
    return sorted(_KINDS.values(), key=lambda kind: kind.label)


def chinese_date(day):
    """Return a date as papers write it: 2016年9月5日, no zero padding."""
    return f"{day.year}年{day.month}月{day.day}日"


def number_text(mark, year, serial):
    """Return a paper's number: 关人口计生通〔2016〕9号 — no 第, no leading zero."""
    return f"{mark}〔{year}〕{serial}号"


def em_width(text):
    """Return the width of ``text`` in ems: a Chinese character is 1, a Latin letter or digit 0.55."""
    return sum(1 if unicodedata.east_asian_width(char) in "WFA" else 0.55 for char in text)


def title_lines(title, limit=TITLE_CHARACTERS):
    """Break a title into lines of at most ``limit`` characters, balanced, the longer ones not last.

    Breaks stand where a reader pauses (after 的, before 关于 and 的通知) and never inside a number,
    a date or a word in brackets.
    """
    if em_width(title) <= limit:
        return [title]
    count = 2
    while em_width(title) / count > limit - 2:
        count += 1
    lines, rest = [], title
    for left in range(count, 1, -1):
        cut = _best_cut(rest, em_width(rest) / left, limit)
        lines.append(rest[:cut])
        rest = rest[cut:]
    return [*lines, rest]


def _best_cut(text, target, limit):
    best, best_cost = len(text), None
    for cut in range(2, len(text) - 1):
        before, after = text[:cut], text[cut:]
        width = em_width(before)
        if width > limit:
            break
        cost = abs(width - target)
        if (
            before[-1].isdigit()
            or (after[0].isdigit() and before[-1] in "年月第")
            or after[0] in "年月日号、，。）》”的"
        ):
            cost += 20
        if before.count("（") > before.count("）") or before.count("《") > before.count("》"):
            cost += 20
        if (
            before[-1] in "的、，"
            or before.endswith(("关于", "年度", "月份"))
            or after.startswith(("关于", "情况的", "实施"))
        ):
            cost -= 3
        if best_cost is None or cost < best_cost:
            best, best_cost = cut, cost
    return best


def _mark_shape(mark):
    """Return the red head's character height in mm and its horizontal scale."""
    length = em_width(mark)
    height = min(MARK_HEIGHT, MARK_WIDTH / length / MARK_CONDENSED)
    return height, min(1, MARK_WIDTH / length / height)


def _signature_right(issuer, written_date):
    """Return how many characters stay free on the right of the signature block.

    The date keeps four, the issuer is centred over it. Only an issuer too long for that moves the date:
    it may reach the edge of the type area, not beyond.
    """
    excess = (em_width(issuer) - em_width(written_date)) / 2
    return max(0, 4 - max(0, excess))


def _printed_size(content):
    """Return the size of the last line of the closing block: 14 pt, less where the office's name is long."""
    text = f"{content['printer']}　{content['printed_on']}印发"
    return min(COPIES_SIZE, typesetting.WIDTH / (typesetting.width(text, "fangsong") + 2))


def letter_parts(content, attachments=()):
    """Return the parts of a red-headed paper with its attachments (landscape tables).

    ``content`` keys: ``issuer_mark``, ``number``, ``title`` (text or list of lines), ``addressee``,
    ``body`` ([{kind: p|h1|h2|h3, text}]), ``attachments`` (their names), ``issuer``, ``date``,
    ``copies``, ``printer``, ``printed_on``, optional ``note``. ``attachments`` are the parts that
    follow the body; then the closing block stands on the last page, behind them.
    """
    attachments = list(attachments)
    title = content["title"]
    lines = title_lines(title) if isinstance(title, str) else list(title)
    height, scale = _mark_shape(content["issuer_mark"])
    copies = typesetting.set_lines(
        content["copies"], size=COPIES_SIZE, room=typesetting.WIDTH - 5 * COPIES_SIZE
    )
    context = {
        "note": "",
        **content,
        "title": "".join(lines),
        "title_lines": lines,
        "mark_size": f"{height:.2f}",
        "mark_scale": f"{scale:.4f}",
        "signature_right": f"{_signature_right(content['issuer'], content['date']):.2f}",
        "closing_apart": bool(attachments),
        "paragraphs": [
            {
                "kind": item["kind"],
                "lines": typesetting.set_lines(item["text"], hand=HANDS[item["kind"]], indent=2),
            }
            for item in content["body"]
        ],
        "attachment_names": [
            typesetting.set_lines(name, room=typesetting.WIDTH - 6 * typesetting.SIZE)
            for name in content["attachments"]
        ],
        "copies_lines": copies,
        "closing_height": CLOSING_FIXED + CLOSING_LINE * len(copies),
        "printed_size": f"{_printed_size(content):.2f}",
    }
    parts = [Part("paper/circular.html", context), *attachments]
    if attachments:
        parts.append(Part("paper/closing.html", context, closing=True))
    return parts


def _head(title, room):
    """Return a column's title in at most two lines of ``room`` mm, with the size at which they fit."""
    lines = title.split("\n")
    if len(lines) == 1 and typesetting.width(title, "heiti") * CELL_SIZE / typesetting.MM > room:
        # Break before a bracket, else in the middle, the longer part first.
        cut = title.find("（")
        cut = cut if cut > 0 else -(-len(title) // HEAD_LINES)
        lines = [title[:cut], title[cut:]]
    widest = max(typesetting.width(line, "heiti") for line in lines) / typesetting.MM
    return {"title": "\n".join(lines), "size": f"{min(CELL_SIZE, room / widest):.2f}"}


def _column_scale(texts, room):
    """Return the scale at which all texts of a column fit, if that is hardly smaller; else 1."""
    widest = (
        max((typesetting.width(text, "songti") for text in texts), default=0) * CELL_SIZE / typesetting.MM
    )
    scale = min(1, room / widest) if widest else 1
    return scale if scale >= SMALLEST_COLUMN else 1


def _fit(text, room, scale, row_height):
    """Return the style with which ``text`` fits ``room`` mm of a row uncut, or an empty text."""
    em = typesetting.width(text, "songti") / typesetting.MM
    if em * CELL_SIZE * scale <= room + 0.01:
        return "" if scale == 1 else f"font-size: {CELL_SIZE * scale:.2f}pt"
    if em * CELL_SIZE * SMALLEST_ON_ONE_LINE <= room:
        return f"font-size: {room / em:.2f}pt"
    for lines in (2, 3, 4):
        size = min(LINES_SIZE, LINES_ROOM * row_height / lines)
        if em * size <= room * lines * 0.92:
            break
    return f"font-size: {size:.4g}pt; line-height: 1.05; white-space: normal; overflow-wrap: anywhere"


def _cut_pages(count, first, rest, last):
    """Return how many rows each page holds: ``first``, then ``rest``, on the last ``last`` fewer.

    No page holds only the foot, and the last page never less than two rows if there are more.
    """
    sizes, left, capacity = [], count, first
    while left > capacity - last:
        take = min(capacity, left)
        if left - take < 2 and left > 2:
            take = left - 2
        sizes.append(take)
        left -= take
        capacity = rest
        if not take:
            break
    sizes.append(left)
    return [size for size in sizes if size] or [0]


def _sums(columns, rows, label):
    """Return the row that adds up the columns with ``sum``; ``label`` stands in the column with ``label``.

    Figures are read as they stand in the cells: 1,700.00 or nothing.
    """
    labelled = next((at for at, column in enumerate(columns) if column.get("label")), 0)
    cells = [""] * len(columns)
    for index, column in enumerate(columns):
        if column.get("sum"):
            figures = [row[index].replace(",", "") for row in rows if row[index]]
            places = max((len(text.partition(".")[2]) for text in figures), default=0)
            cells[index] = f"{sum(map(Decimal, figures), Decimal(0)):,.{places}f}" if figures else ""
    cells[labelled] = label
    return cells


def _with_sums(columns, rows, sizes, *, subtotal, total):
    """Return the rows with their sums between them, and how many of them each page holds."""
    if not (total or subtotal):
        return rows, sizes
    found, counts, start = [], [], 0
    for size in sizes:
        page = rows[start : start + size]
        start += size
        if subtotal and len(sizes) > 1:
            page = [*page, _sums(columns, page, subtotal)]
        if total and len(counts) == len(sizes) - 1:
            page = [*page, _sums(columns, rows, total)]
        found += page
        counts.append(len(page))
    return found, counts


def sheet_for(columns):
    """Return the sheet on which a register with these columns is set: A4, else A3."""
    return "A4" if len(columns) <= COLUMNS_ON_A4 else "A3"


def table_parts(
    *,
    title,
    columns,
    rows,
    notes=(),
    signatures=(),
    attachment="",
    above_left="",
    above_right="",
    continued="",
    size="A4",
    in_paper=True,
    row_height=7,
    subtotal="",
    total="",
):
    """Return the parts of a landscape table, cut into pages with the head on each.

    ``columns``: [{title, width (a share; all together fill the sheet), align}]; ``rows``: lists of
    texts. ``in_paper`` keeps the margins and page number of the paper to which it is the attachment;
    otherwise it is a register of its own with 第 x 页 共 y 页 and ``signatures`` at its foot: what is signed,
    or [what, who] where the name is known.
    ``continued`` stands above the head of every page but the first, to tell what the sheet belongs to.
    ``subtotal`` and ``total`` are the words before the sums under each page and under all: of the columns
    with ``sum``, in that with ``label``. A single page has no subtotal.
    """
    width, height, margins = SHEETS[size, in_paper]
    top, right, bottom, left = margins
    room_wide, room_high = width - left - right, height - top - bottom
    lines = title_lines(title, 28) if isinstance(title, str) else list(title)
    share = room_wide / sum(column["width"] for column in columns)
    shaped = [
        {
            **_head(column["title"], column["width"] * share - 1.7),
            "width": round(column["width"] * share, 2),
            "align": column.get("align", "center"),
        }
        for column in columns
    ]
    block = LINE * len(lines) + ABOVE + (LINE + 2 if attachment else 0)
    foot = NOTE * len(notes) + (SIGNATURE if signatures else 0) + 1
    first = int((room_high - block - HEAD - RULES) // row_height)
    rest = int((room_high - HEAD - RULES - (ABOVE if continued else 0)) // row_height)
    rows = [[str(text) for text in row] for row in rows]
    # Lines that hold no row of their own: the total under the last page, the subtotal under each of several.
    under = -(-foot // row_height) + bool(total)
    sizes = _cut_pages(len(rows), first, rest, under)
    if subtotal and len(sizes) > 1:
        sizes = _cut_pages(len(rows), first - 1, rest - 1, under)
    rows, sizes = _with_sums(columns, rows, sizes, subtotal=subtotal, total=total)
    rooms = [column["width"] - PADDING for column in shaped]
    scales = [_column_scale((row[index] for row in rows), room) for index, room in enumerate(rooms)]
    # Figures stand at one size across the table.
    figures = min((s for s, c in zip(scales, shaped, strict=True) if c["align"] == "right"), default=1)
    scales = [figures if c["align"] == "right" else s for s, c in zip(scales, shaped, strict=True)]
    cells = [
        [
            {"text": text, "fit": _fit(text, room, scale, row_height)}
            for text, room, scale in zip(row, rooms, scales, strict=True)
        ]
        for row in rows
    ]
    pages, start = [], 0
    for count in sizes:
        pages.append({"first": not pages, "last": False, "rows": cells[start : start + count]})
        start += count
    pages[-1]["last"] = True
    context = {
        "title": "".join(lines),
        "title_lines": lines,
        "attachment": attachment,
        "above_left": above_left,
        "above_right": above_right,
        "continued": continued,
        "columns": shaped,
        "notes": list(notes),
        "signatures": [[one, ""] if isinstance(one, str) else list(one) for one in signatures],
        "size": size,
        "margins": " ".join(f"{edge}mm" for edge in margins),
        "row_height": row_height,
    }
    return [
        Part(
            "paper/table.html",
            {**context, "pages": pages[at : at + PAGES_PER_PART]},
            numbering="dash" if in_paper else "count",
            rows=sum(len(page["rows"]) for page in pages[at : at + PAGES_PER_PART]),
        )
        for at in range(0, len(pages), PAGES_PER_PART)
    ]


def tables_parts(content):
    """Return the parts of a print that is one table or several, each beginning a sheet of its own.

    ``content``: ``tables`` (arguments of :func:`table_parts`) and the ``signatures`` at their feet.
    """
    return [
        part
        for table in content["tables"]
        for part in table_parts(**table, signatures=content["signatures"], in_paper=False)
    ]


def with_issue(content, *, number, day):
    """Return ``content`` with the number and date that it gets by being issued."""
    written = chinese_date(day) if isinstance(day, date) else day
    return {**content, "number": number, "date": written, "printed_on": written}
