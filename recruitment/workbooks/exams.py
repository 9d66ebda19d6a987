"""Workbooks of examinations: the score sheet that goes out and comes back filled, the list of results.

The score sheet bears no names. The line above its table names the examination and the hand:
成绩录入编号：K12-1.
"""

import re
from collections import defaultdict

from guanling.documents import cells
from guanling.documents.imports import Column, Kind, Plan, register
from guanling.documents.tables import OutColumn, write_table
from guanling.documents.workbooks import HEADER_WITHIN, head_key
from recruitment.enums import Part, Sat
from recruitment.models import Exam, Seat
from recruitment.prints.exams import note_of
from recruitment.services import exams as services

NUMBER = re.compile(r"成绩录入编号\s*[:：]\s*[Kk]?\s*(\d{1,9})\s*[-－—]\s*([12])")
JUDGE = re.compile(r"评委(\d{1,2})")
SAT = {"参加": Sat.PRESENT, "到": Sat.PRESENT, "缺考": Sat.ABSENT, "缺": Sat.ABSENT, "违纪": Sat.BREACH}
RESULT_COLUMNS = (
    "报考岗位",
    OutColumn("名次", number=True),
    "准考证号",
    "姓名",
    OutColumn("笔试成绩", number=True),
    OutColumn("加分", number=True),
    OutColumn("笔试总分", number=True),
    OutColumn("面试成绩", number=True),
    OutColumn("综合成绩", number=True),
    "备注",
)


def score_book(exam: Exam, hand: int, seats, own: dict) -> bytes:
    """Return the sheet that a hand fills; ``own`` holds what this very user entered by that hand."""
    interview = exam.part == Part.INTERVIEW
    judged = [OutColumn(f"评委{one}", number=True) for one in range(1, exam.judges + 1)]
    columns = [
        OutColumn("考场号", width=8),
        OutColumn("面试序号" if interview else "座位号", width=10),
        OutColumn("准考证号", width=24),
        *(judged if interview else [OutColumn("成绩", number=True, width=12)]),
        OutColumn("到考", width=10),
        OutColumn("说明", width=30),
    ]
    rows = []
    for seat in seats:
        score = own.get(seat.application_id)
        marks = (score.judges if interview else [score.value]) if score else []
        marks = list(marks) + [None] * (len(judged) or 1)
        rows.append(
            [
                seat.room.order,
                seat.number,
                seat.ticket,
                *marks[: len(judged) or 1],
                Sat(score.sat).label if score else Sat.PRESENT.label,
                score.reason if score else "",
            ]
        )
    title = f"{exam.round.title}{exam.get_part_display()}成绩录入表（第{hand}次）"
    line = (
        f"成绩录入编号：K{exam.pk}-{hand}　满分{exam.full_mark.normalize():f}分；"
        "到考填“参加”“缺考”“违纪”，缺考、违纪的不填成绩，违纪的在说明中写明情况"
    )
    return write_table(title, columns, rows, unit=line, sheet=f"第{hand}次")


def results_book(round_, results, tickets: dict[int, str]) -> bytes:
    """Return the list of results as shown."""
    rows = (
        [
            str(result.application.opening),
            result.rank,
            tickets.get(result.application_id, ""),
            result.application.name,
            result.written,
            result.bonus or None,
            result.written_total,
            result.interview,
            result.total,
            note_of(result),
        ]
        for result in results
    )
    return write_table(
        f"{round_.title}成绩", RESULT_COLUMNS, rows, unit=f"填报单位：{round_.unit.name}", sheet="成绩"
    )


