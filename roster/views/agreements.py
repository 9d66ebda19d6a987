"""Pages of agreements: who needs one, making out, signing, filing; the part on a person's page."""

from collections import Counter

from csp.decorators import csp_replace
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.documents import tasks
from guanling.documents.services import papers as paper_services
from guanling.documents.serving import pdf_file
from guanling.pages import days_of, seen_day, workbook
from guanling.policy.queries import at
from guanling.runs.errors import Refusal
from roster.enums import VOID_RIGHTS, YEARLY_AGREEMENTS, AgreementKind, AgreementState, Level
from roster.forms.agreements import (
    AgreementFilter,
    FilingFilter,
    PrepareForm,
    ReturnForm,
    SignAllForm,
    SignaturesForm,
    TermForm,
    VoidForm,
)
from roster.models import Agreement, Appointment, Unit
from roster.prints.agreements import SET
from roster.queries import agreements as queries
from roster.queries.offices import county_name
from roster.rules.agreements import chain, possible, required, year_of
from roster.services import agreements as services
from roster.views.frame import last_served
from roster.workbooks.agreements import agreements_book

PAGE = 50
NAMED = 5
# What the filter's own words stand for.
GROUPS = {
    "unsigned": (queries.MISSING, AgreementState.PREPARED),
    "done": (AgreementState.SIGNED, AgreementState.FILED),
}


def _townships(user, action, on):
    """Return (code, name) of the townships in which ``user`` may do ``action``."""
    units = Unit.objects.visible_to(user, action).on(on).filter(level=Level.TOWNSHIP)
    return list(units.order_by("code").values_list("code", "short_name"))


def _kind(value):
    if value not in AgreementKind.values:
        raise Http404
    return AgreementKind(value)


def _ticked(request):
    """Return the ids that were ticked; what is no number was typed into the address."""
    return [int(value) for value in request.POST.getlist("chosen") if value.isdigit()][:500]


# --- who needs one -------------------------------------------------------------------------------


def _list(request):
    """Return (day, kind, filter form, counts per township, lines shown, {township: what can be made out})."""
    on = seen_day(request)
    townships = _townships(request.user, Action.FILE_VIEW, on)
    form = AgreementFilter(request.GET, townships=townships)
    form.is_valid()
    chosen = form.cleaned_data
    kind = AgreementKind(chosen.get("kind") or AgreementKind.CONTRACT)
    lines = queries.needed(Appointment.objects.visible_to(request.user, Action.FILE_VIEW), kind, on)
    counts = queries.by_township(lines, townships)
    makeable = Counter(
        line.unit_code[:9] for line in lines if line.state == queries.MISSING and not line.obstacle
    )
    if code := chosen.get("township"):
        lines = [line for line in lines if line.unit_code.startswith(code)]
    if state := chosen.get("state"):
        lines = [line for line in lines if line.state in GROUPS.get(state, (state,))]
    return on, kind, form, counts, lines, makeable


def _list_page(request, *, sign_form=None, ticked=(), status=200):
    on, kind, form, counts, lines, makeable = _list(request)
    page = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    code = form.cleaned_data.get("township") or (counts[0].code if len(counts) == 1 else "")
    may_prepare = request.user.can(Action.AGREEMENT_PREPARE)
    over = kind in YEARLY_AGREEMENTS and on.year < timezone.localdate().year
    return render(
        request,
        "roster/agreements.html",
        {
            **days_of(on),
            "kind": kind,
            "kinds": AgreementKind,
            "year": year_of(kind, on),
            # What a year that is over lacks stays lacking.
            "over": over,
            "form": form,
            "counts": counts,
            "total": queries.total_of(counts),
            "page": page,
            "state": form.cleaned_data.get("state", ""),
            "township": code,
            "makeable": makeable[code],
            "batch": Unit.objects.visible_to(request.user, Action.AGREEMENT_PREPARE)
            .on(timezone.localdate())
            .filter(level=Level.TOWNSHIP, code=code)
            .first()
            if may_prepare and makeable[code] and not over
            else None,
            "may_prepare": may_prepare,
            "may_file": request.user.can(Action.AGREEMENT_FILE),
            "sign_form": sign_form or SignAllForm(kind=kind)
            if may_prepare and any(line.state == AgreementState.PREPARED for line in page)
            else None,
            "tickable": any(line.agreement_id for line in page),
            "ticked": set(ticked),
            "tick_all": "all" in request.GET,
            "last_served": None if counts and lines else last_served(request, Action.FILE_VIEW, on),
        },
        status=status,
    )


