"""Business acts of knowledge tests: set up, given, answered on screen or typed, marked at once (A4.7)."""

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from guanling.accounts.enums import COUNTY_DIGITS
from guanling.accounts.models import User
from guanling.documents.papers import chinese_date
from guanling.policy.queries import at
from guanling.runs.errors import Refusal
from guanling.runs.states import move
from roster.models import Person, Unit
from roster.services.saving import BATCH, save_checked
from training.enums import (
    SESSION_ATTENDED,
    TEST_MOVES,
    AnswerWay,
    KnowledgeTestState,
    QuestionKind,
)
from training.models import Attempt, AttemptQuestion, Course, KnowledgeTest, Session
from training.queries import tests as queries
from training.queries.tests import Invited, Standing
from training.rules import papers

PASS_SHARE, ATTEMPTS = "training.test_pass_share", "training.test_attempts"
CALLED = "这次测试"
SEED_BITS = 62
NO_OWN = "本人的答卷须由他人办理，请交本单位其他经办人员。"


# --- setting up ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Setting:
    """What a test is like: when, how long, from which courses, how many questions at how many points.

    ``counts`` and ``points`` by kind. ``pass_mark`` and ``attempts`` None: by the policy of the day on which
    the test opens. ``audience``: who takes it where there is no session; empty: whoever is given a paper.
    """

    name: str
    courses: Collection[Course]
    opens_at: datetime
    closes_at: datetime
    minutes: int
    counts: Mapping[str, int]
    points: Mapping[str, Decimal]
    audience: str = ""
    pass_mark: Decimal | None = None
    attempts: int | None = None


def create_test(
    *, unit: Unit, setting: Setting, user: User | None, session: Session | None = None
) -> KnowledgeTest:
    """Set up a test that ``unit`` gives, for the list of ``session`` or by itself (A4.7); it is a draft.

    Refuses a test of another unit's session, no course, courses of other counties, no questions, times out
    of order, a pass mark beyond the full one, and an audience beside a session.
    """
    if session is not None and session.unit_id != unit.pk:
        raise Refusal("测试由举办培训的单位组织，请从本单位举办的培训班中选择。")
    return _set(KnowledgeTest(unit=unit, session=session, made_by=user), setting)


def change_test(*, test: KnowledgeTest, setting: Setting) -> KnowledgeTest:
    """Change a test in preparation; refuses as ``create_test`` does, and once it has been opened."""
    with transaction.atomic():
        test = _locked(test)
        if test.state != KnowledgeTestState.DRAFT:
            raise Refusal("测试开放后试卷已按原设置生成，不能再改；需要另行设置的，请新建一次测试。")
        return _set(test, setting)


@transaction.atomic
def _set(test, setting):
    courses = list(setting.courses)
    if not courses:
        raise Refusal("请至少选择一门出题课程。")
    if any(not course.unit.code.startswith(test.unit.code[:COUNTY_DIGITS]) for course in courses):
        raise Refusal("只能从本县的课程中出题。")
    test.name, test.audience, test.minutes = setting.name, setting.audience, setting.minutes
    test.opens_at, test.closes_at = setting.opens_at, setting.closes_at
    for kind in QuestionKind:
        setattr(test, f"{kind}_count", setting.counts.get(kind, 0))
        setattr(test, f"{kind}_points", setting.points.get(kind, Decimal(0)))
    test.pass_mark, test.attempts_allowed = setting.pass_mark, setting.attempts
    if test.pass_mark is None or test.attempts_allowed is None:
        policy = at(test.unit.code[:COUNTY_DIGITS], timezone.localdate(test.opens_at))
        if test.pass_mark is None:
            test.pass_mark = papers.pass_mark(test.full, policy[PASS_SHARE])
        if test.attempts_allowed is None:
            test.attempts_allowed = policy[ATTEMPTS]
    save_checked(test)
    test.courses.set(courses)
    return test


def _locked(test):
    """Return the test as it stands, taken to the end of the transaction."""
    rows = KnowledgeTest.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("unit", "session").get(pk=test.pk)


