"""Knowledge tests: set up, papers made, answered in time and late, typed, marked, counted (A4.7)."""

import contextlib
import threading
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from guanling.accounts.enums import Role
from guanling.policy.services import decide
from guanling.runs.errors import Refusal
from roster.enums import PostKind
from roster.models import Appointment
from roster.services.appointments import appoint
from tests.at_once import at_once
from tests.people import make_county, make_user
from tests.roster.build import person
from tests.training.build import course, enrol, session
from tests.training.papers import (
    CLOSES,
    OPENS,
    ZONE,
    bank,
    letters,
    make_test,
    opened,
    right_places,
    setting,
    wrong_places,
)
from training.enums import TEST_MOVES, AnswerWay, Audience, KnowledgeTestState, QuestionKind, SessionState
from training.models import Attempt, AttemptQuestion, KnowledgeTest, Question, Session
from training.queries import tests as queries
from training.rules import papers as rules
from training.services import tests as services

DAY = date(2016, 9, 5)
NOW = OPENS + timedelta(minutes=10)
DUE = NOW + timedelta(minutes=60)
LATE = DUE + timedelta(seconds=1)


@pytest.fixture
def world(db):
    return make_county()


@pytest.fixture
def held(world):
    return session(world.county, DAY, course=bank(world.county))


@pytest.fixture
def test(world, held):
    return opened(make_test(world.county, session=held, user=world.users[Role.BUREAU_CLERK]))


def somebody(world, held, serial=1, name="王小测", **fields):
    """Somebody on the session's list."""
    made = person(world.townships[0], name, serial=serial, **fields)
    enrol(held, made)
    return made


def begun(test, who, now=NOW):
    return services.begin(test=test, person=who, now=now)


def save(attempt, answers, now=NOW, **how):
    return services.save_answers(attempt=attempt, answers=answers, now=now, **how)


def typed(attempt, answers, world, *, by=Role.BUREAU_CLERK, day=DAY, now=NOW, **how):
    return services.type_answers(
        attempt=attempt, typed=answers, day=day, user=world.users[by], now=now, **how
    )


def printed(test, who):
    return services.paper_for(test=test, person=who, way=AnswerWay.PRINTED, now=NOW)


# --- setting up ----------------------------------------------------------------------------------


