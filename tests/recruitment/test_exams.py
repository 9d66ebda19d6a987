"""Examinations: lots once, marks by two hands, a third who settles, closing, who goes on, points once."""

import re
import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from guanling.accounts.enums import Role
from guanling.runs.errors import Outrun, Refusal
from recruitment.enums import ApplicationState, OutGround, Part, RoundKind, RoundState, Sat
from recruitment.models import Application, Bonus, Exam, Result, Round, Score, Seat
from recruitment.queries import exams as queries
from recruitment.rules import lots
from recruitment.services import exams as services
from tests.at_once import at_once
from tests.people import make_user
from tests.recruitment.exams_build import (
    AFTER,
    INTERVIEW,
    WRITTEN,
    arrange,
    bonus_letter,
    closed,
    drawn,
    enter,
    exam_round,
    marked,
    roles,
    typed,
)
from tests.recruitment.world import apply_to, frozen, make_opening, make_round, selection_county

PASSING = [90, 85, 80, 75]


@pytest.fixture
def four(db):
    """Four who may sit the written examination of one opening."""
    return exam_round()


def finish(world, round_, part=WRITTEN):
    act = services.finish_written if part == WRITTEN else services.finish_interview
    return act(round_=round_, user=roles(world)["head"])


def states(applications):
    return [Application.objects.get(pk=one.pk).state for one in applications]


# --- arranging -----------------------------------------------------------------------------------


def test_the_day_and_the_full_mark_are_the_rounds(four):
    world, round_, _ = four
    exam = arrange(world, round_)
    assert (exam.held_on, exam.full_mark) == (date(2016, 9, 25), Decimal(100))
    assert list(exam.rooms.values_list("order", "name", "seats")) == [
        (1, "第一考场", 30),
        (2, "第二考场", 30),
    ]
    arrange(world, round_, rooms=[("大教室", 50)])
    assert list(exam.rooms.values_list("name", "seats")) == [("大教室", 50)]
    assert Exam.objects.count() == 1


def test_the_frozen_full_mark_counts(db):
    world, round_, _ = exam_round(parameters=frozen(full_mark="150"))
    assert arrange(world, round_).full_mark == Decimal(150)


def test_what_cannot_be_arranged(four):
    world, round_, _ = four
    with pytest.raises(Refusal, match="请至少填写一个考场"):
        arrange(world, round_, rooms=[])
    with pytest.raises(Refusal, match="没有对该单位进行这项操作的权限"):
        arrange(world, round_, by=world.foreign[Role.TOWNSHIP_CLERK])
    with pytest.raises(Refusal, match="面试评委至少 5 名"):
        services.arrange(
            **{"round_": round_, "part": INTERVIEW, "starts": "09:00", "ends": "10:00", "site": "镇政府"},
            rooms=[("一室", 9)],
            judges=4,
            user=roles(world)["clerk"],
        )
    _, plain, _ = exam_round(world=world, with_interview=False)
    with pytest.raises(Refusal, match="方案没有安排面试"):
        arrange(world, plain, INTERVIEW)


def test_a_panel_of_two_cannot_lose_its_extremes(db):
    world, round_, _ = exam_round(parameters=frozen(panel_min="2"))
    with pytest.raises(Refusal, match="评委至少 3 名"):
        services.arrange(
            **{"round_": round_, "part": INTERVIEW, "starts": "09:00", "ends": "10:00", "site": "镇政府"},
            rooms=[("一室", 9)],
            judges=2,
            user=roles(world)["clerk"],
        )


def test_after_the_draw_place_and_rules_can_be_corrected_but_no_rooms(four):
    world, round_, _ = four
    drawn(world, round_)
    assert arrange(world, round_, rules="带身份证").rules == "带身份证"
    with pytest.raises(Refusal, match="已经抽签，考场、座位数和评委人数不能再改"):
        arrange(world, round_, rooms=[("大教室", 60)])


