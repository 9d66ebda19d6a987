"""Who may be selected: age and education of P2.3, those of A3.8, and what the post itself asks for. Pure.

Readings: age is counted in whole years on the last day of registration, as everywhere in the house
(roster.rules.moves.age_on): one is a year older on the birthday itself; who was born on 29 February is so, in
years without one, on the last day of the month, 28 February (as 《民法典》第二百零二条 counts years where a
month has no such day). 以下 counts the number itself in: with a limit of 40, who is 41 tomorrow meets it.

What comes out is kept when the personal data are removed, so it names no birth date.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date

from guanling.policy.rules import chinese_date
from recruitment.enums import PaperKind, RefusalGround, RoundKind
from recruitment.rules import frozen
from roster.enums import Education, PostKind
from roster.rules.moves import age_on, least_schooling, schooled

AGE, EDUCATION = "年龄", "学历"
POST_EDUCATION, LICENCE, REQUIREMENT, PAPERS = "岗位学历", "执业资格", "其他条件", "证件材料"
# The conditions of each kind of round: clause, the two parameters, whether the age is 一般 and excusable.
_GENERAL = {
    RoundKind.DIRECTOR: ("P2.3", "selection.age_max", "selection.education_min", True),
    RoundKind.STATION: ("A3.8", "selection.station_age_max", "selection.station_education_min", False),
}
# The clause of what the announcement asks for (P2.4), and of the licences of a station (A1.4).
ANNOUNCED, STATION = "P2.4", "A1.4"
_LICENCES = {PostKind.PHYSICIAN: "执业医师资格", PostKind.ASSISTANT_PHYSICIAN: "执业助理医师以上资格"}
# An opening names an education of the file, policy an option of its own.
_OPTIONS = {
    Education.JUNIOR_HIGH: "junior_high",
    Education.VOCATIONAL: "senior_high",
    Education.SENIOR_HIGH: "senior_high",
    Education.COLLEGE: "college",
    Education.BACHELOR: "bachelor",
    Education.GRADUATE: "postgraduate",
}
_PROOFS = {
    AGE: (PaperKind.IDENTITY,),
    EDUCATION: (PaperKind.EDUCATION,),
    POST_EDUCATION: (PaperKind.EDUCATION,),
    LICENCE: (PaperKind.LICENCE,),
    REQUIREMENT: (PaperKind.LICENCE, PaperKind.OTHER),
    PAPERS: (PaperKind.IDENTITY, PaperKind.EDUCATION),
}
# By which ground somebody is refused who does not meet a condition.
GROUNDS = {
    AGE: RefusalGround.AGE,
    EDUCATION: RefusalGround.EDUCATION,
    POST_EDUCATION: RefusalGround.EDUCATION,
    LICENCE: RefusalGround.POST,
    REQUIREMENT: RefusalGround.POST,
    PAPERS: RefusalGround.PAPERS,
}


@dataclass(frozen=True)
class Condition:
    """One condition: what is needed, what was found, by what it is proved.

    ``met`` None: no rule can tell, a person looks. ``general``: 一般, an exception may be asked for.
    ``key``: the policy parameter, empty where the announcement alone asks for it.
    """

    condition: str
    clause: str
    need: str
    found: str
    met: bool | None
    general: bool = False
    evidence: str = ""
    key: str = ""

    @property
    def excusable(self) -> bool:
        """Whether it is not met, and the county may let that pass."""
        return self.met is False and self.general

    @property
    def hard(self) -> bool:
        """Whether it is not met, and nobody may let that pass."""
        return self.met is False and not self.general

    def kept(self) -> dict:
        """Return it as it is kept with the application; ``Condition(**kept)`` is it again."""
        return asdict(self)


def conditions(
    *,
    birth: date,
    education: str,
    kind: str,
    last_day: date,
    parameters: Mapping[str, Mapping[str, str]],
    post_kind: str = "",
    education_min: str = "",
    requirement: str = "",
    papers: Collection[str] = (),
) -> tuple[Condition, ...]:
    """Return the conditions of one applicant as they stand on the last day of registration.

    ``kind``: of the round; ``parameters``: its frozen policy; ``post_kind``, ``education_min`` and
    ``requirement``: what the opening is and asks for by itself; ``papers``: kinds of scans handed in.
    """
    clause, age_key, education_key, general = _GENERAL[RoundKind(kind)]
    found = [
        _age(birth, last_day, parameters, clause=clause, key=age_key, general=general),
        _education(education, frozen.value(parameters, education_key), EDUCATION, clause, education_key),
    ]
    # Only what asks for more than the general condition is a condition of its own.
    own = _OPTIONS.get(Education(education_min)) if education_min else None
    if own and not schooled(_level(frozen.value(parameters, education_key)), own):
        found.append(_education(education, own, POST_EDUCATION, ANNOUNCED, ""))
    if post_kind in _LICENCES:
        found.append(Condition(LICENCE, STATION, f"具有{_LICENCES[post_kind]}", "由审查人核对证书", None))
    if requirement:
        found.append(Condition(REQUIREMENT, ANNOUNCED, requirement, "由审查人核对", None))
    found.append(Condition(PAPERS, ANNOUNCED, "证件真实，与所报内容一致", "由审查人核对", None))
    return tuple(replace(one, evidence=_evidence(one, papers)) for one in found)


def _age(birth, last_day, parameters, *, clause, key, general):
    age, most = age_on(birth, last_day), int(frozen.number(parameters, key))
    return Condition(
        AGE,
        clause,
        f"{'一般' if general else ''}不超过{most}周岁",
        f"报名截止日（{chinese_date(last_day)}）满{age}周岁",
        age <= most,
        general=general,
        key=key,
    )


def _education(has, least, name, clause, key):
    label = Education(has).label if has else "没有填写"
    return Condition(name, clause, f"{least_schooling(least)}以上", label, schooled(has, least), key=key)


def _level(option):
    """The education of the file that an option of the policy names."""
    return next(level for level, one in _OPTIONS.items() if one == option)


def _evidence(one, papers):
    """What proves a condition: the scans handed in, or that there is none."""
    proofs = _PROOFS[one.condition]
    there = [kind for kind in proofs if kind in papers]
    said = f"扫描件：{'、'.join(PaperKind(kind).label for kind in there)}" if there else "没有扫描件，看原件"
    return f"身份证号码；{said}" if one.condition == AGE else said


def looked_at(found: Iterable[Condition], names: Collection[str]) -> tuple[Condition, ...]:
    """Return the conditions with those in ``names`` that no rule can tell as met: a person has looked."""
    return tuple(
        replace(one, met=True, found="审查人已核对，符合")
        if one.met is None and one.condition in names
        else one
        for one in found
    )


def wanting(found: Iterable[Condition], ground: str) -> tuple[Condition, ...]:
    """Return the conditions with those of a ground that no rule can tell as not met: a person has looked."""
    return tuple(
        replace(one, met=False, found="审查人核对，不符合")
        if one.met is None and GROUNDS[one.condition] == ground
        else one
        for one in found
    )


def excused(found: Iterable[Condition], number: str) -> tuple[Condition, ...]:
    """Return the conditions with the excusable one as met: let pass under a document's number."""
    return tuple(
        replace(one, met=True, found=f"{one.found}；经县核准放宽", evidence=f"县核准文号：{number}")
        if one.excusable
        else one
        for one in found
    )