def test_pass_mark_and_attempts_are_those_of_the_policy_of_the_day(world, held):
    made = make_test(world.county, session=held)
    assert (made.full, made.pass_mark, made.attempts_allowed) == (Decimal(10), Decimal("6.0"), 2)
    decide(
        user=world.users[Role.BUREAU_CLERK],
        county_code=world.county.code,
        key="training.test_pass_share",
        value="75",
        valid_from=OPENS.date(),
        document_number="关人口计生发〔2016〕20号",
        reason="从严",
    )
    assert make_test(world.county, session=held).pass_mark == Decimal("7.5")
    earlier = make_test(world.county, session=held, opens_at=OPENS - timedelta(days=1))
    assert earlier.pass_mark == Decimal("6.0")
    assert make_test(world.county, session=held, pass_mark=Decimal(8), attempts=1).attempts_allowed == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"courses": []}, "至少选择一门出题课程"),
        ({"counts": {}}, "请至少出一道题"),
        ({"points": {}}, "每题分值应大于0"),
        ({"pass_mark": Decimal("10.5")}, "合格分数不能高于满分"),
        ({"closes_at": OPENS}, "截止时间应晚于开始时间"),
        ({"minutes": 0}, "答题时间至少1分钟"),
        ({"audience": Audience.DIRECTORS}, "由参训人员参加，不另选对象"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_in_words(world, held, changes, sentence):
    with pytest.raises(Refusal, match=sentence):
        make_test(world.county, session=held, **changes)
    assert not KnowledgeTest.objects.exists()


def test_another_units_session_and_another_countys_course_are_refused(world, held):
    with pytest.raises(Refusal, match="由举办培训的单位组织"):
        make_test(world.townships[0], session=held)
    elsewhere = course(type(world.county).objects.get(code="529999"), "外县课程")
    with pytest.raises(Refusal, match="只能从本县的课程中出题"):
        make_test(world.county, courses=[elsewhere])


def test_a_draft_is_changed_an_open_test_is_not(world, held, test):
    with pytest.raises(Refusal, match="已按原设置生成"):
        services.change_test(test=test, setting=setting([bank(world.county)]))
    draft = make_test(world.county, session=held)
    services.change_test(test=draft, setting=setting([bank(world.county)], name="改名", attempts=3))
    draft.refresh_from_db()
    assert (draft.name, draft.attempts_allowed) == ("改名", 3)


def test_a_bank_too_small_is_told_kind_by_kind(world, held):
    few = bank(world.county, single=1, multiple=0, judge=5, name="小题库")
    draft = make_test(world.county, courses=[few], session=held)
    with pytest.raises(Refusal) as refused:
        services.open_test(test=draft, now=NOW)
    assert "单选题要2道，题库中启用的只有1道，还缺1道；" in str(refused.value)
    assert "；多选题要1道，题库中启用的只有0道，还缺1道。" in str(refused.value)
    assert "判断题" not in str(refused.value)
    draft.courses.add(bank(world.county))
    services.open_test(test=draft, now=NOW)
    # Withdrawn meanwhile: told when a paper is drawn.
    Question.objects.filter(kind=QuestionKind.JUDGE).update(active=False)
    with pytest.raises(Refusal, match="判断题要1道，题库中启用的只有0道"):
        begun(draft, somebody(world, held))
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("state", KnowledgeTestState)
@pytest.mark.parametrize("target", [KnowledgeTestState.OPEN, KnowledgeTestState.CLOSED])
def test_each_state_lets_through_just_what_the_table_says(test, state, target):
    KnowledgeTest.objects.filter(pk=test.pk).update(state=state)
    test.refresh_from_db()

    def act():
        if target == KnowledgeTestState.OPEN:
            services.open_test(test=test, now=NOW)
        else:
            services.close_test(test=test)

    if target in TEST_MOVES[state]:
        act()
        assert test.state == target
    else:
        with pytest.raises(Refusal):
            act()
        test.refresh_from_db()
        assert test.state == state


def test_a_closed_test_opens_again_only_with_time_left(test):
    services.close_test(test=test)
    with pytest.raises(Refusal, match="截止时间已过"):
        services.open_test(test=test, now=CLOSES)
    services.open_test(test=test, now=CLOSES, closes_at=CLOSES + timedelta(days=1))
    assert test.closes_at == CLOSES + timedelta(days=1)


@pytest.mark.parametrize("state", [SessionState.DRAFT, SessionState.SUBMITTED, SessionState.FILED])
def test_a_test_opens_only_while_its_session_may_change(world, held, state):
    draft = make_test(world.county, session=held)
    number = {"filing_number": "9号", "decided_at": OPENS} if state == SessionState.FILED else {}
    Session.objects.filter(pk=held.pk).update(state=state, **number)
    with pytest.raises(Refusal, match="不能开放测试"):
        services.open_test(test=draft, now=NOW)


# --- beginning -----------------------------------------------------------------------------------


def test_everybody_gets_an_own_paper_that_the_seed_gives_again(world, held, test):
    one, two = (begun(test, somebody(world, held, serial)) for serial in (1, 2))
    assert one.seed != two.seed
    for attempt in (one, two):
        drawn = rules.draw(queries.bank(test), queries.wanted(test), attempt.seed)
        stored = attempt.questions.order_by("number").values_list("number", "question", "order")
        assert [(asked.number, asked.pk, list(asked.order)) for asked in drawn] == list(stored)
    points = list(one.questions.order_by("number").values_list("points", flat=True))
    assert points == [Decimal(2), Decimal(2), Decimal(4), Decimal(2)]
    assert (one.unit_code, one.place) == (world.townships[0].code, "甲镇 人口主任")


def test_the_time_runs_from_the_beginning_and_not_past_the_end(world, held, test):
    assert begun(test, somebody(world, held)).due_at == DUE
    late = begun(test, somebody(world, held, 2), CLOSES - timedelta(minutes=5))
    assert late.due_at == CLOSES


def test_two_windows_get_one_paper(world, held, test):
    who = somebody(world, held)
    first = begun(test, who)
    assert begun(test, who, NOW + timedelta(minutes=5)) == first
    assert Attempt.objects.get().due_at == DUE


@pytest.mark.parametrize(
    ("now", "sentence"),
    [(OPENS - timedelta(seconds=1), "2016年9月5日09:00起可以作答"), (CLOSES, "已于2016年9月5日11:00截止")],
)
def test_before_and_after_nobody_begins(world, held, test, now, sentence):
    with pytest.raises(Refusal, match=sentence):
        begun(test, somebody(world, held), now)


def test_who_is_not_on_the_list_is_told_so(world, held, test):
    stranger = person(world.townships[0], "李外人", serial=9)
    with pytest.raises(Refusal, match="您不在培训班“知识更新培训班”的名单上"):
        begun(test, stranger)
    gone = somebody(world, held, 8)
    held.enrolments.filter(person=gone).update(withdrawn_at=NOW, withdraw_reason="调离")
    with pytest.raises(Refusal, match="不在培训班"):
        begun(test, gone)


def test_no_more_papers_than_allowed_and_none_after_passing(world, held, test):
    who = somebody(world, held)
    first = begun(test, who)
    save(first, wrong_places(first), submit=True)
    second = begun(test, who)
    assert second.number == 2
    save(second, {}, submit=True)
    with pytest.raises(Refusal, match="每人可考2次，已考完2次"):
        begun(test, who)
    other = somebody(world, held, 2)
    passed = begun(test, other)
    save(passed, right_places(passed), submit=True)
    with pytest.raises(Refusal, match="已合格（10分），不用再考"):
        begun(test, other)


def test_a_paper_whose_time_ran_out_is_used_up(world, held, test):
    who = somebody(world, held)
    begun(test, who)
    assert begun(test, who, LATE).number == 2


def test_a_test_for_an_audience_is_for_who_serves_on_its_day(world):
    made = opened(make_test(world.townships[0], audience=Audience.DIRECTORS))
    who = person(world.townships[0])
    with pytest.raises(Refusal, match="不在这次测试的对象之内"):
        begun(made, who)
    appoint(person=who, unit=world.villages[0], kind=PostKind.POPULATION_DIRECTOR, valid_from=DAY)
    attempt = begun(made, who)
    assert (attempt.unit_code, attempt.place) == (world.villages[0].code, "甲镇 · 甲家村 人口主任")
    other = person(world.townships[1], "乙镇人", serial=2)
    appoint(person=other, unit=world.villages[1], kind=PostKind.POPULATION_DIRECTOR, valid_from=DAY)
    assert set(queries.invited(made)) == {who.pk}
    Appointment.objects.filter(person=who).update(
        valid_to=DAY - timedelta(days=1), valid_from=DAY - timedelta(days=9)
    )
    assert not queries.invited(made)


def test_on_the_spot_whoever_is_given_a_paper_takes_it(world):
    made = opened(make_test(world.county))
    who = person(world.townships[0])
    with pytest.raises(Refusal, match="不在这次测试的对象之内"):
        begun(made, who)
    given = services.paper_for(test=made, person=who, way=AnswerWay.SCREEN, now=NOW)
    assert begun(made, who) == given
    assert given.place == "甲镇"


# --- answering -----------------------------------------------------------------------------------


def test_the_score_stands_from_the_first_answer_and_follows_each(world, held, test):
    attempt = begun(test, somebody(world, held))
    right = right_places(attempt)
    save(attempt, {1: right[1]})
    attempt.refresh_from_db()
    assert (attempt.score, attempt.taken_on, attempt.submitted_at) == (Decimal("2.0"), DAY, None)
    save(attempt, {3: right[3][:1]})
    assert Attempt.objects.get().score == Decimal("2.0")
    save(attempt, {3: right[3]})
    assert Attempt.objects.get().score == Decimal("6.0")
    # What is not named stays; no place clears.
    save(attempt, {3: []})
    assert Attempt.objects.get().score == Decimal("2.0")
    assert list(attempt.questions.order_by("number").values_list("right", flat=True)) == [
        True,
        None,
        None,
        None,
    ]


def test_chosen_options_are_kept_by_their_places_in_the_bank(world, held, test):
    attempt = begun(test, somebody(world, held))
    row = attempt.questions.get(number=3)
    save(attempt, {3: [0, 1]})
    row.refresh_from_db()
    assert row.chosen == sorted([row.order[0], row.order[1]])


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({1: [4]}, "第1题只有A至D这4个选项"),
        ({4: [2]}, "第4题只有A至B这2个选项"),
        ({1: [0, 1]}, "第1题是单选题，只能选一项"),
        ({9: [0]}, "没有第9题"),
    ],
)
def test_what_is_no_answer_is_refused_and_names_the_question(world, held, test, answers, sentence):
    attempt = begun(test, somebody(world, held))
    with pytest.raises(Refusal, match=sentence):
        save(attempt, answers)
    assert Attempt.objects.get().score is None


