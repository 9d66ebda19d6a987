"""Forms of examinations: the arrangement, and marks as they are typed on a grid."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from django import forms

from guanling.documents import cells
from guanling.forms import SaysWhatIsMissing, StaffText
from recruitment.enums import Part, Sat
from recruitment.models import Exam, Room
from recruitment.rules import lots
from recruitment.services import exams as services

ROOM = re.compile(r"(.+?)[\s,，、:：]+(\d{1,4})\s*[座人个]?")


class TimeField(forms.TimeField):
    """An hour, entered by the browser's own field."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
        kwargs.setdefault("error_messages", {"invalid": "不是时间，请写成 09:00。"})
        super().__init__(**kwargs)


class ArrangeForm(SaysWhatIsMissing, forms.Form):
    """Where and when a part is held, in which rooms."""

    site = forms.CharField(label="地点", max_length=Exam._meta.get_field("site").max_length)
    starts = TimeField(label="开始时间")
    ends = TimeField(label="结束时间")
    judges = forms.IntegerField(
        label="评委人数",
        min_value=1,
        max_value=15,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
    )
    rooms = forms.CharField(
        label="考场",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="每行一个：考场名称、空格、座位数，例如“一楼101教室 30”。按所写次序编号。",
    )
    rules = StaffText(
        (Exam, "rules"),
        rows=5,
        required=False,
        help_text="每行一条，印在准考证上；不填的用通常的须知。",
    )

    def __init__(self, *args, part, drawn=False, **kwargs):
        super().__init__(*args, **kwargs)
        if part == Part.WRITTEN:
            del self.fields["judges"]
        else:
            self.fields["rooms"].label = "面试室"
            self.fields[
                "rooms"
            ].help_text = (
                "每行一个：面试室名称、空格、可面试人数，例如“二楼会议室 20”。同一岗位的人在同一面试室。"
            )
        if drawn:
            for name in ("rooms", "judges"):
                if name in self.fields:
                    self.fields[name].widget.attrs["readonly"] = True
                    self.fields[name].help_text = "已经抽签，不能再改。"

    def clean_rooms(self):
        """Return [(name, seats)]; a line that is not understood is named."""
        found, names = [], set()
        lines = [line.strip() for line in self.cleaned_data["rooms"].splitlines() if line.strip()]
        most = Room._meta.get_field("name").max_length
        for number, line in enumerate(lines, 1):
            match = ROOM.fullmatch(line)
            if match is None:
                raise forms.ValidationError(
                    f"第 {number} 行“{line[:30]}”看不出座位数，请写成“一楼101教室 30”。"
                )
            name, seats = match[1].strip(), int(match[2])
            if len(name) > most:
                raise forms.ValidationError(f"第 {number} 行的名称超过 {most} 字。")
            if not 1 <= seats <= lots.MOST_SEATS:
                raise forms.ValidationError(f"第 {number} 行的座位数应在 1 到 {lots.MOST_SEATS} 之间。")
            if name in names:
                raise forms.ValidationError(f"第 {number} 行的“{name}”与前面重复。")
            names.add(name)
            found.append((name, seats))
        if len(found) > lots.MOST_ROOMS:
            raise forms.ValidationError(f"最多 {lots.MOST_ROOMS} 个。")
        return found


def rooms_text(exam) -> str:
    """Return an arrangement's rooms as they are typed."""
    return "\n".join(f"{room.name} {room.seats}" for room in exam.rooms.all())


@dataclass
class Cell:
    """One input of a grid: its name, and what stands in it."""

    name: str
    value: str
    label: str


@dataclass
class GridRow:
    """A seat on the grid. ``locked``: why this user cannot write it; then no marks are shown."""

    seat: object
    cells: list[Cell] = field(default_factory=list)
    sat: str = Sat.PRESENT
    reason: str = ""
    locked: str = ""
    saved: bool = False
    fault: str = ""


def figure(text: str) -> Decimal | None:
    """Return a typed figure, full-width digits and spaces allowed; None for nothing."""
    written = cells.tidy(text)
    return cells.decimal(places=2)(written) if written else None


def columns(exam) -> list[str]:
    """Return the heads of the columns for marks."""
    if exam.part == Part.INTERVIEW:
        return [f"评委{one}" for one in range(1, exam.judges + 1)]
    return ["成绩"]


def shown(value) -> str:
    """Return a figure as it stands in an input."""
    return "" if value is None else f"{value.normalize():f}"


def grid(exam, seats, scores: dict, *, hand: int, user, posted=None) -> list[GridRow]:
    """Return the rows of a grid for one hand; ``scores`` by (application, hand), ``posted`` what was typed.

    Of the other hand nothing is told but that it is this user's own, or that both are in.
    """
    heads = columns(exam)
    rows = []
    for seat in seats:
        pk = seat.application_id
        own = scores.get((pk, hand))
        other = scores.get((pk, services.SECOND if hand == services.FIRST else services.FIRST))
        row = GridRow(seat, saved=own is not None)
        if own is not None and other is not None:
            row.locked = "两次都已录入"
        elif other is not None and other.entered_by_id == user.pk:
            row.locked = "另一次由您录入，这一次由另一个人录入"
        elif own is not None and own.entered_by_id != user.pk:
            row.locked = f"已由{own.entered_by.name}录入"
        if not row.locked:
            _fill(row, exam, heads, own, posted)
        rows.append(row)
    return rows


def _fill(row, exam, heads, own, posted):
    pk = row.seat.application_id
    marks = [""] * len(heads)
    if own is not None:
        given = own.judges if exam.part == Part.INTERVIEW else [own.value]
        marks = [shown(value) for value in given] + marks
        row.sat, row.reason = own.sat, own.reason
    names = [f"m-{pk}-{place}" for place in range(1, len(heads) + 1)]
    if posted is not None and f"s-{pk}" in posted:
        marks = [posted.get(name, "") for name in names]
        row.sat, row.reason = posted.get(f"s-{pk}", ""), posted.get(f"r-{pk}", "")
    row.cells = [Cell(name, value, head) for name, value, head in zip(names, marks, heads, strict=False)]


def typed_marks(exam, rows: list[GridRow]) -> dict[int, services.Typed]:
    """Return what was typed, by application; a row that cannot be read has its ``fault`` set.

    An empty row that was never saved is left for later.
    """
    found = {}
    for row in rows:
        if row.locked:
            continue
        values = []
        for cell in row.cells:
            try:
                values.append(figure(cell.value))
            except cells.CellError as error:
                row.fault = f"{cell.label}“{cell.value[:12]}”{error}"
                break
        if row.fault:
            continue
        try:
            reason = cells.text(200)(row.reason) if row.reason.strip() else ""
        except cells.CellError as error:
            row.fault = f"说明：{error}"
            continue
        if number := cells.personal_number(reason):
            row.fault = f"说明里有{number}，请删去"
            continue
        empty = all(value is None for value in values)
        if empty and row.sat == Sat.PRESENT and not row.saved and not reason:
            continue
        found[row.seat.application_id] = services.typed_from(values, exam=exam, sat=row.sat, reason=reason)
    return found
