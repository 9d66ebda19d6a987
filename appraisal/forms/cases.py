"""Forms of cases of leaving: one for each act."""

from django import forms

from appraisal.enums import CASE_GROUNDS, CaseState, OwnGround, Serving
from guanling.documents import cells
from guanling.forms import CellField, DayField, SaysWhatIsMissing, TownshipFilter
from roster.models import Appointment
from training.rules.texts import personal_number

NO_PEOPLE = "只写工作人员本人的工作情况和文号，不写群众个人信息"
OPEN, CLOSED = "open", "closed"


def _lines(most):
    """Make a normaliser for text of several lines, each tidied; at most ``most`` characters."""
    whole = cells.text(most)

    def normalise(value):
        lines = [cells.tidy(line) for line in value.splitlines()]
        kept = "\n".join(line for line in lines if line)
        whole(kept)
        return kept

    return normalise


class CaseText(CellField):
    """Free text of a case; a personal number in it is refused."""

    def __init__(self, label, most, *, rows=3, **kwargs):
        super().__init__(
            label=label,
            normalise=_lines(most),
            max_length=most,
            widget=forms.Textarea(attrs={"rows": rows}),
            **kwargs,
        )

    def clean(self, value):
        """Return the normalised text."""
        value = super().clean(value)
        if value and (found := personal_number(value)):
            raise forms.ValidationError(f"里面有{found}，请删去个人信息。")
        return value


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
    facts = CaseText("事实和依据", 2000, rows=5, help_text=NO_PEOPLE)

    def __init__(self, *args, appointments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["appointment"].queryset = appointments


class FactsForm(SaysWhatIsMissing, forms.Form):
    """Taking up a finding of the sweep."""

    facts = CaseText("事实和依据", 2000, rows=6, help_text=NO_PEOPLE)


class ExamineForm(SaysWhatIsMissing, forms.Form):
    """What the examination has shown."""

    text = CaseText("核查情况", 2000, rows=4, help_text=NO_PEOPLE)


class ServingForm(SaysWhatIsMissing, forms.Form):
    """When and how a paper reached the person."""

    day = DayField(label="送达日期")
    how = forms.ChoiceField(label="送达方式", choices=Serving.choices)


class StatementForm(SaysWhatIsMissing, forms.Form):
    """What the person says; the clerk names the day."""

    text = CaseText("陈述申辩内容", 4000, rows=6, help_text="不写群众个人信息")
    day = DayField(label="陈述日期")


class OwnStatementForm(SaysWhatIsMissing, forms.Form):
    """What the person says, written by the person."""

    text = CaseText("我的陈述申辩", 4000, rows=8, help_text="不写群众个人信息；提交后不能修改")


class WaiverForm(SaysWhatIsMissing, forms.Form):
    """On what paper the person waives."""

    text = CaseText("书面依据", 300, rows=2, help_text="例如：本人某日签字的书面声明")


class ConsentForm(SaysWhatIsMissing, forms.Form):
    """The first decider's proposal."""

    text = CaseText("决定理由", 1000, rows=4, help_text="写入决定书；不写群众个人信息")
    last_day = DayField(label="最后任职日")
    early_reason = CellField(
        label="提前离任的原因",
        normalise=cells.text(200),
        max_length=200,
        required=False,
        help_text="双方同意提前的填写",
    )
    considered = CaseText("对依据变化的考虑", 300, rows=2, required=False)

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        if not case.resignation:
            del self.fields["early_reason"]
        _ask_about_change(self, case)


class DecideForm(SaysWhatIsMissing, forms.Form):
    """The second decider's word."""

    text = CaseText("决定意见", 1000, rows=2)
    considered = CaseText("对依据变化的考虑", 300, rows=2, required=False)

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

    reason = CaseText("理由", 300, rows=2)


class ReturnForm(SaysWhatIsMissing, forms.Form):
    """Why the county sends a case back, and to where."""

    reason = CaseText("退回原因和要改正的内容", 300, rows=2)
    again = forms.BooleanField(label="重新告知并听取陈述申辩", required=False)

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        if case.resignation or case.state != CaseState.DECIDED:
            del self.fields["again"]


class AppealForm(SaysWhatIsMissing, forms.Form):
    """A request that came in on paper."""

    text = CaseText("申请的理由", 4000, rows=5, help_text="不写群众个人信息")
    day = DayField(label="收到日期")


class OwnAppealForm(SaysWhatIsMissing, forms.Form):
    """A request by the person."""

    text = CaseText("申请的理由", 4000, rows=6, help_text="不写群众个人信息")


class SettleForm(SaysWhatIsMissing, forms.Form):
    """The decision on a request."""

    grant = forms.TypedChoiceField(
        label="决定",
        choices=[("", "请选择"), ("no", "维持原决定"), ("yes", "撤销原决定，恢复任职")],
        coerce=lambda value: value == "yes",
    )
    opinion = CaseText("决定理由", 2000, rows=4, help_text="写入决定书；不写群众个人信息")
