"""Incidents (P8.2c–i): alleged, confirmed with a number by another, dropped, revoked; access is narrow."""

import threading
from contextlib import suppress
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import yaml
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from appraisal.enums import INCIDENT_MOVES, IncidentGround, IncidentState, VisitKind, VisitState
from appraisal.models import Incident, Visit
from appraisal.prints.incidents import incident_content, incident_parts
from appraisal.queries import incidents as queries
from appraisal.rules import incidents as rules
from appraisal.services import incidents as services
from guanling.accounts.enums import Role
from guanling.accounts.models import Grant, User
from guanling.documents.models import PrintJob
from guanling.documents.services.papers import render_print
from guanling.policy.rules import settle_all
from guanling.runs.errors import Outrun, Refusal
from tests.appraisal.world import small_county
from tests.at_once import at_once
from tests.people import make_user

CASES = Path(__file__).resolve().parent.parent / "policy_cases" / "incident_grounds.yaml"
HAPPENED, TODAY = date(2016, 9, 10), date(2016, 9, 20)
NUMBER = "关人口计生查〔2016〕5号"


@pytest.fixture
def world(db):
    return small_county()


def record(world, number=0, by=Role.BUREAU_CLERK, **given):
    """An allegation about the ``number``-th director."""
    given = {
        "person": world.people[number],
        "village": world.villages[0 if number < 2 else 1],
        "ground": "c",
        "happened_on": HAPPENED,
        "summary": "漏报整村台账",
        "user": world.users[by],
        "today": TODAY,
        **given,
    }
    return services.record_incident(**given)


def confirm(world, incident, by=Role.BUREAU_REVIEWER, number=NUMBER, decision="经核查属实"):
    user = world.users[by]
    services.confirm_incident(incident=incident, document_number=number, decision=decision, user=user)


def drop(world, incident, by=Role.BUREAU_REVIEWER, reason="查无实据"):
    services.drop_incident(incident=incident, reason=reason, user=world.users[by])


def revoke(world, incident, by=Role.BUREAU_REVIEWER, reason="原认定文件已撤销"):
    services.revoke_incident(incident=incident, reason=reason, user=world.users[by])


def in_state(world, state):
    """An incident brought to ``state`` by the acts themselves."""
    incident = record(world)
    if state == IncidentState.DROPPED:
        drop(world, incident)
    if state in (IncidentState.CONFIRMED, IncidentState.REVOKED):
        confirm(world, incident)
    if state == IncidentState.REVOKED:
        revoke(world, incident)
    assert incident.state == state
    return incident


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=case["说明"]) for case in yaml.safe_load(CASES.read_text("utf-8"))]
)
def test_when_a_ground_can_be_used(case):
    ground = IncidentGround(case["情形"])
    then, now = (settle_all("520424", case[day], []).holds(ground.key) for day in ("发生", "登记"))
    said = {
        "登记结果": rules.ground_fault(ground.label, ground.clause, held_then=then, holds_today=now),
        "认定结果": rules.ground_fault(ground.label, ground.clause, held_then=then, holds_today=None),
    }
    assert said == {key: case[key] for key in said}


# --- states × acts -------------------------------------------------------------------------------

ACTS = {IncidentState.CONFIRMED: confirm, IncidentState.DROPPED: drop, IncidentState.REVOKED: revoke}


@pytest.mark.parametrize("state", IncidentState)
@pytest.mark.parametrize("target", ACTS)
def test_each_state_lets_through_just_what_the_table_says(world, state, target):
    incident = in_state(world, state)
    before = Incident.objects.filter(pk=incident.pk).values().get()
    if target in INCIDENT_MOVES[state]:
        ACTS[target](world, incident)
        assert incident.state == target
    else:
        with pytest.raises(Outrun):
            ACTS[target](world, incident)
        assert Incident.objects.filter(pk=incident.pk).values().get() == before


@pytest.mark.parametrize("act", ACTS.values())
def test_only_the_bureaus_reviewer_decides(world, act):
    source = IncidentState.CONFIRMED if act is revoke else IncidentState.ALLEGED
    incident = in_state(world, source)
    for role in Role:
        if role != Role.BUREAU_REVIEWER:
            with pytest.raises(Refusal, match="没有对该单位进行这项操作的权限"):
                act(world, incident, by=role)
    assert Incident.objects.get().state == source


