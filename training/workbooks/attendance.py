"""The sign-in workbook of a session (培训签到表): coming in from the office, and going out to it.

It has a column per half day, whose head names it: 9月5日上午. The lines above the table name the session by
its number (培训编号：P12) as the export writes it, or by its name and first day.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from guanling.documents import cells
from guanling.documents.imports import Column, Kind, Plan, register
from guanling.documents.papers import chinese_date
from guanling.documents.tables import OutColumn, write_book
from guanling.documents.tables import Page as BookPage
from guanling.documents.workbooks import HEADER_WITHIN, head_key
from guanling.runs.errors import Refusal
from roster.models import Person
from roster.queries import people_by_number
from training.enums import PART_HOURS, SESSION_ATTENDED, Presence, SessionState, Way
from training.models import Attendance, Session
from training.queries.audience import places_of
from training.queries.sessions import begins_at, participants
from training.services.attendance import Mark, late_days, listed_or_walked_in, record
from training.services.sessions import locked, said

HEAD = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]?\(?(上午|下午)\)?")
NUMBER = re.compile(r"培训编号\s*[:：]\s*[Pp]?\s*(\d+)")
DAY = re.compile(r"(\d{4})\s*[年.\-/]\s*(\d{1,2})\s*[月.\-/]\s*(\d{1,2})\s*日?")
PARTS = {part.label: part for part in PART_HOURS}
PRESENT = {"到", "√", "✓", "✔", "出勤", "签到", "到场", "已到"}
ABSENT = {"缺", "×", "✗", "缺席", "缺勤", "旷课", "未到"}
LEAVE = re.compile(r"((?:病|事|公|产|婚|丧)?假|请假)\s*[（(:：]?\s*([^（）()]*)[）)]?")
STATES = {
    SessionState.DRAFT: "还没有发通知，不能登记出勤；请先在系统里发出通知",
    SessionState.SUBMITTED: "已报送县局，不能再改出勤；需要更正的请县局退回",
    SessionState.FILED: "已经备案，不能再改出勤；确需更正的请县局退回",
    SessionState.CANCELLED: "已取消，不能登记出勤",
}


def presence(value):
    """Return (presence, reason of leave) of a cell: 到, 假（病假）, 缺, or the usual marks."""
    written = cells.tidy(value)
    if written in PRESENT:
        return Presence.PRESENT, ""
    if written in ABSENT:
        return Presence.ABSENT, ""
    if match := LEAVE.fullmatch(written):
        word, reason = match[1], match[2].strip()
        return Presence.LEAVE, (reason or (word if word not in ("假", "请假") else ""))[:200]
    raise cells.CellError("应填“到”“假”“缺”之一，请假可写成“假（病假）”")


def half_field(year, month, day, part):
    """Return under which key a half day's column is read."""
    return f"half-{year or 0}-{int(month)}-{int(day)}-{part}"


@dataclass
class Sheet:
    """What the tables of one session would change: marks by person, and who has to come onto the list."""

    session: Session
    marks: list[Mark] = field(default_factory=list)
    coming: dict[int, tuple[str, str]] = field(default_factory=dict)


