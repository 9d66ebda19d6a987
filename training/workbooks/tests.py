"""Lists of knowledge tests that go out as workbooks."""

from collections.abc import Iterable, Sequence

from django.utils import timezone

from guanling.documents.tables import OutColumn, Page, write_book, write_table
from training.models import KnowledgeTest
from training.queries.tests import Line, Standing
from training.rules.papers import LETTERS

TESTS_COLUMNS = (
    OutColumn("序号", width=6),
    "测试名称",
    "组织单位",
    "培训班",
    "开始时间",
    "截止时间",
    "答题时间（分钟）",
    "满分",
    "合格分数",
    "每人可考次数",
    "参加人数",
    "合格人数",
    "状态",
)
STANDINGS_COLUMNS = (
    OutColumn("序号", width=6),
    "姓名",
    "单位和岗位",
    "情况",
    "成绩",
    "已考次数",
    "作答方式",
    "测试日期",
    "录入",
    "迟交",
)


def _moment(value):
    return timezone.localtime(value).replace(tzinfo=None) if value else None


def tests_book(tests: Iterable[KnowledgeTest], county: str) -> bytes:
    """Return the list of tests as shown; each comes with ``taken`` and ``passed``."""
    rows = (
        [
            number,
            test.name,
            test.unit.short_name,
            test.session.name if test.session else "",
            _moment(test.opens_at),
            _moment(test.closes_at),
            test.minutes,
            test.full,
            test.pass_mark,
            test.attempts_allowed,
            test.taken,
            test.passed,
            test.get_state_display(),
        ]
        for number, test in enumerate(tests, 1)
    )
    return write_table(f"{county}知识测试", TESTS_COLUMNS, rows, sheet="知识测试")


def standings_book(test: KnowledgeTest, stands: Iterable[Standing]) -> bytes:
    """Return the people of a test and their results, one line each with the best score."""

    def row(number, one):
        best = (
            next((paper for paper in one.attempts if paper.score == one.best), None) if one.attempts else None
        )
        late = one.late
        return [
            number,
            one.invited.name,
            one.invited.place,
            one.word,
            one.best,
            sum(paper.score is not None for paper in one.attempts),
            best.get_way_display() if best and best.score is not None else "",
            best.taken_on if best else None,
            best.typed_by.name if best and best.typed_by else "",
            "待认可" if late else "",
        ]

    line = f"满分{test.full.normalize():f}分，合格{test.pass_mark.normalize():f}分"
    rows = (row(number, one) for number, one in enumerate(stands, 1))
    return write_table(f"{test.name}成绩", STANDINGS_COLUMNS, rows, unit=line, sheet="成绩")


def statistics_book(name: str, lines: Sequence[Line], years: Sequence[int] = ()) -> bytes:
    """Return the statistics of questions: figures, each option with how often it was chosen, by year."""
    most = max((len(line.question.options) for line in lines), default=0)
    columns = [
        OutColumn("序号", width=6),
        OutColumn("题目", width=50),
        "题型",
        OutColumn("出题次数", number=True),
        OutColumn("答对次数", number=True),
        OutColumn("答对比例（%）", number=True),
        OutColumn("未答次数", number=True),
        OutColumn("答案", width=8),
        *(
            column
            for place in range(most)
            for column in (
                OutColumn(f"选项{LETTERS[place]}", width=20),
                OutColumn(f"选{LETTERS[place]}次数", number=True),
            )
        ),
        *(
            column
            for year in years
            for column in (
                OutColumn(f"{year}年出题次数", number=True),
                OutColumn(f"{year}年答对比例（%）", number=True),
            )
        ),
    ]

    def row(number, line):
        options = line.options
        cells = [
            number,
            line.question.text,
            line.question.get_kind_display(),
            line.figures.asked,
            line.figures.right,
            line.figures.share,
            line.figures.blank,
            "".join(option["letter"] for option in options if option["right"]),
        ]
        for place in range(most):
            cells += [options[place]["text"], options[place]["count"]] if place < len(options) else ["", None]
        for year in years:
            of_year = line.years.get(year)
            cells += [of_year.asked, of_year.share] if of_year else [None, None]
        return cells

    rows = [row(number, line) for number, line in enumerate(lines, 1)]
    note = "按答对比例由低到高；多选题须完全选对。选项次序为题库中的次序。"
    return write_book([Page(f"{name}试题统计", columns, rows, lines=(note,), sheet="试题统计")])
