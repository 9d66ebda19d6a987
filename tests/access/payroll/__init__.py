"""Addresses of pay, by part of the work."""

from tests.access.payroll import budget, corrections, facts, months, payments, pension, relief, rewards

MATRIX = {
    **budget.MATRIX,
    **corrections.MATRIX,
    **facts.MATRIX,
    **months.MATRIX,
    **payments.MATRIX,
    **pension.MATRIX,
    **relief.MATRIX,
    **rewards.MATRIX,
}
