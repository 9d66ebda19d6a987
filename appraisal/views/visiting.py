"""A visit on the spot, on a phone: checks, people, the test, problems, closing; each part saved at once."""

import re

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from appraisal.enums import CheckOutcome, VisitKind, VisitState
from appraisal.forms.visits import (
    NO_RESIDENTS,
    CheckForm,
    DayForm,
    DisorderForm,
    DoneForm,
    ProblemForm,
    SpotTestForm,
)
from appraisal.models import ChecklistItem, Finding
from appraisal.prints import visits as prints
from appraisal.queries import visits as queries
from appraisal.services import visits as services
from appraisal.views.visits import LOOKS, frame, own, visible
from guanling.accounts.access import requires
from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.pages import print_out
from guanling.policy.queries import at
from guanling.runs.errors import Refusal
from roster.models import Person
from training.enums import AnswerWay, QuestionKind
from training.models import Attempt
from training.rules import papers


def _to(visit, section):
    return redirect(f"{reverse('appraisal:visit', kwargs={'pk': visit.pk})}#{section}")


@requires(Action.SHEET_VIEW)
@require_GET
def visit(request, pk):
    """One visit: what is looked at, who is there, the test, problems, and its record."""
    return _page(request, visible(request, pk))


def _page(request, found, **forms):
    """Show a visit; ``forms`` are those that were refused, as they were typed."""
    user, now = request.user, timezone.now()
    today = timezone.localdate(now)
    record = queries.record_of(found, today, now)
    works = found.state == VisitState.PLANNED and queries.runs(user, found.kind, found.village.code)
    heir = queries.standing_village(found.village, max(found.planned_on, found.visited_on or today))
    context = {
        **frame(user),
        "visit": found,
        "record": record,
        "look": LOOKS[found.state],
        "works": works,
        "makes": queries.runs(user, found.kind, found.village.code),
        "ended": found.state == VisitState.PLANNED and heir != found.village,
        "heir": heir if heir != found.village else None,
        "looked": sum(bool(row.outcome) for row in record.checks),
        "outcomes": CheckOutcome.choices,
        "remark_length": CheckForm().fields["remark"].max_length,
        "hint": NO_RESIDENTS,
        "disorder": list(queries.disorder_of(found, user)),
        "leads": works and found.leader_id == user.pk,
        "test": found.test,
        "today": today,
        **forms,
    }
    if works:
        day = found.visited_on or today
        held = at(found.village.code[:COUNTY_DIGITS], day)
        context["mend"] = {
            "key": services.MEND_DAYS,
            "text": held.text(services.MEND_DAYS),
            "source": held.source(services.MEND_DAYS).text,
        }
        context.setdefault("day_form", DayForm(initial={"day": day}))
        if found.test is None:
            context.setdefault("test_form", SpotTestForm(courses=queries.courses_for(found)))
        problem = {"mend_by": services.default_mend_by(found, day)}
        context.setdefault("problem_form", _problem_form(found, record, initial=problem))
        context.setdefault("disorder_form", DisorderForm(directors=record.directors))
        context.setdefault("done_form", DoneForm(initial={"summary": found.summary}))
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "appraisal/visit.html", context, status=status)


def _problem_form(found, record, data=None, **more):
    deducts = found.kind == VisitKind.COUNTY
    return ProblemForm(data, directors=record.directors, deducts=deducts, **more)


def _record(found):
    now = timezone.now()
    return queries.record_of(found, timezone.localdate(now), now)


# --- day and people ------------------------------------------------------------------------------


