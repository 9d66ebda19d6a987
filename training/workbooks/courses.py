"""Courses going out; the bank of questions going out and coming in (应知应会, A4.7)."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import QuerySet

from guanling.accounts.enums import Action
from guanling.documents import cells
from guanling.documents.imports import Column, Kind, Plan, register
from guanling.documents.tables import OutColumn, write_table
from roster.rules import NameBook
from training.enums import QuestionKind
from training.models import Course, Question
from training.queries.courses import asked
from training.rules import questions as rules
from training.services.questions import save_bank

ACTIVE, WITHDRAWN = "启用", "停用"
_KINDS = {
    **{kind.label: kind.value for kind in QuestionKind},
    **{kind.label.removesuffix("题"): kind.value for kind in QuestionKind},
}


# --- out -----------------------------------------------------------------------------------------

_COURSES = (
    OutColumn("序号", number=True, width=6),
    OutColumn("课程名称", width=30),
    OutColumn("设课单位", width=14),
    OutColumn("培训类别", width=14),
    OutColumn("角色", width=24),
    OutColumn("启用题数", number=True, width=10),
    OutColumn("培训班期数", number=True, width=11),
    OutColumn("状态", width=8),
    OutColumn("内容提要", width=50),
)


def courses_book(courses, county: str) -> bytes:
    """Return the courses as shown (of queries.courses.with_use), one a line."""
    return write_table(
        f"{county}计生培训课程",
        _COURSES,
        (
            [
                number,
                course.name,
                course.unit.short_name,
                course.get_category_display(),
                "、".join(course.role_names),
                course.question_count,
                course.session_count,
                "开设" if course.active else "停开",
                course.outline,
            ]
            for number, course in enumerate(courses, 1)
        ),
        sheet="课程",
    )


def answer_of(question: Question) -> str:
    """Return a question's answer as it is typed."""
    return rules.answer_text(question.kind, question.answers)


def questions_book(course: Course, questions: QuerySet) -> bytes:
    """Return a course's questions (of queries.courses.with_asked) in the columns of the import.

    Without a question it is the empty form to fill in.
    """
    columns = [
        OutColumn("序号", number=True, width=6),
        OutColumn("设课单位", width=14),
        OutColumn("课程", width=20),
        OutColumn("题型", width=8),
        OutColumn("题目", width=46),
        *(OutColumn(f"选项{letter}", width=18) for letter in rules.LETTERS),
        OutColumn("答案", width=8),
        OutColumn("解析或依据", width=30),
        OutColumn("状态", width=7),
        OutColumn("考过次数", number=True, width=9),
    ]

    def row(number, question):
        judged = question.kind == QuestionKind.JUDGE
        options = [] if judged else list(question.options)
        return [
            number,
            course.unit.short_name,
            course.name,
            question.get_kind_display(),
            question.text,
            *options,
            *[""] * (len(rules.LETTERS) - len(options)),
            answer_of(question),
            question.explanation,
            ACTIVE if question.active else WITHDRAWN,
            question.asked_count,
        ]

    return write_table(
        f"{course.name}题库",
        columns,
        (row(number, question) for number, question in enumerate(questions, 1)),
        unit="题型填单选题、多选题、判断题；判断题不写选项，答案填对或错；多选题答案如 ACD。考过的题不能改。",
        sheet="题库",
    )


# --- in ------------------------------------------------------------------------------------------


@dataclass
class Bank:
    """What the workbook would change: (course, question) to add, (id, question) to change."""

    new: list = field(default_factory=list)
    changed: list = field(default_factory=list)


class Questions(Kind):
    """题库: questions of one's own courses, known by course and wording."""

    name, label, order = "questions", "题库", 70
    ignored = ("序号", "考过次数")
    # The wording does not stand among the first three: it may well end in 合计, as a line of sums does.
    columns = (
        Column("course", "课程", cells.text(80), ("课程名称",)),
        Column("kind", "题型", cells.choice(_KINDS)),
        Column("answer", "答案", cells.text(20), ("正确答案",)),
        Column("unit", "设课单位", cells.text(50), required=False),
        Column("text", "题目", cells.text(500), ("试题", "题干")),
        *(
            Column(rules.option_field(place), f"选项{letter}", cells.text(200), (letter,), required=False)
            for place, letter in enumerate(rules.LETTERS)
        ),
        Column("explanation", "解析或依据", cells.text(500), ("解析", "依据"), required=False),
        Column("state", "状态", cells.choice({ACTIVE: True, WITHDRAWN: False}), required=False),
    )

    def plan(self, rows, context):
        """Compare the rows with the banks of the importer's courses; a few queries in all."""
        return _Planner(rows, context).plan()

    def save(self, plan, context):
        """Write what is new and what differs."""
        save_bank(new=plan.data.new, changed=plan.data.changed, user=context.user)


