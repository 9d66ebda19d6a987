"""Knowledge tests: set up by who gives them, opened and closed, their statistics (A4.7)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanling.accounts.access import requires
from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.pages import workbook
from guanling.policy.queries import at
from guanling.runs.errors import Refusal
from roster.enums import Level
from roster.models import Unit
from roster.queries.offices import county_name
from training.enums import AnswerWay, KnowledgeTestState, QuestionKind
from training.forms.tests import (
    LATE,
    OpenForm,
    StandingFilter,
    TestFilter,
    TestForm,
    initial_for,
    initial_of,
)
from training.models import Course, KnowledgeTest, Session
from training.queries import tests as queries
from training.rules import papers
from training.services import tests as services
from training.workbooks import tests as workbooks

PAGE = 50


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


def own_test(request, pk):
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
    found = own_test(request, pk)
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
    found = own_test(request, pk)
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


def runs_test(user, test):
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
    runs = runs_test(request.user, found)
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
            "again": sum(bool(one.attempts) and one.again and not one.unanswered for one in everybody),
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
