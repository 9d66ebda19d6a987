"""The county's approval and the appointment: who may, on what conditions, and all that one act makes."""

import threading
from contextlib import suppress
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from guanling.accounts.enums import Role
from guanling.accounts.models import Grant
from guanling.documents.models import Paper
from guanling.documents.services import papers
from guanling.runs.errors import Outrun, Refusal
from recruitment.enums import (
    HIRE_MOVES,
    ApplicationState,
    HireState,
    OutGround,
    RoundKind,
    RoundState,
)
from recruitment.models import Hire, HireLog, Objection, Round
from recruitment.queries import hires as queries
from recruitment.services import hires as services
from recruitment.services import steps
from roster.enums import ChangeState, EndGround, Nature, Section, Selection
from roster.models import Agreement, Appointment, Change, Person, Post
from roster.queries.vacancies import vacancies
from roster.services.appointments import appoint, name_acting
from roster.services.changes import file_changes
from tests.at_once import at_once
from tests.people import make_user
from tests.recruitment.hires_build import (
    CHECKS,
    OPINION,
    REASON,
    TODAY,
    appointed,
    approved,
    cleared,
    exams,
    hiring_world,
    notice,
    prepared,
    submitted,
)
from tests.recruitment.world import START, apply_to, make_opening, make_round, selection_county
from tests.roster.build import person
from tests.roster.files import picture


@pytest.fixture
def world(db):
    return hiring_world()


# --- the file ------------------------------------------------------------------------------------


def test_each_who_was_cleared_gets_one_file(world):
    apply_to(world.opening, "候补", state=ApplicationState.WAITING)
    assert services.prepare(round_=world.round, user=world.clerk) == 1
    assert services.prepare(round_=world.round, user=world.clerk) == 0
    hire = Hire.objects.get()
    assert (hire.application, hire.start_on, hire.state) == (world.cleared[0], START, HireState.PREPARED)


def test_files_belong_to_their_step(world):
    Round.objects.filter(pk=world.round.pk).update(state=RoundState.WRITTEN)
    with pytest.raises(Refusal, match=r"笔试.*这项办理只在"):
        prepared(world)


def test_handing_in_freezes_the_conditions_and_moves_the_round_on(world):
    hire = submitted(world)[0]
    assert (hire.state, hire.submitted_by, hire.opinion) == (HireState.SUBMITTED, world.director, OPINION)
    told = {row["condition"]: row for row in hire.conditions}
    assert list(told) == [
        "公开选聘",
        "岗位名额",
        "年龄",
        "学历",
        "公告",
        "报名",
        "资格审查",
        "笔试",
        "面试",
        "考察",
        "体检",
        "公示",
        "公示时间",
        "公示异议",
    ]
    assert all(row["met"] for row in hire.conditions)
    assert (told["年龄"]["clause"], told["年龄"]["found"]) == ("P2.4", "31周岁")
    assert told["公示时间"]["found"] == "5个工作日"
    world.round.refresh_from_db()
    assert world.round.state == RoundState.APPROVING


def test_the_round_stands_where_the_furthest_is_and_the_others_stay(world):
    late = apply_to(world.opening, "后来", state=ApplicationState.NOTICE)
    submitted(world)
    world.round.refresh_from_db()
    late.refresh_from_db()
    assert (world.round.state, late.state) == (RoundState.APPROVING, ApplicationState.NOTICE)


def test_a_missing_step_is_named_and_refused(world):
    cleared(world.opening, "罗无考", world.notice, rank=2, checks=CHECKS[1:])
    with pytest.raises(Refusal, match=r"罗无考：考察（没有记录，P2.4）"):
        submitted(world)
    assert {hire.state for hire in Hire.objects.all()} == {HireState.PREPARED}


def test_an_open_objection_is_refused(world):
    Objection.objects.create(
        line=world.cleared[0].notice_lines.get(),
        received_on=date(2016, 10, 26),
        content="学历",
        received_by=world.clerk,
    )
    with pytest.raises(Refusal, match=r"公示异议（1件，1件还没有答复，P2.4）"):
        submitted(world)