def refuse_lack(test: KnowledgeTest) -> None:
    """Refuse a test for whose papers the bank has too few questions: which kind lacks how many."""
    if lacks := queries.lacking(test):
        told = "；".join(map(str, lacks))
        raise Refusal(f"题库不够出卷：{told}。请减少题数、加选出题课程，或先在“课程和题库”中补充试题。")


@transaction.atomic
def open_test(*, test: KnowledgeTest, now: datetime, closes_at: datetime | None = None) -> None:
    """Open a test, or one that was closed once more, until ``closes_at`` where that is given.

    From then on papers can be made; on screen from ``opens_at``. Refuses an end that has passed, a bank that
    is too small, and a session that is not announced, or whose results were handed in.
    """
    _locked(test)
    test.refresh_from_db()
    until = closes_at or test.closes_at
    if until <= now:
        raise Refusal("截止时间已过，请先把截止时间改到以后再开放。")
    if until <= test.opens_at:
        raise Refusal("截止时间应晚于开始时间。")
    if test.session_id and test.session.state not in SESSION_ATTENDED:
        raise Refusal(
            f"培训班“{test.session.name}”{test.session.get_state_display()}，不能开放测试；"
            "请在发出通知以后、报送备案以前开放。"
        )
    refuse_lack(test)
    move(test, KnowledgeTestState.OPEN, TEST_MOVES, called=CALLED, closes_at=until)


@transaction.atomic
def close_test(*, test: KnowledgeTest) -> None:
    """Close an open test: nobody begins any more, answers on their way are kept as late, scores stand."""
    move(test, KnowledgeTestState.CLOSED, TEST_MOVES, called=CALLED)


# --- papers --------------------------------------------------------------------------------------


def _store(test, who: Iterable[tuple[Invited, int]], way, now):
    """Draw and save a paper for each of ``who`` (whom, which number); a fixed number of statements."""
    bank, wanted, points = queries.bank(test), queries.wanted(test), queries.points(test)
    attempts = [
        Attempt(
            test=test,
            person_id=one.person_id,
            unit_code=one.unit_code,
            place=one.place,
            number=number,
            way=way,
            seed=secrets.randbits(SEED_BITS),
            due_at=_due(test, way, now),
        )
        for one, number in who
    ]
    try:
        drawn = [papers.draw(bank, wanted, attempt.seed) for attempt in attempts]
    except ValueError:
        refuse_lack(test)
        raise
    Attempt.objects.bulk_create(attempts)
    AttemptQuestion.objects.bulk_create(
        (
            AttemptQuestion(
                attempt=attempt,
                number=asked.number,
                question_id=asked.pk,
                order=list(asked.order),
                points=points[asked.kind],
            )
            for attempt, paper in zip(attempts, drawn, strict=True)
            for asked in paper
        ),
        batch_size=BATCH,
    )
    return attempts


def _due(test, way, now):
    """Return until when answers count: only on screen, elsewhere somebody stands beside it."""
    return papers.due_at(now, test.minutes, test.closes_at) if way == AnswerWay.SCREEN else None


def _refuse_settled(test):
    if said := queries.settled(test):
        raise Refusal(said)


@transaction.atomic
def paper_for(*, test: KnowledgeTest, person: Person, way: str, now: datetime) -> Attempt:
    """Return the paper that ``person`` answers now in this ``way``: the one under way, else a new one.

    A random paper of its own, drawn by a recorded seed; on screen the time runs from now. A paper that was
    not answered in print or on the spot is answered in the other way or on screen instead; what runs on
    screen stays there. Who is not on the list of a test without audience comes onto it so (a test on the
    spot). Two windows get one paper.

    Refuses before the test begins (on screen) and after it, who passed already, who has no attempt left,
    and somebody who is neither on the session's list nor in the audience.
    """
    test = KnowledgeTest.objects.select_related("unit", "session").get(pk=test.pk)
    _refuse_settled(test)
    # The person's own row makes two windows wait for each other, and nobody else.
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    stand = queries.standing(test, person, now)
    if stand is None:
        if test.session_id or test.audience:
            raise Refusal(not_invited(test))
        stand = Standing(test, queries.whereabouts(person, timezone.localdate(now)), (), now)
    last = stand.last
    if last is not None and (stand.running or (stand.unanswered and way == last.way)):
        return last
    if way == AnswerWay.SCREEN:
        _refuse_time(test, now)
    if stand.passed:
        raise Refusal(f"这次测试已合格（{stand.best.normalize():f}分），不用再考。")
    if stand.unanswered:
        last.way, last.due_at = way, _due(test, way, now)
        last.save(update_fields=["way", "due_at"])
        return last
    if not stand.left:
        raise Refusal(f"这次测试每人可考{test.attempts_allowed}次，已考完{len(stand.attempts)}次，不能再考。")
    (made,) = _store(test, [(stand.invited, len(stand.attempts) + 1)], way, now)
    return made