def test_handing_in_marks_and_ends_it(world, held, test):
    attempt = begun(test, somebody(world, held))
    saved = save(attempt, right_places(attempt), submit=True)
    assert (saved.attempt.score, saved.answered, saved.total) == (Decimal("10.0"), 4, 4)
    assert saved.attempt.submitted_at == NOW
    with pytest.raises(Refusal, match="已经交卷，不能再改"):
        save(attempt, wrong_places(attempt))
    # The same once more, as by pressing twice, is no mistake.
    assert save(attempt, right_places(attempt), submit=True).already
    assert Attempt.objects.get().score == Decimal("10.0")


def test_a_blank_paper_handed_in_is_a_test_taken_with_nothing(world, held, test):
    attempt = begun(test, somebody(world, held))
    save(attempt, {}, submit=True)
    attempt.refresh_from_db()
    assert (attempt.score, attempt.taken_on) == (Decimal(0), DAY)


# --- too late ------------------------------------------------------------------------------------


def test_the_last_moment_counts_the_next_does_not_and_nothing_is_lost(world, held, test):
    attempt = begun(test, somebody(world, held))
    right = right_places(attempt)
    save(attempt, {1: right[1]}, DUE)
    saved = save(attempt, {2: right[2], 3: right[3]}, LATE)
    assert saved.late
    attempt.refresh_from_db()
    assert (attempt.score, attempt.late_at) == (Decimal("2.0"), LATE)
    rows = attempt.questions.order_by("number")
    assert [row.right for row in rows] == [True, None, None, None]
    assert [row.late_chosen for row in rows] == [None, [0], [0, 2], None]


