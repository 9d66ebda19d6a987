"""Choices of the personnel record, and the literal table of post kinds."""

from dataclasses import dataclass

from django.db.models import TextChoices

from guanling.accounts.enums import Action, Level

__all__ = [
    "AGREEMENT_MOVES",
    "AGREEMENT_SIDES",
    "ENDS_WITHIN_TERM",
    "EXCEPTION_MOVES",
    "LINE_SPECS",
    "MOVE_CONSENT_RIGHTS",
    "MOVE_OPEN",
    "MOVE_TRANSITIONS",
    "POST_SPECS",
    "SUM_SPECS",
    "UNIT_CHANGE_MOVES",
    "VOID_RIGHTS",
    "YEARLY_AGREEMENTS",
    "AgreementKind",
    "AgreementState",
    "ChangeKind",
    "ChangeState",
    "Education",
    "EndGround",
    "ExceptionState",
    "Grade",
    "Health",
    "HonourKind",
    "HonourLevel",
    "Identity",
    "Level",
    "LineKind",
    "LineState",
    "MoveKind",
    "MoveState",
    "Nature",
    "PostKind",
    "PostSpec",
    "Relation",
    "Section",
    "SectionState",
    "Selection",
    "Sex",
    "Side",
    "Study",
    "SumKind",
    "SumSpec",
    "UnitChangeState",
    "kinds_of",
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
    NOT_DUE = "not_due", "尚不要求"


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
# The others come about by an act of their own: a move, a filled place, a change of units, a dismissal with
# its procedure (P8.2).
ENDS_WITHIN_TERM = {
    EndGround.RESIGNED: False,
    EndGround.HEALTH: False,
    EndGround.AGE: True,
    EndGround.RETIRED: False,
    EndGround.DIED: False,
    EndGround.NOT_RENEWED: False,
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
    TERM_SET = "term_set", "确定聘期"
    REINSTATED = "reinstated", "恢复任职"


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
    """Where a post stands, by which clause it is required, and what another clause says of it."""

    level: Level
    clause: str
    identity: Identity | None = None
    note: str = ""


POST_SPECS: dict[PostKind, PostSpec] = {
    PostKind.LEADER_IN_CHARGE: PostSpec(Level.TOWNSHIP, "N3.1", Identity.CIVIL_SERVANT),
    PostKind.OFFICE_DIRECTOR: PostSpec(Level.TOWNSHIP, "N1.1", note="公务员、事业编制人员均可担任（N5.1）"),
    PostKind.OFFICE_STAFF: PostSpec(Level.TOWNSHIP, "N1.1", Identity.CIVIL_SERVANT),
    PostKind.COMPUTER_OPERATOR: PostSpec(Level.TOWNSHIP, "N1.1", Identity.PUBLIC_INSTITUTION),
    PostKind.PHYSICIAN: PostSpec(Level.TOWNSHIP, "A1.4", Identity.PUBLIC_INSTITUTION, "全额事业编制（N1.7）"),
    PostKind.ASSISTANT_PHYSICIAN: PostSpec(
        Level.TOWNSHIP, "A1.4", Identity.PUBLIC_INSTITUTION, "全额事业编制（N1.7）"
    ),
    PostKind.SPECIAL_OFFICER: PostSpec(Level.VILLAGE, "N1.2"),
    PostKind.POPULATION_DIRECTOR: PostSpec(Level.VILLAGE, "P2.2", Identity.CONTRACT),
    PostKind.GROUP_LEADER: PostSpec(Level.VILLAGE, "A1.5"),
    PostKind.STATIONED_CADRE: PostSpec(Level.VILLAGE, "A1.6"),
    PostKind.COUNTY_CENTRE_STAFF: PostSpec(
        Level.COUNTY, "N1.7", Identity.PUBLIC_INSTITUTION, "全额事业编制，文件没有规定名额"
    ),
}


class SumKind(TextChoices):
    """What is asked of several posts together: a line of the establishment that is no post itself."""

    OFFICE = "office_total", "计生办合计"
    VILLAGE_WORKERS = "village_workers", "村级工作力量"


@dataclass(frozen=True)
class SumSpec:
    """Which posts of a unit count together, and by which clause."""

    level: Level
    clause: str
    kinds: tuple[PostKind, ...]
    note: str


SUM_SPECS: dict[SumKind, SumSpec] = {
    # The leader in charge and the station have establishments of their own.
    SumKind.OFFICE: SumSpec(
        Level.TOWNSHIP,
        "N1.1",
        (PostKind.OFFICE_DIRECTOR, PostKind.OFFICE_STAFF, PostKind.COMPUTER_OPERATOR),
        "主任、工作人员、微机员合计，一人只计一次",
    ),
    SumKind.VILLAGE_WORKERS: SumSpec(
        Level.VILLAGE,
        "A1.6",
        tuple(kind for kind, spec in POST_SPECS.items() if spec.level == Level.VILLAGE),
        "各岗位人员（含代行、借调）和驻村干部，一人只计一次",
    ),
}
# The lines of the establishment in order: each sum stands behind the last of its posts.
LINE_SPECS: dict[PostKind | SumKind, PostSpec | SumSpec] = {
    kind: spec
    for post, own in POST_SPECS.items()
    for kind, spec in ((post, own), *((total, s) for total, s in SUM_SPECS.items() if s.kinds[-1] == post))
}


def kinds_of(kind: str) -> tuple[str, ...]:
    """Return the kinds of posts that a line of the establishment counts."""
    return SUM_SPECS[SumKind(kind)].kinds if kind in SUM_SPECS else (kind,)


class ExceptionState(TextChoices):
    """How an exception to the number of places stands. An approved one ends by its last day."""

    PROPOSED = "proposed", "待核准"
    APPROVED = "approved", "已核准"
    REFUSED = "refused", "不予核准"
    WITHDRAWN = "withdrawn", "已撤回"


# from → to
EXCEPTION_MOVES = {
    ExceptionState.PROPOSED: {ExceptionState.APPROVED, ExceptionState.REFUSED, ExceptionState.WITHDRAWN},
    ExceptionState.APPROVED: set(),
    ExceptionState.REFUSED: set(),
    ExceptionState.WITHDRAWN: set(),
}


# --- agreements (P4.1, P5.1–P5.3, N6.1) ----------------------------------------------------------


class AgreementKind(TextChoices):
    """Papers that take effect by being signed by those whom they bind."""

    CONTRACT = "contract", "聘用合同"
    RESPONSIBILITY = "responsibility", "目标管理责任书"
    COMMITMENT = "commitment", "服务承诺书"
    DUTY_SHEET = "duty_sheet", "岗位职责书"


# Agreed anew for each year; the others hold as long as the appointment.
YEARLY_AGREEMENTS = (AgreementKind.RESPONSIBILITY, AgreementKind.COMMITMENT)


class Side(TextChoices):
    """Who signs."""

    PERSON = "person", "本人"
    TOWNSHIP = "township", "乡镇（街道）"
    VILLAGE = "village", "村（居）委会"


# Which sides a kind needs: 乡聘 (P5.1), the three sides of the letter (P5.2), the public promise of the one
# who makes it (P5.3), the fixed duties (N6.1, P4.1).
AGREEMENT_SIDES = {
    AgreementKind.CONTRACT: (Side.PERSON, Side.TOWNSHIP),
    AgreementKind.RESPONSIBILITY: (Side.PERSON, Side.TOWNSHIP, Side.VILLAGE),
    AgreementKind.COMMITMENT: (Side.PERSON,),
    AgreementKind.DUTY_SHEET: (Side.PERSON, Side.TOWNSHIP),
}


class AgreementState(TextChoices):
    """An agreement is printed, signed by all its sides, and filed by the county; or void."""

    PREPARED = "prepared", "已生成待签"
    SIGNED = "signed", "已签订"
    FILED = "filed", "已备案"
    VOID = "void", "已作废"


# from → to. Signed goes back to prepared when a day is mended or the county returns it.
AGREEMENT_MOVES = {
    AgreementState.PREPARED: {AgreementState.SIGNED, AgreementState.VOID},
    AgreementState.SIGNED: {AgreementState.PREPARED, AgreementState.FILED, AgreementState.VOID},
    AgreementState.FILED: {AgreementState.VOID},
    AgreementState.VOID: set(),
}
# Who may declare an agreement void depends on how far it has come.
VOID_RIGHTS = {
    AgreementState.PREPARED: Action.AGREEMENT_PREPARE,
    AgreementState.SIGNED: Action.AGREEMENT_PREPARE,
    AgreementState.FILED: Action.AGREEMENT_FILE,
}


# --- moves (N3.1 to N3.3) and renewals (P2.5) ----------------------------------------------------


class MoveKind(TextChoices):
    """What is asked for: a move to another post, a secondment, leaving for outside, or another term."""

    TRANSFER = "transfer", "调动"
    PROMOTION = "promotion", "提拔"
    EXCHANGE = "exchange", "交流"
    SECONDMENT = "secondment", "借调"
    OUT = "out", "调出"
    RENEWAL = "renewal", "续聘"


class MoveState(TextChoices):
    """A move is prepared, asked for by letter, consented to or refused, and takes effect on its day."""

    PREPARED = "prepared", "待发函"
    ASKED = "asked", "已征求意见"
    CONSENTED = "consented", "已同意"
    REFUSED = "refused", "不同意"
    EFFECTED = "effected", "已生效"
    WITHDRAWN = "withdrawn", "已撤回"


MOVE_OPEN = (MoveState.PREPARED, MoveState.ASKED, MoveState.CONSENTED)

# Who consents (roster.rules.CONSENTS) → the right that deciding needs.
MOVE_CONSENT_RIGHTS = {
    "bureau": Action.MOVE_CONSENT_BUREAU,
    "organization": Action.MOVE_CONSENT_ORGANIZATION,
}

# (from, to) → the rights of which the actor needs one. Deciding needs that of the body whose consent the
# move needs; nobody's right lets a move take effect: its day does.
MOVE_TRANSITIONS: dict[tuple[str, str], tuple[Action, ...]] = {
    (MoveState.PREPARED, MoveState.ASKED): (Action.MOVE_SEND,),
    (MoveState.ASKED, MoveState.CONSENTED): tuple(MOVE_CONSENT_RIGHTS.values()),
    (MoveState.ASKED, MoveState.REFUSED): tuple(MOVE_CONSENT_RIGHTS.values()),
    (MoveState.CONSENTED, MoveState.EFFECTED): (),
    (MoveState.PREPARED, MoveState.WITHDRAWN): (Action.MOVE_REQUEST, Action.MOVE_SEND),
    (MoveState.ASKED, MoveState.WITHDRAWN): (Action.MOVE_REQUEST, Action.MOVE_SEND),
    (MoveState.CONSENTED, MoveState.WITHDRAWN): (Action.MOVE_REQUEST, Action.MOVE_SEND),
}


# --- changes of units (区划调整) ---


class UnitChangeState(TextChoices):
    """How far a change of units is. Before its day nothing changes: files and sheets have no dates."""

    DRAFT = "draft", "拟订中"
    PROPOSED = "proposed", "待审核"
    APPROVED = "approved", "已同意，未到日期"
    APPLIED = "applied", "已生效"
    REJECTED = "rejected", "不同意"
    WITHDRAWN = "withdrawn", "已撤回"


# from → to
UNIT_CHANGE_MOVES = {
    UnitChangeState.DRAFT: {UnitChangeState.PROPOSED, UnitChangeState.WITHDRAWN},
    UnitChangeState.PROPOSED: {
        UnitChangeState.DRAFT,
        UnitChangeState.APPROVED,
        UnitChangeState.APPLIED,
        UnitChangeState.REJECTED,
        UnitChangeState.WITHDRAWN,
    },
    UnitChangeState.APPROVED: {UnitChangeState.APPLIED, UnitChangeState.WITHDRAWN},
    UnitChangeState.REJECTED: {UnitChangeState.DRAFT, UnitChangeState.WITHDRAWN},
    UnitChangeState.APPLIED: set(),
    UnitChangeState.WITHDRAWN: set(),
}


class LineKind(TextChoices):
    """What happens to one unit."""

    RENAME = "rename", "更名"
    RECODE = "recode", "变更代码或隶属"
    MERGE = "merge", "合并"
    SPLIT = "split", "拆分"
    NEW = "new", "新设"
    END = "end", "撤销"


class LineState(TextChoices):
    """Whether somebody has looked at a line that a comparison proposed."""

    SUGGESTED = "suggested", "待核对"
    CONFIRMED = "confirmed", "已核对"
    DROPPED = "dropped", "不采纳"
