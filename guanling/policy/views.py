"""The policy page: what holds on a date, why, since when; and the county's decisions."""

from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from guanling.accounts.access import requires
from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.documents import tables
from guanling.policy import queries, services
from guanling.policy.enums import Part
from guanling.policy.forms import DecisionForm, EndForm, OnForm, WithdrawForm
from guanling.policy.models import PolicyDecision
from guanling.policy.rules import Source, catalogue, chinese_date
from guanling.runs.errors import Refusal


def _county(user, action) -> str:
    """Return the county in whose policy the user acts (an installation serves one county)."""
    return user.prefixes(action)[0][:COUNTY_DIGITS]


def _parameter(key):
    try:
        return catalogue().parameters[key]
    except KeyError:
        raise Http404 from None


def _row(parameter, value):
    """A value as the templates show it."""
    return {
        "value": value,
        "text": parameter.shape.text(value.value),
        "source": Source(parameter, value),
    }


def _asked_date(request):
    """Return the date's form, the date that the reader asks for, and today."""
    form = OnForm(request.GET or None)
    today = timezone.localdate()
    return form, (form.is_valid() and form.cleaned_data["on"]) or today, today


@requires(Action.POLICY_VIEW)
@require_GET
def index(request):
    """All parameters by part, as of a date."""
    form, on, today = _asked_date(request)
    lines = queries.timelines(_county(request.user, Action.POLICY_VIEW))
    parts = []
    for part in Part:
        rows = []
        for parameter in catalogue().of_part(part):
            line = lines[parameter.key]
            now = next((value for value in line if value.holds_on(on)), None)
            rows.append(
                {
                    "parameter": parameter,
                    "now": _row(parameter, now) if now else None,
                    "closed": parameter.closed_on(on),
                    "coming": next((value for value in line if value.valid_from > on), None),
                }
            )
        parts.append({"part": part, "rows": rows})
    return render(request, "policy/list.html", {"parts": parts, "on": on, "today": today, "form": form})


EXPORT_COLUMNS = (*("分类", "参数", "参数名", "起", "止", "值", "来源", "依据", "理由", "状态"),)


@requires(Action.POLICY_VIEW)
@require_GET
def export(request):
    """Every parameter with every value it had, has or will have, as a workbook."""
    _, on, _ = _asked_date(request)
    lines = queries.timelines(_county(request.user, Action.POLICY_VIEW))
    rows = [
        row
        for part in Part
        for parameter in catalogue().of_part(part)
        for row in _export_rows(parameter, lines[parameter.key], on)
    ]
    data = tables.write_table("政策参数及历次取值", EXPORT_COLUMNS, rows, unit=f"截至{chinese_date(on)}")
    return tables.xlsx_response(f"政策参数{on:%Y%m%d}.xlsx", data)


def _export_rows(parameter, line, on):
    name = (parameter.part.label, parameter.label, parameter.key)
    if not line:
        yield (*name, None, None, "", "", parameter.clause.citation, "", "县尚未确定")
    for value in line:
        row = _row(parameter, value)
        state = "现行" if value.holds_on(on) else "未施行" if value.valid_from > on else "已过"
        begin = None if value.valid_from == date.min else value.valid_from
        yield (
            *name,
            begin,
            value.valid_to,
            row["text"],
            row["source"].kind,
            row["source"].text,
            value.reason,
            state,
        )


@requires(Action.POLICY_VIEW)
@require_GET
def clauses(request):
    """Every clause of the documents in short words, with the parameters that rest on it."""
    by_clause = {}
    for parameter in catalogue().parameters.values():
        by_clause.setdefault(parameter.clause.id, []).append(parameter)
    documents = [
        {
            "document": document,
            "clauses": [
                {"clause": clause, "parameters": by_clause.get(clause.id, [])}
                for clause in catalogue().clauses.values()
                if clause.document == document
            ],
        }
        for document in catalogue().documents.values()
    ]
    return render(request, "policy/clauses.html", {"documents": documents})


