"""Reviews and the satisfaction that they yield, of months and of years (P5.2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Avg, Count, Exists, OuterRef, Prefetch, Q, QuerySet

from appraisal import rules
from appraisal.enums import BALLOT_CHOICES, MonthState, ReviewState
from appraisal.models import Entry, Month, Review, ReviewCount, ReviewSubject
from appraisal.queries import scheme_for, serving
from appraisal.rules.reviews import Ballots
from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.policy.queries import at
from roster.models import Person, Unit

SHARE_MIN = "review.valid_share_min"
COUNTABLE = (ReviewState.OPEN, ReviewState.DIFFERENT)
# While a review is being counted nobody sees what another has counted.
COUNTED_OUT = (ReviewState.SETTLED, ReviewState.VOID)


@dataclass(frozen=True)
class Measure:
    """The figures by which a review is scored: worth of each choice, step, share of valid ballots."""

    points: Mapping[str, Decimal]
    step: Decimal
    share_min: Decimal


def policy_of(review: Review):
    """Return the county's policy of the day of the review, by which its ballots count."""
    return at(review.village.code[:COUNTY_DIGITS], review.held_on)


def measure_of(review: Review) -> Measure:
    """Return how a review is scored: by the day it is held; a month's rounded as the month's sheet is."""
    held = policy_of(review)
    county = review.village.code[:COUNTY_DIGITS]
    step = (
        scheme_for(county, review.first_day).item_step if review.first_day else held["assessment.item_step"]
    )
    points = {choice: held[key] for choice, (_, key) in BALLOT_CHOICES.items()}
    return Measure(points, step, held[SHARE_MIN])


def span_of(review: Review) -> tuple[date, date]:
    """Return the first and last day of what the review is about."""
    if review.first_day is None:
        return date(review.year, 1, 1), date(review.year, 12, 31)
    return review.first_day, rules.month_end(review.first_day)


def directors_for(review: Review) -> list[Person]:
    """Return whom a review is about: a month's directors, or who is in post on the day of a year's."""
    first, last = span_of(review)
    if review.first_day is None:
        first = last = min(max(review.held_on, first), last)
    people = {person for _, person in serving([review.village_id], first, last)}
    return list(Person.objects.filter(pk__in=people).order_by("pinyin", "pk"))


def listed(reviews: QuerySet[Review]) -> QuerySet[Review]:
    """Return reviews with what lists show: their subjects and ``counted``, how many have counted."""
    subjects = ReviewSubject.objects.select_related("person").order_by("person__pinyin", "pk")
    return (
        reviews.select_related("village__parent", "made_by")
        .prefetch_related(Prefetch("subjects", subjects))
        .annotate(counted=Count("subjects__counts__number", distinct=True))
        .order_by("-held_on", "village__code", "pk")
    )


def awaiting(user, today: date) -> QuerySet[Review]:
    """Return the reviews whose ballots ``user`` may count now: held, not settled, not counted by him."""
    own = ReviewCount.objects.filter(subject__review=OuterRef("pk"), counted_by=user)
    held = Review.objects.visible_to(user, Action.REVIEW_COUNT).filter(
        state__in=COUNTABLE, held_on__lte=today
    )
    return held.exclude(Exists(own))


def open_months(counties: Iterable[str]) -> list[Month]:
    """Return the open months of the counties with these codes, newest first."""
    months = Month.objects.filter(county__code__in=set(counties), state=MonthState.OPEN)
    return list(months.select_related("county"))


def ballots_of(count: ReviewCount) -> Ballots:
    """Return a count's figures as the rules take them."""
    return Ballots({choice: getattr(count, choice) for choice in BALLOT_CHOICES}, count.invalid)


def counts_of(review: Review) -> dict[int, dict[int, ReviewCount]]:
    """Return {number of the count: {subject: its count}}; one statement."""
    found: dict[int, dict[int, ReviewCount]] = {}
    for count in ReviewCount.objects.filter(subject__review=review).select_related("counted_by"):
        found.setdefault(count.number, {})[count.subject_id] = count
    return dict(sorted(found.items()))


def rows_of(review: Review, people: Iterable[int]) -> QuerySet[Entry]:
    """Return the rows of the month's sheets that a review's scores belong to.

    A village that has merged meanwhile is assessed as the one that it became.
    """
    villages = [review.village_id, review.village.successor_id]
    return Entry.objects.filter(
        sheet__month__county__code=review.village.code[:COUNTY_DIGITS],
        sheet__month__first_day=review.first_day,
        village__in=[village for village in villages if village],
        person__in=list(people),
    ).order_by("pk")


@dataclass(frozen=True)
class Origin:
    """The review from which a row's satisfaction comes, or might."""

    review: Review
    score: Decimal

    def said(self, standing: Decimal | None) -> str:
        """What to say beside the satisfaction ``standing`` on the row."""
        void = self.review.state == ReviewState.VOID
        if standing == self.score:
            return "评议已作废" if void else f"评议 {self.review.held_on.month}月{self.review.held_on.day}日"
        return "" if void else f"评议 {self.score.normalize():f} 未用"


def origins(month: Month, people: Iterable[int]) -> dict[tuple[int, int], Origin]:
    """Return {(village, person): review of the month that has scored them}; one statement.

    A void one counts only as long as its score stands on the sheet, and after a newer one.
    """
    found = {}
    subjects = (
        ReviewSubject.objects.filter(
            Q(review__state=ReviewState.SETTLED) | Q(review__state=ReviewState.VOID, taken=True),
            review__village__code__startswith=month.county.code,
            review__first_day=month.first_day,
            person__in=list(people),
        )
        .select_related("review__village")
        .order_by("review__state", "-review__pk")
    )
    for subject in subjects:
        village = subject.review.village
        for pk in (village.pk, village.successor_id):
            found.setdefault((pk, subject.person_id), Origin(subject.review, subject.score))
    return found


def changed_by_review(entry: Entry) -> bool:
    """Whether the last change of a sheet's row was made by a review's score."""
    return ReviewSubject.objects.filter(
        person=entry.person_id, row_changed_at__isnull=False, row_changed_at=entry.entered_at
    ).exists()


def year_scores(county: Unit, year: int) -> dict[int, Decimal]:
    """Return {person: satisfaction of the year} by the settled reviews of the year; one statement.

    Who is subject in two villages has the mean of both, rounded half up to two places (P5.2).
    """
    scores = (
        ReviewSubject.objects.filter(
            review__village__code__startswith=county.code,
            review__year=year,
            review__first_day=None,
            review__state=ReviewState.SETTLED,
        )
        .order_by()
        .values_list("person_id")
        .annotate(mean=Avg("score"))
    )
    return {person: rules.round_half_up(mean, 2) for person, mean in scores}