def test_one_above_the_age_needs_the_exception(world):
    old = cleared(world.opening, "罗年长", world.notice, born="19750914", rank=2)
    with pytest.raises(Refusal, match=r"罗年长：年龄（41周岁"):
        submitted(world)
    type(old).objects.filter(pk=old.pk).update(
        exception_reason="山区无人",
        exception_number="关人口计生核〔2016〕1号",
        exception_by=world.other_reviewer,
        exception_at=timezone.now(),
    )
    hires = services.submit(hires=Hire.objects.all(), opinion=OPINION, user=world.director)
    told = next(row for row in hires[1].conditions if row["condition"] == "年龄")
    assert (told["met"], told["evidence"]) == (True, "县核准放宽：关人口计生核〔2016〕1号")


def test_a_taken_place_is_refused(world):
    other = person(world.townships[0], "在任", serial=400)
    Round.objects.filter(pk=world.round.pk).update(state=RoundState.NOTICE)
    appoint(
        person=other,
        unit=world.villages[0],
        kind="population_director",
        valid_from=date(2016, 11, 1),
        made_by=world.clerk,
    )
    with pytest.raises(Refusal, match=r"岗位名额（在任1名，空缺0名，P2.2）"):
        submitted(world)


def test_who_may_hand_in(world):
    files = prepared(world)
    for user, says in (
        (world.clerk, "由组织这一批次的单位负责人报送"),
        (world.reviewer, "不代乡镇报送"),
        (world.foreign[Role.TOWNSHIP_DIRECTOR], "由组织这一批次的单位负责人报送"),
    ):
        with pytest.raises(Refusal, match=says):
            services.submit(hires=files, opinion=OPINION, user=user)
    with pytest.raises(Refusal, match="请写明乡镇意见"):
        services.submit(hires=files, opinion=" 　", user=world.director)
    with pytest.raises(Refusal, match="请勾选"):
        services.submit(hires=[], opinion=OPINION, user=world.director)
    with pytest.raises(Refusal, match=r"应在公示结束（2016年10月28日）以后"):
        services.submit(hires=files, opinion=OPINION, user=world.director, start_on=date(2016, 10, 28))


# --- deciding ------------------------------------------------------------------------------------


def test_approval_issues_the_numbered_form(world):
    hire = approved(world)
    assert (hire.state, hire.decided_by) == (HireState.APPROVED, world.reviewer)
    assert hire.paper.number == "关人口计生聘审〔2016〕1号"
    assert hire.paper.restricted
    assert (hire.paper.prepared_by, hire.paper.issued_by) == (
        world.director,
        world.reviewer,
    )
    content = hire.paper.content
    assert (content["name"], content["term"]) == ("韦小芳", "自2016年12月1日起至2019年11月30日")
    assert "*" in content["identity"]
    assert world.cleared[0].identity_number not in str(content)
    world.cleared[0].refresh_from_db()
    world.round.refresh_from_db()
    assert (world.cleared[0].state, world.round.state) == (ApplicationState.APPROVED, RoundState.APPOINTING)
    assert list(hire.log.values_list("from_state", "to_state")) == [
        ("", "prepared"),
        ("prepared", "submitted"),
        ("submitted", "approved"),
    ]


def test_nobody_approves_whom_they_handled(world):
    hire = submitted(world)[0]
    application = hire.application
    for field in ("entered_by", "reviewed_by", "confirmed_by"):
        before = getattr(application, field)
        type(application).objects.filter(pk=application.pk).update(**{field: world.reviewer})
        with pytest.raises(Refusal, match="不能由您审批"):
            services.approve(hire=hire, user=world.reviewer, today=TODAY)
        assert not queries.to_approve(world.reviewer).exists()
        type(application).objects.filter(pk=application.pk).update(**{field: before})
    assert queries.to_approve(world.reviewer).count() == 1
    application.log.create(from_state="registered", to_state="accepted", actor=world.reviewer)
    with pytest.raises(Refusal, match="不能由您审批"):
        services.approve(hire=hire, user=world.reviewer, today=TODAY)
    assert not queries.to_approve(world.reviewer).exists()
    assert services.approve(hire=hire, user=world.other_reviewer, today=TODAY)


