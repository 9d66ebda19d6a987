"""Reviews: arranged, counted by two who do not see each other's figures, taken over, void (P5.2)."""

import threading
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F, QuerySet
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from appraisal.enums import BALLOT_CHOICES, MonthState, ReviewKind, ReviewState, SheetState
from appraisal.models import Entry, Month, Review, ReviewCount, ReviewSubject, Sheet
from appraisal.prints.reviews import BALLOTS, COUNTING, ballots_content, counting_content
from appraisal.queries import reviews as queries
from appraisal.queries.sheets import grid_rows
from appraisal.services import reviews, sheets
from appraisal.services.months import sync_entries
from guanling.accounts.enums import Role
from guanling.documents.models import PrintJob
from guanling.documents.services.papers import render_content
from guanling.policy.services import decide
from guanling.runs.errors import Refusal
from tests.appraisal.test_unit_changes import MIDDLE, merge
from tests.appraisal.world import SEPTEMBER, make_director, make_village, opened, small_county
from tests.at_once import at_once
from tests.people import make_county

HELD = date(2016, 9, 20)
GOOD = (10, 9, 0, 1, 0)  # 88.5
CLERK, DIRECTOR = Role.TOWNSHIP_CLERK, Role.TOWNSHIP_DIRECTOR
BUREAU_CLERK, REVIEWER = Role.BUREAU_CLERK, Role.BUREAU_REVIEWER


def build():
    """September 2016 is open; the first village has two directors, the second one."""
    world = small_county()
    world.month = opened(world)
    world.sheet = Sheet.objects.select_related("month__county", "unit").get(
        month=world.month, unit=world.townships[0]
    )
    return world


@pytest.fixture
def world(db):
    return build()


def make(world, *, by=CLERK, **fields):
    return reviews.make_review(
        **{
            "village": world.villages[0],
            "kind": ReviewKind.MEETING,
            "year": 2016,
            "first_day": SEPTEMBER,
            "held_on": HELD,
            "place": "村委会会议室",
            "ballots_issued": 20,
            "user": world.users[by],
            **fields,
        }
    )


def counts(review, *figures):
    """Figures of all subjects: the same, or one tuple each."""
    subjects = list(review.subjects.order_by("person__pinyin"))
    given = figures * len(subjects) if len(figures) == 1 else figures
    names = (*BALLOT_CHOICES, "invalid")
    return {
        subject.pk: dict(zip(names, one, strict=True)) for subject, one in zip(subjects, given, strict=True)
    }


def count(world, review, *figures, by=CLERK, user=None):
    return reviews.count_ballots(
        review=review, counts=counts(review, *(figures or (GOOD,))), user=user or world.users[by]
    )


def void(world, review, by=BUREAU_CLERK, reason="发出票数登记有误"):
    return reviews.void_review(review=review, reason=reason, user=world.users[by])


def settle(world, review, *figures):
    """Count a review twice alike; return what became of the scores."""
    count(world, review, *figures)
    return count(world, review, *figures, by=DIRECTOR)[1]


def in_state(world, state):
    """A review in ``state``, brought there by the acts themselves: two have counted unless it is open."""
    review = make(world)
    if state == ReviewState.OPEN:
        return review
    if state == ReviewState.DIFFERENT:
        count(world, review)
        count(world, review, (9, 10, 0, 1, 0), by=DIRECTOR)
    else:
        settle(world, review)
    if state == ReviewState.VOID:
        void(world, review)
    review.refresh_from_db()
    assert review.state == state
    return review


def satisfaction(world, person=0):
    return Entry.objects.get(person=world.people[person]).satisfaction


# --- arranging -----------------------------------------------------------------------------------


def test_a_months_review_is_about_all_who_are_directors_in_the_month(world):
    left = make_director(world.villages[0], "早走", end=date(2016, 9, 10))
    gone = make_director(world.villages[0], "上月走", end=date(2016, 8, 31))
    review = make(world)
    people = set(review.subjects.values_list("person", flat=True))
    assert people == {world.people[0].pk, world.people[1].pk, left.pk}
    assert gone.pk not in people
    assert (str(review), review.made_by) == ("甲家村2016年9月评议会", world.users[CLERK])


