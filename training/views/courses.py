"""Pages of courses and the bank of questions."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.pages import workbook
from guanling.runs.errors import Refusal
from roster.enums import Level
from roster.models import Unit
from roster.queries.offices import county_name
from training.enums import CATEGORY_CLAUSES, QuestionKind
from training.forms.courses import (
    ACTIVE,
    CourseFilter,
    CourseForm,
    QuestionFilter,
    QuestionForm,
    question_initial,
)
from training.models import Course, Question, Session
from training.queries import courses as queries
from training.rules.questions import LETTERS
from training.services import courses as services
from training.services import questions as bank
from training.workbooks import courses as workbooks

PAGE = 50


def _visible(request):
    return Course.objects.visible_to(request.user, Action.TRAINING_VIEW)


def _courses(request):
    """Return (filter form, courses narrowed, in the order asked for)."""
    visible = _visible(request)
    form = CourseFilter(request.GET, units=queries.units_with_courses(visible))
    form.is_valid()
    chosen = form.cleaned_data
    found = visible
    if words := chosen.get("q"):
        found = found.filter(Q(name__icontains=words) | Q(outline__icontains=words))
    if category := chosen.get("category"):
        found = found.filter(category=category)
    if role := chosen.get("role"):
        found = found.filter(roles__contains=[role])
    if code := chosen.get("unit"):
        found = found.filter(unit__code=code)
    if state := chosen.get("state"):
        found = found.filter(active=state == ACTIVE)
    found = queries.with_use(found, request.user)
    return form, found.order_by(*queries.ORDERS[chosen.get("sort") or "unit"])


@requires(Action.TRAINING_VIEW)
@require_GET
def courses(request):
    """The courses an office may hold, how far each is used, and how the four roles are covered."""
    form, found = _courses(request)
    year = timezone.localdate().year
    sessions = Session.objects.visible_to(request.user, Action.TRAINING_VIEW)
    return render(
        request,
        "training/courses.html",
        {
            "form": form,
            "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
            "roles": queries.by_role(_visible(request).filter(active=True), sessions, year),
            "year": year,
            "clauses": CATEGORY_CLAUSES,
            "runs": request.user.can(Action.TRAINING_RUN),
        },
    )


@requires(Action.TRAINING_VIEW)
@require_GET
def courses_export(request):
    """The courses as shown, as a workbook."""
    _, found = _courses(request)
    return workbook(
        workbooks.courses_book(found, county_name(request.user)), "培训课程", timezone.localdate()
    )


def _own_units(request):
    units = Unit.objects.visible_to(request.user, Action.TRAINING_RUN).on(timezone.localdate())
    return units.filter(level__in=(Level.COUNTY, Level.TOWNSHIP)).order_by("code")


@requires(Action.TRAINING_RUN)
def course_new(request):
    """Set up a course."""
    units = _own_units(request)
    form = CourseForm(request.POST or None, units=units, initial={"unit": units.first()})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_course(user=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已设置课程“{made.name}”，可以接着录入试题。")
            return redirect("training:course", made.pk)
    return render(request, "training/course_form.html", {"form": form}, status=422 if form.errors else 200)


def _own(request, pk):
    courses = Course.objects.own(request.user, Action.TRAINING_RUN).select_related("unit")
    return get_object_or_404(courses, pk=pk)


@requires(Action.TRAINING_RUN)
def course_edit(request, pk):
    """Change a course."""
    shown = _own(request, pk)
    initial = {name: getattr(shown, name) for name in ("name", "category", "roles", "outline")}
    form = CourseForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_course(course=shown, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已修改课程。")
            return redirect("training:course", pk)
    return render(
        request,
        "training/course_form.html",
        {"form": form, "course": shown},
        status=422 if form.errors else 200,
    )


def _questions(request, shown):
    """Return (filter form, the course's questions narrowed)."""
    form = QuestionFilter(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    found = queries.with_asked(shown.questions.all())
    if words := chosen.get("q"):
        found = found.filter(text__icontains=words)
    if kind := chosen.get("kind"):
        found = found.filter(kind=kind)
    if state := chosen.get("state"):
        found = found.filter(active=state == ACTIVE)
    return form, found.order_by("-active", "pk")


@requires(Action.TRAINING_VIEW)
@require_GET
def course(request, pk):
    """One course and its bank of questions."""
    shown = get_object_or_404(queries.with_use(_visible(request), request.user), pk=pk)
    form, found = _questions(request, shown)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    for question in page.object_list:
        question.lettered = (
            []
            if question.kind == QuestionKind.JUDGE
            else [
                (LETTERS[place], option, place in question.answers)
                for place, option in enumerate(question.options)
            ]
        )
        question.answer = workbooks.answer_of(question)
    own = Course.objects.own(request.user, Action.TRAINING_RUN).filter(pk=pk).exists()
    return render(
        request,
        "training/course.html",
        {
            "course": shown,
            "clause": CATEGORY_CLAUSES[shown.category],
            "form": form,
            "page": page,
            "own": own,
            "imports": own and request.user.can(Action.IMPORT),
            "here": request.get_full_path(),
        },
    )


@requires(Action.TRAINING_VIEW)
@require_GET
def questions_export(request, pk):
    """A course's questions as shown, as the workbook that can be imported again."""
    shown = get_object_or_404(_visible(request).select_related("unit"), pk=pk)
    _, found = _questions(request, shown)
    return workbook(workbooks.questions_book(shown, found), f"题库-{shown.name}", timezone.localdate())


def _act(request, found, act, done, back):
    """Do ``act`` on a thing that is one's own and say so."""
    try:
        act(found)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("training:course", back)


@requires(Action.TRAINING_RUN)
@require_POST
def course_stop(request, pk):
    """Offer a course no more."""
    return _act(
        request,
        _own(request, pk),
        lambda found: services.stop_course(course=found),
        "已停开：新的计划和培训班不能再选这门课程。",
        pk,
    )


@requires(Action.TRAINING_RUN)
@require_POST
def course_resume(request, pk):
    """Offer it again."""
    return _act(
        request, _own(request, pk), lambda found: services.resume_course(course=found), "已恢复开设。", pk
    )


# --- questions -----------------------------------------------------------------------------------


def _own_question(request, pk):
    rows = Question.objects.own(request.user, Action.TRAINING_RUN)
    return get_object_or_404(queries.with_asked(rows).select_related("course__unit"), pk=pk)


def _question_page(request, form, *, of, save, done, **context):
    """Show a question's form and take it to a service; ``of`` is its course."""
    if request.method == "POST" and form.is_valid():
        try:
            save(drafted=form.drafted)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return (
                redirect("training:question-new", of.pk)
                if "again" in request.POST
                else redirect("training:course", of.pk)
            )
    return render(
        request,
        "training/question_form.html",
        {"form": form, "course": of, **context},
        status=422 if form.errors else 200,
    )


@requires(Action.TRAINING_RUN)
def question_new(request, pk):
    """Add a question to a course's bank."""
    of = _own(request, pk)
    return _question_page(
        request,
        QuestionForm(request.POST or None),
        of=of,
        save=partial(bank.add_question, course=of, user=request.user),
        done="已录入试题。",
        heading="新增试题",
        several=True,
    )


@requires(Action.TRAINING_RUN)
def question(request, pk):
    """Change a question; of one that was asked only what explains it."""
    shown = _own_question(request, pk)
    form = QuestionForm(request.POST or None, initial=question_initial(shown), frozen=bool(shown.asked_count))
    return _question_page(
        request,
        form,
        of=shown.course,
        save=partial(bank.edit_question, question=shown),
        done="已修改试题。",
        heading="修改试题",
        question=shown,
    )


@requires(Action.TRAINING_RUN)
def question_renew(request, pk):
    """Put a new question in place of one that was asked."""
    shown = _own_question(request, pk)
    return _question_page(
        request,
        QuestionForm(request.POST or None, initial=question_initial(shown)),
        of=shown.course,
        save=partial(bank.renew_question, question=shown, user=request.user),
        done="已新建试题，原题已停用，考过的答卷不变。",
        heading="按此题新建",
        old=shown,
    )


@requires(Action.TRAINING_RUN)
@require_POST
def question_withdraw(request, pk):
    """Withdraw a question."""
    shown = _own_question(request, pk)
    return _act(
        request,
        shown,
        lambda found: bank.withdraw_question(question=found),
        "已停用：以后组卷不再抽到这道题，考过的答卷不变。",
        shown.course_id,
    )


@requires(Action.TRAINING_RUN)
@require_POST
def question_restore(request, pk):
    """Use it again."""
    shown = _own_question(request, pk)
    return _act(
        request,
        shown,
        lambda found: bank.restore_question(question=found),
        "已恢复启用。",
        shown.course_id,
    )
