"""Relief (P6.6): who may apply, two people who decide, one order, and what of health nobody else reads."""

import threading
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from guanling.accounts.enums import Action, Role
from guanling.audit.models import AccessRecord
from guanling.documents.models import Paper
from guanling.runs.errors import Outrun, Refusal
from payroll.enums import RELIEF_MOVES, Item, OrderState, ReliefState, ReliefWay
from payroll.models import Order, Relief, ReliefLog, ReliefPaper
from payroll.queries import relief as queries
from payroll.services import relief as services
from roster.enums import EndGround, Nature
from roster.models import Appointment
from tests.at_once import at_once
from tests.payroll.relief_build import (
    ANSWER,
    APPLIED,
    EVENT,
    MEDICAL,
    OPINION,
    REMARK,
    SELF_MAX,
    apply,
    approve,
    county,
    limit,
    propose,
    refuse,
    send_back,
    withdraw,
)
from tests.people import make_user
from tests.roster.files import picture

SECRETS = (MEDICAL, "白血病", OPINION, ANSWER, REMARK)


@pytest.fixture
def world(db):
    return county()


# --- applying ------------------------------------------------------------------------------------


def test_the_person_applies_for_today(world):
    relief = apply(world)
    assert (relief.state, relief.way, relief.applied_on) == (ReliefState.APPLIED, ReliefWay.ONLINE, APPLIED)
    assert (relief.township_name, relief.village_code) == ("甲镇", world.villages[0].code)
    assert list(relief.log.values_list("from_state", "to_state")) == [("", "applied")]


def test_the_clerk_types_a_paper(world):
    relief = apply(world, 0, by=Role.TOWNSHIP_CLERK, applied_on=date(2016, 9, 18), relation="child")
    assert (relief.way, relief.applied_on, relief.applied_by) == (
        ReliefWay.PAPER,
        date(2016, 9, 18),
        world.users[Role.TOWNSHIP_CLERK],
    )


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"event_on": date(2016, 9, 21)}, "发生日期不能晚于申请日期"),
        ({"event_on": date(2014, 7, 31)}, "2014年7月31日不在任人口主任（代行职责的不算）"),
        ({"medical": " 　"}, "请写明病情或事故情况"),
        ({"by": Role.TOWNSHIP_CLERK, "number": 0, "applied_on": None}, "请填写书面申请的日期"),
        ({"by": Role.TOWNSHIP_CLERK, "number": 0, "applied_on": date(2016, 9, 21)}, "不能晚于今天"),
        ({"by": Role.TOWNSHIP_CLERK, "number": 2}, "没有对该单位"),
        ({"number": 0, "applied_on": APPLIED}, "没有对该单位"),
        ({"by": Role.BUREAU_REVIEWER, "number": 0}, "没有对该单位"),
        ({"by": Role.TOWNSHIP_DIRECTOR, "number": 0}, "没有对该单位"),
    ],
)
def test_what_is_not_taken(world, given, says):
    with pytest.raises(Refusal, match=says):
        apply(world, **given)
    assert not Relief.objects.exists()


def test_who_acts_for_a_vacant_post_is_no_director(world):
    Appointment.objects.filter(person=world.people[1]).update(nature=Nature.ACTING, place=None)
    with pytest.raises(Refusal, match="代行职责的不算"):
        apply(world)


def test_in_post_on_both_days(world):
    held = Appointment.objects.filter(person=world.people[1])
    held.update(valid_to=date(2016, 9, 15), end_ground=EndGround.RESIGNED)
    with pytest.raises(Refusal, match="2016年9月20日已不在任人口主任"):
        apply(world)
    assert apply(world, 1, by=Role.TOWNSHIP_CLERK, applied_on=date(2016, 9, 15))


def test_the_same_event_once_also_past_the_service(world):
    first = apply(world)
    with pytest.raises(Refusal, match="已经申请过救助，不能重复申请"):
        apply(world)
    assert apply(world, relation="spouse")
    with pytest.raises(IntegrityError, match="relief_once_an_event"), transaction.atomic():
        Relief.objects.filter(relation="spouse").update(relation="self")
    # What was taken back may come again; what was refused may not.
    withdraw(world, first)
    again = apply(world)
    propose(world, again, amount=None)
    refuse(world, again)
    with pytest.raises(Refusal, match="已经申请过救助"):
        apply(world)


