"""The acts of the qualification review: every state, every hand, what is kept (P2.3, P2.4)."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from guanling.audit.models import AccessRecord
from guanling.runs.errors import Outrun, Refusal
from recruitment.enums import (
    APPLICATION_MOVES,
    ApplicationState,
    RefusalGround,
    RoundKind,
    RoundState,
)
from recruitment.models import Application, ApplicationPaper
from recruitment.queries import review as queries
from recruitment.rules import eligibility as rules
from recruitment.services import review as services
from roster.enums import Education, PostKind
from tests.recruitment import review_build as build
from tests.recruitment.world import apply_to, make_opening, make_round
from tests.roster.files import pdf, picture

STATE = ApplicationState
PAPERS = [rules.PAPERS]


@pytest.fixture
def world(db):
    return build.under_review()


def accept(one, user, checked=PAPERS):
    services.accept(application=one, user=user, checked=checked)


def ask(one, user, reason="村内没有其他合适人选"):
    services.ask_exception(application=one, reason=reason, user=user, checked=PAPERS)


def refuse(one, user, ground=RefusalGround.PAPERS):
    services.propose_refusal(application=one, ground=ground, reason="学历证书系伪造", user=user)


# --- every state × every act ---------------------------------------------------------------------

# act: (by whom, how, from which states it leads where)
ACTS = {
    "accept": ("clerk", accept, {STATE.REGISTERED: STATE.ACCEPTED}),
    "more": (
        "clerk",
        lambda one, user: services.ask_for_more(application=one, asked="学历证书原件", user=user),
        {STATE.REGISTERED: STATE.MORE},
    ),
    "supplement": (
        "clerk",
        lambda one, user: services.supplement(application=one, user=user),
        {STATE.MORE: STATE.REGISTERED},
    ),
    "refuse": ("clerk", refuse, {STATE.REGISTERED: STATE.REFUSING, STATE.MORE: STATE.REFUSING}),
    "confirm": (
        "checker",
        lambda one, user: services.confirm_refusal(application=one, user=user),
        {STATE.REFUSING: STATE.REFUSED},
    ),
    "return": (
        "checker",
        lambda one, user: services.return_refusal(application=one, reason="再核实", user=user),
        {STATE.REFUSING: STATE.REGISTERED},
    ),
    "keep": (
        "clerk",
        lambda one, user: services.resolve_repeated(application=one, keep=True, reason="本人到场", user=user),
        {STATE.REPEATED: STATE.REGISTERED},
    ),
    "revoke": (
        "clerk",
        lambda one, user: services.revoke(application=one, reason="漏看证书", user=user),
        {STATE.ACCEPTED: STATE.REGISTERED},
    ),
    "approve": (
        "county_one",
        lambda one, user: services.approve_exception(application=one, number="关复〔2016〕1号", user=user),
        {STATE.EXCEPTION: STATE.ACCEPTED},
    ),
    "disapprove": (
        "county_one",
        lambda one, user: services.refuse_exception(application=one, reason="有其他人选", user=user),
        {STATE.EXCEPTION: STATE.REFUSED},
    ),
    "exception_return": (
        "county_one",
        lambda one, user: services.return_exception(application=one, reason="理由不足", user=user),
        {STATE.EXCEPTION: STATE.REGISTERED},
    ),
}


@pytest.mark.parametrize("state", ApplicationState)
@pytest.mark.parametrize("act", ACTS)
def test_every_act_in_every_state(world, act, state):
    who, do, leads = ACTS[act]
    born = build.OLD if state == STATE.EXCEPTION else build.YOUNG
    one = build.in_state(world, "韦一", state, born=born)
    if state in leads:
        do(one, getattr(world, who))
        assert one.state == leads[state]
        assert leads[state] in APPLICATION_MOVES[state]
        row = one.log.get()
        assert (row.from_state, row.to_state, row.actor) == (state, one.state, getattr(world, who))
    else:
        with pytest.raises(Outrun, match="刚刚已被他人处理"):
            do(one, getattr(world, who))
        one.refresh_from_db()
        assert one.state == state
        assert not one.log.exists()


@pytest.mark.parametrize("state", ApplicationState)
def test_asking_the_county_in_every_state(world, state):
    one = build.in_state(world, "韦一", state, born=build.OLD)
    if state == STATE.REGISTERED:
        ask(one, world.clerk)
        assert one.state == STATE.EXCEPTION
    else:
        with pytest.raises(Outrun):
            ask(one, world.clerk)


@pytest.mark.parametrize("state", RoundState)
@pytest.mark.parametrize("act", ACTS)
def test_only_from_the_announcement_to_the_end_of_the_review(db, act, state):
    world = build.under_review(state)
    who, do, leads = ACTS[act]
    if state == RoundState.PREPARING:
        world.round.parameters = build.make_round(world.townships[0], state=RoundState.ANNOUNCED).parameters
    first = next(iter(leads))
    one = build.in_state(world, "韦一", first, born=build.OLD if first == STATE.EXCEPTION else build.YOUNG)
    if state in queries.REVIEWABLE:
        do(one, getattr(world, who))
        assert one.state == leads[first]
    else:
        with pytest.raises(Refusal, match="这项办理只在“公告报名、资格审查”环节进行"):
            do(one, getattr(world, who))


@pytest.mark.parametrize("act", ACTS)
def test_only_by_who_has_the_right_there(world, act):
    _, do, leads = ACTS[act]
    first = next(iter(leads))
    one = build.in_state(world, "韦一", first, born=build.OLD if first == STATE.EXCEPTION else build.YOUNG)
    foreign = [world.foreign[role] for role in (build.RUNNER, build.CHECKER, build.COUNTY)]
    for user in (*foreign, build.stranger()):
        with pytest.raises(Refusal, match="没有对该单位"):
            do(one, user)
    assert not one.log.exists()


# --- accepting -----------------------------------------------------------------------------------


def test_accepting_keeps_the_conditions_and_who_judged(world):
    one = apply_to(world.opening, "韦一", asked="身份证")
    accept(one, world.clerk)
    assert (one.reviewed_by, one.confirmed_by, one.asked) == (world.clerk, None, "")
    assert {row["condition"]: row["met"] for row in one.conditions} == {
        "年龄": True,
        "学历": True,
        "证件材料": True,
    }
    # As they were judged, whatever becomes of the opening.
    world.opening.requirement = "会使用计算机"
    world.opening.save()
    one = Application.objects.select_related("round", "opening").get(pk=one.pk)
    assert len(queries.judged(one)) == 3


def test_who_does_not_meet_a_hard_condition_is_not_accepted(world):
    one = apply_to(world.opening, "韦一", education=Education.JUNIOR_HIGH)
    with pytest.raises(Refusal, match=r"学历：应高中（中专）以上，初中（P2\.3）"):
        accept(one, world.clerk)


def test_what_no_rule_can_tell_must_be_looked_at(world):
    world.opening.requirement = "会使用计算机"
    world.opening.save()
    one = apply_to(world.opening, "韦一")
    with pytest.raises(Refusal, match="请先核对其他条件"):
        accept(one, world.clerk)
    accept(one, world.clerk, [rules.PAPERS, rules.REQUIREMENT])
    assert one.state == STATE.ACCEPTED


def test_above_forty_only_with_the_countys_approval(world):
    one = apply_to(world.opening, "韦一", born=build.OLD)
    with pytest.raises(Refusal, match="须经县核准"):
        accept(one, world.clerk)
    ask(one, world.clerk)
    services.approve_exception(application=one, number="关复〔2016〕1号", user=world.county_one)
    assert (one.state, one.exception_by) == (STATE.ACCEPTED, world.county_one)
    age = one.conditions[0]
    assert (age["met"], age["evidence"]) == (True, "县核准文号：关复〔2016〕1号")
    # Reviewed anew, the approval still holds.
    services.revoke(application=one, reason="漏看证书", user=world.clerk)
    assert (one.conditions, one.reviewed_by) == ([], None)
    accept(one, world.clerk2)
    assert one.conditions[0]["evidence"] == "县核准文号：关复〔2016〕1号"


def test_the_last_day_may_be_later_than_when_somebody_registered(world):
    one = apply_to(world.opening, "韦一", born="19760914", age=39)
    accept(one, world.clerk)
    assert one.age == 40


def test_all_who_plainly_meet_everything_in_one_act(world):
    plain = [apply_to(world.opening, f"韦{n}") for n in range(3)]
    other = make_opening(world.round, world.villages[1], requirement="会使用计算机")
    left = [
        apply_to(world.opening, "陈一", born=build.OLD),
        apply_to(world.opening, "陈二", education=Education.PRIMARY),
        apply_to(other, "陈三"),
        build.in_state(world, "陈四", STATE.MORE),
    ]
    ids = [one.pk for one in (*plain, *left)]
    foreign = apply_to(make_opening(make_round(world.townships[1]), world.villages[1], quota=2), "罗一")
    number = services.accept_plain(round_=world.round, applications=[*ids[1:], foreign.pk], user=world.clerk)
    assert number == 2
    accepted = Application.objects.filter(state=STATE.ACCEPTED)
    assert set(accepted) == set(plain[1:])
    for one in accepted:
        assert one.reviewed_by == world.clerk
        assert [row["met"] for row in one.conditions] == [True, True, True]
        assert one.log.get().reason == "证件已核对，各项条件均符合"
    with pytest.raises(Refusal, match="已由他人办理，或需要逐份审查"):
        services.accept_plain(round_=world.round, applications=ids[1:], user=world.clerk)
    with pytest.raises(Refusal, match="没有对该单位"):
        services.accept_plain(round_=world.round, applications=ids, user=world.checker)


def test_accepting_two_hundred_takes_as_many_statements_as_two(world):
    counted = []
    # The first time the account's rights are read.
    for number in (1, 2, 200):
        ids = [apply_to(world.opening, f"韦{n}").pk for n in range(number)]
        with CaptureQueriesContext(connection) as sent:
            assert services.accept_plain(round_=world.round, applications=ids, user=world.clerk) == number
        counted.append(len(sent))
    assert counted[1] == counted[2]


# --- refusing ------------------------------------------------------------------------------------


def test_a_refusal_needs_a_second_person(world):
    # The county's reviewer may do both in a round of the county, so one person might hold both rights.
    one = build.in_state(world, "韦一", STATE.REFUSING, by=world.checker)
    with pytest.raises(Refusal, match="不能由您复核"):
        services.confirm_refusal(application=one, user=world.checker)
    with pytest.raises(Refusal, match="不能由您复核"):
        services.return_refusal(application=one, reason="再核实", user=world.checker)
    services.confirm_refusal(application=one, user=world.checker2)
    assert (one.state, one.reviewed_by, one.confirmed_by) == (STATE.REFUSED, world.checker, world.checker2)


def test_the_database_refuses_one_pair_of_eyes(world):
    one = build.in_state(world, "韦一", STATE.REFUSING)
    rows = Application.objects.filter(pk=one.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state=STATE.REFUSED)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state=STATE.REFUSED, confirmed_by=world.clerk, confirmed_at=one.reviewed_at)


def test_ground_and_clause_are_told(world):
    one = apply_to(world.opening, "韦一", education=Education.PRIMARY)
    with pytest.raises(
        Refusal, match="符合条件（应一般不超过40周岁，报名截止日（2016年9月14日）满31周岁），不能以"
    ):
        refuse(one, world.clerk, RefusalGround.AGE)
    with pytest.raises(Refusal, match="请写明不通过的具体情况"):
        services.propose_refusal(application=one, ground="education", reason=" ", user=world.clerk)
    with pytest.raises(Refusal, match="请选择"):
        refuse(one, world.clerk, "looks")
    refuse(one, world.clerk, RefusalGround.EDUCATION)
    assert one.log.get().reason == "学历不符合（P2.3）：学历证书系伪造"
    assert queries.refusal_clause(one) == "P2.3"
    services.return_refusal(application=one, reason="再核实", user=world.checker)
    assert (one.state, one.refusal_ground, one.refusal_reason, one.conditions) == ("registered", "", "", [])


def test_who_brings_nothing_can_be_refused(world):
    one = apply_to(world.opening, "韦一")
    services.ask_for_more(application=one, asked="学历证书原件", user=world.clerk)
    assert (one.state, one.asked) == (STATE.MORE, "学历证书原件")
    refuse(one, world.clerk)
    services.confirm_refusal(application=one, user=world.checker)
    assert (one.state, one.asked) == (STATE.REFUSED, "")


def test_the_applicant_may_bring_it_by_the_public_page(world):
    one = build.in_state(world, "韦一", STATE.MORE)
    services.supplement(application=one, user=None)
    assert one.log.get().actor is None
    assert list(queries.supplemented(world.clerk)) == [one]
    assert not queries.to_review(world.clerk)


# --- second ones ---------------------------------------------------------------------------------


def test_the_second_of_the_same_person_is_refused_by_two(world):
    first = apply_to(world.opening, "韦一")
    second = build.second_of(world, first)
    assert queries.twin(second) == first
    services.resolve_repeated(application=second, keep=False, reason="本人要第一份", user=world.clerk)
    assert (second.state, second.refusal_ground) == (STATE.REFUSING, RefusalGround.REPEATED)
    with pytest.raises(Refusal, match="不能由您复核"):
        services._second_person(second, world.clerk)
    # Sent back it must not meet the first.
    services.return_refusal(application=second, reason="再核身份证", user=world.checker)
    assert second.state == STATE.REPEATED
    services.resolve_repeated(application=second, keep=False, reason="本人要第一份", user=world.clerk)
    services.confirm_refusal(application=second, user=world.checker)
    first.refresh_from_db()
    assert (first.state, second.state) == (STATE.REGISTERED, STATE.REFUSED)


def test_the_second_may_be_the_one_that_counts(world):
    first = apply_to(world.opening, "韦一")
    second = build.second_of(world, first)
    services.resolve_repeated(application=second, keep=True, reason="第一份是他人冒用", user=world.clerk)
    first.refresh_from_db()
    assert (first.state, first.refusal_ground) == (STATE.REFUSING, RefusalGround.REPEATED)
    assert second.state == STATE.REGISTERED
    services.return_refusal(application=first, reason="再核身份证", user=world.checker)
    assert first.state == STATE.REPEATED


@pytest.mark.parametrize("state", [STATE.ACCEPTED, STATE.EXCEPTION, STATE.REFUSED, STATE.REFUSING])
def test_what_is_judged_is_not_pushed_aside(world, state):
    first = build.in_state(world, "韦一", state, born=build.OLD if state == "exception" else build.YOUNG)
    second = build.second_of(world, first)
    with pytest.raises(Refusal, match="不能改为保留这份"):
        services.resolve_repeated(application=second, keep=True, reason="本人到场", user=world.clerk)
    second.refresh_from_db()
    assert second.state == STATE.REPEATED


def test_when_the_first_is_taken_back_the_second_counts(world):
    first = build.in_state(world, "韦一", STATE.WITHDRAWN)
    second = build.second_of(world, first)
    with pytest.raises(Refusal, match="另一份报名已经撤回"):
        services.resolve_repeated(application=second, keep=False, reason="本人到场", user=world.clerk)
    services.resolve_repeated(application=second, keep=True, reason="本人到场", user=world.clerk)
    assert second.state == STATE.REGISTERED


# --- exceptions ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"born": build.YOUNG}, r"符合年龄条件（P2\.3）"),
        ({"born": build.OLD, "education": Education.PRIMARY}, "学历：应高中"),
    ],
)
def test_only_for_the_age_and_only_where_it_is_all(world, fields, said):
    one = apply_to(world.opening, "韦一", **fields)
    with pytest.raises(Refusal, match=said):
        ask(one, world.clerk)


def test_a_station_knows_no_exception(world):
    round_ = make_round(world.county, kind=RoundKind.STATION, state=RoundState.REVIEWING, members=True)
    opening = make_opening(round_, world.county, kind=PostKind.COUNTY_CENTRE_STAFF)
    one = apply_to(opening, "韦一", born=build.OLD)
    clerk = world.users["bureau_clerk"]
    with pytest.raises(Refusal, match=r"没有例外规定（A3\.8）"):
        ask(one, clerk)
    with pytest.raises(Refusal, match="年龄：应不超过35周岁"):
        accept(one, clerk)


def test_an_exception_asks_for_a_reason_and_the_papers(world):
    one = apply_to(world.opening, "韦一", born=build.OLD)
    with pytest.raises(Refusal, match="请写明申请放宽年龄的理由"):
        ask(one, world.clerk, reason=" ")
    with pytest.raises(Refusal, match="请先核对证件材料"):
        services.ask_exception(application=one, reason="无人", user=world.clerk)


def test_the_county_refuses_and_two_have_looked(world):
    one = apply_to(world.opening, "韦一", born=build.OLD)
    ask(one, world.clerk)
    with pytest.raises(Refusal, match="请写明批准文件的文号"):
        services.approve_exception(application=one, number="", user=world.county_one)
    with pytest.raises(Refusal, match="请写明不予核准的理由"):
        services.refuse_exception(application=one, reason="", user=world.county_one)
    services.refuse_exception(application=one, reason="村内有其他人选", user=world.county_one)
    assert (one.state, one.refusal_ground) == (STATE.REFUSED, RefusalGround.AGE)
    assert (one.reviewed_by, one.confirmed_by) == (world.clerk, world.county_one)


def test_who_handled_it_does_not_decide(world):
    one = apply_to(world.opening, "韦一", born=build.OLD, entered_by=world.county_one)
    ask(one, world.clerk)
    with pytest.raises(Refusal, match="您办理过这份报名"):
        services.approve_exception(application=one, number="1号", user=world.county_one)
    # Who sent it back has not handled it, and may decide when it comes again.
    services.return_exception(application=one, reason="理由不足", user=world.county_two)
    ask(one, world.clerk, reason="两次公开报名无其他人选")
    services.approve_exception(application=one, number="1号", user=world.county_two)
    assert one.exception_reason == "两次公开报名无其他人选"


# --- papers --------------------------------------------------------------------------------------


def add(one, user, data=None, name="证.png"):
    return services.add_paper(application=one, kind="education", name=name, data=data or picture(), user=user)


def test_a_scan_is_kept_encrypted_and_reading_it_is_written_down(world):
    one = apply_to(world.opening, "韦一")
    paper = add(one, world.clerk)
    with open(paper.file.path, "rb") as file:
        assert file.read() != picture()
    assert paper.file.open().read() == picture()
    assert "扫描件：学历证书" in queries.judged(one, queries.papers_of([one])[one.pk])[1].evidence
    services.read_paper(paper=paper, user=world.checker)
    record = AccessRecord.objects.get()
    assert (record.user, record.object_id) == (world.checker, one.pk)
    services.withdraw_paper(paper=paper, user=world.clerk)
    assert not one.papers.standing().exists()
    with pytest.raises(Outrun):
        services.withdraw_paper(paper=paper, user=world.clerk)
    # Taken out, the same may be sent again.
    add(one, world.clerk)


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"MZ not a picture", "证.png", "只能上传 PDF"),
        (None, "../证.png", "文件名中有路径"),
        (b"", "证.png", "是空的"),
    ],
)
def test_what_is_no_scan_is_refused(world, data, name, said):
    one = apply_to(world.opening, "韦一")
    with pytest.raises(Refusal, match=said):
        services.add_paper(
            application=one,
            kind="education",
            name=name,
            data=picture() if data is None else data,
            user=world.clerk,
        )
    assert not ApplicationPaper.objects.exists()


def test_the_same_paper_twice_and_too_many_and_too_late(world, monkeypatch):
    one = apply_to(world.opening, "韦一")
    paper = add(one, world.clerk)
    with pytest.raises(Refusal, match="已经上传过"):
        add(one, world.clerk)
    monkeypatch.setattr(services, "MOST_PAPERS", 2)
    add(one, world.clerk, pdf(), "证.pdf")
    with pytest.raises(Refusal, match="最多 2 份材料"):
        add(one, world.clerk, pdf(2), "证.pdf")
    accept(one, world.clerk)
    for act in (
        lambda: add(one, world.clerk, pdf(3), "证.pdf"),
        lambda: services.withdraw_paper(paper=paper, user=world.clerk),
    ):
        with pytest.raises(Refusal, match="已是“审查通过”，不能再添加或撤下"):
            act()
    with pytest.raises(Refusal, match="没有对该单位"):
        add(one, world.checker)
