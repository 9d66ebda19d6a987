"""Problems looked at again by their deadline (P6.1), and the checklist of the county."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from appraisal.enums import CheckTopic
from appraisal.forms.visits import ItemForm, RecheckFilter, RecheckForm
from appraisal.models import ChecklistItem, Finding
from appraisal.queries import visits as queries
from appraisal.services import visits as services
from appraisal.views.visits import PAGE, frame, townships
from appraisal.workbooks import visits as workbooks
from guanling.accounts.access import requires
from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.pages import workbook
from guanling.runs.errors import Refusal
from roster.enums import Level
from roster.models import Unit
from roster.queries.offices import county_name

CHECKLIST = "appraisal:checklist"


def _rechecks(request):
    """Return (filter form, problems narrowed)."""
    form = RecheckFilter({"state": "open", **request.GET.dict()}, townships=townships(request.user))
    form.is_valid()
    chosen = form.cleaned_data
    rows = queries.narrowed(
        queries.problems(request.user), chosen.get("state") or "open", timezone.localdate()
    )
    if code := chosen.get("township"):
        rows = rows.filter(village__code__startswith=code)
    if kind := chosen.get("kind"):
        rows = rows.filter(visit__kind=kind)
    return form, rows


def _dress(findings, today):
    for finding in findings:
        finding.word, finding.look = queries.standing_of(finding, today)


@requires(Action.SHEET_VIEW)
@require_GET
def rechecks(request):
    """Problems that are to be looked at again, the first due first."""
    form, rows = _rechecks(request)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    _dress(page.object_list, timezone.localdate())
    for finding in page.object_list:
        finding.mine = queries.may_recheck(request.user, finding)
    return render(request, "appraisal/rechecks.html", {**frame(request.user), "form": form, "page": page})


@requires(Action.SHEET_VIEW)
@require_GET
def rechecks_export(request):
    """The problems as shown, as a workbook."""
    _, rows = _rechecks(request)
    today = timezone.localdate()
    rows = list(rows)
    _dress(rows, today)
    content = workbooks.problems_book(rows, today, county_name(request.user))
    return workbook(content, "督查问题整改", today)


@requires(Action.VISIT_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def recheck(request, pk):
    """Look at a problem again."""
    rows = Finding.objects.visible_to(request.user, Action.VISIT_RUN).filter(visit__isnull=False)
    finding = get_object_or_404(
        rows.select_related("visit__village", "village__parent", "person", "month"), pk=pk
    )
    today = timezone.localdate()
    form = RecheckForm(request.POST if request.method == "POST" else None, initial={"day": today})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.recheck(finding=finding, user=request.user, today=today, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            said = "已整改，办结。"
            if made.next_by:
                said = f"未整改，新的期限是{made.next_by.year}年{made.next_by.month}月{made.next_by.day}日。"
            elif not made.mended:
                said = "未整改，办结；请安排再次督查，另行登记问题。"
            messages.success(request, f"已登记对{finding.person.name}问题的复查：{said}")
            return redirect("appraisal:recheck", pk)
    _dress([finding], today)
    return render(
        request,
        "appraisal/recheck.html",
        {
            **frame(request.user),
            "finding": finding,
            "rechecks": finding.rechecks.select_related("rechecked_by").order_by("day"),
            "form": form,
            "opens": queries.may_recheck(request.user, finding),
        },
        status=422 if form.errors else 200,
    )


# --- checklist -----------------------------------------------------------------------------------


def _county(user):
    """Return the county whose checklist the user keeps, or None."""
    codes = {prefix[:COUNTY_DIGITS] for prefix in user.prefixes(Action.FINDING_RECORD)}
    return Unit.objects.filter(level=Level.COUNTY, code__in=codes).order_by("code", "-pk").first()


@requires(Action.SHEET_VIEW)
@require_GET
def checklist(request):
    """What is looked at on every visit."""
    items = ChecklistItem.objects.visible_to(request.user, Action.SHEET_VIEW)
    shown = list(items.order_by("-active", "order", "pk"))
    return render(
        request,
        "appraisal/checklist.html",
        {
            **frame(request.user, CHECKLIST),
            "items": shown,
            "keeps": request.user.can(Action.FINDING_RECORD),
            "topics": CheckTopic,
        },
    )


@requires(Action.FINDING_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def checklist_new(request):
    """Add an item."""
    items = ChecklistItem.objects.visible_to(request.user, Action.FINDING_RECORD)
    last = items.order_by("order").last()
    item = ChecklistItem(county=_county(request.user), order=last.order + 1 if last else 1)
    return _item(request, item)


@requires(Action.FINDING_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def checklist_item(request, pk):
    """Change an item, or use it no more."""
    items = ChecklistItem.objects.visible_to(request.user, Action.FINDING_RECORD)
    return _item(request, get_object_or_404(items, pk=pk))


def _item(request, item):
    form = ItemForm(request.POST if request.method == "POST" else None, instance=item)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_item(item=item)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已保存检查项目。")
            return redirect(CHECKLIST)
    return render(
        request,
        "appraisal/checklist_item.html",
        {**frame(request.user, CHECKLIST), "form": form, "new": item.pk is None},
        status=422 if form.errors else 200,
    )


@requires(Action.FINDING_RECORD)
@require_POST
def checklist_sample(request):
    """Take over the sample checklist where the county has none."""
    try:
        count = services.adopt_sample(county=_county(request.user))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已采用参考检查项目{count}项，请按本县实际修改。")
    return redirect(CHECKLIST)
