"""Business acts on the bank of questions (应知应会, A4.7)."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction

from guanling.accounts.models import User
from guanling.runs.errors import Refusal
from roster.services.saving import save_checked
from training.models import Course, Question
from training.queries.courses import asked
from training.rules.questions import Drafted

FROZEN = "question_asked_is_frozen"
IS_FROZEN = "这道题已经考过，题目、选项和答案不能再改；可以停用，或点“按此题新建”另出一题。"


def _put(question, drafted):
    question.kind, question.text = drafted.kind, drafted.text
    question.options, question.answers = list(drafted.options), list(drafted.answers)
    question.explanation = drafted.explanation


def _same(question, drafted):
    return (question.kind, question.text, tuple(question.options), tuple(question.answers)) == (
        drafted.kind,
        drafted.text,
        drafted.options,
        drafted.answers,
    )


def _save(question):
    """Save a question; the database refuses one that was asked since the look, which is said in Chinese."""
    try:
        with transaction.atomic():
            save_checked(question)
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) != FROZEN:
            raise
        raise Refusal(IS_FROZEN) from None


@transaction.atomic
def add_question(*, course: Course, drafted: Drafted, user: User | None) -> Question:
    """Add a question to a course's bank. Refuses a text that an active question of the course has already."""
    question = Question(course=course, made_by=user)
    _put(question, drafted)
    _save(question)
    return question


@transaction.atomic
def edit_question(*, question: Question, drafted: Drafted) -> Question:
    """Change a question, of one that was asked only the explanation; refuses the rest, and a text taken."""
    question = Question.objects.select_for_update(of=("self",), no_key=True).get(pk=question.pk)
    if not _same(question, drafted) and asked(Question.objects.filter(pk=question.pk)).exists():
        raise Refusal(IS_FROZEN)
    _put(question, drafted)
    _save(question)
    return question


@transaction.atomic
def renew_question(*, question: Question, drafted: Drafted, user: User | None) -> Question:
    """Put a new question in place of one that was asked: the old one is withdrawn, its papers stand.

    Refuses a text that another active question of the course has already.
    """
    Question.objects.filter(pk=question.pk, active=True).update(active=False)
    return add_question(course=question.course, drafted=drafted, user=user)


@transaction.atomic
def withdraw_question(*, question: Question) -> None:
    """Withdraw a question: no new paper takes it. Refuses one that is withdrawn."""
    if not Question.objects.filter(pk=question.pk, active=True).update(active=False):
        raise Refusal("这道题已经停用，请刷新页面查看最新情况。")
    question.refresh_from_db()


@transaction.atomic
def restore_question(*, question: Question) -> None:
    """Use a withdrawn question again. Refuses one in use, and one whose text another has taken up."""
    question = Question.objects.select_for_update(of=("self",), no_key=True).get(pk=question.pk)
    if question.active:
        raise Refusal("这道题正在使用，请刷新页面查看最新情况。")
    question.active = True
    _save(question)


@transaction.atomic
def save_bank(
    *, new: Iterable[tuple[Course, Drafted]], changed: Iterable[tuple[int, Drafted]], user: User | None
) -> None:
    """Write what a workbook brings: questions to add, and (question, as it is to read) to change; set-wise.

    Refuses a question that was asked meanwhile and a text that somebody else added meanwhile.
    """
    made = []
    for course, drafted in new:
        made.append(Question(course=course, made_by=user))
        _put(made[-1], drafted)
    wanted = dict(changed)
    standing = list(
        Question.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=wanted).order_by("pk")
    )
    for question in standing:
        _put(question, wanted[question.pk])
    try:
        with transaction.atomic():
            Question.objects.bulk_create(made, batch_size=500)
            Question.objects.bulk_update(
                standing, ["kind", "text", "options", "answers", "explanation"], batch_size=500
            )
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if name not in (FROZEN, "question_once_a_course"):
            raise
        raise Refusal("题库刚刚被他人改动，请重新核对后再导入。") from None
