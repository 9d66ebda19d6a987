"""Choices of open selection, and the literal tables of what follows what (P2.4)."""

from django.db.models import TextChoices

from roster.enums import PostKind


class RoundKind(TextChoices):
    """What is selected for; each has conditions of its own on the policy page."""

    DIRECTOR = "director", "村级人口主任选聘"
    STATION = "station", "县中心、乡镇站工作人员招聘"


# What a round of each kind can have as posts.
ROUND_POSTS = {
    RoundKind.DIRECTOR: (PostKind.POPULATION_DIRECTOR,),
    RoundKind.STATION: (PostKind.PHYSICIAN, PostKind.ASSISTANT_PHYSICIAN, PostKind.COUNTY_CENTRE_STAFF),
}


class RoundState(TextChoices):
    """How far a round has come; the steps of P2.4 in their order."""

    PREPARING = "preparing", "筹备"
    ANNOUNCED = "announced", "公告报名"
    REVIEWING = "reviewing", "资格审查"
    WRITTEN = "written", "笔试"
    INTERVIEWING = "interviewing", "面试"
    CHECKING = "checking", "考察体检"
    NOTICE = "notice", "公示"
    APPROVING = "approving", "县级审批"
    APPOINTING = "appointing", "聘用签约"
    CLOSED = "closed", "已结束"
    CANCELLED = "cancelled", "已取消"


# from → to. What each move asks for beside the state stands in recruitment/services.
ROUND_MOVES = {
    RoundState.PREPARING: {RoundState.ANNOUNCED, RoundState.CANCELLED},
    RoundState.ANNOUNCED: {RoundState.REVIEWING, RoundState.CANCELLED},
    RoundState.REVIEWING: {RoundState.WRITTEN, RoundState.CANCELLED},
    RoundState.WRITTEN: {RoundState.INTERVIEWING, RoundState.CHECKING, RoundState.CANCELLED},
    RoundState.INTERVIEWING: {RoundState.CHECKING, RoundState.CANCELLED},
    # Where nobody is left to move up, the round ends from the step it had come to.
    RoundState.CHECKING: {RoundState.NOTICE, RoundState.CLOSED, RoundState.CANCELLED},
    # An objection upheld, or somebody who gives up, lets the next in line be checked.
    RoundState.NOTICE: {
        RoundState.APPROVING,
        RoundState.CHECKING,
        RoundState.CLOSED,
        RoundState.CANCELLED,
    },
    RoundState.APPROVING: {
        RoundState.APPOINTING,
        RoundState.CHECKING,
        RoundState.CLOSED,
        RoundState.CANCELLED,
    },
    RoundState.APPOINTING: {RoundState.CLOSED, RoundState.CHECKING},
    RoundState.CLOSED: set(),
    RoundState.CANCELLED: set(),
}
ROUND_OVER = (RoundState.CLOSED, RoundState.CANCELLED)
# In these the public page shows the round.
ROUND_PUBLIC = tuple(state for state in RoundState if state != RoundState.PREPARING)


class GroupSide(TextChoices):
    """The two groups of P2.6."""

    COUNTY = "county", "县选聘工作指导组"
    TOWNSHIP = "township", "乡镇选聘工作领导小组"


class GroupRole(TextChoices):
    """What somebody is in a group; heads are the leader in charge, the Party and the government head."""

    HEAD = "head", "组长"
    DEPUTY = "deputy", "副组长"
    MEMBER = "member", "成员"


class HeadOffice(TextChoices):
    """The offices that P2.6 makes heads; a member has none of them."""

    LEADER_IN_CHARGE = "leader_in_charge", "县分管领导"
    PARTY_HEAD = "party_head", "乡镇党委书记"
    GOVERNMENT_HEAD = "government_head", "乡镇长（主任）"


# The heads that each group must have before a round opens (P2.6).
HEADS_OF = {
    GroupSide.COUNTY: (HeadOffice.LEADER_IN_CHARGE,),
    GroupSide.TOWNSHIP: (HeadOffice.PARTY_HEAD, HeadOffice.GOVERNMENT_HEAD),
}


class Way(TextChoices):
    """How an application came in."""

    PUBLIC = "public", "网上报名"
    COUNTER = "counter", "现场报名"
    IMPORTED = "imported", "表格导入"


