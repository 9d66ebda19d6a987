"""Lots and totals: golden cases that an official can read, and what holds of every case."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from recruitment.rules import lots, totals

FILE = Path(__file__).resolve().parent.parent / "policy_cases" / "selection_totals.yaml"
CASES = yaml.safe_load(FILE.read_text(encoding="utf-8"))
SAT = {"缺考": totals.ABSENT, "违纪": totals.BREACH}
WORDS = {
    totals.ABSENT: "缺考",
    totals.BREACH: "违纪",
    totals.BELOW_PASS: "未达合格线",
    totals.BEYOND_RATIO: "未入面试",
    totals.CANCELLED: "岗位取消",
}
OPENING = 7


def figure(value):
    return Decimal(str(value))


def mark(value):
    if isinstance(value, list):
        return totals.Mark(judges=tuple(map(figure, value)))
    if value in SAT:
        return totals.Mark(SAT[value])
    return totals.Mark(value=figure(value))


def judged(case):
    """Return the outcomes of a case by name, the interview's where somebody was heard, and what they read."""
    scheme = totals.Scheme(
        pass_mark=figure(case.get("合格线", 60)),
        written_weight=figure(case.get("笔试比重", 60)),
        interview_ratio=case.get("面试比例", 3),
        interview_pass_mark=Decimal(60),
        with_interview=case.get("安排面试", "是") == "是",
        drop_extremes=case.get("去掉最高最低", "是") == "是",
    )
    people = case["考生"]
    places = {OPENING: case.get("名额", 1)}
    names = {name: key for key, name in enumerate(people)}
    written = totals.after_written(
        [
            totals.Candidate(
                names[name], OPENING, mark(one["笔试"]), figure(one.get("加分", 0)), "关人口计生荐〔2016〕1号"
            )
            for name, one in people.items()
        ],
        scheme,
        places,
    )
    outcomes = {out.key: out for out in written}
    heard = [
        totals.Heard(names[name], OPENING, outcomes[names[name]].written_total, mark(one["面试"]))
        for name, one in people.items()
        if "面试" in one
    ]
    assert all(not outcomes[one.key].ground for one in heard)
    outcomes |= {out.key: out for out in totals.after_interview(heard, scheme)}
    first, line = totals.taken(outcomes.values(), places)
    found = {}
    for name, key in names.items():
        out = outcomes[key]
        goes = "考察" if key in first else "递补" if key in line else WORDS.get(out.ground, "面试")
        found[name] = {
            "笔试总分": out.written_total,
            "面试": out.interview,
            "综合": out.total,
            "名次": out.rank,
            "去向": goes,
            "说明": out.lines,
        }
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["说明"])
def test_what_the_marks_come_to(case):
    found = judged(case)
    for name, wanted in case["结果"].items():
        told = {
            key: figure(value) if key in ("笔试总分", "面试", "综合") else value
            for key, value in wanted.items()
        }
        assert {key: found[name][key] for key in told} == told, name
        assert found[name]["说明"], name
        if found[name]["去向"] not in ("考察", "递补"):
            assert found[name]["名次"] is None


def test_the_reckoning_is_told_step_by_step():
    case = {"考生": {"甲": {"笔试": 70, "加分": 10, "面试": [60, 79, 80, 80, 95]}}}
    scheme_lines = judged(case)["甲"]["说明"]
    assert [line.text for line in scheme_lines] == [
        "5 名评委：60、79、80、80、95；去掉一个最高分 95、一个最低分 60；其余 3 个分数平均 79.67 分。",
        "80×60%＋79.67×40%＝79.87 分（四舍五入到两位小数）。",
        "合格线 60 分，面试成绩 79.67 分，达到。",
        "本岗位第 1 名。",
    ]
    written = judged({"考生": {"甲": {"笔试": 70, "加分": 10}}})["甲"]["说明"]
    assert [(line.text, line.clause) for line in written] == [
        ("笔试成绩 70 分。", "P2.4"),
        ("凭关人口计生荐〔2016〕1号加 10 分，笔试总分 70＋10＝80 分。", "P6.3"),
        ("合格线 60 分，笔试总分 80 分，达到。", "P2.4"),
        ("名额 1 个，按 1∶3 取 3 人；笔试总分列第 1 名，进入面试。", "P2.4"),
    ]