# --- drawing -------------------------------------------------------------------------------------


def test_everybody_accepted_gets_a_seat_that_the_seed_gives_again(four):
    world, round_, applications = four
    refused = apply_to(round_.openings.get(), "外人", state=ApplicationState.WITHDRAWN)
    exam = drawn(world, round_)
    seats = Seat.objects.filter(exam=exam)
    assert {seat.application_id for seat in seats} == {one.pk for one in applications}
    assert refused.pk not in {seat.application_id for seat in seats}
    assert re.fullmatch("[0-9a-f]{32}", exam.seed)
    assert (exam.drawn_by, queries.recomputed(exam)) == (roles(world)["clerk"], True)
    again = lots.seats(exam.seed, [one.number for one in applications], [lots.Room(1, 30), lots.Room(2, 30)])
    assert {seat.application.number: seat.number for seat in seats} == {
        number: place.number for number, place in again.items()
    }
    ticket = queries.seat_of(applications[0])
    assert ticket.ticket == f"{round_.code}01{ticket.number:03d}"
    assert (ticket.room, ticket.site, ticket.held_on) == ("第一考场", "甲镇中学", date(2016, 9, 25))


def test_another_seed_would_be_noticed(four):
    world, round_, _ = exam_round(number=9, world=four[0])
    exam = drawn(world, round_)
    Exam.objects.filter(pk=exam.pk).update(seed="0" * 32)
    assert queries.recomputed(Exam.objects.get(pk=exam.pk)) is False


def test_a_draw_is_refused(four):
    world, round_, _ = four
    exam = arrange(world, round_, rooms=[("小教室", 3)])
    clerk = roles(world)["clerk"]
    with pytest.raises(Refusal, match=r"考生 4 人，1 个考场共 3 座；请增加考场或座位（还差 1 座）"):
        services.draw(exam=exam, user=clerk)
    Round.objects.filter(pk=round_.pk).update(written_on=date(2016, 9, 26))
    with pytest.raises(Refusal, match="日期已经改变"):
        services.draw(exam=exam, user=clerk)
    arrange(world, round_)
    services.draw(exam=exam, user=clerk)
    seats = list(Seat.objects.values_list("ticket", flat=True))
    with pytest.raises(Refusal, match="只抽一次"):
        services.draw(exam=exam, user=clerk)
    assert list(Seat.objects.values_list("ticket", flat=True)) == seats


def test_nobody_to_draw(four):
    world, round_, _ = exam_round(number=0, world=four[0])
    with pytest.raises(Refusal, match="没有可以参加笔试的考生"):
        drawn(world, round_)


def test_a_seat_never_moves(four):
    world, round_, _ = four
    drawn(world, round_)
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        Seat.objects.update(number=29)


def test_an_interview_keeps_an_opening_in_one_room(four):
    world, round_, first = exam_round(number=3, state=RoundState.INTERVIEWING, world=four[0])
    second = make_opening(round_, world.townships[0], places=1, quota=1)
    more = [apply_to(second, name, state=ApplicationState.INTERVIEW) for name in ("甲某", "乙某")]
    exam = drawn(world, round_, INTERVIEW, rooms=[("面试一室", 4), ("面试二室", 4)])
    seats = {seat.application_id: (seat.room.order, seat.number) for seat in queries.seats(exam)}
    assert sorted(seats[one.pk] for one in first) == [(1, 1), (1, 2), (1, 3)]
    assert sorted(seats[one.pk] for one in more) == [(2, 1), (2, 2)]
    assert queries.recomputed(exam) is True
    assert "M01001" in Seat.objects.get(room__order=1, number=1).ticket


def test_an_opening_that_no_room_holds_is_named(four):
    world, round_, _ = exam_round(number=3, state=RoundState.INTERVIEWING, world=four[0])
    with pytest.raises(Refusal, match="第 1 号岗位有 3 人面试，没有一个面试室还容得下"):
        drawn(world, round_, INTERVIEW, rooms=[("面试一室", 2), ("面试二室", 2)])