class _Planner:
    def __init__(self, rows, context):
        self.rows, self.context = rows, context
        self.result = Plan(data=Bank())
        self.seen = {}

    def plan(self):
        self._load()
        for row in self.rows:
            course = self._course(row)
            drafted = self._drafted(row)
            if course and drafted and self._first(row, course, drafted):
                self._compare(row, course, drafted)
        return self.result

    def _load(self):
        """Read the courses that are the importer's own or offered to him, and the banks of those named."""
        if self.context.user is None:
            own = offered = Course.objects.filter(unit__code__startswith=self.context.county)
        else:
            own = Course.objects.own(self.context.user, Action.TRAINING_RUN)
            offered = Course.objects.visible_to(self.context.user, Action.TRAINING_RUN)
        mine = set(own.order_by().values_list("pk", flat=True))
        self.own, self.others = defaultdict(list), {}
        for course in offered.select_related("unit").order_by("unit__code", "pk"):
            if course.pk in mine:
                self.own[course.name].append(course)
            else:
                self.others.setdefault(course.name, course)
        self.names = NameBook((name, name) for name in self.own)
        named = {row["course"] for row in self.rows if row["course"]}
        courses = [course.pk for name in named for course in self.own.get(name, ())]
        questions = Question.objects.filter(course__in=courses)
        self.standing, self.withdrawn = {}, defaultdict(list)
        for question in questions:
            key = question.course_id, question.text
            if question.active:
                self.standing[key] = question
            else:
                self.withdrawn[key].append(question)
        self.asked = set(asked(questions.filter(active=True)).values_list("pk", flat=True))

    def _course(self, row):
        name, unit = row["course"], row["unit"]
        if not name:
            return None
        found = self.own.get(name, [])
        if unit:
            found = [course for course in found if unit in (course.unit.short_name, course.unit.name)]
        if len(found) == 1:
            return found[0]
        if found:
            units = "、".join(course.unit.short_name for course in found)
            row.reject("course", f"{units}都有这门课程；请加“设课单位”一列，写明是哪个单位的")
        elif name in self.own:
            units = "、".join(course.unit.short_name for course in self.own[name])
            row.reject("unit", f"这个单位没有课程“{name}”，有这门课程的是{units}；请核对")
        elif name in self.others:
            row.reject(
                "course", f"这是{self.others[name].unit.short_name}的课程，题库由其维护；请改填本单位的课程"
            )
        else:
            nearest = self.names.nearest(name)
            perhaps = f"，是不是：{'、'.join(nearest)}？" if nearest else ""
            row.reject("course", f"没有这门课程{perhaps}；请核对，或先在“课程和题库”中新设课程")
        return None

    def _drafted(self, row):
        if not (row["kind"] and row["text"] and row["answer"]):
            return None
        try:
            return rules.draft(
                kind=row["kind"],
                text=row["text"],
                options=[row[rules.option_field(place)] for place in range(len(rules.LETTERS))],
                answer=row["answer"],
                explanation=row["explanation"] or "",
            )
        except rules.BadQuestion as wrong:
            row.reject(wrong.field, str(wrong))
            return None

    def _first(self, row, course, drafted):
        """Whether no earlier row is about the same question; a withdrawn one may bear the same wording."""
        if row["state"] is False:
            return True
        first = self.seen.setdefault((course.pk, drafted.text), row)
        if first is row:
            return True
        where = (
            f"第{first.number}行" if first.table is row.table else f"“{first.table.file}”第{first.number}行"
        )
        row.reject("text", f"同一道题重复：与{where}相同")
        return False

    def _compare(self, row, course, drafted):
        key = course.pk, drafted.text
        same = next((one for one in self.withdrawn[key] if _content(one) == _of(drafted)), None)
        standing = self.standing.get(key)
        if row["state"] is False:
            if same:
                self.result.unchanged += 1
            elif standing and _content(standing) == _of(drafted):
                row.warn("state", "这道题正在启用，导入不会停用；要停用请在题库中办理")
                self.result.unchanged += 1
            else:
                row.reject("state", "题库里没有这道停用的题；新题的状态请填“启用”，或把该格清空")
            return
        if standing is None:
            if same:
                row.warn("text", "题库里这道题已停用，导入不会恢复；要恢复请在题库中办理")
                self.result.unchanged += 1
            elif row.ok:
                self.result.data.new.append((course, drafted))
                self.result.new += 1
            return
        if _content(standing) == _of(drafted) and standing.explanation == drafted.explanation:
            self.result.unchanged += 1
        elif standing.pk in self.asked and _content(standing) != _of(drafted):
            row.reject(self._differing(standing, drafted), self._why_asked(standing, drafted))
        elif row.ok:
            self.result.data.changed.append((standing.pk, drafted))
            self.result.changed += 1

    def _differing(self, standing, drafted):
        if standing.kind != drafted.kind:
            return "kind"
        if tuple(standing.options) != drafted.options:
            pairs = enumerate(zip(standing.options, drafted.options, strict=False))
            shorter = min(len(standing.options), len(drafted.options))
            place = next((place for place, (old, new) in pairs if old != new), shorter)
            return rules.option_field(min(place, len(rules.LETTERS) - 1))
        return "answer"

    def _why_asked(self, standing, drafted):
        what = {"kind": "题型", "answer": "答案"}.get(self._differing(standing, drafted), "选项")
        return (
            f"这道题已经考过，{what}不能改（题库里的答案是“{answer_of(standing)}”）；"
            "确有错误的，请先在题库中停用原题再导入，或在题库中按原题新建"
        )


def _content(question):
    return question.kind, tuple(question.options), tuple(question.answers)


def _of(drafted):
    return drafted.kind, drafted.options, drafted.answers


register(Questions())