def test_a_years_review_is_about_who_is_director_on_the_day(world):
    make_director(world.villages[0], "早走", end=date(2016, 9, 10))
    review = make(world, first_day=None)
    assert review.subjects.count() == 2
    assert str(review) == "甲家村2016年度评议会"
    late = make(world, village=world.villages[1], first_day=None, held_on=date(2017, 1, 9), by=BUREAU_CLERK)
    assert [subject.person for subject in late.subjects.all()] == [world.people[2]]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"first_day": date(2016, 8, 1)}, "2016年8月没有正在填报的月考核"),
        ({"held_on": date(2016, 8, 31)}, "不能早于2016年9月1日"),
        ({"first_day": None, "held_on": date(2015, 12, 31)}, "不能早于2016年1月1日"),
        ({"ballots_issued": 0}, "至少 1 张"),
    ],
)
def test_what_cannot_be_arranged_is_refused(world, fields, said):
    with pytest.raises(Refusal, match=said):
        make(world, **fields)
    assert not Review.objects.exists()


def test_without_directors_there_is_nobody_to_review(world):
    with pytest.raises(Refusal, match="没有在任的人口主任"):
        make(world, village=make_village(world.townships[0], 205, "空村"))


@pytest.mark.parametrize("first_day", [SEPTEMBER, None])
def test_a_village_has_one_review_of_a_time_until_that_is_void(world, first_day):
    review = make(world, first_day=first_day)
    with pytest.raises(Refusal, match="这一期已有评议"):
        make(world, first_day=first_day)
    void(world, review)
    assert make(world, first_day=first_day).pk != review.pk


@pytest.mark.parametrize("role", sorted(set(Role) - {CLERK, BUREAU_CLERK}))
def test_nobody_else_arranges_a_review(world, role):
    with pytest.raises(Refusal, match="权限"):
        make(world, by=role)


def test_another_township_arranges_none_and_counts_none(world):
    with pytest.raises(Refusal, match="权限"):
        make(world, user=world.foreign[CLERK])
    review = make(world)
    with pytest.raises(Refusal, match="权限"):
        count(world, review, user=world.foreign[CLERK])


@pytest.mark.parametrize("role", sorted(set(Role) - {CLERK, DIRECTOR, BUREAU_CLERK, REVIEWER}))
def test_nobody_else_counts(world, role):
    review = make(world)
    with pytest.raises(Refusal, match="权限"):
        count(world, review, by=role)


# --- counting ------------------------------------------------------------------------------------


def test_two_equal_counts_settle_and_score_and_the_sheet_takes_the_score(world):
    review = make(world)
    first, taken = count(world, review, GOOD, (20, 0, 0, 0, 0))
    assert (first.state, taken, satisfaction(world)) == (ReviewState.OPEN, None, None)
    second, taken = count(world, review, GOOD, (20, 0, 0, 0, 0), by=DIRECTOR)
    assert second.state == ReviewState.SETTLED
    assert second.settled_at is not None
    assert set(taken.names) == {"安甲", "白乙"}
    assert (taken.left, taken.told) == ((), "")
    scores = dict(review.subjects.values_list("person__name", "score"))
    assert scores == {"安甲": Decimal("88.5"), "白乙": Decimal("100")}
    assert (satisfaction(world, 0), satisfaction(world, 1)) == (Decimal("88.5"), Decimal("100"))
    # Who counted has entered nobody's row: he may submit the sheet.
    assert set(Entry.objects.values_list("entered_by", flat=True)) == {None}


def test_two_different_counts_ask_for_a_third_and_that_holds(world):
    review = in_state(world, ReviewState.DIFFERENT)
    assert review.subjects.filter(score=None).count() == 2
    third, taken = count(world, review, (8, 12, 0, 0, 0), by=BUREAU_CLERK)
    assert third.state == ReviewState.SETTLED
    assert len(taken.names) == 2
    assert satisfaction(world) == Decimal("91")
    assert ReviewCount.objects.filter(subject__review=review).count() == 6