def test_handing_in_late_what_was_saved_in_time_is_not_late(world, held, test):
    attempt = begun(test, somebody(world, held))
    right = right_places(attempt)
    save(attempt, right)
    saved = save(attempt, right, LATE, submit=True)
    assert not saved.late
    attempt.refresh_from_db()
    assert (attempt.score, attempt.submitted_at, attempt.late_at) == (Decimal("10.0"), LATE, None)


def test_late_answers_count_once_accepted_with_a_reason(world, held, test):
    attempt = begun(test, somebody(world, held))
    right = right_places(attempt)
    save(attempt, {1: right[1], 4: right[4]})
    save(attempt, {2: right[2], 4: []}, LATE)
    clerk = world.users[Role.BUREAU_CLERK]
    assert list(queries.late_to_decide(clerk)) == [attempt]
    with pytest.raises(Refusal, match="请写明认可迟交的原因"):
        services.accept_late(attempt=attempt, reason=" ", user=clerk)
    services.accept_late(attempt=attempt, reason="断网，已核实", user=clerk)
    attempt.refresh_from_db()
    assert (attempt.score, attempt.late_reason, attempt.submitted_at) == (
        Decimal("4.0"),
        "断网，已核实",
        LATE,
    )
    assert [row.chosen for row in attempt.questions.order_by("number")] == [[0], [0], None, None]
    assert not queries.late_to_decide(clerk)
    with pytest.raises(Refusal, match="已经认可"):
        services.accept_late(attempt=attempt, reason="再来", user=clerk)


def test_only_late_answers_make_the_day_of_the_test(world, held, test):
    attempt = begun(test, somebody(world, held), datetime(2016, 9, 5, 10, 50, tzinfo=ZONE))
    after = datetime(2016, 9, 6, 0, 1, tzinfo=ZONE)
    save(attempt, right_places(attempt), after)
    assert Attempt.objects.get().taken_on is None
    services.accept_late(attempt=attempt, reason="停电", user=world.users[Role.BUREAU_CLERK])
    assert Attempt.objects.get().taken_on == date(2016, 9, 6)


def test_nobody_accepts_the_own_late_answers(world, held, test):
    both = make_user("both", (Role.BUREAU_CLERK, world.county), (Role.SELF, world.villages[0]))
    attempt = begun(test, somebody(world, held, account=both))
    save(attempt, {1: [0]}, LATE)
    with pytest.raises(Refusal, match="不能认可本人的迟交答案"):
        services.accept_late(attempt=attempt, reason="断网", user=both)
    assert not queries.late_to_decide(both)


