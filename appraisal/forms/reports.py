"""Forms of work reports: numbers only."""

from django import forms

from appraisal.models import WorkReport
from appraisal.models.reports import COUNTS, MOST
from guanling.documents import cells
from guanling.forms import CellField, TownshipFilter


class CountField(CellField):
    """A whole number as people type it, in full-width digits too."""

    def __init__(self, label, most=MOST):
        longest = len(str(MOST)) + 2
        super().__init__(
            label=label,
            normalise=cells.integer(low=0, high=most),
            max_length=longest,
            widget=forms.TextInput(
                attrs={
                    "inputmode": "numeric",
                    "maxlength": longest,
                    "autocomplete": "off",
                    "aria-label": label,
                }
            ),
            error_messages={"required": "请填数字，没有的填 0", "max_length": "数字太大"},
        )


class ReportForm(forms.Form):
    """A village's report of a month: planned and done in the four duty groups."""

    seen = forms.CharField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in COUNTS:
            self.fields[name] = CountField(WorkReport._meta.get_field(name).verbose_name)

    @property
    def counts(self):
        """Return {name: count} of a valid form."""
        return {name: self.cleaned_data[name] for name in COUNTS}


class MonthFilter(TownshipFilter):
    """The month whose reports are listed."""

    field_order = ("month", "township")
    month = forms.ChoiceField(label="月份", required=False)

    def __init__(self, data, *, months, townships):
        super().__init__(data, townships=townships)
        self.fields["month"].choices = [(month.period, str(month)) for month in months]
