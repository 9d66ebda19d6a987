"""Pay: the month's run and its lines, and the facts and decisions from which it is worked out."""

from payroll.models.budget import BudgetLine, BudgetQuerySet
from payroll.models.facts import LeaveQuerySet, Order, OrderQuerySet, UnpaidLeave
from payroll.models.months import (
    Entry,
    EntryQuerySet,
    Line,
    LineQuerySet,
    Month,
    MonthQuerySet,
    Part,
    PartLog,
    PartQuerySet,
    Problem,
)
from payroll.models.relief import Relief, ReliefLog, ReliefPaper, ReliefPaperQuerySet, ReliefQuerySet

__all__ = [
    "BudgetLine",
    "BudgetQuerySet",
    "Entry",
    "EntryQuerySet",
    "LeaveQuerySet",
    "Line",
    "LineQuerySet",
    "Month",
    "MonthQuerySet",
    "Order",
    "OrderQuerySet",
    "Part",
    "PartLog",
    "PartQuerySet",
    "Problem",
    "Relief",
    "ReliefLog",
    "ReliefPaper",
    "ReliefPaperQuerySet",
    "ReliefQuerySet",
    "UnpaidLeave",
]