@pytest.mark.parametrize("role", Role)
def test_who_records(world, role):
    if role in (Role.BUREAU_CLERK, Role.TOWNSHIP_DIRECTOR):
        assert record(world, by=role).state == IncidentState.ALLEGED
    else:
        with pytest.raises(Refusal, match="没有对该单位进行这项操作的权限"):
            record(world, by=role)


def test_who_recorded_never_decides_not_even_past_the_service(world):
    both = make_user("both", (Role.BUREAU_CLERK, world.county), (Role.BUREAU_REVIEWER, world.county))
    world.users["both"] = both
    own, other = record(world, by="both"), record(world, 1)
    for act in (confirm, drop):
        with pytest.raises(Refusal, match="您是登记人，不能认定自己登记的情形"):
            act(world, own, by="both")
    with pytest.raises(IntegrityError, match="incident_maker_is_not_checker"), transaction.atomic():
        Incident.objects.filter(pk=own.pk).update(
            state=IncidentState.DROPPED, decided_by=both, decided_at=own.recorded_at, decision="无"
        )
    confirm(world, own)
    with pytest.raises(Refusal, match="您是登记人"):
        revoke(world, own, by="both")
    assert list(queries.to_decide(both)) == [other]
    assert list(queries.to_decide(world.users[Role.BUREAU_CLERK])) == []


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"happened_on": date(2016, 9, 21)}, "不能晚于今天"),
        ({"happened_on": date(2014, 7, 31)}, "安甲当日不在甲家村任人口主任"),
        ({"ground": "f"}, "请在督查中登记"),
        ({"ground": "d", "today": date(2021, 8, 20)}, "已经停止施行，不再登记新的情形"),
        ({"ground": "d", "today": date(2022, 1, 1), "happened_on": date(2021, 8, 20)}, "当日没有施行"),
        ({"summary": " 　"}, "请写明情况"),
    ],
)
def test_what_is_refused(world, given, says):
    with pytest.raises(Refusal, match=says):
        record(world, **given)
    assert not Incident.objects.exists()


def test_somebody_of_another_village_is_refused(world):
    with pytest.raises(Refusal, match="蔡丙当日不在甲家村任人口主任"):
        record(world, 2, village=world.villages[0])


def test_what_was_recorded_before_its_ground_ended_is_still_decided(world):
    incident = record(world, ground="d", happened_on=date(2021, 8, 1), today=date(2021, 8, 19))
    confirm(world, incident)  # the test's clock stands after the law's change
    assert incident.state == IncidentState.CONFIRMED


@pytest.mark.parametrize(
    ("typed", "says"), [({"number": " "}, "请写明认定的文号"), ({"decision": ""}, "请写明认定意见")]
)
def test_confirming_needs_a_number_and_an_opinion(world, typed, says):
    incident = record(world)
    with pytest.raises(Refusal, match=says):
        confirm(world, incident, **typed)
    assert Incident.objects.get().state == IncidentState.ALLEGED


def test_disorder_of_ledgers_found_on_a_visit_is_decided_here_too(world):
    user = world.users[Role.BUREAU_CLERK]
    visit = Visit.objects.create(
        village=world.villages[0],
        kind=VisitKind.COUNTY,
        state=VisitState.DONE,
        planned_on=HAPPENED,
        visited_on=HAPPENED,
        record_number="关人口计生督〔2016〕1号",
        leader=user,
    )
    incident = Incident.objects.create(
        person=world.people[0],
        village=world.villages[0],
        ground=IncidentGround.F,
        happened_on=HAPPENED,
        summary="台账缺页",
        visit=visit,
        recorded_by=user,
    )
    Grant.objects.create(
        user=user, role=Role.BUREAU_REVIEWER, unit=world.county, valid_from=timezone.localdate()
    )
    world.users["both"] = User.objects.get(pk=user.pk)
    with pytest.raises(Refusal, match="您是登记人"):
        confirm(world, incident, by="both")
    confirm(world, incident)
    assert incident.state == IncidentState.CONFIRMED


