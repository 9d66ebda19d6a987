"""Fields of training's forms: text about the work, without anybody's numbers."""

from django import forms

from guanling.documents import cells
from guanling.forms import CellField
from training.rules.texts import refusal

NO_PEOPLE = "只写政策和业务知识，不写任何群众的情况"


class WorkText(CellField):
    """Free text that holds no identity or telephone number."""

    def clean(self, value):
        """Return the normalised text; a personal number in it is refused."""
        value = super().clean(value)
        if value and (reason := refusal(value)):
            raise forms.ValidationError(f"{reason}。")
        return value


def text_area(label, most, *, rows=3, **kwargs):
    """A field of several lines about the work."""
    return WorkText(
        label=label,
        normalise=cells.paragraphs(most),
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
        **kwargs,
    )


class UnitField(forms.ModelChoiceField):
    """A county or township, by its short name."""

    def label_from_instance(self, obj):
        """Return 花江镇."""
        return obj.short_name
