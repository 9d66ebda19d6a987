"""A part's way: states × acts, whose act, four pairs of hands, problems, payment, putting off (P7.1)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from guanling.accounts.enums import Role
from guanling.runs.errors import Refusal
from payroll.enums import PART_MOVES, PartState
from payroll.models import Entry, Part, PartLog
from payroll.rules import dates
from payroll.services import states
from tests.payroll import months_build as made
from tests.people import make_user


@pytest.fixture
def world(db):
    return made.county()


def entry(world, place=0, first_day=made.SEPTEMBER):
    return Entry.objects.get(person=world.people[place], part__month__first_day=first_day)


# --- states × acts -------------------------------------------------------------------------------

ACTS = {
    PartState.SUBMITTED: lambda world, part: states.submit(part=part, user=world.other_director),
    PartState.CHECKED: lambda world, part: states.check(part=part, user=world.third),
    PartState.RETURNED: lambda world, part: states.return_part(part=part, user=world.third, reason="有误"),
    PartState.CONFIRMED: lambda world, part: states.confirm(part=part, user=world.third),
    PartState.PAID: lambda world, part: states.record_payment(
        part=part, user=world.third, paid_on=timezone.localdate(), late_reason="资金到账晚"
    ),
}


@pytest.mark.parametrize("state", PartState)
@pytest.mark.parametrize("target", ACTS)
def test_each_state_lets_through_just_what_the_table_says(world, state, target):
    part = made.IN_STATE[state](world)
    assert part.state == state
    logged = PartLog.objects.count()
    if (state, target) in PART_MOVES:
        ACTS[target](world, part)
        assert part.state == Part.objects.get(pk=part.pk).state == target
        last = PartLog.objects.last()
        assert (last.from_state, last.to_state) == (state, target)
        assert last.actor in (world.third, world.other_director)
        return
    before = Part.objects.filter(pk=part.pk).values().get()
    with pytest.raises(Refusal, match=f"待遇表{state.label}，不能{target.label}"):
        ACTS[target](world, part)
    assert Part.objects.filter(pk=part.pk).values().get() == before
    assert PartLog.objects.count() == logged


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("target", ACTS)
def test_only_who_has_the_right_moves_a_part(world, role, target):
    start = next(state for state, to in PART_MOVES if to == target)
    part = made.IN_STATE[start](world)
    action = PART_MOVES[start, target]
    user = make_user("somebody", (role, world.foreign[role].grants.get().unit))
    world.third = world.other_director = user
    with pytest.raises(Refusal, match="没有对该单位进行这项操作的权限"):
        ACTS[target](world, part)
    own = make_user("one_of_us", (role, world.users[role].grants.get().unit))
    world.third = world.other_director = own
    if own.can(action) and (target != PartState.SUBMITTED or role == Role.TOWNSHIP_DIRECTOR):
        ACTS[target](world, part)
        assert part.state == target
    else:
        with pytest.raises(Refusal):
            ACTS[target](world, part)


# --- whose act it is -----------------------------------------------------------------------------


def test_the_bureau_hands_in_its_own_part_only(world):
    made.computed(world)
    reviewer = world.users[Role.BUREAU_REVIEWER]
    with pytest.raises(Refusal, match="甲镇的待遇表由该单位的计生办主任提交"):
        states.submit(part=made.part_of(world), user=reviewer)
    own = made.part_of(world, None)
    states.submit(part=own, user=reviewer)
    assert own.state == PartState.SUBMITTED


def test_nothing_is_handed_in_before_it_is_worked_out(world):
    made.month_of(world)
    with pytest.raises(Refusal, match="还没有计算，请经办人员先计算"):
        states.submit(part=made.part_of(world), user=world.director)


@pytest.mark.parametrize(
    ("made_by", "act", "told"),
    [
        ("computed_by", "submit", "计算"),
        ("computed_by", "check", "计算"),
        ("computed_by", "confirm", "计算"),
        ("submitted_by", "check", "提交"),
        ("submitted_by", "confirm", "提交"),
        ("checked_by", "confirm", "审核"),
    ],
)
def test_nobody_does_two_of_the_four(world, made_by, act, told):
    start = {"submit": made.computed, "check": made.submitted, "confirm": made.checked}[act]
    both = make_user("both", (Role.FINANCE, world.county), (Role.TOWNSHIP_DIRECTOR, world.townships[0]))
    if made_by == "computed_by":
        world.clerk = both
    elif made_by == "submitted_by":
        world.director = both
    else:
        world.checker = both
    part = start(world)
    with pytest.raises(Refusal, match=f"您已经{told}过本表"):
        getattr(states, act)(part=part, user=both)
    # The database holds it too.
    field = {"submit": "submitted_by", "check": "checked_by", "confirm": "confirmed_by"}[act]
    with pytest.raises(Refusal, match="须由不同的人办理"), states._in_words():
        Part.objects.filter(pk=part.pk).update(**{field: both})


def test_a_returned_part_says_why_and_goes_the_whole_way_again(world):
    part = made.checked(world)
    with pytest.raises(Refusal, match="请写明退回的原因"):
        states.return_part(part=part, user=world.confirmer, reason=" ")
    states.return_part(part=part, user=world.confirmer, reason="漏一人")
    assert (part.return_reason, part.submitted_by, part.checked_by) == ("漏一人", None, None)
    assert PartLog.objects.last().reason == "漏一人"
    states.submit(part=part, user=world.director)
    assert part.return_reason == ""
    states.check(part=part, user=world.confirmer)
    states.confirm(part=part, user=world.checker)
    assert part.confirmed_by == world.checker


# --- problems and putting off --------------------------------------------------------------------


def test_confirming_names_who_still_has_a_problem(world):
    part = made.computed(world)
    made.problem(entry(world))
    made.problem(entry(world, 1), detail="另一句")
    states.submit(part=part, user=world.director)
    states.check(part=part, user=world.checker)
    with pytest.raises(Refusal, match=r"安甲（没有银行账号）、白乙（没有银行账号）。请退回补正"):
        states.confirm(part=part, user=world.confirmer)
    for place in (0, 1):
        states.withhold(entry=entry(world, place), user=world.confirmer, reason="等待补登账号")
    states.confirm(part=part, user=world.confirmer)
    assert (part.state, part.people, part.net) == (PartState.CONFIRMED, 0, Decimal(0))


def test_what_the_trigger_refuses_is_said_in_words(world, monkeypatch):
    part = made.checked(world)
    made.problem(entry(world))
    monkeypatch.setattr(states.queries, "unsettled", lambda part: [])
    with pytest.raises(Refusal, match="还有人员的问题没有处理"):
        states.confirm(part=part, user=world.confirmer)
    entry(world).problems.all().delete()
    Entry.objects.filter(pk=entry(world).pk).update(gross=1, net=1)
    with pytest.raises(Refusal, match="各人明细与合计不一致"):
        states.confirm(part=part, user=world.confirmer)


def test_who_is_put_off_leaves_the_totals_and_comes_back(world):
    part = made.computed(world)
    assert (part.people, part.gross, part.deducted, part.net) == (2, 3400, 85, 3315)
    held = entry(world, 1)
    with pytest.raises(Refusal, match="请写明暂缓发放的原因"):
        states.withhold(entry=held, user=world.clerk, reason="")
    states.withhold(entry=held, user=world.clerk, reason="账号待核")
    part.refresh_from_db()
    assert (part.people, part.gross, part.deducted, part.net) == (1, 1700, 0, 1700)
    assert (held.withheld_reason, held.withheld_by) == ("账号待核", world.clerk)
    assert PartLog.objects.last().reason == "暂缓发放白乙：账号待核"
    states.release(entry=held, user=world.clerk)
    part.refresh_from_db()
    assert (part.people, part.net, held.withheld_by) == (2, 3315, None)
    with pytest.raises(Refusal, match="没有暂缓发放"):
        states.release(entry=held, user=world.clerk)


@pytest.mark.parametrize("state", PartState)
@pytest.mark.parametrize("act", ["withhold", "release"])
def test_who_has_the_part_in_hand_puts_off(world, state, act):
    made.IN_STATE[state](world)
    table = states.WITHHOLD if act == "withhold" else states.RELEASE
    for role in (Role.TOWNSHIP_CLERK, Role.TOWNSHIP_DIRECTOR, Role.FINANCE, Role.COUNTY_READER):
        user = world.users[role]
        held = entry(world)

        def put_off(user=user, held=held):
            if act == "withhold":
                states.withhold(entry=held, user=user, reason="待核")
            else:
                states.release(entry=held, user=user)

        if any(user.can(action) for action in table.get(state, ())):
            if act == "release":
                Entry.objects.filter(pk=held.pk).update(
                    withheld_reason="待核", withheld_by=user, withheld_at=timezone.now()
                )
            put_off()
        else:
            with pytest.raises(Refusal):
                put_off()


# --- payment -------------------------------------------------------------------------------------


@pytest.fixture
def confirmed(world):
    """A part that was confirmed on 10 October 2016; 15 October was a Saturday, 17 the next working day."""
    part = made.confirmed(world)
    with connection_unguarded():
        Part.objects.filter(pk=part.pk).update(confirmed_at=made.CONFIRMED_AT)
    part.refresh_from_db()
    return part


def connection_unguarded():
    """Let a test set a day that the service takes from the clock."""
    import pgtrigger

    return pgtrigger.ignore("payroll.Part:confirmed_is_final")


@pytest.mark.parametrize(
    ("paid_on", "fields", "said"),
    [
        (date(2016, 10, 9), {}, "不能早于确认日期"),
        (date(2016, 11, 2), {}, "还没有到"),
        (date(2016, 10, 18), {}, r"应于 2016-10-17 前发放，迟发 1 天，请写明迟发的原因（P7.1）"),
        (date(2016, 10, 14), {"shortfall": Decimal("5000")}, "欠发金额应在 0 到实发合计 3315.00 元之间"),
        (date(2016, 10, 14), {"shortfall": Decimal("-1")}, "欠发金额应在"),
        (date(2016, 10, 14), {"shortfall": Decimal("1")}, "请写明欠发的原因"),
        (date(2016, 10, 14), {"shortfall_reason": "缺"}, "没有填欠发金额"),
        (date(2016, 10, 17), {}, ""),
        (date(2016, 10, 14), {"shortfall": Decimal("315"), "shortfall_reason": "资金不足"}, ""),
        (date(2016, 10, 18), {"late_reason": "国库支付系统故障"}, ""),
    ],
)
def test_the_payment_is_on_record(world, confirmed, paid_on, fields, said):
    def record():
        states.record_payment(
            part=confirmed, user=world.clerk, paid_on=paid_on, today=date(2016, 11, 1), **fields
        )

    if said:
        with pytest.raises(Refusal, match=said):
            record()
        assert Part.objects.get(pk=confirmed.pk).state == PartState.CONFIRMED
        return
    record()
    assert (confirmed.state, confirmed.paid_on, confirmed.paid_by) == ("paid", paid_on, world.clerk)
    for field, value in fields.items():
        assert getattr(confirmed, field) == value


@pytest.mark.parametrize(
    ("first", "day", "lag", "due", "known"),
    [
        (date(2016, 9, 1), 15, 1, date(2016, 10, 17), True),  # a Saturday
        (date(2016, 8, 1), 15, 1, date(2016, 9, 18), True),  # the Mid-Autumn holidays; Sunday 18 was worked
        (date(2016, 11, 1), 15, 1, date(2016, 12, 15), True),
        (date(2016, 12, 1), 28, 1, date(2017, 2, 3), True),  # over the new year's holidays
        (date(2016, 2, 1), 28, 0, date(2016, 2, 29), True),  # 28 February 2016 was a Sunday
        (date(2016, 12, 1), 15, 2, date(2017, 2, 15), True),
        (date(2099, 7, 1), 15, 1, date(2099, 8, 17), False),  # no calendar yet: Monday to Friday
    ],
)
def test_pay_is_due_on_the_pay_day_or_the_next_working_day(first, day, lag, due, known):
    assert dates.due(first, day, lag) == dates.Due(due, known)


def test_without_a_pay_day_nothing_is_late():
    assert dates.due(date(2014, 6, 1), None, None) is None
    assert dates.days_late(None, date(2016, 1, 1), date(2016, 1, 2)) == 0
    due = date(2016, 10, 17)
    assert dates.days_late(due, due, due + timedelta(9)) == 0
    assert dates.days_late(due, None, due + timedelta(9)) == 9
    assert dates.days_late(due, due + timedelta(2), due + timedelta(9)) == 2
