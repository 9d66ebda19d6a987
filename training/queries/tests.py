"""Reading knowledge tests: who has to take one, who has, what came of it, statistics of questions (A4.7)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, F, Func, IntegerField, Max, Min, Q
from django.db.models.functions import ExtractYear
from django.utils import timezone

from guanling.accounts.enums import COUNTY_DIGITS, Action
from roster.enums import Level, Nature
from roster.models import Appointment
from training.enums import (
    AUDIENCE_POSTS,
    SESSION_ATTENDED,
    SESSION_COUNTS,
    AnswerWay,
    KnowledgeTestState,
    QuestionKind,
)
from training.models import Attempt, AttemptQuestion, Enrolment, KnowledgeTest, Question, Session
from training.rules import papers


def wanted(test: KnowledgeTest) -> dict[str, int]:
    """Return {kind: how many questions} of a paper of ``test``; kinds without any are left out."""
    counts = {kind: getattr(test, f"{kind}_count") for kind in QuestionKind}
    return {kind: count for kind, count in counts.items() if count}


def points(test: KnowledgeTest) -> dict[str, Decimal]:
    """Return {kind: points of a question} of ``test``."""
    return {kind: getattr(test, f"{kind}_points") for kind in QuestionKind}


def bank(test: KnowledgeTest) -> list[papers.Item]:
    """Return the questions in use of the courses of ``test``. One statement."""
    rows = Question.objects.filter(course__tests=test, active=True).order_by("pk")
    return [
        papers.Item(pk, kind, len(options)) for pk, kind, options in rows.values_list("pk", "kind", "options")
    ]


def bank_sizes(courses) -> dict[int, dict[str, int]]:
    """Return {course id: {kind: questions in use}} of ``courses``. One statement."""
    found: dict[int, dict[str, int]] = {}
    rows = Question.objects.filter(course__in=courses, active=True).order_by()
    for course, kind, count in rows.values_list("course", "kind").annotate(count=Count("pk")):
        found.setdefault(course, {})[kind] = count
    return found


def lacking(test: KnowledgeTest) -> list[papers.Lack]:
    """Return of which kinds the bank has too few questions for a paper of ``test``. One statement."""
    sizes: dict[str, int] = {}
    for of_course in bank_sizes(test.courses.order_by().values("pk")).values():
        for kind, count in of_course.items():
            sizes[kind] = sizes.get(kind, 0) + count
    return papers.lacking(sizes, wanted(test))


# --- who has to take a test ----------------------------------------------------------------------


@dataclass(frozen=True)
class Invited:
    """Somebody who has to take a test: the unit and post by which, as they were called."""

    person_id: int
    name: str
    unit_code: str
    place: str


def place_of(appointment: Appointment) -> str:
    """Return an appointment's unit and post in words: 花江镇 · 和平村 人口主任."""
    unit = appointment.post.unit
    where = f"{unit.parent.short_name} · " if unit.level == Level.VILLAGE else ""
    return f"{where}{unit.short_name} {appointment.title}"


def _appointments(test):
    """Return the regular appointments that a test without a session is for, on the day on which it opens."""
    return (
        Appointment.objects.on(timezone.localdate(test.opens_at))
        .regular()
        .of_kind(*AUDIENCE_POSTS[test.audience])
        .filter(post__unit__code__startswith=test.unit.code)
    )


def invited(test: KnowledgeTest, user=None) -> dict[int, Invited]:
    """Return {person id: who has to take ``test``}, by unit and name; ``user`` narrows it to his people.

    Of a session those on its list; else those of the audience on the day on which it opens. Nobody where it
    has neither: then whoever is given a paper takes it. One statement.
    """
    if test.session_id:
        rows = Enrolment.objects.visible_to(user, Action.TRAINING_VIEW) if user else Enrolment.objects.all()
        rows = rows.standing().filter(session=test.session_id).order_by("unit_code", "person__pinyin", "pk")
        found = rows.values_list("person", "person__name", "unit_code", "place")
        return {row[0]: Invited(*row) for row in found}
    if not test.audience:
        return {}
    rows = _appointments(test)
    if user:
        rows = rows.filter(pk__in=Appointment.objects.visible_to(user, Action.TRAINING_VIEW).values("pk"))
    rows = rows.select_related("post__unit__parent", "person")
    people: dict[int, Invited] = {}
    for row in rows.order_by("post__unit__code", "person__pinyin", "pk"):
        # Who serves in two villages takes one paper, for the first.
        people.setdefault(
            row.person_id, Invited(row.person_id, row.person.name, row.post.unit.code, place_of(row))
        )
    return people


