"""Unpaid leave and adjustments: states × acts, whose act it is, refusals, pages, cost (P7.1)."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from guanling.accounts.enums import Role
from guanling.runs.errors import Refusal
from payroll.enums import (
    ADJUSTMENT_MOVES,
    LEAVE_MOVES,
    AdjustmentState,
    Item,
    LeaveState,
    OrderState,
)
from payroll.models import Adjustment, Order, UnpaidLeave
from payroll.queries.facts import office_of, paying_unit
from payroll.services import adjustments, leaves
from tests.appraisal import world as build
from tests.payroll import months_build as made
from tests.people import make_user
from tests.roster.build import end_unit

REVIEWER, TOWN_LEADER = Role.BUREAU_REVIEWER, Role.TOWNSHIP_LEADER


@pytest.fixture
def world(db):
    return made.county()


def enter(world, **fields):
    given = {
        "person": world.people[0],
        "first_day": date(2016, 9, 5),
        "last_day": date(2016, 9, 9),
        "reason": "事假",
        "user": world.clerk,
    }
    return leaves.enter(**given | fields)


def propose(world, **fields):
    given = {
        "person": world.people[0],
        "amount": Decimal("120.00"),
        "from_month": made.SEPTEMBER,
        "reason": "补发下村补助",
        "user": world.clerk,
    }
    return adjustments.propose(**given | fields)


# --- unpaid leave --------------------------------------------------------------------------------

LEAVE_ACTS = {
    "approve": lambda world, leave: leaves.approve(leave=leave, user=world.director),
    "reject": lambda world, leave: leaves.reject(leave=leave, user=world.director, reason="人手紧"),
    "revoke": lambda world, leave: leaves.revoke(
        leave=leave,
        user=world.clerk if leave.state == LeaveState.ENTERED else world.director,
        reason="提前返岗",
    ),
}
LEAVE_LEADS = {
    "approve": LeaveState.APPROVED,
    "reject": LeaveState.REJECTED,
    "revoke": LeaveState.REVOKED,
}


def leave_in(world, state):
    leave = enter(world)
    if state == LeaveState.REVOKED:
        LEAVE_ACTS["revoke"](world, leave)
    elif state != LeaveState.ENTERED:
        LEAVE_ACTS["approve" if state == LeaveState.APPROVED else "reject"](world, leave)
    return leave


@pytest.mark.parametrize("state", LeaveState)
@pytest.mark.parametrize("act", LEAVE_ACTS)
def test_leave_goes_just_where_the_table_says(world, state, act):
    leave = leave_in(world, state)
    if LEAVE_LEADS[act] in LEAVE_MOVES[state]:
        LEAVE_ACTS[act](world, leave)
        assert UnpaidLeave.objects.get(pk=leave.pk).state == LEAVE_LEADS[act]
        return
    before = UnpaidLeave.objects.filter(pk=leave.pk).values().get()
    with pytest.raises(Refusal, match="请刷新页面查看最新情况"):
        LEAVE_ACTS[act](world, leave)
    assert UnpaidLeave.objects.filter(pk=leave.pk).values().get() == before


@pytest.mark.parametrize("role", Role)
def test_leave_is_entered_and_decided_by_the_persons_office(world, role):
    leave = enter(world)
    user = make_user("somebody", (role, world.users[role].grants.get().unit))
    if role == Role.TOWNSHIP_DIRECTOR:
        leaves.approve(leave=leave, user=user)
    else:
        with pytest.raises(Refusal):
            leaves.approve(leave=leave, user=user)
    fields = {"first_day": date(2016, 10, 1), "last_day": date(2016, 10, 2), "user": user}
    if role in (Role.TOWNSHIP_CLERK, Role.BUREAU_CLERK):
        enter(world, **fields)
    else:
        with pytest.raises(Refusal, match="没有对该单位进行这项操作的权限"):
            enter(world, **fields)


def test_the_bureau_approves_for_the_county_only(world):
    reviewer = world.users[REVIEWER]
    with pytest.raises(Refusal, match="县局只批准县本级的"):
        leaves.approve(leave=enter(world), user=reviewer)
    own = build.make_person(world.county, "县中心")
    leave = enter(world, person=own, user=world.users[Role.BUREAU_CLERK])
    leaves.approve(leave=leave, user=reviewer)
    assert leave.decided_by == reviewer


def test_who_enters_leave_does_not_approve_it(world):
    both = make_user(
        "both", (Role.TOWNSHIP_CLERK, world.townships[0]), (Role.TOWNSHIP_DIRECTOR, world.townships[0])
    )
    leave = enter(world, user=both)
    with pytest.raises(Refusal, match="登记的人不能批准同一请假"):
        leaves.approve(leave=leave, user=both)
    with pytest.raises(IntegrityError, match="unpaid_leave_maker_is_not_checker"):
        UnpaidLeave.objects.filter(pk=leave.pk).update(decided_by=both)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"last_day": date(2016, 9, 4)}, "止日不能早于起日"),
        ({"first_day": date(2016, 9, 9), "last_day": date(2016, 9, 20)}, "在这些日子已有停薪请假"),
        ({"reason": "  "}, "请写明请假的事由"),
    ],
)
def test_wrong_leave_is_refused(world, fields, said):
    enter(world)
    with pytest.raises(Refusal, match=said):
        enter(world, **{"first_day": date(2016, 11, 1), "last_day": date(2016, 11, 2)} | fields)


def test_days_of_rejected_leave_can_be_entered_again(world):
    leave_in(world, LeaveState.REJECTED)
    assert enter(world).state == LeaveState.ENTERED


# --- adjustments ---------------------------------------------------------------------------------

ADJUSTMENT_ACTS = {
    "approve": lambda world, one: adjustments.approve(adjustment=one, user=world.checker),
    "reject": lambda world, one: adjustments.reject(adjustment=one, user=world.checker, reason="无依据"),
    "withdraw": lambda world, one: adjustments.withdraw(adjustment=one, user=world.clerk),
}
ADJUSTMENT_LEADS = {
    "approve": AdjustmentState.APPROVED,
    "reject": AdjustmentState.REJECTED,
    "withdraw": AdjustmentState.WITHDRAWN,
}


@pytest.mark.parametrize("state", AdjustmentState)
@pytest.mark.parametrize("act", ADJUSTMENT_ACTS)
def test_an_adjustment_goes_just_where_the_table_says(world, state, act):
    one = propose(world)
    for first, leads in ADJUSTMENT_LEADS.items():
        if leads == state:
            ADJUSTMENT_ACTS[first](world, one)
    orders = Order.objects.count()
    if ADJUSTMENT_LEADS[act] in ADJUSTMENT_MOVES[state]:
        ADJUSTMENT_ACTS[act](world, one)
        assert Adjustment.objects.get(pk=one.pk).state == ADJUSTMENT_LEADS[act]
        assert Order.objects.count() == orders + (act == "approve")
        return
    with pytest.raises(Refusal, match="请刷新页面查看最新情况"):
        ADJUSTMENT_ACTS[act](world, one)
    assert Adjustment.objects.get(pk=one.pk).state == state
    assert Order.objects.count() == orders


def test_approved_it_is_an_order_that_the_run_pays(world):
    one = propose(world, amount=Decimal("-80.50"), document_number="关财〔2016〕3号")
    order = adjustments.approve(adjustment=one, user=world.checker, reason="同意")
    assert one.order == order
    assert (order.item, order.clause, order.amount, order.from_month, order.unit, order.state) == (
        Item.ADJUSTMENT,
        "P7.1",
        Decimal("-80.50"),
        made.SEPTEMBER,
        world.townships[0],
        OrderState.DECIDED,
    )
    assert (order.note, order.document_number, order.decided_by) == (
        "补发下村补助",
        "关财〔2016〕3号",
        world.checker,
    )


@pytest.mark.parametrize("role", Role)
def test_whose_act_an_adjustment_is(world, role):
    one = propose(world)
    user = make_user("somebody", (role, world.users[role].grants.get().unit))
    if role == Role.FINANCE:
        adjustments.approve(adjustment=one, user=user)
    else:
        with pytest.raises(Refusal, match="没有对该单位进行这项操作的权限"):
            adjustments.approve(adjustment=one, user=user)
    if role in (Role.TOWNSHIP_CLERK, Role.BUREAU_CLERK):
        propose(world, user=user)
    else:
        with pytest.raises(Refusal, match="没有对该单位进行这项操作的权限"):
            propose(world, user=user)


def test_who_proposes_does_not_decide(world):
    both = make_user("both", (Role.TOWNSHIP_CLERK, world.townships[0]), (Role.FINANCE, world.county))
    one = propose(world, user=both)
    for act in (adjustments.approve, adjustments.reject):
        with pytest.raises(Refusal, match="提出的人不能审批同一调整"):
            act(adjustment=one, user=both, reason="x")
    assert not Order.objects.exists()
    with pytest.raises(IntegrityError, match="pay_adjustment_maker_is_not_checker"):
        Adjustment.objects.filter(pk=one.pk).update(decided_by=both)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"amount": Decimal(0)}, "调整金额不能为 0；补发写正数，扣回写负数"),
        ({"reason": ""}, "请写明调整的事由"),
    ],
)
def test_a_wrong_adjustment_is_refused(world, fields, said):
    with pytest.raises(Refusal, match=said):
        propose(world, **fields)


def test_it_is_paid_by_the_office_of_the_last_post(world):
    person = world.people[0]
    assert paying_unit(person, date(2016, 9, 30)) == world.townships[0]
    assert (
        paying_unit(build.make_person(world.villages[1], "没任过职"), date(2016, 9, 30))
        == (world.townships[1])
    )
    build.make_director(world.villages[1], "", date(2016, 9, 1), person=person)
    person.appointments.filter(valid_from__lt=date(2016, 9, 1)).update(valid_to=date(2016, 8, 31))
    assert paying_unit(person, date(2016, 8, 15)) in world.townships
    assert paying_unit(person, date(2016, 9, 30)) == world.townships[1]
    assert office_of(world.county, date(2016, 9, 30)) == world.county
    end_unit(unit=world.townships[1], last_day=date(2016, 9, 15), successor=world.townships[0])
    village = world.villages[1]
    village.refresh_from_db()
    assert office_of(village, date(2016, 9, 10)) == world.townships[1]
    assert office_of(village, date(2016, 9, 30)) == world.townships[0]


# --- pages ---------------------------------------------------------------------------------------


def at(name, **arguments):
    return reverse(f"payroll:{name}", kwargs=arguments)


def page(client, user, name, data=None, **arguments):
    client.force_login(user)
    answer = client.get(at(name, **arguments), data)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client, user, name, data=None, *, status=302, **arguments):
    client.force_login(user)
    answer = client.post(at(name, **arguments), data or {})
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def test_leave_through_its_pages(client, world):
    assert "没有停薪请假" in page(client, world.clerk, "leaves")
    typed = {
        "person": world.people[0].pk,
        "first_day": "2016-09-05",
        "last_day": "2016-09-01",
        "reason": "事假",
    }
    assert "止日不能早于起日" in post(client, world.clerk, "leave-new", typed, status=422)
    wrong = typed | {"last_day": "2016-09-09", "reason": "电话13800000000"}
    assert "里面有手机号码" in post(client, world.clerk, "leave-new", wrong, status=422)
    foreign = typed | {"person": world.people[2].pk}
    assert "有效选项" in post(client, world.clerk, "leave-new", foreign, status=422)
    post(client, world.clerk, "leave-new", typed | {"last_day": "2016-09-09"})
    leave = UnpaidLeave.objects.get()
    assert ">批准</button>" not in page(client, world.clerk, "leaves")
    assert ">批准</button>" in page(client, world.director, "leaves")
    assert ">批准</button>" not in page(client, world.users[REVIEWER], "leaves")
    post(client, world.director, "leave-reject", {"reason": ""}, status=422, pk=leave.pk)
    post(client, world.director, "leave-approve", pk=leave.pk)
    shown = page(client, world.director, "leaves", {"state": "approved", "name": "安"})
    assert "已批准" in shown
    post(client, world.director, "leave-revoke", {"reason": "提前返岗"}, pk=leave.pk)
    assert "撤销：提前返岗" in page(client, world.clerk, "leaves")
    client.force_login(world.clerk)
    book = load_workbook(io.BytesIO(client.get(at("leaves-export")).content))
    assert "提前返岗" in str(list(book.active.values))
    assert "没有停薪请假" in page(client, world.foreign[Role.TOWNSHIP_CLERK], "leaves")


def test_an_adjustment_through_its_pages(client, world):
    assert "没有待遇调整" in page(client, world.clerk, "adjustments")
    typed = {
        "person": world.people[0].pk,
        "amount": "－1,２０.5０元",
        "from_month": "2016-09",
        "reason": "多发扣回",
    }
    for wrong, said in (
        ({"amount": "x"}, "不是金额"),
        ({"amount": "0"}, "调整金额不能为 0"),
        ({"amount": "1.234"}, "金额最多两位小数"),
        ({"from_month": "九月"}, "月份应写成 2016-09"),
        ({"reason": "身份证 520499196001010017"}, "里面有身份证号码"),
        ({"person": ""}, "请选择人员"),
    ):
        assert said in post(client, world.clerk, "adjustment-new", typed | wrong, status=422)
    post(client, world.clerk, "adjustment-new", typed)
    one = Adjustment.objects.get()
    assert one.amount == Decimal("-120.50")
    assert "审批意见" not in page(client, world.clerk, "adjustment", pk=one.pk)
    assert "审批意见" in page(client, world.checker, "adjustment", pk=one.pk)
    shown = post(client, world.checker, "adjustment-decide", {}, status=422, pk=one.pk)
    assert "请选择审批意见" in shown
    answer = {"answer": "no", "reason": ""}
    assert "请写明不同意的原因" in post(
        client, world.checker, "adjustment-decide", answer, status=422, pk=one.pk
    )
    post(client, world.checker, "adjustment-decide", {"answer": "yes", "reason": "同意"}, pk=one.pk)
    shown = page(client, world.clerk, "adjustments", {"state": "approved"})
    assert "-120.50" in shown
    assert "还没有" in shown
    post(client, world.clerk, "adjustment-withdraw", pk=one.pk)
    one.refresh_from_db()
    assert one.state == AdjustmentState.APPROVED
    client.force_login(world.clerk)
    book = load_workbook(io.BytesIO(client.get(at("adjustments-export")).content))
    assert "多发扣回" in str(list(book.active.values))


@pytest.mark.parametrize("name", ["leaves", "adjustments"])
def test_statements_do_not_grow_with_rows(client, world, name):
    def add(number):
        for place in range(number):
            person = build.make_person(world.villages[0], f"众{place}")
            enter(world, person=person)
            one = propose(world, person=person)
            if place % 2:
                adjustments.approve(adjustment=one, user=world.checker)

    def statements():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(at(name)).status_code == 200
        return len(captured)

    add(2)
    client.force_login(world.director)
    client.get(at(name))
    few = statements()
    add(40)
    assert statements() == few