class AttendanceSheet(Kind):
    """培训签到表 of one session, which the lines above the table name."""

    name, label, order = "training_attendance", "培训签到表", 60
    ignored = ("序号", "备注", "签名", "产生")
    columns = (
        Column(
            "place",
            "单位",
            cells.text(120),
            ("单位和岗位", "工作单位", "乡镇（街道）", "村（居、社区）", "单位及职务"),
            required=False,
        ),
        Column("name", "姓名", cells.name),
        Column("identity_number", "身份证号码", cells.identity, ("身份证号", "公民身份号码", "身份证")),
        Column("leave_reason", "请假事由", cells.text(200), ("请假原因",), required=False),
        Column("late_reason", "补录说明", cells.text(200), required=False),
    )

    def columns_of(self, sheet):
        """The columns, and one per half day that a row within the first ones names; none without such."""
        halves = {}
        for number in sorted(sheet.cells)[:HEADER_WITHIN]:
            for value in sheet.cells[number]:
                if isinstance(value, str) and (match := HEAD.fullmatch(head_key(value))):
                    year, month, day, part = match.groups()
                    key = half_field(year, month, day, PARTS[part])
                    written = cells.tidy(value).replace(" ", "")
                    halves.setdefault(written, Column(key, written, presence, required=False))
        return (*self.columns, *halves.values()) if halves else ()

    def plan(self, rows, context):
        """Compare the rows with the list and what is recorded; a constant number of statements a session."""
        return _Planner(rows, context).plan()

    def save(self, plan, context):
        """Bring who was not invited onto the list, and write the changed half days; set-wise."""
        now = timezone.now()
        for sheet in plan.data:
            if not (sheet.marks or sheet.coming):
                continue
            session = locked(sheet.session, *SESSION_ATTENDED)
            listed_or_walked_in(session=session, people=sheet.coming, user=context.user)
            record(session=session, marks=sheet.marks, user=context.user, now=now, way=Way.IMPORTED)


