"""Forms of the approval and the appointment."""

from django import forms

from guanling.forms import DayField, SaysWhatIsMissing, StaffText, TownshipFilter
from recruitment.enums import HireState
from recruitment.models import Hire

WAITING = "waiting"
APPROVE, RETURN, REFUSE = "approve", "return", "refuse"


class HireFilter(TownshipFilter):
    """What narrows the county's queue."""

    field_order = ("township",)
    state = forms.ChoiceField(
        label="进度", required=False, choices=[("", "全部"), (WAITING, "等我审批"), *HireState.choices]
    )

    def narrow(self, rows, mine):
        """Return the files that were asked for; ``mine`` are those that wait for the user."""
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("township"):
            rows = rows.filter(application__round__unit__code__startswith=wanted["township"])
        if state := wanted.get("state"):
            rows = (
                mine.filter(pk__in=rows.order_by().values("pk"))
                if state == WAITING
                else rows.filter(state=state)
            )
        return rows


class SubmitForm(SaysWhatIsMissing, forms.Form):
    """Which files are handed in, and the opinion of those who hand them in."""

    hires = forms.ModelMultipleChoiceField(
        label="报送人员", queryset=Hire.objects.none(), error_messages={"required": "请勾选要报送的人员。"}
    )
    opinion = StaffText((Hire, "opinion"), rows=2, label="组织单位意见", help_text="写入聘用审批表。")

    def __init__(self, *args, hires, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["hires"].queryset = hires
        self.fields["hires"].error_messages["required"] = "请勾选要报送的人员。"
        self.fields["hires"].error_messages["invalid_choice"] = "所选材料已被处理，请刷新页面后重新勾选。"


class MendForm(SaysWhatIsMissing, forms.Form):
    """One file handed in (again), with another first day where it is needed."""

    opinion = StaffText((Hire, "opinion"), rows=2, label="组织单位意见", help_text="写入聘用审批表。")
    start_on = DayField(label="聘用起日")


class DecideForm(SaysWhatIsMissing, forms.Form):
    """The county's decision."""

    outcome = forms.ChoiceField(
        label="决定",
        choices=[(APPROVE, "批准聘用"), (RETURN, "退回补正"), (REFUSE, "不予批准")],
        widget=forms.RadioSelect,
    )
    remark = StaffText(
        (Hire, "remark"),
        rows=3,
        required=False,
        help_text="退回、不予批准的必填；批准的写入审批表，不填为“同意聘用”。",
    )

    def clean(self):
        """Returning and refusing need a reason."""
        typed = super().clean()
        if (
            typed.get("outcome") in (RETURN, REFUSE)
            and not typed.get("remark")
            and "remark" not in self.errors
        ):
            self.add_error("remark", "请写明退回或不予批准的理由。")
        return typed


class AppointForm(SaysWhatIsMissing, forms.Form):
    """The first day in the post."""

    start_on = DayField(label="聘用起日")
    late_reason = StaffText(
        (Hire, "remark"),
        rows=2,
        less=100,
        label="追溯说明",
        required=False,
        help_text="起日在已经确认的月份以内的才填写。",
    )


class FallForm(SaysWhatIsMissing, forms.Form):
    """Why somebody does not come."""

    reason = StaffText((Hire, "fallen_reason"), rows=2, label="未到岗的原因")
