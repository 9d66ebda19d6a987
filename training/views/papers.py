"""Papers of knowledge tests: printed, typed, and what came of each (A4.7)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.pages import print_out
from guanling.runs.errors import Refusal
from training.enums import AnswerWay, KnowledgeTestState, QuestionKind
from training.forms.tests import (
    LateForm,
    TypeForm,
)
from training.models import Attempt, KnowledgeTest
from training.prints import tests as prints
from training.queries import tests as queries
from training.rules import papers
from training.services import tests as services
from training.views.tests import own_test, runs_test

NEW = "new"


# --- on paper ------------------------------------------------------------------------------------


@requires(Action.TRAINING_RUN)
@require_POST
def test_papers(request, pk):
    """Make a paper for everybody who has none and print: all (default), or those just made (which=new).

    again=1 makes papers for who did not pass and prints those.
    """
    found = own_test(request, pk)
    again = request.POST.get("again") == "1"
    made = []
    try:
        made = services.make_papers(test=found, now=timezone.now(), again=again)
    except Refusal as refusal:
        # All have theirs: then it is the printing that was asked for.
        nothing_new = (
            found.state == KnowledgeTestState.OPEN and not again and request.POST.get("which") != NEW
        )
        if not (nothing_new and queries.printed(found).exists()):
            messages.error(request, str(refusal))
            return redirect("training:test", pk)
    only_new = again or request.POST.get("which") == NEW
    chosen = queries.printed(found)
    if only_new:
        chosen = chosen.filter(pk__in=[attempt.pk for attempt in made])
    if made:
        messages.success(request, f"新出试卷{len(made)}份。")
    return print_out(request, prints.PAPERS, prints.papers_content(found, chosen))


@requires(Action.TRAINING_RUN)
@require_POST
def test_key(request, pk):
    """Print the answers to all printed papers of a test, for who marks them."""
    found = own_test(request, pk)
    chosen = queries.printed(found)
    if not chosen.exists():
        messages.error(request, "还没有出纸质试卷，请先“出卷并打印”。")
        return redirect("training:test", pk)
    return print_out(request, prints.KEY, prints.key_content(found, chosen))


def _next_to_type(test, user, after=None):
    """Return the printed paper to be typed next, in the order in which they are printed; None at the end."""
    rows = queries.printed(test).filter(score=None).exclude(person__account=user)
    keys = list(rows.values_list("pk", "unit_code", "person__pinyin"))
    if after is None:
        return keys[0][0] if keys else None
    here = (after.unit_code, after.person.pinyin, after.pk)
    behind = [pk for pk, code, pinyin in keys if (code, pinyin, pk) > here]
    return behind[0] if behind else keys[0][0] if keys else None


@requires(Action.TRAINING_RUN)
@require_GET
def test_typing(request, pk):
    """Lead to the printed paper of a test to be typed next."""
    found = own_test(request, pk)
    following = _next_to_type(found, request.user)
    if following is None:
        messages.success(request, "纸质答卷都已录入。")
        return redirect("training:test", pk)
    return redirect("training:attempt-type", following)


def _given(request, pk):
    """Return a paper of a test that the user's office gives."""
    own = KnowledgeTest.objects.own(request.user, Action.TRAINING_RUN)
    rows = Attempt.objects.filter(test__in=own.order_by().values("pk"))
    return get_object_or_404(
        rows.select_related("test__unit", "test__session", "person", "typed_by", "late_accepted_by"), pk=pk
    )


def questions_on(attempt):
    """Return the questions of a paper as they stand on it: options, what was chosen and is right."""
    rows = list(attempt.questions.select_related("question").order_by("number"))
    for row in rows:
        row.kind = row.question.get_kind_display()
        row.multiple = row.question.kind == QuestionKind.MULTIPLE
        row.places = papers.to_places(row.chosen or (), row.order)
        row.late_places = papers.to_places(row.late_chosen, row.order) if row.late_chosen else []
        row.letters = papers.letters(row.places)
        row.late_letters = papers.letters(row.late_places)
        row.key = papers.letters(papers.to_places(row.question.answers, row.order))
        current = row.places if row.late_chosen is None else row.late_places
        row.options = [
            {
                "place": place,
                "letter": papers.LETTERS[place],
                "text": row.question.options[option],
                "chosen": place in current,
                "right": option in row.question.answers,
            }
            for place, option in enumerate(row.order)
        ]
    return rows


