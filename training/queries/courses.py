"""Courses and the bank of questions, with how far each is used."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from guanling.accounts.enums import COUNTY_DIGITS, Action
from roster.models import Unit
from training.enums import PART_DAYS, SESSION_COUNTS, DirectorRole, SessionState
from training.models import AttemptQuestion, Course, PlanLine, Question, Session, SessionHalf

ORDERS = {
    "unit": ("unit__code", "category", "name", "pk"),
    "name": ("name", "unit__code", "pk"),
    "questions": ("-question_count", "unit__code", "name", "pk"),
    "sessions": ("-session_count", "unit__code", "name", "pk"),
}


def _counted(rows, reference):
    """How many of ``rows`` there are for each value of ``reference``; a subquery of one number."""
    found = rows.order_by().values(reference).annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(found, output_field=IntegerField()), Value(0))


def with_use(courses: QuerySet, user) -> QuerySet:
    """Courses with ``question_count`` (active) and ``session_count`` (seen by ``user``, not called off).

    One statement, however many.
    """
    sessions = Session.objects.visible_to(user, Action.TRAINING_VIEW).exclude(state=SessionState.CANCELLED)
    return courses.select_related("unit").annotate(
        question_count=_counted(Question.objects.filter(course=OuterRef("pk"), active=True), "course"),
        session_count=_counted(sessions.filter(course=OuterRef("pk")), "course"),
    )


def is_used(course: Course) -> bool:
    """Whether a session or a line of a plan stands on ``course``, whoever's."""
    return Session.objects.filter(course=course).exists() or PlanLine.objects.filter(course=course).exists()


def offered_to(unit: Unit) -> QuerySet:
    """Courses that ``unit`` may hold: its own and its county's."""
    return Course.objects.filter(unit__code__in={unit.code, unit.code[:COUNTY_DIGITS]})


@dataclass(frozen=True)
class RoleLine:
    """One of the four roles in a year: courses offered, questions, sessions held or announced, their days."""

    role: DirectorRole
    courses: int
    questions: int
    sessions: int
    days: Decimal


def by_role(courses: QuerySet, sessions: QuerySet, year: int) -> list[RoleLine]:
    """Return how the four roles are covered in ``year`` (P3.5); a course of two roles counts for both.

    Days are those of the year, in halves. Two statements.
    """

    def of(path):
        return {role: Q(**{f"{path}roles__contains": [role.value]}) for role in DirectorRole}

    offered = courses.order_by().aggregate(
        **{f"courses_{role}": Count("pk", distinct=True, filter=which) for role, which in of("").items()},
        **{
            f"questions_{role}": Count("questions", distinct=True, filter=which & Q(questions__active=True))
            for role, which in of("").items()
        },
    )
    halves = SessionHalf.objects.filter(
        session__in=sessions.filter(state__in=SESSION_COUNTS).order_by().values("pk"),
        day__range=(date(year, 1, 1), date(year, 12, 31)),
    )
    held = halves.order_by().aggregate(
        **{
            f"sessions_{role}": Count("session", distinct=True, filter=which)
            for role, which in of("session__course__").items()
        },
        **{f"halves_{role}": Count("pk", filter=which) for role, which in of("session__course__").items()},
    )
    return [
        RoleLine(
            role,
            offered[f"courses_{role}"],
            offered[f"questions_{role}"],
            held[f"sessions_{role}"],
            held[f"halves_{role}"] * PART_DAYS,
        )
        for role in DirectorRole
    ]


def with_asked(questions: QuerySet) -> QuerySet:
    """Questions with ``asked_count``: on how many papers each stands."""
    return questions.annotate(
        asked_count=_counted(AttemptQuestion.objects.filter(question=OuterRef("pk")), "question")
    )


def asked(questions: QuerySet) -> QuerySet:
    """Those of ``questions`` that stand on a paper: they are not reworded any more."""
    return questions.filter(Exists(AttemptQuestion.objects.filter(question=OuterRef("pk"))))


def units_with_courses(courses: QuerySet) -> list[tuple[str, str]]:
    """Return (code, name) of the units that have courses among these, the county first."""
    return list(courses.order_by("unit__code").values_list("unit__code", "unit__short_name").distinct())