class ApplicationState(TextChoices):
    """How far an applicant has come."""

    REGISTERED = "registered", "已报名"
    REPEATED = "repeated", "重复待核"
    MORE = "more", "待补充材料"
    REFUSING = "refusing", "拟不通过"
    EXCEPTION = "exception", "报县核准"
    ACCEPTED = "accepted", "审查通过"
    REFUSED = "refused", "审查不通过"
    WITHDRAWN = "withdrawn", "已撤回"
    INTERVIEW = "interview", "进入面试"
    WAITING = "waiting", "递补候选"
    CHECKING = "checking", "考察体检"
    CHECKED = "checked", "考察体检合格"
    NOTICE = "notice", "公示中"
    CLEARED = "cleared", "公示无异议"
    APPROVED = "approved", "县已批准"
    APPOINTED = "appointed", "已聘用"
    OUT = "out", "未入选"


# from → to. Before the review OUT is where the post or the round was cancelled.
APPLICATION_MOVES = {
    ApplicationState.REGISTERED: {
        ApplicationState.MORE,
        ApplicationState.REFUSING,
        ApplicationState.EXCEPTION,
        ApplicationState.ACCEPTED,
        ApplicationState.WITHDRAWN,
        ApplicationState.OUT,
    },
    ApplicationState.REPEATED: {
        ApplicationState.REGISTERED,
        ApplicationState.REFUSING,
        ApplicationState.WITHDRAWN,
        ApplicationState.OUT,
    },
    ApplicationState.MORE: {
        ApplicationState.REGISTERED,
        ApplicationState.REFUSING,
        ApplicationState.WITHDRAWN,
        ApplicationState.OUT,
    },
    # The second pair of eyes agrees, or sends it back to be looked at again: a second one of the same person
    # to where it cannot meet the first.
    ApplicationState.REFUSING: {
        ApplicationState.REFUSED,
        ApplicationState.REGISTERED,
        ApplicationState.REPEATED,
        ApplicationState.OUT,
    },
    ApplicationState.EXCEPTION: {
        ApplicationState.ACCEPTED,
        ApplicationState.REFUSED,
        ApplicationState.REGISTERED,
        ApplicationState.WITHDRAWN,
        ApplicationState.OUT,
    },
    # Back to be reviewed anew, as long as the review goes on.
    ApplicationState.ACCEPTED: {
        ApplicationState.REGISTERED,
        ApplicationState.INTERVIEW,
        ApplicationState.WAITING,
        ApplicationState.CHECKING,
        ApplicationState.OUT,
    },
    ApplicationState.INTERVIEW: {
        ApplicationState.WAITING,
        ApplicationState.CHECKING,
        ApplicationState.OUT,
    },
    ApplicationState.WAITING: {ApplicationState.CHECKING, ApplicationState.OUT},
    ApplicationState.CHECKING: {ApplicationState.CHECKED, ApplicationState.OUT},
    # Of equals the leading group chooses; who is not chosen stays in line for when a place comes free.
    ApplicationState.CHECKED: {ApplicationState.NOTICE, ApplicationState.WAITING, ApplicationState.OUT},
    # A notice that was stopped for a mistake gives its people back.
    ApplicationState.NOTICE: {
        ApplicationState.CLEARED,
        ApplicationState.CHECKED,
        ApplicationState.OUT,
    },
    ApplicationState.CLEARED: {ApplicationState.APPROVED, ApplicationState.OUT},
    ApplicationState.APPROVED: {ApplicationState.APPOINTED, ApplicationState.OUT},
    ApplicationState.APPOINTED: set(),
    ApplicationState.REFUSED: set(),
    ApplicationState.WITHDRAWN: set(),
    ApplicationState.OUT: set(),
}
# Not yet judged on the qualification: the review is not finished while one is left.
UNREVIEWED = (
    ApplicationState.REGISTERED,
    ApplicationState.REPEATED,
    ApplicationState.MORE,
    ApplicationState.REFUSING,
    ApplicationState.EXCEPTION,
)
# Those whom the applicant may still take back before registration closes.
WITHDRAWABLE = (
    ApplicationState.REGISTERED,
    ApplicationState.REPEATED,
    ApplicationState.MORE,
    ApplicationState.EXCEPTION,
)
# States that hold one of the opening's places between the examination and the appointment.
IN_LINE = (
    ApplicationState.CHECKING,
    ApplicationState.CHECKED,
    ApplicationState.NOTICE,
    ApplicationState.CLEARED,
    ApplicationState.APPROVED,
)
# Nothing more happens to the application; all but the appointed lose their personal data in time.
APPLICATION_OVER = (
    ApplicationState.APPOINTED,
    ApplicationState.REFUSED,
    ApplicationState.WITHDRAWN,
    ApplicationState.OUT,
)