class ScoreSheet(Kind):
    """成绩录入表 of one hand of one examination, which the line above the table names."""

    name, label, order = "selection_scores", "选聘考试成绩录入表", 80
    ignored = ("序号", "考场号", "座位号", "面试序号")
    columns = (
        Column("ticket", "准考证号", cells.text(24)),
        Column("value", "成绩", cells.decimal(places=2, low=0), required=False),
        Column("sat", "到考", cells.choice(SAT), blank=True),
        Column("reason", "说明", cells.text(200), required=False),
    )

    def columns_of(self, sheet):
        """The columns, and one per judge whom a row within the first ones names."""
        judges = {}
        for number in sorted(sheet.cells)[:HEADER_WITHIN]:
            for value in sheet.cells[number]:
                if isinstance(value, str) and (match := JUDGE.fullmatch(head_key(value))):
                    place = int(match[1])
                    judges[place] = Column(
                        f"judge-{place}", f"评委{place}", cells.decimal(places=2, low=0), required=False
                    )
        return (*self.columns, *(judges[place] for place in sorted(judges)))

    def plan(self, rows, context):
        """Find the examination of each sheet and what each row would enter; a few statements a sheet."""
        result = Plan(data=[])
        by_table = defaultdict(list)
        for row in rows:
            by_table[id(row.table)].append(row)
        for group in by_table.values():
            self._take(group, context, result)
        return result

    def _take(self, rows, context, result):
        table = rows[0].table
        exam, hand = self._exam(table, context)
        if exam is None:
            return
        seats = {
            seat.ticket: seat.application_id
            for seat in Seat.objects.filter(exam=exam, ticket__in=[row["ticket"] for row in rows])
        }
        judges = sorted(
            (key for key in table.places if key.startswith("judge-")), key=lambda key: int(key[6:])
        )
        if exam.part == Part.WRITTEN and judges:
            table.reject("这是笔试成绩，不应有评委评分的列；请核对是不是另一场的表")
            return
        marks, at = {}, {}
        for row in rows:
            pk = seats.get(row["ticket"])
            if row["ticket"] and pk is None:
                row.reject("ticket", "不在这场考试的座位表中")
            elif pk in at:
                row.reject("ticket", f"与第{at[pk].number}行重复")
            if not row.ok or pk is None:
                continue
            at[pk] = row
            values = [row[key] for key in judges] if exam.part == Part.INTERVIEW else [row["value"]]
            given = [value for value in values if value is not None]
            sat = row["sat"] or Sat.PRESENT
            if not given and sat == Sat.PRESENT:
                at.pop(pk)
                continue
            marks[pk] = services.typed_from(values, exam=exam, sat=sat, reason=row["reason"] or "")
        try:
            if marks and context.user is not None:
                new, changed = services.check(exam=exam, hand=hand, marks=marks, user=context.user)
                result.new += new
                result.changed += changed
                result.unchanged += len(marks) - new - changed
        except services.BadMarks as bad:
            for pk, fault in bad.faults.items():
                at[pk].reject(None, fault)
            return
        except services.Refusal as refusal:
            table.reject(str(refusal))
            return
        blank = len(rows) - len(marks)
        if blank:
            result.remarks.append(f"{exam}第{hand}次：{blank} 行没有填，不录入。")
        result.data.append((exam, hand, marks))

    def _exam(self, table, context):
        """Return the examination and hand that the lines above the table name; reject the table otherwise."""
        found = NUMBER.search("\n".join([*table.preamble, table.sheet]))
        exam = (
            Exam.objects.select_related("round__unit").filter(pk=int(found[1])).first()
            if found and int(found[1]) < 2**31
            else None
        )
        if exam is None or not context.allows(exam.round.unit.code):
            table.reject("没有找到对应的考试；请从“考试”页下载成绩录入表填写，不要删去“成绩录入编号”一行")
            return None, None
        if context.user is None:
            table.reject("成绩由录入人登录后导入，不能由命令导入")
            return None, None
        return exam, int(found[2])

    def save(self, plan, context):
        """Enter the marks, set-wise; the acts' own refusals hold."""
        for exam, hand, marks in plan.data:
            if marks:
                services.enter(exam=exam, hand=hand, marks=marks, user=context.user)


register(ScoreSheet())
