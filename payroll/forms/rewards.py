"""Forms of the rewards."""

from django import forms

from guanling.forms import SaysWhatIsMissing, StaffText, TownshipFilter
from payroll.models import Reward
from payroll.queries.rewards import STATES


class LineFilter(TownshipFilter):
    """Narrows who completes the years in a year."""

    field_order = ("year", "township", "state", "name")
    year = forms.TypedChoiceField(label="届满年度", required=False, coerce=int)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *STATES.items()])
    name = forms.CharField(label="姓名", required=False, max_length=20)

    def __init__(self, data, *, townships, years):
        super().__init__(data, townships=townships)
        self.fields["year"].choices = [(year, f"{year}年") for year in years]

    def narrow(self, rows):
        """Return the lines that were asked for."""
        self.is_valid()
        wanted = self.cleaned_data
        return [
            row
            for row in rows
            if (not wanted.get("township") or row.served.township_code == wanted["township"])
            and (not wanted.get("state") or row.state == wanted["state"])
            and (not wanted.get("name") or wanted["name"] in row.served.person_name)
        ]

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return any(self.cleaned_data.get(name) for name in ("township", "state", "name"))


class GrantForm(SaysWhatIsMissing, forms.Form):
    """Under which document the reward is granted."""

    document_number = forms.CharField(
        label="同意文号", max_length=60, help_text="如 关人口计生奖〔2017〕3号。同意后随当月待遇发放。"
    )


class RefuseForm(SaysWhatIsMissing, forms.Form):
    """Why the reward is refused."""

    reason = StaffText((Reward, "reason"), label="不同意的理由", rows=2)