def invitation(test: KnowledgeTest, person) -> Invited | None:
    """Return by what ``person`` has to take ``test``, or None. At most two statements."""
    if test.session_id:
        row = Enrolment.objects.standing().filter(session=test.session_id, person=person).first()
        return row and Invited(person.pk, person.name, row.unit_code, row.place)
    if test.audience:
        rows = _appointments(test).filter(person=person).select_related("post__unit__parent")
        if row := rows.order_by("post__unit__code", "pk").first():
            return Invited(person.pk, person.name, row.post.unit.code, place_of(row))
    row = Attempt.objects.filter(test=test, person=person).first()
    return row and Invited(person.pk, person.name, row.unit_code, row.place)


def whereabouts(person, day: date) -> Invited:
    """Return the post that ``person`` holds on ``day``, else the unit that keeps the file."""
    rows = list(person.appointments.on(day).select_related("post__unit__parent"))
    rows.sort(key=lambda row: (row.nature != Nature.REGULAR, row.post.unit.code, row.pk))
    for row in rows[:1]:
        return Invited(person.pk, person.name, row.post.unit.code, place_of(row))
    return Invited(person.pk, person.name, person.unit.code, person.unit.short_name)


def settled(test: KnowledgeTest) -> str:
    """Return why nothing may change in the results of ``test`` any more, or "" while it may."""
    if test.state == KnowledgeTestState.DRAFT:
        return "这次测试还没有开放。"
    if test.state == KnowledgeTestState.CLOSED:
        return "这次测试已结束，成绩不再改动；确需改动的，请由组织单位重新开放。"
    if test.session_id and test.session.state not in SESSION_ATTENDED:
        return f"培训班“{test.session.name}”{test.session.get_state_display()}，测试成绩不再改动。"
    return ""


def printed(test: KnowledgeTest):
    """Return the printed papers of ``test`` in the order in which they are printed and typed."""
    rows = Attempt.objects.filter(test=test, way=AnswerWay.PRINTED)
    return rows.order_by("unit_code", "person__pinyin", "pk")


# --- where somebody stands -----------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """Where somebody stands in a test at one moment. ``attempts`` in their order."""

    test: KnowledgeTest
    invited: Invited
    attempts: tuple[Attempt, ...]
    now: datetime

    @property
    def last(self) -> Attempt | None:
        """The last paper."""
        return self.attempts[-1] if self.attempts else None

    @property
    def best(self) -> Decimal | None:
        """The best score so far; None where nothing was answered."""
        return max((one.score for one in self.attempts if one.score is not None), default=None)

    @property
    def passed(self) -> bool:
        """Whether the best score reaches the pass mark."""
        return self.best is not None and self.best >= self.test.pass_mark

    @property
    def running(self) -> bool:
        """Whether a paper on screen may still be answered."""
        return self.last is not None and is_running(self.last, self.now)

    @property
    def waits_on_paper(self) -> bool:
        """Whether a printed paper lies there that nobody has typed."""
        return self.unanswered and self.last.way == AnswerWay.PRINTED

    @property
    def unanswered(self) -> bool:
        """Whether a paper lies there, printed or on the spot, to which there is no answer yet."""
        last = self.last
        return last is not None and last.way != AnswerWay.SCREEN and last.score is None

    @property
    def left(self) -> int:
        """How many further papers may be had."""
        return max(0, self.test.attempts_allowed - len(self.attempts))

    @property
    def late(self) -> Attempt | None:
        """The paper whose late answers nobody has accepted."""
        return next((one for one in self.attempts if one.late_at and not one.late_accepted_by_id), None)

    @property
    def again(self) -> bool:
        """Whether another paper may be begun: not passed, one is left, none runs."""
        return not self.passed and not self.running and (self.left > 0 or self.unanswered)

    @property
    def state(self) -> str:
        """One of passed, running, failed, missed (begun, nothing answered in time), waiting (nothing yet)."""
        if self.passed:
            return "passed"
        if self.running:
            return "running"
        if self.best is not None:
            return "failed"
        return "missed" if self.attempts and not self.unanswered else "waiting"

    @property
    def word(self) -> str:
        """The state in words."""
        return STANDINGS[self.state]


