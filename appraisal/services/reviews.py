"""Arranging reviews, counting their ballots, and taking the scores over to the month's sheet (P5.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from appraisal import rules
from appraisal.enums import BALLOT_CHOICES, MONTH_CHANGEABLE, REVIEW_MOVES, ReviewState
from appraisal.models import Entry, Month, Review, ReviewCount, ReviewSubject, Sheet
from appraisal.models.reviews import COUNTS
from appraisal.queries import scheme_for
from appraisal.queries.reviews import COUNTABLE, ballots_of, directors_for, measure_of, rows_of, span_of
from appraisal.rules.reviews import Ballots, fault, score, too_few
from appraisal.services.guards import demand, reason_given
from appraisal.services.sheets import must_be_editable
from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.runs.errors import Refusal
from guanling.runs.states import move
from roster.models import Unit
from roster.services.saving import save_checked

IT = "这次评议"
FIGURES = (*BALLOT_CHOICES, "invalid")


@dataclass(frozen=True)
class Taken:
    """What became of a review's scores on the month's sheet: names, and (name, why not)."""

    names: tuple[str, ...] = ()
    left: tuple[tuple[str, str], ...] = ()

    @property
    def told(self) -> str:
        """Why scores were left out, in one sentence; empty when none was."""
        whys: dict[str, list[str]] = {}
        for name, why in self.left:
            whys.setdefault(why, []).append(name)
        return "".join(f"{'、'.join(names)}：{why}" for why, names in whys.items())


def _locked(review):
    """The review as it stands now; nobody else acts on it until the transaction ends."""
    rows = Review.objects.select_for_update(of=("self",), no_key=True).select_related("village")
    return rows.get(pk=review.pk)


# --- arranging -----------------------------------------------------------------------------------


def _check_day(review):
    first, _ = span_of(review)
    if review.held_on < first:
        raise Refusal(f"评议日期不能早于{first.year}年{first.month}月{first.day}日，请核对日期或期间。")
    # Told now rather than when the ballots are counted.
    measure_of(review)


@transaction.atomic
def make_review(
    *,
    village: Unit,
    kind: str,
    year: int,
    first_day: date | None,
    held_on: date,
    place: str,
    ballots_issued: int,
    user,
) -> Review:
    """Arrange a review in a village about its directors, for a month (its first day) or a whole year.

    A month's is about all who are directors in the month, a year's about who is on the day. Refuses a month
    that is not open, a day before what it is about, a village without a director and a second review of the
    same time that is not void (P5.2).
    """
    demand(user, Action.REVIEW_RUN, village.code)
    review = Review(
        village=village,
        kind=kind,
        year=year,
        first_day=first_day,
        held_on=held_on,
        place=place.strip(),
        ballots_issued=ballots_issued,
        made_by=user,
    )
    if first_day is not None and not _months(review).filter(state__in=MONTH_CHANGEABLE).exists():
        raise Refusal(f"{review.period}没有正在填报的月考核，不能组织该月的评议；请先开启该月，或改选期间。")
    _check_day(review)
    people = directors_for(review)
    if not people:
        raise Refusal(f"{village.name}{review.period}没有在任的人口主任，没有评议对象；请先登记任职。")
    save_checked(review)
    ReviewSubject.objects.bulk_create([ReviewSubject(review=review, person=person) for person in people])
    return review


def _months(review):
    return Month.objects.filter(county__code=review.village.code[:COUNTY_DIGITS], first_day=review.first_day)


@transaction.atomic
def change_review(*, review: Review, kind: str, held_on: date, place: str, ballots_issued: int, user) -> None:
    """Change how and when a review is held and how many ballots are issued.

    Refuses it once somebody has counted, a day before what it is about and too few ballots.
    """
    demand(user, Action.REVIEW_RUN, review.village.code)
    review = _locked(review)
    if review.state != ReviewState.OPEN or _counters(review):
        raise Refusal("已经开始计票，日期和票数不能再改；确有错误的，请县局作废后重新组织。")
    review.kind, review.held_on = kind, held_on
    review.place, review.ballots_issued = place.strip(), ballots_issued
    _check_day(review)
    save_checked(review)


def _counters(review):
    """Return {who has counted: the number of his count}."""
    return dict(ReviewCount.objects.filter(subject__review=review).values_list("counted_by", "number"))


# --- counting ------------------------------------------------------------------------------------


@transaction.atomic
def count_ballots(
    *, review: Review, counts: Mapping[int, Mapping[str, int]], user
) -> tuple[Review, Taken | None]:
    """Enter one person's count of all ballots, {subject: {choice or invalid: number}}.

    Two people count, neither seeing the other's figures. Where both agree the review is settled and scored;
    where they differ a third one counts and that holds. Then, with fewer valid ballots than
    review.valid_share_min of those issued about any subject, the review is void with that reason; else a
    month's scores go onto the sheet. Returns the review and what became of the scores (None: not settled).
    Refuses who has counted already, a review not yet held, settled or void, and counts that cannot be right.
    """
    demand(user, Action.REVIEW_COUNT, review.village.code)
    review = _locked(review)
    if review.state not in COUNTABLE:
        raise Refusal(f"这次评议{review.get_state_display()}，不能再计票。")
    if review.held_on > timezone.localdate():
        raise Refusal("评议还没有举行，不能计票；日期有变的，请先修改评议日期。")
    counters = _counters(review)
    if user.pk in counters:
        raise Refusal("您已经计过这次票；另一次须由他人计。")
    subjects = list(review.subjects.select_related("person"))
    if set(counts) != {subject.pk for subject in subjects} or any(
        set(figures) != set(FIGURES) or min(figures.values()) < 0 for figures in counts.values()
    ):
        raise Refusal("每个评议对象的各项票数和废票数都要填，没有的填 0。")
    ballots = {
        subject.pk: Ballots(
            {choice: counts[subject.pk][choice] for choice in BALLOT_CHOICES}, counts[subject.pk]["invalid"]
        )
        for subject in subjects
    }
    named = [(subject.person.name, ballots[subject.pk]) for subject in subjects]
    if wrong := fault(named, review.ballots_issued):
        raise Refusal(f"{wrong}。")
    before = _ballots_before(review)
    number = len(counters) + 1
    ReviewCount.objects.bulk_create(
        [
            ReviewCount(subject_id=subject, number=number, counted_by=user, **figures)
            for subject, figures in counts.items()
        ]
    )
    if number == 1:
        return review, None
    if number < COUNTS and before != ballots:
        move(review, ReviewState.DIFFERENT, REVIEW_MOVES, called=IT)
        return review, None
    return review, _settle(review, subjects, ballots)


def _ballots_before(review):
    """Return {subject: ballots} of the first count; nothing before there is one."""
    first = ReviewCount.objects.filter(subject__review=review, number=1)
    return {count.subject_id: ballots_of(count) for count in first}


def _settle(review, subjects, ballots):
    measure = measure_of(review)
    short = [
        f"{subject.person.name} {ballots[subject.pk].valid} 张"
        for subject in subjects
        if too_few(ballots[subject.pk], review.ballots_issued, measure.share_min)
    ]
    if short:
        reason = (
            f"有效票不足发出票（{review.ballots_issued} 张）的 {measure.share_min.normalize():f}%："
            f"{'、'.join(short)}。须重新组织。"
        )
        move(review, ReviewState.VOID, REVIEW_MOVES, called=IT, void_reason=reason[:200])
        return None
    for subject in subjects:
        subject.score = score(ballots[subject.pk], measure.points, measure.step)
    ReviewSubject.objects.bulk_update(subjects, ["score"])
    move(review, ReviewState.SETTLED, REVIEW_MOVES, called=IT, settled_at=timezone.now())
    return _take(review, subjects) if review.first_day else Taken()


# --- the month's sheet ---------------------------------------------------------------------------


def _editable_rows(review, subjects):
    """Lock the rows of the sheets that belong to ``subjects``; return ({person: row}, {person: why not})."""
    entries = list(rows_of(review, [subject.person_id for subject in subjects]))
    sheets = {
        sheet.pk: sheet
        for sheet in Sheet.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in={entry.sheet_id for entry in entries})
        .select_related("unit", "month")
        .order_by("pk")
    }
    # The sheet before the month, as closing locks them.
    months = {month.pk: month for month in _months(review).select_for_update(of=("self",), no_key=True)}
    rows, whys = {}, {subject.person_id: "月考核表上没有此人这一行。" for subject in subjects}
    for entry in entries:
        sheet = sheets[entry.sheet_id]
        sheet.month = months[sheet.month_id]
        try:
            must_be_editable(sheet)
        except Refusal as refusal:
            whys[entry.person_id] = str(refusal)
        else:
            rows[entry.person_id] = entry
    return rows, {person: why for person, why in whys.items() if person not in rows}


def _take(review, subjects):
    rows, whys = _editable_rows(review, subjects)
    scheme = scheme_for(review.village.code[:COUNTY_DIGITS], review.first_day)
    now, names, left = timezone.now(), [], []
    for subject in subjects:
        name = subject.person.name
        if subject.person_id in whys:
            left.append((name, whys[subject.person_id]))
        elif wrong := rules.item_fault(subject.score, scheme):
            left.append((name, f"评议得分 {subject.score} 不能作为单项得分，{wrong}。"))
        else:
            # Who entered the row stays: he who counted ballots has not assessed anybody.
            Entry.objects.filter(pk=rows[subject.person_id].pk).update(
                satisfaction=subject.score, entered_at=now
            )
            subject.taken, subject.row_changed_at = True, now
            names.append(name)
    ReviewSubject.objects.bulk_update(subjects, ["taken", "row_changed_at"])
    return Taken(tuple(names), tuple(left))


@transaction.atomic
def take_scores(*, review: Review, user) -> Taken:
    """Take a settled month's scores over to the sheet that was not editable when the ballots were counted.

    Refuses a year's review and one that is not settled; tells by name what the sheet still does not take.
    """
    demand(user, Action.REVIEW_RUN, review.village.code)
    review = _locked(review)
    if review.state != ReviewState.SETTLED or review.first_day is None:
        raise Refusal("只有已计票的月度评议才能记入月考核表。")
    return _take(review, list(review.subjects.select_related("person")))


# --- void ----------------------------------------------------------------------------------------


@transaction.atomic
def void_review(*, review: Review, reason: str, user) -> Taken:
    """Make a review void with a reason, so that another can be held.

    Before anybody has counted, who arranges reviews may do so; afterwards the bureau alone, and nobody who
    counted. The satisfaction that it brought is taken off the month's sheet while that can be changed;
    returns what was taken off and what not.
    """
    reason = reason_given(reason, "作废的原因")
    review = _locked(review)
    counters = _counters(review)
    if not counters:
        demand(user, Action.REVIEW_RUN, review.village.code)
    else:
        demand(user, Action.REVIEW_COUNT, review.village.code[:COUNTY_DIGITS])
    if user.pk in counters:
        raise Refusal("计过票的人不能作废同一次评议，请县局另一位工作人员办理。")
    move(review, ReviewState.VOID, REVIEW_MOVES, called=IT, void_reason=reason[:200], voided_by=user)
    taken = list(review.subjects.filter(taken=True).select_related("person"))
    return _take_off(review, taken) if taken else Taken()


def _take_off(review, subjects):
    """Take the scores of ``subjects`` off the sheet, where they still stand on it and it can be changed."""
    rows, whys = _editable_rows(review, subjects)
    now, names = timezone.now(), []
    for subject in subjects:
        if (entry := rows.get(subject.person_id)) is None:
            continue
        subject.taken = False
        if entry.satisfaction == subject.score:
            Entry.objects.filter(pk=entry.pk).update(satisfaction=None, entered_at=now)
            subject.row_changed_at = now
            names.append(subject.person.name)
    ReviewSubject.objects.bulk_update(subjects, ["taken", "row_changed_at"])
    return Taken(
        tuple(names),
        tuple(
            (subject.person.name, whys[subject.person_id])
            for subject in subjects
            if subject.person_id in whys
        ),
    )
