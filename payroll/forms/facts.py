"""Forms of unpaid leave and of adjustments."""

from django import forms
from django.db.models import Q

from guanling.forms import DayField, SaysWhatIsMissing, StaffText, TownshipFilter
from payroll.enums import AdjustmentState, LeaveState
from payroll.forms.months import MoneyField, MonthField
from payroll.models import Adjustment, UnpaidLeave
from roster.enums import Level

NUMBER = {"help_text": "没有文件的可不填。", "required": False}


class PersonField(forms.ModelChoiceField):
    """Somebody on file, shown with where the file is kept."""

    def __init__(self, **kwargs):
        super().__init__(queryset=None, empty_label="请选择", label="人员", **kwargs)

    def label_from_instance(self, obj):
        """Return the name, then township and village."""
        unit = obj.unit
        parent = unit.parent.short_name if unit.level == Level.VILLAGE and unit.parent else ""
        return f"{obj.name}（{parent}{unit.short_name}）"


class LeaveForm(SaysWhatIsMissing, forms.Form):
    """Days on which somebody is not paid."""

    person = PersonField()
    first_day = DayField(label="起")
    last_day = DayField(label="止", help_text="含这一天。")
    reason = StaffText((UnpaidLeave, "reason"), help_text="只写工作上的事由，不写病情和家庭情况。")
    document_number = StaffText((UnpaidLeave, "document_number"), **NUMBER)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class AdjustmentForm(SaysWhatIsMissing, forms.Form):
    """A signed amount for somebody."""

    person = PersonField()
    amount = MoneyField(label="金额（元）", help_text="补发写正数，扣回写负数（如 -120.00）。")
    from_month = MonthField(label="自何月发放", help_text="在该月或以后第一次发放时计入，只计一次。")
    reason = StaffText((Adjustment, "reason"), help_text="写在本人的待遇明细上；不写群众个人信息。")
    document_number = StaffText((Adjustment, "document_number"), **NUMBER)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class DecideForm(forms.Form):
    """Yes or no, and why."""

    answer = forms.ChoiceField(
        label="审批意见",
        choices=[("yes", "同意"), ("no", "不同意")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择审批意见。", "invalid_choice": "请选择审批意见。"},
    )
    reason = StaffText(
        (Adjustment, "decision_reason"), label="说明", required=False, help_text="不同意的必须写明原因。"
    )


class LeaveReasonForm(SaysWhatIsMissing, forms.Form):
    """Why leave is not approved, or set aside; what the service writes before it takes room."""

    reason = StaffText((UnpaidLeave, "decision_reason"), label="原因", less=10, help_text="")


class _FactFilter(TownshipFilter):
    """Narrows a list by township, state and name."""

    field_order = ("township", "state", "name")
    unit_path = "unit__code"
    name = forms.CharField(label="姓名", required=False, max_length=20)

    def narrow(self, rows):
        """Return the rows that were asked for; what is not understood narrows nothing."""
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("township"):
            rows = rows.filter(Q(**{f"{self.unit_path}__startswith": wanted["township"]}))
        if wanted.get("state"):
            rows = rows.filter(state=wanted["state"])
        if wanted.get("name"):
            rows = rows.filter(person__name__contains=wanted["name"].strip())
        return rows


class LeaveFilter(_FactFilter):
    """Narrows the list of unpaid leave."""

    unit_path = "person__unit__code"
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *LeaveState.choices])


class AdjustmentFilter(_FactFilter):
    """Narrows the list of adjustments."""

    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *AdjustmentState.choices])
