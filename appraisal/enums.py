"""States of the month, of supervision, of the year and of leaving, as literal transition tables."""

from django.db.models import TextChoices

from guanling.accounts.enums import Action, Level
from roster.enums import EndGround


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


# --- work reports (P4.1, P5.3) ---------------------------------------------------------------------


class Duty(TextChoices):
    """The four duty groups of a population director, in the order of the duty sheet."""

    PUBLICITY = "publicity", "宣传教育"
    INFORMATION = "information", "信息采集上报"
    FOLLOW_UP = "follow_up", "随访服务"
    FLOATING = "floating", "流动人口管理"


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


class CheckTopic(TextChoices):
    """What an item of the checklist is about: the four duty groups of P4.1, ledgers, how the staff is led."""

    PUBLICITY = "publicity", "宣传教育"
    FIGURES = "figures", "数据采集报告"
    FOLLOW_UP = "follow_up", "随访服务"
    FLOATING = "floating", "流动人口"
    LEDGER = "ledger", "工作台账"
    STAFF = "staff", "队伍管理"


class CheckOutcome(TextChoices):
    """What was seen of an item of the checklist."""

    GOOD = "good", "好"
    PROBLEM = "problem", "有问题"
    SKIPPED = "skipped", "未查"


class MendState(TextChoices):
    """What became of a problem found on a visit; with a new deadline it stays open."""

    OPEN = "open", "待整改"
    MENDED = "mended", "已整改"
    FAILED = "failed", "未整改"


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


# --- appeals against results (P6.1, P5.2) ---------------------------------------------------------


class AppealState(TextChoices):
    """An appeal is filed, examined by one of the bureau, decided by another; or taken back."""

    FILED = "filed", "待核查"
    EXAMINED = "examined", "待决定"
    GRANTED = "granted", "予以支持"
    REFUSED = "refused", "不予支持"
    WITHDRAWN = "withdrawn", "已撤回"


# Back to be examined again, with a remark of who would have to decide.
APPEAL_MOVES = {
    AppealState.FILED: (AppealState.EXAMINED, AppealState.WITHDRAWN),
    AppealState.EXAMINED: (
        AppealState.FILED,
        AppealState.GRANTED,
        AppealState.REFUSED,
        AppealState.WITHDRAWN,
    ),
    AppealState.GRANTED: (),
    AppealState.REFUSED: (),
    AppealState.WITHDRAWN: (),
}
APPEAL_WAITING = (AppealState.FILED, AppealState.EXAMINED)


class AppealWay(TextChoices):
    """How it came: from the person's own page, or on paper and typed by an office."""

    ONLINE = "online", "本人网上"
    PAPER = "paper", "书面"


class YearSheetState(TextChoices):
    """A township's part of the year: filled in, handed in, accepted or returned by the county."""

    DRAFT = "draft", "填报"
    RETURNED = "returned", "退回"
    SUBMITTED = "submitted", "已提交"
    ACCEPTED = "accepted", "审核通过"


YEAR_SHEET_EDITABLE = (YearSheetState.DRAFT, YearSheetState.RETURNED)
YEAR_SHEET_MOVES = {
    YearSheetState.DRAFT: (YearSheetState.SUBMITTED,),
    YearSheetState.RETURNED: (YearSheetState.SUBMITTED,),
    YearSheetState.SUBMITTED: (YearSheetState.RETURNED, YearSheetState.ACCEPTED),
    YearSheetState.ACCEPTED: (YearSheetState.RETURNED,),
}


class ObjectionChannel(TextChoices):
    """How an objection to the public notice came in; who made it is not kept."""

    LETTER = "letter", "来信"
    VISIT = "visit", "来访"
    PHONE = "phone", "来电"
    OFFICE = "office", "单位反映"


class RecommendationKind(TextChoices):
    """For what somebody is recommended on the ground of a year (P6.2, P6.3)."""

    COUNTY_HONOUR = "county_honour", "县级表彰"
    TOWNSHIP_HONOUR = "township_honour", "乡镇表彰"
    PARTY = "party", "入党推荐"
    RESERVE = "reserve", "村级后备干部"
    DELEGATE = "delegate", "代表委员推荐"
    BONUS = "bonus", "考录加分"

    @property
    def clause(self) -> str:
        """The clause's id."""
        return "P6.3" if self == RecommendationKind.BONUS else "P6.2"


# Which level of unit gives or makes each: the county's commendation and the points are the county's alone.
RECOMMENDATION_LEVELS = {
    RecommendationKind.COUNTY_HONOUR: (Level.COUNTY,),
    RecommendationKind.TOWNSHIP_HONOUR: (Level.TOWNSHIP,),
    RecommendationKind.PARTY: (Level.COUNTY, Level.TOWNSHIP),
    RecommendationKind.RESERVE: (Level.COUNTY, Level.TOWNSHIP),
    RecommendationKind.DELEGATE: (Level.COUNTY, Level.TOWNSHIP),
    RecommendationKind.BONUS: (Level.COUNTY,),
}
# Who proposes and who decides, by the level of the unit.
RECOMMENDATION_RIGHTS = {
    Level.COUNTY: (Action.YEAR_RUN, Action.YEAR_CONFIRM),
    Level.TOWNSHIP: (Action.YEAR_ENTER, Action.YEAR_SUBMIT),
}


