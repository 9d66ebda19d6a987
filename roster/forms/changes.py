"""Forms of the log of changes."""

from django import forms

from guanling.documents import cells
from guanling.forms import CellField, SaysWhatIsMissing, TownshipFilter
from roster.enums import ChangeKind, ChangeState

REACHING = "reaching"


class ChangeFilter(TownshipFilter):
    """What narrows the log of changes."""

    state = forms.ChoiceField(label="备案", required=False, choices=[("", "全部"), *ChangeState.choices])
    kind = forms.ChoiceField(label="变动", required=False, choices=[("", "全部"), *ChangeKind.choices])
    late = forms.ChoiceField(
        label="追溯", required=False, choices=[("", "全部"), (REACHING, "涉及已确认的月份")]
    )


class ReturnForm(SaysWhatIsMissing, forms.Form):
    """Why a change goes back to the township."""

    remark = CellField(label="退回原因", normalise=cells.text(200), max_length=200)
