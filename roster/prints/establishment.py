"""The establishment as a table that the bureau signs (A3): one row per unit, its posts as columns.

``frozen`` freezes the lines of a day as JSON: figures and names, already as they are to be read.
``parts`` lays them out: it breaks the names into lines and cuts the pages, so that every page can be set
by itself.
"""

from guanling.documents import papers, typesetting
from guanling.documents.papers import chinese_date
from guanling.documents.pdf import Part
from roster.enums import LINE_SPECS, Level, PostKind, SumKind

KIND = "establishment_table"
SIGNATURES = ("制表", "审核", "分管领导", "负责人")

# Posts of each table, with the word that stands beside the names of those who hold them.
OFFICES = (
    (PostKind.LEADER_IN_CHARGE, "分管领导"),
    (PostKind.OFFICE_DIRECTOR, "计生办主任"),
    (PostKind.OFFICE_STAFF, "工作人员"),
    (PostKind.COMPUTER_OPERATOR, "微机员"),
    (SumKind.OFFICE, ""),
    (PostKind.PHYSICIAN, "执业医师"),
    (PostKind.ASSISTANT_PHYSICIAN, "助理医师"),
)
VILLAGES = (
    (PostKind.POPULATION_DIRECTOR, "人口主任"),
    (PostKind.SPECIAL_OFFICER, "特岗计生员"),
    (PostKind.GROUP_LEADER, "小组长"),
    (PostKind.STATIONED_CADRE, "驻村干部"),
    (SumKind.VILLAGE_WORKERS, ""),
)
# Only for this post the rules know somebody who acts (P2.7).
WITH_ACTING = PostKind.POPULATION_DIRECTOR

# --- what is frozen ------------------------------------------------------------------------------


def _gap(missing, surplus, extra=0):
    """Return 缺1, 超2, or both of a sum; 超1（核1） where the county has approved it."""
    told = [f"缺{missing}"] if missing else []
    if surplus:
        told.append(f"超{surplus}" + (f"（核{extra}）" if extra else ""))
    return " ".join(told)


def _cells(kind, lines):
    """Return the figures of ``lines`` (one unit's, or many to be summed) under one heading."""
    settled = [line.needed for line in lines if line.needed]
    if settled:
        low = sum(needed.minimum for needed in settled)
        limits = [needed.maximum for needed in settled]
        high = None if None in limits else sum(limits)
        required = f"≥{low}" if high is None else str(low) if low == high else f"{low}–{high}"
    else:
        required = "—"
    cells = [required, str(sum(line.actual for line in lines))]
    if kind == WITH_ACTING:
        cells.append(str(sum(line.acting for line in lines) or ""))
    extra = lines[0].extra if len(lines) == 1 else 0
    cells.append(_gap(sum(line.missing for line in lines), sum(line.surplus for line in lines), extra))
    return cells


def _figures(heads, units):
    """Return the cells of all headings over ``units`` ({kind: line} of each)."""
    return [cell for kind, _ in heads for cell in _cells(kind, [unit[kind] for unit in units])]


def _people(heads, unit, names):
    """Return [(post, names)] of a unit; nobody for the posts that are vacant."""
    return [
        [word, found]
        for kind, word in heads
        if (found := names.get((next(iter(unit.values())).unit_id, kind), []))
    ]


def _groups(heads, lines):
    """Return the headings of a table: post and clause."""
    clauses = {}
    for line in lines:
        clauses.setdefault(line.kind, line.clause)
    return [
        {
            "title": kind.label,
            "clause": clauses.get(kind, LINE_SPECS[kind].clause),
            "acting": kind == WITH_ACTING,
        }
        for kind, _ in heads
    ]


def _sources(heads, lines):
    """Return the clauses on which the figures rest, in full: one sentence a post."""
    kinds, found = dict(heads), {}
    for line in lines:
        if line.kind in kinds and line.source:
            found.setdefault(line.source, []).append(line.post)
    return [f"{'、'.join(dict.fromkeys(posts))}：{source}" for source, posts in found.items()]


def _by_unit(lines):
    units: dict[int, dict] = {}
    for line in lines:
        units.setdefault(line.unit_id, {})[line.kind] = line
    return list(units.values())


def frozen(lines, names, *, on, title):
    """Return the establishment of ``lines`` on ``on`` as it is frozen; ``names`` by (unit id, kind)."""
    of_level = {
        level: [line for line in lines if line.level == level]
        for level in (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE)
    }
    tables = []
    if of_level[Level.TOWNSHIP] or of_level[Level.COUNTY]:
        tables.append(_offices(of_level[Level.TOWNSHIP], of_level[Level.COUNTY], names))
    if of_level[Level.VILLAGE]:
        tables.append(_villages(of_level[Level.VILLAGE], names))
    return {
        "title": title,
        "day": f"截至{chinese_date(on)}",
        "tables": tables,
        "signatures": list(SIGNATURES),
    }


