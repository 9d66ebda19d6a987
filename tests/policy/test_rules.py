"""The figures of the documents, their sources, bands and the way decisions overlay them (golden YAML)."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from guanling.policy import rules
from guanling.policy.enums import Origin, Part

CASES = Path(__file__).parent.parent / "policy_cases"


def cases(name):
    """Golden cases of a file, every scalar a string."""
    return rules.read_yaml((CASES / f"policy_{name}.yaml").read_text("utf-8"))


def day(text):
    return date.fromisoformat(text) if text else None


def at(on, decisions=()):
    return rules.settle_all("520424", day(on), decisions)


FIGURES = cases("figures")


@pytest.mark.parametrize("case", FIGURES, ids=lambda case: f"{case['参数']}@{case['日期']}")
def test_figure(case):
    policy = at(case["日期"])
    parameter = rules.parameter(case["参数"])
    assert parameter.clause.id == case["条款"]
    if case["值"] == "没有规定":
        assert not policy.holds(parameter.key)
        with pytest.raises(rules.NoValue, match="没有"):
            policy[parameter.key]
        return
    assert policy.text(parameter.key) == case["值"]
    origin = policy.source(parameter.key).value.origin
    assert origin == {"文件": Origin.DOCUMENT, "县": Origin.DEFAULT}[case["来源"]]


def test_every_parameter_has_a_case():
    assert {case["参数"] for case in FIGURES} == set(rules.catalogue().parameters)


def test_every_requirement_has_its_clause():
    expected = (
        "N1.1 N1.2 N1.3 A1.4 A1.5 A1.6 A1.8 N1.7 N5.1 N6.1 N3.1 N3.2 N3.3 N4.1 P2.1 P2.2 P2.3 P2.4 P2.5 "
        "P2.6 P2.7 P6.3 A3.8 N7.1 P3.1 P3.2 P3.3 P3.4 P3.5 P3.6 A4.7 P4.1 P5.1 P5.2 P5.3 P5.4 P6.1 A6.1 "
        "P6.2 P6.4 P6.5 P6.6 N2.1 N2.2 N2.3 A7.4 P7.1 P8.1 P8.2 P8.2a P8.2b P8.2c P8.2d P8.2e P8.2f "
        "P8.2g P8.2h P8.2i L2021"
    )
    assert set(rules.catalogue().clauses) == set(expected.split())


def test_each_value_begins_no_earlier_than_its_document():
    """Only values marked as older than the document, or bound to one year, may begin before it."""
    older = {"pay.director_monthly", "selection.batch_posts", "selection.station_posts"}
    for parameter in rules.catalogue().parameters.values():
        for value in parameter.values:
            assert value.clause.citation
            if parameter.key not in older:
                assert value.valid_from >= value.clause.document.date, parameter.key


def test_every_part_has_parameters():
    assert all(rules.catalogue().of_part(part) for part in Part)


@pytest.mark.parametrize(
    "case", cases("bands"), ids=lambda case: f"{case['参数']}:{case['数']}@{case['日期']}"
)
def test_band(case):
    policy = at(case["日期"])
    bands = policy[case["参数"]]
    kind = type(bands.rows[0].result)
    assert bands.of(Decimal(case["数"])) == kind(case["结果"])


@pytest.mark.parametrize("case", cases("decisions"), ids=lambda case: case["说明"])
def test_decisions_over_time(case):
    parameter = rules.parameter(case["参数"])
    decisions = [
        rules.Decision(parameter.key, value, day(begin), day(end), f"第{number}号", "理由", number)
        for number, (begin, end, value) in enumerate(case["县决定"], 1)
    ]
    line = [
        [
            "此前" if value.valid_from == date.min else value.valid_from.isoformat(),
            value.valid_to.isoformat() if value.valid_to else "",
            parameter.shape.text(value.value),
        ]
        for value in rules.timeline(parameter, decisions)
    ]
    assert line == case["时间线"]
    for begin, _, text in line:  # what `at` says agrees with the line
        on = "2000-01-01" if begin == "此前" else begin
        assert at(on, decisions).text(parameter.key) == text


def test_citation_names_document_heading_and_id():
    assert rules.clause("N2.3").citation == "《关于加强人口计生队伍职业化建设的通知》“人口主任月报酬”（N2.3）"
    assert rules.clause("P8.2b").short == "《实施方案》P8.2b"


def test_values_are_typed_and_frozen():
    policy = at("2016-09-30")
    assert policy["pay.director_monthly"] == Decimal("1700.00")
    assert isinstance(policy["assessment.due_day"], int)
    weights = policy["assessment.weights"]
    assert sum(weights.values()) == 100
    with pytest.raises(TypeError):
        weights["de"] = Decimal(0)
    with pytest.raises(KeyError):
        policy["assessment.unknown"]


def test_a_law_is_named_when_a_closed_value_is_asked_for():
    with pytest.raises(rules.NoValue, match="人口与计划生育法"):
        at("2022-01-01")["dismissal.d"]


def test_stored_values_can_be_read_again():
    stored = at("2016-09-30").as_json("assessment.", "circular.")
    assert stored["on"] == "2016-09-30"
    assert stored["values"]["assessment.weights"]["clause"] == "P6.1"
    assert all(key.startswith(("assessment.", "circular.")) for key in stored["values"])
    policy = at("2016-09-30")
    for key, entry in stored["values"].items():
        assert rules.parameter(key).shape.parse(entry["value"]) == policy[key]


def part(**changes):
    """A one-parameter file that is sound until ``changes`` break it; None drops a field."""
    parameter = {
        "label": "某数",
        "kind": "integer",
        "unit": "名",
        "clause": "N1.1",
        "values": [{"from": "2014-04-15", "value": "3", "source": "N1.1"}],
    } | changes
    parameter = {name: value for name, value in parameter.items() if value is not None}
    return {"part": "establishment", "parameters": {"a.b": parameter}}


def value(begin="2014-04-15", raw="3", source="N1.1", **more):
    return {"from": begin, "value": raw, "source": source} | more


def test_a_sound_file_is_read():
    (parameter,) = rules.parse_part("x.yaml", part(), rules.catalogue().clauses)
    assert parameter.values[0].value == 3


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"labl": "x"}, "unknown labl"),
        ({"label": None}, "missing label"),
        ({"kind": "float"}, "unknown kind"),
        ({"clause": "N9.9"}, "unknown clause"),
        ({"values": [value(source="N9.9")]}, "unknown clause"),
        ({"values": [{"from": "2014-04-15", "value": "3"}]}, "missing source"),
        ({"values": [value(begin="2014-4-15")]}, "no date"),
        ({"values": [value(begin="2014-02-30")]}, "no date"),
        ({"values": [value(raw="3.5")]}, "整数"),
        ({"values": [value(raw="三")]}, "整数"),
        ({"values": [value(raw=3)]}, "文字"),
        ({"values": [value(raw="1e3")]}, "整数"),
        ({"values": [value(raw="-1")]}, "整数"),
        ({"values": [value(to="2014-04-14")]}, "ends before"),
        ({"values": [value(), value(begin="2015-01-01")]}, "overlap"),
        ({"values": [value(to="2015-01-01"), value(begin="2015-01-01")]}, "overlap"),
        ({"values": [value(begin="2015-01-01", to="2015-12-31"), value(to="2014-12-31")]}, "out of order"),
        ({"values": []}, "needs a note"),
        ({"values": {}}, "must be a list"),
        ({"minimum": "x"}, "no decimal"),
        ({"values": [value(raw="3")], "minimum": "4"}, "不能小于"),
        ({"values": [value(raw="3")], "maximum": "2"}, "不能大于"),
        ({"options": {"a": "甲"}}, "options belong"),
        ({"places": "1"}, "places"),
        ({"kind": "decimal", "places": "x"}, "places"),
        ({"kind": "choice"}, "options belong"),
        ({"limit": "upper"}, "limits belong"),
        ({"kind": "bands"}, "bands need limit"),
        ({"closed": {"from": "2021-08-20", "by": "L2021"}}, "outlives the law"),
        ({"closed": {"from": "2021-08-20", "by": "L1"}}, "unknown clause"),
    ],
)
def test_a_faulty_file_is_refused(changes, fault):
    with pytest.raises(rules.BadCatalogue, match=fault):
        rules.parse_part("x.yaml", part(**changes), rules.catalogue().clauses)


def test_a_key_written_twice_is_refused():
    with pytest.raises(rules.BadCatalogue, match="twice"):
        rules.read_yaml("a: 1\nb: 2\na: 3\n")


WEIGHTS = {"de": "15", "neng": "15", "qin": "15", "ji": "35", "lian": "10", "satisfaction": "10"}


@pytest.mark.parametrize(
    ("key", "raw", "fault"),
    [
        ("assessment.weights", WEIGHTS | {"de": "14"}, "合计须为 100%，现为 99%"),
        ("assessment.weights", WEIGHTS | {"de": "一"}, "德：请填写数字"),
        ("assessment.weights", {"de": "100"}, "逐项填写"),
        ("assessment.weights", WEIGHTS | {"de": "15.05"}, "德：最多 1 位小数"),
        ("assessment.item_step", "0.25", "最多 1 位小数"),
        ("assessment.bands", [{"limit": "85", "result": "一档"}], "最后一档"),
        ("assessment.bands", [{"result": "一档"}, {"result": "二档"}], "最后一档"),
        ("assessment.bands", [], "至少"),
        ("assessment.bands", [{"limit": "85", "result": ""}, {"result": "二档"}], "第1档：请填写文字"),
        ("assessment.bands", [{"limit": "85"}, {"result": "二档"}], "第1档填写不完整"),
        (
            "assessment.bands",
            [{"limit": "75", "result": "一档"}, {"limit": "85", "result": "二档"}, {"result": "三档"}],
            "依次递减",
        ),
        (
            "village.directors",
            [{"limit": "2000", "result": "1"}, {"limit": "2000", "result": "2"}, {"result": "3"}],
            "依次递增",
        ),
        ("village.directors", [{"limit": "2000.5", "result": "1"}, {"result": "2"}], "第1档：请填写整数"),
        ("pay.director_monthly", "1700.005", "到分"),
        ("pay.director_monthly", "1,700", "不带单位和千分位"),
        ("selection.open_rate", "101", "不能大于 100"),
        ("assessment.due_day", "29", "不能大于 28"),
        ("assessment.tie_rule", "dense", "选项"),
        ("dismissal.a", "true", "“是”或“否”"),
        ("selection.stages", [], "至少选择一项"),
        ("selection.stages", ["exam", "exam"], "不能选两次"),
        ("selection.stages", ["party"], "选项"),
    ],
)
def test_a_faulty_value_is_refused_in_chinese(key, raw, fault):
    with pytest.raises(rules.BadValue, match=fault):
        rules.parameter(key).shape.parse(raw)


@pytest.mark.parametrize("parameter", rules.catalogue().parameters.values(), ids=lambda p: p.key)
def test_values_survive_writing_and_reading(parameter):
    for entry in parameter.values:
        assert parameter.shape.parse(parameter.shape.dump(entry.value)) == entry.value
