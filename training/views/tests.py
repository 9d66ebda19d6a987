"""Knowledge tests: set up by who gives them, taken on one's own page, typed from paper (A4.7)."""

import re

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.pages import print_out, workbook
from guanling.policy.queries import at
from guanling.runs.errors import Refusal
from roster.enums import Level
from roster.models import Unit
from roster.queries.offices import county_name
from training.enums import AnswerWay, KnowledgeTestState, QuestionKind
from training.forms.tests import (
    LATE,
    LateForm,
    OpenForm,
    StandingFilter,
    TestFilter,
    TestForm,
    TypeForm,
    initial_for,
    initial_of,
)
from training.models import Attempt, Course, KnowledgeTest, Session
from training.prints import tests as prints
from training.queries import tests as queries
from training.rules import papers
from training.services import tests as services
from training.workbooks import tests as workbooks

PAGE = 50
COUNTY_DIGITS = 6
NEW = "new"


# --- list ----------------------------------------------------------------------------------------


def _tests(request):
    """Return (filter form, tests narrowed, the newest first)."""
    today = timezone.localdate()
    units = Unit.objects.visible_to(request.user, Action.TRAINING_VIEW).on(today)
    units = units.filter(level__in=(Level.COUNTY, Level.TOWNSHIP)).order_by("code")
    form = TestFilter(
        request.GET, townships=list(units.values_list("code", "short_name")), this_year=today.year
    )
    form.is_valid()
    chosen = form.cleaned_data
    found = KnowledgeTest.objects.visible_to(request.user, Action.TRAINING_VIEW)
    if year := chosen.get("year"):
        found = found.filter(opens_at__year=year)
    if state := chosen.get("state"):
        found = found.filter(state=state)
    if code := chosen.get("township"):
        found = found.filter(unit__code=code)
    return form, found.select_related("unit", "session")


def _counted(request, tests):
    """Tell each of ``tests`` how many took and passed it."""
    found = queries.counts(tests, request.user)
    for test in tests:
        figures = found.get(test.pk, {})
        test.taken, test.passed = figures.get("taken", 0), figures.get("passed", 0)
    return tests


@requires(Action.TRAINING_VIEW)
@require_GET
def tests(request):
    """The knowledge tests."""
    form, found = _tests(request)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    _counted(request, page.object_list)
    context = {
        "form": form,
        "page": page,
        "now": timezone.now(),
        "runs": request.user.can(Action.TRAINING_RUN),
        "late": queries.late_to_decide(request.user).select_related("test", "person")[:PAGE]
        if request.user.can(Action.TRAINING_RUN)
        else [],
    }
    return render(request, "training/tests.html", context)


@requires(Action.TRAINING_VIEW)
@require_GET
def tests_export(request):
    """The knowledge tests as shown, as a workbook."""
    _, found = _tests(request)
    content = workbooks.tests_book(_counted(request, list(found)), county_name(request.user))
    return workbook(content, "知识测试", timezone.localdate())


# --- setting up ----------------------------------------------------------------------------------


def _own(request, pk):
    """Return a test that the user's office gives."""
    own = KnowledgeTest.objects.own(request.user, Action.TRAINING_RUN)
    return get_object_or_404(own.select_related("unit", "session"), pk=pk)


def _own_units(user):
    """Return the offices for which the user runs trainings."""
    units = Unit.objects.on(timezone.localdate()).filter(code__in=user.prefixes(Action.TRAINING_RUN))
    return list(units.order_by("code"))


def _form(request, *, unit, session, units=(), initial=None, keep=()):
    """Return the form of a test; ``keep``: courses that stay to be chosen though they are not given now."""
    courses = Course.objects.visible_to(request.user, Action.TRAINING_RUN)
    courses = courses.filter(active=True, unit__code__startswith=unit.code[:COUNTY_DIGITS]) | courses.filter(
        pk__in=keep
    )
    policy = at(unit.code[:COUNTY_DIGITS], timezone.localdate())
    return TestForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        courses=courses.distinct(),
        session=session,
        units=units,
        share=policy.get(services.PASS_SHARE),
        times=policy.get(services.ATTEMPTS),
    )