# --- states × acts -------------------------------------------------------------------------------


def in_state(world, state):
    """An application brought to ``state`` by the acts themselves."""
    relief = apply(world)
    if state not in (ReliefState.APPLIED, ReliefState.WITHDRAWN):
        propose(world, relief)
    if state == ReliefState.APPROVED:
        approve(world, relief)
    if state == ReliefState.REFUSED:
        refuse(world, relief)
    if state == ReliefState.WITHDRAWN:
        withdraw(world, relief)
    assert relief.state == state
    return relief


ACTS = {
    ReliefState.PROPOSED: propose,
    ReliefState.APPLIED: send_back,
    ReliefState.APPROVED: approve,
    ReliefState.REFUSED: refuse,
    ReliefState.WITHDRAWN: withdraw,
}


@pytest.mark.parametrize("state", ReliefState)
@pytest.mark.parametrize("target", ACTS)
def test_each_state_lets_through_just_what_the_table_says(world, state, target):
    relief = in_state(world, state)
    before = Relief.objects.filter(pk=relief.pk).values().get()
    kept = Order.objects.count(), Paper.objects.count(), ReliefLog.objects.count()
    if target in RELIEF_MOVES[state]:
        ACTS[target](world, relief)
        assert relief.state == target
        assert relief.log.last().to_state == target
    else:
        with pytest.raises(Outrun):
            ACTS[target](world, relief)
        assert Relief.objects.filter(pk=relief.pk).values().get() == before
        assert (Order.objects.count(), Paper.objects.count(), ReliefLog.objects.count()) == kept


@pytest.mark.parametrize(
    ("act", "state", "roles"),
    [
        (propose, ReliefState.APPLIED, {Role.BUREAU_REVIEWER}),
        (approve, ReliefState.PROPOSED, set()),
        (refuse, ReliefState.PROPOSED, set()),
        (send_back, ReliefState.PROPOSED, set()),
        (withdraw, ReliefState.APPLIED, {Role.SELF}),
    ],
)
def test_who_may_do_what(world, act, state, roles):
    # The reviewer of the roles proposed it: of them nobody is left to decide.
    relief = in_state(world, state)
    for role in Role:
        with transaction.atomic():
            done = True
            try:
                act(world, relief, by=role)
            except Refusal:
                done = False
            assert done == (role in roles), role
            transaction.set_rollback(True)
        relief.refresh_from_db()


def test_who_applied_or_proposed_never_decides_not_even_past_the_service(world):
    both = make_user("both", (Role.TOWNSHIP_CLERK, world.townships[0]), (Role.BUREAU_REVIEWER, world.county))
    world.users["both"] = both
    typed, proposed = apply(world, 0, by="both"), apply(world)
    with pytest.raises(Refusal, match="不能由您审核"):
        propose(world, typed, by="both")
    propose(world, typed)
    propose(world, proposed, by="both")
    for relief in (typed, proposed):
        for act in (approve, refuse, send_back):
            with pytest.raises(Refusal, match="您登记或审核了这件救助申请"):
                act(world, relief, by="both")
    with pytest.raises(IntegrityError, match="relief_maker_is_not_checker"), transaction.atomic():
        Relief.objects.filter(pk=typed.pk).update(proposed_by=both)
    assert list(queries.to_decide(both)) == []
    assert set(queries.to_decide(world.users["second"])) == {typed, proposed}


def test_a_reviewer_neither_examines_nor_decides_the_own_application(world):
    world.people[0].account = world.users["second"]
    world.people[0].save()
    relief = apply(world, 0, by=Role.TOWNSHIP_CLERK)
    with pytest.raises(Refusal, match="不能由您审核"):
        propose(world, relief, by="second")
    propose(world, relief)
    with pytest.raises(Refusal, match="不能审批本人的救助申请"):
        approve(world, relief)
    assert list(queries.to_examine(world.users["second"])) == []


