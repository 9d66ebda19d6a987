"""A line of pay as a sum that an ordinary person can follow. Pure: no Django, no clock."""

from decimal import ROUND_HALF_UP, Decimal

from payroll.enums import Item, Source

FEN = Decimal("0.01")
HUNDRED = Decimal(100)
ROUNDED = "（分段计算，各段累计四舍五入到分）"


def plain(value: Decimal) -> str:
    """Return a decimal without trailing zeros: 5.00 as 5."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def formula(line, base: Decimal | None = None) -> str:
    """Return how the amount of a line comes about; "" where a decision or a correction says it.

    ``base``: of a deduction, the pay of that village from which it is taken.
    """
    if line.source == Source.DIFFERENCE or line.value is None:
        return ""
    if line.item == Item.DEDUCTION:
        return "" if base is None else f"{base:,.2f} 元 × {plain(line.value)}%"
    if not line.days:
        return ""
    if line.days == line.month_days:
        return f"{line.value:,.2f} 元（全月 {line.month_days} 天）"
    exact = (line.value * line.days / line.month_days).quantize(FEN, rounding=ROUND_HALF_UP)
    told = f"{line.value:,.2f} 元 × {line.days} 天 ÷ {line.month_days} 天"
    return told if exact == line.amount else told + ROUNDED


def bases(lines) -> dict[str, Decimal]:
    """Return {unit code: pay of the month there} from which deductions are taken."""
    found: dict[str, Decimal] = {}
    for line in lines:
        if line.item in (Item.BASE, Item.ACTING) and line.source != Source.DIFFERENCE:
            found[line.unit_code] = found.get(line.unit_code, Decimal(0)) + line.amount
    return found
