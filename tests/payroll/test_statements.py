"""The SQL of what is due equals the pure rule, on the golden cases and on random counties."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from tests.payroll import pay_build as build

pytestmark = pytest.mark.django_db
GOLDEN = [pytest.param(case, id=case["说明"]) for case in build.cases()]


def trouble_kinds(troubles):
    """Kinds alone."""
    return [kind for kind, _ in troubles]


@pytest.mark.parametrize("case", GOLDEN)
def test_the_statements_say_what_the_case_says(case):
    county = build.as_county(case)
    built = build.Built(county)
    built.fill()
    lines, troubles = built.in_database(built.people[0])
    assert lines == build.expected(case)
    assert (lines, troubles) == build.by_rule(county, county["人员"][0])


MONTHS = ("2014-03", "2014-04", "2014-07", "2015-02", "2016-02", "2016-08", "2016-09", "2016-12")
POSTS = (
    ("人口主任", ("甲村", "乙村", "丙村")),
    ("人口主任", ("甲村", "乙村", "丙村")),
    ("人口主任", ("甲村", "乙村", "丙村")),
    ("计生办主任", ("甲镇", "乙镇")),
    ("计生办工作人员", ("甲镇", "乙镇")),
    ("微机员", ("甲镇",)),
    ("计生分管领导", ("甲镇",)),
    ("县计妇中心工作人员", ("县",)),
)


def _term(dice, first, last):
    """A term that touches the month, or lies about it."""
    post, places = dice.choice(POSTS)
    start = first + timedelta(days=dice.choice((-4000, -3653, -900, -1, 0, dice.randint(0, 30))))
    start += timedelta(days=dice.randint(-20, 20))
    term = {"处": dice.choice(places), "岗": post, "起": start}
    if dice.random() < 0.6:
        term["止"] = max(start, first + timedelta(days=dice.randint(-5, 40)))
    if post == "人口主任" and dice.random() < 0.3:
        term["性质"] = "代行职责"
    if dice.random() < 0.08:
        term["性质"] = "借调"
    if post != "人口主任":
        term["身份"] = dice.choice(("公务员", "公务员", "事业编制", "合同", ""))
    return term


def _apart(terms):
    """Leave out what the database refuses: the same post twice at one time."""
    kept = []
    for term in terms:
        clash = any(
            (one["处"], one["岗"]) == (term["处"], term["岗"])
            and one["起"] <= term.get("止", date.max)
            and term["起"] <= one.get("止", date.max)
            for one in kept
        )
        if not clash:
            kept.append(term)
    return kept


def _follow(dice, term):
    """A second term after ``term`` in a post of its kind, joined to it or not."""
    places = next(places for post, places in POSTS if post == term["岗"])
    return {key: value for key, value in term.items() if key != "止"} | {
        "处": dice.choice(places),
        "起": term["止"] + timedelta(days=dice.choice((1, 1, 1, 2, 9))),
    }


def _person(dice, first, last, assessed):
    terms = [_term(dice, first, last) for _ in range(dice.choice((1, 1, 2, 2, 3, 4)))]
    terms += [_follow(dice, term) for term in terms if "止" in term and dice.random() < 0.5]
    person = {"任职": _apart(terms)}
    for number, term in enumerate(person["任职"]):
        before = [
            earlier
            for earlier, one in enumerate(person["任职"][:number])
            if one["岗"] == term["岗"] and one.get("止") == term["起"] - timedelta(days=1)
        ]
        taken = {one.get("接续") for one in person["任职"]}
        if before and before[0] + 1 not in taken and dice.random() < 0.6:
            term["接续"] = before[0] + 1
    if dice.random() < 0.3:
        start = first + timedelta(days=dice.randint(-10, 25))
        person["停薪"] = [[start, start + timedelta(days=dice.randint(0, 40))]]
    person["年度"] = {
        year: dice.choice(("优秀", "合格", "基本合格", "不合格", "不定等次"))
        for year in range(first.year - 3, first.year + 1)
        if dice.random() < 0.7
    }
    villages = ("甲村", "乙村", "丙村")
    person["得分"] = {
        village: dice.choice(
            ("空", "59.99", "60.00", "74.99", "75.00", f"{dice.randint(4000, 9900) / 100:.2f}")
        )
        for village in villages
        if dice.random() < 0.5
    }
    return person


def _maybe(dice, chance, *rows):
    return list(rows) if dice.random() < chance else []


def random_county(seed):
    """A county of some people with everything that can happen, at random."""
    dice = random.Random(seed)
    month = dice.choice(MONTHS)
    first = build.first_of(month)
    middle = first + timedelta(days=dice.randint(0, 27))
    long_ago = date(2014, 1, 1)
    county = {
        "月份": month,
        "县定": [
            *_maybe(dice, 0.4, ["pay.director_monthly", f"{dice.randint(1, 300_000) / 100:.2f}", middle]),
            *_maybe(dice, 0.5, ["pay.both_posts", dice.choice(("director", "allowance", "both")), long_ago]),
            *_maybe(dice, 0.5, ["pay.several_villages", dice.choice(("one", "each")), long_ago]),
            *_maybe(dice, 0.4, ["pay.acting_percent", dice.choice(("50", "33.33", "0")), middle]),
            *_maybe(dice, 0.6, ["pay.office_director_difference", "333.33", long_ago, middle]),
            *_maybe(dice, 0.6, ["pay.office_director_full", "777.77", dice.choice((long_ago, middle))]),
            *_maybe(dice, 0.3, ["pay.deduction_lag", dice.choice(("0", "1", "2")), long_ago]),
            *_maybe(dice, 0.3, ["pay.office_director_years", "2", long_ago]),
            *_maybe(dice, 0.3, ["pay.grid_posts", ["office_director", "leader_in_charge"], long_ago]),
        ],
        "没有规定": [
            *_maybe(dice, 0.15, "pay.both_posts"),
            *_maybe(dice, 0.15, "pay.several_villages"),
            *_maybe(dice, 0.1, "pay.grid_allowance"),
            *_maybe(dice, 0.05, "pay.director_monthly"),
            *_maybe(dice, 0.1, "pay.deduction"),
        ],
    }
    held = build.scheme(county)
    if dice.random() < 0.8:
        when = held.assessed or first
        if dice.random() < 0.2:
            when = (
                build.pay.month_end(when) + timedelta(days=1) if dice.random() < 0.5 else when - timedelta(1)
            )
        county["考核"] = {"月": f"{when:%Y-%m}"} | ({"未通报": True} if dice.random() < 0.2 else {})
    if dice.random() < 0.3:
        county["单位"] = {"甲村": {"止": middle, "并入": "新甲村"}, "新甲村": {"起": middle + timedelta(1)}}
    county["人员"] = [_person(dice, first, held.last_day, held.assessed) for _ in range(14)]
    if "单位" in county:
        _renamed(county, middle)
    return county


def _renamed(county, last):
    """Whoever serves 甲村 goes on in 新甲村; scores are given under the name of the assessed month's end."""
    assessed = county.get("考核")
    after = assessed and build.pay.month_end(build.first_of(assessed["月"])) > last
    for person in county["人员"]:
        for number, term in enumerate(list(person["任职"]), 1):
            if term["处"] != "甲村":
                continue
            if term["起"] > last:
                term["处"] = "新甲村"
                term.pop("接续", None)
            elif term.get("止", date.max) > last:
                new = term | {"处": "新甲村", "起": last + timedelta(1), "接续": number}
                term["止"] = last
                for one in person["任职"]:
                    if one.get("接续") == number:
                        one["接续"] = len(person["任职"]) + 1
                if any(one.get("接续") == number for one in person["任职"]):
                    new.pop("接续")
                person["任职"].append(new)
        if after and "甲村" in person["得分"]:
            person["得分"]["新甲村"] = person["得分"].pop("甲村")
    for person in county["人员"]:
        person["任职"] = _apart_renamed(person["任职"])


