"""Rewards: who completes the years with which evidence, proposing, deciding (A7.4)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from appraisal.services.guards import may
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.pages import print_out, workbook
from guanling.policy.rules import catalogue
from guanling.runs.errors import Refusal
from payroll.enums import RewardState
from payroll.forms.rewards import GrantForm, LineFilter, RefuseForm
from payroll.models import Reward
from payroll.prints import rewards as prints
from payroll.queries import rewards as queries
from payroll.rules import rewards as rules
from payroll.services import rewards as services
from payroll.views.frame import frame
from payroll.views.pension import county_of
from payroll.workbooks import rewards as workbooks

PAGE = 50
TAB = "payroll:rewards"
# The rule holds from this year on.
FIRST_YEAR = 2014


def _number(text, years):
    return int(text) if text.isdecimal() and int(text) in years else years[0]


def _list(request):
    """Return (county, year, all lines that the reader may see, filter, lines asked for)."""
    today = timezone.localdate()
    county = county_of(request.user, Action.PAY_VIEW)
    years = list(range(today.year, FIRST_YEAR - 1, -1))
    year = _number(request.GET.get("year", ""), years)
    reach = tuple(request.user.prefixes(Action.PAY_VIEW))
    lines = [
        line for line in queries.completed(county, year, today) if line.served.village_code.startswith(reach)
    ]
    townships = sorted({(line.served.township_code, line.served.township_name) for line in lines})
    form = LineFilter({**request.GET.dict(), "year": year}, townships=townships, years=years)
    return county, year, lines, form, form.narrow(lines)


@requires(Action.PAY_VIEW)
@require_GET
def rewards(request):
    """Who completes the years in a year, with the evidence of each; what was proposed and decided."""
    county, year, lines, form, found = _list(request)
    counted = [
        (key, label, sum(line.state == key for line in lines)) for key, label in queries.STATES.items()
    ]
    proposes = may(request.user, Action.REWARD_PROPOSE, county.code)
    return render(
        request,
        "payroll/rewards.html",
        {
            **frame(request.user, TAB),
            "year": year,
            "form": form,
            "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
            "total": len(lines),
            "counted": [row for row in counted if row[2]],
            "proposes": proposes,
            "to_propose": proposes and any(line.state == rules.MET for line in lines),
            "met": rules.MET,
            "clause": catalogue().clauses[rules.CLAUSE],
            "keys": [(key, catalogue().parameters[key].label) for key in rules.KEYS],
            "reading": rules.READING,
        },
    )


@requires(Action.PAY_VIEW)
@require_GET
def export(request):
    """The list as shown, as a workbook."""
    county, year, _, _, found = _list(request)
    return workbook(workbooks.list_book(county, year, found), f"{year}年届满奖励名单", timezone.localdate())


@requires(Action.PAY_VIEW)
@require_POST
def print_list(request):
    """The list as shown, on paper to be signed."""
    county, year, lines, form, found = _list(request)
    if not found:
        messages.error(request, "没有可以打印的内容；请换一个年度，或改变条件。")
        return redirect(TAB)
    told = f"{len(found)}人（所选条件）" if form.narrowed or len(found) < len(lines) else ""
    return print_out(request, prints.LIST, prints.list_content(county, year, found, shown_as=told))


@requires(Action.REWARD_PROPOSE)
@require_POST
def propose(request):
    """Propose the people ticked, or all of the year that are up to standard."""
    today = timezone.localdate()
    county = county_of(request.user, Action.REWARD_PROPOSE)
    year = _number(request.POST.get("year", ""), list(range(today.year, FIRST_YEAR - 1, -1)))
    if request.POST.get("all"):
        lines = queries.completed(county, year, today)
        people = [line.served.person for line in lines if line.state == rules.MET]
    else:
        people = [int(value) for value in request.POST.getlist("person") if value.isdecimal()]
    try:
        made = services.propose(county=county, year=year, people=people, user=request.user, today=today)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已提出{len(made)}人，请县局审核人员决定。")
    return redirect(f"{reverse(TAB)}?year={year}")


def _reward(request, pk, *actions):
    rows = Reward.objects.visible_to(request.user, actions[0])
    return get_object_or_404(
        rows.select_related("county", "person", "proposed_by", "decided_by", "order__unit"), pk=pk
    )


@requires(Action.PAY_VIEW, Action.OWN_VIEW)
@require_GET
def reward(request, pk):
    """One reward: the years, the evidence as it was proposed, the decision."""
    return _page(request, _reward(request, pk, Action.PAY_VIEW))


def _page(request, shown, *, forms=None, status=200):
    forms = forms or {}
    open_ = shown.state == RewardState.PROPOSED and may(request.user, Action.REWARD_DECIDE, shown.county.code)
    own = open_ and shown.proposed_by_id == request.user.pk
    return render(
        request,
        "payroll/reward.html",
        {
            **frame(request.user, TAB),
            "reward": shown,
            "look": queries.LOOKS[shown.state],
            "own_hands": own,
            "grant_form": forms.get("grant", GrantForm()) if open_ and not own else None,
            "refuse_form": forms.get("refuse", RefuseForm()) if open_ and not own else None,
            "clause": catalogue().clauses[rules.CLAUSE],
            "amount_key": rules.AMOUNT,
        },
        status=status,
    )


def _decide(request, pk, form, name, act):
    shown = _reward(request, pk, Action.REWARD_DECIDE)
    if not form.is_valid():
        return _page(request, shown, forms={name: form}, status=422)
    try:
        messages.success(request, act(shown, form.cleaned_data))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        shown.refresh_from_db()
        return _page(request, shown, forms={name: form}, status=422)
    return redirect("payroll:reward", pk)


@requires(Action.REWARD_DECIDE)
@require_POST
def grant(request, pk):
    """Grant the reward; the run pays it."""

    def act(shown, given):
        order = services.grant(reward=shown, user=request.user, today=timezone.localdate(), **given)
        month = f"{order.from_month.year}年{order.from_month.month}月"
        return f"已同意，自{month}的待遇中由{order.unit.short_name}发放。"

    return _decide(request, pk, GrantForm(request.POST), "grant", act)


@requires(Action.REWARD_DECIDE)
@require_POST
def refuse(request, pk):
    """Refuse the reward with the reason."""

    def act(shown, given):
        services.refuse(reward=shown, user=request.user, **given)
        return "已记录不同意的理由；情况有变时可以重新提出。"

    return _decide(request, pk, RefuseForm(request.POST), "refuse", act)
