"""Reads the golden cases of the month, written in Chinese for officials."""

from decimal import Decimal
from pathlib import Path

import yaml

from appraisal.rules import Assessed, Band, Scheme

ITEM_NAMES = {"德": "de", "能": "neng", "勤": "qin", "绩": "ji", "廉": "lian", "群众满意度": "satisfaction"}
CASES = yaml.safe_load(
    (Path(__file__).parent.parent / "policy_cases" / "month_scores.yaml").read_text(encoding="utf-8")
)


def number(text):
    """The decimal in ``text``, or None."""
    return None if text is None else Decimal(text)


def scheme():
    """The scheme that the golden cases state."""
    figures = CASES["参数"]
    return Scheme(
        weights={ITEM_NAMES[name]: Decimal(weight) for name, weight in figures["权重"].items()},
        item_max=Decimal(figures["单项满分"]),
        item_step=Decimal(figures["最小单位"]),
        result_min=Decimal(figures["得分下限"]),
        result_places=figures["小数位数"],
        bands=tuple(Band(number(lower), label) for lower, label in figures["档次"]),
        min_days=figures["最少任职天数"],
        due_day=5,
        review_day=8,
        ranking_day=10,
        first_places=10,
        last_places=5,
    )


def assessed(row):
    """A row of a ranking case as the rule takes it."""
    return Assessed(
        key=row["姓名"],
        township=row["乡镇"],
        days_served=row["天数"],
        scores=dict.fromkeys(ITEM_NAMES.values(), number(row["各项"])),
        deduction=Decimal(row.get("扣分", "0")),
        sheet_complete=not row.get("未报", False),
    )
