"""The result of somebody's training, on golden cases that an official can read."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from training.rules.results import Scored, result_of

CASES = yaml.safe_load(
    (Path(__file__).parents[1] / "policy_cases" / "training_results.yaml").read_text("utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=[case["情形"] for case in CASES])
def test_golden(case):
    tests = [
        Scored(Decimal(str(one["合格"])), None if one.get("得分") is None else Decimal(str(one["得分"])))
        for one in case.get("测试", [])
    ]
    result = result_of(
        attended=case["出勤半天"],
        halves=case["共半天"],
        share=Decimal(str(case["应达比例"])),
        tests=tests,
    )
    assert ("合格" if result.passed else "不合格", result.basis) == (case["结果"], case["依据"])


@pytest.mark.parametrize(("attended", "halves"), [(0, 0), (3, 2), (-1, 2)])
def test_what_cannot_be_is_no_result(attended, halves):
    with pytest.raises(ValueError, match="half days"):
        result_of(attended=attended, halves=halves, share=Decimal(80))