# --- marks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mark", "says"),
    [
        (services.Typed(value=Decimal("100.5")), "100.5 分超出范围，应在 0 到 100 分之间"),
        (services.Typed(value=Decimal(-1)), "-1 分超出范围"),
        (services.Typed(value=Decimal("80.125")), "最多两位小数"),
        (services.Typed(), "请填写成绩；没有参加的请选择“缺考”"),
        (services.Typed(Sat.ABSENT, Decimal(60)), "缺考的不填成绩"),
        (services.Typed(Sat.BREACH), "违纪的请在“说明”中写明情况"),
        (services.Typed("late", Decimal(60)), "请选择到考情况"),
    ],
)
def test_marks_that_cannot_be_taken(four, mark, says):
    world, round_, applications = four
    exam = drawn(world, round_)
    good, bad = applications[:2]
    with pytest.raises(services.BadMarks) as raised:
        services.enter(
            exam=exam,
            hand=1,
            marks={good.pk: services.Typed(value=Decimal(60)), bad.pk: mark},
            user=roles(world)["first"],
            today=AFTER,
        )
    assert list(raised.value.faults) == [bad.pk]
    assert says in raised.value.faults[bad.pk]
    assert not Score.objects.exists()


def test_a_panel_gives_as_many_marks_as_it_has_judges(db):
    world, round_, (one, *_) = exam_round(state=RoundState.INTERVIEWING)
    exam = drawn(world, round_, INTERVIEW)
    for marks, says in (
        ([80] * 4, "应有 5 名评委的评分，现有 4 个"),
        ([80, 80, 80, 80, 101], "评委5的101 分超出"),
    ):
        with pytest.raises(services.BadMarks) as raised:
            enter(world, exam, {one.pk: marks})
        assert says in raised.value.faults[one.pk]
    enter(world, exam, {one.pk: [60, 79, 80, 80, 95]})
    assert Score.objects.get().value == Decimal("79.67")


def test_who_is_not_seated_gets_no_marks(four):
    world, round_, _ = four
    exam = drawn(world, round_)
    stranger = apply_to(round_.openings.get(), "后来", state=ApplicationState.ACCEPTED)
    with pytest.raises(services.BadMarks) as raised:
        enter(world, exam, {stranger.pk: 70})
    assert "座位表" in raised.value.faults[stranger.pk]


def test_two_hands_are_two_people(four):
    world, round_, (one, two, *_) = four
    exam = drawn(world, round_)
    who = roles(world)
    assert enter(world, exam, {one.pk: 70}) == (1, 0)
    assert enter(world, exam, {one.pk: 71, two.pk: 60}) == (1, 1)
    assert enter(world, exam, {one.pk: 71, two.pk: 60}) == (0, 0)
    with pytest.raises(services.BadMarks) as raised:
        enter(world, exam, {one.pk: 71}, hand=2, by=who["first"])
    assert "第 2 次须由另一个人录入" in raised.value.faults[one.pk]
    with pytest.raises(services.BadMarks) as raised:
        enter(world, exam, {one.pk: 72}, by=who["third"])
    assert f"第 1 次已由{who['first'].name}录入" in raised.value.faults[one.pk]
    enter(world, exam, {one.pk: 70}, hand=2)
    for hand in services.HANDS:
        with pytest.raises(services.BadMarks) as raised:
            enter(world, exam, {one.pk: 75}, hand=hand)
        assert "两次都已录入，不能再改" in raised.value.faults[one.pk]


