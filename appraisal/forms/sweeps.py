"""Forms of the sweep and of talks."""

from django import forms

from appraisal.enums import LeavingRule, SweepState, TalkOutcome, TalkState
from appraisal.forms.fields import NO_RESIDENTS, StaffText
from appraisal.models import SweepFinding, Talk
from guanling.forms import DayField, SaysWhatIsMissing, TownshipFilter


class GapFilter(TownshipFilter):
    """Narrows what could not be judged."""

    field_order = ("month", "rule", "township")
    month = forms.ChoiceField(label="月份", required=False)
    rule = forms.ChoiceField(label="情形", required=False)

    def __init__(self, data, *, townships, months):
        super().__init__(data, townships=townships)
        self.fields["month"].choices = [("", "全部"), *((month, month) for month in months)]
        self.fields["rule"].choices = [
            ("", "全部"),
            *((rule.value, f"{rule.clause} {rule.label}") for rule in LeavingRule),
        ]


class FindingFilter(GapFilter):
    """Narrows the findings."""

    field_order = ("month", "rule", "township", "state")
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *SweepState.choices])


class TalkFilter(TownshipFilter):
    """Narrows the talks."""

    field_order = ("township", "state")
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *TalkState.choices])


class SetAsideForm(SaysWhatIsMissing, forms.Form):
    """Why a finding is not proposed."""

    reason = StaffText(
        (SweepFinding, "reason"),
        rows=3,
        label="不予提出的理由",
        help_text=f"同样的事实以后不再提出；{NO_RESIDENTS}",
    )


class HoldForm(SaysWhatIsMissing, forms.Form):
    """What a talk was about and what was agreed."""

    held_on = DayField(label="约谈日期")
    record = StaffText((Talk, "record"), rows=5, help_text=f"谈话要点和本人说明；{NO_RESIDENTS}")
    steps = StaffText((Talk, "steps"), rows=4, help_text=f"具体措施和完成时间；{NO_RESIDENTS}")


class ReviewForm(SaysWhatIsMissing, forms.Form):
    """What the review of the work came to."""

    reviewed_on = DayField(label="复核日期")
    outcome = forms.ChoiceField(label="复核意见", choices=[("", "请选择"), *TalkOutcome.choices])
    text = StaffText((Talk, "review"), rows=4, help_text=f"约谈后的工作情况；{NO_RESIDENTS}")


class DropForm(SaysWhatIsMissing, forms.Form):
    """Why no talk is held."""

    reason = StaffText((Talk, "reason"), rows=3, help_text="例如当月有登记的病假、因公外派")
