"""States of the month, its sheets and circulars, as literal transition tables."""

from django.db.models import TextChoices

from guanling.accounts.enums import Action


class MonthState(TextChoices):
    """The county's month."""

    OPEN = "open", "填报中"
    CLOSED = "closed", "已关闭"
    RANKED = "ranked", "已排序"
    ISSUED = "issued", "已通报"


MONTH_CHANGEABLE = (MonthState.OPEN,)


class SheetState(TextChoices):
    """A township's monthly sheet: 填报 → 提交 → 县局审核 → 关闭."""

    DRAFT = "draft", "填报"
    RETURNED = "returned", "退回"
    SUBMITTED = "submitted", "已提交"
    ACCEPTED = "accepted", "审核通过"
    CLOSED = "closed", "关闭"


SHEET_EDITABLE = (SheetState.DRAFT, SheetState.RETURNED)

# (from, to) -> the right that the actor needs
SHEET_TRANSITIONS: dict[tuple[str, str], Action] = {
    (SheetState.DRAFT, SheetState.SUBMITTED): Action.SHEET_SUBMIT,
    (SheetState.RETURNED, SheetState.SUBMITTED): Action.SHEET_SUBMIT,
    (SheetState.SUBMITTED, SheetState.RETURNED): Action.SHEET_REVIEW,
    (SheetState.SUBMITTED, SheetState.ACCEPTED): Action.SHEET_REVIEW,
    (SheetState.ACCEPTED, SheetState.RETURNED): Action.SHEET_REVIEW,
    (SheetState.ACCEPTED, SheetState.CLOSED): Action.MONTH_CLOSE,
}

MONTH_TRANSITIONS: dict[tuple[str, str], Action] = {
    (MonthState.OPEN, MonthState.CLOSED): Action.MONTH_CLOSE,
    (MonthState.CLOSED, MonthState.RANKED): Action.RANKING_RUN,
    (MonthState.RANKED, MonthState.ISSUED): Action.CIRCULAR_ISSUE,
}


class ResultStatus(TextChoices):
    """Whether somebody is ranked, or why not."""

    RANKED = "ranked", "参加排序"
    TOO_FEW_DAYS = "too_few_days", "任职天数不足"
    SHEET_MISSING = "sheet_missing", "乡镇未报"
    NOT_SCORED = "not_scored", "未评分"


class CircularState(TextChoices):
    """A circular is prepared by one person and issued by another."""

    PREPARED = "prepared", "待签发"
    WITHDRAWN = "withdrawn", "已撤回"
    ISSUED = "issued", "已签发"


class CircularKind(TextChoices):
    """The month's circular, or a later notice that corrects it."""

    MONTHLY = "monthly", "月通报"
    CORRECTION = "correction", "更正通知"
