"""States of the month, of supervision, of the year and of leaving, as literal transition tables."""

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


# --- supervision (P6.1, P8.2f) and incidents (P8.2) -----------------------------------------------


class VisitKind(TextChoices):
    """Who looks after the work on the spot: the county supervises, a township checks its own villages."""

    COUNTY = "county", "县级督查"
    TOWNSHIP = "township", "乡镇盘查"


class VisitState(TextChoices):
    """A visit is planned, made, or called off with a reason."""

    PLANNED = "planned", "计划"
    DONE = "done", "已完成"
    CANCELLED = "cancelled", "已取消"


VISIT_MOVES = {
    VisitState.PLANNED: (VisitState.DONE, VisitState.CANCELLED),
    VisitState.DONE: (),
    VisitState.CANCELLED: (),
}


class IncidentGround(TextChoices):
    """Grounds of P8.2 that rest on something that happened, established by a person and a document."""

    C = "c", "工作重大失误"
    D = "d", "本人违反计划生育政策"
    E = "e", "提供虚假工作信息"
    F = "f", "工作台账混乱"
    H = "h", "利用职权庇护亲属"
    I = "i", "贪污受贿等违法违纪"  # noqa: E741 - the clause's own letter

    @property
    def clause(self) -> str:
        """The clause's id: P8.2c."""
        return f"P8.2{self.value}"

    @property
    def key(self) -> str:
        """The parameter that switches the ground on and off by date."""
        return f"dismissal.{self.value}"


class IncidentState(TextChoices):
    """An allegation counts only once somebody else has confirmed it; a confirmed one can be revoked."""

    ALLEGED = "alleged", "待核实"
    CONFIRMED = "confirmed", "已认定"
    DROPPED = "dropped", "不予认定"
    REVOKED = "revoked", "认定已撤销"


INCIDENT_MOVES = {
    IncidentState.ALLEGED: (IncidentState.CONFIRMED, IncidentState.DROPPED),
    IncidentState.CONFIRMED: (IncidentState.REVOKED,),
    IncidentState.DROPPED: (),
    IncidentState.REVOKED: (),
}


# --- reviews and satisfaction (P5.2) --------------------------------------------------------------


class ReviewKind(TextChoices):
    """How the people served are asked; ballots are secret and only their numbers are kept."""

    MEETING = "meeting", "评议会"
    SURVEY = "survey", "满意度测评"


class ReviewState(TextChoices):
    """A review is held, counted by two people, and settled when they agree or a third has counted."""

    OPEN = "open", "待计票"
    DIFFERENT = "different", "两次计票不一致"
    SETTLED = "settled", "已计票"
    VOID = "void", "不作数"


REVIEW_MOVES = {
    ReviewState.OPEN: (ReviewState.DIFFERENT, ReviewState.SETTLED, ReviewState.VOID),
    ReviewState.DIFFERENT: (ReviewState.SETTLED, ReviewState.VOID),
    ReviewState.SETTLED: (ReviewState.VOID,),
    ReviewState.VOID: (),
}

# The choices of a ballot, best first, with the parameter that says what each is worth.
BALLOT_CHOICES = {
    "very": ("满意", "review.points_very"),
    "fair": ("较满意", "review.points_fair"),
    "basic": ("基本满意", "review.points_basic"),
    "poor": ("不满意", "review.points_poor"),
}


# --- the year (P5.2) ------------------------------------------------------------------------------


class YearState(TextChoices):
    """The county's yearly assessment: filled in, worked out, graded, told in public, confirmed."""

    OPEN = "open", "填报中"
    COMPUTED = "computed", "已汇总"
    GRADED = "graded", "等次已拟定"
    NOTICED = "noticed", "公示中"
    CONFIRMED = "confirmed", "已确定"


# from → to; back to filling in as long as nothing is confirmed.
YEAR_MOVES = {
    YearState.OPEN: (YearState.COMPUTED,),
    YearState.COMPUTED: (YearState.COMPUTED, YearState.OPEN, YearState.GRADED),
    YearState.GRADED: (YearState.COMPUTED, YearState.OPEN, YearState.NOTICED, YearState.CONFIRMED),
    YearState.NOTICED: (YearState.GRADED, YearState.CONFIRMED),
    YearState.CONFIRMED: (),
}


class YearStatus(TextChoices):
    """Whether somebody gets a grade for the year, or why not."""

    GRADED = "graded", "参加评定等次"
    TOO_SHORT = "too_short", "任职时间不足，不定等次"
    NO_DATA = "no_data", "缺少考核数据"


# --- the sweep over the grounds of leaving (P8.1, P8.2) -------------------------------------------


class LeavingRule(TextChoices):
    """The grounds that facts can show: nine of P8.2, two of P8.1. The value is the parameter's key."""

    A = "dismissal.a", "责任心不强、工作连续落后"
    B = "dismissal.b", "所任村出现违法生育"
    C = "dismissal.c", "工作重大失误"
    D = "dismissal.d", "本人违反计划生育政策"
    E = "dismissal.e", "提供虚假工作信息"
    F = "dismissal.f", "工作台账混乱"
    G = "dismissal.g", "连续未参加知识更新培训"
    H = "dismissal.h", "利用职权庇护亲属"
    I = "dismissal.i", "贪污受贿等违法违纪"  # noqa: E741 - the clause's own letter
    TERM = "leaving.term", "聘期届满"
    AGE = "leaving.age", "超过续聘年龄"

    @property
    def clause(self) -> str:
        """The clause's id: P8.2a, P8.1."""
        return f"P8.2{self.value[-1]}" if self.value.startswith("dismissal.") else "P8.1"

    @property
    def dismissal(self) -> bool:
        """Whether it is a ground of dismissal (辞退), not of a contract that ends (解聘)."""
        return self.value.startswith("dismissal.")


class SweepState(TextChoices):
    """What has become of a finding of the sweep."""

    OPEN = "open", "待处理"
    CHANGED = "changed", "依据已变化"
    TAKEN = "taken", "已立案"
    SET_ASIDE = "set_aside", "不予提出"


# An open one is marked when its facts change, and opens again should they come back.
SWEEP_MOVES = {
    SweepState.OPEN: (SweepState.CHANGED, SweepState.TAKEN, SweepState.SET_ASIDE),
    SweepState.CHANGED: (SweepState.OPEN,),
    SweepState.TAKEN: (),
    SweepState.SET_ASIDE: (),
}


# --- persistent last places (A6.1) ------------------------------------------------------------------


class TalkState(TextChoices):
    """A talk is proposed by the results, held, and followed by a review of the work; or not held."""

    PROPOSED = "proposed", "待约谈"
    HELD = "held", "已约谈，待复核"
    REVIEWED = "reviewed", "已复核"
    DROPPED = "dropped", "不约谈"


TALK_MOVES = {
    TalkState.PROPOSED: (TalkState.HELD, TalkState.DROPPED),
    TalkState.HELD: (TalkState.REVIEWED,),
    TalkState.REVIEWED: (),
    TalkState.DROPPED: (),
}


class TalkOutcome(TextChoices):
    """What a review of the work comes to. None of it ends an appointment: rank alone is no ground."""

    STAYS = "stays", "继续履职"
    HELPED = "helped", "帮扶培训"
    SHIFTED = "shifted", "调整分工"