class OutGround(TextChoices):
    """Why an accepted applicant was not appointed."""

    ABSENT = "absent", "缺考"
    BREACH = "breach", "违纪"
    BELOW_PASS = "below_pass", "未达合格线"
    BEYOND_RATIO = "beyond_ratio", "未入面试名单"
    NOT_RANKED = "not_ranked", "名次未入围"
    CHECK_FAILED = "check_failed", "考察不合格"
    MEDICAL_FAILED = "medical_failed", "体检不合格"
    DECLINED = "declined", "本人放弃"
    OBJECTION = "objection", "公示异议成立"
    NOT_APPROVED = "not_approved", "县未批准"
    CANCELLED = "cancelled", "岗位取消"


class RefusalGround(TextChoices):
    """Why the qualification review refuses, with the clause in recruitment/rules."""

    AGE = "age", "年龄不符合"
    EDUCATION = "education", "学历不符合"
    POST = "post", "不符合岗位其他条件"
    PAPERS = "papers", "材料不齐或不实"
    REPEATED = "repeated", "重复报名"


class PaperKind(TextChoices):
    """Papers that an applicant hands in."""

    IDENTITY = "identity", "身份证"
    EDUCATION = "education", "学历证书"
    LICENCE = "licence", "执业资格证书"
    OTHER = "other", "其他材料"


class Part(TextChoices):
    """The two parts of the examination."""

    WRITTEN = "written", "笔试"
    INTERVIEW = "interview", "面试"


class Sat(TextChoices):
    """Whether somebody sat the part."""

    PRESENT = "present", "参加"
    ABSENT = "absent", "缺考"
    BREACH = "breach", "违纪"


class CheckKind(TextChoices):
    """What is looked into after the examination."""

    CHECK = "check", "考察"
    MEDICAL = "medical", "体检"


class CheckOutcome(TextChoices):
    """What came of it. Of the medical nothing else is kept."""

    PASSED = "passed", "合格"
    FAILED = "failed", "不合格"


class NoticeState(TextChoices):
    """A public notice runs until a person confirms that it is over."""

    PREPARED = "prepared", "待发布"
    RUNNING = "running", "公示中"
    CONFIRMED = "confirmed", "已确认结束"
    STOPPED = "stopped", "已终止"


NOTICE_MOVES = {
    NoticeState.PREPARED: {NoticeState.RUNNING, NoticeState.STOPPED},
    NoticeState.RUNNING: {NoticeState.CONFIRMED, NoticeState.STOPPED},
    NoticeState.CONFIRMED: set(),
    NoticeState.STOPPED: set(),
}


class ObjectionState(TextChoices):
    """An objection to a person on a notice."""

    RECEIVED = "received", "已受理"
    EXAMINED = "examined", "已核查"
    DISMISSED = "dismissed", "异议不成立"
    UPHELD = "upheld", "异议成立"


OBJECTION_MOVES = {
    ObjectionState.RECEIVED: {ObjectionState.EXAMINED},
    ObjectionState.EXAMINED: {ObjectionState.DISMISSED, ObjectionState.UPHELD, ObjectionState.RECEIVED},
    ObjectionState.DISMISSED: set(),
    ObjectionState.UPHELD: set(),
}
OBJECTION_OPEN = (ObjectionState.RECEIVED, ObjectionState.EXAMINED)


class HireState(TextChoices):
    """The file with which the county approves a hire."""

    PREPARED = "prepared", "待报送"
    SUBMITTED = "submitted", "待县审批"
    RETURNED = "returned", "已退回"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "不予批准"
    APPOINTED = "appointed", "已聘用"
    FALLEN = "fallen", "未到岗"


HIRE_MOVES = {
    HireState.PREPARED: {HireState.SUBMITTED, HireState.FALLEN},
    HireState.SUBMITTED: {HireState.APPROVED, HireState.RETURNED, HireState.REFUSED},
    HireState.RETURNED: {HireState.SUBMITTED, HireState.FALLEN},
    HireState.APPROVED: {HireState.APPOINTED, HireState.FALLEN},
    HireState.REFUSED: set(),
    HireState.APPOINTED: set(),
    HireState.FALLEN: set(),
}