def test_after_closing_answers_are_kept_apart_and_nothing_is_accepted(world, held, test):
    attempt = begun(test, somebody(world, held))
    services.close_test(test=test)
    saved = save(attempt, right_places(attempt))
    assert saved.late
    assert Attempt.objects.get().score is None
    clerk = world.users[Role.BUREAU_CLERK]
    assert not queries.late_to_decide(clerk)
    with pytest.raises(Refusal, match="测试已结束"):
        services.accept_late(attempt=attempt, reason="断网", user=clerk)


def test_after_the_session_was_handed_in_the_score_stands(world, held, test):
    attempt = begun(test, somebody(world, held))
    save(attempt, {1: right_places(attempt)[1]})
    Session.objects.filter(pk=held.pk).update(state=SessionState.SUBMITTED)
    assert save(attempt, right_places(attempt)).late
    assert Attempt.objects.get().score == Decimal("2.0")
    with pytest.raises(Refusal, match="待备案，测试成绩不再改动"):
        begun(test, somebody(world, held, 2))


# --- on paper ------------------------------------------------------------------------------------


def test_everybody_without_a_paper_gets_one_of_the_own(world, held, test):
    first, second = (somebody(world, held, serial) for serial in (1, 2))
    begun(test, first)
    made = services.make_papers(test=test, now=NOW)
    assert [(attempt.person_id, attempt.way, attempt.due_at) for attempt in made] == [
        (second.pk, AnswerWay.PRINTED, None)
    ]
    assert made[0].questions.count() == 4
    with pytest.raises(Refusal, match="名单上的人都已有试卷"):
        services.make_papers(test=test, now=NOW)


def test_papers_cost_the_same_for_two_and_for_sixty(world, held, test):
    def statements():
        with CaptureQueriesContext(connection) as caught:
            services.make_papers(test=test, now=NOW)
        return len(caught)

    for serial in (1, 2):
        somebody(world, held, serial)
    few = statements()
    for serial in range(3, 63):
        somebody(world, held, serial)
    assert statements() == few
    assert Attempt.objects.count() == 62
    assert AttemptQuestion.objects.count() == 62 * 4


def test_typed_letters_are_those_of_this_persons_paper(world, held, test):
    attempt = printed(test, somebody(world, held))
    marked = typed(attempt, letters(right_places(attempt)), world)
    assert (marked.score, marked.taken_on) == (Decimal("10.0"), DAY)
    assert marked.typed_by == world.users[Role.BUREAU_CLERK]
    # Mended: the last who typed stands on it.
    answers = letters(right_places(attempt)) | {1: ""}
    assert typed(attempt, answers, world, by=Role.BUREAU_REVIEWER).score == Decimal("8.0")
    attempt.refresh_from_db()
    assert attempt.typed_by == world.users[Role.BUREAU_REVIEWER]
    assert attempt.questions.get(number=1).chosen is None


def test_bad_letters_are_told_all_at_once_and_nothing_is_saved(world, held, test):
    attempt = printed(test, somebody(world, held))
    with pytest.raises(Refusal) as refused:
        typed(attempt, {1: "A", 2: "E", 4: "C"}, world)
    assert "第2题：“E”不是本题的选项，本题只有A至D这4个选项；第4题：“C”不是本题的选项" in str(refused.value)
    assert Attempt.objects.get().score is None


def test_an_empty_grid_is_not_a_blank_paper(world, held, test):
    attempt = printed(test, somebody(world, held))
    with pytest.raises(Refusal, match="缺考的，不用录入；交白卷的，请勾选"):
        typed(attempt, {}, world)
    with pytest.raises(Refusal, match="录入了答案，就不是白卷"):
        typed(attempt, {1: "A"}, world, blank=True)
    assert typed(attempt, {}, world, blank=True).score == Decimal(0)


@pytest.mark.parametrize("day", [DAY - timedelta(days=1), DAY + timedelta(days=1)])
def test_the_day_lies_between_the_beginning_and_today(world, held, test, day):
    attempt = printed(test, somebody(world, held))
    with pytest.raises(Refusal, match="测试日期应在2016年9月5日（测试开始）至今天之间"):
        typed(attempt, {1: "A"}, world, day=day)


