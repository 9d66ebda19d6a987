"""Unpaid leave and adjustments: lists, entering, deciding."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from appraisal.services.guards import may
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.documents.tables import xlsx_response
from guanling.runs.errors import Refusal
from payroll.enums import AdjustmentState, LeaveState
from payroll.forms.facts import (
    AdjustmentFilter,
    AdjustmentForm,
    DecideForm,
    LeaveFilter,
    LeaveForm,
    LeaveReasonForm,
)
from payroll.models import Adjustment, UnpaidLeave
from payroll.queries import facts as queries
from payroll.services import adjustments as adjusting
from payroll.services import leaves as services
from payroll.views.frame import frame
from payroll.workbooks import facts as workbooks
from roster.enums import Level
from roster.models import Unit
from roster.queries.offices import county_name

PAGE = 50
LEAVE_LOOKS = {
    LeaveState.ENTERED: "wait",
    LeaveState.APPROVED: "good",
    LeaveState.REJECTED: "off",
    LeaveState.REVOKED: "off",
}
ADJUSTMENT_LOOKS = {
    AdjustmentState.PROPOSED: "wait",
    AdjustmentState.APPROVED: "good",
    AdjustmentState.REJECTED: "off",
    AdjustmentState.WITHDRAWN: "off",
}


def _townships(user):
    rows = Unit.objects.visible_to(user, Action.PAY_VIEW).filter(level=Level.TOWNSHIP).order_by("code")
    return list(rows.values_list("code", "short_name").distinct())


# --- unpaid leave --------------------------------------------------------------------------------


def _leaves(request):
    form = LeaveFilter(request.GET, townships=_townships(request.user))
    return form, form.narrow(queries.leaves(request.user))


@requires(Action.PAY_VIEW)
@require_GET
def leaves(request):
    """Unpaid leave with its state; who has the right decides in the row."""
    return _leaves_page(request)


def _leaves_page(request, *, wrong=None, reason_form=None, status=200):
    user = request.user
    form, found = _leaves(request)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.look = LEAVE_LOOKS[row.state]
        row.number = (row.last_day - row.first_day).days + 1
        decides = may(user, Action.PAY_SUBMIT, row.person.unit.code) and services.may_decide(row, user)
        row.decides = row.state == LeaveState.ENTERED and decides
        row.revokes = (row.state == LeaveState.APPROVED and decides) or (
            row.state == LeaveState.ENTERED and may(user, Action.PAY_PREPARE, row.person.unit.code)
        )
        row.wrong = reason_form if row.pk == wrong else None
    return render(
        request,
        "payroll/leaves.html",
        {
            **frame(user, "payroll:leaves"),
            "form": form,
            "page": page,
            "enters": user.can(Action.PAY_PREPARE),
        },
        status=status,
    )


@requires(Action.PAY_VIEW)
@require_GET
def leaves_export(request):
    """The list as shown, as a workbook."""
    _, found = _leaves(request)
    return xlsx_response("停薪请假.xlsx", workbooks.leaves_book(county_name(request.user), found))


@requires(Action.PAY_PREPARE)
def leave_new(request):
    """Enter days on which somebody is not paid."""
    people = queries.people(request.user, Action.PAY_PREPARE)
    form = LeaveForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.enter(user=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已登记{made.person.name}的停薪请假，批准以后重新计算时生效。")
            return redirect("payroll:leaves")
    context = {**frame(request.user, "payroll:leaves"), "form": form, "somebody": people.exists()}
    return render(request, "payroll/leave_new.html", context, status=422 if form.errors else 200)


def _leave(request, pk, action):
    rows = UnpaidLeave.objects.visible_to(request.user, action).select_related("person__unit__parent")
    return get_object_or_404(rows, pk=pk)


@requires(Action.PAY_SUBMIT)
@require_POST
def leave_approve(request, pk):
    """Approve it."""
    held = _leave(request, pk, Action.PAY_SUBMIT)
    try:
        services.approve(leave=held, user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已批准{held.person.name}的停薪请假；已计算的待遇表请重新计算。")
    return redirect("payroll:leaves")


def _with_reason(request, held, act, done):
    form = LeaveReasonForm(request.POST)
    if not form.is_valid():
        return _leaves_page(request, wrong=held.pk, reason_form=form, status=422)
    try:
        act(leave=held, user=request.user, reason=form.cleaned_data["reason"])
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{held.person.name}的停薪请假{done}")
    return redirect("payroll:leaves")


@requires(Action.PAY_SUBMIT)
@require_POST
def leave_reject(request, pk):
    """Reject it, with a reason."""
    return _with_reason(request, _leave(request, pk, Action.PAY_SUBMIT), services.reject, "不批准。")


@requires(Action.PAY_PREPARE, Action.PAY_SUBMIT)
@require_POST
def leave_revoke(request, pk):
    """Set it aside, with a reason."""
    action = Action.PAY_SUBMIT if request.user.can(Action.PAY_SUBMIT) else Action.PAY_PREPARE
    held = _leave(request, pk, action)
    return _with_reason(request, held, services.revoke, "已撤销；已计算的待遇表请重新计算。")


# --- adjustments ---------------------------------------------------------------------------------


def _adjustments(request):
    form = AdjustmentFilter(request.GET, townships=_townships(request.user))
    return form, form.narrow(queries.adjustments(request.user))


@requires(Action.PAY_VIEW)
@require_GET
def adjustments(request):
    """Adjustments with their state and the month in which they were paid."""
    form, found = _adjustments(request)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    paid = queries.paid_in(rows)
    for row in rows:
        row.look = ADJUSTMENT_LOOKS[row.state]
        row.paid = paid.get(row.order_id)
    return render(
        request,
        "payroll/adjustments.html",
        {
            **frame(request.user, "payroll:adjustments"),
            "form": form,
            "page": page,
            "rows": rows,
            "enters": request.user.can(Action.PAY_PREPARE),
        },
    )


@requires(Action.PAY_VIEW)
@require_GET
def adjustments_export(request):
    """The list as shown, as a workbook."""
    _, found = _adjustments(request)
    rows = list(found)
    book = workbooks.adjustments_book(county_name(request.user), rows, queries.paid_in(rows))
    return xlsx_response("待遇调整.xlsx", book)


@requires(Action.PAY_PREPARE)
def adjustment_new(request):
    """Propose an amount for somebody."""
    people = queries.people(request.user, Action.PAY_PREPARE)
    form = AdjustmentForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            made = adjusting.propose(user=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已提出，等待县财政审批。")
            return redirect("payroll:adjustment", made.pk)
    context = {**frame(request.user, "payroll:adjustments"), "form": form, "somebody": people.exists()}
    return render(request, "payroll/adjustment_new.html", context, status=422 if form.errors else 200)


def _adjustment(user, pk, action=Action.PAY_VIEW):
    rows = Adjustment.objects.visible_to(user, action).select_related(
        "person", "unit", "proposed_by", "decided_by", "order"
    )
    return get_object_or_404(rows, pk=pk)


def _adjustment_page(request, shown, *, form=None, status=200):
    user = request.user
    waits = shown.state == AdjustmentState.PROPOSED
    checks = waits and may(user, Action.PAY_CHECK, shown.unit.code)
    return render(
        request,
        "payroll/adjustment.html",
        {
            **frame(user, "payroll:adjustments"),
            "adjustment": shown,
            "look": ADJUSTMENT_LOOKS[shown.state],
            "paid": queries.paid_in([shown]).get(shown.order_id),
            "form": (form or DecideForm()) if checks and shown.proposed_by_id != user.pk else None,
            "own_hands": checks and shown.proposed_by_id == user.pk,
            "withdraws": waits and may(user, Action.PAY_PREPARE, shown.unit.code),
            "clause": adjusting.CLAUSE,
        },
        status=status,
    )


@requires(Action.PAY_VIEW)
@require_GET
def adjustment(request, pk):
    """One adjustment, and the decision for who makes it."""
    return _adjustment_page(request, _adjustment(request.user, pk))


@requires(Action.PAY_CHECK)
@require_POST
def adjustment_decide(request, pk):
    """Approve or reject it."""
    shown = _adjustment(request.user, pk, Action.PAY_CHECK)
    form = DecideForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            if form.cleaned_data["answer"] == "yes":
                adjusting.approve(adjustment=shown, user=request.user, reason=reason)
                messages.success(request, "已同意；未提交的待遇表重新计算后计入。")
            else:
                adjusting.reject(adjustment=shown, user=request.user, reason=reason)
                messages.success(request, "已记录不同意。")
            return redirect("payroll:adjustment", pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return _adjustment_page(request, _adjustment(request.user, pk), form=form, status=422)


@requires(Action.PAY_PREPARE)
@require_POST
def adjustment_withdraw(request, pk):
    """Take a proposal back."""
    shown = _adjustment(request.user, pk, Action.PAY_PREPARE)
    try:
        adjusting.withdraw(adjustment=shown, user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已撤回。")
    return redirect("payroll:adjustment", pk)
