"""Commendations and recommendations: proposed by one, decided or dropped by another (P6.2, P6.3)."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from appraisal.enums import (
    RECOMMENDATION_LEVELS,
    RECOMMENDATION_MOVES,
    RECOMMENDATION_RIGHTS,
    RecommendationKind,
    RecommendationState,
    YearState,
)
from appraisal.models import Recommendation, Year, YearResult
from appraisal.queries import recommendations as queries
from appraisal.queries.results import bureau_name
from appraisal.services.guards import demand, reason_given
from guanling.accounts.models import User
from guanling.documents.models import Paper
from guanling.documents.services import papers
from guanling.policy.rules import catalogue, plain
from guanling.runs.errors import Refusal
from guanling.runs.states import move
from roster.enums import Education, Grade, HonourKind, HonourLevel, Level
from roster.models import Honour, Unit
from roster.rules import short_name
from roster.rules.moves import least_schooling
from roster.services.saving import save_checked

# Name of the kind of paper in appraisal/prints/recommendations.py, which stands above the services.
LETTER = "bonus-letter"
# Behind the county's one-character abbreviation in the letter's number: 关人口计生荐〔2017〕3号.
NUMBER_MARK = "人口计生荐"
HONOURS = {
    RecommendationKind.COUNTY_HONOUR: HonourLevel.COUNTY,
    RecommendationKind.TOWNSHIP_HONOUR: HonourLevel.TOWNSHIP,
}
BY_RULE = (RecommendationKind.COUNTY_HONOUR, RecommendationKind.BONUS)
ADDRESSEE = "县人力资源和社会保障局"
COPIES = "县委组织部、县编办。"


def _confirmed(year):
    """Lock the year; refuse one that is not confirmed: nothing rests on grades that may still change."""
    year = Year.objects.select_for_update(of=("self",), no_key=True).select_related("county").get(pk=year.pk)
    if year.state != YearState.CONFIRMED:
        raise Refusal(f"{year}结果还没有确定，不能提出表彰和推荐。")
    return year


def _proposable(year, kind, unit, user):
    if unit.level not in RECOMMENDATION_LEVELS[kind]:
        raise Refusal(f"{RecommendationKind(kind).label}不由{unit.short_name}提出，请改选类别。")
    demand(user, RECOMMENDATION_RIGHTS[unit.level][0], unit.code)
    if kind in HONOURS and (before := queries.commended_lately(year, kind, unit)):
        raise Refusal(f"{unit.short_name}{before}年度已经表彰，还没有到规定的表彰间隔（P6.2）。")


def _new(year, kind, unit, result, *, reason, evidence, user):
    return Recommendation(
        year=year,
        kind=kind,
        unit=unit,
        person_id=result.person_id,
        person_name=result.person_name,
        township_name=result.township_name,
        village_code=result.village_code,
        village_name=result.village_name,
        reason=reason[:300],
        evidence=evidence,
        proposed_by=user,
    )


def _grade_evidence(result):
    return {
        "what": f"{result.year.year}年度考核",
        "text": f"{result.get_grade_display()}，得分{result.total}，全县第{result.place}名"
        f"（{result.year.document_number}）",
        "clause": "P6.2",
    }


@transaction.atomic
def propose(*, result: YearResult, kind: str, unit: Unit, reason: str, user: User) -> Recommendation:
    """Propose one person by hand; ``unit`` is the county or the township that commends or recommends.

    Refuses before the year is confirmed, who is neither 优秀 nor 合格 in it, for the county's commendation
    who is not 优秀, for the points of P6.3 who does not meet its conditions, and a second of the kind.
    """
    year = _confirmed(result.year)
    _proposable(year, kind, unit, user)
    if not result.village_code.startswith(unit.code):
        raise Refusal(f"{result.person_name}当年不在{unit.short_name}任职，请由任职的单位提出。")
    held = queries.graded(year).filter(person=result.person_id).first()
    if held is None:
        raise Refusal(f"{result.person_name}{year.year}年度考核不是优秀或合格，不能推荐。")
    if kind == RecommendationKind.COUNTY_HONOUR and held.grade != Grade.EXCELLENT:
        raise Refusal(f"县级表彰从{year.year}年度考核优秀的人员中产生，{held.person_name}不是优秀。")
    evidence = [_grade_evidence(held)]
    if kind == RecommendationKind.BONUS:
        evidence = _eligible(year, held).evidence
    made = _new(
        year, kind, unit, held, reason=reason_given(reason, "推荐的理由"), evidence=evidence, user=user
    )
    save_checked(made)
    return made


def _eligible(year, result):
    """The candidate of P6.3; refuse who does not meet its conditions, naming what is lacking."""
    found = [one for one in queries.bonus_candidates(year) if one.result.person_id == result.person_id]
    if not found:
        raise Refusal(f"{result.person_name}{year.year}年度不是优秀，不符合考录加分的条件（P6.3）。")
    (candidate,) = found
    if not candidate.eligible:
        lacking = "；".join(f"{one.what}：{one.text}" for one in candidate.lacking)
        raise Refusal(f"{result.person_name}不符合考录加分的条件（P6.3）：{lacking}。")
    return candidate


@transaction.atomic
def propose_by_rule(*, year: Year, kind: str, user: User) -> int:
    """Propose for the county all whom a rule names, and return how many are new; safe to repeat.

    The county's commendation: the excellent; the points of P6.3: who meets its conditions. Who stands on the
    list already, or was dropped from it, is left alone.
    """
    year = _confirmed(year)
    if kind not in BY_RULE:
        raise Refusal("这一类没有规则，请从候选人中逐人提出。")
    _proposable(year, kind, year.county, user)
    if kind == RecommendationKind.BONUS:
        reason = "符合考录加分条件"
        found = [(one.result, one.evidence) for one in queries.bonus_candidates(year) if one.eligible]
    else:
        reason = f"{year.year}年度考核优秀"
        rows = queries.graded(year).filter(grade=Grade.EXCELLENT).select_related("year")
        found = [(result, [_grade_evidence(result)]) for result in rows]
    there = set(Recommendation.objects.filter(year=year, kind=kind).values_list("person", flat=True))
    made = [
        _new(year, kind, year.county, result, reason=reason, evidence=evidence, user=user)
        for result, evidence in found
        if result.person_id not in there
    ]
    Recommendation.objects.bulk_create(made)
    return len(made)


# --- deciding ------------------------------------------------------------------------------------


@transaction.atomic
def decide(
    *, recommendations: Iterable[Recommendation], document_number: str, decided_on: date, user: User
) -> list[Paper]:
    """Decide several proposals of one kind and unit at once, all or none; return the letters to be set.

    ``document_number``: the document that commends or recommends; the points of P6.3 get a numbered letter a
    person instead. Commendations go onto the personnel files. Refuses who proposed one of them, a day ahead,
    what is decided or dropped already, and points whose conditions no longer hold.
    """
    found = list(
        Recommendation.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=[one.pk for one in recommendations])
        .select_related("year__county", "unit", "person")
        .order_by("village_code", "pk")
    )
    if not found:
        raise Refusal("没有待决定的表彰或推荐，请先提出。")
    if len({(one.kind, one.unit_id) for one in found}) > 1:
        raise Refusal("一次只能决定同一类别、同一单位的表彰或推荐。")
    kind, unit = found[0].kind, found[0].unit
    demand(user, RECOMMENDATION_RIGHTS[unit.level][1], unit.code)
    if decided_on > timezone.localdate():
        raise Refusal("决定日期还没有到，请核对。")
    if any(one.proposed_by_id == user.pk for one in found):
        raise Refusal("您是提出人，不能决定自己提出的表彰或推荐；请由另一位有权人员决定。")
    bonus = kind == RecommendationKind.BONUS
    number = "" if bonus else reason_given(document_number, "表彰或推荐文件的文号")[:60]
    letters = []
    for one in found:
        fields = {"document_number": number}
        if one.state == RecommendationState.PROPOSED and bonus:
            paper = _letter(one, decided_on, user)
            letters.append(paper)
            fields = {"document_number": paper.number, "paper": paper}
        move(
            one,
            RecommendationState.DECIDED,
            RECOMMENDATION_MOVES,
            called=f"{one.person_name}的{one.get_kind_display()}",
            decided_by=user,
            decided_on=decided_on,
            **fields,
        )
        if kind in HONOURS:
            _honour(one, user)
    return letters


def _honour(one, user):
    """The commendation on the personnel file."""
    county = one.unit.level == Level.COUNTY
    save_checked(
        Honour(
            person_id=one.person_id,
            kind=HonourKind.REWARD,
            level=HONOURS[one.kind],
            name=f"{one.year.year}年度优秀人口主任",
            given_on=one.decided_on,
            given_by=bureau_name(one.unit) if county else one.unit.name,
            document_number=one.document_number,
            entered_by=user,
        )
    )


def _letter(one, day, user):
    year = one.year
    result = queries.graded(year).filter(person=one.person_id).first()
    if result is None:
        raise Refusal(f"{one.person_name}{year.year}年度考核结果已更正，不再符合考录加分的条件。")
    content = letter_content(year, _eligible(year, result))
    return papers.issue_directly(
        kind=LETTER,
        key=f"recommendation-{one.pk}",
        unit_code=year.county.code,
        title=content["title"],
        content=content,
        day=day,
        number_mark=f"{year.county.short_name[0]}{NUMBER_MARK}",
        issued_by=user,
        prepared_by=one.proposed_by,
        period=f"{year.year}年度",
    )


def letter_content(year: Year, candidate: queries.Candidate) -> dict:
    """Return the letter by which somebody is recommended with points (P6.3), texts ready to read."""
    scheme = queries.bonus_scheme(year.county.code, year.year)
    person, result = candidate.result.person, candidate.result
    bureau, points = bureau_name(year.county), plain(scheme.points)
    education = f"{Education(person.education).label}文化程度，" if person.education else ""
    years = "、".join(
        f"{number}年度{f'（{document}）' if document else ''}" for number, document in candidate.numbers
    )
    return {
        "issuer_mark": bureau,
        "title": f"关于推荐{person.name}同志享受考录加分的函",
        "addressee": f"{ADDRESSEE}：",
        "body": [
            {
                "kind": "p",
                "text": f"根据{catalogue().clauses['P6.3'].citation}，"
                f"村级人口主任连续{scheme.years}年年度考核优秀、"
                f"年龄在{scheme.age_max}周岁以下、具有{least_schooling(scheme.education)}以上文化程度的，"
                f"推荐报考县事业单位，笔试总分加{points}分。",
            },
            {
                "kind": "p",
                "text": f"{person.name}，{person.get_sex_display()}，"
                f"{person.birth_date.year}年{person.birth_date.month}月出生，{education}"
                f"{result.township_name}{short_name(result.village_name)}人口主任，{years}年度考核均为优秀。"
                f"经审核，符合上述条件，推荐其报考县事业单位，请在笔试总分中加{points}分。",
            },
            {"kind": "p", "text": "特此致函。"},
        ],
        "attachments": [],
        "issuer": bureau,
        "copies": COPIES,
        "printer": f"{bureau}办公室",
    }


@transaction.atomic
def drop(*, recommendation: Recommendation, reason: str, user: User) -> None:
    """Drop a proposal with the reason. Refuses who proposed it, and what is decided or dropped already."""
    one = Recommendation.objects.select_related("unit").get(pk=recommendation.pk)
    demand(user, RECOMMENDATION_RIGHTS[one.unit.level][1], one.unit.code)
    if one.proposed_by_id == user.pk:
        raise Refusal("您是提出人，不能决定自己提出的表彰或推荐；请由另一位有权人员办理。")
    move(
        one,
        RecommendationState.DROPPED,
        RECOMMENDATION_MOVES,
        called=f"{one.person_name}的{one.get_kind_display()}",
        decided_by=user,
        dropped_reason=reason_given(reason, "不予推荐的原因")[:300],
    )
    recommendation.refresh_from_db()