STANDINGS = {
    "passed": "合格",
    "failed": "不合格",
    "running": "正在作答",
    "missed": "未按时作答",
    "waiting": "未考",
}


def is_running(attempt: Attempt, now: datetime) -> bool:
    """Return whether answers to ``attempt`` on screen count ``now``."""
    return (
        attempt.way == AnswerWay.SCREEN
        and attempt.submitted_at is None
        and papers.in_time(now, attempt.due_at)
        and attempt.test.state == KnowledgeTestState.OPEN
    )


def standings(test: KnowledgeTest, now: datetime, user=None) -> list[Standing]:
    """Return where everybody stands who has to take ``test`` or has a paper of it; ``user``: his people.

    Two statements, whatever the number of people.
    """
    people = invited(test, user)
    rows = Attempt.objects.visible_to(user, Action.TRAINING_VIEW) if user else Attempt.objects.all()
    rows = rows.filter(test=test).select_related("person", "typed_by", "late_accepted_by")
    attempts: dict[int, list[Attempt]] = {}
    for attempt in rows.order_by("unit_code", "person__pinyin", "person", "number"):
        attempt.test = test
        attempts.setdefault(attempt.person_id, []).append(attempt)
        people.setdefault(
            attempt.person_id,
            Invited(attempt.person_id, attempt.person.name, attempt.unit_code, attempt.place),
        )
    return [Standing(test, one, tuple(attempts.get(pk, ())), now) for pk, one in people.items()]


def standing(test: KnowledgeTest, person, now: datetime) -> Standing | None:
    """Return where ``person`` stands in ``test``; None for who has not to take it. Three statements."""
    found = invitation(test, person)
    if found is None:
        return None
    attempts = list(Attempt.objects.filter(test=test, person=person).order_by("number"))
    for attempt in attempts:
        attempt.test = test
    return Standing(test, found, tuple(attempts), now)


def counts(tests: Iterable[KnowledgeTest], user) -> dict[int, dict[str, int]]:
    """Return {test id: {"taken", "passed"}: people} among those whom ``user`` sees. One statement."""
    rows = (
        Attempt.objects.visible_to(user, Action.TRAINING_VIEW)
        .filter(test__in=[test.pk for test in tests])
        .taken()
        .order_by()
        .values("test")
        .annotate(
            taken=Count("person", distinct=True),
            passed=Count("person", distinct=True, filter=Q(score__gte=F("test__pass_mark"))),
        )
    )
    return {row.pop("test"): row for row in rows}


# --- for a person --------------------------------------------------------------------------------


def tests_of(person, now: datetime) -> list[Standing]:
    """Return where ``person`` stands in every test to be taken and every test taken, the newest first.

    A fixed number of statements. Tests of sessions that were called off and such as are not open yet are
    left out; so are those that ended without this person.
    """
    on_list = Enrolment.objects.standing().filter(person=person).values("session")
    own = Attempt.objects.filter(person=person).values("test")
    mine = Q(session__in=on_list) | Q(pk__in=own) | (Q(session=None) & ~Q(audience=""))
    rows = (
        KnowledgeTest.objects.exclude(state=KnowledgeTestState.DRAFT)
        .filter(mine, unit__code__startswith=person.unit.code[:COUNTY_DIGITS])
        .filter(Q(session=None) | Q(session__state__in=SESSION_COUNTS))
        .select_related("unit", "session")
        .order_by("-opens_at", "-pk")
    )
    enrolled = {
        row.session_id: Invited(person.pk, person.name, row.unit_code, row.place)
        for row in Enrolment.objects.standing().filter(person=person)
    }
    posts = list(
        person.appointments.regular().select_related("post__unit__parent").order_by("post__unit__code", "pk")
    )
    attempts: dict[int, list[Attempt]] = {}
    for attempt in Attempt.objects.filter(person=person).order_by("test", "number"):
        attempts.setdefault(attempt.test_id, []).append(attempt)
    found = []
    for test in rows:
        papers_of = tuple(attempts.get(test.pk, ()))
        for attempt in papers_of:
            attempt.test = test
        who = enrolled.get(test.session_id) if test.session_id else _by_post(test, person, posts)
        if who is None and papers_of:
            who = Invited(person.pk, person.name, papers_of[0].unit_code, papers_of[0].place)
        if who is not None:
            found.append(Standing(test, who, papers_of, now))
    return found


