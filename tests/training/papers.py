"""Banks and knowledge tests for tests."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from tests.training.build import course
from training.enums import Category, KnowledgeTestState, QuestionKind
from training.models import KnowledgeTest, Question
from training.rules import papers as rules
from training.services.tests import Setting, create_test

ZONE = timezone.get_default_timezone()
OPENS = datetime(2016, 9, 5, 9, tzinfo=ZONE)
CLOSES = datetime(2016, 9, 5, 11, tzinfo=ZONE)
COUNTS = {QuestionKind.SINGLE: 2, QuestionKind.MULTIPLE: 1, QuestionKind.JUDGE: 1}
POINTS = {
    QuestionKind.SINGLE: Decimal("2"),
    QuestionKind.MULTIPLE: Decimal("4"),
    QuestionKind.JUDGE: Decimal("2"),
}
OPTIONS, JUDGEMENT = ("甲", "乙", "丙", "丁"), ("对", "错")


def bank(unit, *, single=4, multiple=3, judge=3, name="基础知识"):
    """A course of ``unit`` with so many questions; the first option is right, of a multiple one two are."""
    taught = course(unit, name, Category.UPDATE)
    if not taught.questions.exists():
        Question.objects.bulk_create(
            [
                *(_question(taught, QuestionKind.SINGLE, number, OPTIONS, [0]) for number in range(single)),
                *(
                    _question(taught, QuestionKind.MULTIPLE, number, OPTIONS, [0, 2])
                    for number in range(multiple)
                ),
                *(_question(taught, QuestionKind.JUDGE, number, JUDGEMENT, [0]) for number in range(judge)),
            ]
        )
    return taught


def _question(taught, kind, number, options, answers):
    return Question(
        course=taught,
        kind=kind,
        text=f"{kind.label}第{number + 1}问：随访应当怎样登记？",
        options=list(options),
        answers=answers,
        explanation="见工作手册。",
    )


def setting(courses, **fields):
    """How a test of 2 single, 1 multiple and 1 judgement is set up: 10 points in all."""
    return Setting(
        **{
            "name": "应知应会测试",
            "courses": courses,
            "opens_at": OPENS,
            "closes_at": CLOSES,
            "minutes": 60,
            "counts": COUNTS,
            "points": POINTS,
            **fields,
        }
    )


def make_test(unit, *, courses=None, session=None, user=None, **fields):
    """A test in preparation, of ``session`` or by itself."""
    courses = [bank(unit)] if courses is None else courses
    return create_test(unit=unit, setting=setting(courses, **fields), user=user, session=session)


def open_now(test):
    """The test, open around the present moment: for pages, whose clock is the real one."""
    now = timezone.now()
    KnowledgeTest.objects.filter(pk=test.pk).update(
        state=KnowledgeTestState.OPEN, opens_at=now - timedelta(hours=1), closes_at=now + timedelta(hours=2)
    )
    test.refresh_from_db()
    return test


def opened(test):
    """The test, open as it was set up: for services, which are told what time it is."""
    KnowledgeTest.objects.filter(pk=test.pk).update(state=KnowledgeTestState.OPEN)
    test.refresh_from_db()
    return test


def right_places(attempt):
    """{number: places} of the right answers of a paper."""
    return {
        row.number: rules.to_places(row.question.answers, row.order)
        for row in attempt.questions.select_related("question")
    }


def wrong_places(attempt):
    """{number: places} of a wrong answer to each question of a paper."""
    return {
        row.number: [
            next(place for place, option in enumerate(row.order) if option not in row.question.answers)
        ]
        for row in attempt.questions.select_related("question")
    }


def letters(places):
    """{number: letters} of {number: places}."""
    return {number: rules.letters(chosen) for number, chosen in places.items()}
