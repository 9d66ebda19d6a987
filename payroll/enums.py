"""Items of pay, where they come from, and the states of pay as literal transition tables."""

from dataclasses import dataclass

from django.db.models import TextChoices

from guanling.accounts.enums import Action


class Item(TextChoices):
    """What a line of pay is for, in the order of the pay sheet."""

    BASE = "base", "月报酬"
    ACTING = "acting", "代行职责报酬"
    GRID = "grid", "网格化绩效考核津贴"
    OFFICE = "office", "副科级工资差额"
    OFFICE_FULL = "office_full", "副科级全部待遇"
    DEDUCTION = "deduction", "考核扣款"
    ADJUSTMENT = "adjustment", "调整"
    RELIEF = "relief", "关怀救助"
    REWARD = "reward", "届满奖励"
    RECLAIM = "reclaim", "分期扣回"


@dataclass(frozen=True)
class ItemSpec:
    """By which clause an item is paid, and which parameter holds its figure ("" where a decision does)."""

    clause: str
    parameter: str


ITEM_SPECS: dict[Item, ItemSpec] = {
    Item.BASE: ItemSpec("N2.3", "pay.director_monthly"),
    Item.ACTING: ItemSpec("P2.7", "pay.acting_percent"),
    Item.GRID: ItemSpec("N2.1", "pay.grid_allowance"),
    Item.OFFICE: ItemSpec("N2.2", "pay.office_director_difference"),
    Item.OFFICE_FULL: ItemSpec("N2.2", "pay.office_director_full"),
    Item.DEDUCTION: ItemSpec("P6.4", "pay.deduction"),
    Item.ADJUSTMENT: ItemSpec("P7.1", ""),
    Item.RELIEF: ItemSpec("P6.6", ""),
    Item.REWARD: ItemSpec("A7.4", "pay.reward_amount"),
    Item.RECLAIM: ItemSpec("P7.1", "pay.reclaim_percent"),
}

# What follows from dated facts, month by month, and is therefore worked out again when a fact changes late.
# The others are paid by a decision, once.
FROM_FACTS = (Item.BASE, Item.ACTING, Item.GRID, Item.OFFICE, Item.OFFICE_FULL, Item.DEDUCTION)


class Source(TextChoices):
    """From what kind of record a line comes; its number stands beside it."""

    APPOINTMENT = "appointment", "任职"
    RESULT = "result", "月考核结果"
    ORDER = "order", "决定"
    DIFFERENCE = "difference", "补差"
    BALANCE = "balance", "结转"


class PartState(TextChoices):
    """A township's part of a month's pay: 草拟 → 乡镇提交 → 财政审核 → 确认 → 已发放."""

    DRAFT = "draft", "草拟"
    RETURNED = "returned", "退回"
    SUBMITTED = "submitted", "乡镇提交"
    CHECKED = "checked", "财政审核"
    CONFIRMED = "confirmed", "确认"
    PAID = "paid", "已发放"


# In these the figures may still be worked out anew.
PART_OPEN = (PartState.DRAFT, PartState.RETURNED)
# From here on the database lets nothing be changed.
PART_FIXED = (PartState.CONFIRMED, PartState.PAID)

# (from, to) -> the right that the actor needs
PART_MOVES: dict[tuple[str, str], Action] = {
    (PartState.DRAFT, PartState.SUBMITTED): Action.PAY_SUBMIT,
    (PartState.RETURNED, PartState.SUBMITTED): Action.PAY_SUBMIT,
    (PartState.SUBMITTED, PartState.RETURNED): Action.PAY_CHECK,
    (PartState.SUBMITTED, PartState.CHECKED): Action.PAY_CHECK,
    (PartState.CHECKED, PartState.RETURNED): Action.PAY_CONFIRM,
    (PartState.CHECKED, PartState.CONFIRMED): Action.PAY_CONFIRM,
    (PartState.CONFIRMED, PartState.PAID): Action.PAY_RECORD,
}


class ProblemKind(TextChoices):
    """Why somebody's pay cannot be worked out or paid."""

    NO_BANK = "no_bank", "没有银行账号"
    MONTH_NOT_ISSUED = "month_not_issued", "月考核未通报"
    OVERLAP = "overlap", "任职重叠"
    NO_IDENTITY = "no_identity", "未登记身份"
    NO_VALUE = "no_value", "没有标准"


class TransferState(TextChoices):
    """What became of a transfer to somebody's account."""

    PENDING = "pending", "待回盘"
    PAID = "paid", "成功"
    FAILED = "failed", "失败"


class ReturnState(TextChoices):
    """A bank's answer is read in the background, and taken as a whole or not at all."""

    READING = "reading", "正在核对"
    SAVED = "saved", "已登记"
    REJECTED = "rejected", "已退回"


RETURN_MOVES = {
    ReturnState.READING: {ReturnState.SAVED, ReturnState.REJECTED},
    ReturnState.SAVED: set(),
    ReturnState.REJECTED: set(),
}


class OrderState(TextChoices):
    """A decided payment or deduction, paid once through a run; revoked only while it is unpaid."""

    DECIDED = "decided", "待发"
    REVOKED = "revoked", "撤销"


class LeaveState(TextChoices):
    """Unpaid leave: entered by one person, approved by another; set aside by an act of its own."""

    ENTERED = "entered", "待批准"
    APPROVED = "approved", "已批准"
    REJECTED = "rejected", "不批准"
    REVOKED = "revoked", "已撤销"