def _offices(lines, county_lines, names):
    units = _by_unit(lines)
    rows = [
        {
            "style": "unit",
            "lead": [str(number), next(iter(unit.values())).unit],
            "cells": _figures(OFFICES, [unit]),
            "people": _people(OFFICES, unit, names),
        }
        for number, unit in enumerate(units, 1)
    ]
    if len(units) > 1:
        rows.append({"style": "total", "lead": ["", "合计"], "cells": _figures(OFFICES, units), "people": []})
    for line in county_lines:
        rows.append(
            {
                "style": "span",
                "lead": [str(len(units) + 1), "县计妇中心"],
                "cells": [f"实有{line.actual}人（{line.basis}，{line.clause}）"],
                "people": [["", names.get((line.unit_id, line.kind), [])]],
            }
        )
    return {
        "name": "offices",
        "caption": "乡镇（街道）计生办、计生站" + ("和县计妇中心" if county_lines else ""),
        "lead": ["序号", "单位"],
        "groups": _groups(OFFICES, lines),
        "rows": rows,
        "sources": _sources(OFFICES, lines),
    }


def _villages(lines, names):
    units, rows = _by_unit(lines), []
    townships: dict[str, list] = {}
    for unit in units:
        townships.setdefault(next(iter(unit.values())).unit_code[:9], []).append(unit)
    number = 0
    for own in townships.values():
        for unit in own:
            number += 1
            line = next(iter(unit.values()))
            figures = line.figures
            rows.append(
                {
                    "style": "unit",
                    "lead": [
                        str(number),
                        line.township,
                        line.unit,
                        f"{figures.population}" if figures else "未登记",
                    ],
                    "cells": _figures(VILLAGES, [unit]),
                    "people": _people(VILLAGES, unit, names),
                }
            )
        rows.append(_sum("subtotal", next(iter(own[0].values())).township, "小计", own))
    if len(townships) > 1:
        rows.append(_sum("total", "", "全县合计", units))
    years = sorted({line.figures.year for line in lines if line.figures})
    return {
        "name": "villages",
        "caption": "村（居、社区）"
        + (f"（人口、村民小组为{'、'.join(map(str, years))}年数据）" if years else ""),
        "lead": ["序号", "乡镇（街道）", "村（居、社区）", "人口"],
        "groups": _groups(VILLAGES, lines),
        "rows": rows,
        "sources": _sources(VILLAGES, lines),
    }


def _sum(style, township, word, units):
    figures = [line.figures for unit in units if (line := next(iter(unit.values()))).figures]
    population = sum(found.population for found in figures)
    return {
        "style": style,
        "lead": ["", township, f"{word}（{len(units)}个）", f"{population}" if figures else ""],
        "cells": _figures(VILLAGES, units),
        "people": [],
    }


# --- how it is laid out --------------------------------------------------------------------------

# Millimetres of an A3 sheet turned, see static/paper/establishment.css.
WIDE, HIGH = 384, 252
TITLE, ABOVE, CAPTION, HEAD, FOOT = 13, 8, 8, 18, 16
ROW, PADDING, TEXT_LINE, NOTE_LINE = 7.5, 2.5, 4.1, 4.6
SIZE, SMALLEST = 9, 6
LEAD = {"offices": (9, 27), "villages": (10, 22, 28, 14)}
REQUIRED, ACTUAL, GAP = 10, 9, 14
CELL_PADDING = 0.6
GAP_HEAD = "缺/超"
SUMS = ("subtotal", "total")


def _em(text, hand="songti"):
    """Return the width of ``text`` in mm at the table's size."""
    return typesetting.width(text, hand) * SIZE / typesetting.MM


def _cell(text, room, hand):
    """Return a text with the size at which it fits ``room`` mm uncut: smaller, then on more lines."""
    wide = _em(text, hand)
    if wide <= room:
        return {"text": text, "fit": ""}
    size = SIZE * room / wide
    if size >= SMALLEST:
        return {"text": text, "fit": f"font-size: {size:.2f}pt"}
    return {
        "text": text,
        "fit": "white-space: normal; overflow-wrap: anywhere; font-size: 6pt; line-height: 1",
    }