def test_who_handed_it_in_does_not_approve(world):
    Grant.objects.create(
        user=world.director, role=Role.BUREAU_REVIEWER, unit=world.county, valid_from=timezone.localdate()
    )
    hire = submitted(world)[0]
    for act in (
        lambda user: services.approve(hire=hire, user=user, today=TODAY),
        lambda user: services.return_hire(hire=hire, user=user, reason=REASON),
        lambda user: services.refuse(hire=hire, user=user, reason=REASON),
    ):
        with pytest.raises(Refusal, match="不能由您审批"):
            act(world.director)
        with pytest.raises(Refusal, match="没有对该单位"):
            act(world.clerk)


def test_a_returned_file_is_handed_in_again(world):
    hire = submitted(world)[0]
    with pytest.raises(Refusal, match="请写明退回的原因"):
        services.return_hire(hire=hire, user=world.reviewer, reason="")
    services.return_hire(hire=hire, user=world.reviewer, reason=REASON)
    assert (hire.state, hire.remark, hire.decided_by) == (HireState.RETURNED, REASON, world.reviewer)
    services.submit(hires=[hire], opinion=OPINION, user=world.director, start_on=date(2017, 1, 1))
    hire.refresh_from_db()
    assert (hire.state, hire.start_on, hire.decided_by) == (HireState.SUBMITTED, date(2017, 1, 1), None)
    assert services.approve(hire=hire, user=world.reviewer, today=TODAY)


def test_a_refused_one_is_out_and_the_place_open(world):
    hire = submitted(world)[0]
    with pytest.raises(Refusal, match="请写明不予批准的理由"):
        services.refuse(hire=hire, user=world.reviewer, reason="")
    moved = services.refuse(hire=hire, user=world.reviewer, reason="档案不实")
    application = hire.application
    application.refresh_from_db()
    assert (moved.opening, moved.unfilled) == (str(world.opening), 1)
    world.opening.refresh_from_db()
    assert world.opening.open_places == 1
    assert (application.state, application.out_ground) == (ApplicationState.OUT, OutGround.NOT_APPROVED)
    assert not Paper.objects.filter(kind=services.FORM).exists()


def test_not_more_approvals_than_places(world):
    cleared(world.opening, "第二名", world.notice, rank=2)
    first, second = submitted(world)
    services.approve(hire=first, user=world.reviewer, today=TODAY)
    with pytest.raises(Refusal, match="名额已经批满"):
        services.approve(hire=second, user=world.reviewer, today=TODAY)
    assert Paper.objects.filter(kind=services.FORM).count() == 1


@pytest.mark.parametrize("state", HireState)
def test_every_act_in_every_state(world, state):
    """What the table does not allow is refused; nothing is left half done."""
    hire = prepared(world)[0]
    paper = papers.issue_directly(
        kind=services.FORM, key="x", unit_code="520424", title="x", content={}, day=TODAY, number_mark="试"
    )
    whole = {
        "submitted_by": world.director,
        "submitted_at": timezone.now(),
        "decided_by": world.reviewer,
        "decided_at": timezone.now(),
        "remark": "写明",
        "paper": paper,
    }
    if state == HireState.FALLEN:
        whole["fallen_reason"] = "不来"
    if state == HireState.APPOINTED:
        # Whole only with its appointment: the real road.
        services.submit(hires=[hire], opinion=OPINION, user=world.director)
        services.approve(hire=hire, user=world.reviewer, today=TODAY)
        services.appoint(hire=hire, user=world.clerk, today=TODAY)
    else:
        Hire.objects.filter(pk=hire.pk).update(state=state, **whole)
        held = ApplicationState.APPROVED if state == HireState.APPROVED else ApplicationState.CLEARED
        type(hire.application).objects.filter(pk=hire.application_id).update(state=held)
    acts = {
        HireState.SUBMITTED: lambda: services.submit(hires=[hire], opinion=OPINION, user=world.director),
        HireState.APPROVED: lambda: services.approve(hire=hire, user=world.other_reviewer, today=TODAY),
        HireState.RETURNED: lambda: services.return_hire(hire=hire, user=world.other_reviewer, reason=REASON),
        HireState.REFUSED: lambda: services.refuse(hire=hire, user=world.other_reviewer, reason=REASON),
        HireState.APPOINTED: lambda: services.appoint(hire=hire, user=world.clerk, today=TODAY),
        HireState.FALLEN: lambda: services.fall(hire=hire, user=world.clerk, reason=REASON),
    }
    for to, act in acts.items():
        logged = HireLog.objects.count()
        if to in HIRE_MOVES[state]:
            with transaction.atomic():
                act()
                assert Hire.objects.get(pk=hire.pk).state == to
                transaction.set_rollback(True)
        else:
            with pytest.raises(Outrun):
                act()
            assert HireLog.objects.count() == logged
            assert Hire.objects.get(pk=hire.pk).state == state