def test_what_was_done_is_told_in_order_with_each_reason(world):
    incident = in_state(world, IncidentState.REVOKED)
    told = [(step.state, step.by, step.document_number, step.reason) for step in queries.steps(incident)]
    clerk, reviewer = (world.users[role].name for role in (Role.BUREAU_CLERK, Role.BUREAU_REVIEWER))
    assert told == [
        ("登记", clerk, "", ""),
        ("已认定", reviewer, NUMBER, "经核查属实"),
        ("认定已撤销", reviewer, "", "原认定文件已撤销"),
    ]


# --- two at once ---------------------------------------------------------------------------------


def both_decide(world, monkeypatch, *, conditional):
    """One confirms and another drops the same allegation: each has looked before the other writes."""
    world.users["second"] = make_user("shenhe2", (Role.BUREAU_REVIEWER, world.county))
    pk = record(world).pk
    first, second = (Incident.objects.select_related("village").get(pk=pk) for _ in range(2))
    together, move = threading.Barrier(2), services.move

    def moving(thing, to, table, *, called, **fields):
        with suppress(threading.BrokenBarrierError):
            together.wait(timeout=1)
        if conditional:
            move(thing, to, table, called=called, **fields)
        else:
            type(thing).objects.filter(pk=thing.pk).update(state=to, **fields)

    monkeypatch.setattr(services, "move", moving)
    return at_once(lambda: confirm(world, first), lambda: drop(world, second, by="second"))


@pytest.mark.django_db(transaction=True)
def test_of_two_deciders_one_is_told(monkeypatch):
    results = both_decide(small_county(), monkeypatch, conditional=True)
    assert [type(one) for one in results if one is not None] == [Outrun]
    assert Incident.objects.get().events.count() == 2


@pytest.mark.django_db(transaction=True)
def test_without_the_condition_both_would_decide(monkeypatch):
    """The control: the race is real."""
    assert both_decide(small_county(), monkeypatch, conditional=False) == [None, None]
    assert Incident.objects.get().events.count() == 3


# --- pages, print, export ------------------------------------------------------------------------


def test_from_the_allegation_to_the_revocation_by_pages(client, world):
    client.force_login(world.users[Role.TOWNSHIP_DIRECTOR])
    page = client.get(reverse("appraisal:incident-new")).content.decode()
    assert "甲家村 安甲" in page
    assert "乙家村 蔡丙" not in page
    assert "不写群众个人信息" in page
    assert "P8.2f 工作台账混乱" not in page
    typed = {
        "director": world.people[0].appointments.get().pk,
        "ground": "h",
        "happened_on": "2016-09-10",
        "summary": "包庇亲属",
    }
    page = client.post(reverse("appraisal:incident-new"), typed, follow=True).content.decode()
    assert "待核实" in page
    incident = Incident.objects.get()
    assert reverse("appraisal:incident-confirm", args=[incident.pk]) not in page
    client.force_login(world.users[Role.BUREAU_REVIEWER])
    assert "等待您认定的 1 项" in client.get(reverse("appraisal:incidents")).content.decode()
    address = reverse("appraisal:incident-confirm", args=[incident.pk])
    response = client.post(address, {"document_number": "", "decision": "查实"})
    assert response.status_code == 422
    assert "请填写认定文号" in response.content.decode()
    assert "查实</textarea>" in response.content.decode()
    page = client.post(address, {"document_number": NUMBER, "decision": "查实"}, follow=True).content.decode()
    assert "已认定" in page
    # Decided meanwhile: told, not shown as a form that is gone.
    again = client.post(address, {"document_number": NUMBER, "decision": "查实"}, follow=True)
    assert "刚刚已被他人处理" in again.content.decode()
    address = reverse("appraisal:incident-revoke", args=[incident.pk])
    page = client.post(address, {"reason": "文件已撤销"}, follow=True).content.decode()
    assert "认定已撤销" in page