def _form_page(request, form, **more):
    context = {
        "form": form,
        "marking": papers.MARKING,
        "share": form.share,
        "kinds": QuestionKind,
        **more,
    }
    return render(
        request, "training/test_form.html", context, status=422 if form.is_bound and form.errors else 200
    )


@requires(Action.TRAINING_RUN)
@require_http_methods(["GET", "POST"])
def test_new(request):
    """Set up a test, of a session (?session=) or by itself."""
    session = None
    if asked := request.GET.get("session", ""):
        if not asked.isdecimal():
            raise Http404
        own = Session.objects.own(request.user, Action.TRAINING_RUN).select_related("unit", "course")
        session = get_object_or_404(own, pk=asked)
    units = [session.unit] if session else _own_units(request.user)
    if not units:
        raise Http404
    unit = units[0]
    if request.method == "POST" and request.POST.get("unit"):
        unit = next((one for one in units if str(one.pk) == request.POST["unit"]), unit)
    form = _form(
        request, unit=unit, session=session, units=units, initial=initial_for(session, timezone.now())
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_test(unit=unit, setting=form.setting, user=request.user, session=session)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已建立“{made.name}”，核对后开放。")
            return redirect("training:test", made.pk)
    return _form_page(request, form, session=session, unit=unit, back=reverse("training:tests"))


@requires(Action.TRAINING_RUN)
@require_http_methods(["GET", "POST"])
def test_edit(request, pk):
    """Change a test in preparation."""
    found = _own(request, pk)
    if found.state != KnowledgeTestState.DRAFT:
        messages.error(request, "测试开放后试卷已按原设置生成，不能再改；需要另行设置的，请新建一次测试。")
        return redirect("training:test", pk)
    form = _form(
        request,
        unit=found.unit,
        session=found.session,
        initial=initial_of(found),
        keep=found.courses.order_by().values("pk"),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.change_test(test=found, setting=form.setting)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已保存。")
            return redirect("training:test", pk)
    return _form_page(
        request,
        form,
        session=found.session,
        unit=found.unit,
        test=found,
        back=reverse("training:test", args=[pk]),
    )


def _act(request, pk, work, done):
    """Do ``work`` on a test that the user's office gives, and say so."""
    found = _own(request, pk)
    try:
        work(found)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("training:test", pk)


@requires(Action.TRAINING_RUN)
@require_POST
def test_open(request, pk):
    """Open a test, or a closed one once more."""
    form = OpenForm(request.POST)
    if not form.is_valid():
        messages.error(request, "截止时间不对，请写成 2016-09-05 和 09:00。")
        return redirect("training:test", pk)
    until = form.cleaned_data["closes_at"]
    return _act(
        request,
        pk,
        lambda test: services.open_test(test=test, now=timezone.now(), closes_at=until),
        "已开放，可以作答和出卷。",
    )


@requires(Action.TRAINING_RUN)
@require_POST
def test_close(request, pk):
    """Close an open test."""
    return _act(request, pk, lambda test: services.close_test(test=test), "测试已结束，成绩不再改动。")


# --- one test ------------------------------------------------------------------------------------


def _visible(request, pk):
    """Return a test that the user may see."""
    found = KnowledgeTest.objects.visible_to(request.user, Action.TRAINING_VIEW)
    return get_object_or_404(found.select_related("unit", "session", "made_by"), pk=pk)


def _runs(user, test):
    """Whether the user may change what this test's own office gives."""
    return any(test.unit.code.startswith(prefix) for prefix in user.prefixes(Action.TRAINING_RUN))


def _narrowed(request, test):
    """Return (filter form, all standings that the user sees, those narrowed)."""
    form = StandingFilter(request.GET)
    form.is_valid()
    everybody = queries.standings(test, timezone.now(), request.user)
    state = form.cleaned_data.get("state")
    if state == LATE:
        return form, everybody, [one for one in everybody if one.late]
    return form, everybody, [one for one in everybody if not state or one.state == state]


@requires(Action.TRAINING_VIEW)
@require_GET
def test(request, pk):
    """One test: how it is set up, who has to take it, who has, and with what result."""
    found = _visible(request, pk)
    form, everybody, shown = _narrowed(request, found)
    runs = _runs(request.user, found)
    draft = found.state == KnowledgeTestState.DRAFT
    context = {
        "test": found,
        "courses": found.courses.all(),
        "kinds": [
            (kind.label, count, queries.points(found)[kind], count * queries.points(found)[kind])
            for kind, count in queries.wanted(found).items()
        ],
        "marking": papers.MARKING,
        "form": form,
        "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
        "everybody": everybody,
        "figures": {
            "taken": sum(one.best is not None for one in everybody),
            "passed": sum(one.passed for one in everybody),
            "late": sum(one.late is not None for one in everybody),
            "printed": sum(attempt.way == AnswerWay.PRINTED for one in everybody for attempt in one.attempts),
            "to_type": sum(one.waits_on_paper for one in everybody),
            "without": sum(not one.attempts for one in everybody),
            "again": sum(bool(one.attempts) and one.again and not one.waits_on_paper for one in everybody),
        },
        "runs": runs,
        "settled": "" if draft else queries.settled(found),
        "lacks": queries.lacking(found) if runs and draft else [],
        "over": timezone.now() >= found.closes_at,
        "open_form": OpenForm(initial={"closes_at": found.closes_at}),
    }
    return render(request, "training/test.html", context)


@requires(Action.TRAINING_VIEW)
@require_GET
def test_export(request, pk):
    """The people of a test and their results as shown, as a workbook."""
    found = _visible(request, pk)
    _, _, shown = _narrowed(request, found)
    return workbook(workbooks.standings_book(found, shown), f"{found.name}成绩", timezone.localdate())


@requires(Action.TRAINING_VIEW)
@require_GET
def test_statistics(request, pk):
    """How the questions of a test were answered, the hardest first."""
    found = _visible(request, pk)
    lines = queries.statistics_of(found, request.user)
    context = {
        "test": found,
        "page": Paginator(lines, PAGE).get_page(request.GET.get("page")),
        "whole": _whole(request.user, found),
    }
    return render(request, "training/test_statistics.html", context)


def _whole(user, found):
    """Whether the user sees everybody below the unit of ``found`` (a test or a course)."""
    return any(found.unit.code.startswith(prefix) for prefix in user.reach(Action.TRAINING_VIEW))


@requires(Action.TRAINING_VIEW)
@require_GET
def test_statistics_export(request, pk):
    """The statistics of a test's questions, as a workbook."""
    found = _visible(request, pk)
    content = workbooks.statistics_book(found.name, queries.statistics_of(found, request.user))
    return workbook(content, f"{found.name}试题统计", timezone.localdate())


def _course(request, pk):
    return get_object_or_404(
        Course.objects.visible_to(request.user, Action.TRAINING_VIEW).select_related("unit"), pk=pk
    )


@requires(Action.TRAINING_VIEW)
@require_GET
def course_statistics(request, pk):
    """How the questions of a course were answered over the years, the hardest first."""
    found = _course(request, pk)
    years, lines = queries.course_statistics(found, request.user)
    for line in lines:
        line.by_year = [line.years.get(year) for year in years]
    context = {
        "course": found,
        "years": years,
        "page": Paginator(lines, PAGE).get_page(request.GET.get("page")),
        "asked": any(line.figures.asked for line in lines),
        "whole": _whole(request.user, found),
    }
    return render(request, "training/course_statistics.html", context)


@requires(Action.TRAINING_VIEW)
@require_GET
def course_statistics_export(request, pk):
    """The statistics of a course's questions by year, as a workbook."""
    found = _course(request, pk)
    years, lines = queries.course_statistics(found, request.user)
    content = workbooks.statistics_book(found.name, lines, years)
    return workbook(content, f"{found.name}试题统计", timezone.localdate())


# --- on paper ------------------------------------------------------------------------------------


@requires(Action.TRAINING_RUN)
@require_POST
def test_papers(request, pk):
    """Make a paper for everybody who has none and print: all (default), or those just made (which=new).

    again=1 makes papers for who did not pass and prints those.
    """
    found = _own(request, pk)
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
    found = _own(request, pk)
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
    found = _own(request, pk)
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


def _questions(attempt):
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
    rows = _questions(found)
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
    runs = _runs(request.user, found.test) and not own
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
    rows = _questions(found)
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


# --- one's own page ------------------------------------------------------------------------------


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
    rows = _questions(found)
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
