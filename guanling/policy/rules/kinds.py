"""Kinds of parameter values: how each is read from strings, shown in Chinese and written back.

Strings are the only form in which a value is kept (YAML, decisions, runs), so that no binary float ever
stands between a document and a result.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

_INTEGER = re.compile(r"\d{1,9}")
_DECIMAL = re.compile(r"\d{1,12}(\.\d{1,6})?")
HUNDRED = Decimal(100)


class BadValue(ValueError):
    """A value that its parameter cannot take; the text is a Chinese sentence for the person entering it."""


@dataclass(frozen=True)
class Band:
    """One row of a table of bands; ``limit`` is None in the last, open band."""

    limit: int | Decimal | None
    result: Any


@dataclass(frozen=True)
class Bands:
    """A table of bands. Limits belong to their own band (Chinese law counts the number itself in).

    ``upper``: limits ascend and a number up to the limit falls into the band; otherwise limits descend and
    a number from the limit on falls into it.
    """

    upper: bool
    rows: tuple[Band, ...]

    def place(self, number: int | Decimal) -> int:
        """Return the position (from 0) of the band into which ``number`` falls."""
        for position, row in enumerate(self.rows[:-1]):
            if number <= row.limit if self.upper else number >= row.limit:
                return position
        return len(self.rows) - 1

    def of(self, number: int | Decimal) -> Any:
        """Return the result of the band into which ``number`` falls."""
        return self.rows[self.place(number)].result


@dataclass(frozen=True)
class Shape:
    """What a parameter's values look like.

    ``minimum`` and ``maximum`` bound single numbers, ``places`` the decimals of decimals and weights.
    """

    kind: str
    unit: str = ""
    minimum: Decimal = Decimal(0)
    maximum: Decimal | None = None
    places: int | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    limit: str = ""
    limit_kind: str = ""
    limit_unit: str = ""
    result: str = ""

    def parse(self, raw: Any) -> Any:
        """Return the typed value of ``raw``; raise :class:`BadValue` when it does not fit."""
        return _KINDS[self.kind][0](self, raw)

    def text(self, value: Any) -> str:
        """Return the typed ``value`` as a Chinese phrase with its unit."""
        return _KINDS[self.kind][1](self, value)

    def dump(self, value: Any) -> Any:
        """Return the typed ``value`` as strings, lists and mappings, fit for JSON and for :meth:`parse`."""
        return _KINDS[self.kind][2](self, value)


def plain(value: Decimal) -> str:
    """Return a Decimal without needless zeros or exponent: 85, 0.5."""
    return f"{value.normalize():f}"


def _text_only(raw: Any) -> str:
    if not isinstance(raw, str):
        raise BadValue("数值须以文字形式给出。")
    return raw.strip()


def _bounded(shape: Shape, number: int | Decimal) -> int | Decimal:
    if number < shape.minimum:
        raise BadValue(f"不能小于 {plain(shape.minimum)}。")
    if shape.maximum is not None and number > shape.maximum:
        raise BadValue(f"不能大于 {plain(shape.maximum)}。")
    return number


def _parse_integer(shape: Shape, raw: Any) -> int:
    if not _INTEGER.fullmatch(_text_only(raw)):
        raise BadValue("请填写整数。")
    return _bounded(shape, int(raw))


def _parse_decimal(shape: Shape, raw: Any) -> Decimal:
    if not _DECIMAL.fullmatch(_text_only(raw)):
        raise BadValue("请填写数字，不带单位和千分位。")
    number = Decimal(raw.strip())
    if shape.places is not None and number != round(number, shape.places):
        raise BadValue(f"最多 {shape.places} 位小数。")
    return _bounded(shape, number)


def _parse_money(shape: Shape, raw: Any) -> Decimal:
    amount = _parse_decimal(shape, raw)
    if amount != amount.quantize(Decimal("0.01")):
        raise BadValue("金额最多到分（两位小数）。")
    return amount.quantize(Decimal("0.01"))


def _parse_flag(_shape: Shape, raw: Any) -> bool:
    if _text_only(raw) not in ("yes", "no"):
        raise BadValue("请选择“是”或“否”。")
    return raw.strip() == "yes"


def _parse_choice(shape: Shape, raw: Any) -> str:
    if _text_only(raw) not in shape.options:
        raise BadValue("请从列出的选项中选择。")
    return raw.strip()


def _parse_choices(shape: Shape, raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, list) or not raw:
        raise BadValue("请至少选择一项。")
    chosen = [_parse_choice(shape, item) for item in raw]
    if len(set(chosen)) != len(chosen):
        raise BadValue("同一项不能选两次。")
    return tuple(option for option in shape.options if option in chosen)


def _parse_weights(shape: Shape, raw: Any) -> Mapping[str, Decimal]:
    if not isinstance(raw, dict) or set(raw) != set(shape.options):
        raise BadValue(f"须逐项填写：{'、'.join(shape.options.values())}。")
    weights = {}
    for key, label in shape.options.items():
        try:
            weights[key] = _parse_decimal(shape, raw[key])
        except BadValue as error:
            raise BadValue(f"{label}：{error}") from None
    total = sum(weights.values())
    if total != HUNDRED:
        raise BadValue(f"各项权重合计须为 100%，现为 {plain(total)}%。")
    return MappingProxyType(weights)


def _band_shapes(shape: Shape) -> tuple[Shape, Shape]:
    return Shape(shape.limit_kind, shape.limit_unit), Shape(shape.result, shape.unit, maximum=shape.maximum)


def _parse_bands(shape: Shape, raw: Any) -> Bands:
    if not isinstance(raw, list) or not raw:
        raise BadValue("至少要有一档。")
    limits, results = _band_shapes(shape)
    rows = []
    for number, row in enumerate(raw, 1):
        if not isinstance(row, dict) or set(row) - {"limit"} != {"result"}:
            raise BadValue(f"第{number}档填写不完整。")
        last = number == len(raw)
        if last == ("limit" in row):
            raise BadValue("最后一档不写界限，其余各档都要写界限。")
        try:
            rows.append(Band(None if last else limits.parse(row["limit"]), results.parse(row["result"])))
        except BadValue as error:
            raise BadValue(f"第{number}档：{error}") from None
    bounds = [row.limit for row in rows[:-1]]
    if bounds != sorted(set(bounds), reverse=shape.limit == "lower"):
        raise BadValue(f"各档界限须依次{'递减' if shape.limit == 'lower' else '递增'}，不能相同。")
    return Bands(shape.limit == "upper", tuple(rows))


def _parse_text(_shape: Shape, raw: Any) -> str:
    if not 0 < len(_text_only(raw)) <= 40:
        raise BadValue("请填写文字，不超过 40 字。")
    return raw.strip()


def _with_unit(number: str, unit: str) -> str:
    return f"{number}%" if unit == "%" else f"{number} {unit}".strip()


def _bands_text(shape: Shape, bands: Bands) -> str:
    limits, results = _band_shapes(shape)
    if len(bands.rows) == 1:
        return f"一律 {results.text(bands.rows[0].result)}"
    word = "以下" if bands.upper else "以上"
    return "；".join(
        f"{'其余' if row.limit is None else limits.text(row.limit) + word}：{results.text(row.result)}"
        for row in bands.rows
    )


def _bands_dump(shape: Shape, bands: Bands) -> list[dict[str, str]]:
    limits, results = _band_shapes(shape)
    return [
        ({} if row.limit is None else {"limit": limits.dump(row.limit)})
        | {"result": results.dump(row.result)}
        for row in bands.rows
    ]


# kind: (parse, show, write back)
_KINDS = {
    "integer": (_parse_integer, lambda s, v: _with_unit(str(v), s.unit), lambda _s, v: str(v)),
    "decimal": (_parse_decimal, lambda s, v: _with_unit(plain(v), s.unit), lambda _s, v: plain(v)),
    "money": (_parse_money, lambda s, v: _with_unit(f"{v:,.2f}", s.unit), lambda _s, v: f"{v:.2f}"),
    "flag": (_parse_flag, lambda _s, v: "是" if v else "否", lambda _s, v: "yes" if v else "no"),
    "choice": (_parse_choice, lambda s, v: s.options[v], lambda _s, v: v),
    "choices": (
        _parse_choices,
        lambda s, v: "、".join(s.options[item] for item in v),
        lambda _s, v: list(v),
    ),
    "weights": (
        _parse_weights,
        lambda s, v: "，".join(f"{label} {plain(v[key])}%" for key, label in s.options.items()),
        lambda _s, v: {key: plain(weight) for key, weight in v.items()},
    ),
    "bands": (_parse_bands, _bands_text, _bands_dump),
    "text": (_parse_text, lambda _s, v: v, lambda _s, v: v),
}
KIND_NAMES = frozenset(_KINDS)
