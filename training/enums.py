"""Choices of training, and the literal tables of what may follow what."""

from datetime import time
from decimal import Decimal

from django.db.models import TextChoices

from roster.enums import PostKind


class Category(TextChoices):
    """What a training is for; each clause asks for its own (N7.1)."""

    INITIAL = "initial", "初任培训"
    UPDATE = "update", "知识更新培训"
    TOWNSHIP = "township", "乡镇集中培训"


# The clause that asks for each category.
CATEGORY_CLAUSES = {Category.INITIAL: "P3.1", Category.UPDATE: "P3.2", Category.TOWNSHIP: "P3.3"}


class DirectorRole(TextChoices):
    """The four roles that label what a course is about (P3.5)."""

    NURSE = "nurse", "护士"
    MEDIATOR = "mediator", "调解员"
    JUDGE = "judge", "法官"
    PUBLICIST = "publicist", "宣传员"


class Audience(TextChoices):
    """Who is invited by rule."""

    NEW_DIRECTORS = "new_directors", "未参加初任培训的新任人口主任"
    DIRECTORS = "directors", "全体人口主任"
    DIRECTORS_SHORT = "directors_short", "本年知识更新培训天数不足的人口主任"
    VILLAGE_STAFF = "village_staff", "人口主任、特岗计生员"
    TOWNSHIP_STAFF = "township_staff", "乡镇计生工作人员"


TOWNSHIP_POSTS = (
    PostKind.OFFICE_DIRECTOR,
    PostKind.OFFICE_STAFF,
    PostKind.COMPUTER_OPERATOR,
    PostKind.PHYSICIAN,
    PostKind.ASSISTANT_PHYSICIAN,
)
# Posts whose regular holders each audience means.
AUDIENCE_POSTS = {
    Audience.NEW_DIRECTORS: (PostKind.POPULATION_DIRECTOR,),
    Audience.DIRECTORS: (PostKind.POPULATION_DIRECTOR,),
    Audience.DIRECTORS_SHORT: (PostKind.POPULATION_DIRECTOR,),
    Audience.VILLAGE_STAFF: (PostKind.POPULATION_DIRECTOR, PostKind.SPECIAL_OFFICER),
    Audience.TOWNSHIP_STAFF: TOWNSHIP_POSTS,
}


class PlanState(TextChoices):
    """A year's plan: drafted, handed in, filed by the county or sent back (N7.1)."""

    DRAFT = "draft", "草拟"
    SUBMITTED = "submitted", "待备案"
    RETURNED = "returned", "已退回"
    FILED = "filed", "已备案"


PLAN_MOVES = {
    PlanState.DRAFT: (PlanState.SUBMITTED,),
    PlanState.SUBMITTED: (PlanState.FILED, PlanState.RETURNED),
    PlanState.RETURNED: (PlanState.SUBMITTED,),
    PlanState.FILED: (PlanState.RETURNED,),
}
PLAN_EDITABLE = (PlanState.DRAFT, PlanState.RETURNED)


class SessionState(TextChoices):
    """A session: prepared, announced, handed in with its results, filed by the county (P3.4)."""

    DRAFT = "draft", "筹备"
    OPEN = "open", "已通知"
    SUBMITTED = "submitted", "待备案"
    RETURNED = "returned", "已退回"
    FILED = "filed", "已备案"
    CANCELLED = "cancelled", "已取消"


SESSION_MOVES = {
    SessionState.DRAFT: (SessionState.OPEN, SessionState.CANCELLED),
    SessionState.OPEN: (SessionState.SUBMITTED, SessionState.CANCELLED),
    SessionState.SUBMITTED: (SessionState.FILED, SessionState.RETURNED),
    SessionState.RETURNED: (SessionState.SUBMITTED,),
    SessionState.FILED: (SessionState.RETURNED,),
    SessionState.CANCELLED: (),
}
# Days, place, teacher may still change; somebody may still be invited.
SESSION_PLANNING = (SessionState.DRAFT, SessionState.OPEN)
# Attendance may be entered and mended.
SESSION_ATTENDED = (SessionState.OPEN, SessionState.RETURNED)
# What happened in these counts: everything recorded, as long as the session was not called off.
SESSION_COUNTS = (SessionState.OPEN, SessionState.SUBMITTED, SessionState.RETURNED, SessionState.FILED)


class Part(TextChoices):
    """Half a day, the unit in which attendance is recorded."""

    MORNING = "am", "上午"
    AFTERNOON = "pm", "下午"


# What one part counts, in days.
PART_DAYS = Decimal("0.5")
# The hours offered when a session is entered.
PART_HOURS = {Part.MORNING: (time(9), time(12)), Part.AFTERNOON: (time(14), time(17))}


class Source(TextChoices):
    """How somebody came onto a session's list."""

    RULE = "rule", "按规则通知"
    HAND = "hand", "另行通知"
    ATTENDED = "attended", "未经通知到场"


class Presence(TextChoices):
    """What is recorded of somebody for one part of a day."""

    PRESENT = "present", "到"
    LEAVE = "leave", "假"
    ABSENT = "absent", "缺"


class Way(TextChoices):
    """How a presence came to be recorded."""

    TYPED = "typed", "按签到表录入"
    IMPORTED = "imported", "表格导入"
    CODE = "code", "签到码"


class Outcome(TextChoices):
    """The result of somebody's training."""

    PASSED = "passed", "合格"
    FAILED = "failed", "不合格"


class Met(TextChoices):
    """How a requirement of training stands, worst first: somebody as a whole stands as the worst part."""

    LACKING = "lacking", "缺训"
    SHORT = "short", "未达标"
    WILL_MISS = "will_miss", "预计不达标"
    WAITING = "waiting", "待训"
    ON_TRACK = "on_track", "进度正常"
    NO_RECORD = "no_record", "无记录"
    LATE = "late", "补训"
    OVER = "over", "超出次数"
    MET = "met", "达标"
    NOT_REQUIRED = "not_required", "不要求"

    @property
    def look(self) -> str:
        """The look of the word on a page: bad, wait, good or off."""
        return _LOOKS.get(self.value, "wait")


_LOOKS = {
    Met.LACKING.value: "bad",
    Met.SHORT.value: "bad",
    Met.ON_TRACK.value: "good",
    Met.MET.value: "good",
    Met.NO_RECORD.value: "off",
    Met.NOT_REQUIRED.value: "off",
}


class QuestionKind(TextChoices):
    """Kinds of questions."""

    SINGLE = "single", "单选题"
    MULTIPLE = "multiple", "多选题"
    JUDGE = "judge", "判断题"


class KnowledgeTestState(TextChoices):
    """A knowledge test: set up, given, over (A4.7)."""

    DRAFT = "draft", "筹备"
    OPEN = "open", "进行"
    CLOSED = "closed", "已结束"


TEST_MOVES = {
    KnowledgeTestState.DRAFT: (KnowledgeTestState.OPEN,),
    KnowledgeTestState.OPEN: (KnowledgeTestState.CLOSED,),
    KnowledgeTestState.CLOSED: (KnowledgeTestState.OPEN,),
}


class AnswerWay(TextChoices):
    """Where somebody answers a paper."""

    SCREEN = "screen", "网上作答"
    PRINTED = "printed", "纸质答卷"
    # On the device of who checks, handed over and answered before his eyes.
    SPOT = "spot", "当面作答"
