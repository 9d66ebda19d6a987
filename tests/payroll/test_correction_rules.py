"""Corrections as pure rules: what an official can check by hand, and what must hold of any amounts (P7.1)."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from payroll.rules import corrections as rules
from payroll.rules.corrections import Key, Sums

CASES = yaml.safe_load(
    (Path(__file__).resolve().parent.parent / "policy_cases" / "pay_corrections.yaml").read_text("utf-8")
)
ZERO = Decimal(0)


def number(value):
    return None if value == "空" else Decimal(value)


def first(text):
    return date.fromisoformat(f"{text}-01")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["说明"])
def test_cases_that_an_official_can_read(case):
    paid: dict[Key, Decimal] = {}
    balance = ZERO
    for month in case["各月"]:
        own = {
            Key(first(month["月份"]), "应发"): Decimal(month["应发"]),
            Key(first(month["月份"]), "扣款"): -Decimal(month.get("扣款", "0")),
        }
        due = dict(paid)
        for again in month.get("重算", ()):
            due[Key(first(again["月份"]), again["项目"])] = Decimal(again["应为"])
        found = rules.differences(due, paid)
        stated = {
            Key(first(again["月份"]), again["项目"]): Decimal(again["差额"])
            for again in month.get("重算", ())
        }
        assert found == stated, month["月份"]
        gross, deducted = Decimal(month["应发"]), Decimal(month.get("扣款", "0"))
        sums = Sums(gross, deducted, sum(found.values(), ZERO))
        settled = rules.settle([sums], balance, number(case["扣回比例"]))
        (one,) = settled
        if not month.get("暂缓"):
            balance = rules.balance_after(balance, settled)
            paid = {key: due.get(key, ZERO) + own.get(key, ZERO) for key in {*due, *own}}
        told = {"分期扣回": one.reclaim, "实发": one.net, "待扣": balance}
        assert told == {name: Decimal(month[name]) for name in told}, month["月份"]


fen = st.decimals(0, 3000, places=2)
signed = st.decimals(-3000, 3000, places=2)


@given(
    st.lists(st.builds(Sums, fen, fen, signed), min_size=1, max_size=3),
    fen,
    st.none() | st.decimals(0, 100, places=2),
)
def test_whatever_the_amounts_nobody_falls_below_zero_and_nothing_is_lost(entries, balance, percent):
    settled = rules.settle(entries, balance, percent)
    for sums, one in zip(entries, settled, strict=True):
        assert one.net >= 0
        assert one.net == sums.gross - sums.deducted + sums.difference + one.reclaim
        assert one.taken <= max(sums.difference, ZERO) + rules.limit_of(sums.gross, percent)
    after = rules.balance_after(balance, settled)
    assert after >= 0
    # What was owed is taken or still open; what the month's own deductions exceed the pay by is added.
    owed = balance + sum((max(-sums.difference, ZERO) for sums in entries), ZERO)
    beyond = sum(
        (max(sums.deducted - sums.gross - max(sums.difference, ZERO), ZERO) for sums in entries), ZERO
    )
    assert after == owed + beyond - sum((one.taken for one in settled), ZERO)


@given(st.builds(Sums, fen, fen, signed), fen, st.decimals(0, 100, places=2))
def test_a_correction_in_ones_favour_pays_the_open_balance_first(sums, balance, percent):
    (one,) = rules.settle([sums], balance, percent)
    left = sums.gross - sums.deducted + sums.difference
    if sums.difference > 0 and left >= balance and sums.difference >= balance:
        assert rules.balance_after(balance, [one]) == 0


@given(
    st.dictionaries(st.sampled_from([Key(date(2016, 9, 1), "base", n) for n in range(3)]), signed),
    st.dictionaries(st.sampled_from([Key(date(2016, 9, 1), "base", n) for n in range(4)]), signed),
)
def test_what_was_paid_and_its_difference_are_what_is_due(due, paid):
    found = rules.differences(due, paid)
    assert all(found.values())
    for key in {*due, *paid}:
        assert paid.get(key, ZERO) + found.get(key, ZERO) == due.get(key, ZERO)
