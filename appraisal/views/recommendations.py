"""Commendations and recommendations: the list, proposing by rule and by hand, deciding (P6.2, P6.3)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from appraisal.enums import (
    RECOMMENDATION_LEVELS,
    RECOMMENDATION_RIGHTS,
    RecommendationKind,
    RecommendationState,
    YearState,
)
from appraisal.forms.recommendations import (
    DecideForm,
    DropForm,
    LetterForm,
    RecommendationFilter,
    RecommendationForm,
)
from appraisal.models import Recommendation, Year
from appraisal.prints import recommendations as prints
from appraisal.queries import recommendations as queries
from appraisal.services import recommendations as services
from appraisal.services.guards import may
from appraisal.views.years import frame, year_of
from appraisal.workbooks import recommendations as workbooks
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.documents.tasks import enqueue_paper
from guanling.pages import print_out, workbook
from guanling.policy.rules import catalogue
from guanling.runs.errors import Refusal
from roster.enums import Level
from roster.models import Unit
from roster.queries.offices import county_name, reporting_office
from roster.rules import short_name

PAGE = 50
TAB = "appraisal:recommendations"
LOOKS = {
    RecommendationState.PROPOSED: "wait",
    RecommendationState.DECIDED: "good",
    RecommendationState.DROPPED: "off",
}
PROPOSERS = tuple(rights[0] for rights in RECOMMENDATION_RIGHTS.values())
DECIDERS = tuple(rights[1] for rights in RECOMMENDATION_RIGHTS.values())


def _confirmed_years(user):
    years = Year.objects.visible_to(user, Action.SHEET_VIEW).filter(state=YearState.CONFIRMED)
    return list(years.order_by("-year").values_list("year", flat=True))


def _list(request):
    rows = queries.listed(request.user)
    years = sorted(
        {*_confirmed_years(request.user), *rows.values_list("year__year", flat=True)}, reverse=True
    )
    form = RecommendationFilter(request.GET, years=years)
    return form, form.narrow(rows)


@requires(Action.SHEET_VIEW)
@require_GET
def recommendations(request):
    """Who is commended or recommended for what; what can be proposed or decided."""
    form, found = _list(request)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.look, row.village = LOOKS[row.state], short_name(row.village_name)
    years = _confirmed_years(request.user)
    chosen = form.cleaned_data
    return render(
        request,
        "appraisal/recommendations.html",
        {
            **frame(request.user, TAB),
            "form": form,
            "page": page,
            "years": years,
            "proposes": years and any(request.user.can(action) for action in PROPOSERS),
            "by_rule": years and request.user.can(Action.YEAR_RUN),
            "rule_year": chosen.get("year") or (years[0] if years else None),
            "kinds": services.BY_RULE,
            "clauses": [catalogue().clauses[name] for name in ("P6.2", "P6.3")],
        },
    )


@requires(Action.SHEET_VIEW)
@require_GET
def export(request):
    """The list as shown, as a workbook."""
    form, found = _list(request)
    content = workbooks.list_book(found, county=county_name(request.user), shown_as=form.shown_as)
    return workbook(content, "表彰和推荐名单", timezone.localdate())


@requires(Action.SHEET_VIEW)
@require_POST
def print_list(request):
    """The list as shown, on paper to be signed."""
    form, found = _list(request)
    rows = list(found)
    if not rows:
        messages.error(request, "没有可以打印的内容；请先提出表彰或推荐，或改变条件。")
        return redirect(TAB)
    content = prints.list_content(
        rows,
        county=county_name(request.user),
        shown_as=form.shown_as,
        unit=reporting_office(request.user, Action.SHEET_VIEW),
    )
    return print_out(request, prints.LIST, content)


# --- proposing -----------------------------------------------------------------------------------


def _own_unit(user):
    """The unit for which the user proposes: the county, else the township."""
    for level in (Level.COUNTY, Level.TOWNSHIP):
        units = Unit.objects.visible_to(user, RECOMMENDATION_RIGHTS[level][0]).filter(level=level)
        if unit := units.on(timezone.localdate()).order_by("code").first():
            return unit
    raise Http404


def _number(text):
    return int(text) if text and text.isdecimal() and len(text) == len("2016") else 0


@requires(*PROPOSERS)
def new(request):
    """Propose somebody by hand for a year."""
    years = _confirmed_years(request.user)
    if not years:
        messages.error(request, "还没有已确定结果的年度，不能提出表彰和推荐。")
        return redirect(TAB)
    unit = _own_unit(request.user)
    asked = _number(request.GET.get("year"))
    year = year_of(request.user, asked if asked in years else years[0], Action.SHEET_VIEW)
    results = queries.graded(year).filter(village_code__startswith=unit.code).order_by("village_code", "pk")
    kinds = [kind for kind, levels in RECOMMENDATION_LEVELS.items() if unit.level in levels]
    form = RecommendationForm(request.POST or None, kinds=kinds, results=results)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.propose(unit=unit, user=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已提出：{made}，请另一位有权人员决定。")
            return redirect("appraisal:recommendation", made.pk)
    return render(
        request,
        "appraisal/recommendation_new.html",
        {**frame(request.user, TAB), "form": form, "year": year, "years": years, "unit": unit},
        status=422 if form.errors else 200,
    )


@requires(Action.YEAR_RUN)
@require_POST
def propose(request):
    """Propose all whom a rule names."""
    asked = _number(request.POST.get("year"))
    if asked not in _confirmed_years(request.user):
        messages.error(request, "请选择结果已经确定的年度。")
        return redirect(TAB)
    year = year_of(request.user, asked, Action.YEAR_RUN)
    kind = request.POST.get("kind", "")
    try:
        made = services.propose_by_rule(year=year, kind=kind, user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(TAB)
    label = RecommendationKind(kind).label
    if made:
        messages.success(request, f"已按规则提出{label}{made}人，请县局审核人员决定。")
    else:
        messages.success(request, f"没有新的{label}人选：符合条件的都已在名单上，或没有符合条件的人。")
    return redirect(f"{request.path.removesuffix('propose/')}?year={year.year}&kind={kind}")


@requires(Action.SHEET_VIEW)
@require_GET
def bonus(request):
    """Who meets the conditions of P6.3, and who just misses them, with what is lacking."""
    years = _confirmed_years(request.user)
    asked = _number(request.GET.get("year"))
    year = year_of(request.user, asked if asked in years else years[0], Action.SHEET_VIEW) if years else None
    context = {**frame(request.user, TAB), "years": years, "year": year}
    if year is not None:
        found = [
            one
            for one in queries.bonus_candidates(year)
            if may(request.user, Action.SHEET_VIEW, one.result.village_code)
        ]
        for one in found:
            one.result.village = short_name(one.result.village_name)
        context |= {
            "eligible": [one for one in found if one.eligible],
            "others": [one for one in found if not one.eligible],
            "measures": queries.bonus_measures(year),
            "proposes": may(request.user, Action.YEAR_RUN, year.county.code),
        }
    return render(request, "appraisal/recommendations_bonus.html", context)


# --- deciding ------------------------------------------------------------------------------------


def _visible(request, pk):
    return get_object_or_404(queries.listed(request.user), pk=pk)


def _decides(user, row):
    return (
        row.state == RecommendationState.PROPOSED
        and may(user, RECOMMENDATION_RIGHTS[row.unit.level][1], row.unit.code)
        and row.proposed_by_id != user.pk
    )


@requires(Action.SHEET_VIEW)
@require_GET
def recommendation(request, pk):
    """One proposal with its evidence, and deciding it."""
    return _page(request, _visible(request, pk))


def _page(request, row, *, form=None, drop_form=None, status=200):
    decides = _decides(request.user, row)
    row.look, row.village = LOOKS[row.state], short_name(row.village_name)
    others = queries.listed(request.user).filter(
        year=row.year_id, kind=row.kind, unit=row.unit_id, state=RecommendationState.PROPOSED
    )
    own = row.proposed_by_id == request.user.pk and row.state == RecommendationState.PROPOSED
    return render(
        request,
        "appraisal/recommendation.html",
        {
            **frame(request.user, TAB),
            "row": row,
            "clause": RecommendationKind(row.kind).clause,
            "form": (form or _decide_form(row)(initial={"decided_on": timezone.localdate()}))
            if decides
            else None,
            "drop_form": (drop_form or DropForm()) if decides else None,
            "others": others.exclude(pk=row.pk).count() if decides else 0,
            "own_hands": own and may(request.user, RECOMMENDATION_RIGHTS[row.unit.level][1], row.unit.code),
        },
        status=status,
    )


def _decide_form(row):
    return LetterForm if row.kind == RecommendationKind.BONUS else DecideForm


def _of_decider(request, pk):
    """The row, where the user decides for its unit: 403 without the right for that level, else 404."""
    level = get_object_or_404(Recommendation.objects.values_list("unit__level", flat=True), pk=pk)
    right = RECOMMENDATION_RIGHTS[level][1]
    if not request.user.can(right):
        raise PermissionDenied
    row = _visible(request, pk)
    if not may(request.user, right, row.unit.code):
        raise Http404
    return row


@requires(*DECIDERS)
@require_POST
def decide(request, pk):
    """Decide one proposal, or with it all that wait of the same year, kind and unit."""
    row = _of_decider(request, pk)
    form = _decide_form(row)(request.POST)
    if not form.is_valid():
        return _page(request, row, form=form, status=422)
    chosen = [row]
    if "all" in request.POST:
        chosen = queries.listed(request.user).filter(
            year=row.year_id, kind=row.kind, unit=row.unit_id, state=RecommendationState.PROPOSED
        )
    try:
        letters = services.decide(
            recommendations=chosen,
            document_number=form.cleaned_data.get("document_number", ""),
            decided_on=form.cleaned_data["decided_on"],
            user=request.user,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, row, form=form, status=422)
    for paper in letters:
        enqueue_paper(paper)
    done = "已决定。"
    if letters:
        done = f"已决定，推荐函{len(letters)}份正在生成。"
    elif row.kind in services.HONOURS:
        done = "已决定，表彰已写入人事档案的奖惩。"
    messages.success(request, done)
    return redirect("appraisal:recommendation", pk)


@requires(*DECIDERS)
@require_POST
def drop(request, pk):
    """Drop a proposal with the reason."""
    row = _of_decider(request, pk)
    form = DropForm(request.POST)
    if not form.is_valid():
        return _page(request, row, drop_form=form, status=422)
    try:
        services.drop(recommendation=row, user=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, row, drop_form=form, status=422)
    messages.success(request, "已登记不予推荐。")
    return redirect("appraisal:recommendation", pk)