@requires(Action.FILE_VIEW)
@require_GET
def agreements(request):
    """Who needs which agreement on a day, and how far it has come, per township and person."""
    return _list_page(request)


@requires(Action.FILE_VIEW)
@require_GET
def agreements_export(request):
    """The list as shown, as a workbook."""
    on, kind, _, counts, lines, _ = _list(request)
    counts = [*counts, queries.total_of(counts)] if len(counts) > 1 else counts
    name = f"{year_of(kind, on) or ''}{kind.label}签订情况"
    return workbook(agreements_book(lines, counts, kind, on, county_name(request.user)), name, on)


@requires(Action.AGREEMENT_PREPARE)
@require_POST
def agreements_prepare(request, pk):
    """Make out what a township still lacks of one kind."""
    units = Unit.objects.visible_to(request.user, Action.AGREEMENT_PREPARE).filter(level=Level.TOWNSHIP)
    township = get_object_or_404(units, pk=pk)
    kind = AgreementKind(request.POST["kind"]) if request.POST.get("kind") in AgreementKind.values else None
    if kind is None:
        messages.error(request, "请先选择要生成的文书。")
        return redirect("roster:agreements")
    on = seen_day(request)
    try:
        batch = services.prepare_missing(
            township=township, kind=kind, on=on, day=timezone.localdate(), user=request.user
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        for agreement in batch.made:
            tasks.enqueue_paper(agreement.paper)
        if batch.made:
            messages.success(
                request,
                f"已为{township.short_name}生成{kind.label}{len(batch.made)}份，正在排版；勾选后可以成批打印。",
            )
        elif not batch.skipped:
            messages.info(request, f"{township.short_name}没有缺少的{kind.label}，不需要生成。")
        if batch.skipped:
            messages.warning(request, _left_out(batch.skipped))
    return redirect(f"{reverse('roster:agreements')}?{urlencode({'kind': kind, 'township': township.code})}")


def _left_out(skipped):
    """Say for whom nothing was made out, and why, by reason."""
    reasons: dict[str, list[str]] = {}
    for name, reason in skipped:
        reasons.setdefault(reason, []).append(name)
    told = "；".join(
        f"{'、'.join(names[:NAMED])}{f'等{len(names)}人' if len(names) > NAMED else ''}{reason}"
        for reason, names in reasons.items()
    )
    return f"{len(skipped)}人没有生成：{told}。"


@requires(Action.AGREEMENT_PREPARE)
@require_POST
def agreements_sign(request):
    """Write down a day of signing for all ticked agreements."""
    kind = request.GET.get("kind")
    form = SignAllForm(request.POST, kind=kind if kind in AgreementKind.values else AgreementKind.CONTRACT)
    ticked = _ticked(request)
    if form.is_valid():
        chosen = Agreement.objects.visible_to(request.user, Action.AGREEMENT_PREPARE).filter(pk__in=ticked)
        try:
            signed = services.sign_all(agreements=chosen, user=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            done = sum(row.state == AgreementState.SIGNED for row in signed)
            more = "" if done == len(signed) else f"，其余{len(signed) - done}份还有一方未签"
            messages.success(request, f"已登记{len(signed)}份，其中{done}份各方已签齐{more}。")
            return redirect(f"{reverse('roster:agreements')}?{request.GET.urlencode()}")
    return _list_page(request, sign_form=form, ticked=ticked, status=422)


@requires(Action.FILE_VIEW)
@require_POST
def agreements_print(request):
    """Have the ticked agreements set in one file, to be printed in one go."""
    chosen = (
        Agreement.objects.visible_to(request.user, Action.FILE_VIEW)
        .standing()
        .filter(pk__in=_ticked(request))
        .select_related("paper")
        .order_by("appointment__post__unit__code", "paper__serial", "pk")
    )
    found = list(chosen)
    if not found:
        messages.error(request, "请先勾选要打印的文书。")
        return redirect(f"{reverse('roster:agreements')}?{request.GET.urlencode()}")
    job = paper_services.print_out(
        kind=SET,
        title=f"{found[0].get_kind_display()}等{len(found)}份" if len(found) > 1 else found[0].paper.title,
        content={"papers": [{"kind": row.paper.kind, "content": row.paper.content} for row in found]},
        user=request.user,
    )
    tasks.enqueue_print(job)
    return redirect("documents:print", job.pk)


# --- one -----------------------------------------------------------------------------------------


def _appointment(request, pk):
    rows = Appointment.objects.visible_to(request.user, Action.AGREEMENT_PREPARE)
    return get_object_or_404(rows.select_related("person", "post__unit__parent"), pk=pk)


def _asked_year(request, kind):
    """Return the year of a yearly agreement that is to be made out: that of the day seen, if not over."""
    today = timezone.localdate()
    seen = seen_day(request)
    return year_of(kind, seen if seen.year in (today.year, today.year + 1) else today)


def _new_page(request, appointment, kind, *, form=None, term_form=None):
    wants_term = kind == AgreementKind.CONTRACT and appointment.valid_to is None
    if wants_term and term_form is None:
        term_form = TermForm(initial={"last_day": queries.full_term(appointment)})
    shown = [item for item in (form, term_form) if item is not None and item.is_bound]
    return render(
        request,
        "roster/agreement_new.html",
        {
            "appointment": appointment,
            "kind": kind,
            "possible": possible(kind, appointment.post.kind, appointment.nature),
            "standing": queries.standing_over_chain(appointment, kind, _asked_year(request, kind)),
            "year": _asked_year(request, kind),
            "form": form or PrepareForm(kind=kind),
            "term_form": term_form if wants_term else None,
            "full_term": queries.full_term(appointment) if wants_term else None,
        },
        status=422 if any(item.errors for item in shown) else 200,
    )


@requires(Action.AGREEMENT_PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_new(request, pk, kind):
    """Make out one agreement for an appointment."""
    kind = _kind(kind)
    appointment = _appointment(request, pk)
    form = PrepareForm(request.POST if request.method == "POST" else None, kind=kind)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.prepare(
                appointment=appointment,
                kind=kind,
                day=timezone.localdate(),
                year=_asked_year(request, kind),
                user=request.user,
                **form.cleaned_data,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            tasks.enqueue_paper(made.paper)
            messages.success(request, f"已生成{made.title}（{made.paper.number}），请打印后交各方签订。")
            return redirect("roster:agreement", made.pk)
    return _new_page(request, appointment, kind, form=form)


@requires(Action.AGREEMENT_PREPARE)
@require_POST
def term_fix(request, pk):
    """Settle the last day of a director's term, so that a contract can be made out (N3.3)."""
    appointment = _appointment(request, pk)
    form = TermForm(request.POST)
    if form.is_valid():
        try:
            fixed = services.fix_term(appointment=appointment, made_by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            day = fixed.valid_to
            messages.success(
                request,
                f"已确定聘期止日：{day.year}年{day.month}月{day.day}日，报县局备案；可以生成聘用合同。",
            )
            return redirect("roster:agreement-new", pk, AgreementKind.CONTRACT)
    return _new_page(request, appointment, AgreementKind.CONTRACT, term_form=form)


def _agreement(request, pk, action):
    rows = Agreement.objects.visible_to(request.user, action)
    return get_object_or_404(
        rows.select_related(
            *queries.WITH_ALL, "prepared_by", "recorded_by", "filed_by", "voided_by", "paper__prepared_by"
        ),
        pk=pk,
    )


def _may(request, agreement, action):
    """Whether the user may do ``action`` with this very agreement."""
    rows = Agreement.objects.visible_to(request.user, action).filter(pk=agreement.pk)
    return request.user.can(action) and rows.exists()


def _agreement_page(request, agreement, *, form=None, return_form=None, void_form=None, status=200):
    state, void_right = agreement.state, VOID_RIGHTS.get(agreement.state)
    may_sign = state in (AgreementState.PREPARED, AgreementState.SIGNED) and _may(
        request, agreement, Action.AGREEMENT_PREPARE
    )
    may_return = state == AgreementState.SIGNED and _may(request, agreement, Action.AGREEMENT_FILE)
    may_void = void_right is not None and _may(request, agreement, void_right)
    return render(
        request,
        "roster/agreement.html",
        {
            "agreement": agreement,
            "figures": agreement.paper.content.get("figures", ()),
            "may_see_people": request.user.can(Action.FILE_VIEW),
            "may_retry": request.user.can(Action.PAPER_VIEW),
            # A form that was refused is shown with its reason, whatever the state is by now.
            "form": form or (SignaturesForm(agreement=agreement) if may_sign else None),
            "return_form": return_form or (ReturnForm() if may_return else None),
            "void_form": void_form or (VoidForm() if may_void else None),
        },
        status=status,
    )


@requires(Action.FILE_VIEW, Action.OWN_VIEW)
@require_GET
def agreement(request, pk):
    """One agreement: its paper, who has signed and when, its filing."""
    return _agreement_page(request, _agreement(request, pk, Action.FILE_VIEW))


@requires(Action.FILE_VIEW, Action.OWN_VIEW)
@require_GET
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": ["'self'"]})
def agreement_file(request, pk):
    """The PDF of an agreement; everybody may read what they signed themselves."""
    paper = _agreement(request, pk, Action.FILE_VIEW).paper
    return pdf_file(request, paper, f"{paper.number}-{paper.title}.pdf")


@requires(Action.AGREEMENT_PREPARE)
@require_POST
def agreement_sign(request, pk):
    """Write down, or mend, on which days the sides of one agreement signed."""
    found = _agreement(request, pk, Action.AGREEMENT_PREPARE)
    form = SignaturesForm(request.POST, agreement=found)
    if form.is_valid():
        try:
            signed = services.record_signatures(agreement=found, days=form.days(), user=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                "各方已签齐，等待县局备案。" if signed.state == AgreementState.SIGNED else "已登记签订日期。",
            )
            return redirect("roster:agreement", pk)
    return _agreement_page(request, found, form=form, status=422)


@requires(Action.AGREEMENT_PREPARE, Action.AGREEMENT_FILE)
@require_POST
def agreement_void(request, pk):
    """Declare an agreement void: the township until it is filed, the county afterwards."""
    found = _agreement(request, pk, Action.FILE_VIEW)
    right = VOID_RIGHTS.get(found.state)
    if right and not _may(request, found, right):
        whose = "县局" if right == Action.AGREEMENT_FILE else "乡镇（街道）"
        messages.error(request, f"这份文书{found.get_state_display()}，应由{whose}经办作废。")
        return redirect("roster:agreement", pk)
    form = VoidForm(request.POST)
    if form.is_valid():
        try:
            services.void_agreement(agreement=found, user=request.user, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{found.paper.number}已作废；需要的请重新生成。")
            return redirect("roster:agreement", pk)
    return _agreement_page(request, found, void_form=form, status=422)


# --- filing --------------------------------------------------------------------------------------


def _filing_page(request, *, ticked=(), status=200):
    rows = Agreement.objects.visible_to(request.user, Action.AGREEMENT_FILE)
    today = timezone.localdate()
    form = FilingFilter(request.GET, townships=_townships(request.user, Action.AGREEMENT_FILE, today))
    form.is_valid()
    shown = queries.waiting_for_filing(rows)
    if code := form.cleaned_data.get("township"):
        shown = shown.filter(appointment__post__unit__code__startswith=code)
    if kind := form.cleaned_data.get("kind"):
        shown = shown.filter(kind=kind)
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.own = request.user.pk in (row.prepared_by_id, row.recorded_by_id)
    return render(
        request,
        "roster/agreements_filing.html",
        {
            "form": form,
            "page": page,
            "ticked": set(ticked),
            "tick_all": "all" in request.GET,
            "kinds": AgreementKind,
        },
        status=status,
    )


@requires(Action.AGREEMENT_FILE)
@require_http_methods(["GET", "HEAD", "POST"])
def agreements_filing(request):
    """What is signed and waits for the county's filing number; ticked ones are filed together."""
    if request.method != "POST":
        return _filing_page(request)
    chosen = Agreement.objects.visible_to(request.user, Action.AGREEMENT_FILE).filter(pk__in=_ticked(request))
    try:
        filed = services.file_agreements(agreements=chosen, user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _filing_page(request, ticked=_ticked(request), status=422)
    first, last = filed[0].filing_number, filed[-1].filing_number
    numbers = first if len(filed) == 1 else f"{first}至{last}"
    messages.success(request, f"已备案{len(filed)}份，备案号{numbers}。")
    return redirect(f"{reverse('roster:agreements-filing')}?{request.GET.urlencode()}")


@requires(Action.AGREEMENT_FILE)
@require_POST
def agreement_return(request, pk):
    """Send a signed agreement back to the township."""
    found = _agreement(request, pk, Action.AGREEMENT_FILE)
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            services.return_agreement(agreement=found, user=request.user, remark=form.cleaned_data["remark"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已退回{found.appointment.person.name}的{found.title}。")
            return redirect("roster:agreements-filing")
    return _agreement_page(request, found, return_form=form, status=422)


# --- on a person's page --------------------------------------------------------------------------


def panel(request, person):
    """Return what a person's page shows of agreements: those there are, and what may be made out today.

    ``shown`` is false for who may not read them. For ``roster/person_agreements.html`` as ``panel``.
    """
    user, today = request.user, timezone.localdate()
    own = person.account_id is not None and person.account_id == user.pk
    if not own and not user.can(Action.FILE_VIEW):
        return {"shown": False, "agreements": [], "missing": []}
    found = list(queries.of_person(Agreement.objects.visible_to(user, Action.FILE_VIEW), person))
    missing = []
    if user.can(Action.AGREEMENT_PREPARE):
        rows = Appointment.objects.visible_to(user, Action.AGREEMENT_PREPARE).filter(person=person)
        missing = _missing(rows.on(today).select_related("post__unit__parent"), found, today)
    return {"shown": True, "agreements": found, "missing": missing}


def _missing(rows, found, today):
    """Return [{appointment, kind, year, needed}] of what could be made out for ``rows`` today."""
    rows = list(rows)
    if not rows:
        return []
    links = queries.links_of(Appointment.objects.filter(pk__in=[row.pk for row in rows]))
    standing = {(row.appointment_id, row.kind, row.year) for row in found if row.state != AgreementState.VOID}
    policy = at(rows[0].post.unit.code[:6], today)
    missing = []
    for row in rows:
        for kind in AgreementKind:
            year = year_of(kind, today)
            if not possible(kind, row.post.kind, row.nature):
                continue
            if any((pk, kind, year) in standing for pk in chain(row.pk, links)):
                continue
            needed = required(kind, row.post.kind, row.nature, policy) is not None
            missing.append({"appointment": row, "kind": kind, "year": year, "needed": needed})
    return missing
