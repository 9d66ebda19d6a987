"""Rounds by their acts: planned, announced, extended, reviewed, released, ended; every act in every state."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from guanling.accounts.enums import Role
from guanling.documents.models import Paper, PaperNumber
from guanling.runs.errors import Refusal
from recruitment.enums import ApplicationState, GroupRole, GroupSide, HireState, OutGround, RoundState
from recruitment.models import Hire, Opening, Round
from recruitment.queries import rounds as queries
from recruitment.services import rounds
from roster.enums import Nature, PostKind
from roster.models import Appointment, Post, VillageFigures
from tests.people import make_user
from tests.recruitment.rounds_build import (
    AFTER,
    NOW,
    PLAN,
    TODAY,
    announced,
    clerk,
    director,
    planned,
    reviewer,
)
from tests.recruitment.world import (
    CLOSES,
    FROZEN,
    START,
    ZONE,
    apply_to,
    make_opening,
    make_round,
    selection_county,
)
from tests.roster.build import person


@pytest.fixture
def world(db):
    return selection_county()


def serve(unit, name, first=date(2015, 1, 1), last=None):
    """Somebody who serves as director of a village."""
    post, _ = Post.objects.get_or_create(unit=unit, kind=PostKind.POPULATION_DIRECTOR)
    return Appointment.objects.create(
        person=person(unit, name), post=post, place=1, nature=Nature.REGULAR, valid_from=first, valid_to=last
    )


# --- planning ------------------------------------------------------------------------------------


def test_a_round_is_opened_from_vacancies(world):
    village = world.villages[0]
    rows = queries.vacant_units(world.townships[0], TODAY)
    assert [(row.unit, row.places) for row in rows] == [("甲家村", 1)]
    made = planned(world)
    assert (made.code, made.serial, made.state) == ("201610101", 1, RoundState.PREPARING)
    opening = made.openings.get()
    assert (opening.unit, opening.places, opening.quota, opening.start_on) == (village, 1, 1, START)
    assert opening.vacant_since == rows[0].since
    # It is told with the round that fills it.
    assert queries.vacant_units(world.townships[0], TODAY)[0].rounds == (made.title,)


def test_the_next_round_counts_on_and_takes_over_the_groups(world):
    first = planned(world)
    second = rounds.create_round(
        unit=world.townships[0], title="第二批", start_on=START, user=clerk(world), today=TODAY
    )
    assert (second.code, second.openings.count()) == ("201610102", 0)
    assert second.members.count() == first.members.count() == 3
    county = rounds.create_round(
        unit=world.county,
        title="站所招聘",
        start_on=START,
        user=world.users[Role.BUREAU_CLERK],
        today=TODAY,
    )
    assert (county.code, county.kind) == ("201600001", "station")


def test_the_county_recruits_for_stations_and_the_centre(world):
    by = world.users[Role.BUREAU_CLERK]
    made = rounds.create_round(unit=world.county, title="站所招聘", start_on=START, user=by, today=TODAY)
    physician = rounds.add_opening(
        round_=made, unit=world.townships[0], kind=PostKind.PHYSICIAN, places=1, user=by, today=TODAY
    )
    assert physician.quota is not None
    centre = rounds.add_opening(
        round_=made,
        unit=world.county,
        kind=PostKind.COUNTY_CENTRE_STAFF,
        places=5,
        user=by,
        requirement="具有护士执业资格",
        today=TODAY,
    )
    assert centre.quota is None
    with pytest.raises(Refusal, match="不设“人口主任”岗位"):
        rounds.add_opening(
            round_=made,
            unit=world.villages[0],
            kind=PostKind.POPULATION_DIRECTOR,
            places=1,
            user=by,
            today=TODAY,
        )
    with pytest.raises(Refusal, match="没有乡镇选聘工作领导小组"):
        rounds.add_member(
            round_=made, side=GroupSide.TOWNSHIP, role=GroupRole.MEMBER, name="韦某", title="干事", user=by
        )


def test_a_township_fills_its_own_villages_only(world):
    made = planned(world)
    with pytest.raises(Refusal, match="不属于甲镇"):
        rounds.add_opening(
            round_=made,
            unit=world.villages[1],
            kind=PostKind.POPULATION_DIRECTOR,
            places=1,
            user=clerk(world),
            today=TODAY,
        )
    with pytest.raises(Refusal, match="没有对该单位"):
        rounds.create_round(
            unit=world.townships[1], title="别处", start_on=START, user=clerk(world), today=TODAY
        )


def test_more_places_than_are_free_are_refused_with_who_holds_them(world):
    village = world.villages[0]
    VillageFigures.objects.filter(unit=village).update(population=6000)
    serve(village, "安在岗")
    first = planned(world)
    by = clerk(world)
    with pytest.raises(Refusal) as refused:
        rounds.create_round(
            unit=world.townships[0],
            title="第二批",
            start_on=START,
            picks=[(village, 2)],
            user=by,
            today=TODAY,
        )
    told = str(refused.value)
    assert "甲家村人口主任核定3名（P2.2），2016年12月1日在岗1名" in told
    assert f"“{first.title}”占用1名" in told
    assert "不能安排2名，最多再安排1名" in told
    assert Round.objects.count() == 1
    # A term that ends before the first day holds no place.
    Appointment.objects.update(valid_to=date(2016, 11, 30))
    rounds.create_round(
        unit=world.townships[0], title="第二批", start_on=START, picks=[(village, 2)], user=by, today=TODAY
    )


def test_a_village_without_figures_has_no_quota(world):
    VillageFigures.objects.all().delete()
    with pytest.raises(Refusal, match="没有录入上年末人口数"):
        planned(world)


def test_openings_are_changed_and_removed_while_it_is_prepared(world):
    VillageFigures.objects.filter(unit=world.villages[0]).update(population=3000)
    made = planned(world)
    opening = made.openings.get()
    rounds.change_opening(opening=opening, places=2, user=clerk(world), requirement="会讲苗语")
    assert (opening.places, opening.requirement) == (2, "会讲苗语")
    with pytest.raises(Refusal, match="不能安排3名，最多再安排2名"):
        rounds.change_opening(opening=opening, places=3, user=clerk(world))
    rounds.remove_opening(opening=opening, user=clerk(world))
    assert not made.openings.exists()
    assert "删去岗位：甲家村人口主任" in made.log.last().reason


def test_a_new_day_of_start_counts_for_the_openings(world):
    made = planned(world)
    serve(world.villages[0], "安后到", date(2017, 1, 1))
    with pytest.raises(Refusal, match="2017年2月1日在岗1名"):
        rounds.edit_plan(round_=made, user=clerk(world), start_on=date(2017, 2, 1))
    rounds.edit_plan(round_=made, user=clerk(world), start_on=date(2016, 12, 15))
    assert made.openings.get().start_on == date(2016, 12, 15)


def test_a_group_has_the_heads_of_its_side(world):
    made = planned(world, heads=False)
    with pytest.raises(Refusal, match="组长应为县分管领导"):
        rounds.add_member(
            round_=made,
            side=GroupSide.COUNTY,
            role=GroupRole.HEAD,
            office="party_head",
            name="韦书记",
            title="书记",
            user=clerk(world),
        )
    member = rounds.add_member(
        round_=made,
        side=GroupSide.COUNTY,
        role=GroupRole.MEMBER,
        name="李某",
        title="局长",
        user=clerk(world),
    )
    with pytest.raises(Refusal, match="已在小组名单中"):
        rounds.add_member(
            round_=made,
            side=GroupSide.COUNTY,
            role=GroupRole.MEMBER,
            name="李某",
            title="局长",
            user=clerk(world),
        )
    rounds.remove_member(member=member, user=clerk(world))
    assert not made.members.exists()
    assert len(queries.missing_heads(made)) == 3


# --- announcing ----------------------------------------------------------------------------------


def test_announcing_freezes_the_policy_and_takes_a_number(world):
    made = announced(world)
    assert made.state == RoundState.ANNOUNCED
    assert made.announcement.number == "甲府告〔2016〕1号"
    assert not made.announcement.restricted
    assert set(made.parameters) == set(queries.FROZEN)
    assert set(FROZEN) <= set(queries.FROZEN)
    for key, value in FROZEN.items():
        assert made.parameters[key]["value"] == value
    assert made.parameters["selection.age_max"]["clause"] == "P2.3"
    assert "P2.3" in made.parameters["selection.age_max"]["source"]
    assert made.log.last().reason == "发布公告甲府告〔2016〕1号"


@pytest.mark.parametrize("role", [Role.TOWNSHIP_CLERK, Role.BUREAU_CLERK])
def test_who_prepares_does_not_announce(world, role):
    made = planned(world)
    with pytest.raises(Refusal, match="没有对该单位"):
        rounds.announce(round_=made, user=world.users[role], now=NOW)
    both = make_user(
        "both", (Role.TOWNSHIP_CLERK, world.townships[0]), (Role.TOWNSHIP_DIRECTOR, world.townships[0])
    )
    rounds.edit_plan(round_=made, user=both, note="另行通知")
    with pytest.raises(Refusal, match="筹备批次的人不能签发"):
        rounds.announce(round_=made, user=both, now=NOW)
    assert not Paper.objects.exists()
    assert not PaperNumber.objects.exists()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"heads": False},
            "小组没有县选聘工作指导组组长（县分管领导）、乡镇选聘工作领导小组组长（乡镇党委书记）",
        ),
        ({"picks": []}, "还没有选聘岗位"),
        ({"supervision_phone": ""}, "没有填写监督电话"),
        ({"opens_at": None}, "没有填写报名开始时间"),
        ({"notice_to": date(2016, 10, 27)}, "只有4个工作日"),
        ({"opens_at": datetime(2016, 8, 30, 9, tzinfo=ZONE)}, "2016年8月30日09:00已经过去"),
    ],
)
def test_a_plan_that_does_not_stand_is_not_announced(world, change, told):
    made = planned(world, **change)
    with pytest.raises(Refusal) as refused:
        rounds.announce(round_=made, user=director(world), now=NOW)
    assert told in str(refused.value)
    made.refresh_from_db()
    assert made.state == RoundState.PREPARING
    assert not Paper.objects.exists()


def test_a_calendar_of_the_past_is_not_announced(world):
    made = planned(world)
    with pytest.raises(Refusal, match="报名开始时间2016年9月5日09:00已经过去"):
        rounds.announce(round_=made, user=director(world), now=datetime(2017, 3, 1, 9, tzinfo=ZONE))


def test_somebody_appointed_meanwhile_hinders_the_announcement(world):
    made = planned(world)
    serve(world.villages[0], "安先到", date(2016, 9, 1))
    with pytest.raises(Refusal, match="拟聘用当日在岗1名"):
        rounds.announce(round_=made, user=director(world), now=NOW)


# --- registration --------------------------------------------------------------------------------


def extend(made, world, **more):
    typed = {"closes_at": datetime(2016, 9, 16, 17, 30, tzinfo=ZONE), "reason": "报名人数不足", "now": NOW}
    rounds.extend_registration(round_=made, user=director(world), **(typed | more))


def test_registration_is_put_off_with_a_reason_in_the_open(world):
    made = announced(world)
    extend(made, world, written_on=date(2016, 9, 26), start_on=date(2016, 12, 2))
    assert made.closes_at == datetime(2016, 9, 16, 17, 30, tzinfo=ZONE)
    assert made.openings.get().start_on == date(2016, 12, 2)
    told = queries.extensions(made).get().reason
    assert "报名延长至2016年9月16日17:30" in told
    assert "笔试日期改为2016年9月26日" in told
    assert "报名人数不足" in told


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"closes_at": CLOSES}, "只能延后"),
        ({"now": datetime(2016, 9, 17, 9, tzinfo=ZONE)}, "已经过去"),
        ({"reason": " "}, "请写明延长报名的原因"),
        ({"written_on": date(2016, 9, 24)}, "笔试日期已公告为2016年9月25日，只能延后"),
        (
            {"closes_at": datetime(2016, 9, 21, 17, tzinfo=ZONE)},
            "资格审查截止日期2016年9月20日不能早于报名截止",
        ),
    ],
)
def test_a_registration_that_cannot_be_put_off(world, change, told):
    made = announced(world)
    with pytest.raises(Refusal, match=told):
        extend(made, world, **change)
    made.refresh_from_db()
    assert made.closes_at == CLOSES


def test_registration_ends_after_its_last_moment(world):
    made = announced(world)
    with pytest.raises(Refusal, match="2016年9月14日17:30截止"):
        rounds.close_registration(round_=made, user=clerk(world), now=CLOSES)
    rounds.close_registration(round_=made, user=clerk(world), now=AFTER)
    assert made.state == RoundState.REVIEWING


# --- review and ratio ----------------------------------------------------------------------------


def reviewing(world, *names, state=ApplicationState.ACCEPTED):
    made = make_round(world.townships[0], by=clerk(world), state="reviewing", serial=1)
    opening = make_opening(made, world.villages[0])
    for name in names:
        apply_to(opening, name, state=state)
    return made, opening


def test_the_review_ends_when_everybody_is_reviewed(world):
    made, opening = reviewing(world, "安一", "安二", "安三")
    last = apply_to(opening, "安四")
    with pytest.raises(Refusal, match="还有1份报名没有审查完"):
        rounds.finish_review(round_=made, user=clerk(world))
    type(last).objects.filter(pk=last.pk).update(state="withdrawn")
    rounds.finish_review(round_=made, user=clerk(world))
    assert made.state == RoundState.WRITTEN


def test_below_the_ratio_the_county_approves(world):
    made, opening = reviewing(world, "安一", "安二")
    with pytest.raises(Refusal, match="审查通过2人，按开考比例应有3人"):
        rounds.finish_review(round_=made, user=clerk(world))
    with pytest.raises(Refusal, match="没有对该单位"):
        rounds.approve_ratio(opening=opening, number="关选〔2016〕1号", user=director(world))
    with pytest.raises(Refusal, match="请写明批准降低开考比例的文号"):
        rounds.approve_ratio(opening=opening, number=" ", user=reviewer(world))
    waiting = apply_to(opening, "安三")
    with pytest.raises(Refusal, match="还有1份报名没有审查完"):
        rounds.approve_ratio(opening=opening, number="关选〔2016〕1号", user=reviewer(world))
    type(waiting).objects.filter(pk=waiting.pk).update(state="withdrawn")
    rounds.approve_ratio(opening=opening, number="关选〔2016〕1号", user=reviewer(world))
    with pytest.raises(Refusal, match="已批准降低开考比例"):
        rounds.approve_ratio(opening=opening, number="关选〔2016〕2号", user=reviewer(world))
    rounds.finish_review(round_=made, user=clerk(world))
    assert made.state == RoundState.WRITTEN


def test_who_prepared_does_not_approve_the_ratio(world):
    made = make_round(world.townships[0], by=reviewer(world), state="reviewing")
    opening = make_opening(made, world.villages[0])
    with pytest.raises(Refusal, match="筹备批次的人不能批准"):
        rounds.approve_ratio(opening=opening, number="1号", user=reviewer(world))


def test_nobody_and_enough_need_no_approval(world):
    _, opening = reviewing(world)
    with pytest.raises(Refusal, match="没有人审查通过"):
        rounds.approve_ratio(opening=opening, number="1号", user=reviewer(world))
    for name in ("安一", "安二", "安三"):
        apply_to(opening, name, state=ApplicationState.ACCEPTED)
    with pytest.raises(Refusal, match="已达到开考比例"):
        rounds.approve_ratio(opening=opening, number="1号", user=reviewer(world))


def test_released_places_are_free_and_their_applicants_go(world):
    made, opening = reviewing(world, "安一", "安二")
    rounds.release_places(opening=opening, places=1, reason="人数不足", user=clerk(world))
    assert (opening.released, opening.open_places, opening.release_reason) == (1, 0, "人数不足")
    gone = set(made.applications.values_list("state", "out_ground"))
    assert gone == {(ApplicationState.OUT, OutGround.CANCELLED)}
    with pytest.raises(Refusal, match="所有名额都已取消"):
        rounds.finish_review(round_=made, user=clerk(world))
    # Another round takes the place.
    planned(world)


def test_some_places_are_released_and_the_applicants_stay(world):
    VillageFigures.objects.filter(unit=world.villages[0]).update(population=3000)
    made = make_round(world.townships[0], by=clerk(world), state="reviewing")
    opening = make_opening(made, world.villages[0], places=2, quota=2)
    for name in ("安一", "安二", "安三"):
        apply_to(opening, name, state=ApplicationState.ACCEPTED)
    with pytest.raises(Refusal, match="应有6人"):
        rounds.finish_review(round_=made, user=clerk(world))
    with pytest.raises(Refusal, match="还有2个名额没有聘用"):
        rounds.release_places(opening=opening, places=3, reason="人数不足", user=clerk(world))
    rounds.release_places(opening=opening, places=1, reason="人数不足", user=clerk(world))
    rounds.finish_review(round_=made, user=clerk(world))
    assert made.applications.filter(state=ApplicationState.ACCEPTED).count() == 3


def test_a_place_that_somebody_waits_for_is_not_released(world):
    made = make_round(world.townships[0], by=clerk(world), state="checking")
    opening = make_opening(made, world.villages[0])
    checked = apply_to(opening, "安一", state=ApplicationState.CHECKING)
    with pytest.raises(Refusal, match="有1人正在考察"):
        rounds.release_places(opening=opening, places=1, reason="无人", user=clerk(world))
    type(checked).objects.filter(pk=checked.pk).update(state="out", out_ground="check_failed")
    waiting = apply_to(opening, "安二", state=ApplicationState.WAITING)
    with pytest.raises(Refusal, match="还有1名递补候选"):
        rounds.release_places(opening=opening, places=1, reason="无人", user=clerk(world))
    type(waiting).objects.filter(pk=waiting.pk).update(state="out", out_ground="declined")
    rounds.release_places(opening=opening, places=1, reason="无人", user=clerk(world))
    rounds.close_round(round_=made, user=clerk(world))
    assert made.state == RoundState.CLOSED


# --- ending --------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["registered", "more", "exception", "accepted"])
def test_cancelling_lets_everybody_go(world, state):
    made = make_round(world.townships[0], by=clerk(world), state="announced", serial=1)
    opening = make_opening(made, world.villages[0])
    more = {"asked": "学历证书"} if state == "more" else {}
    first = apply_to(opening, "安一", state=state, **more)
    apply_to(
        opening,
        "安一",
        state=ApplicationState.REPEATED,
        identity_number=first.identity_number,
        identity_hash=first.identity_hash,
    )
    apply_to(
        opening,
        "安二",
        state=ApplicationState.REFUSING,
        refusal_ground="age",
        refusal_reason="超龄",
        reviewed_by=clerk(world),
    )
    left = apply_to(opening, "安三", state=ApplicationState.WITHDRAWN)
    with pytest.raises(Refusal, match="没有对该单位"):
        rounds.cancel_round(round_=made, reason="停办", user=clerk(world))
    rounds.cancel_round(round_=made, reason="停办", user=director(world))
    assert made.cancelled_reason == "停办"
    assert made.ended_at is not None
    states = made.applications.exclude(pk=left.pk).values_list("state", "out_ground")
    assert set(states) == {("out", "cancelled")}
    left.refresh_from_db()
    assert left.state == ApplicationState.WITHDRAWN
    # The place is free again.
    planned(world)


def test_a_round_in_which_somebody_is_approved_is_not_cancelled(world):
    made = make_round(world.townships[0], by=clerk(world), state="approving")
    opening = make_opening(made, world.villages[0])
    one = apply_to(opening, "安一", state=ApplicationState.CLEARED)
    hire = Hire.objects.create(
        application=one,
        state=HireState.SUBMITTED,
        start_on=START,
        submitted_by=clerk(world),
        submitted_at=timezone.now(),
    )
    with pytest.raises(Refusal, match="正在县审批"):
        rounds.cancel_round(round_=made, reason="停办", user=director(world))
    Hire.objects.filter(pk=hire.pk).update(state=HireState.PREPARED, submitted_by=None, submitted_at=None)
    rounds.cancel_round(round_=made, reason="停办", user=director(world))
    hire.refresh_from_db()
    assert (hire.state, hire.fallen_reason) == (HireState.FALLEN, "停办")


def test_a_round_ends_when_nothing_is_left(world):
    made = make_round(world.townships[0], by=clerk(world), state="appointing")
    opening = make_opening(made, world.villages[0])
    one = apply_to(opening, "安一", state=ApplicationState.APPROVED)
    with pytest.raises(Refusal) as refused:
        rounds.close_round(round_=made, user=clerk(world))
    assert "还有1个名额没有聘用" in str(refused.value)
    assert "还有1名报考人员没有最后结果" in str(refused.value)
    type(one).objects.filter(pk=one.pk).update(state=ApplicationState.APPOINTED)
    Opening.objects.filter(pk=opening.pk).update(filled=1)
    waiting = apply_to(opening, "安二", state=ApplicationState.WAITING)
    rounds.close_round(round_=made, user=clerk(world))
    assert (made.state, made.ended_at is not None) == (RoundState.CLOSED, True)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.out_ground) == (ApplicationState.OUT, OutGround.NOT_RANKED)


# --- every act in every state --------------------------------------------------------------------

ACTS = {
    "edit_plan": lambda made, world: rounds.edit_plan(round_=made, user=clerk(world), note="说明"),
    "add_opening": lambda made, world: rounds.add_opening(
        round_=made,
        unit=world.spare,
        kind=PostKind.POPULATION_DIRECTOR,
        places=1,
        user=clerk(world),
        today=TODAY,
    ),
    "change_opening": lambda made, world: rounds.change_opening(
        opening=made.openings.first(), places=1, user=clerk(world)
    ),
    "remove_opening": lambda made, world: rounds.remove_opening(
        opening=made.openings.first(), user=clerk(world)
    ),
    "add_member": lambda made, world: rounds.add_member(
        round_=made, side="county", role="member", name="李某", title="局长", user=clerk(world)
    ),
    "remove_member": lambda made, world: rounds.remove_member(member=made.members.first(), user=clerk(world)),
    "announce": lambda made, world: rounds.announce(round_=made, user=director(world), now=NOW),
    "extend_registration": extend,
    "close_registration": lambda made, world: rounds.close_registration(
        round_=made, user=clerk(world), now=AFTER
    ),
    "finish_review": lambda made, world: rounds.finish_review(round_=made, user=clerk(world)),
    "approve_ratio": lambda made, world: rounds.approve_ratio(
        opening=made.openings.first(), number="1号", user=reviewer(world)
    ),
    "release_places": lambda made, world: rounds.release_places(
        opening=made.openings.first(), places=1, reason="无人", user=clerk(world)
    ),
    "cancel_round": lambda made, world: rounds.cancel_round(
        round_=made,
        reason="停办",
        user=clerk(world) if made.state == RoundState.PREPARING else director(world),
    ),
    "close_round": lambda made, world: rounds.close_round(round_=made, user=clerk(world)),
}
PLANNING = ("edit_plan", "add_opening", "change_opening", "remove_opening", "add_member", "remove_member")
LATE = {RoundState.CHECKING, RoundState.NOTICE, RoundState.APPROVING}
IN = {
    **{name: {RoundState.PREPARING} for name in (*PLANNING, "announce")},
    "extend_registration": {RoundState.ANNOUNCED},
    "close_registration": {RoundState.ANNOUNCED},
    "finish_review": {RoundState.REVIEWING},
    "approve_ratio": {RoundState.REVIEWING},
    "release_places": {
        RoundState.REVIEWING,
        RoundState.WRITTEN,
        RoundState.INTERVIEWING,
        *LATE,
        RoundState.APPOINTING,
    },
    "cancel_round": set(RoundState) - {RoundState.APPOINTING, RoundState.CLOSED, RoundState.CANCELLED},
    "close_round": LATE | {RoundState.APPOINTING},
}
MOVED = {
    "announce": RoundState.ANNOUNCED,
    "close_registration": RoundState.REVIEWING,
    "finish_review": RoundState.WRITTEN,
    "cancel_round": RoundState.CANCELLED,
    "close_round": RoundState.CLOSED,
}


def fit(world, state, act):
    """A round in ``state`` in which nothing but the state can stand in the way of ``act``."""
    spare = world.spare
    VillageFigures.objects.get_or_create(unit=spare, year=2015, defaults={"population": 1500, "groups": 5})
    made = make_round(
        world.townships[0], by=clerk(world), state=state, supervision_phone=PLAN["supervision_phone"]
    )
    opening = make_opening(made, world.villages[0])
    if act == "close_round":
        Opening.objects.filter(pk=opening.pk).update(filled=1)
    elif act == "approve_ratio":
        apply_to(opening, "安一", state=ApplicationState.ACCEPTED)
    elif act == "finish_review":
        for name in ("安一", "安二", "安三"):
            apply_to(opening, name, state=ApplicationState.ACCEPTED)
    return made


@pytest.mark.parametrize("state", list(RoundState))
@pytest.mark.parametrize("act", list(ACTS))
def test_every_act_in_every_state(world, state, act):
    world.spare = type(world.villages[0]).objects.create(
        level="village",
        code=f"{world.townships[0].code}202",
        name="丙家村村民委员会",
        short_name="丙家村",
        parent=world.townships[0],
    )
    made = fit(world, state, act)
    logged = made.log.count()
    if state in IN[act]:
        ACTS[act](made, world)
        made.refresh_from_db()
        assert made.state == MOVED.get(act, state)
        assert made.log.count() == logged + 1
    else:
        with pytest.raises(Refusal, match="这项办理只在"):
            ACTS[act](made, world)
        made.refresh_from_db()
        assert made.state == state
        assert made.log.count() == logged


def test_the_table_names_every_act():
    """A new act of the services is in the table above."""
    public = {
        name
        for name, thing in vars(rounds).items()
        if callable(thing)
        and getattr(thing, "__module__", "") == rounds.__name__
        and not name.startswith("_")
    }
    assert public - {"create_round", "announcement_content", "draft_content"} == set(ACTS)


def test_later_days_do_not_end_anything_by_themselves(world):
    made = make_round(world.townships[0], by=clerk(world), state="notice")
    assert made.notice_to + timedelta(days=1) < timezone.localdate()
    assert Round.objects.get(pk=made.pk).state == RoundState.NOTICE
