"""Choices of the personnel record, and the literal table of post kinds."""

from dataclasses import dataclass

from django.db.models import TextChoices

from guanling.accounts.enums import Level

__all__ = [
    "ENDS_WITHIN_TERM",
    "POST_SPECS",
    "ChangeKind",
    "ChangeState",
    "Education",
    "EndGround",
    "Grade",
    "Health",
    "HonourKind",
    "HonourLevel",
    "Identity",
    "Level",
    "Nature",
    "PostKind",
    "PostSpec",
    "Relation",
    "Section",
    "SectionState",
    "Selection",
    "Sex",
    "Study",
]


class Sex(TextChoices):
    """Sex as on the identity card."""

    MALE = "male", "男"
    FEMALE = "female", "女"


class Education(TextChoices):
    """Education levels, lowest first; P2.3 and P3.6 ask for at least senior high or vocational."""

    PRIMARY = "primary", "小学"
    JUNIOR_HIGH = "junior_high", "初中"
    VOCATIONAL = "vocational", "中专"
    SENIOR_HIGH = "senior_high", "高中"
    COLLEGE = "college", "大专"
    BACHELOR = "bachelor", "本科"
    GRADUATE = "graduate", "研究生"


AT_LEAST_SENIOR_HIGH = (
    Education.VOCATIONAL,
    Education.SENIOR_HIGH,
    Education.COLLEGE,
    Education.BACHELOR,
    Education.GRADUATE,
)


class Identity(TextChoices):
    """The kind of employment behind an appointment."""

    CIVIL_SERVANT = "civil_servant", "公务员"
    PUBLIC_INSTITUTION = "public_institution", "事业编制"
    CONTRACT = "contract", "合同"


class Selection(TextChoices):
    """How the appointed person was chosen (P2.1 reports the share of open selection)."""

    OPEN = "open", "公开选聘"
    ASSIGNED = "assigned", "组织任命"
    OTHER = "other", "其他"


class Nature(TextChoices):
    """In what way somebody holds a post. Only who is regularly appointed takes one of its places."""

    REGULAR = "regular", "聘任"
    ACTING = "acting", "代行职责"
    SECONDED = "seconded", "借调"


class Section(TextChoices):
    """Sections of the personnel file (P5.4), in the order of the file."""

    BASIC = "basic", "基本情况"
    PHOTO = "photo", "照片"
    EDUCATION = "education", "学历"
    RESUME = "resume", "简历"
    APPOINTMENTS = "appointments", "任职和变动"
    AGREEMENTS = "agreements", "合同、责任书、职责"
    YEAR_GRADES = "year_grades", "年度考核"
    TRAINING = "training", "教育培训"
    HONOURS = "honours", "奖惩"
    FAMILY = "family", "家庭成员"
    PAPERS = "papers", "证件和材料"


# Sections that can truly have nothing to hold; nobody is without basic data, a face or a post.
CAN_BE_NONE = (
    Section.EDUCATION,
    Section.RESUME,
    Section.YEAR_GRADES,
    Section.HONOURS,
    Section.FAMILY,
    Section.PAPERS,
)


class SectionState(TextChoices):
    """How far a section of a file is complete (P5.4)."""

    PRESENT = "present", "齐全"
    MISSING = "missing", "缺"
    STATED = "stated", "声明没有"
    NOT_DUE = "not_due", "未满年度"


class Health(TextChoices):
    """The one word about health that the registration sheet asks for; nothing else of it is kept."""

    SOUND = "sound", "健康"
    GOOD = "good", "良好"
    FAIR = "fair", "一般"
    WEAK = "weak", "较弱"


class Study(TextChoices):
    """How somebody studied."""

    FULL_TIME = "full_time", "全日制"
    ON_THE_JOB = "on_the_job", "在职教育"


class HonourKind(TextChoices):
    """A reward or a sanction."""

    REWARD = "reward", "奖励"
    SANCTION = "sanction", "惩处"


class HonourLevel(TextChoices):
    """Who gave it."""

    STATE = "state", "国家级"
    PROVINCE = "province", "省级"
    PREFECTURE = "prefecture", "市（州）级"
    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡镇级"


class Grade(TextChoices):
    """Result of a year, best first."""

    EXCELLENT = "excellent", "优秀"
    COMPETENT = "competent", "合格"
    BASIC = "basic", "基本合格"
    FAILED = "failed", "不合格"
    NO_GRADE = "no_grade", "不定等次"


class Relation(TextChoices):
    """Family members that P6.6 knows; nobody else is recorded."""

    SPOUSE = "spouse", "配偶"
    SON = "son", "儿子"
    DAUGHTER = "daughter", "女儿"