@pytest.mark.parametrize("state", [ReviewState.OPEN, ReviewState.DIFFERENT])
def test_nobody_counts_twice(world, state):
    review = in_state(world, state)
    if state == ReviewState.OPEN:
        count(world, review)
    before = list(ReviewCount.objects.values())
    with pytest.raises(Refusal, match="您已经计过这次票"):
        count(world, review)
    assert list(ReviewCount.objects.values()) == before
    own = ReviewCount.objects.filter(counted_by=world.users[CLERK]).first()
    with pytest.raises(IntegrityError, match="review_count_other_person"), transaction.atomic():
        ReviewCount.objects.create(
            subject=own.subject,
            number=3,
            counted_by=own.counted_by,
            very=1,
            fair=0,
            basic=0,
            poor=0,
            invalid=0,
        )


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        (((20, 0, 0, 0, 1),), "多于发出的 20 张"),
        (((10, 0, 0, 0, 0), (10, 1, 0, 0, 0)), "每人收回的票数应当相同"),
        (((-1, 0, 0, 0, 20),), "没有的填 0"),
    ],
)
def test_counts_that_cannot_be_right_are_refused(world, figures, said):
    review = make(world)
    with pytest.raises(Refusal, match=said):
        count(world, review, *figures)
    assert not ReviewCount.objects.exists()


def test_a_count_names_every_subject_and_every_choice(world):
    review = make(world)
    whole = counts(review, GOOD)
    first, *_ = whole
    for part in (
        {},
        {first: whole[first]},
        {**whole, first: {"very": 20}},
        {**whole, 0: whole[first]},
    ):
        with pytest.raises(Refusal, match="没有的填 0"):
            reviews.count_ballots(review=review, counts=part, user=world.users[CLERK])


