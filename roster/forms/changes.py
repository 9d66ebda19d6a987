"""Forms of the log of changes."""

from django import forms

from guanling.documents import cells
from roster.enums import ChangeKind, ChangeState
from roster.forms import CellField, SaysWhatIsMissing

REACHING = "reaching"


class ChangeFilter(forms.Form):
    """What narrows the log of changes."""

    state = forms.ChoiceField(label="备案", required=False, choices=[("", "全部"), *ChangeState.choices])
    kind = forms.ChoiceField(label="变动", required=False, choices=[("", "全部"), *ChangeKind.choices])
    township = forms.ChoiceField(label="乡镇（街道）", required=False)
    late = forms.ChoiceField(
        label="追溯", required=False, choices=[("", "全部"), (REACHING, "涉及已确认的月份")]
    )

    def __init__(self, data, *, townships):
        super().__init__(data)
        self.fields["township"].choices = [("", "全部"), *townships]
        if len(townships) <= 1:
            del self.fields["township"]


class ReturnForm(SaysWhatIsMissing, forms.Form):
    """Why a change goes back to the township."""

    remark = CellField(label="退回原因", normalise=cells.text(200), max_length=200)