@pytest.mark.parametrize(
    ("summary", "says"),
    [
        ("为群众520424198001010017办事", "里面有身份证号码；不写群众个人信息"),
        ("电话13885312345", "里面有手机号码"),
        ("", "请填写情况"),
    ],
)
def test_personal_numbers_are_refused_and_what_was_typed_stays(client, world, summary, says):
    client.force_login(world.users[Role.BUREAU_CLERK])
    typed = {"director": world.people[0].appointments.get().pk, "ground": "c", "happened_on": "2016-09-10"}
    response = client.post(reverse("appraisal:incident-new"), typed | {"summary": summary})
    page = response.content.decode()
    assert response.status_code == 422
    assert says in page
    assert summary in page
    assert not Incident.objects.exists()


def test_a_director_out_of_reach_cannot_be_chosen(client, world):
    client.force_login(world.users[Role.TOWNSHIP_DIRECTOR])
    typed = {"director": world.people[2].appointments.get().pk, "ground": "c", "happened_on": "2016-09-10"}
    response = client.post(reverse("appraisal:incident-new"), typed | {"summary": "失误"})
    assert response.status_code == 422
    assert not Incident.objects.exists()


def test_the_list_is_narrowed_and_exported_without_text(client, world):
    record(world)
    confirm(world, record(world, 2, ground="i", happened_on=date(2015, 3, 1)))
    client.force_login(world.users[Role.BUREAU_REVIEWER])
    address = reverse("appraisal:incidents")
    for narrow, names in (
        ({}, {"安甲", "蔡丙"}),
        ({"township": world.townships[1].code}, {"蔡丙"}),
        ({"ground": "c"}, {"安甲"}),
        ({"state": "confirmed"}, {"蔡丙"}),
        ({"year": "2016"}, {"安甲"}),
        ({"name": "蔡"}, {"蔡丙"}),
    ):
        page = client.get(address, narrow).content.decode()
        assert {name for name in ("安甲", "蔡丙") if f">{name}</td>" in page} == names, narrow
    response = client.get(reverse("appraisal:incidents-export"), {"state": "confirmed"})
    cells = [
        str(value)
        for row in load_workbook(BytesIO(response.content)).active.iter_rows(values_only=True)
        for value in row
        if value is not None
    ]
    assert "蔡丙" in cells
    assert NUMBER in cells
    assert not any("漏报整村台账" in cell or "经核查属实" in cell for cell in cells)


def test_the_township_concerned_sees_it_others_and_the_person_do_not(client, world):
    incident = record(world)
    world.people[0].account = world.users[Role.SELF]
    world.people[0].save()
    seeing = {Role.BUREAU_CLERK, Role.BUREAU_REVIEWER, Role.TOWNSHIP_DIRECTOR, Role.TOWNSHIP_LEADER}
    for role in Role:
        assert Incident.objects.visible_to(world.users[role], "incident.view").exists() == (role in seeing)
        assert not Incident.objects.visible_to(world.foreign[role], "incident.view").exists()
    client.force_login(world.users[Role.SELF])
    assert client.get(reverse("appraisal:incident", args=[incident.pk])).status_code == 403


def test_the_form_is_one_page_and_holds_what_is_known(client, world):
    incident = record(world)
    content = incident_content(queries.incidents(world.users[Role.BUREAU_CLERK]).get())
    assert (content["ground"], content["village"]) == ("工作重大失误（P8.2c）", "甲镇甲家村")
    assert (content["state"], content["decision"], content["decided_on"]) == ("待核实", "", "")
    assert len(incident_parts(content)) == 1
    confirm(world, incident)
    client.force_login(world.users[Role.BUREAU_REVIEWER])
    assert client.post(reverse("appraisal:incident-print", args=[incident.pk])).status_code == 302
    job = PrintJob.objects.get()
    assert (job.content["document_number"], job.content["decision"]) == (NUMBER, "经核查属实")
    render_print(job.pk)
    job.refresh_from_db()
    assert (job.state, job.pages) == ("ready", 1)


def test_the_list_costs_the_same_for_many(client, world):
    record(world)
    client.force_login(world.users[Role.BUREAU_REVIEWER])
    client.get(reverse("appraisal:incidents"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("appraisal:incidents"))
    for number in range(40):
        record(world, number % 3)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("appraisal:incidents"))
    assert len(many) == len(few)