def begin(*, test: KnowledgeTest, person: Person, now: datetime) -> Attempt:
    """Return the paper that ``person`` answers on screen; refuses as ``paper_for``, and the uninvited."""
    if queries.invitation(test, person) is None:
        raise Refusal(not_invited(test))
    return paper_for(test=test, person=person, way=AnswerWay.SCREEN, now=now)


def not_invited(test: KnowledgeTest) -> str:
    """Return the sentence for somebody who has not to take ``test``."""
    if test.session_id:
        return (
            f"您不在培训班“{test.session.name}”的名单上，不能参加这次测试；"
            f"应当参加的，请联系{test.unit.short_name}。"
        )
    return f"您不在这次测试的对象之内，不能参加；应当参加的，请联系{test.unit.short_name}。"


def _refuse_time(test, now):
    if now < test.opens_at:
        at_ = timezone.localtime(test.opens_at)
        raise Refusal(f"测试还没有开始，{chinese_date(at_)}{at_:%H:%M}起可以作答。")
    if now >= test.closes_at:
        at_ = timezone.localtime(test.closes_at)
        raise Refusal(f"测试已于{chinese_date(at_)}{at_:%H:%M}截止，不能再开始作答。")


@transaction.atomic
def make_papers(*, test: KnowledgeTest, now: datetime, again: bool = False) -> list[Attempt]:
    """Make a printed paper for everybody who has to take ``test`` and has none; return the new ones.

    ``again``: instead for everybody who has answered, did not pass and has an attempt left (补考). A fixed
    number of statements, whatever the number of people. Refuses a test that is not open, a bank that is too
    small, and when nobody lacks a paper.
    """
    test = KnowledgeTest.objects.select_related("unit", "session").get(pk=test.pk)
    _refuse_settled(test)
    ids = sorted(queries.invited(test)) or list(
        Attempt.objects.filter(test=test).values_list("person", flat=True).distinct()
    )
    list(Person.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk"))
    stands = queries.standings(test, now)
    if again:
        who = [
            (one.invited, len(one.attempts) + 1)
            for one in stands
            if one.attempts and one.again and not one.unanswered
        ]
        said = "没有可以补考的人：不合格、还有考试次数、没有在作答的才出补考卷。"
    else:
        who = [(one.invited, 1) for one in stands if not one.attempts]
        said = "名单上的人都已有试卷，没有新出的。"
        if not stands:
            said = "名单上还没有人，请先在培训班中列入参训人员。"
    if not who:
        raise Refusal(said)
    return _store(test, who, AnswerWay.PRINTED, now)


# --- answering on screen -------------------------------------------------------------------------


@dataclass(frozen=True)
class Saved:
    """What became of answers that came in: counted, or kept apart as late; whether anything changed."""

    attempt: Attempt
    late: bool
    answered: int
    total: int
    already: bool = False


def _taken(attempt):
    """Return (the attempt as it stands, its questions), taken to the end of the transaction."""
    rows = Attempt.objects.select_for_update(of=("self",), no_key=True)
    attempt = rows.select_related("test__unit", "test__session", "person").get(pk=attempt.pk)
    questions = AttemptQuestion.objects.filter(attempt=attempt).select_related("question")
    return attempt, list(questions.order_by("number"))


def _check(questions, answers):
    """Refuse answers that a paper cannot have, naming the question."""
    for row in questions:
        said = papers.problem(answers.get(row.number, ()), row.question.kind, len(row.order))
        if said:
            raise Refusal(f"第{row.number}题{said}。")
    if unknown := set(answers) - {row.number for row in questions}:
        raise Refusal(f"这份试卷没有第{min(unknown)}题，请刷新页面。")


def _mark(attempt, questions, changed, day):
    """Say of ``changed`` what is right, add up the score, and save both."""
    for row in changed:
        row.right = papers.is_right(row.chosen, row.question.answers)
    AttemptQuestion.objects.bulk_update(changed, ["chosen", "right", "late_chosen"])
    attempt.score = papers.score((row.right, row.points) for row in questions)
    attempt.taken_on = attempt.taken_on or day
    save_checked(attempt)


@transaction.atomic
def save_answers(
    *, attempt: Attempt, answers: Mapping[int, Collection[int]], now: datetime, submit: bool = False
) -> Saved:
    """Save what the person has chosen: ``answers`` are {number of the question: places on the paper}.

    Questions that are not in it stay as they are; no place clears one. Marked at once, so the score stands
    when the time runs out. ``submit`` hands the paper in, also without any answer. What comes after
    ``due_at``, or when the test is closed or its session handed in, does not count: it is kept beside what
    was saved in time, with its moment, until the organiser decides. Nothing changes after handing in; refuses
    then answers that differ, and options that the question has not.
    """
    attempt, questions = _taken(attempt)
    if attempt.way == AnswerWay.SPOT:
        raise Refusal("这份试卷在检查人员的设备上当面作答，请在那里作答。")
    if attempt.way != AnswerWay.SCREEN:
        raise Refusal("这是纸质试卷，请在卷上作答，由组织单位录入。")
    _check(questions, answers)
    chosen = {
        row.number: papers.to_options(answers[row.number], row.order) or None
        for row in questions
        if row.number in answers
    }
    if attempt.submitted_at:
        if any(row.number in chosen and chosen[row.number] != row.chosen for row in questions):
            raise Refusal("这份试卷已经交卷，不能再改答案。")
        return _saved(attempt, questions, late=bool(attempt.late_at), already=True)
    if papers.in_time(now, attempt.due_at) and not queries.settled(attempt.test):
        changed = [row for row in questions if row.number in chosen and row.chosen != chosen[row.number]]
        for row in changed:
            row.chosen = chosen[row.number]
        if submit:
            attempt.submitted_at = now
        if changed or submit:
            _mark(attempt, questions, changed, timezone.localdate(now))
        return _saved(attempt, questions, late=False)
    return _keep_late(attempt, questions, chosen, now, submit)


def _keep_late(attempt, questions, chosen, now, submit):
    """Keep apart what came too late; what was saved in time already is no late answer."""
    changed = []
    for row in questions:
        standing = row.chosen if row.late_chosen is None else row.late_chosen or None
        if row.number in chosen and chosen[row.number] != standing:
            row.late_chosen = chosen[row.number] or []
            changed.append(row)
    if changed:
        AttemptQuestion.objects.bulk_update(changed, ["late_chosen"])
        attempt.late_at = now
    if submit:
        attempt.submitted_at = now
    if changed or submit:
        save_checked(attempt)
    return _saved(attempt, questions, late=bool(attempt.late_at))


def _saved(attempt, questions, *, late, already=False):
    answered = sum(bool(row.chosen if row.late_chosen is None else row.late_chosen) for row in questions)
    return Saved(attempt, late, answered, len(questions), already)


@transaction.atomic
def accept_late(*, attempt: Attempt, reason: str, user: User) -> Attempt:
    """Let late answers count, with a reason; marks anew. What had been saved in time stays in the history.

    Refuses without a reason, the person's own paper, one that has none or whose were accepted, and when the
    results stand already (test closed, session handed in).
    """
    if not reason.strip():
        raise Refusal("请写明认可迟交的原因。")
    attempt, questions = _taken(attempt)
    if attempt.person.account_id == user.pk:
        raise Refusal("不能认可本人的迟交答案，请由本单位其他经办人员办理。")
    _refuse_settled(attempt.test)
    if attempt.late_at is None:
        raise Refusal("这份试卷没有迟交的答案。")
    if attempt.late_accepted_by_id:
        raise Refusal("这份试卷的迟交答案已经认可，请刷新页面。")
    changed = [row for row in questions if row.late_chosen is not None]
    for row in changed:
        row.chosen, row.late_chosen = row.late_chosen or None, None
    attempt.late_accepted_by, attempt.late_reason = user, reason.strip()[:200]
    attempt.submitted_at = attempt.submitted_at or attempt.late_at
    _mark(attempt, questions, changed, timezone.localdate(attempt.late_at))
    return attempt


# --- answering before who checks ---------------------------------------------------------------------


@transaction.atomic
def answer_on_spot(
    *,
    attempt: Attempt,
    answers: Mapping[int, Collection[int]],
    user: User,
    now: datetime,
    submit: bool = False,
) -> Saved:
    """Save what somebody has chosen on the device of ``user``, who hands it over and sees to the time (A4.7).

    ``answers`` as of :func:`save_answers`; marked at once, and ``user`` stands on the paper. ``submit`` hands
    it in, also without any answer; nothing changes after that. Refuses a paper of another way, one's own,
    one that was handed in, and a test that is closed.
    """
    attempt, questions = _taken(attempt)
    if attempt.way != AnswerWay.SPOT:
        raise Refusal(f"这份试卷是{attempt.get_way_display()}，不在这里作答。")
    if attempt.person.account_id == user.pk:
        raise Refusal(NO_OWN)
    _refuse_settled(attempt.test)
    if attempt.submitted_at:
        raise Refusal("这份试卷已经交卷，不能再改答案。")
    _check(questions, answers)
    changed = []
    for row in questions:
        if row.number in answers:
            chosen = papers.to_options(answers[row.number], row.order) or None
            if chosen != row.chosen:
                row.chosen = chosen
                changed.append(row)
    attempt.typed_by = user
    if submit:
        attempt.submitted_at = now
    if changed or submit:
        _mark(attempt, questions, changed, timezone.localdate(now))
    return _saved(attempt, questions, late=False)


# --- typing printed papers -----------------------------------------------------------------------


@transaction.atomic
def type_answers(
    *,
    attempt: Attempt,
    typed: Mapping[int, str],
    day: date,
    user: User,
    now: datetime,
    blank: bool = False,
) -> Attempt:
    """Take over the letters of a printed paper and mark it: ``typed`` is {number of the question: letters}.

    Letters are those of this person's paper; an empty one is not answered. ``day``: on which it was answered.
    May be mended until the test is closed or its session handed in; the last to type stands on it. Refuses
    letters that the question has not, naming each such question; a paper without any answer unless ``blank``
    says that it was handed in so; a day before the test opens or ahead; one's own paper.
    """
    attempt, questions = _taken(attempt)
    if attempt.way != AnswerWay.PRINTED:
        where = "当面" if attempt.way == AnswerWay.SPOT else "在网上"
        raise Refusal(f"此人已{where}作答，不用录入纸质答卷。")
    if attempt.person.account_id == user.pk:
        raise Refusal(NO_OWN)
    _refuse_settled(attempt.test)
    chosen, wrong = {}, []
    for row in questions:
        try:
            places = papers.read_letters(typed.get(row.number, ""), row.question.kind, len(row.order))
        except ValueError as error:
            wrong.append(f"第{row.number}题：{error}")
        else:
            chosen[row.number] = papers.to_options(places, row.order) or None
    if wrong:
        raise Refusal("；".join(wrong) + "。")
    if not any(chosen.values()) and not blank:
        raise Refusal("没有录入任何答案。此人缺考的，不用录入；交白卷的，请勾选“交白卷”后保存。")
    if blank and any(chosen.values()):
        raise Refusal("录入了答案，就不是白卷；请去掉“交白卷”的勾选，或清空答案。")
    first = timezone.localdate(attempt.test.opens_at)
    if not first <= day <= timezone.localdate(now):
        raise Refusal(f"测试日期应在{chinese_date(first)}（测试开始）至今天之间。")
    changed = [row for row in questions if row.chosen != chosen[row.number]]
    for row in changed:
        row.chosen = chosen[row.number]
    attempt.taken_on, attempt.typed_by, attempt.submitted_at = day, user, attempt.submitted_at or now
    _mark(attempt, questions, changed, day)
    return attempt
