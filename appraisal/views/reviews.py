"""Pages of reviews: the list, arranging one, counting its ballots, what it yields (P5.2)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from appraisal.enums import BALLOT_CHOICES, ReviewState
from appraisal.forms.reviews import CountForm, HoldingForm, ReviewFilter, ReviewForm, VoidForm
from appraisal.models import Review
from appraisal.models.reviews import COUNTS
from appraisal.prints import reviews as prints
from appraisal.queries import first_day_of
from appraisal.queries import reviews as queries
from appraisal.rules.reviews import CLAUSE
from appraisal.services import reviews as services
from appraisal.services.guards import may
from appraisal.views.frame import SUPERVISION
from appraisal.workbooks import reviews as workbooks
from guanling.accounts.access import requires
from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.pages import print_out, tabs_for, workbook
from guanling.runs.errors import Refusal
from roster.enums import Level
from roster.models import Unit

PAGE = 50
LOOKS = {
    ReviewState.OPEN: "wait",
    ReviewState.DIFFERENT: "bad",
    ReviewState.SETTLED: "good",
    ReviewState.VOID: "off",
}


def _part(request):
    return {"part": "督查评议", "tabs": tabs_for(request.user, SUPERVISION, "appraisal:reviews")}


def _visible(request, action=Action.SHEET_VIEW):
    return Review.objects.visible_to(request.user, action)


# --- list ----------------------------------------------------------------------------------------


def _periods(visible):
    """(value, words) of the months and years that reviews are about, newest first."""
    found = sorted(set(visible.order_by().values_list("year", "first_day")), key=str, reverse=True)
    return [
        (f"{day:%Y-%m}", f"{day.year}年{day.month}月") if day else (f"{year}", f"{year}年度")
        for year, day in found
    ]


def _reviews(request):
    """Return (filter form, the reviews that it leaves, those that await the reader's count)."""
    visible, today = _visible(request), timezone.localdate()
    units = Unit.objects.visible_to(request.user, Action.SHEET_VIEW).on(today).filter(level=Level.TOWNSHIP)
    form = ReviewFilter(
        request.GET,
        townships=list(units.order_by("code").values_list("code", "short_name")),
        periods=_periods(visible),
        counts=request.user.can(Action.REVIEW_COUNT),
    )
    form.is_valid()
    chosen = form.cleaned_data
    if period := chosen.get("period"):
        if "-" in period:
            visible = visible.filter(first_day=first_day_of(period))
        else:
            visible = visible.filter(year=period, first_day=None)
    if code := chosen.get("township"):
        visible = visible.filter(village__code__startswith=code)
    if state := chosen.get("state"):
        visible = visible.filter(state=state)
    waiting = queries.awaiting(request.user, today)
    if chosen.get("mine"):
        visible = visible.filter(pk__in=waiting.values("pk"))
    return form, queries.listed(visible), waiting


@requires(Action.SHEET_VIEW)
@require_GET
def reviews(request):
    """All reviews with how far they are and what they yield; those that the reader may count now."""
    form, found, waiting = _reviews(request)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    mine = set(waiting.values_list("pk", flat=True)) if request.user.can(Action.REVIEW_COUNT) else set()
    for one in page.object_list:
        one.look, one.mine = LOOKS[one.state], one.pk in mine
    return render(
        request,
        "appraisal/reviews.html",
        {
            **_part(request),
            "form": form,
            "page": page,
            "waiting": len(mine),
            "counts": COUNTS - 1,
            "may_run": request.user.can(Action.REVIEW_RUN),
            "clause": CLAUSE,
        },
    )


@requires(Action.SHEET_VIEW)
@require_GET
def export(request):
    """The list as shown, as a workbook."""
    _, found, _ = _reviews(request)
    title = "评议和满意度一览表"
    return workbook(workbooks.reviews_book(list(found), title), title, timezone.localdate())


# --- arranging -----------------------------------------------------------------------------------


def _choices(request):
    """(value, words) of what a review may be about: open months, this year and the years of the months."""
    codes = {prefix[:COUNTY_DIGITS] for prefix in request.user.prefixes(Action.REVIEW_RUN)}
    months = queries.open_months(codes)
    today = timezone.localdate()
    years = sorted({today.year, today.year - 1, *(month.first_day.year for month in months)}, reverse=True)
    return [
        *((month.period, f"{month}（记入月考核表）") for month in months),
        *((f"{year}", f"{year}年度（用于年度考核）") for year in years),
    ]


def _form_page(request, form, review=None):
    return render(
        request,
        "appraisal/review_form.html",
        {**_part(request), "form": form, "review": review},
        status=422 if form.errors else 200,
    )


@requires(Action.REVIEW_RUN)
def review_new(request):
    """Arrange a review."""
    villages = Unit.objects.visible_to(request.user, Action.REVIEW_RUN).filter(level=Level.VILLAGE)
    form = ReviewForm(
        request.POST or None,
        villages=villages.on(timezone.localdate()),
        periods=_choices(request),
        initial={"held_on": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        period = typed.pop("period")
        first_day = first_day_of(period) if "-" in period else None
        year = first_day.year if first_day else int(period)
        try:
            made = services.make_review(**typed, year=year, first_day=first_day, user=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已登记评议，可以打印评议票和计票表；举行后由两人分别计票。")
            return redirect("appraisal:review", made.pk)
    return _form_page(request, form)


HOLDING = ("kind", "held_on", "place", "ballots_issued")


@requires(Action.REVIEW_RUN)
def review_edit(request, pk):
    """Change how and when a review is held, before anybody counts."""
    shown = get_object_or_404(_visible(request, Action.REVIEW_RUN).select_related("village"), pk=pk)
    form = HoldingForm(request.POST or None, initial={name: getattr(shown, name) for name in HOLDING})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_review(review=shown, user=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已修改评议的安排。")
            return redirect("appraisal:review", pk)
    return _form_page(request, form, shown)


# --- one review ----------------------------------------------------------------------------------


def _review(request, pk, action=Action.SHEET_VIEW):
    return get_object_or_404(queries.listed(_visible(request, action)).select_related("voided_by"), pk=pk)


@requires(Action.SHEET_VIEW)
@require_GET
def review(request, pk):
    """One review: whom it is about, who has counted, what it yields, what may be done with it."""
    return _page(request, _review(request, pk))


def _page(request, shown, *, void_form=None, status=200):
    user, code = request.user, shown.village.code
    subjects = list(shown.subjects.all())
    counts = queries.counts_of(shown)
    counters = {number: next(iter(rows.values())) for number, rows in counts.items()}
    own = any(count.counted_by_id == user.pk for count in counters.values())
    held = queries.policy_of(shown)
    runs = may(user, Action.REVIEW_RUN, code)
    ended = shown.state in queries.COUNTED_OUT
    scored = shown.state == ReviewState.SETTLED
    bureau = may(user, Action.REVIEW_COUNT, code[:COUNTY_DIGITS])
    voids = shown.state != ReviewState.VOID and ((bureau and not own) if counts else runs)
    return render(
        request,
        "appraisal/review.html",
        {
            **_part(request),
            "review": shown,
            "look": LOOKS[shown.state],
            "subjects": subjects,
            "counters": counters.items(),
            # Nobody sees another's figures before he has counted himself.
            "lines": _lines(subjects, counts) if ended else (),
            "choices": [(label, held[key], key, held.source(key)) for label, key in BALLOT_CHOICES.values()],
            "share": (held[queries.SHARE_MIN], queries.SHARE_MIN, held.source(queries.SHARE_MIN)),
            "clause": CLAUSE,
            "may_edit": runs and shown.state == ReviewState.OPEN and not counts,
            "may_print": runs,
            "may_count": shown.state in queries.COUNTABLE
            and not own
            and shown.held_on <= timezone.localdate()
            and may(user, Action.REVIEW_COUNT, code),
            "own": own,
            "to_take": [subject for subject in subjects if not subject.taken]
            if scored and shown.first_day
            else [],
            "may_take": runs,
            "void_form": (void_form or VoidForm()) if voids else None,
        },
        status=status,
    )


def _lines(subjects, counts):
    """(subject, [(number of the count, its votes, the count)]) for the page."""

    def votes(count):
        return [getattr(count, choice) for choice in BALLOT_CHOICES]

    return [
        (
            subject,
            [(number, votes(rows[subject.pk]), rows[subject.pk]) for number, rows in counts.items()],
        )
        for subject in subjects
    ]


@requires(Action.REVIEW_COUNT)
def review_count(request, pk):
    """Enter one's own count; what others have counted is not on the page."""
    shown = _review(request, pk, Action.REVIEW_COUNT)
    form = CountForm(request.POST or None, subjects=list(shown.subjects.all()), most=shown.ballots_issued)
    if request.method == "POST" and form.is_valid():
        try:
            settled, taken = services.count_ballots(review=shown, counts=form.counts, user=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            _tell(request, settled, taken)
            return redirect("appraisal:review", pk)
    return render(
        request,
        "appraisal/review_count.html",
        {**_part(request), "review": shown, "form": form, "choices": prints.CHOICES},
        status=422 if form.errors else 200,
    )


def _tell(request, review, taken):
    match review.state:
        case ReviewState.OPEN:
            messages.success(request, "已保存您的计票；请另一人独立计票，两次一致即完成。")
        case ReviewState.DIFFERENT:
            messages.warning(request, "两次计票不一致，请没有计过票的第三人计票，以其结果为准。")
        case ReviewState.VOID:
            messages.error(request, f"这次评议不作数：{review.void_reason}")
        case ReviewState.SETTLED:
            messages.success(request, "计票完成，已算出满意度得分。")
            _tell_taken(request, taken)


def _tell_taken(request, taken):
    if taken.names:
        messages.success(request, f"已记入月考核表：{'、'.join(taken.names)}。")
    if taken.left:
        messages.warning(request, f"没有记入月考核表——{taken.told}")


@requires(Action.REVIEW_RUN)
@require_POST
def review_take(request, pk):
    """Take the scores over to the month's sheet."""
    shown = _review(request, pk, Action.REVIEW_RUN)
    try:
        _tell_taken(request, services.take_scores(review=shown, user=request.user))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("appraisal:review", pk)


@requires(Action.REVIEW_RUN, Action.REVIEW_COUNT)
@require_POST
def review_void(request, pk):
    """Make a review void with a reason."""
    runs = _visible(request, Action.REVIEW_RUN) | _visible(request, Action.REVIEW_COUNT)
    shown = get_object_or_404(queries.listed(_visible(request).filter(pk__in=runs.values("pk"))), pk=pk)
    form = VoidForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, void_form=form, status=422)
    try:
        taken = services.void_review(review=shown, reason=form.cleaned_data["reason"], user=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("appraisal:review", pk)
    messages.success(request, "这次评议已作废，可以重新组织。")
    if taken.names:
        messages.warning(request, f"已从月考核表撤下满意度，请补评：{'、'.join(taken.names)}。")
    if taken.left:
        messages.warning(request, f"月考核表上的满意度没有撤下——{taken.told}")
    return redirect("appraisal:review", pk)


# --- papers --------------------------------------------------------------------------------------


@requires(Action.REVIEW_RUN)
@require_POST
def review_ballots(request, pk):
    """The ballots on paper."""
    shown = _review(request, pk, Action.REVIEW_RUN)
    return print_out(request, prints.BALLOTS, prints.ballots_content(shown, list(shown.subjects.all())))


@requires(Action.REVIEW_RUN)
@require_POST
def review_sheet(request, pk):
    """The counting sheet: empty, or with the count that holds once it is settled."""
    shown = _review(request, pk, Action.REVIEW_RUN)
    counts = queries.counts_of(shown) if shown.state == ReviewState.SETTLED else {}
    holds = counts[max(counts)] if counts else None
    content = prints.counting_content(shown, list(shown.subjects.all()), holds)
    return print_out(request, prints.COUNTING, content)