# --- appointing ----------------------------------------------------------------------------------


def test_one_act_makes_person_appointment_contract_and_filing(world):
    application = world.cleared[0]
    application.photo.save("photo", ContentFile(picture()), save=True)
    hire = appointed(world)
    held = hire.appointment
    somebody = held.person
    assert (somebody.name, somebody.unit, somebody.education) == ("韦小芳", world.townships[0], "college")
    assert somebody.identity_number == application.identity_number
    assert "安顺职业技术学院" in somebody.note
    assert somebody.attachments.standing().filter(section=Section.PHOTO).count() == 1
    assert (held.valid_from, held.valid_to) == (START, date(2019, 11, 30))
    assert (held.selection, held.document_number) == (Selection.OPEN, hire.paper.number)
    assert hire.agreement.kind == "contract"
    assert hire.agreement.paper.number.endswith("〔2016〕1号")
    change = Change.objects.get()
    assert (change.state, change.made_by, change.decided_by) == (
        ChangeState.FILED,
        world.clerk,
        world.reviewer,
    )
    assert hire.filing_number == change.filing_number == f"关人口计生备〔{timezone.localdate().year}〕1号"
    world.opening.refresh_from_db()
    application.refresh_from_db()
    assert (world.opening.filled, application.state) == (1, ApplicationState.APPOINTED)
    assert not vacancies(START, "population_director", [world.villages[0].code])


def test_who_is_on_file_already_keeps_the_file(world):
    known = person(
        world.townships[0], "韦小芳", identity_number=world.cleared[0].identity_number, phone="13800000000"
    )
    hire = appointed(world)
    assert hire.appointment.person == known
    assert Person.objects.count() == 1
    assert Person.objects.get().phone == "13800000000"


def test_another_townships_person_moves_the_file_first(world):
    person(world.townships[1], "韦小芳", identity_number=world.cleared[0].identity_number)
    hire = approved(world)
    with pytest.raises(Refusal, match="须先办理调动"):
        services.appoint(hire=hire, user=world.clerk, today=TODAY)
    assert not Appointment.objects.exists()
    assert not Agreement.objects.exists()


def test_who_acted_stops_the_day_before(world):
    own = person(world.townships[0], "代行人", serial=450)
    acting = name_acting(
        person=own, unit=world.villages[0], kind="population_director", valid_from=date(2016, 10, 1)
    )
    appointed(world)
    acting.refresh_from_db()
    assert (acting.nature, acting.valid_to, acting.end_ground) == (
        Nature.ACTING,
        date(2016, 11, 30),
        EndGround.FILLED,
    )


def test_where_the_approver_files_no_more_it_waits_for_the_bureau(world):
    hire = approved(world)
    Grant.objects.filter(user=world.reviewer).delete()
    services.appoint(hire=hire, user=world.clerk, today=TODAY)
    change = Change.objects.get()
    assert (hire.filing_number, change.state) == ("", ChangeState.WAITING)

    filed = file_changes(changes=Change.objects.all(), user=world.other_reviewer)[0]
    assert queries.filing_numbers([hire]) == {hire.pk: filed.filing_number}


def test_only_the_office_of_the_round_appoints(world):
    hire = approved(world)
    for user in (world.director, world.reviewer, world.foreign[Role.TOWNSHIP_CLERK]):
        with pytest.raises(Refusal, match="没有对该单位"):
            services.appoint(hire=hire, user=user, today=TODAY)


