"""Choices of the personnel record, and the literal table of post kinds."""

from dataclasses import dataclass

from django.db.models import TextChoices

from guanling.accounts.enums import Level

__all__ = [
    "POST_SPECS",
    "Education",
    "Identity",
    "Level",
    "Nature",
    "PostKind",
    "PostSpec",
    "Selection",
    "Sex",
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
