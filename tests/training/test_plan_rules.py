"""Plans beside what the clauses ask, lines beside their sessions, questions as they are typed."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from guanling.policy.rules import settle_all
from roster.enums import Level
from training.enums import Audience, Category, QuestionKind, SessionState
from training.rules import plans as rules
from training.rules import questions
from training.rules.plans import Held, Needs, Planned

CASES = Path(__file__).resolve().parent.parent / "policy_cases"
CATEGORIES = {"初任": Category.INITIAL, "更新": Category.UPDATE, "集中": Category.TOWNSHIP}
AUDIENCES = {
    "新任": Audience.NEW_DIRECTORS,
    "全体": Audience.DIRECTORS,
    "补课": Audience.DIRECTORS_SHORT,
    "村级": Audience.VILLAGE_STAFF,
    "乡镇": Audience.TOWNSHIP_STAFF,
}
WORDS = {True: "达到", False: "提醒", None: "没有规定"}


def cases(name):
    """The cases of a file, told apart by their words."""
    return [
        pytest.param(case, id=case["说明"])
        for case in yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
    ]


def lines(written):
    """Lines of a plan as cases write them."""
    parts = [line.split() for line in written]
    return [
        Planned(CATEGORIES[category], AUDIENCES[audience], Decimal(days))
        for category, audience, days in parts
    ]


def needs(day, *, counts):
    """What the documents ask on a day."""
    policy = settle_all("520424", day, ())
    return Needs(
        policy.get(rules.UPDATE_DAYS),
        policy.get(rules.SESSIONS_MIN),
        policy.get(rules.SESSIONS_MAX),
        policy.get(rules.SESSION_DAYS),
        counts,
    )


@pytest.mark.parametrize("case", cases("training_plans.yaml"))
def test_a_plan_beside_the_clauses(case):
    level = Level.COUNTY if case["层级"] == "县" else Level.TOWNSHIP
    asked = needs(case.get("日期", rules.last_day(2016)), counts=case.get("抵算") == "是")
    found = rules.assess(level, lines(case["项目"]), asked, lines(case.get("县局", ())))
    assert {one.clause: WORDS[one.met] for one in found} == case["结论"]
    advice = {one.clause: one.advice for one in found}
    assert {clause: advice[clause] for clause in case.get("提醒", {})} == case.get("提醒", {})
    # Every figure that is asked names the parameters it comes from, and advice stands just where it is due.
    assert all(bool(one.advice) == (one.met is False) for one in found)
    assert all(one.keys for one in found if one.met is not None and one.clause != "P3.1")


TODAY = date(2016, 9, 15)
PAST, TO_COME, UNSET = (date(2016, 9, 1), date(2016, 9, 2)), (date(2016, 9, 14), TODAY), (None, None)


@pytest.mark.parametrize(
    ("month", "sessions", "expected"),
    [
        (8, [], rules.OVERDUE),
        (9, [], rules.DUE),
        (10, [], rules.AHEAD),
        (8, [(SessionState.DRAFT, PAST)], rules.OVERDUE),
        (8, [(SessionState.CANCELLED, PAST)], rules.OVERDUE),
        (9, [(SessionState.DRAFT, UNSET)], rules.PREPARED),
        (9, [(SessionState.CANCELLED, PAST)], rules.DUE),
        (8, [(SessionState.OPEN, TO_COME)], rules.ANNOUNCED),
        (8, [(SessionState.OPEN, UNSET)], rules.ANNOUNCED),
        (8, [(SessionState.OPEN, PAST)], rules.HELD),
        (10, [(SessionState.FILED, PAST)], rules.HELD),
        (8, [(SessionState.CANCELLED, PAST), (SessionState.RETURNED, PAST)], rules.HELD),
    ],
)
def test_how_far_a_line_has_come(month, sessions, expected):
    held = [Held(state, *days) for state, days in sessions]
    assert rules.standing(2016, month, held, TODAY) == expected


def test_the_year_counts_before_the_month():
    assert rules.standing(2015, 12, [], TODAY) == rules.OVERDUE
    assert rules.standing(2017, 1, [], TODAY) == rules.AHEAD


@pytest.mark.parametrize("case", cases("question_answers.yaml"))
def test_a_question_as_it_is_typed(case):
    kind = next(kind for kind in QuestionKind if kind.label == case["题型"])
    typed = {
        "kind": kind,
        "text": case.get("题目", "题目是什么？"),
        "options": case["选项"],
        "answer": case["答案"],
    }
    if "退回" in case:
        with pytest.raises(questions.BadQuestion) as refused:
            questions.draft(**typed)
        assert refused.value.field == case["退回"]
        return
    drafted = questions.draft(**typed)
    assert [list(drafted.options), list(drafted.answers)] == case["结果"]
    # What is shown as the answer means the same question again.
    shown = questions.answer_text(drafted.kind, drafted.answers)
    options = () if kind == QuestionKind.JUDGE else drafted.options
    assert questions.draft(kind=kind, text=drafted.text, options=options, answer=shown) == drafted