def test_a_paper_application_is_withdrawn_by_its_office_with_a_reason(world):
    paper, online = apply(world, 0, by=Role.TOWNSHIP_CLERK), apply(world)
    with pytest.raises(Refusal, match="网上提出的申请由本人"):
        withdraw(world, online, by=Role.TOWNSHIP_CLERK, reason="本人要求")
    with pytest.raises(Refusal, match="请写明本人书面撤回的情况"):
        withdraw(world, paper, by=Role.TOWNSHIP_CLERK)
    withdraw(world, paper, by=Role.TOWNSHIP_CLERK, reason="本人要求")
    assert paper.state == ReliefState.WITHDRAWN


# --- the amount ----------------------------------------------------------------------------------


def test_without_a_value_of_the_county_nothing_is_proposed_and_it_says_what_to_do(db):
    world = county(limits=False)
    relief = apply(world)
    with pytest.raises(Refusal, match=r"没有规定2016年9月12日的救助金额上限.*政策参数.*P6\.6"):
        propose(world, relief)
    # It can be refused all the same.
    propose(world, relief, amount=None)
    refuse(world, relief)
    assert relief.state == ReliefState.REFUSED


@pytest.mark.parametrize(("relation", "most"), [("self", "5000"), ("spouse", "3000"), ("child", "3000")])
def test_the_most_is_that_of_the_relation(world, relation, most):
    relief = apply(world, relation=relation)
    with pytest.raises(Refusal, match=f"上限为{int(most):,}.00元"):
        propose(world, relief, amount=f"{most}.01")
    with pytest.raises(Refusal, match="金额应大于 0"):
        propose(world, relief, amount="0")
    propose(world, relief, amount=most)


def test_the_most_is_that_of_the_day_of_the_event(world):
    limit(world, SELF_MAX, "1000.00", valid_from=date(2016, 9, 13))
    relief = apply(world)
    propose(world, relief, amount="5000")
    assert relief.proposed_amount == Decimal("5000")


def test_a_value_lowered_between_proposal_and_decision_stops_the_approval(world):
    relief = apply(world)
    propose(world, relief, amount="5000")
    limit(world, SELF_MAX, "4000.00", valid_from=EVENT)
    with pytest.raises(Refusal, match=r"上限为4,000\.00元"):
        approve(world, relief)
    assert not Order.objects.exists()
    assert not Paper.objects.exists()


def test_a_proposal_to_refuse_cannot_be_approved(world):
    relief = apply(world)
    propose(world, relief, amount=None)
    with pytest.raises(Refusal, match="请退回重新审核"):
        approve(world, relief)


def test_approval_makes_one_order_for_the_run(world):
    relief = apply(world)
    propose(world, relief)
    paper = approve(world, relief)
    order = Order.objects.get()
    assert (order.person, order.unit, order.item, order.clause, order.amount) == (
        world.people[1],
        world.townships[0],
        Item.RELIEF,
        "P6.6",
        Decimal("2000.00"),
    )
    assert (order.from_month, order.state, order.note) == (date(2016, 10, 1), OrderState.DECIDED, "关怀救助")
    assert (order.document_number, relief.order) == (paper.number, order)
    assert (paper.number, paper.restricted) == ("关人口计生救〔2016〕1号", True)
    text = "".join(line["text"] for line in paper.content["body"])
    assert "2,000.00元（人民币贰仟元整）" in text
    assert "P6.6" in text


def test_it_is_paid_by_the_township_in_which_the_person_serves_at_the_decision(world):
    relief = apply(world)
    propose(world, relief)
    held = Appointment.objects.get(person=world.people[1])
    Appointment.objects.filter(pk=held.pk).update(valid_to=date(2016, 9, 30))
    other = Appointment.objects.get(person=world.people[2]).post
    Appointment.objects.create(person=world.people[1], post=other, place=2, valid_from=date(2016, 10, 1))
    approve(world, relief)
    assert relief.order.unit == world.townships[1]


