"""The registration sheet: in the form of the cadre appointment table (任免审批表), A4, two pages, photo.

Boxes have fixed widths, as on the official form. What does not fit shrinks; what is still too long goes on
on a further sheet and is never cut.
"""

import math

from guanling.documents import papers, typesetting
from guanling.documents.pdf import Part

REGISTRATION = "registration-sheet"

# Width and height of the boxes in mm (see static/paper/registration.css), their padding taken off.
PADDING = 2
BOXES = {
    "name": (25, 12),
    "sex": (22, 12),
    "birth": (22, 12),
    "ethnicity": (25, 12),
    "native_place": (22, 12),
    "birth_place": (22, 12),
    "party_joined": (25, 12),
    "work_started": (22, 12),
    "health": (22, 12),
    "professional_title": (45, 12),
    "speciality": (46, 12),
    "full_time": (42, 13),
    "full_time_school": (52, 13),
    "on_the_job": (42, 13),
    "on_the_job_school": (52, 13),
    "present_post": (143, 11),
    "grades": (143, 18),
    "family_relation": (20, 10),
    "family_name": (26, 10),
    "family_birth": (22, 10),
}
SIZES = (12, 11, 10.5, 10, 9, 8, 7, 6)
LEADING = 1.3
# Lists of dated lines: their boxes, and the room in ems for 2014.08—2016.07, a month alone, a relation.
RESUME_BOX, HONOURS_BOX, MORE_BOX = (143, 138), (143, 58), (143, 232)
PERIOD_ROOM, MONTH_ROOM = 9, 5
LIST_SIZES, LIST_LEADING = (12, 11, 10.5, 10), 1.45
# A name with a middle dot breaks there rather than become smaller than this.
SMALLEST_NAME = 11
FAMILY_ROWS = 7
# A line that breaks before a closing mark is shorter than the room: reckon with a little less.
SURE = 0.95
GOES_ON = "（接续页）"


def _points(mm):
    return mm * typesetting.MM


def _lines(text, size, room):
    """Return how many lines of ``room`` points ``text`` takes at ``size``."""
    return sum(
        max(1, math.ceil(typesetting.width(line, "fangsong") * size / (room * SURE)))
        for line in text.split("\n")
    )


def fitted(text, box):
    """Return ``text`` with the largest size at which it fits its box."""
    wide, high = (_points(edge - PADDING) for edge in box)
    for size in SIZES:
        if _lines(text, size, wide) * size * LEADING <= high:
            break
    return {"text": text, "size": size}


def _name(text, box):
    """Return a name as :func:`fitted`; one with a middle dot too long for a line breaks behind the dot."""
    wide = _points(box[0] - PADDING)
    if "·" in text and _lines(text, SMALLEST_NAME, wide) > 1:
        text = text.replace("·", "·\n", 1)
    return fitted(text, box)


def _height(lines, size, wide, room):
    """Return the height in points of dated lines at ``size``."""
    rest = wide - room * size
    return sum(_lines(text, size, rest) for _, text in lines) * size * LIST_LEADING


def listed(lines, box, room):
    """Return (what stands in the box with its size, the lines that have to go on elsewhere)."""
    wide, high = (_points(edge - PADDING) for edge in box)
    for size in LIST_SIZES:
        if _height(lines, size, wide, room) <= high:
            return {"lines": lines, "size": size, "room": room}, []
    kept = len(lines)
    while kept and _height([*lines[:kept], ["", GOES_ON]], size, wide, room) > high:
        kept -= 1
    return {"lines": [*lines[:kept], ["", GOES_ON]], "size": size, "room": room}, lines[kept:]


def _further(blocks):
    """Return the pages of a further sheet, until nothing is left over; no line is longer than a page."""
    pages = []
    for label, lines, room in blocks:
        left = lines
        while left:
            shown, left = listed(left, MORE_BOX, room)
            pages.append({"label": label, **shown})
    return pages


def registration_parts(content):
    """Return the parts of a registration sheet: two pages, and a further sheet where a list is too long."""
    resume, resume_left = listed(content["resume"], RESUME_BOX, PERIOD_ROOM)
    honours, honours_left = listed(content["honours"], HONOURS_BOX, MONTH_ROOM)
    family, family_left = content["family"][:FAMILY_ROWS], content["family"][FAMILY_ROWS:]
    boxes = {name: fitted(content[name], box) for name, box in BOXES.items() if name in content}
    boxes["name"] = _name(content["name"], BOXES["name"])
    rows = [
        [
            fitted(relation, BOXES["family_relation"]),
            _name(name, BOXES["family_name"]),
            fitted(birth, BOXES["family_birth"]),
        ]
        for relation, name, birth in family
    ]
    further = _further(
        [
            ("简历", resume_left, PERIOD_ROOM),
            ("奖惩情况", honours_left, MONTH_ROOM),
            (
                "家庭主要成员",
                [[relation, f"{name}　{birth}"] for relation, name, birth in family_left],
                MONTH_ROOM,
            ),
        ]
    )
    context = {
        **{name: content[name] for name in ("title", "photo", "filled_in_by", "filled_on")},
        "holder": content["name"],
        "boxes": boxes,
        "resume": resume,
        "honours": honours,
        "family": rows,
        "empty_rows": range(FAMILY_ROWS - len(rows)),
        "family_goes_on": bool(family_left),
        "further": further,
    }
    return [Part("paper/registration.html", context, numbering="none")]


papers.register(papers.PaperKind(REGISTRATION, "登记表", registration_parts))
