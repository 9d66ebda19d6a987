"""Who may apply for relief, when, and up to which amount (P6.6). Pure."""

from datetime import date
from decimal import Decimal

CLAUSE = "P6.6"
SELF_MAX, FAMILY_MAX = "pay.relief_self_max", "pay.relief_family_max"


def maximum_key(*, of_self: bool) -> str:
    """Return the parameter that limits the amount: one for the person, one for spouse and child."""
    return SELF_MAX if of_self else FAMILY_MAX


def application_fault(
    *, event_on: date, applied_on: date, today: date, served_then: bool, served_on_applying: bool
) -> str:
    """Return why an application is not taken, or nothing.

    In post as 人口主任 proper on both days: of the event, for it befell a serving director, and of the
    application. Who only acts for a vacant post is none.
    """
    if applied_on > today:
        return "申请日期不能晚于今天"
    if event_on > applied_on:
        return "发生日期不能晚于申请日期"
    if not served_then:
        return f"{_day(event_on)}不在任人口主任（代行职责的不算），不能申请救助"
    if not served_on_applying:
        return f"{_day(applied_on)}已不在任人口主任（代行职责的不算），不能申请救助"
    return ""


def amount_fault(amount: Decimal, most: Decimal | None, event_on: date) -> str:
    """Return why an amount cannot be proposed or approved, or nothing; ``most`` None: nothing laid down."""
    if amount <= 0:
        return "金额应大于 0"
    if most is None:
        return (
            f"县里没有规定{_day(event_on)}的救助金额上限，不能审批；请县局经办先在“政策参数”中录入县的决定，"
            "施行日期不晚于这一天"
        )
    if amount > most:
        return f"{_day(event_on)}的上限为{most:,.2f}元，金额不能超过它"
    return ""


def _day(day):
    return f"{day.year}年{day.month}月{day.day}日"