class _Planner:
    def __init__(self, rows, context):
        self.rows, self.context = rows, context
        self.now = timezone.now()
        self.result = Plan(data=[])
        # Where each person is put by this very upload: (person, day, part) -> session.
        self.put: dict[tuple, Session] = {}

    def plan(self):
        by_table = defaultdict(list)
        for row in self.rows:
            by_table[id(row.table)].append(row)
        self.people = people_by_number({number for row in self.rows if (number := row["identity_number"])})
        by_session: dict[int, tuple[Session, list]] = {}
        for group in by_table.values():
            session = self._session(group[0].table)
            if session is not None:
                by_session.setdefault(session.pk, (session, []))[1].append(group)
        for session, groups in by_session.values():
            self.result.data.append(self._take(session, groups))
        return self.result

    # --- which session ---

    def _session(self, table):
        """Return the session that the lines above the table name; reject the table otherwise."""
        session, problem, value = self._find([*table.preamble, table.sheet])
        if session is None:
            table.reject(problem, value=value)
            return None
        if session.state not in SESSION_ATTENDED:
            table.reject(f"“{session.name}”{STATES[session.state]}", value=session.name)
            return None
        halves = {(half.day, half.part): half for half in session.halves.all()}
        table.halves = {}
        told = "、".join(said(*key) for key in sorted(halves))
        for key, (_, written) in table.places.items():
            if not key.startswith("half-"):
                continue
            _, year, month, day, part = key.split("-")
            found = [
                half
                for half in halves
                if (half[0].month, half[0].day, half[1]) == (int(month), int(day), part)
                and int(year) in (0, half[0].year)
            ]
            if not found:
                table.reject(
                    f"“{written}”不在“{session.name}”的培训时间（{told}）之内；请核对是不是另一期的表",
                    column=written,
                )
            else:
                table.halves[key] = halves[found[0]]
        return None if table.rejected else session

    def _within(self):
        sessions = Session.objects.select_related("unit")
        if self.context.county:
            sessions = sessions.filter(unit__code__startswith=self.context.county)
        return [row for row in sessions.dated() if self.context.allows(row.unit.code)]

    def _find(self, lines):
        text = "\n".join(lines)
        if number := NUMBER.search(text):
            pk = int(number[1])
            session = (
                Session.objects.dated().select_related("unit").filter(pk=pk).first() if pk < 2**31 else None
            )
            if session is None or not self.context.allows(session.unit.code):
                return None, "没有这个编号的培训班，或不在您的管理范围内；请核对“培训编号”", f"P{number[1]}"
            if _key(session.name) not in _key(text):
                return (
                    None,
                    f"编号P{pk}的培训班是“{session.name}”，与表上的标题不符；请核对是不是另一期的表",
                    lines[0] if lines else "",
                )
            return session, "", ""
        found = [row for row in self._within() if _key(row.name) in _key(text)]
        # A name that only stands within another one's is not meant.
        found = [
            row
            for row in found
            if not any(_key(row.name) != _key(o.name) and _key(row.name) in _key(o.name) for o in found)
        ]
        days = {_day(match) for match in DAY.finditer(text)}
        if len(found) > 1 or days:
            found = [row for row in found if row.first_day in days] if days else found
        if len(found) == 1:
            return found[0], "", ""
        hint = "请在表格上方写明培训班名称和第一天的日期，或“培训编号”（从培训班页面下载的签到表上就有）"
        if found:
            return None, f"有{len(found)}期同名的培训班，认不出是哪一期；{hint}", found[0].name
        return None, f"认不出是哪一期培训；{hint}", lines[0] if lines else ""

    # --- row by row ---

    def _take(self, session, groups):
        rows = [row for group in groups for row in group]
        self.listed = dict(session.enrolments.standing().values_list("person", "place"))
        ids = {self.people[number][0] for row in rows if (number := row["identity_number"]) in self.people}
        days = {half.day for group in groups for half in group[0].table.halves.values()}
        self.stored, self.elsewhere = {}, {}
        marks = Attendance.objects.filter(person__in=ids, day__in=days)
        for mark in marks.select_related("session"):
            key = (mark.person_id, mark.day, mark.part)
            if mark.session_id == session.pk:
                self.stored[key] = mark
            elif mark.presence == Presence.PRESENT:
                self.elsewhere[key] = mark.session
        unlisted = ids - self.listed.keys()
        self.places = places_of(unlisted, session.first_day)
        within = Person.objects.filter(pk__in=unlisted).values_list("pk", "unit__code")
        self.reachable = {
            pk for pk, code in within if self.context.allows(code) or self.context.allows(self.places[pk][0])
        }
        self.late = self._late(session, groups)
        sheet, seen = Sheet(session), {}
        for group in groups:
            for row in group:
                self._row(sheet, row, group[0].table.halves, seen)
        return sheet

    def _late(self, session, groups):
        halves = {half for group in groups for half in group[0].table.halves.values()}
        try:
            return late_days(session, halves, timezone.localdate(self.now))
        except Refusal as refusal:
            for group in groups:
                group[0].table.reject(str(refusal))
            return set()

    def _row(self, sheet, row, halves, seen):
        person = self._person(row)
        if person is None:
            return
        if (first := seen.setdefault(person, row)) is not row:
            row.reject("identity_number", f"同一人重复：与第{first.number}行相同")
            return
        marks = [
            mark
            for key, half in halves.items()
            if (mark := self._mark(sheet.session, row, key, half, person))
        ]
        if person not in self.listed:
            if not any(row[key] for key in halves):
                row.reject("identity_number", "此人不在参训名单上，表上也没有出勤；请填写出勤或删去这一行")
                return
            if row.ok:
                row.warn("name", "不在参训名单上，按“未经通知到场”列入")
                sheet.coming[person] = self.places[person]
        if not row.ok:
            return
        changed = [mark for mark in marks if self._differs(mark)]
        if not changed and person in self.listed:
            self.result.unchanged += 1
        elif any(mark.key in self.stored for mark in changed):
            self.result.changed += 1
        else:
            self.result.new += 1
        sheet.marks += changed

    def _differs(self, mark):
        row = self.stored.get(mark.key)
        return row is None or (row.presence, row.leave_reason) != (mark.presence, mark.leave_reason)

    def _person(self, row):
        number = row["identity_number"]
        if not number:
            return None
        person, name = self.people.get(number, (None, None))
        if person is None or (person not in self.listed and person not in self.reachable):
            row.reject(
                "identity_number",
                "参训名单和本单位的人员名册里都没有这个身份证号码；请核对，确为工作人员的请先建立人员档案",
            )
            return None
        if row["name"] and row["name"] != name:
            row.reject("name", f"该身份证号码在名册上的姓名是“{name}”，请核对")
            return None
        return person

    def _mark(self, session, row, key, half, person) -> Mark | None:
        if row[key] is None:
            return None
        word, own_reason = row[key]
        reason = (own_reason or row["leave_reason"] or "") if word == Presence.LEAVE else ""
        mark = Mark(
            person,
            half.day,
            half.part,
            word,
            reason,
            late_reason=row["late_reason"] or self.context.reason or "",
        )
        when = said(half.day, half.part)
        if begins_at(half) > self.now:
            row.reject(key, f"{when}还没有开始，不能登记出勤；请清空这一格")
        elif word == Presence.LEAVE and not reason:
            row.reject(key, "请假须写明事由，写成“假（病假）”，或填在“请假事由”一列")
        elif word == Presence.PRESENT and (other := self._other(session, mark)):
            named = f"“{other.name}”" if self.context.allows(other.unit.code) else "别处的一期培训"
            row.reject(key, f"此人{when}已登记参加{named}，同一时间不能在两期培训；请核对")
        elif half.day in self.late and not mark.late_reason and self._differs(mark):
            row.reject(key, "已过登记期限，属于补录；请在“补录说明”一列写明原因")
        return mark

    def _other(self, session, mark):
        other = self.elsewhere.get(mark.key)
        put = self.put.setdefault(mark.key, session)
        return other or (put if put.pk != session.pk else None)