def _detail(request, parameter, *, end_form=None, withdraw_form=None, wrong_pk=None, status=200):
    county = _county(request.user, Action.POLICY_VIEW)
    today = timezone.localdate()
    line = [_row(parameter, value) for value in queries.timeline_of(county, parameter.key)]
    decisions = []
    visible = PolicyDecision.objects.visible_to(request.user, Action.POLICY_VIEW)
    for decision in visible.filter(key=parameter.key).select_related("decided_by", "withdrawn_by"):
        mine = decision.pk == wrong_pk
        decisions.append(
            {
                "decision": decision,
                "end_form": end_form if mine and end_form else EndForm(prefix=f"end{decision.pk}"),
                "withdraw_form": withdraw_form
                if mine and withdraw_form
                else WithdrawForm(prefix=f"withdraw{decision.pk}"),
            }
        )
    return render(
        request,
        "policy/detail.html",
        {
            "parameter": parameter,
            "line": line,
            "now": next((row for row in line if row["value"].holds_on(today)), None),
            "today": today,
            "closed": parameter.closed_on(today),
            "decisions": decisions,
            "may_decide": request.user.can(Action.POLICY_DECIDE),
        },
        status=status,
    )


@requires(Action.POLICY_VIEW)
@require_GET
def detail(request, key):
    """One parameter: value, clause, timeline, decisions."""
    return _detail(request, _parameter(key))


@requires(Action.POLICY_DECIDE)
def decide(request, key):
    """Enter a decision: form, preview of what it changes, then save."""
    parameter = _parameter(key)
    county = _county(request.user, Action.POLICY_DECIDE)
    step = request.POST.get("step", "preview")
    today = timezone.localdate()
    line = queries.timeline_of(county, key)
    current = next((value.value for value in reversed(line) if value.valid_from <= today), None)
    form = DecisionForm(request.POST or None, parameter=parameter, current=current)
    page = {"parameter": parameter, "form": form, "preview": None}
    if request.method != "POST":
        return render(request, "policy/decide.html", page)
    if not form.is_valid():
        return render(request, "policy/decide.html", page, status=422)
    if step == "edit":
        return render(request, "policy/decide.html", page)
    data = form.cleaned_data
    what = {"county_code": county, "key": key, "value": data["raw"]} | {
        name: data[name] for name in ("valid_from", "valid_to")
    }
    try:
        if step != "save":
            page["preview"] = services.plan(**what).lines(today)
            return render(request, "policy/decide.html", page)
        services.decide(
            user=request.user, document_number=data["document_number"], reason=data["reason"], **what
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return render(request, "policy/decide.html", page, status=422)
    messages.success(request, f"已录入决定：{parameter.label}。")
    return redirect("policy:detail", key)


def _decision(request, pk):
    return get_object_or_404(PolicyDecision.objects.visible_to(request.user, Action.POLICY_DECIDE), pk=pk)


@requires(Action.POLICY_DECIDE)
@require_POST
def end(request, pk):
    """End a decision after a day."""
    decision = _decision(request, pk)
    form = EndForm(request.POST, prefix=f"end{pk}")
    if form.is_valid():
        try:
            services.end(user=request.user, decision=decision, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "决定已终止。")
            return redirect("policy:detail", decision.key)
    return _detail(request, decision.parameter, end_form=form, wrong_pk=pk, status=422)


@requires(Action.POLICY_DECIDE)
@require_POST
def withdraw(request, pk):
    """Withdraw a decision entered by mistake."""
    decision = _decision(request, pk)
    form = WithdrawForm(request.POST, prefix=f"withdraw{pk}")
    if form.is_valid():
        try:
            services.withdraw(user=request.user, decision=decision, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "决定已撤回。")
            return redirect("policy:detail", decision.key)
    return _detail(request, decision.parameter, withdraw_form=form, wrong_pk=pk, status=422)