class RecommendationState(TextChoices):
    """A recommendation is proposed by one person and decided or dropped by another."""

    PROPOSED = "proposed", "待决定"
    DECIDED = "decided", "已决定"
    DROPPED = "dropped", "不予推荐"


RECOMMENDATION_MOVES = {
    RecommendationState.PROPOSED: (RecommendationState.DECIDED, RecommendationState.DROPPED),
    RecommendationState.DECIDED: (),
    RecommendationState.DROPPED: (),
}


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


# --- the case of leaving (P8.1, P8.2) -------------------------------------------------------------


class CaseKind(TextChoices):
    """Whether somebody is dismissed (P8.2) or the contract ends (P8.1)."""

    DISMISSAL = "dismissal", "辞退"
    ENDING = "ending", "解聘"


class OwnGround(TextChoices):
    """Grounds of P8.1 that no sweep finds: somebody brings them forward."""

    RESIGNED = "leaving.resigned", "本人辞职"
    HEALTH = "leaving.health", "身体原因"
    POST_CHANGE = "leaving.post", "工作岗位变动"


CASE_GROUNDS = [*LeavingRule.choices, *OwnGround.choices]
# What the appointment's ending is called in the roster; every other ground is a dismissal.
GROUND_ENDINGS = {
    LeavingRule.TERM: EndGround.NOT_RENEWED,
    LeavingRule.AGE: EndGround.AGE,
    OwnGround.RESIGNED: EndGround.RESIGNED,
    OwnGround.HEALTH: EndGround.HEALTH,
    OwnGround.POST_CHANGE: EndGround.OTHER,
}


class CaseState(TextChoices):
    """How far a case is."""

    OPENED = "opened", "待核查"
    EXAMINED = "examined", "已核查"
    NOTICED = "noticed", "已告知，待陈述申辩"
    HEARD = "heard", "待决定"
    CONSENTED = "consented", "待第二人决定"
    DECIDED = "decided", "已决定，待备案"
    FILED = "filed", "已备案，待送达"
    ENDED = "ended", "已办结"
    OVERTURNED = "overturned", "决定已撤销，待恢复任职"
    REINSTATED = "reinstated", "已恢复任职"
    DROPPED = "dropped", "不再办理"
    LAPSED = "lapsed", "逾期失效"


# While a case is in one of these no second one is opened for the appointment.
CASE_OPEN = (
    CaseState.OPENED,
    CaseState.EXAMINED,
    CaseState.NOTICED,
    CaseState.HEARD,
    CaseState.CONSENTED,
    CaseState.DECIDED,
    CaseState.FILED,
)

# from → to
CASE_MOVES = {
    CaseState.OPENED: (CaseState.EXAMINED, CaseState.DROPPED, CaseState.LAPSED),
    CaseState.EXAMINED: (CaseState.NOTICED, CaseState.CONSENTED, CaseState.DROPPED, CaseState.LAPSED),
    CaseState.NOTICED: (CaseState.HEARD, CaseState.DROPPED),
    CaseState.HEARD: (CaseState.CONSENTED, CaseState.DROPPED, CaseState.LAPSED),
    CaseState.CONSENTED: (
        CaseState.DECIDED,
        CaseState.HEARD,
        CaseState.EXAMINED,
        CaseState.DROPPED,
        CaseState.LAPSED,
    ),
    CaseState.DECIDED: (
        CaseState.FILED,
        CaseState.HEARD,
        CaseState.EXAMINED,
        CaseState.DROPPED,
        CaseState.LAPSED,
    ),
    CaseState.FILED: (CaseState.ENDED, CaseState.DROPPED, CaseState.LAPSED),
    CaseState.ENDED: (CaseState.OVERTURNED,),
    CaseState.OVERTURNED: (CaseState.REINSTATED,),
    CaseState.REINSTATED: (),
    CaseState.DROPPED: (),
    CaseState.LAPSED: (),
}


