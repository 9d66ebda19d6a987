"""Forms of the year."""

from django import forms
from django.db.models import Q

from appraisal.enums import ObjectionChannel, YearStatus
from appraisal.forms.fields import StaffText
from appraisal.models import YearEntry, YearObjection, YearResult
from guanling.documents import cells
from guanling.forms import DayField, SaysWhatIsMissing
from roster.enums import Grade

GRADES = [choice for choice in Grade.choices if choice[0] != Grade.NO_GRADE]


class TargetField(forms.DecimalField):
    """A score of 0 to 100 with two places at most, also when typed with full-width digits."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "maxlength": 6, "autocomplete": "off"})

    def __init__(self, **kwargs):
        super().__init__(
            min_value=0,
            max_value=100,
            max_digits=5,
            decimal_places=2,
            error_messages={
                "invalid": "不是数字",
                "max_decimal_places": "最多两位小数",
                "max_digits": "应在 0 到 100 之间",
                "max_whole_digits": "应在 0 到 100 之间",
                "min_value": "应在 0 到 100 之间",
                "max_value": "应在 0 到 100 之间",
            },
            **kwargs,
        )

    def to_python(self, value):
        """Read what was typed as people type it."""
        return super().to_python(cells.tidy(value).replace("。", ".") if isinstance(value, str) else value)


class RowForm(forms.Form):
    """A row of the grid as typed: score, proposed grade, remark, note."""

    seen = forms.CharField(required=False)
    target_score = TargetField(label="责任书得分", required=False)
    proposed_grade = forms.ChoiceField(label="拟定等次", required=False, choices=[("", "—"), *GRADES])
    remark = StaffText((YearEntry, "remark"), label="乡镇评语", required=False)
    note = StaffText((YearEntry, "note"), label="备注", required=False)


class EntryForm(forms.Form):
    """Everything that a township says of one director, the long texts with room."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    summary = StaffText(
        (YearEntry, "summary"),
        label="个人总结",
        rows=10,
        required=False,
        help_text="照本人书面总结录入；不写群众个人信息。",
    )
    remark = StaffText(
        (YearEntry, "remark"),
        label="乡镇评语",
        rows=4,
        required=False,
        help_text="计生办主任的评语；不写群众个人信息。",
    )
    target_score = TargetField(label="责任书得分", required=False, help_text="0 至 100 分，最多两位小数。")
    proposed_grade = forms.ChoiceField(label="拟定等次", required=False, choices=[("", "请选择"), *GRADES])
    note = StaffText(
        (YearEntry, "note"),
        label="备注",
        required=False,
        help_text="没有责任书得分或拟定等次的，在此写明原因。",
    )


class OpinionForm(SaysWhatIsMissing, forms.Form):
    """What the person says to the result, from the signed form."""

    opinion = StaffText((YearEntry, "opinion"), label="本人意见", rows=3)
    signed_on = DayField(label="签署日期")


class GradeForm(SaysWhatIsMissing, forms.Form):
    """Another grade than the figures lead to."""

    grade = forms.ChoiceField(label="等次", choices=[("", "请选择"), *GRADES])
    reason = StaffText(
        (YearResult, "grade_reason"),
        label="理由",
        rows=3,
        less=10,
        help_text="写入结果表和登记表；不写群众个人信息。",
    )


class NoticeForm(SaysWhatIsMissing, forms.Form):
    """From when the excellent are told in public."""

    first_day = DayField(label="公示开始日期")


class ObjectionForm(SaysWhatIsMissing, forms.Form):
    """An objection to somebody on the notice."""

    person = forms.ModelChoiceField(label="对何人", queryset=None, empty_label="请选择")
    channel = forms.ChoiceField(label="途径", choices=[("", "请选择"), *ObjectionChannel.choices])
    received_on = DayField(label="收到日期")
    text = StaffText(
        (YearObjection, "text"),
        label="反映的内容",
        rows=3,
        help_text="只写工作上的事实，不写反映人和群众的姓名、住址等个人信息。",
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class AnswerForm(SaysWhatIsMissing, forms.Form):
    """What was found about an objection."""

    upheld = forms.TypedChoiceField(
        label="核实结论",
        choices=[("", "请选择"), ("no", "不成立"), ("yes", "成立")],
        coerce=lambda value: value == "yes",
        help_text="成立的，公示终止，重新拟定等次后再公示。",
    )
    answer = StaffText((YearObjection, "answer"), label="核实意见", rows=3, help_text="不写群众个人信息。")


class ConfirmForm(SaysWhatIsMissing, forms.Form):
    """Under which document the results are confirmed."""

    document_number = forms.CharField(
        label="结果文件文号", max_length=60, help_text="如 关人口计生考〔2017〕1号。"
    )


class YearFilter(forms.Form):
    """Narrows the results of a year."""

    township = forms.ChoiceField(label="乡镇（街道）", required=False)
    grade = forms.ChoiceField(
        label="等次", required=False, choices=[("", "全部"), *Grade.choices, ("none", "未评定")]
    )
    status = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *YearStatus.choices])
    name = forms.CharField(label="姓名", required=False, max_length=20)

    def __init__(self, *args, townships, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["township"].choices = [("", "全部"), *townships]
        if len(townships) <= 1:
            del self.fields["township"]

    def narrow(self, rows):
        """Return the results that were asked for; what is not understood narrows nothing."""
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("township"):
            rows = rows.filter(township_code=wanted["township"])
        if grade := wanted.get("grade"):
            rows = rows.filter(Q(grade="") if grade == "none" else Q(grade=grade))
        if wanted.get("status"):
            rows = rows.filter(status=wanted["status"])
        if wanted.get("name"):
            rows = rows.filter(person_name__contains=wanted["name"])
        return rows
