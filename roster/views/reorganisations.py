"""Pages of changes of units: the list, a comparison with a new list, one change with its effect, deciding."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.pages import workbook
from guanling.runs.errors import Refusal
from roster.enums import Level, LineKind, LineState, UnitChangeState
from roster.forms.reorganisations import (
    EndForm,
    IntoForm,
    LineForm,
    MergerForm,
    NewUnitForm,
    RecodeForm,
    RemarkForm,
    SettleForm,
    SplitForm,
    UnitChangeFilter,
    UnitChangeForm,
    UnitChangeNewForm,
)
from roster.models import Appointment, Unit, UnitChange, UnitChangeLine, UnitChangePlacing
from roster.queries import reorganisations as queries
from roster.queries.offices import county_name
from roster.rules import NameBook
from roster.rules.divisions import LABELS, Found, compare
from roster.services import reorganisations as deciding
from roster.services import unit_changes as services
from roster.workbooks.divisions import WrongList, read_divisions
from roster.workbooks.exports import unit_change_book

PAGE = 50
PROPOSE, CONFIRM = Action.UNIT_CHANGE_PROPOSE, Action.UNIT_CHANGE_CONFIRM


def _readable(user):
    """The changes that ``user`` may read: who proposes and who decides."""
    changes = UnitChange.objects.visible_to(user, PROPOSE) | UnitChange.objects.visible_to(user, CONFIRM)
    return changes.select_related("county", "proposed_by", "decided_by")


def _proposable(request, pk):
    changes = UnitChange.objects.visible_to(request.user, PROPOSE)
    return get_object_or_404(changes.select_related("county", "proposed_by"), pk=pk)


def _line(request, pk):
    lines = UnitChangeLine.objects.visible_to(request.user, PROPOSE).exclude(state=LineState.DROPPED)
    return get_object_or_404(
        lines.select_related("old__parent", "change__county", "change__proposed_by"), pk=pk
    )


# --- the list ------------------------------------------------------------------------------------


@requires(PROPOSE, CONFIRM)
@require_GET
def changes(request):
    """All changes of units, the newest day first."""
    form = UnitChangeFilter(request.GET)
    form.is_valid()
    counting = Q(lines__state__in=[LineState.SUGGESTED, LineState.CONFIRMED])
    found = _readable(request.user).annotate(
        lines_counted=Count("lines", filter=counting),
        waiting=Count("lines", filter=Q(lines__state=LineState.SUGGESTED)),
    )
    if state := form.cleaned_data.get("state"):
        found = found.filter(state=state)
    return render(
        request,
        "roster/unit_changes.html",
        {
            "form": form,
            "filtered": bool(state),
            "page": Paginator(found.order_by("-day", "-pk"), PAGE).get_page(request.GET.get("page")),
            "proposes": request.user.can(PROPOSE),
        },
    )


# --- drafting ------------------------------------------------------------------------------------


def _county(user):
    code = user.prefixes(PROPOSE)[0][:6]
    return get_object_or_404(Unit, level=Level.COUNTY, code=code, valid_to=None)


@requires(PROPOSE)
def change_new(request):
    """Begin a change by hand, or from a new list of divisions."""
    form = UnitChangeNewForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        file = data.pop("file")
        county = _county(request.user)
        try:
            proposals, source = _proposals(county, data["day"], file) if file else ((), "")
            change = services.draft_change(
                county=county, user=request.user, proposals=proposals, source=source, **data
            )
        except WrongList as wrong:
            for error in wrong.errors:
                form.add_error("file", error)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                "已比对，请逐行核对。" if file else "已建立，请添加要调整的机构。",
            )
            return redirect("roster:unit-change", change.pk)
    return render(
        request,
        "roster/unit_change_form.html",
        {"form": form, "change": None},
        status=422 if form.errors else 200,
    )


def _proposals(county, day, file):
    """Return the comparison of the county's units with an uploaded list, and where it came from in words."""
    new = read_divisions(file, county.code)
    found = compare(queries.divisions_on(county, day), new)
    counts = {kind: sum(row.found == kind for row in found) for kind in Found}
    told = "，".join(f"{LABELS[kind]}{number}" for kind, number in counts.items() if number)
    return found, f"{file.name[:60]}（{len(new)}个机构；{told}）"