def test_ballots_are_not_counted_before_the_day(world):
    review = make(world, held_on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(Refusal, match="评议还没有举行"):
        count(world, review)


@pytest.mark.parametrize(
    ("figures", "state"), [((10, 0, 0, 0, 10), ReviewState.SETTLED), ((9, 0, 0, 0, 11), ReviewState.VOID)]
)
def test_too_few_valid_ballots_make_a_review_void_and_say_so(world, figures, state):
    review = make(world)
    taken = settle(world, review, figures, (20, 0, 0, 0, 0))
    review.refresh_from_db()
    assert review.state == state
    if state == ReviewState.VOID:
        assert taken is None
        assert review.void_reason == "有效票不足发出票（20 张）的 50%：安甲 9 张。须重新组织。"
        assert review.voided_by is None
        assert satisfaction(world) is None
        assert make(world).pk != review.pk


def test_the_worth_of_a_choice_is_that_of_the_day(world):
    decide(
        user=world.users[BUREAU_CLERK],
        county_code=world.county.code,
        key="review.points_fair",
        value="80",
        valid_from=date(2016, 9, 21),
        document_number="关人口计生发〔2016〕20号",
        reason="试行",
    )
    settle(world, make(world), (0, 20, 0, 0, 0))
    assert satisfaction(world) == Decimal("85")
    settle(world, make(world, first_day=None, held_on=date(2016, 9, 21)), (0, 20, 0, 0, 0))
    assert set(queries.year_scores(world.county, 2016).values()) == {Decimal("80.00")}


def test_what_was_counted_stays(world):
    review = in_state(world, ReviewState.SETTLED)
    for act in (
        lambda: ReviewCount.objects.update(very=F("very") + 1),
        lambda: ReviewCount.objects.filter(subject__review=review).delete(),
    ):
        with pytest.raises(Exception, match=r"Cannot (update|delete)"), transaction.atomic():
            act()


# --- state × action ------------------------------------------------------------------------------

ACTS = {
    "count": lambda world, review: count(world, review, by=BUREAU_CLERK),
    "change": lambda world, review: reviews.change_review(
        review=review,
        kind=ReviewKind.SURVEY,
        held_on=HELD,
        place="",
        ballots_issued=30,
        user=world.users[CLERK],
    ),
    "void": void,
    "take": lambda world, review: reviews.take_scores(review=review, user=world.users[CLERK]),
}
# What each act leads to from each state; what is not there is refused.
LEADS = {
    (ReviewState.OPEN, "count"): ReviewState.OPEN,
    (ReviewState.OPEN, "change"): ReviewState.OPEN,
    (ReviewState.OPEN, "void"): ReviewState.VOID,
    (ReviewState.DIFFERENT, "count"): ReviewState.SETTLED,
    (ReviewState.DIFFERENT, "void"): ReviewState.VOID,
    (ReviewState.SETTLED, "void"): ReviewState.VOID,
    (ReviewState.SETTLED, "take"): ReviewState.SETTLED,
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", ReviewState)
def test_each_state_lets_through_just_what_the_table_says(world, state, act):
    review = in_state(world, state)

    def standing():
        return Review.objects.filter(pk=review.pk).values().get(), list(ReviewCount.objects.values())

    before = standing()
    if (state, act) in LEADS:
        ACTS[act](world, review)
        review.refresh_from_db()
        assert review.state == LEADS[state, act]
    else:
        with pytest.raises(Refusal):
            ACTS[act](world, review)
        assert (
            Review.objects.filter(pk=review.pk).values().get(),
            list(ReviewCount.objects.values()),
        ) == before


def test_once_somebody_has_counted_the_arrangement_stands(world):
    review = make(world)
    ACTS["change"](world, review)
    review.refresh_from_db()
    assert (review.kind, review.ballots_issued) == (ReviewKind.SURVEY, 30)
    count(world, review)
    with pytest.raises(Refusal, match="已经开始计票"):
        ACTS["change"](world, review)


# --- void ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [ReviewState.DIFFERENT, ReviewState.SETTLED])
def test_what_was_counted_only_the_bureau_makes_void_and_nobody_who_counted(world, state):
    review = make(world)
    count(world, review)
    figures = GOOD if state == ReviewState.SETTLED else (9, 10, 0, 1, 0)
    count(world, review, figures, by=BUREAU_CLERK)
    review.refresh_from_db()
    assert review.state == state
    for role, said in ((CLERK, "权限"), (DIRECTOR, "权限"), (BUREAU_CLERK, "计过票的人不能作废")):
        with pytest.raises(Refusal, match=said):
            void(world, review, by=role)
    with pytest.raises(Refusal, match="作废的原因"):
        void(world, review, by=REVIEWER, reason=" ")
    void(world, review, by=REVIEWER)
    review.refresh_from_db()
    assert (review.state, review.voided_by) == (ReviewState.VOID, world.users[REVIEWER])


def test_before_counting_who_arranged_it_makes_it_void(world):
    review = make(world)
    with pytest.raises(Refusal, match="权限"):
        void(world, review, by=REVIEWER)
    void(world, review, by=CLERK)
    review.refresh_from_db()
    assert review.state == ReviewState.VOID


def test_a_void_review_takes_its_score_off_the_sheet(world):
    review = in_state(world, ReviewState.SETTLED)
    Entry.objects.filter(person=world.people[1]).update(satisfaction=Decimal("70"))
    taken = void(world, review)
    assert taken.names == ("安甲",)
    assert (satisfaction(world, 0), satisfaction(world, 1)) == (None, Decimal("70"))
    assert not review.subjects.filter(taken=True).exists()


def test_a_submitted_sheet_keeps_the_score_of_a_void_review_and_says_so(world):
    review = in_state(world, ReviewState.SETTLED)
    Sheet.objects.filter(pk=world.sheet.pk).update(state=SheetState.SUBMITTED)
    taken = void(world, review)
    assert taken.names == ()
    assert "安甲、白乙：甲镇2016年9月考核表已提交，不能修改" in taken.told
    assert satisfaction(world) == Decimal("88.5")
    rows = {row.entry.person.name: row for row in grid_rows(world.sheet, world.sheet.entries.all())}
    assert rows["安甲"].reviewed == "评议已作废"


# --- the sheet -----------------------------------------------------------------------------------


@pytest.mark.parametrize("state", SheetState)
def test_the_score_goes_onto_the_sheet_only_while_that_can_be_changed(world, state):
    review = make(world)
    Sheet.objects.filter(pk=world.sheet.pk).update(state=state)
    taken = settle(world, review)
    review.refresh_from_db()
    assert review.state == ReviewState.SETTLED
    if state in (SheetState.DRAFT, SheetState.RETURNED):
        assert satisfaction(world) == Decimal("88.5")
        return
    assert taken.names == ()
    assert f"考核表{state.label}，不能修改" in taken.told
    assert satisfaction(world) is None
    assert "考核表" in reviews.take_scores(review=review, user=world.users[CLERK]).told
    Sheet.objects.filter(pk=world.sheet.pk).update(state=SheetState.RETURNED)
    later = reviews.take_scores(review=review, user=world.users[CLERK])
    assert set(later.names) == {"安甲", "白乙"}
    assert satisfaction(world) == Decimal("88.5")


def test_a_closed_month_takes_no_score(world):
    review = make(world)
    Month.objects.filter(pk=world.month.pk).update(state=MonthState.CLOSED)
    taken = settle(world, review)
    assert "2016年9月已关闭" in taken.told
    assert satisfaction(world) is None


def test_a_score_outside_what_the_sheet_allows_is_told(world):
    decide(
        user=world.users[BUREAU_CLERK],
        county_code=world.county.code,
        key="assessment.item_max",
        value="80",
        valid_from=SEPTEMBER,
        document_number="关人口计生发〔2016〕20号",
        reason="试行",
    )
    taken = settle(world, make(world))
    assert "评议得分 88.5 不能作为单项得分，应在 0 到 80 之间" in taken.told
    assert satisfaction(world) is None


def test_a_years_review_leaves_the_sheet_alone(world):
    review = make(world, first_day=None)
    assert settle(world, review).names == ()
    assert satisfaction(world) is None
    with pytest.raises(Refusal, match="只有已计票的月度评议"):
        reviews.take_scores(review=review, user=world.users[CLERK])


def test_the_other_village_of_a_director_keeps_its_satisfaction(world):
    other = make_village(world.townships[0], 202, "新村")
    make_director(other, "安甲", person=world.people[0])
    sync_entries(month=world.month)
    settle(world, make(world))
    found = dict(
        Entry.objects.filter(person=world.people[0]).values_list("village__short_name", "satisfaction")
    )
    assert found == {"甲家村": Decimal("88.5"), "新村": None}


def test_the_score_follows_a_village_that_has_merged(world):
    world.other = make_village(world.townships[0], 202, "新村")
    make_director(world.other, "丁戊")
    sync_entries(month=world.month)
    review = make(world)
    new = merge(world, MIDDLE, code="520424101203", name="联合村")
    taken = settle(world, review)
    assert set(taken.names) == {"安甲", "白乙"}
    entry = Entry.objects.get(person=world.people[0])
    assert (entry.village, entry.satisfaction) == (new, Decimal("88.5"))
    rows = {row.entry.person.name: row for row in grid_rows(entry.sheet, entry.sheet.entries.all())}
    assert rows["安甲"].reviewed == "评议 9月20日"


def enter(world, *, seen, satisfaction="70"):
    """The clerk saves a row of the grid."""
    entry = Entry.objects.get(person=world.people[0])
    values = dict.fromkeys(("de", "neng", "qin", "ji", "lian"), Decimal("80"))
    return sheets.enter_scores(
        entry=entry,
        values={**values, "satisfaction": Decimal(satisfaction)},
        deduction=Decimal(0),
        note="",
        user=world.users[CLERK],
        seen=seen,
    )


def test_a_row_that_a_review_has_changed_meanwhile_is_told_to_its_own_clerk(world):
    review = make(world)
    seen = enter(world, seen=None).entered_at
    settle(world, review)
    with pytest.raises(sheets.Outdated, match=r"满意度评议刚刚改过这一行，现有：.*群众满意度 88.5"):
        enter(world, seen=seen)
    entry = Entry.objects.get(person=world.people[0])
    assert entry.entered_by == world.users[CLERK]
    assert enter(world, seen=entry.entered_at, satisfaction="88.5").satisfaction == Decimal("88.5")


def test_the_sheet_says_from_which_review_the_satisfaction_comes(client, world):
    review = in_state(world, ReviewState.SETTLED)
    client.force_login(world.users[CLERK])
    address = reverse("appraisal:sheet", kwargs={"pk": world.sheet.pk})
    text = client.get(address).content.decode()
    assert text.count("评议 9月20日</a>") == 2
    assert reverse("appraisal:review", kwargs={"pk": review.pk}) in text
    Entry.objects.filter(person=world.people[0]).update(satisfaction=Decimal("95"))
    text = client.get(address).content.decode()
    assert text.count("评议 9月20日</a>") == 1
    assert "评议 88.5 未用</a>" in text


# --- the year ------------------------------------------------------------------------------------


def test_the_years_scores_are_settled_ones_and_the_mean_of_two_villages(world, django_assert_num_queries):
    other = make_village(world.townships[0], 202, "新村")
    make_director(other, "安甲", person=world.people[0])
    for village, figures in ((world.villages[0], GOOD), (other, (20, 0, 0, 0, 0))):
        settle(world, make(world, village=village, first_day=None), figures)
    make(world, village=world.villages[1], first_day=None, by=BUREAU_CLERK)  # not counted
    settle(world, make(world))  # a month's
    with django_assert_num_queries(1):
        found = queries.year_scores(world.county, 2016)
    assert found == {world.people[0].pk: Decimal("94.25"), world.people[1].pk: Decimal("88.50")}
    assert queries.year_scores(world.county, 2015) == {}


# --- two at once ---------------------------------------------------------------------------------


def count_at_once(monkeypatch, figures=(GOOD, GOOD), locked=True):
    """Two count the same review, the second beginning before the first has committed."""
    world = build()
    review = make(world)
    if not locked:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)
    written, finished = threading.Event(), threading.Event()

    def first():
        with transaction.atomic():
            count(world, review, figures[0])
            written.set()
            finished.wait(timeout=1)
        return "counted"

    def second():
        written.wait(timeout=10)
        try:
            count(world, review, figures[1], by=DIRECTOR)
        finally:
            finished.set()
        return "counted"

    outcome = at_once(first, second)
    review.refresh_from_db()
    return outcome, review


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("second", "state"), [(GOOD, ReviewState.SETTLED), ((9, 10, 0, 1, 0), ReviewState.DIFFERENT)]
)
def test_of_two_who_count_at_once_the_second_is_compared_with_the_first(monkeypatch, second, state):
    outcome, review = count_at_once(monkeypatch, (GOOD, second))
    assert outcome == ["counted", "counted"]
    assert review.state == state
    numbers = ReviewCount.objects.filter(subject__review=review).values_list("number", flat=True)
    assert sorted(numbers) == [1, 1, 2, 2]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_counts_collide(monkeypatch):
    """Shows that the lock is what holds: both would be the first count."""
    outcome, review = count_at_once(monkeypatch, locked=False)
    assert isinstance(outcome[1], IntegrityError)
    assert review.state == ReviewState.OPEN


