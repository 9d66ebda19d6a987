"""Forms of cases of leaving: one for each act."""

from django import forms

from appraisal.enums import CASE_GROUNDS, CaseState, OwnGround, Serving
from appraisal.forms.fields import StaffText
from appraisal.models import Case, CaseAppeal, CaseStep
from guanling.forms import DayField, SaysWhatIsMissing, TownshipFilter
from roster.models import Appointment

NO_PEOPLE = "只写工作人员本人的工作情况和文号，不写群众个人信息"
OPEN, CLOSED = "open", "closed"


class CaseFilter(TownshipFilter):
    """What narrows the list of cases."""

    field_order = ("township", "state", "ground")
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), (OPEN, "办理中"), (CLOSED, "已了结"), *CaseState.choices],
    )
    ground = forms.ChoiceField(label="情形", required=False, choices=[("", "全部"), *CASE_GROUNDS])


class AppointmentField(forms.ModelChoiceField):
    """A director's appointment, by village and name."""

    def label_from_instance(self, obj):
        """Return 花江镇和平村 王小测."""
        unit = obj.post.unit
        return f"{unit.parent.short_name}{unit.short_name} {obj.person.name}"


class CaseForm(SaysWhatIsMissing, forms.Form):
    """Bringing forward a ground of P8.1 that no sweep finds."""

    appointment = AppointmentField(
        label="人口主任", queryset=Appointment.objects.none(), empty_label="请选择"
    )
    ground = forms.ChoiceField(label="情形", choices=[("", "请选择"), *OwnGround.choices])
    letter_on = DayField(label="辞职书日期", required=False, help_text="本人辞职的填写")
    facts = StaffText((Case, "facts"), rows=5, help_text=NO_PEOPLE)

    def __init__(self, *args, appointments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["appointment"].queryset = appointments


class FactsForm(SaysWhatIsMissing, forms.Form):
    """Taking up a finding of the sweep."""

    facts = StaffText((Case, "facts"), rows=6, help_text=NO_PEOPLE)


class ExamineForm(SaysWhatIsMissing, forms.Form):
    """What the examination has shown."""

    text = StaffText((Case, "examination"), rows=4, help_text=NO_PEOPLE)


class ServingForm(SaysWhatIsMissing, forms.Form):
    """When and how a paper reached the person."""

    day = DayField(label="送达日期")
    how = forms.ChoiceField(label="送达方式", choices=Serving.choices)


class StatementForm(SaysWhatIsMissing, forms.Form):
    """What the person says; the clerk names the day."""

    text = StaffText((Case, "statement"), rows=6)
    day = DayField(label="陈述日期")


class OwnStatementForm(SaysWhatIsMissing, forms.Form):
    """What the person says, written by the person."""

    text = StaffText(
        (Case, "statement"), label="我的陈述申辩", rows=8, help_text="不写群众个人信息；提交后不能修改"
    )


class WaiverForm(SaysWhatIsMissing, forms.Form):
    """On what paper the person waives."""

    text = StaffText((CaseStep, "text"), label="书面依据", rows=2, help_text="例如：本人某日签字的书面声明")


class ConsentForm(SaysWhatIsMissing, forms.Form):
    """The first decider's proposal."""

    text = StaffText((Case, "first_text"), label="决定理由", rows=4, help_text="写入决定书；不写群众个人信息")
    last_day = DayField(label="最后任职日")
    early_reason = StaffText((Case, "early_reason"), required=False, help_text="双方同意提前的填写")
    considered = StaffText((Case, "considered"), label="对依据变化的考虑", rows=2, required=False)

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        if not case.resignation:
            del self.fields["early_reason"]
        _ask_about_change(self, case)


class DecideForm(SaysWhatIsMissing, forms.Form):
    """The second decider's word."""

    text = StaffText((Case, "second_text"), label="决定意见", rows=2)
    considered = StaffText((Case, "considered"), label="对依据变化的考虑", rows=2, required=False)

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        _ask_about_change(self, case)


def _ask_about_change(form, case):
    """Ask for a word on changed facts only where they have changed, and nobody has given one."""
    if case.finding is None or not case.finding.changed_at:
        del form.fields["considered"]
    else:
        form.fields["considered"].required = not case.considered


class ReasonForm(SaysWhatIsMissing, forms.Form):
    """Why."""

    reason = StaffText((Case, "closed_reason"), label="理由", rows=2)


class ReturnForm(SaysWhatIsMissing, forms.Form):
    """Why the county sends a case back, and to where."""

    reason = StaffText((Case, "remark"), label="退回原因和要改正的内容", rows=2)
    again = forms.BooleanField(label="重新告知并听取陈述申辩", required=False)

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        if case.resignation or case.state != CaseState.DECIDED:
            del self.fields["again"]


class AppealForm(SaysWhatIsMissing, forms.Form):
    """A request that came in on paper."""

    text = StaffText((CaseAppeal, "text"), label="申请的理由", rows=5)
    day = DayField(label="收到日期")


class OwnAppealForm(SaysWhatIsMissing, forms.Form):
    """A request by the person."""

    text = StaffText((CaseAppeal, "text"), label="申请的理由", rows=6)


class SettleForm(SaysWhatIsMissing, forms.Form):
    """The decision on a request."""

    grant = forms.TypedChoiceField(
        label="决定",
        choices=[("", "请选择"), ("no", "维持原决定"), ("yes", "撤销原决定，恢复任职")],
        coerce=lambda value: value == "yes",
    )
    opinion = StaffText((CaseAppeal, "opinion"), rows=4, help_text="写入决定书；不写群众个人信息")
