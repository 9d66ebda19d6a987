"""The sentences of the circular, by golden cases that an official can read."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from appraisal import wording
from tests.appraisal.cases import number

CASES = yaml.safe_load(
    (Path(__file__).parent.parent / "policy_cases" / "circular_text.yaml").read_text(encoding="utf-8")
)
COMMON = CASES["公用"]
REASONS = {"任职天数不足": "too_few_days", "乡镇未报": "sheet_missing", "未评分": "not_scored"}


def figures(case):
    """A case's figures as the wording takes them."""
    year, month = map(int, case["月份"].split("-"))
    return wording.Figures(
        bureau=COMMON["单位"],
        basis=COMMON["依据"],
        first_day=date(year, month, 1),
        people=tuple(wording.PersonLine(*line[:4], number(line[4])) for line in case["人员"]),
        unranked={REASONS[reason]: count for reason, count in case["未排序"].items()},
        townships=tuple(
            wording.TownshipLine(name, people, ranked, number(average), place, bool(missing))
            for name, people, ranked, average, place, *missing in case["乡镇"]
        ),
        bands=tuple(
            wording.BandLine(label, number(lower), people)
            for (label, lower), people in zip(COMMON["档次"], case["各档人数"], strict=True)
        ),
        average=number(case["平均分"]),
        min_days=COMMON["最少任职天数"],
        first_places=case["前几名"],
        last_places=case["后几名"],
        streets=case["街道"],
    )


@pytest.mark.parametrize("case", CASES["通报"], ids=lambda case: case["说明"])
def test_the_circular_says(case):
    assert [item["text"] for item in wording.circular_body(figures(case), COMMON["要求"])] == case["句子"]


@pytest.mark.parametrize(("place", "before", "text"), CASES["升降"])
def test_movement_in_words(place, before, text):
    assert wording.movement(place, before) == text


def test_the_notice_lists_each_changed_figure():
    change = wording.Change(
        township="花江镇",
        village="坪寨村",
        name="白乙",
        figures=(("德", "90", "85"), ("督查扣分", "0", "2")),
        score=("90.00", "87.25"),
        place=("2", "3"),
        reason="核实有误。",
        document_number="关人口计生发〔2016〕30号",
    )
    said = [
        item["text"]
        for item in wording.correction_body(
            first_day=date(2016, 9, 1),
            number="关人口计生通〔2016〕9号",
            issued_on="2016年10月11日",
            changes=[change],
            moved=2,
            averages=True,
        )
    ]
    assert said == [
        "《关于2016年9月份村（居、社区）人口主任月考核情况的通报》（关人口计生通〔2016〕9号，2016年10月11日）"
        "印发后，经核实，其中1人的考核数据有误。现更正如下：",
        "1．花江镇坪寨村白乙：德由90改为85，督查扣分由0改为2；总分由90.00改为87.25，全县名次由2改为3。"
        "更正理由：核实有误（关人口计生发〔2016〕30号）。",
        "因上述更正，共有2人的分数、名次或档次与更正前不同，更正前后对照见附件1，乡镇平均分和名次的变动见附件2。",
        "其余内容不变。请各单位以本通知更正后的结果为准。",
    ]


@pytest.mark.parametrize(("code", "street"), [("520424001", True), ("520424100", False)])
def test_a_street_by_its_code(code, street):
    assert wording.is_street(code) is street