LEAVE_MOVES = {
    LeaveState.ENTERED: {LeaveState.APPROVED, LeaveState.REJECTED, LeaveState.REVOKED},
    LeaveState.APPROVED: {LeaveState.REVOKED},
    LeaveState.REJECTED: set(),
    LeaveState.REVOKED: set(),
}


class AdjustmentState(TextChoices):
    """An adjustment: proposed by who prepares the pay, decided by finance; approved it is an order."""

    PROPOSED = "proposed", "待审批"
    APPROVED = "approved", "同意"
    REJECTED = "rejected", "不同意"
    WITHDRAWN = "withdrawn", "撤回"


ADJUSTMENT_MOVES = {
    AdjustmentState.PROPOSED: {
        AdjustmentState.APPROVED,
        AdjustmentState.REJECTED,
        AdjustmentState.WITHDRAWN,
    },
    AdjustmentState.APPROVED: set(),
    AdjustmentState.REJECTED: set(),
    AdjustmentState.WITHDRAWN: set(),
}

# --- pension accrual (P6.5) and rewards (A7.4) ------------------------------------------------------


class PensionState(TextChoices):
    """A county's yearly accrual: 草拟 → 提交 → 确认 → 已缴."""

    DRAFT = "draft", "草拟"
    SUBMITTED = "submitted", "提交"
    CONFIRMED = "confirmed", "确认"
    PAID = "paid", "已缴"


PENSION_MOVES = {
    PensionState.DRAFT: {PensionState.SUBMITTED},
    PensionState.SUBMITTED: {PensionState.DRAFT, PensionState.CONFIRMED},
    PensionState.CONFIRMED: {PensionState.PAID},
    PensionState.PAID: set(),
}
# From here on the database lets nothing be changed.
PENSION_FIXED = (PensionState.CONFIRMED, PensionState.PAID)


class AccrualKind(TextChoices):
    """Why a row stands in a year's accrual: a year completed in it, or a late fact about an earlier one."""

    YEAR = "year", "当年满年"
    LATE = "late", "补计"
    CORRECTION = "correction", "更正"


class GapKind(TextChoices):
    """Why a full year accrues nothing."""

    UNKNOWN = "unknown", "未登记是否参保"
    NOT_ENROLLED = "not_enrolled", "未参保"


class RewardState(TextChoices):
    """A reward is proposed by one, decided by another."""

    PROPOSED = "proposed", "待决定"
    GRANTED = "granted", "同意"
    REFUSED = "refused", "不同意"


REWARD_MOVES = {
    RewardState.PROPOSED: {RewardState.GRANTED, RewardState.REFUSED},
    RewardState.GRANTED: set(),
    RewardState.REFUSED: set(),
}


class ReliefRelation(TextChoices):
    """Whom the event befell (P6.6). The relation alone: nobody of the family is named."""

    SELF = "self", "本人"
    SPOUSE = "spouse", "配偶"
    CHILD = "child", "子女"


class ReliefKind(TextChoices):
    """What befell them. It is told of health, so it is kept and read as the medical text is."""

    ILLNESS = "illness", "患重病"
    ACCIDENT = "accident", "遇意外"


class ReliefPaperKind(TextChoices):
    """What a paper of an application proves; nothing of it tells an illness."""

    PROOF = "proof", "疾病或事故证明"
    EXPENSES = "expenses", "费用凭证"
    RELATION = "relation", "亲属关系证明"
    OTHER = "other", "其他材料"


class ReliefWay(TextChoices):
    """How an application came."""

    ONLINE = "online", "网上申请"
    PAPER = "paper", "书面申请"


class ReliefGround(TextChoices):
    """Why relief is refused, in the words of the decision paper; details are told to the person alone."""

    NOT_COVERED = "not_covered", "所申请的事项不属于患重病、遇意外"
    NOT_PROVEN = "not_proven", "所附材料不能证明所申请的事项"
    OTHER = "other", "具体理由已另行告知本人"


class ReliefState(TextChoices):
    """An application: one proposes an amount (or to refuse), another decides."""

    APPLIED = "applied", "待审核"
    PROPOSED = "proposed", "待决定"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "不予救助"
    WITHDRAWN = "withdrawn", "已撤回"


RELIEF_MOVES = {
    ReliefState.APPLIED: {ReliefState.PROPOSED, ReliefState.WITHDRAWN},
    ReliefState.PROPOSED: {
        ReliefState.APPLIED,
        ReliefState.APPROVED,
        ReliefState.REFUSED,
        ReliefState.WITHDRAWN,
    },
    ReliefState.APPROVED: set(),
    ReliefState.REFUSED: set(),
    ReliefState.WITHDRAWN: set(),
}
RELIEF_WAITING = (ReliefState.APPLIED, ReliefState.PROPOSED)
RELIEF_DECIDED = (ReliefState.APPROVED, ReliefState.REFUSED)

# What a budget is planned for: the items of pay that are granted, and the pension accrual (P6.5).
PENSION = "pension"
BUDGET_ITEMS = [
    *((item.value, item.label) for item in Item if item not in (Item.DEDUCTION, Item.RECLAIM)),
    (PENSION, "养老保险补助"),
]


class BudgetState(TextChoices):
    """A planned figure: entered by one of finance, approved by another; a change is a new version."""

    ENTERED = "entered", "待复核"
    APPROVED = "approved", "已核定"
    REJECTED = "rejected", "未通过"
    REPLACED = "replaced", "录入后改正"


BUDGET_MOVES = {
    BudgetState.ENTERED: {BudgetState.APPROVED, BudgetState.REJECTED, BudgetState.REPLACED},
    BudgetState.APPROVED: set(),
    BudgetState.REJECTED: set(),
    BudgetState.REPLACED: set(),
}
