"""Addresses of the budget and of the lines of pay."""

from guanling.accounts.enums import Role
from tests.access.rows import BUREAU, TOWNSHIP, Row

FINANCE = frozenset({Role.FINANCE})
PAY_READERS = BUREAU | FINANCE | TOWNSHIP


def year(objects):
    """A year; everybody who may open it sees the own units of it."""
    return {"year": 2016}


MATRIX = {
    "payroll:lines": Row(PAY_READERS),
    "payroll:lines-export": Row(PAY_READERS),
    "payroll:budget": Row(PAY_READERS),
    "payroll:budget-export": Row(PAY_READERS),
    "payroll:budget-figures": Row(PAY_READERS, arguments=year),
    "payroll:budget-edit": Row(FINANCE, arguments=year),
    "payroll:budget-import": Row(FINANCE, "post", arguments=year),
    "payroll:budget-check": Row(FINANCE, arguments=year),
    "payroll:budget-approve": Row(FINANCE, "post", arguments=year),
    "payroll:budget-reject": Row(FINANCE, "post", arguments=year),
}
