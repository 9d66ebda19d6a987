"""Who may be selected: the golden cases of P2.3 and A3.8, and what the rule says beside them."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from recruitment.enums import PaperKind, RefusalGround, RoundKind
from recruitment.rules import eligibility as rules
from roster.enums import Education, PostKind
from tests.recruitment.world import frozen

CASES = yaml.safe_load(
    (Path(__file__).resolve().parent.parent / "policy_cases" / "eligibility.yaml").read_text("utf-8")
)
KINDS = {"人口主任": RoundKind.DIRECTOR, "站": RoundKind.STATION}
LEVELS = {level.label: level.value for level in Education}
POSTS = {kind.label: kind.value for kind in PostKind}
PAPERS = {kind.label: kind.value for kind in PaperKind}


def found(**changed):
    """The conditions of somebody who meets them all, but for what is changed."""
    asked = {
        "birth": date(1985, 1, 1),
        "education": Education.COLLEGE,
        "kind": RoundKind.DIRECTOR,
        "last_day": date(2016, 9, 14),
        "parameters": frozen(),
    }
    return rules.conditions(**asked | changed)


def word(one):
    if one.met is None:
        return "看人"
    return "符合" if one.met else "可报县" if one.excusable else "不符合"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["说明"])
def test_the_golden_cases(case):
    kind = KINDS[case["类别"]]
    part = "" if kind == RoundKind.DIRECTOR else "station_"
    changed = {}
    if "上限" in case:
        changed[f"{part}age_max"] = str(case["上限"])
    if "最低学历" in case:
        changed[f"{part}education_min"] = case["最低学历"]
    conditions = found(
        birth=case["出生"],
        education=LEVELS.get(case["学历"], ""),
        kind=kind,
        last_day=case["截止"],
        parameters=frozen(**changed),
        post_kind=POSTS.get(case.get("岗位"), PostKind.POPULATION_DIRECTOR),
        education_min=LEVELS.get(case.get("岗位学历"), ""),
        requirement=case.get("其他条件", ""),
        papers=[PAPERS[label] for label in case.get("材料", ())],
    )
    words = {one.condition: word(one) for one in conditions}
    assert words.pop(rules.PAPERS) == "看人"
    assert words == case["结果"]
    assert f"满{case['周岁']}周岁" in rules.age_of(conditions).found


def test_there_are_enough_cases():
    assert len(CASES) >= 25


def test_every_condition_names_need_finding_clause_and_evidence():
    conditions = found(
        kind=RoundKind.STATION,
        post_kind=PostKind.PHYSICIAN,
        requirement="妇产科专业",
        education_min=Education.BACHELOR,
        papers={PaperKind.IDENTITY, PaperKind.LICENCE},
    )
    assert [(one.condition, one.clause) for one in conditions] == [
        ("年龄", "A3.8"),
        ("学历", "A3.8"),
        ("岗位学历", "P2.4"),
        ("执业资格", "A1.4"),
        ("其他条件", "P2.4"),
        ("证件材料", "P2.4"),
    ]
    assert all(one.need and one.found and one.evidence for one in conditions)
    assert [one.evidence for one in conditions][:4] == [
        "身份证号码；扫描件：身份证",
        "没有扫描件，看原件",
        "没有扫描件，看原件",
        "扫描件：执业资格证书",
    ]
    assert conditions[0].key == "selection.station_age_max"


@given(st.dates(date(1930, 1, 1), date(2005, 12, 31)), st.dates(date(2014, 7, 9), date(2030, 12, 31)))
def test_what_is_kept_names_no_birth_date(birth, last_day):
    kept = [one.kept() for one in found(birth=birth, last_day=last_day)]
    told = str(kept).replace(f"{last_day.year}年{last_day.month}月{last_day.day}日", "")
    assert f"{birth.year}年" not in told
    assert birth.isoformat() not in told


@given(st.dates(date(1930, 1, 1), date(1999, 12, 31)), st.dates(date(2014, 7, 9), date(2030, 12, 31)))
def test_nobody_becomes_eligible_again_by_waiting(birth, last_day):
    now = rules.age_of(found(birth=birth, last_day=last_day)).met
    later = rules.age_of(found(birth=birth, last_day=last_day + timedelta(days=1))).met
    assert now or not later


def test_a_person_looks_at_what_no_rule_can_tell():
    conditions = found(requirement="会使用计算机", education=Education.JUNIOR_HIGH)
    seen = rules.looked_at(conditions, ["其他条件", "证件材料", "学历"])
    assert {one.condition: one.met for one in seen} == {
        "年龄": True,
        "学历": False,
        "其他条件": True,
        "证件材料": True,
    }
    assert rules.told(seen) == "学历：应高中（中专）以上，初中（P2.3）"


def test_who_plainly_meets_everything():
    assert rules.plain(found())
    assert not rules.plain(found(requirement="会使用计算机"))
    assert not rules.plain(found(birth=date(1970, 1, 1)))


@pytest.mark.parametrize(
    ("ground", "changed", "fault"),
    [
        ("age", {}, "所报情况符合条件"),
        ("age", {"birth": date(1970, 1, 1)}, ""),
        ("education", {}, "所报情况符合条件"),
        ("education", {"education": Education.PRIMARY}, ""),
        ("education", {"education_min": Education.BACHELOR}, ""),
        ("post", {}, "没有其他条件"),
        ("post", {"requirement": "会使用计算机"}, ""),
        ("papers", {}, ""),
        ("repeated", {}, "重复待核"),
    ],
)
def test_what_the_facts_contradict_is_no_ground(ground, changed, fault):
    said = rules.ground_fault(ground, found(**changed))
    assert (fault in said) if fault else said == ""


@pytest.mark.parametrize(
    ("ground", "kind", "changed", "clause"),
    [
        ("age", RoundKind.DIRECTOR, {"birth": date(1970, 1, 1)}, "P2.3"),
        ("age", RoundKind.STATION, {"birth": date(1970, 1, 1)}, "A3.8"),
        ("education", RoundKind.DIRECTOR, {"education_min": Education.BACHELOR}, "P2.4"),
        ("post", RoundKind.STATION, {"post_kind": PostKind.PHYSICIAN}, "A1.4"),
        ("papers", RoundKind.DIRECTOR, {}, "P2.4"),
        ("repeated", RoundKind.DIRECTOR, {}, "P2.4"),
        ("age", RoundKind.DIRECTOR, None, "P2.3"),
    ],
)
def test_each_ground_has_its_clause(ground, kind, changed, clause):
    conditions = () if changed is None else found(kind=kind, **changed)
    assert rules.clause_of(ground, kind, conditions) == clause


def test_every_ground_but_one_stands_for_conditions():
    assert set(rules.GROUNDS.values()) == set(RefusalGround) - {RefusalGround.REPEATED}


def test_what_a_person_finds_wanting_is_kept_as_not_met():
    kept = rules.wanting(found(requirement="会使用计算机"), RefusalGround.PAPERS)
    assert {one.condition: one.met for one in kept} == {
        "年龄": True,
        "学历": True,
        "其他条件": None,
        "证件材料": False,
    }


def test_what_the_county_lets_pass_counts_as_met():
    conditions = rules.excused(found(birth=date(1970, 1, 1), education=Education.PRIMARY), "5号")
    age, schooling = conditions[:2]
    assert (age.met, age.evidence) == (True, "县核准文号：5号")
    assert age.found.endswith("满46周岁；经县核准放宽")
    assert schooling.met is False