MARKS = st.integers(0, 10_000).map(lambda cents: Decimal(cents) / 100)


@given(st.lists(MARKS, min_size=1, max_size=11), st.booleans())
def test_a_mean_lies_between_the_marks_and_dropping_does_not_care_for_their_order(judges, drop):
    mean, _ = totals.panel_mean(judges, drop=drop)
    assert min(judges) <= mean <= max(judges)
    assert totals.panel_mean(judges[::-1], drop=drop)[0] == mean


@given(st.lists(MARKS, min_size=1, max_size=40), st.integers(1, 10))
def test_the_cut_takes_enough_and_only_equal_ones_more(marks, most):
    line = totals.cut(marks, most)
    taken = [mark for mark in marks if mark >= line]
    assert len(taken) >= min(most, len(marks))
    assert sum(mark > line for mark in marks) < most


@given(st.lists(st.tuples(MARKS, MARKS), min_size=1, max_size=30))
def test_ranks_follow_the_totals(pairs):
    scheme = totals.Scheme(Decimal(0), Decimal(60), 3, Decimal(0))
    heard = [
        totals.Heard(key, OPENING, written, totals.Mark(judges=(interview,)))
        for key, (written, interview) in enumerate(pairs)
    ]
    outcomes = totals.after_interview(heard, scheme)
    for one in outcomes:
        ahead = sum((o.total, o.written_total) > (one.total, one.written_total) for o in outcomes)
        assert one.rank == ahead + 1


# --- lots ----------------------------------------------------------------------------------------

SEED = "0123456789abcdef0123456789abcdef"


def test_the_order_is_sha256_of_seed_and_number_and_nothing_else():
    """The values stand here: whoever recomputes them with another program gets the same order."""
    numbers = [f"201610101{one:06d}" for one in range(1, 6)]
    assert [number[-1] for number in lots.drawn(SEED, numbers)] == ORDER
    assert lots.drawn(SEED, reversed(numbers)) == lots.drawn(SEED, numbers)
    assert lots.drawn(SEED[::-1], numbers) != lots.drawn(SEED, numbers)


ORDER = ["2", "1", "3", "4", "5"]


def test_rooms_fill_in_order_and_too_few_seats_are_told():
    rooms = [lots.Room(2, 3), lots.Room(1, 2)]
    found = lots.seats(SEED, "abcd", rooms)
    assert sorted((place.room, place.number) for place in found.values()) == [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert lots.seats(SEED, "abcdef", rooms) is None


def test_an_opening_stays_in_one_room_for_the_interview():
    found, lacking = lots.turns(SEED, {2: ["d", "e"], 1: ["a", "b", "c"]}, [lots.Room(1, 4), lots.Room(2, 4)])
    assert lacking is None
    assert sorted((found[one].room, found[one].number) for one in "abc") == [(1, 1), (1, 2), (1, 3)]
    assert sorted((found[one].room, found[one].number) for one in "de") == [(2, 1), (2, 2)]
    assert lots.turns(SEED, {1: ["a", "b"], 2: ["c"]}, [lots.Room(1, 2)]) == ({}, 2)


@given(st.sets(st.text("0123456789", min_size=6, max_size=9), max_size=40), st.text("0f", min_size=1))
def test_everybody_gets_one_seat_of_their_own(numbers, seed):
    found = lots.seats(seed, numbers, [lots.Room(1, 15), lots.Room(2, 30)])
    assert found.keys() == numbers
    assert len(set(found.values())) == len(numbers)


def test_ticket_numbers():
    assert lots.ticket("2016101", lots.Place(2, 7)) == "201610102007"
    assert lots.ticket("2016101", lots.Place(2, 7), interview=True) == "2016101M02007"
