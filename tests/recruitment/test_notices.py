"""Check, public notice, objections, moving up: what each act does and refuses (P2.4)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from guanling.documents.models import Paper
from guanling.documents.services.papers import render_paper
from guanling.runs.errors import Outrun, Refusal
from recruitment.enums import ApplicationState, NoticeState, ObjectionState, RoundState
from recruitment.models import Application, Check, Hire, Notice, Objection
from recruitment.services import checks, notices, objections, rounds, succession
from tests.recruitment.notice_build import (
    AFTER,
    DAY,
    FIRST,
    LAST,
    a_notice,
    an_objection,
    candidate,
    check,
    checked_rows,
    confirm,
    moves_of,
    prepare,
    publish,
    raise_objection,
    round_and_opening,
    town,
)
from tests.recruitment.world import make_opening

S = ApplicationState


@pytest.fixture
def world(db):
    return town()


def states(*people):
    """The states of people as they stand now."""
    return [Application.objects.get(pk=one.pk).state for one in people]


# --- checks --------------------------------------------------------------------------------------


def test_both_passed_moves_on_and_one_alone_does_not(world):
    _, opening = round_and_opening(world)
    one = candidate(opening, "王甲", 1)
    assert check(one, world.clerk).told == ""
    assert one.state == S.CHECKING
    check(one, world.clerk, kind="medical")
    assert one.state == S.CHECKED
    assert moves_of(one) == [("checking", "checked")]


def test_without_a_medical_the_check_is_enough_and_a_medical_is_refused(world):
    _, opening = round_and_opening(world, with_medical=False)
    one = candidate(opening, "王甲", 1)
    with pytest.raises(Refusal, match="没有安排体检"):
        check(one, world.clerk, kind="medical")
    check(one, world.clerk)
    assert one.state == S.CHECKED


@pytest.mark.parametrize(("kind", "ground"), [("check", "check_failed"), ("medical", "medical_failed")])
def test_who_fails_is_out_and_the_next_moves_up_at_once(world, kind, ground):
    _, opening = round_and_opening(world)
    one = candidate(opening, "王甲", 1)
    second, third = (candidate(opening, name, rank, S.WAITING) for name, rank in (("李乙", 2), ("张丙", 3)))
    moved = check(one, world.clerk, kind=kind, outcome="failed")
    assert states(one, second, third) == [S.OUT, S.CHECKING, S.WAITING]
    assert one.out_ground == ground
    assert moved.told == "甲家村人口主任由李乙递补进入考察。"
    # Another's name and why that one fell out stand in nobody else's record.
    assert "王甲" not in second.log.get().reason
    assert "不合格" not in second.log.get().reason


def test_equals_move_up_together_and_it_is_told(world):
    _, opening = round_and_opening(world)
    one = candidate(opening, "王甲", 1)
    equals = [candidate(opening, name, 2, S.WAITING) for name in ("李乙", "张丙")]
    told = check(one, world.clerk, outcome="failed").told
    assert "李乙、张丙递补" in told
    assert "名次相同" in told
    assert states(*equals) == [S.CHECKING, S.CHECKING]


def test_nobody_left_is_told_and_the_place_can_be_released(world):
    _, opening = round_and_opening(world)
    one = candidate(opening, "王甲", 1)
    assert "无人递补" in check(one, world.clerk, outcome="failed").told
    rounds.release_places(opening=opening, places=1, reason="无合格人选", user=world.director)
    assert (opening.released, opening.release_reason) == (1, "无合格人选")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"by": ("王一", "王一")}, "两位"),
        ({"by": ("王一", " ")}, "两位"),
        ({"summary": " "}, "考察情况"),
        ({"held_on": DAY + timedelta(days=1)}, "今天以前"),
        ({"held_on": date(2016, 10, 8)}, "考试（2016年10月9日）以后"),
        ({"outcome": "maybe"}, "结论"),
        ({"kind": "medical", "by": ("",)}, "医院"),
        ({"kind": "medical", "summary": "血压高"}, "不写病情"),
    ],
)
def test_what_a_check_refuses_leaves_nothing(world, fields, told):
    _, opening = round_and_opening(world)
    one = candidate(opening, "王甲", 1)
    with pytest.raises(Refusal, match=told):
        check(one, world.clerk, **fields)
    assert not Check.objects.exists()
    assert states(one) == [S.CHECKING]


def test_a_check_is_recorded_once_and_by_who_has_the_right(world):
    _, opening = round_and_opening(world)
    one = candidate(opening, "王甲", 1)
    with pytest.raises(Refusal, match="权限"):
        check(one, world.director)
    check(one, world.clerk)
    with pytest.raises(Refusal, match="已经登记"):
        check(one, world.clerk, outcome="failed")
    with pytest.raises(Exception, match="recruitment_check"), transaction.atomic():
        Check.objects.update(outcome="failed")


def test_giving_up_at_each_step_lets_the_next_move_up(world):
    for state in (S.CHECKING, S.CHECKED, S.NOTICE, S.CLEARED):
        _, opening = round_and_opening(world)
        one, second = candidate(opening, "王甲", 1, state), candidate(opening, "李乙", 2, S.WAITING)
        checks.decline(application=one, declared_on=DAY, user=world.clerk, today=DAY)
        assert states(one, second) == [S.OUT, S.CHECKING]
        assert one.out_ground == "declined"
        assert one.out_reason == "本人2016年10月14日书面放弃"


def test_who_only_waits_gives_up_without_anybody_moving_up(world):
    _, opening = round_and_opening(world)
    candidate(opening, "王甲", 1)
    second, third = (candidate(opening, name, rank, S.WAITING) for name, rank in (("李乙", 2), ("张丙", 3)))
    moved = checks.decline(application=second, declared_on=DAY, user=world.clerk, today=DAY)
    assert moved.told == ""
    assert states(second, third) == [S.OUT, S.WAITING]


def test_giving_up_is_refused_ahead_of_its_day_and_with_a_file_at_the_county(world):
    _, opening = round_and_opening(world)
    one = candidate(opening, "王甲", 1, S.CLEARED)
    with pytest.raises(Refusal, match="今天以后"):
        checks.decline(application=one, declared_on=AFTER, user=world.clerk, today=DAY)
    Hire.objects.create(application=one, start_on=date(2016, 12, 1))
    with pytest.raises(Refusal, match="审批聘用"):
        checks.decline(application=one, declared_on=DAY, user=world.clerk, today=DAY)


# --- more than there are places ------------------------------------------------------------------


def test_the_leading_group_chooses_and_who_is_not_chosen_is_the_next(world):
    round_, opening = round_and_opening(world)
    one, two = (candidate(opening, name, 1, S.CHECKED) for name in ("王甲", "李乙"))
    for each in (one, two):
        checked_rows(each, world.clerk, "check", "medical")
    later = candidate(opening, "张丙", 3, S.WAITING)
    with pytest.raises(Refusal, match="研究确定"):
        prepare(round_, world.clerk)
    with pytest.raises(Refusal, match="权限"):
        checks.choose(opening=opening, chosen=[two], reason="领导小组研究", user=world.clerk)
    with pytest.raises(Refusal, match="应确定 1 人"):
        checks.choose(opening=opening, chosen=[one, two], reason="研究", user=world.director)
    with pytest.raises(Refusal, match="请写明"):
        checks.choose(opening=opening, chosen=[two], reason="", user=world.director)
    others = checks.choose(opening=opening, chosen=[two], reason="有基层经历", user=world.director)
    assert others == ("王甲",)
    assert states(one, two) == [S.WAITING, S.CHECKED]
    # The chosen one gives up: the other, who passed already, stands in for the place without another check.
    checks.decline(application=two, declared_on=DAY, user=world.clerk, today=DAY)
    assert states(one, two, later) == [S.CHECKED, S.OUT, S.WAITING]


def test_nobody_is_chosen_while_an_equal_is_still_being_checked(world):
    round_, opening = round_and_opening(world)
    one, _ = candidate(opening, "王甲", 1, S.CHECKED), candidate(opening, "李乙", 1)
    with pytest.raises(Refusal, match="正在考察体检"):
        checks.choose(opening=opening, chosen=[one], reason="研究", user=world.director)
    # Nor does a notice run ahead with the one of the two who was checked first.
    with pytest.raises(Refusal, match="没有考察体检合格"):
        prepare(round_, world.clerk, leave_checking=True)


# --- the notice ----------------------------------------------------------------------------------


def test_from_the_check_to_the_cleared(world):
    round_, opening = round_and_opening(world)
    one = candidate(opening, "王甲", 1, S.CHECKED)
    notice = prepare(round_, world.clerk)
    assert (notice.serial, notice.last_day, notice.state) == (1, LAST, NoticeState.PREPARED)
    round_.refresh_from_db()
    assert (round_.state, states(one)) == (RoundState.NOTICE, [S.NOTICE])
    paper = publish(notice, world.director)
    assert paper.number == "甲府选公〔2016〕1号"
    assert paper.content["table"]["rows"] == [["1", "甲家村人口主任", "王甲", "89.00", "1"]]
    assert confirm(notice, world.director) == 1
    round_.refresh_from_db()
    assert (round_.state, states(one)) == (RoundState.APPROVING, [S.CLEARED])
    assert list(round_.log.values_list("to_state", flat=True)) == ["notice", "approving"]
    render_paper(paper.pk)
    paper.refresh_from_db()
    assert paper.state == "ready"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"first_day": date(2016, 10, 19)}, "已经过去"),
        ({"working_days": 4}, "不少于 5 个工作日（P2.4）"),
    ],
)
def test_what_preparing_refuses(world, fields, told):
    round_, opening = round_and_opening(world)
    one = candidate(opening, "王甲", 1, S.CHECKED)
    with pytest.raises(Refusal, match=told):
        prepare(round_, world.clerk, **fields)
    assert states(one) == [S.CHECKED]
    with pytest.raises(Refusal, match="权限"):
        prepare(round_, world.director)


def test_the_rounds_own_policy_says_how_long(world):
    from tests.recruitment.world import frozen

    round_, opening = round_and_opening(world, parameters=frozen(notice_working_days="7"))
    candidate(opening, "王甲", 1, S.CHECKED)
    with pytest.raises(Refusal, match="不少于 7"):
        prepare(round_, world.clerk)
    assert prepare(round_, world.clerk, working_days=7).last_day == date(2016, 11, 1)


def test_those_still_being_checked_come_on_a_later_notice_only_when_said_so(world):
    round_, opening = round_and_opening(world, places=2)
    one, two = candidate(opening, "王甲", 1, S.CHECKED), candidate(opening, "李乙", 2)
    with pytest.raises(Refusal, match="还有人正在考察体检"):
        prepare(round_, world.clerk)
    first = prepare(round_, world.clerk, leave_checking=True)
    assert states(one, two) == [S.NOTICE, S.CHECKING]
    check(two, world.clerk)
    check(two, world.clerk, kind="medical")
    with pytest.raises(Refusal, match="已有一次公示等待签发"):
        prepare(round_, world.clerk)
    publish(first, world.director)
    second = prepare(round_, world.clerk)
    assert (second.serial, list(second.lines.values_list("application", flat=True))) == (2, [two.pk])


def test_a_first_batch_is_approved_while_a_second_is_being_checked(world):
    round_, opening = round_and_opening(world, places=2)
    one, two = candidate(opening, "王甲", 1, S.CHECKED), candidate(opening, "李乙", 2)
    first = prepare(round_, world.clerk, leave_checking=True)
    publish(first, world.director)
    confirm(first, world.director)
    round_.refresh_from_db()
    # The furthest open step is the county's; the second is checked and noticed all the same.
    assert round_.state == RoundState.APPROVING
    check(two, world.clerk)
    check(two, world.clerk, kind="medical")
    second = prepare(round_, world.clerk, first_day=date(2016, 10, 31), today=AFTER)
    round_.refresh_from_db()
    assert (round_.state, states(one, two)) == (RoundState.APPROVING, [S.CLEARED, S.NOTICE])
    # The first is appointed: the furthest open step is the notice again once this part acts.
    Application.objects.filter(pk=one.pk).update(state=S.APPOINTED)
    publish(second, world.director, today=AFTER)
    checks_before = round_.log.count()
    notices.stop(notice=second, reason="成绩有误", user=world.director)
    round_.refresh_from_db()
    assert round_.state == RoundState.CHECKING
    assert round_.log.count() == checks_before + 1
    third = prepare(round_, world.clerk, first_day=date(2016, 10, 31), today=AFTER)
    publish(third, world.director, today=AFTER)
    assert confirm(third, world.director, today=date(2016, 11, 5)) == 1
    round_.refresh_from_db()
    assert (round_.state, third.serial) == (RoundState.APPROVING, 3)


def test_who_prepared_neither_publishes_nor_confirms(world):
    round_, opening = round_and_opening(world)
    one = candidate(opening, "王甲", 1, S.NOTICE)
    notice = a_notice(round_, [one], by=world.director, state=NoticeState.PREPARED)
    with pytest.raises(Refusal, match="拟稿人不能签发"):
        publish(notice, world.director)
    with pytest.raises(Refusal, match="权限"):
        publish(notice, world.clerk)
    publish(notice, world.leader)
    with pytest.raises(Refusal, match="拟稿人不能确认"):
        confirm(notice, world.director)
    with pytest.raises(IntegrityError, match="notice_maker_is_not_checker"), transaction.atomic():
        Notice.objects.update(published_by=world.director)
    assert confirm(notice, world.leader) == 1


def test_a_notice_is_not_published_behind_its_first_day_nor_empty(world):
    round_, opening = round_and_opening(world)
    one = candidate(opening, "王甲", 1, S.CHECKED)
    notice = prepare(round_, world.clerk)
    with pytest.raises(Refusal, match="已经过去"):
        publish(notice, world.director, today=date(2016, 10, 25))
    checks.decline(application=one, declared_on=DAY, user=world.clerk, today=DAY)
    with pytest.raises(Refusal, match="没有人"):
        publish(notice, world.director)
    assert not Paper.objects.filter(kind="selection-notice").exists()


def test_nothing_ends_by_time_alone(world, client):
    round_, opening = round_and_opening(world)
    one = candidate(opening, "王甲", 1, S.CHECKED)
    notice = prepare(round_, world.clerk)
    publish(notice, world.director)
    # Years later, read by whoever: it still runs, and the person is still on it.
    from django.urls import reverse

    assert "公示中" in client.get(reverse("recruitment:public-notice", args=[notice.pk])).content.decode()
    client.force_login(world.director)
    page = client.get(reverse("recruitment:notice", args=[notice.pk])).content.decode()
    assert "公示不会自行结束" in page
    notice.refresh_from_db()
    assert (notice.state, states(one)) == (NoticeState.RUNNING, [S.NOTICE])
    assert round_.log.count() == 1


def test_confirming_asks_for_the_last_day_to_have_passed_and_a_remark(world):
    round_, opening = round_and_opening(world)
    notice = a_notice(round_, [candidate(opening, "王甲", 1, S.NOTICE)], by=world.clerk)
    with pytest.raises(Refusal, match="期满的次日"):
        confirm(notice, world.director, today=LAST)
    with pytest.raises(Refusal, match="请写明公示情况"):
        notices.confirm(notice=notice, remark=" ", user=world.director, today=AFTER)
    with pytest.raises(Refusal, match="权限"):
        confirm(notice, world.clerk)


def test_a_stopped_notice_gives_its_people_back_and_the_next_has_the_next_number(world):
    round_, opening = round_and_opening(world)
    one = candidate(opening, "王甲", 1, S.CHECKED)
    notice = prepare(round_, world.clerk)
    publish(notice, world.director)
    with pytest.raises(Refusal, match="权限"):
        notices.stop(notice=notice, reason="名字写错", user=world.clerk)
    with pytest.raises(Refusal, match="终止公示的原因"):
        notices.stop(notice=notice, reason="", user=world.director)
    assert notices.stop(notice=notice, reason="名字写错", user=world.director) == 1
    round_.refresh_from_db()
    assert (states(one), notice.remark, round_.state) == ([S.CHECKED], "名字写错", RoundState.CHECKING)
    again = prepare(round_, world.clerk)
    assert publish(again, world.director).number == "甲府选公〔2016〕2号"


def test_the_clerk_stops_what_is_not_published_yet(world):
    round_, opening = round_and_opening(world)
    one = candidate(opening, "王甲", 1, S.CHECKED)
    notices.stop(notice=prepare(round_, world.clerk), reason="日期填错", user=world.clerk)
    assert states(one) == [S.CHECKED]


# --- objections ----------------------------------------------------------------------------------


def test_upheld_takes_one_off_and_the_notice_runs_on_for_the_others(world):
    round_, opening = round_and_opening(world)
    other_opening = make_opening(round_, world.townships[0], quota=None)
    one, second = candidate(opening, "王甲", 1, S.NOTICE), candidate(opening, "李乙", 2, S.WAITING)
    other = candidate(other_opening, "张丙", 1, S.NOTICE)
    notice = a_notice(round_, [one, other], by=world.clerk)
    objection = raise_objection(notice, world.clerk)
    with pytest.raises(Refusal, match="还有 1 件异议"):
        confirm(notice, world.director)
    objections.examine(objection=objection, findings="学历证书系伪造", user=world.clerk)
    moved = objections.decide(objection=objection, upheld=True, answer="反映属实", user=world.director)
    assert moved.names == ("李乙",)
    assert states(one, second, other) == [S.OUT, S.CHECKING, S.NOTICE]
    assert confirm(notice, world.director) == 1
    round_.refresh_from_db()
    assert states(one, second, other) == [S.OUT, S.CHECKING, S.CLEARED]
    assert round_.state == RoundState.APPROVING


def test_with_nobody_cleared_the_round_goes_back_to_the_check(world):
    round_, opening = round_and_opening(world, state=RoundState.NOTICE)
    one, second = candidate(opening, "王甲", 1, S.NOTICE), candidate(opening, "李乙", 2, S.WAITING)
    notice = a_notice(round_, [one], by=world.clerk)
    objection = raise_objection(notice, world.clerk)
    objections.examine(objection=objection, findings="属实", user=world.clerk)
    objections.decide(objection=objection, upheld=True, answer="属实", user=world.director)
    assert confirm(notice, world.director) == 0
    round_.refresh_from_db()
    assert (round_.state, states(second)) == (RoundState.CHECKING, [S.CHECKING])


def test_who_looked_into_it_does_not_decide_and_it_can_go_back(world):
    round_, opening = round_and_opening(world)
    notice = a_notice(round_, [candidate(opening, "王甲", 1, S.NOTICE)], by=world.clerk)
    objection = raise_objection(notice, world.clerk)
    objections.examine(objection=objection, findings="已问村委会", user=world.director)
    for act in (
        lambda: objections.decide(objection=objection, upheld=False, answer="不属实", user=world.director),
        lambda: objections.send_back(objection=objection, remark="再问学校", user=world.director),
    ):
        with pytest.raises(Refusal, match="核查的人"):
            act()
    objections.send_back(objection=objection, remark="再问学校", user=world.leader)
    assert (objection.state, objection.returned) == (ObjectionState.RECEIVED, "再问学校")
    objections.examine(objection=objection, findings="学校证明属实", user=world.clerk)
    with pytest.raises(Refusal, match="请写明答复"):
        objections.decide(objection=objection, upheld=False, answer="", user=world.director)
    objections.decide(objection=objection, upheld=False, answer="不属实", user=world.director)
    assert (objection.state, objection.returned) == (ObjectionState.DISMISSED, "")
    assert confirm(notice, world.leader) == 1
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        Objection.objects.update(answer="改了")


def test_when_an_objection_can_be_registered(world):
    round_, opening = round_and_opening(world)
    one = candidate(opening, "王甲", 1, S.NOTICE)
    notice = a_notice(round_, [one], by=world.clerk)
    for day in (FIRST - timedelta(days=1), LAST + timedelta(days=1)):
        with pytest.raises(Refusal, match="收到日期"):
            raise_objection(notice, world.clerk, on=day)
    with pytest.raises(Refusal, match="反映的问题"):
        objections.register(
            line=notice.lines.get(), received_on=FIRST, signed=True, content="", user=world.clerk, today=LAST
        )
    # As long as nobody has confirmed the end one is taken, also after the last day.
    raise_objection(notice, world.clerk, on=AFTER, today=AFTER)


def test_an_objection_outlives_the_notice_that_was_stopped(world):
    round_, opening = round_and_opening(world)
    one = candidate(opening, "王甲", 1, S.CHECKED)
    notice = prepare(round_, world.clerk)
    publish(notice, world.director)
    objection = raise_objection(notice, world.clerk)
    notices.stop(notice=notice, reason="日期有误", user=world.director)
    again = prepare(round_, world.clerk)
    publish(again, world.director)
    with pytest.raises(Refusal, match="还有 1 件异议"):
        confirm(again, world.director)
    objections.examine(objection=objection, findings="属实", user=world.clerk)
    objections.decide(objection=objection, upheld=True, answer="属实", user=world.director)
    assert states(one) == [S.OUT]


def test_an_objection_to_somebody_who_has_given_up_is_answered_and_changes_nothing(world):
    round_, opening = round_and_opening(world)
    one = candidate(opening, "王甲", 1, S.NOTICE)
    notice = a_notice(round_, [one], by=world.clerk)
    objection = raise_objection(notice, world.clerk)
    checks.decline(application=one, declared_on=DAY, user=world.clerk, today=DAY)
    objections.examine(objection=objection, findings="属实", user=world.clerk)
    objections.decide(objection=objection, upheld=True, answer="属实", user=world.director)
    one.refresh_from_db()
    assert one.out_ground == "declined"


# --- state × act ---------------------------------------------------------------------------------

LATER = date(2016, 10, 31)


def acts(world, round_, opening, today=AFTER):
    """Every act on a round, ready to be done: {name: callable}; each would be right in the right state."""
    equals = make_opening(round_, world.townships[1], places=1, quota=None)
    both = [candidate(equals, name, 1, S.CHECKED) for name in ("赵一", "钱二")]
    listed = candidate(opening, "孙三", 1, S.NOTICE)
    prepared = a_notice(round_, [listed], by=world.clerk, state=NoticeState.PREPARED, first=LATER, last=LATER)
    running = a_notice(round_, [listed], by=world.clerk)
    clean = candidate(opening, "李四", 4, S.NOTICE)
    over = a_notice(round_, [clean], by=world.clerk)
    received = an_objection(running, by=world.clerk)
    examined = [
        an_objection(running, by=world.clerk, state=ObjectionState.EXAMINED, examiner=world.clerk)
        for _ in range(2)
    ]
    return {
        "check": lambda: check(candidate(opening, "周五", 5), world.clerk),
        "decline": lambda: checks.decline(
            application=candidate(opening, "吴六", 6), declared_on=DAY, user=world.clerk, today=DAY
        ),
        "choose": lambda: checks.choose(opening=equals, chosen=both[:1], reason="研究", user=world.director),
        "publish": lambda: publish(prepared, world.director, today=AFTER),
        "confirm": lambda: confirm(over, world.director),
        "register": lambda: raise_objection(running, world.clerk),
        "examine": lambda: objections.examine(objection=received, findings="属实", user=world.clerk),
        "send_back": lambda: objections.send_back(objection=examined[0], remark="再查", user=world.director),
        "decide": lambda: objections.decide(
            objection=examined[1], upheld=True, answer="属实", user=world.director
        ),
        "stop": lambda: notices.stop(notice=running, reason="有误", user=world.director),
        "prepare": lambda: prepare(round_, world.clerk, first_day=LATER, leave_checking=True, today=AFTER),
    }


@pytest.mark.parametrize("state", RoundState)
def test_each_act_in_each_state_of_the_round(world, state):
    from tests.recruitment.notice_build import to_state

    round_, opening = round_and_opening(world, places=9)
    every = acts(world, round_, opening)
    to_state(round_, state)
    for name, act in every.items():
        if state in succession.AFTER_EXAM:
            act()
        else:
            with pytest.raises(Refusal, match="这项办理只在"):
                act()
        assert name


@pytest.mark.parametrize("state", S)
def test_each_act_in_each_state_of_the_application(world, state):
    _, opening = round_and_opening(world, places=9)
    allowed = {
        "check": {S.CHECKING},
        "decline": set(checks.MAY_DECLINE),
        "fall": {*(s for s in S if s in succession.IN_LINE), S.WAITING},
    }
    for name, act in {
        "check": lambda one: check(one, world.clerk),
        "decline": lambda one: checks.decline(application=one, declared_on=DAY, user=world.clerk, today=DAY),
        "fall": lambda one: succession.fall_out(one, "not_approved", user=world.director, reason="未批准"),
    }.items():
        one = candidate(opening, "王甲", 1, state)
        if state in allowed[name]:
            act(one)
        else:
            with pytest.raises(Outrun):
                act(one)
            assert states(one) == [state]


@pytest.mark.parametrize("state", NoticeState)
def test_each_act_in_each_state_of_the_notice(world, state):
    round_, opening = round_and_opening(world, places=9)
    allowed = {
        "publish": {NoticeState.PREPARED},
        "confirm": {NoticeState.RUNNING},
        "stop": {NoticeState.PREPARED, NoticeState.RUNNING},
        "register": {NoticeState.RUNNING},
    }
    for name, act in {
        "publish": lambda notice: publish(notice, world.director),
        "confirm": lambda notice: confirm(notice, world.director),
        "stop": lambda notice: notices.stop(notice=notice, reason="有误", user=world.director),
        "register": lambda notice: raise_objection(notice, world.clerk),
    }.items():
        notice = a_notice(round_, [candidate(opening, "王甲", 1, S.NOTICE)], by=world.clerk, state=state)
        if state in allowed[name]:
            act(notice)
        else:
            with pytest.raises(Refusal, match=r"他人处理|不能再登记"):
                act(notice)
            notice.refresh_from_db()
            assert notice.state == state


@pytest.mark.parametrize("state", ObjectionState)
def test_each_act_in_each_state_of_the_objection(world, state):
    round_, opening = round_and_opening(world, places=9)
    notice = a_notice(round_, [candidate(opening, "王甲", 1, S.NOTICE)], by=world.clerk)
    allowed = {
        "examine": {ObjectionState.RECEIVED},
        "send_back": {ObjectionState.EXAMINED},
        "decide": {ObjectionState.EXAMINED},
    }
    for name, act in {
        "examine": lambda one: objections.examine(objection=one, findings="属实", user=world.clerk),
        "send_back": lambda one: objections.send_back(objection=one, remark="再查", user=world.director),
        "decide": lambda one: objections.decide(
            objection=one, upheld=False, answer="不属实", user=world.director
        ),
    }.items():
        one = an_objection(notice, by=world.clerk, state=state, examiner=world.clerk, decider=world.leader)
        if state in allowed[name]:
            act(one)
        else:
            with pytest.raises(Outrun):
                act(one)
