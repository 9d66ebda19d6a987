"""Comparing two lists of divisions: golden cases, the county's own two lists, hostile lists."""

import csv
from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roster.rules.divisions import Division, Found, compare, free_code

CASES = Path(__file__).parents[1] / "policy_cases" / "divisions.yaml"
SHARED = Path(__file__).parents[3] / "shared" / "data"
LISTS = [SHARED / "guanling_divisions.csv", SHARED / "guanling_divisions_2023.csv"]
COUNTY = "520424"


def division(code, name):
    code = COUNTY + code
    township = len(code) == len("520424101")
    return Division(code, name, "township" if township else "village", code[:6] if township else code[:9])


def divisions(lines):
    return [division(*line.split(" ")) for line in lines]


def short(unit):
    return unit.code.removeprefix(COUNTY) if unit else "-"


@pytest.mark.parametrize(
    "case", yaml.safe_load(CASES.read_text(encoding="utf-8")), ids=lambda case: case["说明"]
)
def test_golden_cases(case):
    found = compare(divisions(case["旧"]), divisions(case["新"]))
    assert sorted(f"{short(row.old)} {short(row.new)} {row.found}" for row in found) == sorted(case["结果"])
    assert all(row.evidence for row in found)
    offered = {short(row.old): [short(unit) for unit in row.candidates] for row in found if row.candidates}
    assert offered == {str(old): [str(new) for new in news] for old, news in case.get("候选", {}).items()}


def accounted(found, old, new):
    """Every unit of both lists stands in exactly one proposal."""
    assert Counter(row.old for row in found if row.old) == Counter(old)
    assert Counter(row.new for row in found if row.new) == Counter(new)
    for row in found:
        assert (row.new is None) == (row.found == Found.GONE)
        assert (row.old is None) == (row.found == Found.NEW)
        if row.old and row.new:
            assert row.old.level == row.new.level


codes = st.tuples(st.integers(0, 3), st.sampled_from([None, *range(198, 204)]))
names = st.tuples(
    st.sampled_from("甲乙丙丁"), st.sampled_from(["寨村", "寨社区", "寨村村民委员会", "寨居委会"])
)


# A busy machine makes drawing slow; what is drawn stays small.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(old=st.dictionaries(codes, names, max_size=12), new=st.dictionaries(codes, names, max_size=12))
def test_every_unit_of_any_two_lists_is_accounted_for_once(old, new):
    def built(units):
        made = {}
        for (township, village), (name, kind) in units.items():
            head = f"{101 + township}"
            made.setdefault(head, division(head, f"第{township}镇"))
            if village is not None:
                made[f"{head}{village}"] = division(f"{head}{village}", name + kind)
        return list(made.values())

    old, new = built(old), built(new)
    accounted(compare(old, new), old, new)


def load(path):
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [Division(row["code"], row["name"], row["level"], row["parent_code"]) for row in rows]


@pytest.mark.skipif(not all(path.exists() for path in LISTS), reason="../shared/data is not at hand")
def test_the_countys_lists_of_2016_and_2023():
    old, new = map(load, LISTS)
    found = compare(old, new)
    accounted(found, old, new)
    assert Counter(row.found.value for row in found) == {
        "same": 145,
        "respelled": 3,
        "renamed": 3,
        "recoded": 16,
        "moved": 1,
        "new": 8,
        "gone": 1,
    }
    (gone,) = [row for row in found if row.found == Found.GONE]
    assert gone.old.name == "新场坝居委会"
    (moved,) = [row for row in found if row.found == Found.MOVED]
    assert (moved.old.code, moved.new.code) == ("520424104202", "520424007203")


def test_the_next_free_number_is_of_the_same_kind():
    taken = {"520424101201", "520424101202", "520424101199"}
    assert free_code("520424101201", taken) == "520424101203"
    assert free_code("520424101199", taken) == "520424101001"
    assert free_code("520424101205", taken) == "520424101205"
