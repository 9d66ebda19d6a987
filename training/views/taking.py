"""Knowledge tests on one's own page: taken on screen within the time, each answer saved at once (A4.7)."""

import re

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from guanling.accounts.access import requires
from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.runs.errors import Refusal
from training.enums import AnswerWay, KnowledgeTestState
from training.models import Attempt, KnowledgeTest
from training.queries import tests as queries
from training.rules import papers
from training.services import tests as services
from training.views.papers import questions_on


def _person(request):
    """Return the person of the account, or None."""
    return getattr(request.user, "person", None)


def mine_panel(request, person):
    """What the own page shows of tests: to take now, to come, taken."""
    now = timezone.now()
    everything = queries.tests_of(person, now)
    to_take = sorted(
        (
            one
            for one in everything
            if now < one.test.closes_at and not queries.settled(one.test) and (one.again or one.running)
        ),
        key=lambda one: (one.test.closes_at, one.test.pk),
    )
    return {
        "to_take": [one for one in to_take if one.test.opens_at <= now],
        "ahead": [one for one in to_take if one.test.opens_at > now],
        "taken": [one for one in everything if one.attempts],
        "missed": [one for one in everything if not one.attempts and one not in to_take],
    }


@requires(Action.OWN_VIEW)
@require_http_methods(["GET", "POST"])
def test_take(request, pk):
    """What to know before a test, and its beginning: who begins gets an own paper, and the time runs."""
    person = _person(request)
    if person is None:
        return render(request, "roster/mine_missing.html")
    of_county = KnowledgeTest.objects.exclude(state=KnowledgeTestState.DRAFT).filter(
        unit__code__startswith=person.unit.code[:COUNTY_DIGITS]
    )
    found = get_object_or_404(of_county.select_related("unit", "session"), pk=pk)
    now = timezone.now()
    problem = ""
    if request.method == "POST":
        try:
            made = services.begin(test=found, person=person, now=now)
        except Refusal as refusal:
            problem = str(refusal)
        else:
            return redirect("training:attempt-answer", made.pk)
    stand = queries.standing(found, person, now)
    if stand is None:
        problem = services.not_invited(found)
    context = {
        "test": found,
        "stand": stand,
        "problem": problem,
        "settled": queries.settled(found),
        "ahead": now < found.opens_at,
        "over": now >= found.closes_at,
        "kinds": [
            (kind.label, count, queries.points(found)[kind]) for kind, count in queries.wanted(found).items()
        ],
        "marking": papers.MARKING,
    }
    status = 422 if problem and request.method == "POST" else 200
    return render(request, "training/test_take.html", context, status=status)


def _mine(request, pk):
    """Return a paper of the user's own."""
    rows = Attempt.objects.filter(person__account=request.user)
    return get_object_or_404(rows.select_related("test__unit", "test__session", "person"), pk=pk)


def _answers(request, found):
    """Return the answers in which the form differs from what it showed or sent last: {number: places}.

    A page that stood open in another window so never takes back what was chosen here.
    """
    shown = {}
    for part in request.POST.get("was", "").split(";"):
        number, _, places = part.partition(":")
        if number.isdecimal():
            shown[int(number)] = places
    answers = {}
    for number in found.questions.values_list("number", flat=True):
        places = [place for place in request.POST.getlist(f"q{number}") if re.fullmatch(r"[0-9]{1,2}", place)]
        if ",".join(places) != shown.get(number, ""):
            answers[number] = [int(place) for place in places]
    return answers


def _sent(request, found):
    """Return what the form holds, as the page keeps it to tell what changed."""
    numbers = found.questions.values_list("number", flat=True)
    return ";".join(f"{number}:{','.join(request.POST.getlist(f'q{number}'))}" for number in numbers)


@requires(Action.OWN_VIEW)
@require_http_methods(["GET", "POST"])
def attempt_answer(request, pk):
    """The paper on screen; each change is saved at once (htmx), without scripts by the button."""
    found = _mine(request, pk)
    now = timezone.now()
    saved, problem = None, ""
    if request.method == "POST":
        try:
            saved = services.save_answers(attempt=found, answers=_answers(request, found), now=now)
        except Refusal as refusal:
            problem = str(refusal)
        if request.htmx:
            context = {
                "attempt": found,
                "saved": saved,
                "problem": problem,
                "now": now,
                "was": _sent(request, found) if saved else request.POST.get("was", ""),
                "left": _left(found, now),
            }
            return render(request, "training/attempt_saved.html", context)
        if problem or saved.late:
            messages.error(request, problem or late_words(found))
        else:
            messages.success(request, f"已保存，已答{saved.answered}题，共{saved.total}题。")
        return redirect("training:attempt-answer", pk)
    if found.submitted_at or found.way != AnswerWay.SCREEN:
        return redirect("training:attempt", pk)
    rows = questions_on(found)
    running = queries.is_running(found, now) and not queries.settled(found.test)
    shown = ";".join(
        f"{row.number}:{','.join(str(option['place']) for option in row.options if option['chosen'])}"
        for row in rows
    )
    context = {
        "attempt": found,
        "test": found.test,
        "rows": rows,
        # Once the time is over the fields are shut and send nothing: then nothing was changed.
        "was": shown if running else "",
        "answered": sum(any(option["chosen"] for option in row.options) for row in rows),
        "left": _left(found, now),
        "running": running,
        "marking": papers.MARKING,
    }
    return render(request, "training/attempt_answer.html", context)


def _left(found, now):
    """Return how many whole seconds are left for a paper."""
    return max(0, int((found.due_at - now).total_seconds()))


def late_words(found):
    """Return the sentence for answers that came too late."""
    due = timezone.localtime(found.due_at)
    return (
        f"答题时间已于{due:%H:%M}结束。此前保存的答案已经计分；此后的答案已另行保存，没有丢失，"
        f"是否计分由{found.test.unit.short_name}决定。"
    )


@requires(Action.OWN_VIEW)
@require_POST
def attempt_submit(request, pk):
    """Hand in one's paper; marked at once."""
    found = _mine(request, pk)
    try:
        saved = services.save_answers(
            attempt=found, answers=_answers(request, found), now=timezone.now(), submit=True
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        if saved.already:
            messages.info(request, "这份试卷已经交卷。")
        elif not saved.late:  # the paper's own page says what became of late answers
            messages.success(request, "已交卷，已评分。")
    return redirect("training:attempt", pk)