def test_marks_before_the_day_and_after_the_closing(four):
    world, round_, applications = four
    exam = drawn(world, round_)
    with pytest.raises(Refusal, match="笔试在2016年9月25日举行，还不能录入成绩"):
        enter(world, exam, {applications[0].pk: 70}, today=date(2016, 9, 24))
    marked(world, exam, PASSING)
    services.close(exam=exam, user=roles(world)["head"], today=AFTER)
    with pytest.raises(Refusal, match="成绩已经确认"):
        enter(world, exam, {applications[0].pk: 70})
    with pytest.raises(IntegrityError, match="score_exam_is_open"), transaction.atomic():
        Score.objects.update(value=10)


@pytest.mark.parametrize(
    "columns",
    [
        {"value": Decimal("100.01")},
        {"value": Decimal("-0.01")},
        {"value": Decimal(150), "full_mark": Decimal(200)},
        {"judges": [Decimal(101)]},
        {"value": None},
        {"sat": "absent"},
    ],
)
def test_the_database_refuses_marks_that_cannot_be(four, columns):
    world, round_, (one, *_) = four
    exam = drawn(world, round_)
    enter(world, exam, {one.pk: 70})
    with pytest.raises(IntegrityError), transaction.atomic():
        Score.objects.update(**columns)


def test_raw_sql_gets_no_mark_above_the_maximum_in(four):
    world, round_, (one, *_) = four
    exam = drawn(world, round_)
    insert = (
        "INSERT INTO recruitment_score (exam_id, application_id, hand, sat, judges, value, full_mark, "
        "reason, entered_by_id, entered_at) VALUES (%s, %s, 1, 'present', '{}', %s, %s, '', %s, now())"
    )
    for value, full in (("101", "100"), ("101", "101")):
        with (
            pytest.raises(IntegrityError, match="score_within_full_mark"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(insert, (exam.pk, one.pk, value, full, roles(world)["first"].pk))


# --- settling and closing ------------------------------------------------------------------------


def settle(world, exam, application, mark=78, *, by=None, reason="对照试卷，应为78分"):
    value = typed(exam, mark)
    return services.settle(
        exam=exam,
        application=application,
        typed=services.Typed(value.sat, value.value, value.judges, reason),
        user=by or roles(world)["third"],
        today=AFTER,
    )


def test_a_third_settles_what_differs(four):
    world, round_, applications = four
    exam = drawn(world, round_)
    one = applications[0]
    enter(world, exam, dict(zip([a.pk for a in applications], PASSING, strict=True)))
    with pytest.raises(Refusal, match="还没有录入两次"):
        settle(world, exam, one)
    enter(world, exam, {a.pk: mark for a, mark in zip(applications, [87, 85, 80, 75], strict=True)}, hand=2)
    head = roles(world)["head"]
    with pytest.raises(Refusal, match="1 名考生两次录入不一致"):
        services.close(exam=exam, user=head, today=AFTER)
    for by in ("first", "second"):
        with pytest.raises(Refusal, match="您录入过这名考生的成绩，不能裁定"):
            settle(world, exam, one, by=roles(world)[by])
    with pytest.raises(Refusal, match="请写明裁定的依据"):
        settle(world, exam, one, reason=" ")
    with pytest.raises(Refusal, match="超出范围"):
        settle(world, exam, one, 101)
    settle(world, exam, one)
    with pytest.raises(Refusal, match="已由他人裁定"):
        settle(world, exam, one, by=head)
    services.close(exam=exam, user=head, today=AFTER)
    assert Result.objects.get(application=one).written == Decimal(78)


def test_closing_is_refused(four):
    world, round_, applications = four
    exam = drawn(world, round_)
    who = roles(world)
    enter(world, exam, {applications[0].pk: 70})
    with pytest.raises(Refusal, match="4 名考生的成绩没有录满两次"):
        services.close(exam=exam, user=who["head"], today=AFTER)
    with pytest.raises(Refusal, match="没有对该单位进行这项操作的权限"):
        services.close(exam=exam, user=who["second"], today=AFTER)
    enter(world, exam, {applications[0].pk: 70}, hand=2, by=who["head"])
    with pytest.raises(Refusal, match="您录入过这场考试的成绩，不能确认"):
        services.close(exam=exam, user=who["head"], today=AFTER)


def test_results_are_worked_out_with_their_steps(four):
    world, round_, applications = four
    closed(world, round_, [90, "缺考", "违纪", "59.5"])
    found = [queries.result_of(one) for one in applications]
    assert [(one.written, one.written_total, one.rank, one.ground) for one in found] == [
        (90, 90, None, ""),
        (None, None, None, "absent"),
        (None, None, None, "breach"),
        (Decimal("59.5"), Decimal("59.5"), None, "below_pass"),
    ]
    assert found[3].explanation[-1] == {
        "what": "笔试合格线",
        "text": "合格线 60 分，笔试总分 59.5 分，未达到，不进入下一环节。",
        "clause": "P2.4",
    }
    assert states(applications) == [ApplicationState.ACCEPTED] * 4


# --- going on ------------------------------------------------------------------------------------


def test_who_passes_goes_to_the_interview(db):
    world, round_, applications = exam_round(number=7)
    closed(world, round_, [90, 85, 80, 80, 79, 59, "缺考"])
    assert finish(world, round_) == {"未入选": 3, "进入面试": 4}
    assert states(applications) == ["interview"] * 4 + ["out"] * 3
    assert [Application.objects.get(pk=one.pk).out_ground for one in applications[4:]] == [
        OutGround.BEYOND_RATIO,
        OutGround.BELOW_PASS,
        OutGround.ABSENT,
    ]
    round_.refresh_from_db()
    assert round_.state == RoundState.INTERVIEWING
    assert round_.log.last().reason == "未入选 3 人，进入面试 4 人"


def test_the_interview_ends_with_who_is_checked_and_who_waits(db):
    world, round_, applications = exam_round(number=4, places=2)
    closed(world, round_, PASSING)
    finish(world, round_)
    closed(world, round_, [70, [60, 79, 80, 80, 95], 59, "缺考"], INTERVIEW)
    one = queries.result_of(applications[1])
    assert (one.written, one.interview, one.total, one.rank) == (85, Decimal("79.67"), Decimal("82.87"), 1)
    assert [line["what"] for line in one.explanation] == [
        "笔试",
        "笔试合格线",
        "面试人选",
        "面试",
        "综合成绩",
        "面试合格线",
        "名次",
    ]
    assert finish(world, round_, INTERVIEW) == {"未入选": 2, "进入考察体检": 2, "递补候选": 0}
    assert states(applications) == ["checking", "checking", "out", "out"]
    round_.refresh_from_db()
    assert round_.state == RoundState.CHECKING


def test_equal_ones_at_the_last_place_are_all_checked_and_it_is_told(db):
    world, round_, applications = exam_round(number=3, with_interview=False)
    closed(world, round_, [80, 80, 70])
    assert finish(world, round_) == {"未入选": 0, "进入考察体检": 2, "递补候选": 1}
    assert states(applications) == ["checking", "checking", "waiting"]
    assert [(opening.pk, places, checked) for opening, places, checked in queries.crowded(round_)] == [
        (round_.openings.get().pk, 1, 2)
    ]
    assert not Exam.objects.filter(part=INTERVIEW).exists()


def test_where_nobody_passes_the_round_goes_on_without_anybody(db):
    world, round_, applications = exam_round(number=2)
    closed(world, round_, [50, "缺考"])
    assert finish(world, round_)["未入选"] == 2
    round_.refresh_from_db()
    assert round_.state == RoundState.CHECKING
    assert states(applications) == ["out", "out"]


def test_released_places_narrow_who_is_checked(db):
    world, round_, applications = exam_round(number=2, places=2)
    closed(world, round_, [80, 75])
    finish(world, round_)
    round_.openings.update(released=1, release_reason="撤并")
    closed(world, round_, [80, 80], INTERVIEW)
    finish(world, round_, INTERVIEW)
    assert states(applications) == ["checking", "waiting"]


def test_no_step_ends_before_its_marks_are_closed(four):
    world, round_, _ = four
    with pytest.raises(Refusal, match="笔试成绩还没有确认"):
        finish(world, round_)
    with pytest.raises(Refusal, match="只在“面试”环节进行"):
        finish(world, round_, INTERVIEW)
    with pytest.raises(Refusal, match="没有对该单位"):
        services.finish_written(round_=round_, user=roles(world)["clerk"])


# --- points by letter ----------------------------------------------------------------------------


@pytest.fixture
def station(db):
    """A county's exam with two who may sit, the first with a letter of P6.3."""
    world = selection_county()
    round_ = make_round(world.county, state=RoundState.WRITTEN, kind=RoundKind.STATION)
    opening = make_opening(round_, world.townships[0], kind="physician", quota=1)
    applications = [apply_to(opening, name, state=ApplicationState.ACCEPTED) for name in ("甲某", "乙某")]
    bonus_letter(world, applications[0])
    return world, round_, applications


def claim(world, application):
    return services.claim_bonus(application=application, user=world.users[Role.BUREAU_CLERK])


def test_points_by_letter_count_after_another_has_confirmed_them(station):
    world, round_, (one, two) = station
    (candidate,) = queries.claimable(round_)
    assert candidate[0] == one
    bonus = claim(world, one)
    assert (bonus.points, bonus.letter_number[:6]) == (Decimal(10), "关人口计生荐")
    assert queries.claimable(round_) == []
    clerk, reviewer = world.users[Role.BUREAU_CLERK], world.users[Role.BUREAU_REVIEWER]
    exam = services.arrange(
        round_=round_, part=WRITTEN, starts="09:00", ends="11:00", site="一中", rooms=[("一", 9)], user=clerk
    )
    services.draw(exam=exam, user=clerk)
    other = make_user("county_clerk", (Role.BUREAU_CLERK, world.county))
    for hand, user in ((1, clerk), (2, other)):
        enter(world, exam, {one.pk: 55, two.pk: 55}, hand=hand, by=user)
    with pytest.raises(Refusal, match="还有加分登记没有核实"):
        services.close(exam=exam, user=reviewer, today=AFTER)
    with pytest.raises(Refusal, match="没有对该单位"):
        services.confirm_bonus(bonus=bonus, user=clerk)
    services.confirm_bonus(bonus=bonus, user=reviewer)
    with pytest.raises(Outrun):
        services.confirm_bonus(bonus=bonus, user=reviewer)
    with pytest.raises(Outrun):
        services.drop_bonus(bonus=bonus, user=clerk)
    services.close(exam=exam, user=reviewer, today=AFTER)
    assert [(r.written_total, r.ground) for r in queries.results(round_)] == [(65, ""), (55, "below_pass")]
    with pytest.raises(Refusal, match="笔试成绩已经确认"):
        claim(world, two)


def test_points_are_refused(station):
    world, _, (one, two) = station
    with pytest.raises(Refusal, match="没有找到这名考生的考录加分推荐函"):
        claim(world, two)
    bonus = claim(world, one)
    with pytest.raises(Refusal, match="每人只加一次"):
        claim(world, one)
    services.drop_bonus(bonus=bonus, user=world.users[Role.BUREAU_CLERK])
    assert not Bonus.objects.exists()
    *_, (director, *_) = exam_round(world=world)
    with pytest.raises(Refusal, match="只用于县中心、乡镇站工作人员招聘"):
        services.claim_bonus(application=director, user=roles(world)["clerk"])


def test_the_database_lets_a_person_have_points_once(station):
    world, _, (one, two) = station
    bonus = claim(world, one)
    bonus.pk, bonus.application = None, two
    with pytest.raises(IntegrityError), transaction.atomic():
        bonus.save()


# --- state × act ---------------------------------------------------------------------------------


ACTS = {
    "arrange written": (("announced", "reviewing", "written"), lambda w, r, e: arrange(w, r)),
    "draw": (("written",), lambda w, r, e: services.draw(exam=e, user=roles(w)["clerk"])),
    "close": (("written",), lambda w, r, e: services.close(exam=e, user=roles(w)["head"], today=AFTER)),
    "finish written": (("written",), lambda w, r, e: finish(w, r)),
    "finish interview": (("interviewing",), lambda w, r, e: finish(w, r, INTERVIEW)),
    "arrange interview": (("written", "interviewing"), lambda w, r, e: arrange(w, r, INTERVIEW)),
}


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("state", [state for state in RoundState if state != RoundState.PREPARING])
def test_each_act_belongs_to_its_step(db, state, name):
    """Whether the step is the right one is asked first: another one is named in the refusal."""
    allowed, act = ACTS[name]
    world, round_, _ = exam_round(state=state)
    exam = Exam.objects.create(
        round=round_,
        part=WRITTEN,
        held_on=round_.written_on,
        starts="09:00",
        ends="11:00",
        site="甲镇中学",
        full_mark=100,
    )
    said = ""
    try:
        act(world, round_, exam)
    except Refusal as refusal:
        said = str(refusal)
    assert ("目前处于" in said) is (state not in allowed), said


# --- how many statements -------------------------------------------------------------------------


def steps_of(world, number):
    """The acts of a written examination of so many, in order."""
    world, round_, applications = exam_round(number=number, world=world)
    exam = arrange(world, round_, rooms=[(f"第{one}考场", 40) for one in range(1, 6)])
    marks = {one.pk: 61 + one.pk % 39 for one in applications}
    return [
        lambda: services.draw(exam=exam, user=roles(world)["clerk"]),
        lambda: enter(world, exam, dict.fromkeys(marks, 60)),
        lambda: enter(world, exam, marks),
        lambda: enter(world, exam, marks, hand=2),
        lambda: services.close(exam=exam, user=roles(world)["head"], today=AFTER),
        lambda: finish(world, round_),
    ]


def test_as_many_statements_for_two_hundred_as_for_two(db):
    world, counted = selection_county(), []
    # Once for nothing: an account reads its rights once.
    for number in (2, 2, 200):
        numbers = []
        for step in steps_of(world, number):
            with CaptureQueriesContext(connection) as captured:
                step()
            numbers.append(len(captured))
        counted.append(numbers)
    _, few, many = counted
    assert few[:-1] == many[:-1]
    # Of two hundred some are out by the ratio: one ground more, which is three statements.
    assert many[-1] - few[-1] == 3
    assert max(many) <= 40


# --- at once -------------------------------------------------------------------------------------


def unlocked(monkeypatch):
    """The controls: nobody waits for anybody."""
    monkeypatch.setattr(
        services, "lock_round", lambda round_, *states: Round.objects.select_related("unit").get(pk=round_.pk)
    )
    monkeypatch.setattr(
        services, "lock_exam", lambda exam: Exam.objects.select_related("round__unit").get(pk=exam.pk)
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_draws_one_counts():
    world, round_, _ = exam_round(number=30)
    exam = arrange(world, round_)
    clerks = (roles(world)["clerk"], roles(world)["second"])
    results = at_once(*[lambda clerk=clerk: services.draw(exam=exam, user=clerk) for clerk in clerks])
    assert sorted(type(one).__name__ for one in results) == ["Refusal", "int"]
    exam.refresh_from_db()
    assert queries.recomputed(exam) is True


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_second_draw_breaks_on_the_seats(monkeypatch):
    """The control: without the lock both find nothing drawn, and only the seats' uniqueness stops one."""
    unlocked(monkeypatch)
    world, round_, _ = exam_round(number=30)
    exam = arrange(world, round_)
    together(monkeypatch)
    results = at_once(*[lambda: services.draw(exam=exam, user=roles(world)["clerk"])] * 2)
    assert IntegrityError in [type(one) for one in results]


def together(monkeypatch):
    """Both have read what stands before either writes."""
    barrier = threading.Barrier(2)
    token = services.secrets.token_hex

    def wait(size):
        barrier.wait(timeout=20)
        return token(size)

    monkeypatch.setattr(services.secrets, "token_hex", wait)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_enter_the_same_hand_one_is_told():
    world, round_, applications = exam_round(number=30)
    exam = drawn(world, round_)
    marks = {one.pk: 70 for one in applications}
    results = at_once(
        lambda: enter(world, exam, marks, by=roles(world)["first"]),
        lambda: enter(world, exam, marks, by=roles(world)["third"]),
    )
    assert sorted(type(one).__name__ for one in results) == ["BadMarks", "tuple"]
    told = next(one for one in results if isinstance(one, services.BadMarks))
    assert len(told.faults) == 30
    assert len(set(Score.objects.values_list("entered_by", flat=True))) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_hand_breaks_on_the_constraint(monkeypatch):
    """The control: both find nothing entered, and the second gets no sentence but an error."""
    world, round_, applications = exam_round(number=30)
    exam = drawn(world, round_)
    unlocked(monkeypatch)
    barrier = threading.Barrier(2)
    create = Score.objects.bulk_create

    def wait(rows):
        barrier.wait(timeout=20)
        return create(rows)

    monkeypatch.setattr(Score.objects, "bulk_create", wait)
    marks = {one.pk: 70 for one in applications}
    results = at_once(
        lambda: enter(world, exam, marks, by=roles(world)["first"]),
        lambda: enter(world, exam, marks, by=roles(world)["third"]),
    )
    assert IntegrityError in [type(one) for one in results]


def close_and_enter(monkeypatch):
    """Somebody changes a mark by raw SQL in the middle of the closing; return (told, mark, result)."""
    world, round_, applications = exam_round(number=2)
    exam = drawn(world, round_)
    marked(world, exam, [90, 80])
    read, written = threading.Event(), threading.Event()
    compared = queries.compared

    def pause(exam):
        rows = compared(exam)
        read.set()
        written.wait(timeout=2)
        return rows

    monkeypatch.setattr(services.queries, "compared", pause)

    def change():
        read.wait(timeout=20)
        try:
            Score.objects.filter(application=applications[0]).update(value=50)
        finally:
            written.set()

    closing, changing = at_once(
        lambda: services.close(exam=exam, user=roles(world)["head"], today=AFTER), change
    )
    assert closing == 2
    mark = Score.objects.filter(application=applications[0]).first().value
    return changing, mark, Result.objects.get(application=applications[0]).written


@pytest.mark.django_db(transaction=True)
def test_a_mark_changed_while_marks_are_closed_waits_and_is_refused(monkeypatch):
    told, mark, result = close_and_enter(monkeypatch)
    assert isinstance(told, IntegrityError)
    assert "score_exam_is_open" in str(told)
    assert mark == result == Decimal(90)


@pytest.mark.django_db(transaction=True)
def test_without_lock_and_trigger_the_result_would_not_be_the_mark(monkeypatch):
    """The control: the race is real."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE recruitment_score DISABLE TRIGGER USER")
    try:
        told, mark, result = close_and_enter(monkeypatch)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE recruitment_score ENABLE TRIGGER USER")
    assert (told, mark, result) == (None, Decimal(50), Decimal(90))


@pytest.mark.parametrize("part", Part.values)
def test_every_ground_that_a_part_can_end_by_has_its_words(part):
    grounds = [OutGround.ABSENT, OutGround.BREACH, OutGround.BELOW_PASS]
    if part == WRITTEN:
        grounds += [OutGround.BEYOND_RATIO, OutGround.CANCELLED]
    assert all(services.OUT_WORDS[part, ground] for ground in grounds)