def test_who_does_not_come_frees_the_place(world):
    hire = approved(world)
    with pytest.raises(Refusal, match="请写明未到岗的原因"):
        services.fall(hire=hire, user=world.clerk, reason="")
    moved = services.fall(hire=hire, user=world.clerk, reason="外出务工")
    hire.application.refresh_from_db()
    assert (hire.application.state, hire.application.out_ground) == (
        ApplicationState.OUT,
        OutGround.DECLINED,
    )
    assert moved.unfilled == 1
    with pytest.raises(Outrun):
        services.appoint(hire=hire, user=world.clerk, today=TODAY)


# --- two at once ---------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_reviewers_one_wins_and_the_other_is_told():
    world = hiring_world()
    hire = submitted(world)[0]
    results = at_once(
        lambda: services.approve(hire=hire, user=world.reviewer, today=TODAY),
        lambda: services.refuse(hire=hire, user=world.other_reviewer, reason="不实"),
    )
    refused = [result for result in results if isinstance(result, Outrun)]
    assert len(refused) == 1
    assert "刚刚已被他人处理" in str(refused[0])
    hire.refresh_from_db()
    assert hire.log.filter(from_state="submitted").count() == 1
    papers_out = Paper.objects.filter(kind=services.FORM).count()
    assert papers_out == (1 if hire.state == HireState.APPROVED else 0)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_decide(monkeypatch):
    """The control: read without a lock and written without the state, both reviewers think they decided."""
    world = hiring_world()
    hire = submitted(world)[0]
    seen = threading.Barrier(2, timeout=10)

    def unlocked(found, *states):
        rows = Hire.objects.select_related("application__round__unit", "application__opening")
        found = rows.get(pk=found.pk)
        assert found.state in states
        with suppress(threading.BrokenBarrierError):
            seen.wait()
        return found

    def blindly(thing, to, user, *, reason="", **fields):
        Hire.objects.filter(pk=thing.pk).update(state=to, **fields)

    monkeypatch.setattr(services, "_locked", unlocked)
    monkeypatch.setattr(services, "_move", blindly)
    monkeypatch.setattr(steps, "advance_application", lambda *given, **more: None)
    results = at_once(
        lambda: services.return_hire(hire=hire, user=world.reviewer, reason=REASON),
        lambda: services.return_hire(hire=hire, user=world.other_reviewer, reason=REASON),
    )
    assert results == [None, None]


@pytest.mark.django_db(transaction=True)
def test_of_two_appointments_at_once_one_is_made():
    world = hiring_world()
    hire = approved(world)
    second = world.second[Role.TOWNSHIP_CLERK]
    results = at_once(
        lambda: services.appoint(hire=hire, user=world.clerk, today=TODAY),
        lambda: services.appoint(hire=Hire.objects.get(pk=hire.pk), user=second, today=TODAY),
    )
    assert [type(result) for result in results if isinstance(result, Exception)] == [Outrun]
    assert (Person.objects.count(), Appointment.objects.count(), Agreement.objects.count()) == (1, 1, 1)
    assert Post.objects.filter(kind="population_director").count() == 1


def test_a_station_worker_has_no_term_and_no_contract_here(db):

    world = selection_county()
    round_ = make_round(world.county, kind=RoundKind.STATION, state=RoundState.NOTICE)
    opening = make_opening(round_, world.townships[0], kind="physician")
    exams(round_)
    cleared(opening, "陈医师", notice(round_), education="bachelor")
    clerk = world.users[Role.BUREAU_CLERK]
    services.prepare(round_=round_, user=clerk)
    hire = services.submit(
        hires=Hire.objects.all(), opinion=OPINION, user=world.second[Role.BUREAU_REVIEWER]
    )[0]
    told = {row["condition"]: row["clause"] for row in hire.conditions}
    assert told["公开选聘"] == "A3.8"
    services.approve(hire=hire, user=world.users[Role.BUREAU_REVIEWER], today=TODAY)
    services.appoint(hire=hire, user=clerk, today=TODAY)
    assert (hire.appointment.valid_to, hire.appointment.person.unit) == (None, world.townships[0])


def test_nobody_appoints_themselves(world):
    own = make_user("own_clerk", (Role.TOWNSHIP_CLERK, world.townships[0]))
    person(world.townships[0], "韦小芳", identity_number=world.cleared[0].identity_number, account=own)
    hire = approved(world)
    with pytest.raises(Refusal, match="本人的档案"):
        services.appoint(hire=hire, user=own, today=TODAY)