def test_nobody_types_the_own_paper_and_none_after_closing(world, held, test):
    own = somebody(world, held, account=world.users[Role.BUREAU_CLERK])
    attempt = printed(test, own)
    with pytest.raises(Refusal, match="本人的答卷须由他人办理"):
        typed(attempt, {1: "A"}, world)
    services.close_test(test=test)
    with pytest.raises(Refusal, match="测试已结束"):
        typed(attempt, {1: "A"}, world, by=Role.BUREAU_REVIEWER)


def test_a_printed_paper_may_be_answered_on_screen_instead_but_not_both(world, held, test):
    who = somebody(world, held)
    paper = printed(test, who)
    on_screen = begun(test, who)
    assert (on_screen.pk, on_screen.way, on_screen.due_at) == (paper.pk, AnswerWay.SCREEN, DUE)
    with pytest.raises(Refusal, match="已在网上作答"):
        typed(paper, {1: "A"}, world)
    other = printed(test, somebody(world, held, 2))
    with pytest.raises(Refusal, match="这是纸质试卷"):
        save(other, {1: [0]})


def on_the_spot(test, who):
    return services.paper_for(test=test, person=who, way=AnswerWay.SPOT, now=NOW)


def test_a_paper_on_the_spot_is_answered_before_who_checks(world, held, test):
    who, clerk = somebody(world, held), world.users[Role.BUREAU_CLERK]
    paper = printed(test, who)
    spot = on_the_spot(test, who)
    assert (spot.pk, spot.way, spot.due_at) == (paper.pk, AnswerWay.SPOT, None)
    stand = queries.standing(test, who, NOW)
    assert (stand.state, stand.unanswered, stand.waits_on_paper) == ("waiting", True, False)
    assert not queries.printed(test).exists()
    with pytest.raises(Refusal, match="当面作答，请在那里作答"):
        save(spot, {1: [0]})
    with pytest.raises(Refusal, match="此人已当面作答"):
        typed(spot, {1: "A"}, world)
    with pytest.raises(Refusal, match="选项"):
        services.answer_on_spot(attempt=spot, answers={1: [9]}, user=clerk, now=NOW)
    right = right_places(spot)
    saved = services.answer_on_spot(attempt=spot, answers=right, user=clerk, now=NOW, submit=True)
    assert (saved.attempt.score, saved.attempt.typed_by) == (test.full, clerk)
    with pytest.raises(Refusal, match="已经交卷"):
        services.answer_on_spot(attempt=spot, answers={1: []}, user=clerk, now=NOW)
    # It can be had in print after all, as long as nothing is answered; on screen the time runs.
    second = somebody(world, held, 2)
    assert printed(test, second) == on_the_spot(test, second) == printed(test, second)
    assert printed(test, second).way == AnswerWay.PRINTED
    with pytest.raises(Refusal, match="纸质答卷，不在这里作答"):
        services.answer_on_spot(attempt=printed(test, second), answers={}, user=clerk, now=NOW)
    third = on_the_spot(test, somebody(world, held, 3, account=clerk))
    with pytest.raises(Refusal, match="本人的答卷须由他人办理"):
        services.answer_on_spot(attempt=third, answers={}, user=clerk, now=NOW)
    services.close_test(test=test)
    reviewer = world.users[Role.BUREAU_REVIEWER]
    with pytest.raises(Refusal, match="测试已结束"):
        services.answer_on_spot(attempt=third, answers={}, user=reviewer, now=NOW)


def test_who_failed_gets_a_further_paper_when_asked_for(world, held, test):
    failed, passed, absent = (somebody(world, held, serial) for serial in (1, 2, 3))
    services.make_papers(test=test, now=NOW)
    for who, answers in ((failed, wrong_places), (passed, right_places)):
        attempt = who.attempts.get()
        typed(attempt, letters(answers(attempt)), world)
    made = services.make_papers(test=test, now=NOW, again=True)
    assert [(attempt.person_id, attempt.number) for attempt in made] == [(failed.pk, 2)]
    assert absent.attempts.count() == 1
    with pytest.raises(Refusal, match="没有可以补考的人"):
        services.make_papers(test=test, now=NOW, again=True)


# --- for others ----------------------------------------------------------------------------------


