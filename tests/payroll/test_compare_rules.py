"""This month against last: each cause is told, and the causes always add up (P7.1)."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from payroll.enums import Item, Source
from payroll.rules import compare, explain
from payroll.rules.compare import Cause, Line, Month

AUGUST, SEPTEMBER = date(2016, 8, 1), date(2016, 9, 1)
LAST = {AUGUST: 31, SEPTEMBER: 30}


def half_up(value):
    return value.quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")


def base(month, value="1700.00", first=1, last=None, **fields):
    """A line of monthly pay."""
    last = last or LAST[month]
    days = last - first + 1
    amount = half_up(Decimal(value) * days / LAST[month])
    given = {"item": Item.BASE, "source": Source.APPOINTMENT, "unit_code": "1", "unit_name": "甲家村"}
    return Line(
        **{
            **given,
            "amount": amount,
            "for_month": month,
            "value": Decimal(value),
            "first_day": month.replace(day=first),
            "last_day": month.replace(day=last),
            "days": days,
            "month_days": LAST[month],
            **fields,
        }
    )


def deduction(month, percent, amount, note=""):
    return Line(Item.DEDUCTION, -Decimal(amount), Source.RESULT, month, value=Decimal(percent), note=note)


def changed(before, after):
    return compare.compare(before, after, first_before=AUGUST, first_after=SEPTEMBER)


def case(before, after, *expected):
    return before, after, [(cause, Decimal(amount), told) for cause, amount, told in expected]


CASES = {
    "nothing changes": case(Month([base(AUGUST)]), Month([base(SEPTEMBER)])),
    "joined": case(Month(), Month([base(SEPTEMBER, first=16)]), (Cause.JOINED, "850.00", "本月16日起任职")),
    "joined last month": case(
        Month([base(AUGUST, first=17)]),
        Month([base(SEPTEMBER)]),
        (Cause.JOINED, "877.42", "上月17日起任职；上月计发 15 天，本月 30 天"),
    ),
    "left": case(Month([base(AUGUST)]), Month(), (Cause.LEFT, "-1700.00", "本月不再任职")),
    "left within the month": case(
        Month([base(AUGUST)]),
        Month([base(SEPTEMBER, last=15)]),
        (Cause.LEFT, "-850.00", "任职到本月15日"),
    ),
    "moved village": case(
        Month([base(AUGUST)]),
        Month([base(SEPTEMBER, unit_name="丙家村")]),
        (Cause.MOVED, "0", "甲家村 → 丙家村"),
    ),
    "came from another township": case(
        Month(elsewhere="乙镇"), Month([base(SEPTEMBER)]), (Cause.MOVED, "1700.00", "由乙镇调入")
    ),
    "went to another township": case(
        Month([base(AUGUST)]), Month(elsewhere="乙镇"), (Cause.MOVED, "-1700.00", "调往乙镇")
    ),
    "the value rose": case(
        Month([base(AUGUST, "1000.00")]),
        Month([base(SEPTEMBER)]),
        (Cause.VALUE, "700.00", "1,000.00 元 → 1,700.00 元"),
    ),
    "the value rose while somebody left": case(
        Month([base(AUGUST, "1000.00")]),
        Month([base(SEPTEMBER, last=15)]),
        (Cause.LEFT, "-500.00", "任职到本月15日"),
        (Cause.VALUE, "350.00", "1,000.00 元 → 1,700.00 元"),
    ),
    "the value rose within the last month": case(
        Month([base(AUGUST, "1000.00", last=14), base(AUGUST, first=15)]),
        Month([base(SEPTEMBER)]),
        (Cause.DAYS, "316.13", "计发 31 天，本月 30 天"),
    ),
    "unpaid leave": case(
        Month([base(AUGUST)]),
        Month([base(SEPTEMBER, first=11)], leave_days=10),
        (Cause.LEAVE, "-566.67", "停薪请假上月 0 天、本月 10 天"),
    ),
    "another band": case(
        Month([base(AUGUST)]),
        Month([base(SEPTEMBER), deduction(SEPTEMBER, "5", "85.00", "得分 70.00")]),
        (Cause.BAND, "-85.00", "扣款比例 不扣 → 5%；得分 70.00"),
    ),
    "the same band of less pay": case(
        Month([base(AUGUST), deduction(AUGUST, "5", "85.00")]),
        Month([base(SEPTEMBER, last=15), deduction(SEPTEMBER, "5", "42.50")]),
        (Cause.LEFT, "-850.00", "任职到"),
        (Cause.BAND, "42.50", "比例未变（5%），扣款的基数变动"),
    ),
    "an order": case(
        Month([base(AUGUST)]),
        Month(
            [
                base(SEPTEMBER),
                Line(Item.ADJUSTMENT, Decimal("120"), Source.ORDER, SEPTEMBER, note="补发"),
            ]
        ),
        (Cause.ORDER, "120", "本月一次性发放：补发"),
    ),
    "a reward of last month": case(
        Month([base(AUGUST), Line(Item.REWARD, Decimal("3000"), Source.ORDER, AUGUST)]),
        Month([base(SEPTEMBER)]),
        (Cause.ORDER, "-3000", "上月一次性发放"),
    ),
    "a correction": case(
        Month([base(AUGUST)]),
        Month(
            [
                base(SEPTEMBER),
                Line(Item.BASE, Decimal("-100"), Source.DIFFERENCE, AUGUST),
                Line(Item.RECLAIM, Decimal("60"), Source.BALANCE, SEPTEMBER, note="结转 60.00 元"),
            ]
        ),
        (Cause.CORRECTION, "-100", "本月扣回2016年8月"),
        (Cause.RECLAIM, "60", "结转 60.00 元"),
    ),
    "put off": case(
        Month([base(AUGUST)]),
        Month([base(SEPTEMBER)], withheld=True),
        (Cause.WITHHELD, "-1700.00", "本月暂缓发放"),
    ),
    "put off last month, and paid after all": case(
        Month([base(AUGUST)], withheld=True),
        Month([base(SEPTEMBER), Line(Item.BASE, Decimal("1700"), Source.DIFFERENCE, AUGUST)]),
        (Cause.CORRECTION, "1700", "本月补发2016年8月"),
        (Cause.WITHHELD, "1700.00", "上月暂缓发放"),
    ),
    "an allowance more": case(
        Month([base(AUGUST)]),
        Month([base(SEPTEMBER), base(SEPTEMBER, "200.00", item=Item.GRID)]),
        (Cause.MOVED, "200.00", "岗位变动，新增此项"),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_each_cause_is_told(name):
    before, after, expected = CASES[name]
    change = changed(before, after)
    found = [(one.cause, one.amount) for one in change.differences]
    assert found == [(cause, amount) for cause, amount, _ in expected]
    for one, (_, _, told) in zip(change.differences, expected, strict=True):
        assert told in one.told
    assert sum((one.amount for one in change.differences), Decimal(0)) == change.amount


def some_month(random, month):
    """A month as it may come."""
    lines = []
    for item, value in ((Item.BASE, ("1000.00", "1700.00")), (Item.GRID, ("200.00", "33.33"))):
        day = random.randint(1, 10)
        while day < LAST[month] and random.random() < 0.7:
            last = min(LAST[month], day + random.randint(0, 20))
            unit = random.choice(("甲家村", "丙家村"))
            lines.append(base(month, random.choice(value), first=day, last=last, item=item, unit_name=unit))
            day = last + 1 + random.randint(0, 3)
    if random.random() < 0.4:
        lines.append(deduction(month, random.choice(("5", "10")), random.choice(("85", "42.51"))))
    if random.random() < 0.3:
        lines.append(Line(Item.ADJUSTMENT, Decimal(random.randint(-99, 99) or 1), Source.ORDER, month))
    if random.random() < 0.3:
        earlier = (month - timedelta(days=40)).replace(day=1)
        amount = Decimal(random.randint(-9999, 9999)) / 100
        lines.append(Line(Item.BASE, amount, Source.DIFFERENCE, earlier))
    if random.random() < 0.2:
        lines.append(Line(Item.RECLAIM, Decimal("12.34"), Source.BALANCE, month))
    return Month(lines, withheld=random.random() < 0.2, leave_days=random.choice((0, 0, 3)))


@pytest.mark.parametrize("seed", range(300))
def test_the_causes_always_add_up(seed):
    dice = random.Random(seed)
    change = changed(some_month(dice, AUGUST), some_month(dice, SEPTEMBER))
    assert sum((one.amount for one in change.differences), Decimal(0)) == change.amount
    assert all(one.told for one in change.differences)


def test_causes_are_summed_for_an_office():
    both = [changed(Month([base(AUGUST)]), Month()), changed(Month(), Month([base(SEPTEMBER)]))]
    assert compare.by_cause([*both, both[1]]) == {
        Cause.JOINED: (2, Decimal("3400.00")),
        Cause.LEFT: (1, Decimal("-1700.00")),
    }


# --- the sum in words ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (base(SEPTEMBER), "1,700.00 元（全月 30 天）"),
        (base(SEPTEMBER, first=15), "1,700.00 元 × 16 天 ÷ 30 天"),
        (
            base(SEPTEMBER, "100.00", first=11, last=20, amount=Decimal("33.34")),
            "100.00 元 × 10 天 ÷ 30 天（分段计算，各段累计四舍五入到分）",
        ),
        (deduction(SEPTEMBER, "5.00", "85.00"), "1,700.00 元 × 5%"),
        (Line(Item.REWARD, Decimal("3000"), Source.ORDER, SEPTEMBER), ""),
        (Line(Item.BASE, Decimal("3000"), Source.DIFFERENCE, AUGUST, value=Decimal(1)), ""),
    ],
)
def test_a_sum_that_can_be_followed(line, told):
    assert explain.formula(line, Decimal("1700.00")) == told


def test_a_deduction_is_of_what_is_paid_for_the_village():
    lines = [base(SEPTEMBER, last=14), base(SEPTEMBER, first=15), base(SEPTEMBER, "200.00", item=Item.GRID)]
    assert explain.bases(lines) == {"1": Decimal("1700.00")}