class EndGround(TextChoices):
    """Why somebody left a post (P8.1, P8.2, N3.1–N3.3); none while the term has simply run out."""

    RESIGNED = "resigned", "本人辞职"
    HEALTH = "health", "身体原因"
    AGE = "age", "超过续聘年龄"
    RETIRED = "retired", "退休"
    DIED = "died", "死亡"
    NOT_RENEWED = "not_renewed", "聘期届满不再续聘"
    DISMISSED = "dismissed", "辞退"
    MOVED = "moved", "调动"
    RETURNED = "returned", "借调期满"
    FILLED = "filled", "岗位补选到位"
    UNIT_CHANGED = "unit_changed", "区划调整"
    APPROVED = "approved", "经批准解除"
    OTHER = "other", "其他"


# What a person may enter as a ground → whether within the lock (N3.1 to N3.3) it needs a document number.
# The others come about by an act of their own: a move, a filled place, a change of units.
ENDS_WITHIN_TERM = {
    EndGround.RESIGNED: False,
    EndGround.HEALTH: False,
    EndGround.AGE: True,
    EndGround.RETIRED: False,
    EndGround.DIED: False,
    EndGround.NOT_RENEWED: False,
    EndGround.DISMISSED: True,
    EndGround.APPROVED: True,
    EndGround.OTHER: True,
}


class ChangeKind(TextChoices):
    """What happened to somebody's appointments."""

    APPOINTED = "appointed", "任职"
    ACTING = "acting", "代行职责"
    SECONDED = "seconded", "借调"
    ENDED = "ended", "离任"
    UNIT_CHANGED = "unit_changed", "区划调整"


class ChangeState(TextChoices):
    """Whether the county has filed a change (P5.1); what rests on a consent already needs no filing."""

    WAITING = "waiting", "待备案"
    RETURNED = "returned", "已退回"
    FILED = "filed", "已备案"
    SETTLED = "settled", "依批准办理"
    REVOKED = "revoked", "已撤销"


# from → to
CHANGE_MOVES = {
    ChangeState.WAITING: {ChangeState.FILED, ChangeState.RETURNED, ChangeState.REVOKED},
    ChangeState.RETURNED: {ChangeState.WAITING, ChangeState.REVOKED},
    ChangeState.FILED: set(),
    ChangeState.SETTLED: set(),
    ChangeState.REVOKED: set(),
}


class PostKind(TextChoices):
    """Kinds of posts."""

    LEADER_IN_CHARGE = "leader_in_charge", "计生分管领导"
    OFFICE_DIRECTOR = "office_director", "计生办主任"
    OFFICE_STAFF = "office_staff", "计生办工作人员"
    COMPUTER_OPERATOR = "computer_operator", "微机员"
    PHYSICIAN = "physician", "计生站执业医师"
    ASSISTANT_PHYSICIAN = "assistant_physician", "计生站助理医师"
    SPECIAL_OFFICER = "special_officer", "特岗计生员"
    POPULATION_DIRECTOR = "population_director", "人口主任"
    GROUP_LEADER = "group_leader", "育龄妇女小组长"
    STATIONED_CADRE = "stationed_cadre", "驻村干部"
    COUNTY_CENTRE_STAFF = "county_centre_staff", "县计妇中心工作人员"


@dataclass(frozen=True)
class PostSpec:
    """Where a post stands and by which clause it is required."""

    level: Level
    clause: str
    identity: Identity | None = None


POST_SPECS: dict[PostKind, PostSpec] = {
    PostKind.LEADER_IN_CHARGE: PostSpec(Level.TOWNSHIP, "N3.1", Identity.CIVIL_SERVANT),
    PostKind.OFFICE_DIRECTOR: PostSpec(Level.TOWNSHIP, "N1.1"),
    PostKind.OFFICE_STAFF: PostSpec(Level.TOWNSHIP, "N1.1", Identity.CIVIL_SERVANT),
    PostKind.COMPUTER_OPERATOR: PostSpec(Level.TOWNSHIP, "N1.1", Identity.PUBLIC_INSTITUTION),
    PostKind.PHYSICIAN: PostSpec(Level.TOWNSHIP, "A1.4", Identity.PUBLIC_INSTITUTION),
    PostKind.ASSISTANT_PHYSICIAN: PostSpec(Level.TOWNSHIP, "A1.4", Identity.PUBLIC_INSTITUTION),
    PostKind.SPECIAL_OFFICER: PostSpec(Level.VILLAGE, "N1.2"),
    PostKind.POPULATION_DIRECTOR: PostSpec(Level.VILLAGE, "P2.2", Identity.CONTRACT),
    PostKind.GROUP_LEADER: PostSpec(Level.VILLAGE, "A1.5"),
    PostKind.STATIONED_CADRE: PostSpec(Level.VILLAGE, "A1.6"),
    PostKind.COUNTY_CENTRE_STAFF: PostSpec(Level.COUNTY, "N1.7", Identity.PUBLIC_INSTITUTION),
}
