"""Pay: the month's run and its lines, and the facts and decisions from which it is worked out."""

from payroll.models.adjustments import (
    Adjustment,
    AdjustmentQuerySet,
)
from payroll.models.budget import (
    BudgetLine,
    BudgetQuerySet,
)
from payroll.models.facts import (
    LeaveQuerySet,
    Order,
    OrderQuerySet,
    UnpaidLeave,
)
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
from payroll.models.payments import (
    BankFile,
    BankFileQuerySet,
    BankReturn,
    BankReturnQuerySet,
    Transfer,
    TransferQuerySet,
)
from payroll.models.pension import (
    PensionAccrual,
    PensionAccrualQuerySet,
    PensionBatch,
    PensionBatchQuerySet,
    PensionContribution,
    PensionContributionQuerySet,
    PensionGap,
    PensionGapQuerySet,
)
from payroll.models.relief import (
    Relief,
    ReliefLog,
    ReliefPaper,
    ReliefPaperQuerySet,
    ReliefQuerySet,
)
from payroll.models.rewards import (
    Reward,
    RewardQuerySet,
)

__all__ = [
    "Adjustment",
    "AdjustmentQuerySet",
    "BankFile",
    "BankFileQuerySet",
    "BankReturn",
    "BankReturnQuerySet",
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
    "PensionAccrual",
    "PensionAccrualQuerySet",
    "PensionBatch",
    "PensionBatchQuerySet",
    "PensionContribution",
    "PensionContributionQuerySet",
    "PensionGap",
    "PensionGapQuerySet",
    "Problem",
    "Relief",
    "ReliefLog",
    "ReliefPaper",
    "ReliefPaperQuerySet",
    "ReliefQuerySet",
    "Reward",
    "RewardQuerySet",
    "Transfer",
    "TransferQuerySet",
    "UnpaidLeave",
]