def _by_post(test, person, posts):
    """Return by which of ``posts`` a person has to take a test without a session, or None."""
    day = timezone.localdate(test.opens_at)
    for row in posts:
        if (
            test.audience
            and row.post.kind in AUDIENCE_POSTS[test.audience]
            and row.post.unit.code.startswith(test.unit.code)
            and row.valid_from <= day
            and (row.valid_to is None or day <= row.valid_to)
        ):
            return Invited(person.pk, person.name, row.post.unit.code, place_of(row))
    return None


def to_take(person, now: datetime) -> list[Standing]:
    """Return the open tests that ``person`` has still to take or to pass, the first to end first.

    Those that have not begun are among them (``test.opens_at`` tells); not those whose results stand.
    """
    found = [
        one
        for one in tests_of(person, now)
        if now < one.test.closes_at and not settled(one.test) and (one.again or one.running)
    ]
    return sorted(found, key=lambda one: (one.test.closes_at, one.test.pk))


# --- to-dos --------------------------------------------------------------------------------------


def open_for(user, now: datetime) -> list[Standing]:
    """Return the tests that the person of this account has to take and that have begun."""
    person = getattr(user, "person", None)
    if person is None or not user.can(Action.OWN_VIEW):
        return []
    return [one for one in to_take(person, now) if one.test.opens_at <= now]


def late_to_decide(user):
    """Return the papers with late answers that ``user`` may accept; gone once the test is closed."""
    tests = KnowledgeTest.objects.own(user, Action.TRAINING_RUN).filter(state=KnowledgeTestState.OPEN)
    tests = tests.filter(Q(session=None) | Q(session__state__in=SESSION_ATTENDED))
    return (
        Attempt.objects.filter(test__in=tests.order_by().values("pk"))
        .filter(late_at__isnull=False, late_accepted_by=None)
        .exclude(person__account=user)
    )


# --- for compliance and results ------------------------------------------------------------------


def taken_between(people, first: date, last: date) -> dict[int, list[tuple[date, int, bool]]]:
    """Return {person id: [(day, test id, passed)]} of the tests taken from ``first`` to ``last``, by day.

    ``people``: ids or a queryset of them. A test counts once a person, on the day of the first paper that
    has a score, so that a second try in January is no second test; ``passed`` by the best paper up to
    ``last``. Tests of a session that was called off do not count. One statement.
    """
    rows = (
        Attempt.objects.taken()
        .filter(person__in=people, taken_on__lte=last)
        .filter(Q(test__session=None) | Q(test__session__state__in=SESSION_COUNTS))
        .order_by()
        .values("person", "test", "test__pass_mark")
        .annotate(day=Min("taken_on"), best=Max("score"))
        .filter(day__gte=first)
        .order_by("person", "day", "test")
    )
    found: dict[int, list[tuple[date, int, bool]]] = {}
    for row in rows:
        passed = row["best"] >= row["test__pass_mark"]
        found.setdefault(row["person"], []).append((row["day"], row["test"], passed))
    return found


@dataclass(frozen=True)
class Result:
    """The best score of somebody in one test; None where nothing was answered."""

    test_id: int
    name: str
    score: Decimal | None
    pass_mark: Decimal
    full: Decimal

    @property
    def passed(self) -> bool:
        """Whether the score reaches the pass mark."""
        return self.score is not None and self.score >= self.pass_mark


def results(session: Session) -> dict[int, list[Result]]:
    """Return {person id: the best result in each test of ``session``} of everybody on its list.

    Who did not take a test stands there with no score. Tests still in preparation are left out. Three
    statements.
    """
    tests = list(session.tests.exclude(state=KnowledgeTestState.DRAFT).order_by("opens_at", "pk"))
    rows = Attempt.objects.taken().filter(test__in=tests).order_by().values_list("person", "test")
    best = {(person, test): score for person, test, score in rows.annotate(best=Max("score"))}
    people = Enrolment.objects.standing().filter(session=session).values_list("person", flat=True)
    return {
        person: [
            Result(test.pk, test.name, best.get((person, test.pk)), test.pass_mark, test.full)
            for test in tests
        ]
        for person in people
    }


def best_scores(session: Session) -> dict[int, Decimal]:
    """Return {person id: best score} in the test of ``session``; who took none is not in it.

    Where a session has several tests, the score of the one that lies lowest against its pass mark: see
    :func:`results` for all of them.
    """
    found = {}
    for person, all_of_them in results(session).items():
        taken = [result for result in all_of_them if result.score is not None]
        if taken:
            found[person] = min(taken, key=lambda result: result.score - result.pass_mark).score
    return found