def taken(test, who, day, score, number=1):
    """A paper of ``who`` with a score: the bare fact."""
    return Attempt.objects.create(
        test=test,
        person=who,
        unit_code=who.unit.code,
        place="甲镇",
        number=number,
        way=AnswerWay.PRINTED,
        seed=1,
        score=score,
        taken_on=day,
    )


def test_a_test_counts_once_a_person_in_the_year_of_the_first_paper(world, held, test):
    who, other, absent = (somebody(world, held, serial) for serial in (1, 2, 3))
    taken(test, who, date(2016, 12, 31), Decimal(3))
    taken(test, who, date(2017, 1, 4), Decimal(9), number=2)
    second = opened(make_test(world.county))
    taken(second, who, date(2016, 3, 1), Decimal(6))
    taken(second, other, date(2017, 3, 1), Decimal(5))
    printed(test, absent)
    people = [who.pk, other.pk, absent.pk]
    in_2016 = queries.taken_between(people, date(2016, 1, 1), date(2016, 12, 31))
    assert in_2016 == {who.pk: [(date(2016, 3, 1), second.pk, True), (date(2016, 12, 31), test.pk, False)]}
    in_2017 = queries.taken_between(people, date(2017, 1, 1), date(2017, 12, 31))
    assert in_2017 == {other.pk: [(date(2017, 3, 1), second.pk, False)]}
    both = queries.taken_between(people, date(2016, 1, 1), date(2017, 12, 31))
    assert both[who.pk][1] == (date(2016, 12, 31), test.pk, True)
    Session.objects.filter(pk=held.pk).update(state=SessionState.CANCELLED, cancel_reason="停电")
    assert queries.taken_between([who.pk], date(2016, 1, 1), date(2016, 12, 31)) == {
        who.pk: [(date(2016, 3, 1), second.pk, True)]
    }


def test_best_scores_of_a_session(world, held, test):
    who, absent = somebody(world, held), somebody(world, held, 2)
    taken(test, who, DAY, Decimal(3))
    taken(test, who, DAY, Decimal(7), number=2)
    assert queries.best_scores(held) == {who.pk: Decimal(7)}
    (result,) = queries.results(held)[absent.pk]
    assert (result.score, result.passed) == (None, False)
    harder = opened(make_test(world.county, session=held, pass_mark=Decimal(9)))
    taken(harder, who, DAY, Decimal(8))
    # Of two tests the one that lies lower against its own pass mark.
    assert queries.best_scores(held) == {who.pk: Decimal(8)}


def test_what_is_to_take(world, held, test):
    account = world.users[Role.SELF]
    who = somebody(world, held, account=account)
    assert [one.test for one in queries.to_take(who, NOW)] == [test]
    assert [one.test for one in queries.open_for(account, NOW)] == [test]
    before = OPENS - timedelta(days=1)
    assert [one.test for one in queries.to_take(who, before)] == [test]
    assert queries.open_for(account, before) == []
    assert queries.to_take(who, CLOSES) == []
    attempt = begun(test, who)
    save(attempt, wrong_places(attempt), submit=True)
    assert [one.left for one in queries.to_take(who, NOW)] == [1]
    attempt = begun(test, who)
    save(attempt, right_places(attempt), submit=True)
    assert queries.to_take(who, NOW) == []
    assert [(one.passed, one.best) for one in queries.tests_of(who, NOW)] == [(True, Decimal("10.0"))]


def test_statistics_add_up_over_papers_with_options_in_any_order(world, held, test):
    asked = {}
    for serial in range(1, 6):
        attempt = begun(test, somebody(world, held, serial))
        answers = right_places(attempt) if serial < 3 else wrong_places(attempt)
        answers.pop(2)
        save(attempt, answers, submit=True)
        for row in attempt.questions.all():
            asked.setdefault(row.question_id, []).append(row)
    # Begun, nothing answered: not counted.
    begun(test, somebody(world, held, 6))
    lines = queries.statistics_of(test, world.users[Role.BUREAU_CLERK])
    assert {line.question.pk for line in lines} == set(asked)
    for line in lines:
        rows = asked[line.question.pk]
        assert line.figures.asked == len(rows)
        assert line.figures.right == sum(row.right is True for row in rows)
        assert line.figures.blank == sum(row.chosen is None for row in rows)
        for option in range(len(line.question.options)):
            assert line.chosen.get(option, 0) == sum(option in (row.chosen or ()) for row in rows)
    shares = [line.figures.share for line in lines]
    assert shares == sorted(shares)
    years, of_course = queries.course_statistics(bank(world.county), world.users[Role.BUREAU_CLERK])
    assert years == [2016]
    assert sum(line.figures.asked for line in of_course) == 20
    assert len(of_course) == 10
    # Papers are drawn by lot: how many questions nobody got differs from run to run.
    shares = [line.figures.share for line in of_course]
    assert shares[len(asked) :] == [None] * (10 - len(asked))
    assert None not in shares[: len(asked)]
    # Another township sees what its own people answered: nothing.
    assert queries.statistics_of(test, world.foreign[Role.TOWNSHIP_CLERK]) == []