def submit_while_settling(monkeypatch, locked=True):
    """The sheet is submitted while a settled review's score is being written onto it."""
    world = build()
    for person in world.people:
        Entry.objects.filter(person=person).update(
            **dict.fromkeys(("de", "neng", "qin", "ji", "lian", "satisfaction"), Decimal("80"))
        )
    review = make(world)
    count(world, review)
    if not locked:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)
    checked, over = threading.Event(), threading.Event()
    editable = reviews.must_be_editable

    def slowly(sheet):
        editable(sheet)
        checked.set()
        over.wait(timeout=1)  # only set where submitting need not wait for us

    monkeypatch.setattr(reviews, "must_be_editable", slowly)
    times = {}

    def settling():
        with transaction.atomic():
            taken = count(world, review, by=REVIEWER)[1]
            times["settled"] = timezone.now()
        return taken.names

    def submitting():
        checked.wait(timeout=10)
        sheets.submit_sheet(sheet=Sheet.objects.get(pk=world.sheet.pk), user=world.users[DIRECTOR])
        times["submitted"] = timezone.now()
        over.set()
        return "submitted"

    assert at_once(settling, submitting) == [("安甲", "白乙"), "submitted"]
    return times


@pytest.mark.django_db(transaction=True)
def test_a_sheet_is_not_submitted_while_a_score_is_being_written(monkeypatch):
    times = submit_while_settling(monkeypatch)
    assert times["settled"] < times["submitted"]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_score_would_come_after_submitting(monkeypatch):
    times = submit_while_settling(monkeypatch, locked=False)
    assert times["settled"] > times["submitted"]