# --- statistics ----------------------------------------------------------------------------------


@dataclass
class Figures:
    """How a question was answered: papers that asked it and were taken, right ones, not answered."""

    asked: int = 0
    right: int = 0
    blank: int = 0

    @property
    def share(self) -> Decimal | None:
        """Right ones per cent of those asked, to a tenth; None where nobody was asked."""
        if not self.asked:
            return None
        return (Decimal(100) * self.right / self.asked).quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass
class Line:
    """A question with its figures: ``chosen`` how often each option of the bank was chosen; by year."""

    question: Question
    figures: Figures
    chosen: dict[int, int] = field(default_factory=dict)
    years: dict[int, Figures] = field(default_factory=dict)

    @property
    def options(self) -> list[dict[str, Any]]:
        """The options in the order of the bank, with how often each was chosen and the share."""
        asked = self.figures.asked
        return [
            {
                "letter": papers.LETTERS[number],
                "text": text,
                "right": number in self.question.answers,
                "count": (count := self.chosen.get(number, 0)),
                "share": (Decimal(100) * count / asked).quantize(Decimal(1), ROUND_HALF_UP)
                if asked
                else None,
            }
            for number, text in enumerate(self.question.options)
        ]


class _Unnest(Func):
    function = "unnest"
    set_returning = True
    output_field = IntegerField()


_FIGURES = {
    "asked": Count("pk"),
    "hits": Count("pk", filter=Q(right=True)),
    "blank": Count("pk", filter=Q(chosen=None)),
}


def _by_difficulty(lines):
    """Return lines by share of right answers, the hardest first; what nobody was asked stands last."""
    return sorted(
        lines, key=lambda line: (line.figures.share is None, line.figures.share or 0, line.question.pk)
    )


def _distribution(asked):
    """Return {question id: {option: how often chosen}} of ``asked``. One statement."""
    found: dict[int, dict[int, int]] = {}
    chosen = asked.exclude(chosen=None).order_by().annotate(option=_Unnest("chosen"))
    for question, option, count in chosen.values_list("question", "option").annotate(count=Count("pk")):
        found.setdefault(question, {})[option] = count
    return found


def statistics_of(test: KnowledgeTest, user) -> list[Line]:
    """Return the questions asked in ``test``, the hardest first, over the papers that ``user`` sees.

    Papers count that were taken. Three statements, whatever the number of papers.
    """
    attempts = Attempt.objects.visible_to(user, Action.TRAINING_VIEW).filter(test=test).taken()
    asked = AttemptQuestion.objects.filter(attempt__in=attempts.order_by().values("pk"))
    figures = {
        row["question"]: Figures(row["asked"], row["hits"], row["blank"])
        for row in asked.order_by().values("question").annotate(**_FIGURES)
    }
    chosen = _distribution(asked)
    questions = Question.objects.filter(pk__in=figures).select_related("course")
    return _by_difficulty(Line(one, figures[one.pk], chosen.get(one.pk, {})) for one in questions)


def course_statistics(course, user) -> tuple[list[int], list[Line]]:
    """Return (years, the questions of ``course`` with figures in all and by year), the hardest first.

    Over the papers that ``user`` sees, by the year in which they were taken; questions that were never asked
    stand last. Three statements.
    """
    attempts = Attempt.objects.visible_to(user, Action.TRAINING_VIEW).taken()
    asked = AttemptQuestion.objects.filter(
        question__course=course, attempt__in=attempts.order_by().values("pk")
    )
    rows = asked.order_by().annotate(year=ExtractYear("attempt__taken_on"))
    years: dict[int, dict[int, Figures]] = {}
    for row in rows.values("question", "year").annotate(**_FIGURES):
        years.setdefault(row["question"], {})[row["year"]] = Figures(row["asked"], row["hits"], row["blank"])
    chosen = _distribution(asked)
    lines = []
    for question in Question.objects.filter(course=course):
        by_year = years.get(question.pk, {})
        total = Figures(
            sum(one.asked for one in by_year.values()),
            sum(one.right for one in by_year.values()),
            sum(one.blank for one in by_year.values()),
        )
        if question.active or total.asked:
            lines.append(Line(question, total, chosen.get(question.pk, {}), by_year))
    return sorted({year for by_year in years.values() for year in by_year}), _by_difficulty(lines)
