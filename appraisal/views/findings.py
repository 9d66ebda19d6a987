"""Supervision findings of a month."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from appraisal.enums import MONTH_CHANGEABLE
from appraisal.forms.months import FindingForm
from appraisal.models import Finding, Sheet
from appraisal.queries.sheets import directors_of
from appraisal.queries.visits import of_month, standing_of
from appraisal.services import findings as services
from appraisal.services.guards import may
from appraisal.views.frame import frame, month_of
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.runs.errors import Refusal
from roster.models import Person, Unit

PAGE = 50


@requires(Action.SHEET_VIEW)
@require_GET
def findings(request, period):
    """The month's findings, and the form for a new one."""
    return _page(request, month_of(request.user, period, Action.SHEET_VIEW))


def _page(request, month, form=None):
    sheets = Sheet.objects.visible_to(request.user, Action.SHEET_VIEW).filter(month=month)
    townships = [sheet.unit for sheet in sheets.select_related("unit").order_by("unit__code")]
    chosen = request.POST.get("township") or request.GET.get("township", "")
    township = next((unit for unit in townships if str(unit.pk) == chosen), None)
    found = of_month(Finding.objects.visible_to(request.user, Action.SHEET_VIEW), month)
    if township:
        found = found.filter(village__code__startswith=township.code)
    records = found.select_related("village__parent", "person", "recorded_by", "visit").order_by(
        "village__code", "found_on", "pk"
    )
    recordable = month.state in MONTH_CHANGEABLE and may(
        request.user, Action.FINDING_RECORD, month.county.code
    )
    if recordable and form is None:
        form = _form(month, township)
    page, today = Paginator(records, PAGE).get_page(request.GET.get("page")), timezone.localdate()
    for finding in page.object_list:
        finding.word, finding.look = standing_of(finding, today)
    return render(
        request,
        "appraisal/findings.html",
        {
            **frame(request.user, month, "appraisal:findings"),
            "page": page,
            "townships": townships,
            "township": township,
            "form": form if recordable else None,
        },
    )


def _form(month, township, data=None):
    return FindingForm(data, directors=directors_of(township, month) if township else ())


@requires(Action.FINDING_RECORD)
@require_POST
def finding_new(request, period):
    """Record a finding."""
    month = month_of(request.user, period, Action.FINDING_RECORD)
    below = Unit.objects.visible_to(request.user, Action.FINDING_RECORD)
    township = below.filter(pk=_number(request.POST.get("township"))).first()
    form = _form(month, township, request.POST)
    if not form.is_valid():
        return _page(request, month, form)
    village, _, person = form.cleaned_data.pop("director").partition("-")
    person = get_object_or_404(Person.objects.visible_to(request.user, Action.PERSON_VIEW), pk=person)
    try:
        services.record_finding(
            month=month,
            village=get_object_or_404(below, pk=village),
            person=person,
            user=request.user,
            **form.cleaned_data,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, month, form)
    messages.success(request, f"已登记对{person.name}的督查记录，扣分计入本月得分。")
    return redirect(f"{request.path.removesuffix('new/')}?township={township.pk}")


def _number(text):
    return int(text) if text and text.isdecimal() else None


@requires(Action.FINDING_RECORD)
@require_POST
def finding_withdraw(request, pk):
    """Withdraw a finding with a reason."""
    # What was found on a visit without a deduction belongs to no month: it is withdrawn on the visit's page.
    rows = Finding.objects.visible_to(request.user, Action.FINDING_RECORD).exclude(month=None)
    finding = get_object_or_404(rows.select_related("month__county", "village", "person"), pk=pk)
    try:
        services.withdraw_finding(finding=finding, reason=request.POST.get("reason", ""), user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已撤销对{finding.person.name}的督查记录。")
    return redirect("appraisal:findings", period=finding.month.period)