def _names(people, room):
    """Break the names of a unit into lines of ``room`` mm; no name is ever divided."""
    words = []
    for number, (post, names) in enumerate(people):
        last = number == len(people) - 1
        for order, name in enumerate(names):
            end = "、" if order < len(names) - 1 else "" if last else "；"
            before = f"{post}：" if post and not order else ""
            words.append(f"{before}{name}{end}")
    lines, line, used = [], "", 0.0
    for word in words:
        wide = _em(word)
        if line and used + wide > room:
            lines.append(line)
            line, used = "", 0.0
        line, used = line + word, used + wide
    return [*lines, line] if line else []


def _columns(table):
    """Return the widths in mm of all columns but that of the people, which takes the rest."""
    widths = list(LEAD[table["name"]])
    for group in table["groups"]:
        widths += [REQUIRED, ACTUAL, *([ACTUAL] if group["acting"] else []), GAP]
    return widths


def _laid(table):
    """Return a table's rows as they are set, each with its height."""
    widths = _columns(table)
    leads, rest = len(table["lead"]), WIDE - sum(widths)
    rows = []
    for row in table["rows"]:
        lines = _names(row["people"], rest - 2 * CELL_PADDING - 0.5)
        span = row["style"] == "span"
        rooms = [width - 2 * CELL_PADDING for width in widths]
        if span:
            rooms = [*rooms[:leads], sum(widths[leads:]) - 2 * CELL_PADDING]
        texts = [*row["lead"], *row["cells"]]
        hand = "heiti" if row["style"] in SUMS else "songti"
        height = max(ROW, PADDING + TEXT_LINE * len(lines))
        rows.append(
            {
                "style": row["style"],
                "cells": [_cell(text, room, hand) for text, room in zip(texts, rooms, strict=True)],
                "leads": leads,
                "span": len(widths) - leads if span else 0,
                "lines": lines,
                "height": f"{height:.2f}",
                "high": height,
            }
        )
    return rows


def _notes(table):
    """Return the sources as lines of the sheet's width."""
    text = "依据：" + "；".join(table["sources"]) + "。"
    return typesetting.set_lines(text, hand="fangsong", size=10, room=WIDE * typesetting.MM)


def _pages(table, above, foot):
    """Cut a table into pages: ``above`` mm stand over its first, ``foot`` mm must follow its last row."""
    rows, notes = _laid(table), _notes(table) if table["sources"] else []
    room, page, pages = HIGH - above - CAPTION - HEAD, [], []
    tail = NOTE_LINE * len(notes) + 2 + foot
    for number, row in enumerate(rows):
        # Sums stay with the last row that they sum; the table's last row keeps room for what follows.
        end = number + 1
        while end < len(rows) and rows[end]["style"] in SUMS:
            end += 1
        need = sum(each["high"] for each in rows[number:end]) + (tail if end == len(rows) else 0)
        if page and need > room:
            pages.append(page)
            page, room = [], HIGH - HEAD
        page.append(row)
        room -= row["high"]
    pages.append(page)
    return pages, notes


def _head(table):
    """Return the table's head: titles of the leading columns, of the groups, and under these."""
    return {
        "lead": table["lead"],
        "groups": [
            {**group, "columns": ["应配", "实有", *(["代行"] if group["acting"] else []), GAP_HEAD]}
            for group in table["groups"]
        ],
        "widths": [f"{width:.2f}" for width in _columns(table)],
        "rest": f"{WIDE - sum(_columns(table)):.2f}",
    }


def parts(content):
    """Return the parts of the table: each page whole, the signatures on the last."""
    pages = []
    for number, table in enumerate(content["tables"]):
        last_table = number == len(content["tables"]) - 1
        above = TITLE + ABOVE if number == 0 else 0
        cut, notes = _pages(table, above, FOOT if last_table else 0)
        head = _head(table)
        for order, rows in enumerate(cut):
            ends = order == len(cut) - 1
            pages.append(
                {
                    "title": content["title"] if not pages else "",
                    "day": content["day"],
                    "caption": table["caption"] if order == 0 else "",
                    "head": head,
                    "rows": rows,
                    "notes": notes if ends else [],
                    "signatures": content["signatures"] if ends and last_table else [],
                }
            )
    step = papers.PAGES_PER_PART
    return [
        Part(
            "paper/establishment.html",
            {"title": content["title"], "pages": pages[at : at + step]},
            numbering="count",
            rows=sum(len(page["rows"]) for page in pages[at : at + step]),
        )
        for at in range(0, len(pages), step)
    ]


papers.register(papers.PaperKind(KIND, "编制对照表", parts))