def _apart_renamed(terms):
    """After the renaming two terms may have fallen together."""
    kept = _apart(terms)
    if kept == terms:
        return terms
    for term in kept:
        term.pop("接续", None)
    return kept


@pytest.mark.parametrize("seed", range(40))
def test_the_statements_and_the_rule_agree_on_random_counties(seed):
    county = random_county(seed)
    built = build.Built(county)
    built.fill()
    for described, someone in zip(county["人员"], built.people, strict=True):
        assert built.in_database(someone) == build.by_rule(county, described), described


def test_of_some_people_the_same_is_due_as_of_all():
    county = random_county(7)
    built = build.Built(county)
    built.fill()
    all_of_them = [built.in_database(person) for person in built.people]
    chosen = [built.people[0].pk, built.people[3].pk]
    built.fill(people=chosen)
    for number, person in enumerate(built.people):
        assert built.in_database(person) == (all_of_them[number] if person.pk in chosen else ([], []))


def test_the_random_counties_have_everything_that_can_happen():
    seen, kinds = set(), set()
    for seed in range(40):
        county = random_county(seed)
        for person in county["人员"]:
            due = build.judge(county, person)
            seen |= {line.item for line in due.lines}
            kinds |= {trouble.kind for trouble in due.troubles}
    assert seen == set(build.pay.ITEMS)
    assert len(kinds) == 4


def test_the_zone_of_the_server_and_of_its_connection_changes_nothing(monkeypatch):
    county = random_county(11)
    built = build.Built(county)
    built.fill()
    before = [built.in_database(person) for person in built.people]
    for zone in ("Pacific/Kiritimati", "America/Los_Angeles"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('TimeZone', %s, true)", [zone])
        built.fill()
        assert [built.in_database(person) for person in built.people] == before


def test_amounts_are_decimals_to_the_fen():
    built = build.Built(random_county(3))
    built.fill()
    amounts = [line[7] for person in built.people for line in built.in_database(person)[0]]
    assert amounts
    assert all(isinstance(amount, Decimal) and amount.as_tuple().exponent == -2 for amount in amounts)
