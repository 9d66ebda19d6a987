"""What pay gives whom to do, from the calculation to the payment: it comes and goes with its cause."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from guanling.accounts.enums import Role
from guanling.accounts.models import User
from guanling.home.todos import todos
from payroll.enums import ProblemKind
from payroll.models import Adjustment, BudgetLine, Part, Problem, UnpaidLeave
from payroll.services import adjustments, budget, leaves, payments, runs, states
from tests.payroll import world as build

ON = date(2016, 10, 10)
KINDS = (
    *("计算待遇", "修改退回的待遇表", "解决待遇计算中的问题", "提交待遇表", "审核待遇表", "确认待遇表"),
    *("生成银行文件", "登记待遇发放", "处理转账失败", "审批停薪请假", "审批待遇调整", "复核预算"),
)


@pytest.fixture
def world(db):
    return build.pay_county()


@pytest.fixture
def part(world):
    """The first township's part of September, not worked out yet."""
    month = runs.open_month(county=world.county, first_day=build.SEPTEMBER)
    return Part.objects.select_related("month__county", "unit").get(month=month, unit=world.townships[0])


def of(user):
    """{what: to-do} of pay for a user, asked anew."""
    fresh = User.objects.get(pk=user.pk)
    return {todo.what: todo for todo in todos(fresh, ON) if todo.what in KINDS}


def compute(part, user):
    runs.compute_now(month=part.month, unit=part.unit, user=user)
    part.refresh_from_db()


def test_a_part_goes_from_hand_to_hand(client, world, part):
    clerk, director = world.users[Role.TOWNSHIP_CLERK], world.users[Role.TOWNSHIP_DIRECTOR]
    finance, second = world.users[Role.FINANCE], world.finance
    due = of(clerk)["计算待遇"]
    # Due in the month after, on the pay day, which is a Saturday; the bureau does no township's work.
    assert (due.deadline, due.state, due.clause_id) == (date(2016, 10, 17), "open", "P7.1")
    assert "计算待遇" not in of(world.users[Role.BUREAU_CLERK])
    client.force_login(clerk)
    assert client.get(due.url).status_code == 200

    compute(part, clerk)
    assert "计算待遇" not in of(clerk)
    assert set(of(director)) == {"提交待遇表"}
    states.submit(part=part, user=director)
    assert of(director) == {}
    assert set(of(finance)) == set(of(second)) == {"审核待遇表"}

    states.return_part(part=part, user=finance, reason="请核对账号")
    assert set(of(clerk)) == {"修改退回的待遇表"}
    compute(part, clerk)
    states.submit(part=part, user=director)
    states.check(part=part, user=finance)
    assert (of(finance), set(of(second))) == ({}, {"确认待遇表"})

    states.confirm(part=part, user=second)
    assert set(of(finance)) == {"生成银行文件"}
    assert set(of(clerk)) == {"登记待遇发放"}
    payments.make_bank_file(month=part.month, user=finance)
    assert of(finance) == {}
    states.record_payment(part=part, user=clerk, paid_on=timezone.localdate(), late_reason="补录")
    assert of(clerk) == {}


def test_who_is_in_the_way_until_mended_or_put_off(client, world, part):
    clerk = world.users[Role.TOWNSHIP_CLERK]
    compute(part, clerk)
    entry = part.entries.order_by("pk").first()
    Problem.objects.create(entry=entry, kind=ProblemKind.NO_BANK, detail="没有银行账号，请补录。")
    todo = of(clerk)["解决待遇计算中的问题"]
    assert todo.count == 1
    client.force_login(clerk)
    assert entry.person_name in client.get(todo.url).content.decode()
    states.withhold(entry=entry, user=clerk, reason="待补账号")
    assert "解决待遇计算中的问题" not in of(clerk)


def test_leave_adjustments_and_the_budget_wait_for_another(world, part):
    clerk, director = world.users[Role.TOWNSHIP_CLERK], world.users[Role.TOWNSHIP_DIRECTOR]
    finance, second = world.users[Role.FINANCE], world.finance
    person = world.people[0]
    leaves.enter(
        person=person, first_day=date(2016, 9, 1), last_day=date(2016, 9, 3), reason="家中有事", user=clerk
    )
    assert "审批停薪请假" in of(director)
    leaves.approve(leave=UnpaidLeave.objects.get(), user=director)
    assert "审批停薪请假" not in of(director)

    adjustments.propose(
        person=person, amount=Decimal("30"), from_month=build.SEPTEMBER, reason="少发补助", user=clerk
    )
    assert "审批待遇调整" in of(finance)
    adjustments.approve(adjustment=Adjustment.objects.get(), user=finance)
    assert "审批待遇调整" not in of(finance)

    budget.enter(
        county=world.county,
        year=2016,
        figures={(world.townships[0].pk, "base"): Decimal(1000)},
        document_number="关财预〔2016〕1号",
        user=finance,
    )
    assert ("复核预算" in of(finance), "复核预算" in of(second)) == (False, True)
    budget.approve(lines=BudgetLine.objects.all(), user=second)
    assert "复核预算" not in of(second)