class CaseAct(TextChoices):
    """What is done in a case; each has its line in the log."""

    OPEN = "open", "立案"
    EXAMINE = "examine", "核查属实"
    NOTIFY = "notify", "制发告知书"
    SERVE = "serve", "送达告知书"
    STATE = "state", "陈述申辩"
    WAIVE = "waive", "放弃陈述申辩"
    SILENT = "silent", "期满未陈述申辩"
    CONSENT = "consent", "提出决定意见"
    DECIDE = "decide", "作出决定"
    RETURN = "return", "退回"
    FILE = "file", "县局备案"
    DELIVER = "deliver", "送达决定书，记载离任"
    DROP = "drop", "不再办理"
    LAPSE = "lapse", "逾期失效"
    APPEAL = "appeal", "提出复核（申诉）"
    WITHDRAW = "withdraw", "撤回复核（申诉）"
    EXTEND = "extend", "延长申诉处理期限"
    SETTLE_REVIEW = "settle_review", "复核决定"
    SETTLE_APPEAL = "settle_appeal", "申诉决定"
    TELL = "tell", "送达复核（申诉）决定书"
    REINSTATE = "reinstate", "恢复任职"


# (state, act) → the right that it needs. What is not here cannot be done; SILENT and LAPSE need nobody's.
CASE_RIGHTS: dict[tuple[str, str], Action] = {
    (CaseState.OPENED, CaseAct.EXAMINE): Action.CASE_HANDLE,
    (CaseState.OPENED, CaseAct.DROP): Action.CASE_HANDLE,
    (CaseState.EXAMINED, CaseAct.NOTIFY): Action.CASE_HANDLE,
    (CaseState.EXAMINED, CaseAct.SERVE): Action.CASE_HANDLE,
    # A resignation needs no notice and no hearing.
    (CaseState.EXAMINED, CaseAct.CONSENT): Action.CASE_DECIDE,
    (CaseState.EXAMINED, CaseAct.DROP): Action.CASE_DECIDE,
    (CaseState.NOTICED, CaseAct.STATE): Action.CASE_HANDLE,
    (CaseState.NOTICED, CaseAct.WAIVE): Action.CASE_HANDLE,
    (CaseState.NOTICED, CaseAct.DROP): Action.CASE_DECIDE,
    (CaseState.HEARD, CaseAct.CONSENT): Action.CASE_DECIDE,
    (CaseState.HEARD, CaseAct.DROP): Action.CASE_DECIDE,
    (CaseState.CONSENTED, CaseAct.DECIDE): Action.CASE_DECIDE,
    (CaseState.CONSENTED, CaseAct.RETURN): Action.CASE_DECIDE,
    (CaseState.CONSENTED, CaseAct.DROP): Action.CASE_DECIDE,
    (CaseState.DECIDED, CaseAct.FILE): Action.CASE_FILE,
    (CaseState.DECIDED, CaseAct.RETURN): Action.CASE_FILE,
    (CaseState.DECIDED, CaseAct.DROP): Action.CASE_FILE,
    (CaseState.FILED, CaseAct.DELIVER): Action.CASE_HANDLE,
    (CaseState.FILED, CaseAct.DROP): Action.CASE_FILE,
    (CaseState.ENDED, CaseAct.APPEAL): Action.CASE_HANDLE,
    (CaseState.ENDED, CaseAct.WITHDRAW): Action.CASE_HANDLE,
    (CaseState.ENDED, CaseAct.SETTLE_REVIEW): Action.CASE_DECIDE,
    (CaseState.ENDED, CaseAct.SETTLE_APPEAL): Action.CASE_FILE,
    (CaseState.ENDED, CaseAct.EXTEND): Action.CASE_FILE,
    (CaseState.ENDED, CaseAct.TELL): Action.CASE_HANDLE,
    (CaseState.OVERTURNED, CaseAct.TELL): Action.CASE_HANDLE,
    (CaseState.OVERTURNED, CaseAct.REINSTATE): Action.CASE_HANDLE,
    (CaseState.REINSTATED, CaseAct.TELL): Action.CASE_HANDLE,
}
# What the person may do in the own case, whatever rights there are.
OWN_ACTS = (CaseAct.STATE, CaseAct.WAIVE, CaseAct.APPEAL, CaseAct.WITHDRAW)


class Serving(TextChoices):
    """How a paper reaches the person."""

    IN_PERSON = "in_person", "直接送达"
    LEFT = "left", "留置送达"
    POST = "post", "邮寄送达"


class HearingResult(TextChoices):
    """How the time for a statement ended."""

    STATED = "stated", "已陈述申辩"
    WAIVED = "waived", "放弃陈述申辩"
    SILENT = "silent", "期满未陈述申辩"


class AppealLevel(TextChoices):
    """Before whom somebody seeks remedy."""

    REVIEW = "review", "复核"
    APPEAL = "appeal", "申诉"


class AppealOutcome(TextChoices):
    """How a request ends; the decision never grows by asking."""

    UPHELD = "upheld", "维持原决定"
    GRANTED = "granted", "撤销原决定"
    WITHDRAWN = "withdrawn", "本人撤回"
    LAPSED = "lapsed", "逾期未决定，视为撤销原决定"


# Outcomes by which the decision falls.
OVERTURNING = (AppealOutcome.GRANTED, AppealOutcome.LAPSED)


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