@requires(Action.VISIT_RUN)
@require_POST
def visit_day(request, pk):
    """Say on which day the visit is made."""
    found = own(request, pk)
    form = DayForm(request.POST)
    if form.is_valid():
        try:
            services.set_day(visit=found, user=request.user, today=timezone.localdate(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _to(found, "people")
    return _page(request, found, day_form=form)


@requires(Action.VISIT_RUN)
@require_POST
def visit_people(request, pk):
    """Note that a director is there, or not."""
    found = own(request, pk)
    person = request.POST.get("person", "")
    try:
        if not person.isdecimal() or request.POST.get("present") not in ("0", "1"):
            raise Refusal("请选择在场或不在场。")
        services.note_people(
            visit=found,
            present={int(person): request.POST["present"] == "1"},
            user=request.user,
            today=timezone.localdate(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return _to(found, "people")


# --- checks --------------------------------------------------------------------------------------


@requires(Action.VISIT_RUN)
@require_POST
def visit_check(request, pk, item):
    """Save what was seen of one item; each tap saves at once (htmx), without scripts by the button."""
    found = own(request, pk)
    items = ChecklistItem.objects.visible_to(request.user, Action.VISIT_RUN).select_related("county")
    item = get_object_or_404(items, pk=item)
    form, problem = CheckForm(request.POST), ""
    try:
        if not form.is_valid():
            raise Refusal("".join(error for errors in form.errors.values() for error in errors))
        services.check(
            visit=found, item=item, user=request.user, today=timezone.localdate(), **form.cleaned_data
        )
    except Refusal as refusal:
        problem = str(refusal)
    if request.htmx:
        checks = queries.checks_of(found)
        context = {
            "item": item,
            "problem": problem,
            "now": timezone.now(),
            "looked": sum(bool(row.outcome) for row in checks),
            "total": len(checks),
        }
        return render(request, "appraisal/visit_saved.html", context)
    if problem:
        messages.error(request, problem)
    return _to(found, f"item-{item.pk}")


@requires(Action.VISIT_RUN)
@require_POST
def visit_skip(request, pk):
    """Mark as 未查 what nobody has looked at."""
    found = own(request, pk)
    try:
        count = services.skip_rest(visit=found, user=request.user, today=timezone.localdate())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已把{count}个没有填的项目标为“未查”。")
    return _to(found, "checks")


# --- the test on the spot ------------------------------------------------------------------------


@requires(Action.VISIT_RUN)
@require_POST
def visit_test(request, pk):
    """Set up the test of this visit and open it."""
    found = own(request, pk)
    form = SpotTestForm(request.POST, courses=queries.courses_for(found))
    if form.is_valid():
        try:
            services.set_test(visit=found, setting=form.setting, user=request.user, now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "现场测试已开放，请逐人出卷。")
            return _to(found, "test")
    return _page(request, found, test_form=form)


@requires(Action.VISIT_RUN)
@require_POST
def visit_give(request, pk, person):
    """Give a director a paper: to be answered on this device, or in print."""
    found = own(request, pk)
    people = Person.objects.visible_to(request.user, Action.PERSON_VIEW)
    person = get_object_or_404(people, pk=person)
    way = request.POST.get("way")
    try:
        if way not in (AnswerWay.SPOT, AnswerWay.PRINTED):
            raise Refusal("请选择在手机上作答或纸质答卷。")
        attempt = services.give_paper(
            visit=found, person=person, way=way, user=request.user, now=timezone.now()
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _to(found, "test")
    if attempt.way == AnswerWay.SPOT:
        return redirect("appraisal:visit-paper", pk, attempt.pk)
    if attempt.way == AnswerWay.SCREEN:
        messages.info(request, f"{person.name}正在自己的账号中作答，请等交卷后刷新页面。")
    else:
        messages.success(request, f"已为{person.name}出纸质卷，请在测试页面打印、录入。")
    return _to(found, "test")


@requires(Action.VISIT_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def visit_paper(request, pk, attempt):
    """The paper that a director answers on this device; each answer is saved and marked at once."""
    found = own(request, pk)
    rows = Attempt.objects.filter(test=found.test_id).select_related("test__unit", "test__session", "person")
    paper = get_object_or_404(rows, pk=attempt)
    saved, problem = None, ""
    submit = request.method == "POST" and "submit" in request.POST
    if request.method == "POST":
        try:
            saved = services.take_answers(
                visit=found,
                attempt=paper,
                answers=_answers(request, paper),
                user=request.user,
                now=timezone.now(),
                submit=submit,
            )
        except Refusal as refusal:
            problem = str(refusal)
        if request.htmx and not submit:
            context = {"saved": saved, "problem": problem, "now": timezone.now()}
            return render(request, "appraisal/visit_paper_saved.html", context)
        if problem:
            messages.error(request, problem)
        elif submit:
            score = saved.attempt.score.normalize()
            said = "合格" if saved.attempt.score >= paper.test.pass_mark else "不合格"
            messages.success(request, f"{paper.person.name}已交卷：{score:f}分，{said}。")
            return _to(found, "test")
        return redirect("appraisal:visit-paper", pk, attempt)
    open_ = found.state == VisitState.PLANNED and queries.runs(request.user, found.kind, found.village.code)
    if paper.way != AnswerWay.SPOT or paper.submitted_at or not open_:
        return _to(found, "test")
    questions = _questions(paper)
    return render(
        request,
        "appraisal/visit_paper.html",
        {
            "visit": found,
            "attempt": paper,
            "test": paper.test,
            "rows": questions,
            "answered": sum(any(option["chosen"] for option in row.options) for row in questions),
            "marking": papers.MARKING,
        },
    )


def _questions(paper):
    """Return the questions of a paper as they stand on it; nothing tells what is right."""
    rows = list(paper.questions.select_related("question").order_by("number"))
    for row in rows:
        row.kind = row.question.get_kind_display()
        row.multiple = row.question.kind == QuestionKind.MULTIPLE
        row.options = [
            {
                "place": place,
                "letter": papers.LETTERS[place],
                "text": row.question.options[option],
                "chosen": option in (row.chosen or ()),
            }
            for place, option in enumerate(row.order)
        ]
    return rows


def _answers(request, paper):
    """Return what the form holds: {number of the question: places chosen}."""
    return {
        number: [
            int(place) for place in request.POST.getlist(f"q{number}") if re.fullmatch(r"[0-9]{1,2}", place)
        ]
        for number in paper.questions.values_list("number", flat=True)
    }


# --- problems ------------------------------------------------------------------------------------


@requires(Action.VISIT_RUN)
@require_POST
def visit_finding(request, pk):
    """Record a problem."""
    found = own(request, pk)
    record = _record(found)
    form = _problem_form(found, record, request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        person = next(row.person for row in record.directors if row.person.pk == typed.pop("person"))
        try:
            services.record_problem(
                visit=found, person=person, user=request.user, today=timezone.localdate(), **typed
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已登记{person.name}的问题。")
            return _to(found, "problems")
    return _page(request, found, problem_form=form)


@requires(Action.VISIT_RUN)
@require_POST
def visit_finding_withdraw(request, pk):
    """Withdraw a problem found on a visit, with a reason."""
    rows = Finding.objects.visible_to(request.user, Action.VISIT_RUN).filter(visit__isnull=False)
    finding = get_object_or_404(rows.select_related("visit", "person"), pk=pk)
    try:
        services.withdraw_problem(finding=finding, reason=request.POST.get("reason", ""), user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已撤销{finding.person.name}的这个问题。")
    return _to(finding.visit, "problems")


@requires(Action.VISIT_RUN)
@require_POST
def visit_disorder(request, pk):
    """Record disorder of ledgers, for somebody else to confirm (P8.2f)."""
    found = own(request, pk)
    record = _record(found)
    form = DisorderForm(request.POST, directors=record.directors)
    if form.is_valid():
        person = next(row.person for row in record.directors if row.person.pk == form.cleaned_data["person"])
        try:
            services.record_disorder(
                visit=found,
                person=person,
                summary=form.cleaned_data["summary"],
                user=request.user,
                today=timezone.localdate(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已登记台账混乱，待县局另一人核实认定。")
            return _to(found, "disorder")
    return _page(request, found, disorder_form=form)


# --- closing -------------------------------------------------------------------------------------


@requires(Action.VISIT_RUN)
@require_POST
def visit_done(request, pk):
    """Close the visit: its record gets a number and stands."""
    found = own(request, pk)
    form = DoneForm(request.POST)
    if form.is_valid():
        now = timezone.now()
        try:
            waiting = services.finish(
                visit=found, user=request.user, today=timezone.localdate(now), now=now, **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"督查办完，记录编号{found.record_number}。")
            if waiting:
                messages.info(request, f"{'、'.join(waiting)}的答卷还没有录入，请在测试页面录入后结束测试。")
            return redirect("appraisal:visit", pk)
    return _page(request, found, done_form=form)


@requires(Action.SHEET_VIEW)
@require_POST
def visit_print(request, pk):
    """Print the record; before the visit, the same sheet to be filled in by hand."""
    found = visible(request, pk)
    if found.state == VisitState.CANCELLED:
        messages.error(request, "已取消的督查没有记录。")
        return redirect("appraisal:visit", pk)
    return print_out(request, prints.RECORD, prints.record_content(_record(found)))