def age_of(found: Iterable[Condition]) -> Condition:
    """Return the condition of age."""
    return next(one for one in found if one.condition == AGE)


def plain(found: Iterable[Condition]) -> bool:
    """Whether every condition that a rule can tell is met, and nothing but the papers asks for a person."""
    return all(one.met or (one.met is None and one.condition == PAPERS) for one in found)


def told(found: Iterable[Condition]) -> str:
    """Return in words what is not met: 年龄：一般不超过40周岁，报名截止日（…）满41周岁（P2.3）."""
    return "；".join(
        f"{one.condition}：应{one.need}，{one.found}（{one.clause}）" for one in found if one.met is False
    )


def ground_fault(ground: str, found: Iterable[Condition]) -> str:
    """Return why somebody cannot be refused on a ground, or an empty text.

    What the facts contradict is no ground: who meets the limit of age is not refused for age.
    """
    if ground == RefusalGround.REPEATED:
        return "重复报名在“重复待核”的报名中核对身份证后处理"
    concerned = [one for one in found if GROUNDS[one.condition] == ground]
    if not concerned:
        return f"这个岗位没有其他条件，不能以“{RefusalGround(ground).label}”为由"
    if all(one.met for one in concerned):
        facts = "；".join(f"应{one.need}，{one.found}" for one in concerned)
        return (
            f"所报情况符合条件（{facts}），不能以“{RefusalGround(ground).label}”为由；"
            f"所报不实的，选“{RefusalGround.PAPERS.label}”"
        )
    return ""


def clause_of(ground: str, kind: str, found: Iterable[Condition] = ()) -> str:
    """Return the clause by which somebody is refused on a ground in a round of ``kind``."""
    unmet = [one for one in found if GROUNDS.get(one.condition) == ground and not one.met]
    if unmet:
        return unmet[0].clause
    if ground in (RefusalGround.AGE, RefusalGround.EDUCATION):
        return _GENERAL[RoundKind(kind)][0]
    return ANNOUNCED