# --- two at once ---------------------------------------------------------------------------------


def both_begin(monkeypatch, *, lock=True):
    """The same person begins in two windows; each has looked before the other writes, if it can."""
    world = make_county()
    held = session(world.county, DAY, course=bank(world.county))
    test = opened(make_test(world.county, session=held))
    who = somebody(world, held)
    together, store = threading.Barrier(2), services._store

    def looked(*args):
        with contextlib.suppress(threading.BrokenBarrierError):  # the other waits for the lock
            together.wait(timeout=1)
        return store(*args)

    monkeypatch.setattr(services, "_store", looked)
    if not lock:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **how: rows)
    return at_once(*(lambda: begun(test, who) for _ in range(2)))


@pytest.mark.django_db(transaction=True)
def test_of_two_windows_at_once_both_get_the_same_paper(monkeypatch):
    one, two = both_begin(monkeypatch)
    assert isinstance(one, Attempt)
    assert one == two
    assert Attempt.objects.count() == 1
    assert AttemptQuestion.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_second_window_would_fail(monkeypatch):
    """The control: the race is real; the database still holds it to one paper."""
    results = both_begin(monkeypatch, lock=False)
    assert [type(one) for one in results if isinstance(one, Exception)] == [IntegrityError]
    assert Attempt.objects.count() == 1


def both_save(monkeypatch, *, lock=True):
    """Two windows save different questions at once; each has read before the other writes, if it can."""
    world = make_county()
    held = session(world.county, DAY, course=bank(world.county))
    test = opened(make_test(world.county, session=held))
    attempt = begun(test, somebody(world, held))
    right = right_places(attempt)
    together, mark = threading.Barrier(2), services._mark

    def looked(*args):
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait(timeout=1)
        return mark(*args)

    monkeypatch.setattr(services, "_mark", looked)
    if not lock:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **how: rows)
    results = at_once(*(lambda number=number: save(attempt, {number: right[number]}) for number in (1, 2)))
    assert not [one for one in results if isinstance(one, Exception)]
    return Attempt.objects.get()


@pytest.mark.django_db(transaction=True)
def test_answers_from_two_windows_at_once_both_count(monkeypatch):
    assert both_save(monkeypatch).score == Decimal("4.0")


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_score_would_miss_one(monkeypatch):
    """The control: each would add up only what it has seen."""
    assert both_save(monkeypatch, lock=False).score == Decimal("2.0")


def both_print(monkeypatch, *, lock=True):
    """Two clerks have papers made for the same list; each has looked before the other writes, if it can."""
    world = make_county()
    held = session(world.county, DAY, course=bank(world.county))
    test = opened(make_test(world.county, session=held))
    for serial in (1, 2):
        somebody(world, held, serial)
    together, store = threading.Barrier(2), services._store

    def looked(*args):
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait(timeout=1)
        return store(*args)

    monkeypatch.setattr(services, "_store", looked)
    if not lock:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **how: rows)
    return at_once(*(lambda: services.make_papers(test=test, now=NOW) for _ in range(2)))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_have_papers_made_at_once_one_is_told(monkeypatch):
    results = both_print(monkeypatch)
    (refusal,) = (one for one in results if isinstance(one, Exception))
    assert "名单上的人都已有试卷" in str(refusal)
    assert Attempt.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_second_printing_would_fail(monkeypatch):
    """The control: both saw that nobody has a paper."""
    results = both_print(monkeypatch, lock=False)
    assert [type(one) for one in results if isinstance(one, Exception)] == [IntegrityError]
    assert Attempt.objects.count() == 2