def _key(text: Any) -> str:
    """A name as it is compared: without spaces, brackets in one form."""
    return head_key(text)


def _day(match):
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


register(AttendanceSheet())


# --- going out -----------------------------------------------------------------------------------


def half_heads(halves) -> list[str]:
    """Return the heads of half days: 9月5日上午, with the year where a session runs over its turn."""
    over = len({half.day.year for half in halves}) > 1
    return [f"{f'{half.day.year}年' if over else ''}{said(half.day, half.part)}" for half in halves]


def _cell(mark, reasons):
    if mark is None:
        return ""
    word = mark.get_presence_display()
    return f"{word}（{mark.leave_reason}）" if mark.leave_reason and reasons > 1 else word


def _book(session, halves, rows, *, with_numbers):
    first = chinese_date(halves[0].day)
    columns = [
        OutColumn("序号", number=True),
        "单位",
        "姓名",
        *(("身份证号码",) if with_numbers else ()),
        *half_heads(halves),
        "请假事由",
        "补录说明",
    ]
    lines = []
    for number, row in enumerate(rows, 1):
        reasons = {mark.leave_reason for mark in row.marks.values() if mark.leave_reason}
        person = row.enrolment.person
        lines.append(
            [
                number,
                row.enrolment.place,
                person.name,
                *((person.identity_number,) if with_numbers else ()),
                *(_cell(row.marks.get((half.day, half.part)), len(reasons)) for half in halves),
                reasons.pop() if len(reasons) == 1 else "",
                row.late_reasons,
            ]
        )
    return write_book(
        [
            BookPage(
                f"{session.name}签到表",
                columns,
                lines,
                "填表人：            审核人：            填表日期：",
                (
                    f"培训编号：P{session.pk}    第一天：{first}",
                    f"举办单位：{session.unit.name}    地点：{session.place}    授课人：{session.teacher}",
                ),
                "签到表",
            )
        ]
    )


def filling_form(session: Session, enrolments) -> bytes:
    """Return the sign-in workbook that is filled and imported again, with full numbers.

    Who takes it out is written down by the caller.
    """
    halves = list(session.halves.all())
    return _book(session, halves, participants(session, enrolments, halves), with_numbers=True)


def attendance_book(session: Session, enrolments) -> bytes:
    """Return the attendance as the page shows it, without numbers."""
    halves = list(session.halves.all())
    return _book(session, halves, participants(session, enrolments, halves), with_numbers=False)
