"""Filters of the page that shows who has what training."""

from django import forms

from guanling.forms import DatedTownshipFilter
from training.enums import Met
from training.queries.compliance import initial_since
from training.queries.overview import NEEDS

# What only townships' own trainings can be.
OF_PEOPLE = [state for state in Met if state != Met.OVER]


class ComplianceFilter(DatedTownshipFilter):
    """What narrows the list of directors by training."""

    field_order = ("on", "year", "township", "need", "state")
    year = forms.ChoiceField(label="年度", required=False)
    need = forms.ChoiceField(
        label="要求",
        required=False,
        choices=[("", "总评"), *((need, f"{name}（{clause}）") for need, name, clause, _ in NEEDS)],
    )
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), *((state.value, state.label) for state in OF_PEOPLE)],
    )

    def __init__(self, data, *, on, townships):
        super().__init__(data, townships=townships)
        years = range(on.year, min(on.year, initial_since().year) - 1, -1)
        self.fields["year"].choices = [(str(year), f"{year}年") for year in years]
        self.fields["year"].initial = str(on.year)

    @property
    def shown_as(self) -> str:
        """The list that is chosen, in words."""
        chosen = self.cleaned_data
        need = dict(self.fields["need"].choices)[chosen.get("need") or ""]
        state = dict(self.fields["state"].choices)[chosen.get("state") or ""]
        return "全部" if not chosen.get("state") else f"{need}：{state}"
