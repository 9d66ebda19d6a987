"""Golden cases of the establishment, and names as people write them."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from guanling.policy.rules import settle_all
from roster.enums import PostKind
from roster.rules import (
    CONSENTS,
    Figures,
    NameBook,
    Need,
    core_name,
    county_in_title,
    figures_for,
    lock_of,
    need,
    need_keys,
    open_since,
    pinyin,
    served_since,
    short_name,
    state_of,
    vacancy_deadline,
)

CASES = Path(__file__).resolve().parent.parent / "policy_cases"
KINDS = {kind.label: kind for kind in PostKind}


def cases(name):
    """The cases of a file, told apart by their words."""
    return [
        pytest.param(case, id=case["说明"])
        for case in yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("case", cases("establishment_quota.yaml"))
def test_required_number(case):
    policy = settle_all("520424", case["日期"], ())
    figures = Figures(2016, case["人口"], case["小组"]) if "人口" in case else None
    met = need(KINDS[case["岗位"]], policy, figures)
    if case["应配"] == "空":
        assert met is None
    else:
        assert (met.minimum, met.maximum) == (case["应配"], case.get("最多", case["应配"]))
        assert policy.source(met.key).text


@pytest.mark.parametrize("case", cases("establishment_state.yaml"))
def test_state(case):
    needed = None if case["应配"] == "空" else Need(case["应配"], case["最多"], "")
    assert state_of(needed, case["实有"]) == case["状态"]


def test_every_kind_of_post_has_a_case():
    seen = {KINDS[case.values[0]["岗位"]] for case in cases("establishment_quota.yaml")}
    assert seen == set(PostKind)


@pytest.mark.parametrize(
    ("official", "short"),
    [
        ("八角村村民委员会", "八角村"),
        ("八角村民委员会", "八角村"),
        ("八角村委会", "八角村"),
        ("八角村村委会", "八角村"),
        ("索岭社区居民委员会", "索岭社区"),
        ("索岭社区居委会", "索岭社区"),
        ("永宁居委会", "永宁居委会"),
        ("永宁居民委员会", "永宁居委会"),
        ("顶云街道办事处", "顶云街道"),
        ("普利乡人民政府", "普利乡"),
        (" 永宁 镇　", "永宁镇"),
        ("永宁镇人民政府", "永宁镇"),
        ("村民委员会", "村民委员会"),
    ],
)
def test_short_name(official, short):
    assert short_name(official) == short
    assert short_name(short) == short


def test_core_name_never_eats_a_whole_name():
    assert core_name("八角村村民委员会") == "八角"
    assert core_name("新村") == "新村"


def test_name_book_takes_the_core_only_when_it_is_one_units():
    book = NameBook([("永宁居委会", 1), ("永宁村", 2), ("八角村", 3)])
    assert book.find("永宁居委会") == 1
    assert book.find("永宁村村民委员会") == 2
    assert book.find("永宁") is None
    assert book.find("八角") == 3
    assert book.find("八角社区") == 3
    assert book.find("九角村") is None


def test_nearest_names_best_first_at_most_three():
    book = NameBook((name, name) for name in ("八角村", "八德村", "角寨村", "麻龙村", "八龙村"))
    assert book.nearest("八脚村")[0] in ("八角村", "八德村", "八龙村")
    assert len(book.nearest("八脚村")) == 3
    assert book.nearest("㐀㐁") == []


def test_county_in_title():
    assert county_in_title("关岭自治县村（居、社区）基本情况表") == "关岭自治县"
    assert county_in_title("镇宁县各村基本情况") == "镇宁县"
    assert county_in_title("村居基本情况表") == ""


def test_figures_of_the_year_or_before_else_the_earliest():
    figures = {year: Figures(year, year, 1) for year in (2015, 2017)}
    assert figures_for(figures, date(2014, 1, 1)).year == 2015
    assert figures_for(figures, date(2016, 12, 31)).year == 2015
    assert figures_for(figures, date(2017, 1, 1)).year == 2017
    assert figures_for({}, date(2017, 1, 1)) is None


@pytest.mark.parametrize(
    ("name", "letters", "initials"),
    [
        ("吴珍福", "wuzhenfu", "wzf"),
        ("单雄信", "shanxiongxin", "sxx"),
        ("曾国华", "zengguohua", "zgh"),
        ("令狐冲", "linghuchong", "lhc"),
        ("吕绿", "lvlv", "ll"),
        ("䶮堃𠮷", "yankunji", "ykj"),
        ("买买提·吐尔逊", "maimaitituerxun", "mmttex"),
        ("Anna王", "annawang", "aw"),
    ],
)
def test_pinyin(name, letters, initials):
    assert pinyin(name) == (letters, initials)


@pytest.mark.parametrize("case", cases("vacancies.yaml"))
def test_vacant_places(case):
    terms = [(first, None if last == "今" else last) for first, last in case["任职"]]
    assert open_since(case["应配"].items(), terms, case["日期"]) == case["空缺自"]


@pytest.mark.parametrize("case", cases("vacancy_deadlines.yaml"))
def test_vacancy_deadline(case):
    words = {"open": "期限内", "soon": "临期", "overdue": "已超期"}
    policy = settle_all("520424", case["日期"], ())
    met = vacancy_deadline(
        case["空缺自"],
        case["日期"],
        ruled_from=policy.source("selection.vacancy_months").value.valid_from,
        months=policy["selection.vacancy_months"],
        soon_days=policy["selection.vacancy_soon_days"],
    )
    assert (met.day, words[met.state]) == (case["期限"], case["状态"])


@pytest.mark.parametrize("case", cases("stability.yaml"))
def test_lock(case):
    policy = settle_all("520424", case["日期"], ())
    met = lock_of(KINDS[case["岗位"]], case["任职自"], policy, case.get("聘期止"))
    if case["至"] == "空":
        assert met is None
    else:
        assert (met.last_day, CONSENTS[met.consent]) == (case["至"], case["同意"])
        assert policy.source(met.key).text


def test_service_adds_up_without_a_gap():
    terms = [(date(2010, 1, 1), date(2012, 12, 31)), (date(2013, 1, 1), date(2015, 12, 31))]
    assert served_since([*terms, (date(2016, 1, 1), None)], date(2016, 9, 30)) == date(2010, 1, 1)
    assert served_since([*terms, (date(2016, 1, 2), None)], date(2016, 9, 30)) == date(2016, 1, 2)
    assert served_since(terms, date(2016, 1, 1)) is None
    assert served_since(terms, date(2015, 12, 31)) == date(2010, 1, 1)
    overlapping = [(date(2012, 1, 1), date(2014, 6, 30)), (date(2014, 1, 1), None)]
    assert served_since(overlapping, date(2016, 9, 30)) == date(2012, 1, 1)


@pytest.mark.parametrize("kind", list(PostKind))
def test_number_rests_on_the_named_parameters_alone(kind):
    """Whoever follows a number through time must know all its parameters."""
    asked = set()

    class Spy:
        def get(self, key):
            asked.add(key)
            return settle_all("520424", date(2016, 9, 30), ()).get(key)

    need(kind, Spy(), Figures(2016, 3000, 4))
    assert asked == set(need_keys(kind))