# --- pages ---------------------------------------------------------------------------------------


def at(name, review=None):
    return reverse(f"appraisal:{name}", kwargs={"pk": review.pk} if review else None)


def typed(review, *figures):
    return {
        f"{subject}-{name}": number
        for subject, votes in counts(review, *(figures or (GOOD,))).items()
        for name, number in votes.items()
    }


def text_of(response):
    return " ".join(response.content.decode().split())


def test_from_arranging_to_the_sheet_through_the_pages(client, world):
    client.force_login(world.users[CLERK])
    assert "组织评议" in text_of(client.get(at("reviews")))
    values = {
        "village": world.villages[0].pk,
        "period": "2016-09",
        "kind": "survey",
        "held_on": "2016-09-20",
        "place": "村委会",
        "ballots_issued": "20",
    }
    wrong = client.post(at("review-new"), {**values, "ballots_issued": "0"})
    assert (wrong.status_code, "至少 1 张" in text_of(wrong)) == (422, True)
    assert "已登记评议" in text_of(client.post(at("review-new"), values, follow=True))
    review = Review.objects.get()
    assert "这一期已有评议" in text_of(client.post(at("review-new"), values))
    refused = client.post(at("review-count", review), typed(review, (20, 1, 0, 0, 0)))
    assert (refused.status_code, "多于发出的 20 张" in text_of(refused)) == (422, True)
    too_much = client.post(at("review-count", review), typed(review, (21, 0, 0, 0, 0)))
    assert "应在0到20之间" in text_of(too_much)
    said = text_of(client.post(at("review-count", review), typed(review), follow=True))
    assert "请另一人独立计票" in said
    client.force_login(world.users[DIRECTOR])
    said = text_of(client.post(at("review-count", review), typed(review), follow=True))
    assert "已记入月考核表：安甲、白乙" in said
    assert "<strong>88.5</strong>" in said


