"""Moves asked for, decided and taken back: every state against every act, rights, bad input."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from guanling.accounts.enums import Role
from guanling.accounts.models import Grant
from guanling.documents.models import Paper, PaperNumber
from guanling.runs.errors import Outrun, Refusal
from roster.enums import (
    MOVE_OPEN,
    MOVE_TRANSITIONS,
    POST_SPECS,
    EndGround,
    Level,
    MoveKind,
    MoveState,
    PostKind,
)
from roster.models import Appointment, Move, MoveLog, Unit, VillageFigures
from roster.queries.moves import moves_list, waiting_for
from roster.rules.move_wording import own_mark, you
from roster.services import moves
from roster.services.appointments import appoint, end_appointment, name_acting
from roster.views.moves import panel
from tests.people import make_user
from tests.roster.build import end_unit, person
from tests.roster.moving import DAY, DIRECTOR, LEADER, OPERATOR, TODAY, moving

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return moving()


# --- state × act ---------------------------------------------------------------------------------


def in_state(world, state):
    """A move in ``state``, come to it by the acts themselves."""
    move = world.prepare(world.put(1))
    if state == MoveState.PREPARED:
        return move
    if state == MoveState.WITHDRAWN:
        moves.withdraw(move=move, user=world.clerk, reason="填错")
        return move
    moves.send(move=move, user=world.director, today=TODAY)
    if state == MoveState.ASKED:
        return move
    moves.decide(
        move=move, user=world.reviewer, consent=state != MoveState.REFUSED, opinion="人手紧", today=TODAY
    )
    if state == MoveState.EFFECTED:
        moves.apply_due(today=DAY)
        move.refresh_from_db()
    return move


ACTS = {
    "send": (
        MoveState.ASKED,
        lambda world, move: moves.send(move=move, user=world.director, today=TODAY),
    ),
    "consent": (
        MoveState.CONSENTED,
        lambda world, move: moves.decide(move=move, user=world.reviewer2, consent=True, today=TODAY),
    ),
    "refuse": (
        MoveState.REFUSED,
        lambda world, move: moves.decide(
            move=move, user=world.reviewer2, consent=False, opinion="人手紧", today=TODAY
        ),
    ),
    "withdraw": (
        MoveState.WITHDRAWN,
        lambda world, move: moves.withdraw(move=move, user=world.clerk, reason="本人不愿意"),
    ),
    "apply": (MoveState.EFFECTED, lambda world, move: moves.apply_due(today=DAY)),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", MoveState.values)
def test_every_state_against_every_act(world, state, act):
    move = in_state(world, state)
    assert move.state == state
    to, work = ACTS[act]
    logged = move.log.count()
    numbers = sorted(PaperNumber.objects.values_list("kind", "issuer_code", "last"))
    if (state, to) in MOVE_TRANSITIONS:
        work(world, move)
        move.refresh_from_db()
        assert move.state == to
        step = move.log.last()
        assert (step.from_state, step.to_state) == (state, to)
        assert (step.actor is None) == (act == "apply")
        return
    if act == "apply":  # a run takes what is due and leaves everything else
        work(world, move)
    else:
        with pytest.raises(Refusal):
            work(world, move)
    move.refresh_from_db()
    assert (move.state, move.log.count()) == (state, logged)
    assert sorted(PaperNumber.objects.values_list("kind", "issuer_code", "last")) == numbers


def test_every_transition_has_its_act():
    assert {to for _, to in MOVE_TRANSITIONS} == {to for to, _ in ACTS.values()}


@pytest.mark.parametrize("act", ["send", "consent", "withdraw"])
def test_of_two_with_the_same_page_open_the_second_is_told(world, act):
    state = MoveState.PREPARED if act == "send" else MoveState.ASKED
    move = in_state(world, state)
    stale = Move.objects.get(pk=move.pk)
    ACTS[act][1](world, move)
    with pytest.raises(Outrun, match="刚刚已被他人处理"):
        ACTS[act][1](world, stale)
    assert move.log.count() == len({state, move.state, MoveState.PREPARED})


def test_the_log_is_append_only(world):
    move = in_state(world, MoveState.ASKED)
    with pytest.raises(DatabaseError), transaction.atomic():
        move.log.update(reason="改写")
    with pytest.raises(DatabaseError), transaction.atomic():
        move.log.all().delete()


def test_the_way_of_a_move_through_four_hands(world):
    """A computer operator within the lock: clerk, director, reviewer, and the day itself."""
    appointment = world.put(1)
    move = world.prepare(appointment)
    assert (move.asking, move.consent_by, move.lock_clause) == (world.first, "bureau", "N3.2")
    assert (move.since, move.lock_last_day) == (date(2015, 3, 10), date(2018, 3, 9))
    assert move.within_lock
    letter = moves.send(move=move, user=world.director, today=TODAY)
    assert (letter.number, letter.restricted) == ("甲府函〔2016〕1号", True)
    assert (letter.prepared_by, letter.issued_by) == (world.clerk, world.director)
    reply = moves.decide(move=move, user=world.reviewer, consent=True, today=TODAY)
    assert reply.number == move.document_number == "关人口计生复〔2016〕1号"
    moves.apply_due(today=DAY - timedelta(days=1))
    move.refresh_from_db()
    assert move.state == MoveState.CONSENTED
    moves.apply_due(today=DAY)
    move.refresh_from_db()
    assert move.state == MoveState.EFFECTED
    assert [step.to_state for step in move.log.all()] == ["prepared", "asked", "consented", "effected"]


# --- whose consent, whose hand -------------------------------------------------------------------


def test_a_leader_in_charge_needs_the_organization_departments_paper(world):
    move = world.ask(world.put(1, LEADER), to_kind=LEADER)
    assert (move.consent_by, move.lock_clause) == ("organization", "N3.1")
    assert move.letter.content["addressee"] == "中共关岭自治县委组织部："
    with pytest.raises(Refusal, match="没有对该单位进行这项操作的权限"):
        moves.decide(move=move, user=world.reviewer, consent=True, today=TODAY)
    decide = {"move": move, "user": world.department, "consent": True, "today": TODAY}
    with pytest.raises(Refusal, match="请写明组织部文件的文号"):
        moves.decide(**decide, decided_on=TODAY)
    for day in (None, TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(Refusal, match="应在发函日（2016年9月20日）至今天之间"):
            moves.decide(**decide, document_number="关组干〔2016〕9号", decided_on=day)
    assert moves.decide(**decide, document_number="关组干〔2016〕9号", decided_on=TODAY) is None
    assert (move.state, move.document_number) == (MoveState.CONSENTED, "关组干〔2016〕9号")


def test_the_department_has_no_say_in_the_bureaus_moves(world):
    move = world.ask(world.put(1))
    with pytest.raises(Refusal, match="没有对该单位进行这项操作的权限"):
        moves.decide(move=move, user=world.department, consent=True, today=TODAY)


@pytest.mark.parametrize("kind", PostKind.values)
def test_every_move_needs_somebodys_consent(world, kind):
    unit = {Level.TOWNSHIP: world.first, Level.VILLAGE: world.near, Level.COUNTY: world.county.county}
    appointment = appoint(
        person=person(world.first, "王小调"),
        unit=unit[POST_SPECS[PostKind(kind)].level],
        kind=kind,
        valid_from=date(2016, 5, 1),
    )
    move = world.prepare(
        appointment, user=world.bureau, kind=MoveKind.OUT, to_unit=None, to_kind="", to_outside="县财政局"
    )
    assert move.consent_by == ("organization" if kind == LEADER else "bureau")


def test_who_asks_does_not_send_and_neither_decides(world):
    both = make_user(
        "both", (Role.TOWNSHIP_CLERK, world.first), (Role.TOWNSHIP_DIRECTOR, world.first),
        (Role.BUREAU_REVIEWER, world.county.county),
    )  # fmt: skip
    move = world.prepare(world.put(1), user=both)
    with pytest.raises(Refusal, match="您是申请人，不能签发"):
        moves.send(move=move, user=both, today=TODAY)
    moves.send(move=move, user=world.director, today=TODAY)
    with pytest.raises(Refusal, match="申请人或发函人，不能决定"):
        moves.decide(move=move, user=both, consent=True, today=TODAY)
    Grant.objects.create(
        user=world.director, role=Role.BUREAU_REVIEWER, unit=world.county.county, valid_from=TODAY
    )
    del world.director.current_grants
    with pytest.raises(Refusal, match="申请人或发函人，不能决定"):
        moves.decide(move=move, user=world.director, consent=True, today=TODAY)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"sent_by": "clerk"}, "move_asker_is_not_sender"),
        ({"decided_by": "clerk"}, "move_decider_is_neither"),
        ({"decided_by": "director"}, "move_decider_is_neither"),
        ({"document_number": ""}, "move_decided_has_number"),
        ({"decided_on": None}, "move_decided_has_number"),
        ({"letter": None}, "move_asked_has_letter"),
        ({"state": MoveState.REFUSED, "opinion": ""}, "move_refused_has_reason"),
        ({"state": MoveState.EFFECTED}, "move_effected_has_time"),
        ({"until": DAY}, "move_until_by_kind"),
        ({"kind": MoveKind.SECONDMENT}, "move_until_by_kind"),
        ({"kind": MoveKind.SECONDMENT, "until": DAY - timedelta(days=1)}, "move_until_not_before_day"),
        ({"to_outside": "县财政局"}, "move_has_target"),
        ({"to_unit": None}, "move_has_target"),
        ({"notice_from": DAY, "notice_to": DAY}, "move_procedure_of_renewals"),
        ({"notice_from": DAY}, "move_"),
    ],
)
def test_the_database_refuses_what_must_not_be(world, fields, name):
    move = world.consented(world.put(1))
    fields = {key: getattr(world, value) if key.endswith("_by") else value for key, value in fields.items()}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Move.objects.filter(pk=move.pk).update(**fields)


def test_the_database_refuses_a_second_open_move(world):
    move = world.prepare(world.put(1))
    move.pk = None
    with pytest.raises(IntegrityError, match="move_one_open"), transaction.atomic():
        move.save()


def test_only_the_asking_unit_sends_and_another_township_can_do_nothing(world):
    move = world.prepare(world.put(1))
    for user in (world.other_director, world.reviewer, world.clerk, world.department):
        with pytest.raises(Refusal, match="函由申请单位签发"):
            moves.send(move=move, user=user, today=TODAY)
    with pytest.raises(Refusal, match="没有对该单位进行这项操作的权限"):
        moves.withdraw(move=move, user=world.other_clerk, reason="不要人")
    with pytest.raises(Refusal, match="没有为该单位人员申请调动或续聘的权限"):
        world.prepare(world.put(2, name="赵小调"), user=world.other_clerk)


def test_the_bureau_asks_county_wide_and_its_reviewers_send_and_decide(world):
    move = world.prepare(world.put(1), user=world.bureau)
    assert move.asking == world.county.county
    with pytest.raises(Refusal, match="函由申请单位签发"):
        moves.send(move=move, user=world.director, today=TODAY)
    letter = moves.send(move=move, user=world.reviewer, today=TODAY)
    assert letter.number == "关人口计生函〔2016〕1号"
    assert letter.content["addressee"] == "关岭自治县人口和计划生育局党组："
    with pytest.raises(Refusal, match="申请人或发函人"):
        moves.decide(move=move, user=world.reviewer, consent=True, today=TODAY)
    moves.decide(move=move, user=world.reviewer2, consent=True, today=TODAY)
    assert move.state == MoveState.CONSENTED


def test_a_refusal_and_a_withdrawal_give_their_reasons(world):
    move = world.ask(world.put(1))
    with pytest.raises(Refusal, match="请写明不同意的理由"):
        moves.decide(move=move, user=world.reviewer, consent=False, opinion="  ", today=TODAY)
    with pytest.raises(Refusal, match="请写明撤回的原因"):
        moves.withdraw(move=move, user=world.clerk, reason="")
    moves.decide(move=move, user=world.reviewer, consent=False, opinion="该镇缺人", today=TODAY)
    assert (move.state, move.opinion, move.reply.number) == (
        MoveState.REFUSED, "该镇缺人", "关人口计生复〔2016〕1号",
    )  # fmt: skip
    # Refused is settled: another request may follow.
    world.prepare(move.appointment)


def test_who_sees_a_move_and_for_whom_it_waits(world):
    move = world.prepare(world.put(1))
    stranger = make_user("stranger", (Role.TOWNSHIP_CLERK, third(world)))
    sees = SimpleNamespace(
        all=[world.clerk, world.director, world.other_clerk, world.reviewer, world.department],
        none=[stranger],
    )
    for user in sees.all:
        assert move in moves_list(user, filters={})
    for user in (*sees.none, world.county.users[Role.FINANCE], world.county.users[Role.VILLAGE_COMMITTEE]):
        assert move not in moves_list(user, filters={"state": "all"})

    def waits_for():
        users = (*sees.all, world.other_director, world.reviewer2)
        return [user for user in users if Move.objects.filter(waiting_for(user)).exists()]

    assert waits_for() == [world.director]
    moves.send(move=move, user=world.director, today=TODAY)
    assert waits_for() == [world.reviewer, world.reviewer2]
    moves.decide(move=move, user=world.reviewer, consent=True, today=TODAY)
    assert waits_for() == []
    end_unit_under(world)
    moves.apply_due(today=DAY)
    assert waits_for() == [world.clerk]


def third(world):
    return Unit.objects.get_or_create(
        level=Level.TOWNSHIP, code="520424103", name="丙镇", short_name="丙镇", parent=world.county.county
    )[0]


def end_unit_under(world):
    """The second township ends with its village before the day."""
    last = DAY - timedelta(days=2)
    end_unit(unit=world.far, last_day=last)
    world.second.refresh_from_db()
    end_unit(unit=world.second, last_day=last, successor=third(world))
    return last


# --- bad input -----------------------------------------------------------------------------------


def test_a_move_into_a_unit_that_has_ended_is_refused(world):
    end_unit_under(world)
    world.second.refresh_from_db()
    with pytest.raises(Refusal, match="“乙镇”已于2016年9月29日撤并（并入“丙镇”），不能调入"):
        world.prepare(world.put(1))


def test_a_unit_that_ends_between_asking_and_sending(world):
    move = world.prepare(world.put(1))
    end_unit_under(world)
    with pytest.raises(Refusal, match="不能调入，请改选单位"):
        moves.send(move=move, user=world.director, today=TODAY)


def test_a_second_open_matter_of_one_person_is_refused(world):
    appointment = world.put(1)
    world.prepare(appointment)
    with pytest.raises(Refusal, match="此人已有一项调动或续聘正在办理"):
        world.prepare(appointment, kind=MoveKind.OUT, to_unit=None, to_kind="", to_outside="县财政局")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"day": date(2015, 3, 10)}, "2015年3月10日才任现职，生效日期不能早于2015年3月11日"),
        ({"to_kind": DIRECTOR}, "人口主任是村（居、社区）的岗位"),
        ({"to_unit": None}, "请选择拟任单位和拟任岗位"),
        ({"to_kind": ""}, "请选择拟任单位和拟任岗位"),
        ({"reason": "  "}, "请写明事由"),
        ({"kind": MoveKind.SECONDMENT}, "借调须写明借调止日"),
        ({"kind": MoveKind.SECONDMENT, "until": DAY - timedelta(days=1)}, "借调止日不能早于生效日期"),
        ({"kind": MoveKind.RENEWAL}, "续聘请按续聘办理"),
        ({"until": DAY}, "借调须写明借调止日"),
        ({"kind": MoveKind.OUT, "to_unit": None, "to_kind": ""}, "请写明调往何处"),
    ],
)  # fmt: skip
def test_bad_requests_are_refused_in_words(world, changes, told):
    with pytest.raises(Refusal, match=told):
        world.prepare(world.put(1), **changes)
    assert not Move.objects.exists()
    assert not MoveLog.objects.exists()


def test_to_the_post_held_or_to_another_county(world):
    appointment = world.put(1)
    with pytest.raises(Refusal, match="现在就任这一岗位"):
        world.prepare(appointment, to_unit=world.first)
    elsewhere = Unit.objects.get(code="529999")
    abroad = Unit.objects.create(
        level=Level.TOWNSHIP, code="529999101", name="外镇", short_name="外镇", parent=elsewhere
    )
    with pytest.raises(Refusal, match="调往外县的，请选“调出”"):
        world.prepare(appointment, to_unit=abroad)
    new = Unit.objects.create(
        level=Level.TOWNSHIP, code="520424104", name="丁镇", short_name="丁镇",
        parent=world.county.county, valid_from=DAY + timedelta(days=1),
    )  # fmt: skip
    with pytest.raises(Refusal, match="2016年10月2日才设立"):
        world.prepare(appointment, to_unit=new)


def test_an_appointment_that_is_over_or_only_acting_is_not_moved(world):
    left = world.put(1)
    end_appointment(appointment=left, last_day=date(2016, 9, 10), ground=EndGround.RESIGNED)
    left.refresh_from_db()
    with pytest.raises(Refusal, match="已于2016年9月10日离任（本人辞职）"):
        world.prepare(left)
    term = world.put(2, DIRECTOR, end=date(2016, 9, 25), name="赵小期")
    to_other = {"to_unit": world.far, "to_kind": DIRECTOR}
    with pytest.raises(Refusal, match="现任职到2016年9月25日为止，生效日期最晚为2016年9月26日"):
        world.prepare(term, **to_other)
    with pytest.raises(Refusal, match="借调止日不能超过这一天"):
        world.prepare(
            term, kind=MoveKind.SECONDMENT, day=date(2016, 9, 21), until=date(2016, 9, 30), **to_other
        )
    acting = name_acting(
        person=person(world.second, "李小代", serial=8),
        unit=world.far,
        kind=DIRECTOR,
        valid_from=date(2016, 9, 1),
    )
    with pytest.raises(Refusal, match="是代行职责，不办理调动"):
        world.prepare(acting, user=world.bureau, to_unit=world.near, to_kind=DIRECTOR)


def test_an_exchange_names_a_partner_that_fits(world):
    here = world.put(1)
    there = world.put(2, unit=world.second, name="赵小换")
    first = world.prepare(here, kind=MoveKind.EXCHANGE)
    other = {"user": world.other_clerk, "to_unit": world.first, "counterpart": first}
    with pytest.raises(Refusal, match="只有交流才能对调"):
        world.prepare(there, **other)
    with pytest.raises(Refusal, match="生效日期应同为2016年10月1日"):
        world.prepare(there, kind=MoveKind.EXCHANGE, **other, day=DAY + timedelta(days=1))
    second = world.prepare(there, kind=MoveKind.EXCHANGE, **other)
    first.refresh_from_db()
    assert (first.partner, second.partner) == (second, first)
    third_one = world.put(3, unit=world.second, name="钱小换")
    with pytest.raises(Refusal, match="已与他人对调"):
        world.prepare(third_one, kind=MoveKind.EXCHANGE, **other)


# --- no way around -------------------------------------------------------------------------------


def test_nobody_enters_an_ending_as_moved(world):
    appointment = world.put(1)
    for ground in (EndGround.MOVED, EndGround.RETURNED, EndGround.UNIT_CHANGED):
        with pytest.raises(Refusal, match="调动请在“调动和续聘”中办理"):
            end_appointment(appointment=appointment, last_day=TODAY, ground=ground)


def test_another_townships_person_is_not_simply_appointed(world):
    appointment = world.put(1)
    with pytest.raises(Refusal, match="到其他乡镇任职须先办理调动"):
        appoint(person=appointment.person, unit=world.second, kind=OPERATOR, valid_from=DAY)


def resigned_director(world, **ending):
    left = world.put(1, DIRECTOR, start=date(2015, 8, 1), end=date(2018, 7, 31))
    fields = {"last_day": date(2016, 8, 31), "ground": EndGround.RESIGNED}
    end_appointment(appointment=left, **fields | ending)
    return left.person


def elsewhere(world, someone, *, day=DAY, **fields):
    return appoint(person=someone, unit=world.first, kind=OPERATOR, valid_from=day, **fields)


def test_who_resigns_within_the_lock_is_not_appointed_elsewhere_within_it(world):
    someone = resigned_director(world)
    with pytest.raises(Refusal) as refused:
        elsewhere(world, someone)
    for words in (
        "2016年8月31日离任甲家村人口主任（本人辞职）",
        "在2018年7月31日以前",
        "须经县人口计生局同意",
    ):
        assert words in str(refused.value)
    assert elsewhere(world, someone, day=date(2018, 8, 1))


def test_an_approved_ending_releases_from_the_lock(world):
    someone = resigned_director(world, ground=EndGround.APPROVED, document_number="关人口计生发〔2016〕7号")
    assert elsewhere(world, someone)


def test_who_resigned_may_be_selected_openly_with_the_countys_approval(world):
    someone = resigned_director(world)
    village = Unit.objects.create(
        level=Level.VILLAGE,
        code=f"{world.first.code}209",
        name="丙家村村民委员会",
        short_name="丙家村",
        parent=world.first,
    )
    fields = {"person": someone, "unit": village, "kind": DIRECTOR, "valid_from": DAY, "selection": "open"}
    with pytest.raises(Refusal, match="不予调整"):
        appoint(**fields)
    assert appoint(**fields, document_number="关府〔2016〕20号")


def test_staff_whose_service_adds_up_keep_the_lock_of_the_whole(world):
    first = world.put(1, start=date(2014, 1, 1), end=date(2015, 12, 31))
    second = appoint(person=first.person, unit=world.first, kind=OPERATOR, valid_from=date(2016, 1, 1))
    end_appointment(appointment=second, last_day=date(2016, 8, 31), ground=EndGround.HEALTH)
    office = {"person": first.person, "unit": world.first, "kind": PostKind.OFFICE_STAFF}
    with pytest.raises(Refusal, match="在2016年12月31日以前不予调整"):
        appoint(**office, valid_from=date(2016, 12, 31))
    assert appoint(**office, valid_from=date(2017, 1, 1))


def test_who_has_taken_another_post_meanwhile_does_not_resign_but_moves(world):
    operator = world.put(1)
    office = {"person": operator.person, "unit": world.first, "kind": PostKind.OFFICE_STAFF}
    appoint(**office, valid_from=date(2016, 9, 1))
    leave = {"appointment": operator, "last_day": TODAY, "ground": EndGround.RESIGNED}
    with pytest.raises(Refusal, match="现又任甲镇计生办工作人员，离任即是调动，须经县人口计生局同意"):
        end_appointment(**leave)
    end_appointment(**leave, document_number="关人口计生复〔2016〕9号")


# --- pages ---------------------------------------------------------------------------------------


def login(user):
    client = Client()
    client.force_login(user)
    return client


def posted(world, **changes):
    fields = {
        "kind": "transfer", "to_unit": world.second.pk, "to_kind": OPERATOR, "day": DAY.isoformat(),
        "reason": "工作需要",
    }  # fmt: skip
    return fields | changes


def test_a_township_asks_sends_and_the_bureau_answers_on_the_pages(world):
    appointment = world.put(1)
    clerk, director, reviewer = map(login, (world.clerk, world.director, world.reviewer))
    address = reverse("roster:move-new", args=[appointment.pk])
    assert "自2015年3月10日起连续任职" in clerk.get(address).content.decode()
    done = clerk.post(address, posted(world), follow=True)
    text = done.content.decode()
    move = Move.objects.get()
    assert "已提出申请" in text
    assert "关于征求王小调同志调动意见的函" in text
    assert "签发征求意见函</button>" not in text
    assert "签发征求意见函</button>" in director.get(reverse("roster:move", args=[move.pk])).content.decode()
    told = director.post(reverse("roster:move-send", args=[move.pk]), follow=True).content.decode()
    assert "甲府函〔" in told
    decide = reverse("roster:move-decide", args=[move.pk])
    assert "请写明不同意的理由" in reviewer.post(decide, {"decision": "no", "preview": "1"}).content.decode()
    preview = reviewer.post(decide, {"decision": "yes", "opinion": "请做好交接", "preview": "1"})
    assert preview.status_code == 200
    assert "关于同意王小调同志调动的复函" in preview.content.decode()
    assert not Paper.objects.filter(kind="move_reply").exists()
    done = reviewer.post(decide, {"decision": "yes", "opinion": "请做好交接", "issue": "1"}, follow=True)
    assert "关人口计生复〔" in done.content.decode()
    move.refresh_from_db()
    assert (move.state, move.opinion) == (MoveState.CONSENTED, "请做好交接")


def test_a_refused_form_keeps_what_was_typed(world):
    appointment = world.put(1)
    address = reverse("roster:move-new", args=[appointment.pk])
    clerk = login(world.clerk)
    refused = clerk.post(address, posted(world, to_kind=DIRECTOR, reason="照顾家庭"))
    assert refused.status_code == 422
    assert "人口主任是村（居、社区）的岗位" in refused.content.decode()
    assert "照顾家庭" in refused.content.decode()
    for changes, words in (
        ({"kind": "secondment"}, "请填写借调止日"),
        ({"kind": "out", "to_outside": ""}, "请填写调往单位"),
        ({"to_unit": ""}, "请选择拟任单位"),
        ({"day": "2016-13-40"}, "生效日期不是日期"),
    ):
        refused = clerk.post(address, posted(world, **changes))
        assert refused.status_code == 422
        assert words in refused.content.decode()
    clerk.post(address, posted(world))
    again = clerk.post(address, posted(world))
    assert "已有一项调动" in again.content.decode()


def test_a_withdrawn_request_can_be_asked_again_without_typing(world):
    appointment = world.put(1)
    move = world.prepare(appointment, reason="照顾家庭")
    clerk = login(world.clerk)
    clerk.post(reverse("roster:move-withdraw", args=[move.pk]), {"reason": "日期填错"})
    page = clerk.get(reverse("roster:move", args=[move.pk])).content.decode()
    assert "照此重新申请" in page
    again = clerk.get(reverse("roster:move-new", args=[appointment.pk]), {"again": move.pk})
    assert "照顾家庭" in again.content.decode()
    assert clerk.get(reverse("roster:move-new", args=[appointment.pk]), {"again": "x"}).status_code == 200


def test_the_box_tells_of_the_lock_and_the_targets_places(world):
    appointment = world.put(1)
    for serial in (5, 6):
        world.put(serial, unit=world.second, name=f"赵小{serial}")
    address = reverse("roster:move-target", args=[appointment.pk])
    chosen = {"kind": "transfer", "to_unit": world.second.pk, "to_kind": OPERATOR, "day": "2016-10-01"}
    text = login(world.clerk).get(address, chosen).content.decode()
    for words in (
        "没有空余名额", "核定 2 名", "赵小5", "不予调整期内", "2018年3月9日", "N3.2", "县人口计生局",
    ):  # fmt: skip
        assert words in text
    over = login(world.clerk).get(address, chosen | {"day": "2018-03-10"}).content.decode()
    assert "已满年限" in over
    lent = login(world.clerk).get(address, chosen | {"kind": "secondment"}).content.decode()
    assert "借调不占" in lent
    wrong = login(world.clerk).get(address, chosen | {"to_kind": DIRECTOR}).content.decode()
    assert "请改选单位" in wrong
    assert login(world.clerk).get(address, {"to_unit": "x", "day": "y"}).status_code == 200


def test_both_townships_open_the_letters_and_strangers_do_not(world):
    move = world.consented(world.put(1))
    for name in ("move-letter", "move-reply"):
        address = reverse(f"roster:{name}", args=[move.pk])
        for user in (world.clerk, world.other_clerk, world.department):
            assert login(user).get(address).status_code == 409  # still being set
        stranger = make_user(f"stranger-{name}", (Role.TOWNSHIP_CLERK, third(world)))
        assert login(stranger).get(address).status_code == 404
    paper = reverse("documents:paper", args=[move.letter_id])
    assert login(world.other_clerk).get(paper).status_code == 404


def test_what_the_persons_page_shows(world):
    """The merger puts the panel on the page; here it is set by itself."""
    today = timezone.localdate()
    someone = world.put(
        1, DIRECTOR, start=today - timedelta(days=1000), end=today + timedelta(days=60)
    ).person
    move = world.prepare(someone.appointments.get(), to_unit=world.far, to_kind=DIRECTOR, day=today)

    def shown(user):
        request = RequestFactory().get("/")
        request.user = user
        return render_to_string("roster/person_moves.html", {"panel": panel(request, someone), "user": user})

    text = shown(world.clerk)
    assert reverse("roster:move", args=[move.pk]) in text
    assert "申请调动（" not in text  # one at a time
    moves.withdraw(move=move, user=world.clerk, reason="填错")
    text = shown(world.clerk)
    assert "申请调动（甲家村人口主任）" in text
    assert reverse("roster:renewal-new", args=[move.appointment_id]) in text
    assert "申请调动（" not in shown(world.director)
    assert "调动和续聘" not in shown(world.county.users[Role.FINANCE])


def test_the_list_filters_and_goes_out_as_a_workbook(world):
    world.ask(world.put(1))
    world.prepare(
        world.put(2, name="赵小请"), kind=MoveKind.OUT, to_unit=None, to_kind="", to_outside="县财政局"
    )
    client = login(world.reviewer)
    text = client.get(reverse("roster:moves")).content.decode()
    assert "待我办理" in text
    assert text.index("王小调") < text.index("赵小请")
    only = client.get(reverse("roster:moves"), {"kind": "out", "township": world.first.code}).content.decode()
    assert "县财政局" in only
    assert "王小调" not in only
    assert "没有符合条件" in client.get(reverse("roster:moves"), {"state": "refused"}).content.decode()
    book = client.get(reverse("roster:moves-export"), {"state": "all"})
    assert book.status_code == 200
    assert book.content[:2] == b"PK"


def test_statements_do_not_grow_with_the_moves(world):
    client = login(world.reviewer)

    def count(name):
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse(name), {"state": "all"}).status_code == 200
        return len(seen)

    # Without figures no number of places is known, and none is held against the village.
    VillageFigures.objects.all().delete()
    world.ask(world.put(1))
    world.ask(world.put(2, DIRECTOR, name="赵小调"), to_unit=world.far, to_kind=DIRECTOR)
    names = ("roster:moves", "roster:moves-export", "roster:stability")
    few = {name: (count(name), count(name))[1] for name in names}
    for serial in range(20, 40):
        move = world.prepare(
            world.put(serial, DIRECTOR, name=f"人{serial}"),
            kind=MoveKind.OUT, to_unit=None, to_kind="", to_outside="县财政局",
        )  # fmt: skip
        if serial % 2:
            moves.send(move=move, user=world.director, today=TODAY)
    assert {name: count(name) for name in names} == few
    assert Appointment.objects.count() == 22


# --- small words ---------------------------------------------------------------------------------


def test_marks_of_townships_that_begin_alike():
    assert own_mark("花江镇", ["花江镇", "新铺镇"]) == "花"
    assert own_mark("花江镇", ["花江镇", "花溪乡"]) == "花江"
    assert own_mark("花江镇", ["花江镇", "花江街道"]) == "花江镇"


def test_how_letters_address_offices():
    assert you("花江镇人民政府") == "你镇"
    assert you("普利乡人民政府") == "你乡"
    assert you("顶云街道办事处") == "你街道"
    assert you("中共关岭自治县委组织部") == "你部"
    assert you("关岭自治县人口和计划生育局") == "你局"


def test_open_states_are_those_from_which_it_may_take_effect():
    assert {state for state, to in MOVE_TRANSITIONS if to == MoveState.WITHDRAWN} == set(MOVE_OPEN)
