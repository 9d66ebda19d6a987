"""When parts were paid, and whether in full (P7.1); one's own pay."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from appraisal.services.guards import may
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.documents.tables import xlsx_response
from guanling.runs.errors import Refusal
from payroll.enums import PartState
from payroll.forms.months import PaymentFilter, PaymentForm
from payroll.queries import months as queries
from payroll.rules import dates
from payroll.services import states
from payroll.views.frame import frame
from payroll.views.months import LOOKS
from payroll.views.parts import part_of, part_tabs
from payroll.workbooks import months as workbooks
from roster.queries.offices import county_name

PAGE, OWN = 50, 24


@requires(Action.PAY_VIEW)
@require_GET
def part_payment(request, pk):
    """When the part was paid and whether in full; the form for who records it (P7.1)."""
    return _payment_page(request, part_of(request.user, pk))


def _payment_page(request, shown, *, form=None, status=200):
    today = timezone.localdate()
    records = shown.state == PartState.CONFIRMED and may(request.user, Action.PAY_RECORD, shown.unit.code)
    due = queries.due_of(shown.month)
    return render(
        request,
        "payroll/part_payment.html",
        {
            **frame(request.user, "payroll:paydays"),
            **part_tabs(shown, "payment"),
            "part": shown,
            "office": shown.unit,
            "month": shown.month,
            "look": LOOKS[shown.state],
            "due": due,
            "late": dates.days_late(due.day if due else None, shown.paid_on, today),
            "form": (form or PaymentForm(initial={"paid_on": today})) if records else None,
        },
        status=status,
    )


@requires(Action.PAY_RECORD)
@require_POST
def part_pay(request, pk):
    """Record the payment."""
    shown = part_of(request.user, pk, Action.PAY_RECORD)
    form = PaymentForm(request.POST)
    if form.is_valid():
        try:
            states.record_payment(part=shown, user=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            if shown.state != PartState.CONFIRMED:
                messages.error(request, str(refusal))
        else:
            messages.success(request, f"已登记{shown.unit.short_name}{shown.month}待遇的发放。")
            return redirect("payroll:part-payment", pk)
    return _payment_page(request, shown, form=form, status=422)


def _payments(request):
    years = queries.years_paid(request.user)
    asked = request.GET.copy()
    if years:
        asked.setdefault("year", str(years[0]))
    year = int(asked["year"]) if asked.get("year") in map(str, years) else None
    rows = queries.payments(request.user, year=year, today=timezone.localdate())
    townships = sorted({(row.unit.code, row.unit.short_name) for row in rows})
    form = PaymentFilter(asked, years=years, townships=townships)
    return form, form.narrow(rows)


@requires(Action.PAY_VIEW)
@require_GET
def paydays(request):
    """By month and township when pay was due, when it was paid, how late, what was not paid (P7.1)."""
    form, rows = _payments(request)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.look = LOOKS[row.state]
        row.records = row.state == PartState.CONFIRMED and may(request.user, Action.PAY_RECORD, row.unit.code)
    return render(
        request,
        "payroll/paydays.html",
        {
            **frame(request.user, "payroll:paydays"),
            "form": form,
            "page": page,
            "late": sum(bool(row.late) for row in rows),
            "short": sum((row.shortfall for row in rows), 0),
        },
    )


@requires(Action.PAY_VIEW)
@require_GET
def paydays_export(request):
    """The list as shown, as a workbook."""
    _, rows = _payments(request)
    return xlsx_response("待遇发放情况.xlsx", workbooks.payments_book(county_name(request.user), rows))


# --- one's own -----------------------------------------------------------------------------------


@requires(Action.OWN_VIEW)
@require_GET
def mine(request):
    """One's own pay: the confirmed months."""
    page = Paginator(queries.own_entries(request.user), OWN).get_page(request.GET.get("page"))
    return render(
        request,
        "payroll/mine.html",
        {"page": page, "has_file": hasattr(request.user, "person")},
    )


@requires(Action.OWN_VIEW)
@require_GET
def own_entry(request, pk):
    """One confirmed month of one's own, every line explained."""
    shown = get_object_or_404(queries.own_entries(request.user), pk=pk)
    return render(
        request,
        "payroll/own_entry.html",
        {
            "entry": shown,
            "part": shown.part,
            "month": shown.part.month,
            "lines": queries.told(shown, queries.own_entries(request.user)),
            "look": LOOKS[shown.part.state],
        },
    )