@requires(Action.TRAINING_RUN)
@require_http_methods(["GET", "POST"])
def attempt_type(request, pk):
    """Type the letters of a printed paper; marked at once, then comes the next."""
    found = _given(request, pk)
    rows = questions_on(found)
    now = timezone.now()
    first = timezone.localdate(found.test.opens_at)
    initial = {"day": found.taken_on or min(first, timezone.localdate(now))}
    form = TypeForm(request.POST if request.method == "POST" else None, initial=initial)
    typed = {row.number: row.letters for row in rows}
    if request.method == "POST":
        typed = {row.number: request.POST.get(f"q{row.number}", "") for row in rows}
        if form.is_valid():
            try:
                marked = services.type_answers(
                    attempt=found, typed=typed, user=request.user, now=now, **form.cleaned_data
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                said = "合格" if marked.score >= found.test.pass_mark else "不合格"
                messages.success(request, f"{found.person.name}：{marked.score.normalize():f}分，{said}。")
                following = _next_to_type(found.test, request.user, after=found)
                if following is None:
                    return redirect("training:test", found.test_id)
                return redirect("training:attempt-type", following)
    for row in rows:
        row.typed = typed[row.number]
        row.wrong = form.is_bound and _unreadable(row)
    context = {
        "attempt": found,
        "test": found.test,
        "rows": rows,
        "form": form,
        "settled": queries.settled(found.test),
        "left": queries.printed(found.test).filter(score=None).count(),
    }
    return render(request, "training/attempt_type.html", context, status=422 if form.errors else 200)


def _unreadable(row):
    """Whether what was typed for a question is no answer to it."""
    try:
        papers.read_letters(row.typed, row.question.kind, len(row.order))
    except ValueError:
        return True
    return False


# --- one paper -----------------------------------------------------------------------------------


@requires(Action.TRAINING_VIEW, Action.OWN_VIEW)
@require_GET
def attempt(request, pk):
    """A paper and what came of it: for the person, the own unit, and who gave the test."""
    visible = Attempt.objects.visible_to(request.user, Action.TRAINING_VIEW)
    found = get_object_or_404(
        visible.select_related("test__unit", "test__session", "person", "typed_by", "late_accepted_by"),
        pk=pk,
    )
    now = timezone.now()
    own = found.person.account_id == request.user.pk
    runs = runs_test(request.user, found.test) and not own
    if own and found.way == AnswerWay.SCREEN and queries.is_running(found, now):
        return redirect("training:attempt-answer", found.pk)
    attempts = list(Attempt.objects.filter(test=found.test_id, person=found.person_id).order_by("number"))
    for one in attempts:
        one.test = found.test
    who = queries.Invited(found.person_id, found.person.name, found.unit_code, found.place)
    stand = queries.Standing(found.test, who, tuple(attempts), now)
    answers = runs or papers.shows_answers(
        submitted=found.submitted_at is not None,
        passed=found.score is not None and found.score >= found.test.pass_mark,
        again=stand.left > 0,
        closed=found.test.state == KnowledgeTestState.CLOSED,
    )
    rows = questions_on(found)
    context = {
        "attempt": found,
        "test": found.test,
        "stand": stand,
        "rows": rows,
        "answers": answers,
        # Right and wrong tell of the answers too: only of a paper that can change no more.
        "marks": runs or found.submitted_at is not None,
        "own": own,
        "runs": runs,
        "passed": found.score is not None and found.score >= found.test.pass_mark,
        "right": sum(row.right is True for row in rows),
        "marking": papers.MARKING,
        "may_accept": runs
        and found.late_at
        and not found.late_accepted_by_id
        and not queries.settled(found.test),
        "may_submit": own and found.way == AnswerWay.SCREEN and found.submitted_at is None,
        "may_again": own and stand.again and not queries.settled(found.test) and now < found.test.closes_at,
    }
    return render(request, "training/attempt.html", context)


@requires(Action.TRAINING_RUN)
@require_POST
def attempt_accept_late(request, pk):
    """Let answers that came too late count, with a reason."""
    found = _given(request, pk)
    form = LateForm(request.POST)
    try:
        if not form.is_valid():
            raise Refusal("".join(form.errors["reason"]))
        marked = services.accept_late(attempt=found, reason=form.cleaned_data["reason"], user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已认可，重新评卷：{marked.score.normalize():f}分。")
    return redirect("training:attempt", pk)