@pytest.mark.parametrize("state", [ReviewState.OPEN, ReviewState.DIFFERENT])
def test_nobody_sees_what_another_has_counted_before_it_is_settled(client, world, state):
    figures, other = (13, 3, 1, 0, 2), (12, 4, 1, 0, 2)
    review = make(world)
    count(world, review, figures)
    if state == ReviewState.DIFFERENT:
        count(world, review, other, by=DIRECTOR)
    client.force_login(world.users[REVIEWER])
    for page in (at("review", review), at("review-count", review), at("reviews")):
        text = client.get(page).content.decode()
        assert ">13<" not in text
        assert 'value="13"' not in text
    assert "测试own_township_clerk" in text_of(client.get(at("review", review)))
    client.post(at("review-sheet", review))  # who only counts does not print
    assert not PrintJob.objects.exists()
    client.force_login(world.users[BUREAU_CLERK])
    client.post(at("review-sheet", review))
    rows = PrintJob.objects.get().content["tables"][0]["rows"]
    assert {cell for row in rows for cell in row[2:]} == {""}
    # Settled, everybody may check it.
    count(world, review, figures, by=REVIEWER)
    assert ">13<" in client.get(at("review", review)).content.decode()


def test_the_list_narrows_tells_whose_turn_it_is_and_goes_out(client, world):
    review = make(world)
    count(world, review)
    year = make(world, village=world.villages[1], first_day=None, by=BUREAU_CLERK)
    client.force_login(world.users[REVIEWER])
    text = text_of(client.get(at("reviews")))
    assert "有 2 次评议可以由您计票" in text
    assert "已计 1/2 次" in text
    assert "甲家村</a>" not in text_of(client.get(at("reviews"), {"period": "2016"}))
    assert "乙家村</a>" not in text_of(client.get(at("reviews"), {"period": "2016-09"}))
    assert "乙家村</a>" not in text_of(client.get(at("reviews"), {"township": world.townships[0].code}))
    assert "没有符合条件的评议" in text_of(client.get(at("reviews"), {"state": "settled"}))
    client.force_login(world.users[CLERK])
    assert "没有符合条件的评议" in text_of(client.get(at("reviews"), {"mine": "on"}))
    assert set(queries.awaiting(world.users[CLERK], timezone.localdate())) == set()
    assert set(queries.awaiting(world.users[REVIEWER], timezone.localdate())) == {review, year}
    book = load_workbook(BytesIO(client.get(at("reviews-export")).content)).active
    rows = list(book.iter_rows(values_only=True))
    assert [row[8] for row in rows[2:]] == ["安甲", "白乙"]


def test_a_void_review_is_told_and_a_second_can_be_held(client, world):
    review = in_state(world, ReviewState.SETTLED)
    client.force_login(world.users[REVIEWER])
    page = text_of(client.get(at("review", review)))
    assert "作废这次评议" in page
    assert client.post(at("review-void", review), {"reason": ""}).status_code == 422
    said = text_of(client.post(at("review-void", review), {"reason": "票数登记有误"}, follow=True))
    assert "已从月考核表撤下满意度，请补评：安甲、白乙" in said
    assert "这次评议不作数：票数登记有误（测试own_bureau_reviewer）" in said
    client.force_login(world.users[CLERK])
    assert "作废这次评议" not in text_of(client.get(at("review", review)))