def test_what_is_decided_is_final_in_the_database(world):
    relief = in_state(world, ReliefState.APPROVED)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Relief.objects.filter(pk=relief.pk).update(event_on=date(2016, 9, 1))
    with pytest.raises(ProgrammingError), transaction.atomic():
        Relief.objects.filter(pk=relief.pk)._raw_delete(using="default")


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"answer": "无"}, "relief_decided_is_whole"),
        ({"proposed_amount": Decimal("-1")}, "relief_amount_is_positive"),
        ({"applied_on": date(2016, 9, 1)}, "relief_applied_after_event"),
        ({"opinion": ""}, "relief_proposed_is_whole"),
        ({"ground": "other"}, "relief_refused_has_ground"),
        ({"withdrawn_at": timezone.now()}, "relief_withdrawn_has_time"),
    ],
)
def test_the_database_keeps_it_whole(world, fields, constraint):
    relief = in_state(world, ReliefState.PROPOSED)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Relief.objects.filter(pk=relief.pk).update(**fields)


# --- what of health lies where -------------------------------------------------------------------


def everything_stored():
    """Every text of every table of the database, as it lies there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables "
            "WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # names of tables, from the catalogue
            for (row,) in cursor.fetchall():
                yield table, row


def test_no_table_holds_it_in_plain_not_even_the_change_history(world):
    first, second = apply(world), apply(world, relation="spouse")
    propose(world, first)
    send_back(world, first)
    propose(world, first)
    approve(world, first)
    propose(world, second, amount=None)
    refuse(world, second)
    tables = set()
    for table, row in everything_stored():
        tables.add(table)
        assert not [word for word in SECRETS if word in row], table
        assert "illness" not in row, table
    assert {"payroll_relief", "payroll_reliefevent", "payroll_relieflog", "documents_paper"} <= tables
    # The control: the same words are found where they do lie in plain.
    world.people[0].note = MEDICAL
    world.people[0].save()
    assert {table for table, row in everything_stored() if MEDICAL in row} == {
        "roster_person",
        "roster_personevent",
    }
    # And those who may, read it.
    first.refresh_from_db()
    assert (first.medical, first.get_kind_display(), first.opinion) == (MEDICAL, "患重病", OPINION)


def test_who_reads_it(world):
    relief = apply(world, 0, by=Role.TOWNSHIP_CLERK)
    for role in Role:
        allowed = role == Role.BUREAU_REVIEWER
        assert services.reads_medical(relief, world.users[role]) == allowed, role
        assert not services.reads_medical(relief, world.foreign[role]), role
    assert services.reads_medical(apply(world), world.users[Role.SELF])


def test_a_reading_by_those_who_decide_is_written_down(world):
    relief = apply(world)
    services.read_medical(relief=relief, user=world.users[Role.SELF])
    assert not AccessRecord.objects.exists()
    services.read_medical(relief=relief, user=world.users[Role.BUREAU_REVIEWER])
    assert AccessRecord.objects.get().object_id == relief.pk
    with pytest.raises(Refusal, match="只有审批人和本人可以查看"):
        services.read_medical(relief=relief, user=world.users[Role.TOWNSHIP_CLERK])


# --- papers --------------------------------------------------------------------------------------


def stored():
    """Names of the files that the storage holds."""
    folder = Path(settings.MEDIA_ROOT) / "relief"
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def add(world, relief, data=None, by=Role.SELF, name="诊断.png"):
    return services.add_paper(
        relief=relief, kind="proof", name=name, data=data or picture(), user=world.users[by]
    )


def test_a_paper_lies_encrypted_and_comes_back_as_it_was(world):
    relief, data, before = apply(world), picture(), stored()
    paper = add(world, relief, data)
    (name,) = stored() - before
    path = Path(settings.MEDIA_ROOT) / "relief" / name
    assert data[:40] not in path.read_bytes()
    assert b"PNG" not in path.read_bytes()[:200]
    assert path.stat().st_mode & 0o777 == 0o600
    assert "诊断" not in name
    with ReliefPaper.objects.get(pk=paper.pk).file.open() as file:
        assert file.read() == data


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"name": "../../x.png"}, "文件名中有路径"),
        ({"data": b"MZ"}, "只能上传 PDF、JPG、PNG"),
        ({"by": Role.TOWNSHIP_CLERK}, "网上提出的申请由本人补充材料"),
        ({"by": Role.BUREAU_REVIEWER}, "网上提出的申请由本人补充材料"),
    ],
)
def test_a_refused_paper_leaves_nothing(world, given, says):
    relief, before = apply(world), stored()
    with pytest.raises(Refusal, match=says):
        add(world, relief, **given)
    assert stored() == before
    assert not ReliefPaper.objects.exists()


def test_the_same_paper_twice_too_many_and_too_late(world, monkeypatch):
    relief = apply(world)
    add(world, relief)
    before = stored()
    with pytest.raises(Refusal, match="这份材料已经上传过"):
        add(world, relief)
    monkeypatch.setattr(services, "MOST_PAPERS", 1)
    with pytest.raises(Refusal, match="最多 1 份材料"):
        add(world, relief, picture(colour="red"))
    propose(world, relief)
    monkeypatch.undo()
    with pytest.raises(Outrun):
        add(world, relief, picture(colour="red"))
    assert stored() == before


def test_a_wrong_paper_is_taken_out_before_the_examination(world):
    relief = apply(world)
    paper = add(world, relief)
    with pytest.raises(Refusal, match="由本人补充材料或撤回"):
        services.withdraw_paper(paper=paper, user=world.users[Role.TOWNSHIP_CLERK])
    services.withdraw_paper(paper=paper, user=world.users[Role.SELF])
    assert not ReliefPaper.objects.standing().exists()
    with pytest.raises(Outrun):
        services.withdraw_paper(paper=paper, user=world.users[Role.SELF])
    paper = add(world, relief)
    propose(world, relief)
    with pytest.raises(Outrun):
        services.withdraw_paper(paper=paper, user=world.users[Role.SELF])


# --- two at once ---------------------------------------------------------------------------------


def both_decide(world, monkeypatch, *, guarded):
    """Two reviewers approve the same application: each has looked before the other writes."""
    world.users["third"] = make_user("shenhe3", (Role.BUREAU_REVIEWER, world.county))
    relief = apply(world)
    propose(world, relief)
    first, second = Relief.objects.get(), Relief.objects.get()
    together, hand = threading.Barrier(2), services._not_own_hand

    def looked(*args):
        hand(*args)
        with suppress(threading.BrokenBarrierError):  # the other waits for the lock
            together.wait(timeout=1)

    monkeypatch.setattr(services, "_not_own_hand", looked)
    if not guarded:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **how: rows)

        def move(thing, to, table, *, called, **fields):
            with suppress(ProgrammingError), transaction.atomic():  # nor the trigger of what is decided
                type(thing).objects.filter(pk=thing.pk).update(state=to, **fields)

        monkeypatch.setattr(services, "move", move)
    return at_once(
        lambda: approve(world, first) and None,
        lambda: approve(world, second, by="third") and None,
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_who_approve_one_is_told_and_one_order_is_made(monkeypatch):
    results = both_decide(county(), monkeypatch, guarded=True)
    assert [type(one) for one in results if one is not None] == [Outrun]
    assert Order.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_lock_and_condition_it_would_be_paid_twice(monkeypatch):
    """The control: the race is real."""
    assert both_decide(county(), monkeypatch, guarded=False) == [None, None]
    assert Order.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_same_event_applied_for_at_once_is_one_application():
    world = county()
    results = at_once(*[lambda: apply(world) and None] * 4)
    assert [type(one) for one in results if one is not None] == [Refusal] * 3
    assert Relief.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_constraint_it_would_be_four():
    """The control: the constraint alone holds it."""
    world = county()
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX relief_once_an_event")
    try:
        at_once(*[lambda: apply(world) and None] * 4)
        assert Relief.objects.count() > 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE payroll_relief DISABLE TRIGGER USER")
            cursor.execute("TRUNCATE payroll_relief CASCADE")
            cursor.execute("ALTER TABLE payroll_relief ENABLE TRIGGER USER")
            constraint = next(one for one in Relief._meta.constraints if one.name == "relief_once_an_event")
        with connection.schema_editor() as editor:
            editor.add_constraint(Relief, constraint)


def test_the_lists_of_what_is_to_do(world):
    relief = apply(world)
    reviewer, second = world.users[Role.BUREAU_REVIEWER], world.users["second"]
    assert list(queries.to_examine(reviewer)) == [relief]
    assert list(queries.to_decide(reviewer)) == []
    propose(world, relief)
    assert list(queries.to_examine(reviewer)) == []
    assert list(queries.to_decide(reviewer)) == []
    assert list(queries.to_decide(second)) == [relief]
    assert not second.can(Action.RELIEF_APPLY)