@requires(PROPOSE)
def change_edit(request, pk):
    """Change day, document number and reason of a draft."""
    change = _proposable(request, pk)
    initial = {"day": change.day, "document_number": change.document_number, "reason": change.reason}
    form = UnitChangeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_change(change=change, user=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已保存。")
            return redirect("roster:unit-change", pk)
    return render(
        request,
        "roster/unit_change_form.html",
        {"form": form, "change": change},
        status=422 if form.errors else 200,
    )


def _units(change):
    """The county's units that hold on the day and are not in the change yet."""
    listed = queries.lines_of(change).filter(old__isnull=False).values("old")
    return (
        Unit.objects.below(change.county.code)
        .on(change.day)
        .filter(valid_to=None)
        .exclude(pk__in=listed)
        .exclude(pk=change.county_id)
    )


ADDING = {
    LineKind.RECODE: "更名、变更代码或隶属",
    LineKind.MERGE: "合并",
    LineKind.SPLIT: "拆分",
    LineKind.NEW: "新设",
    LineKind.END: "撤销",
}


@requires(PROPOSE)
def change_add(request, pk, kind):
    """Add what becomes of a unit, in the form of its kind."""
    change = _proposable(request, pk)
    if kind not in ADDING:
        raise Http404
    units, below = _units(change), None
    if kind == LineKind.MERGE:
        below = _below(request, change)
    form = _add_form(kind, request.POST or None, units, below)
    if request.method == "POST" and form.is_valid():
        try:
            _add(change, kind, form, request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已列入：{ADDING[kind]}。")
            if kind == LineKind.SPLIT and request.user.can(Action.PERSON_VIEW):
                return redirect("roster:unit-change-people", pk)
            return redirect("roster:unit-change", pk)
    parents = [change.county, *units.filter(level=Level.TOWNSHIP).order_by("code")]
    return render(
        request,
        "roster/unit_change_split.html" if kind == LineKind.SPLIT else "roster/unit_change_add.html",
        {
            "form": form,
            "change": change,
            "title": ADDING[kind],
            "below": below,
            "parents": parents if kind == LineKind.MERGE else (),
        },
        status=422 if form.errors else 200,
    )


def _below(request, change):
    """The unit whose villages (or, of the county, whose townships) are to merge; the county at first."""
    asked = request.GET.get("below", "")
    if not asked.isdecimal():
        return change.county
    return get_object_or_404(Unit.objects.below(change.county.code), pk=int(asked))


def _add_form(kind, data, units, below):
    match kind:
        case LineKind.RECODE:
            return RecodeForm(data, units=units)
        case LineKind.MERGE:
            return MergerForm(data, units=units, below=below)
        case LineKind.SPLIT:
            return SplitForm(data, units=units)
        case LineKind.NEW:
            return NewUnitForm(data)
    return EndForm(data, units=units)


def _add(change, kind, form, user):
    match kind:
        case LineKind.RECODE:
            services.add_recode(change=change, user=user, **form.cleaned_data)
        case LineKind.MERGE:
            services.add_merger(change=change, user=user, **form.cleaned_data)
        case LineKind.SPLIT:
            services.add_split(change=change, user=user, old=form.cleaned_data["old"], parts=form.parts)
        case LineKind.NEW:
            services.add_new(change=change, user=user, **form.cleaned_data)
        case LineKind.END:
            services.add_end(change=change, user=user, **form.cleaned_data)


@requires(PROPOSE)
@require_POST
def change_lines(request, pk):
    """Confirm, drop or take up the ticked lines; each refused one is told, the others go through."""
    change = _proposable(request, pk)
    form = SettleForm(request.POST)
    ticked = [int(value) for value in request.POST.getlist("line") if value.isdecimal()]
    lines = change.lines.filter(pk__in=ticked[:10_000]).select_related("old")
    if not form.is_valid() or not lines:
        messages.error(request, "请先勾选要办理的行。")
        return redirect("roster:unit-change", pk)
    state = form.cleaned_data["state"]
    try:
        refused = services.settle_lines(change=change, lines=lines, state=state, user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("roster:unit-change", pk)
    if done := len(lines) - len(refused):
        messages.success(request, f"{LineState(state).label}：{done} 行。")
    for line, why in refused:
        messages.error(request, f"{line}没有办理：{why}")
    return redirect("roster:unit-change", pk)


@requires(PROPOSE)
def change_line(request, pk):
    """Correct one line, or say into which unit it goes."""
    line = _line(request, pk)
    into = IntoForm(targets=_targets(line)) if line.old else None
    form = LineForm(request.POST or None, line=line) if line.kind != LineKind.END else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            services.edit_line(line=line, user=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已保存，算作已核对。")
            return redirect("roster:unit-change", line.change_id)
    return _line_page(request, line, form, into)


def _line_page(request, line, form, into):
    wrong = (form and form.errors) or (into and into.errors)
    context = {"line": line, "change": line.change, "form": form, "into": into}
    return render(request, "roster/unit_change_line.html", context, status=422 if wrong else 200)


@requires(PROPOSE)
@require_POST
def change_into(request, pk):
    """Have a line's unit go on in another one."""
    line = _line(request, pk)
    form = LineForm(line=line) if line.kind != LineKind.END else None
    into = IntoForm(request.POST, targets=_targets(line)) if line.old else None
    if into is None:
        messages.error(request, "新设的机构没有原机构，不能并入别的机构。")
        return redirect("roster:unit-change-line", pk)
    if into.is_valid():
        try:
            services.merge_into(line=line, target=into.cleaned_data["target"], user=request.user)
        except Refusal as refusal:
            into.add_error(None, str(refusal))
        else:
            messages.success(request, "已指明并入的机构。")
            return redirect("roster:unit-change", line.change_id)
    return _line_page(request, line, form, into)


def _targets(line):
    """(code, label) of the units into which a line's unit may go, the likeliest by name first."""
    change, old = line.change, line.old
    staying = _units(change).filter(level=old.level).select_related("parent").order_by("code")
    found = {unit.code: (unit.name, unit.parent.short_name) for unit in staying}
    names = {unit.code: unit.short_name for unit in Unit.objects.below(change.county.code).on(change.day)}
    for other in queries.lines_of(change).exclude(pk=line.pk):
        names[other.code] = other.name
        if len(other.code) == len(old.code) and other.kind != LineKind.SPLIT:
            found[other.code] = (other.name, "")
    labels = {code: f"{names.get(code[: len(code) - 3], '')} · {name}" for code, (name, _) in found.items()}
    near = NameBook((name, code) for code, (name, _) in found.items() if code[:-3] == old.code[:-3])
    first = [code for name in near.nearest(old.name) if (code := near.find(name))]
    rest = sorted(set(labels) - set(first), key=lambda code: (code[:-3] != old.code[:-3], code))
    return [(code, labels[code]) for code in [*first, *rest]]


@requires(PROPOSE)
def change_people(request, pk):
    """Who goes into which part of the units that are split."""
    change = _proposable(request, pk)
    parts: dict[int, list[UnitChangeLine]] = {}
    for line in queries.lines_of(change).filter(kind=LineKind.SPLIT):
        parts.setdefault(line.old_id, []).append(line)
    rows = []
    if request.user.can(Action.PERSON_VIEW):
        placed = dict(UnitChangePlacing.objects.filter(change=change).values_list("appointment", "line"))
        rows = list(
            Appointment.objects.visible_to(request.user, Action.PERSON_VIEW)
            .filter(queries.going_on(change.day), post__unit__in=parts)
            .select_related("person", "post__unit")
            .order_by("post__unit__code", "post__kind", "person__pinyin", "pk")
        )
        for row in rows:
            row.parts, row.placed = parts[row.post.unit_id], placed.get(row.pk)
    if request.method == "POST":
        try:
            services.place_people(change=change, places=_placed(request, rows), user=request.user)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "已记录人员去向。")
            return redirect("roster:unit-change", pk)
    return render(
        request,
        "roster/unit_change_people.html",
        {"change": change, "rows": rows, "splits": bool(parts), "editable": _editable(request, change)},
    )


def _placed(request, rows):
    found = {}
    for row in rows:
        wanted = request.POST.get(f"place_{row.pk}", "")
        for line in row.parts:
            if str(line.pk) == wanted:
                found[row] = line
    return found


# --- one change ----------------------------------------------------------------------------------


def _editable(request, change):
    return change.state == UnitChangeState.DRAFT and change.proposed_by_id == request.user.pk


@requires(PROPOSE, CONFIRM)
@require_GET
def change(request, pk):
    """One change: its lines, what it does in numbers, what stands in its way, who may do what next."""
    return _change_page(request, get_object_or_404(_readable(request.user), pk=pk))


def _change_page(request, change, *, remark_form=None, status=200):
    user, own = request.user, change.proposed_by_id == request.user.pk
    open_still = change.state not in (UnitChangeState.APPLIED, UnitChangeState.WITHDRAWN)
    lines = list(change.lines.select_related("old__parent", "made").order_by("pk"))
    found = queries.look(change) if open_still else None
    problems = found.plan.problems if found else {}
    names = _township_names(change, lines)
    for line in lines:
        line.problems = problems.get(line.pk, ())
        waits = line.state == LineState.SUGGESTED and not line.problems
        line.ticked = waits and request.GET.get("tick") == "waiting"
        line.township = names.get(line.code[:9], "") if len(line.code) > 9 else ""
    decides = (
        change.state in (UnitChangeState.PROPOSED, UnitChangeState.APPROVED)
        and not own
        and UnitChange.objects.visible_to(user, CONFIRM).filter(pk=change.pk).exists()
    )
    counted = [line for line in lines if line.state != LineState.DROPPED]
    return render(
        request,
        "roster/unit_change.html",
        {
            "change": change,
            "lines": lines,
            "counted": len(counted),
            "waiting": sum(line.state == LineState.SUGGESTED for line in counted),
            "splits": any(line.kind == LineKind.SPLIT for line in counted),
            "effect": queries.effect(found) if found and counted else None,
            "problems": problems.get(None, ()) if counted else (),
            "wrong": sum(bool(line.problems) for line in counted),
            "editable": _editable(request, change),
            "adding": [(kind.value, label) for kind, label in ADDING.items()],
            "may_submit": _editable(request, change) and bool(counted),
            "may_reopen": own and change.state in (UnitChangeState.PROPOSED, UnitChangeState.REJECTED),
            "may_withdraw": own and open_still,
            "decides": decides and change.state == UnitChangeState.PROPOSED,
            "retries": decides and change.state == UnitChangeState.APPROVED and bool(change.problem),
            "remark_form": remark_form or RemarkForm(),
            "ahead": change.day > timezone.localdate(),
            "may_see_people": user.can(Action.PERSON_VIEW),
        },
        status=status,
    )


def _township_names(change, lines):
    names = dict(
        Unit.objects.below(change.county.code)
        .on(change.day)
        .filter(level=Level.TOWNSHIP)
        .values_list("code", "short_name")
    )
    return names | {line.code: line.name for line in lines if len(line.code) == 9}


@requires(PROPOSE, CONFIRM)
@require_GET
def change_export(request, pk):
    """The lines of a change as a workbook."""
    shown = get_object_or_404(_readable(request.user), pk=pk)
    lines = shown.lines.select_related("old__parent").order_by("pk")
    return workbook(unit_change_book(shown, lines, county_name(request.user)), "区划调整明细", shown.day)


# --- deciding ------------------------------------------------------------------------------------


def _act(request, pk, act, said):
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("roster:unit-change", pk)


@requires(PROPOSE)
@require_POST
def change_submit(request, pk):
    """Lay a draft before the county's reviewer."""
    found = _proposable(request, pk)
    return _act(
        request,
        pk,
        lambda: deciding.submit_change(change=found, user=request.user),
        "已提交，请县局审核人员审核。",
    )


@requires(PROPOSE)
@require_POST
def change_reopen(request, pk):
    """Take a change back to correct it."""
    found = _proposable(request, pk)
    return _act(
        request, pk, lambda: deciding.reopen_change(change=found, user=request.user), "已收回，可以修改。"
    )


@requires(PROPOSE)
@require_POST
def change_withdraw(request, pk):
    """Give a change up."""
    found = _proposable(request, pk)
    return _act(
        request, pk, lambda: deciding.withdraw_change(change=found, user=request.user), "已撤回，不再办理。"
    )


def _decidable(request, pk):
    changes = UnitChange.objects.visible_to(request.user, CONFIRM)
    return get_object_or_404(changes.select_related("county", "proposed_by", "decided_by"), pk=pk)


@requires(CONFIRM)
@require_POST
def change_approve(request, pk):
    """Agree to a change: it takes effect, now or on its day."""
    found = _decidable(request, pk)
    ahead = found.day > timezone.localdate()
    return _act(
        request,
        pk,
        lambda: deciding.approve_change(change=found, user=request.user),
        "已同意，到生效日期自动办理。" if ahead else "已生效：机构、人员、人口数和账号授权已随之调整。",
    )


@requires(CONFIRM)
@require_POST
def change_reject(request, pk):
    """Send a change back with what is to be mended."""
    found = _decidable(request, pk)
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return _change_page(request, found, remark_form=form, status=422)
    return _act(
        request,
        pk,
        lambda: deciding.reject_change(change=found, user=request.user, remark=form.cleaned_data["remark"]),
        "已退回经办人员修改。",
    )
