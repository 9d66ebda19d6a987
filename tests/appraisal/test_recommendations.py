"""Commendations and recommendations: by rule and by hand, decided by another; points of P6.3 by letter."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import load_workbook

from appraisal.enums import RecommendationKind, RecommendationState
from appraisal.models import Recommendation, Year, YearResult
from appraisal.queries import recommendations as queries
from appraisal.rules import years as rules
from appraisal.services import recommendations as services
from appraisal.services import years
from guanling.accounts.enums import Role
from guanling.documents.models import Paper, PrintJob
from guanling.documents.services.papers import render_paper, render_print
from guanling.policy.services import decide as decide_policy
from guanling.runs.errors import Outrun, Refusal
from roster.enums import Education, Grade, HonourKind, HonourLevel
from roster.models import EducationRecord, Honour, YearGrade
from roster.rules.moves import age_on, least_schooling, schooled
from tests.appraisal import years_build as made
from tests.appraisal.years_build import YEAR
from tests.at_once import at_once

FILE = Path(__file__).resolve().parent.parent / "policy_cases" / "bonus_points.yaml"
CASES = yaml.safe_load(FILE.read_text(encoding="utf-8"))
CLERK, REVIEWER = Role.BUREAU_CLERK, Role.BUREAU_REVIEWER
TOWN_CLERK, TOWN_DIRECTOR = Role.TOWNSHIP_CLERK, Role.TOWNSHIP_DIRECTOR
DAY = date(2017, 2, 6)
KIND = RecommendationKind


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["说明"])
def test_the_conditions_of_points(case):
    labels = {grade.label: grade.value for grade in Grade}
    schooling = {level.label: level.value for level in Education}
    level = schooling.get(case["学历"], "")
    found = rules.bonus(
        grades={year: labels[grade] for year, grade in case["考核"].items()},
        year=case["年度"],
        age=age_on(case["出生"], date(case["年度"], 12, 31)),
        level=case["学历"] if level else "",
        reaches=schooled(level, "senior_high"),
        least=least_schooling("senior_high"),
        scheme=rules.BonusScheme(3, 40, "senior_high", Decimal(10)),
    )
    words = {True: "符合", False: "尚缺", None: "不明"}
    assert [words[one.met] for one in found] == case["结果"]


@pytest.fixture
def world(db):
    """The confirmed year: 安甲 excellent (young, senior high, excellent in the two years before)."""
    world = made.six()
    made.confirmed(world, ["90", "90", "90", "90", "90", "40"])
    first = world.people[0]
    first.birth_date, first.education = date(1980, 1, 1), Education.SENIOR_HIGH
    first.save()
    for year in (YEAR - 2, YEAR - 1):
        YearGrade.objects.create(person=first, year=year, grade=Grade.EXCELLENT, document_number=f"{year}号")
    return world


def result_of(world, place=0):
    return YearResult.objects.get(year=world.year, person=world.people[place], version=1)


def propose(world, place=0, kind=KIND.PARTY, *, unit=None, by=CLERK, reason="表现突出"):
    return services.propose(
        result=result_of(world, place),
        kind=kind,
        unit=unit or world.county,
        reason=reason,
        user=world.users[by],
    )


def decide(world, *rows, number="关府发〔2017〕3号", day=DAY, by=REVIEWER):
    return services.decide(recommendations=rows, document_number=number, decided_on=day, user=world.users[by])


def test_the_countys_commendation_is_proposed_for_the_excellent_and_goes_onto_the_file(world):
    kind = KIND.COUNTY_HONOUR
    assert services.propose_by_rule(year=world.year, kind=kind, user=world.users[CLERK]) == 1
    assert services.propose_by_rule(year=world.year, kind=kind, user=world.users[CLERK]) == 0
    row = Recommendation.objects.get()
    assert row.person == world.people[0]
    assert row.evidence == [
        {
            "what": "2016年度考核",
            "text": f"优秀，得分90.00，全县第1名（{made.NUMBER}）",
            "clause": "P6.2",
        }
    ]
    decide(world, row)
    honour = Honour.objects.get(person=world.people[0])
    assert (honour.kind, honour.level, honour.name) == (
        HonourKind.REWARD,
        HonourLevel.COUNTY,
        "2016年度优秀人口主任",
    )
    assert (honour.given_on, honour.document_number) == (DAY, "关府发〔2017〕3号")


def test_a_township_commends_its_own_and_no_others(world):
    row = propose(world, 1, KIND.TOWNSHIP_HONOUR, unit=world.townships[0], by=TOWN_CLERK)
    decide(world, row, by=TOWN_DIRECTOR)
    honour = Honour.objects.get(person=world.people[1])
    assert (honour.level, honour.given_by) == (HonourLevel.TOWNSHIP, "甲镇")
    with pytest.raises(Refusal, match="当年不在甲镇任职"):
        propose(world, 2, KIND.TOWNSHIP_HONOUR, unit=world.townships[0], by=TOWN_CLERK)
    with pytest.raises(Refusal, match="权限"):
        propose(world, 2, KIND.TOWNSHIP_HONOUR, unit=world.townships[1], by=TOWN_CLERK)
    with pytest.raises(Refusal, match="县级表彰不由甲镇提出"):
        propose(world, 0, KIND.COUNTY_HONOUR, unit=world.townships[0], by=TOWN_CLERK)


@pytest.mark.parametrize(
    ("place", "fields", "said"),
    [
        (5, {}, "年度考核不是优秀或合格"),
        (1, {"kind": KIND.COUNTY_HONOUR}, "不是优秀"),
        (1, {"kind": KIND.BONUS}, "不是优秀，不符合考录加分的条件"),
        (0, {"reason": " "}, "请写明推荐的理由"),
        (0, {"by": REVIEWER}, "权限"),
    ],
)
def test_who_is_not_recommended(world, place, fields, said):
    with pytest.raises(Refusal, match=said):
        propose(world, place, **fields)


def test_nothing_is_proposed_before_the_year_is_confirmed(db):
    world = made.six()
    made.noticed(world)
    with pytest.raises(Refusal, match="结果还没有确定"):
        propose(world)
    with pytest.raises(Refusal, match="结果还没有确定"):
        services.propose_by_rule(year=world.year, kind=KIND.BONUS, user=world.users[CLERK])


def test_once_a_person_year_and_kind_unless_it_was_dropped(world):
    row = propose(world)
    with pytest.raises(Refusal, match="已有同类的表彰或推荐"):
        propose(world)
    services.drop(recommendation=row, reason="本人不愿", user=world.users[REVIEWER])
    assert propose(world).state == RecommendationState.PROPOSED


def test_commendations_keep_their_interval(world):
    earlier = Year.objects.create(county=world.county, year=YEAR - 1)
    row = propose(world, kind=KIND.COUNTY_HONOUR)
    decide(world, row)
    Recommendation.objects.update(year=earlier)
    # Every year by the document; a county that decides every second year waits.
    assert queries.commended_lately(world.year, KIND.COUNTY_HONOUR, world.county) is None
    decide_policy(
        county_code=world.county.code,
        key="commendation.interval_years",
        value="2",
        valid_from=date(YEAR, 1, 1),
        document_number="9号",
        reason="试行",
        user=world.users[CLERK],
    )
    with pytest.raises(Refusal, match="2015年度已经表彰"):
        propose(world, kind=KIND.COUNTY_HONOUR)


# --- states × acts -------------------------------------------------------------------------------


@pytest.mark.parametrize("state", RecommendationState)
@pytest.mark.parametrize("act", ["decide", "drop"])
def test_only_a_proposal_is_decided_or_dropped(world, state, act):
    row = propose(world)
    acts = {
        "decide": lambda: decide(world, row),
        "drop": lambda: services.drop(recommendation=row, reason="不宜", user=world.users[REVIEWER]),
    }
    if state == RecommendationState.DECIDED:
        acts["decide"]()
    if state == RecommendationState.DROPPED:
        acts["drop"]()
    if state == RecommendationState.PROPOSED:
        acts[act]()
        row.refresh_from_db()
        assert row.state != state
    else:
        with pytest.raises(Outrun):
            acts[act]()
        row.refresh_from_db()
        assert row.state == state


def test_who_proposed_does_not_decide(world):
    row = propose(world)
    Recommendation.objects.update(proposed_by=world.users[REVIEWER])
    with pytest.raises(Refusal, match="您是提出人"):
        decide(world, row)
    with pytest.raises(Refusal, match="您是提出人"):
        services.drop(recommendation=row, reason="不宜", user=world.users[REVIEWER])
    with pytest.raises(IntegrityError), transaction.atomic():
        Recommendation.objects.update(
            state=RecommendationState.DROPPED, dropped_reason="不宜", decided_by=world.users[REVIEWER]
        )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"number": ""}, "请写明表彰或推荐文件的文号"),
        ({"day": date(2999, 1, 1)}, "决定日期还没有到"),
        ({"by": TOWN_DIRECTOR}, "权限"),
    ],
)
def test_what_is_no_decision(world, fields, said):
    row = propose(world)
    with pytest.raises(Refusal, match=said):
        decide(world, row, **fields)


def test_several_are_decided_at_once_or_none(world):
    rows = [propose(world, place) for place in (0, 1)]
    services.drop(recommendation=rows[0], reason="不宜", user=world.users[REVIEWER])
    with pytest.raises(Outrun), transaction.atomic():
        decide(world, *rows)
    assert Recommendation.objects.get(pk=rows[1].pk).state == RecommendationState.PROPOSED
    with pytest.raises(Refusal, match="同一类别"):
        decide(world, rows[1], propose(world, 1, KIND.RESERVE))


# --- points (P6.3) -------------------------------------------------------------------------------


def test_the_eligible_get_a_numbered_letter_each(world):
    candidate = queries.bonus_candidates(world.year)[0]
    assert candidate.eligible
    assert services.propose_by_rule(year=world.year, kind=KIND.BONUS, user=world.users[CLERK]) == 1
    row = Recommendation.objects.get()
    assert [one["what"] for one in row.evidence] == ["连续优秀", "年龄", "学历", "文号"]
    assert row.evidence[0]["text"].endswith("连续优秀3年，应满3年")
    (paper,) = decide(world, row, number="")
    row.refresh_from_db()
    assert (paper.number, row.document_number, row.paper) == ("关人口计生荐〔2017〕1号", paper.number, paper)
    assert paper.restricted
    text = "".join(one["text"] for one in paper.content["body"])
    assert "连续3年年度考核优秀、年龄在40周岁以下、具有高中（中专）以上文化程度" in text
    assert "笔试总分中加10分" in text
    assert "安甲，女，1980年1月出生" in text
    render_paper(paper.pk)
    paper.refresh_from_db()
    assert (paper.state, paper.pages) == ("ready", 2)
    assert not Honour.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Recommendation.objects.update(paper=None)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"birth_date": date(1975, 12, 31)}, "年龄"),
        ({"education": Education.JUNIOR_HIGH}, "学历"),
        ({"education": ""}, "学历"),
    ],
)
def test_who_just_misses_stands_below_with_what_is_lacking(world, change, what):
    for name, value in change.items():
        setattr(world.people[0], name, value)
    world.people[0].save()
    (candidate,) = queries.bonus_candidates(world.year)
    assert [one.what for one in candidate.lacking] == [what]
    assert services.propose_by_rule(year=world.year, kind=KIND.BONUS, user=world.users[CLERK]) == 0
    with pytest.raises(Refusal, match=f"不符合考录加分的条件（P6.3）：{what}"):
        propose(world, kind=KIND.BONUS)


def test_a_study_that_was_finished_only_after_the_year_does_not_count(world):
    EducationRecord.objects.create(
        person=world.people[0],
        level=Education.SENIOR_HIGH,
        study="on_the_job",
        school="县中",
        finished_on=date(2017, 1, 5),
    )
    (candidate,) = queries.bonus_candidates(world.year)
    assert [one.what for one in candidate.lacking] == ["学历"]


def test_points_fall_away_when_the_grade_is_corrected_before_the_decision(world):
    row = propose(world, kind=KIND.BONUS)
    years.correct_year(
        result=result_of(world),
        figures={},
        grade=Grade.COMPETENT,
        reason="查实有误",
        document_number="更1号",
        user=world.users[REVIEWER],
    )
    with pytest.raises(Refusal, match="不符合考录加分的条件"), transaction.atomic():
        decide(world, row, number="")
    assert not Paper.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_issue_one_letter(world):
    row = propose(world, kind=KIND.BONUS)
    results = at_once(*[lambda: decide(world, row, number="")] * 2)
    assert sorted(type(result).__name__ for result in results) == ["Outrun", "list"]
    assert Paper.objects.count() == 1


# --- pages ---------------------------------------------------------------------------------------


def at(name, **arguments):
    return reverse(f"appraisal:{name}", kwargs=arguments)


def test_the_lists_are_proposed_decided_exported_and_printed_on_pages(client, world):
    clerk, reviewer = world.users[CLERK], world.users[REVIEWER]
    client.force_login(clerk)
    shown = client.get(at("recommendations")).content.decode()
    assert "可按规则提出，或逐人提出" in shown
    assert reverse("roster:promotion") in shown
    shown = client.get(at("recommendations-bonus")).content.decode()
    assert "符合条件（1 人）" in shown
    for kind in (KIND.COUNTY_HONOUR, KIND.BONUS):
        client.post(at("recommendations-propose"), {"year": YEAR, "kind": kind})
    typed = {"kind": KIND.PARTY, "result": result_of(world, 1).pk, "reason": ""}
    assert client.post(at("recommendation-new"), typed).status_code == 422
    assert client.post(at("recommendation-new"), typed | {"reason": "群众公认"}).status_code == 302
    assert Recommendation.objects.count() == 3
    own = Recommendation.objects.get(kind=KIND.PARTY)
    assert "连同其余" not in client.get(at("recommendation", pk=own.pk)).content.decode()
    client.force_login(reviewer)
    honour = Recommendation.objects.get(kind=KIND.COUNTY_HONOUR)
    address = at("recommendation-decide", pk=honour.pk)
    assert client.post(address, {"document_number": "", "decided_on": ""}).status_code == 422
    client.post(address, {"document_number": "关府发〔2017〕3号", "decided_on": "2017-02-06"})
    honour.refresh_from_db()
    assert honour.state == RecommendationState.DECIDED
    bonus = Recommendation.objects.get(kind=KIND.BONUS)
    client.post(at("recommendation-decide", pk=bonus.pk), {"decided_on": "2017-02-06", "all": "1"})
    assert "关人口计生荐〔2017〕1号" in client.get(at("recommendation", pk=bonus.pk)).content.decode()
    client.post(at("recommendation-drop", pk=own.pk), {"reason": "名额已满"})
    answer = client.get(at("recommendations-export"), {"kind": KIND.BONUS})
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [row[6] for row in rows if row[0] == 1] == ["安甲"]
    client.post(at("recommendations-print"))
    job = PrintJob.objects.get()
    render_print(job.pk)
    job.refresh_from_db()
    assert (job.state, len(job.content["tables"][0]["rows"])) == ("ready", 3)


def test_a_township_sees_its_own_and_the_person_what_is_decided(client, world):
    row = propose(world, 2)
    client.force_login(world.users[TOWN_CLERK])
    assert row.person_name not in client.get(at("recommendations")).content.decode()
    assert client.get(at("recommendation", pk=row.pk)).status_code == 404
    world.people[2].account = world.users[Role.SELF]
    world.people[2].save()
    client.force_login(world.users[Role.SELF])
    address = at("year-result", pk=result_of(world, 2).pk)
    assert "入党推荐" not in client.get(address).content.decode()
    decide(world, row)
    assert "入党推荐" in client.get(address).content.decode()
