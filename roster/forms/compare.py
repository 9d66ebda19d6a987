"""The establishment on two days, and on paper: what narrows them."""

from django import forms

from guanling.forms import DayField, TownshipFilter
from roster.forms import LINE_CHOICES


class CompareFilter(TownshipFilter):
    """Two days, township, post, and whether lines without a difference are shown too."""

    field_order = ("first", "second", "township")
    first = DayField(label="前一日", required=False)
    second = DayField(label="后一日", required=False)
    kind = forms.ChoiceField(label="岗位", required=False, choices=LINE_CHOICES)
    show = forms.ChoiceField(
        label="只看", required=False, choices=[("", "有变化的"), ("all", "全部单位和岗位")]
    )


class EstablishmentPrint(forms.Form):
    """The day and township of the table to be signed."""

    on = DayField()
    township = forms.CharField(required=False, max_length=9)
