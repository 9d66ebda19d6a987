"""Fields of pay's forms: free text about staff, in which nobody's numbers stand; money."""

import re

from django import forms

from guanling.documents import cells
from guanling.forms import CellField

NO_NUMBERS = "不写身份证号码、手机号码和群众个人信息"
_NUMBERS = (
    ("身份证号码", re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15})(?!\d)")),
    ("手机号码", re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")),
)


class StaffText(CellField):
    """Free text about staff and their work; an identity or telephone number in it is refused.

    ``of``: (model, field) whose label and length it has; ``rows`` lines, or one line where there are none.
    """

    def __init__(self, of, *, rows=None, **kwargs):
        model, name = of
        field = model._meta.get_field(name)
        kwargs.setdefault("label", field.verbose_name)
        kwargs.setdefault("help_text", NO_NUMBERS)
        if rows:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        normalise = cells.paragraphs(field.max_length) if rows else cells.text(field.max_length)
        super().__init__(normalise=normalise, max_length=field.max_length, **kwargs)

    def clean(self, value):
        """Return the normalised text; a personal number in it is refused."""
        value = super().clean(value)
        for called, pattern in _NUMBERS:
            if value and pattern.search(value):
                raise forms.ValidationError(f"里面有{called}；{NO_NUMBERS}，请删去。")
        return value


class MoneyField(CellField):
    """An amount above zero with two places at most, also when typed with full-width digits."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(
            normalise=cells.decimal(places=2, low="0.01", high="999999.99"), max_length=16, **kwargs
        )