def test_scores_that_the_sheet_did_not_take_are_taken_over_by_a_button(client, world):
    review = make(world)
    Sheet.objects.filter(pk=world.sheet.pk).update(state=SheetState.SUBMITTED)
    settle(world, review)
    client.force_login(world.users[CLERK])
    assert "没有记入月考核表的得分" in text_of(client.get(at("review", review)))
    said = text_of(client.post(at("review-take", review), follow=True))
    assert "没有记入月考核表——安甲、白乙：甲镇2016年9月考核表已提交" in said
    Sheet.objects.filter(pk=world.sheet.pk).update(state=SheetState.RETURNED)
    said = text_of(client.post(at("review-take", review), follow=True))
    assert "已记入月考核表：安甲、白乙" in said
    assert "没有记入月考核表的得分" not in said


def test_the_arrangement_changes_through_its_page(client, world):
    review = make(world)
    client.force_login(world.users[CLERK])
    values = {"kind": "meeting", "held_on": "2016-09-22", "place": "", "ballots_issued": "35"}
    assert "已修改评议的安排" in text_of(client.post(at("review-edit", review), values, follow=True))
    review.refresh_from_db()
    assert (review.held_on, review.ballots_issued) == (date(2016, 9, 22), 35)


def test_pages_take_the_same_statements_for_many_reviews(client, world):
    make(world)
    client.force_login(world.users[BUREAU_CLERK])
    address = reverse("appraisal:sheet", kwargs={"pk": world.sheet.pk})

    def statements():
        found = []
        for page in (at("reviews"), at("reviews-export"), address):
            with CaptureQueriesContext(connection) as sent:
                assert client.get(page).status_code == 200
            found.append(len(sent))
        return found

    few = statements()
    for number in range(203, 243):
        village = make_village(world.townships[0], number, f"第{number}村")
        person = make_director(village, f"主任{number}")
        review = Review.objects.create(
            village=village,
            kind=ReviewKind.SURVEY,
            year=2016,
            first_day=SEPTEMBER,
            held_on=HELD,
            ballots_issued=20,
            state=ReviewState.SETTLED,
            settled_at=timezone.now(),
        )
        ReviewSubject.objects.create(review=review, person=person, score=Decimal("90"))
    sync_entries(month=world.month)
    assert statements() == few


def test_without_a_review_the_page_says_how_to_begin(client, db):
    client.force_login(make_county().users[CLERK])
    assert "请点右上角“组织评议”" in text_of(client.get(at("reviews")))


# --- papers --------------------------------------------------------------------------------------


def words(kind, content):
    pdf = PdfReader(BytesIO(render_content(kind=kind, content=content, title="评议").data))
    return pdf, "".join(pdf.pages[0].extract_text().split())


def test_the_ballots_are_four_to_a_page_and_name_nobody_but_the_directors(world):
    review = make(world, ballots_issued=61)
    content = ballots_content(review, list(review.subjects.all()))
    assert (content["on_page"], content["sheets"]) == (4, 16)
    pdf, text = words(BALLOTS, content)
    assert len(pdf.pages) == 1
    assert text.count("人口主任评议票") == 4
    for told in ("甲镇甲家村", "2016年9月评议会", "安甲", "白乙", "基本满意", "不署名", "请打印16页"):
        assert told in text
    many = {**content, "names": [f"主任{number}" for number in range(9)], "on_page": 2}
    assert len(words(BALLOTS, many)[0].pages) == 1


def test_the_counting_sheet_is_empty_first_and_holds_the_count_that_counts_later(client, world):
    review = make(world)
    pdf, text = words(COUNTING, counting_content(review, list(review.subjects.all()), None))
    assert len(pdf.pages) == 1
    assert pdf.pages[0].mediabox.width > pdf.pages[0].mediabox.height
    for told in ("计票表", "画“正”", "发出20票", "监票人", "安甲"):
        assert told in text
    settle(world, review)
    client.force_login(world.users[CLERK])
    client.post(at("review-sheet", review))
    rows = PrintJob.objects.get().content["tables"][0]["rows"]
    assert rows[0] == ["1", "安甲", "", "10", "", "9", "", "0", "", "1", "0", "20", "88.5"]
