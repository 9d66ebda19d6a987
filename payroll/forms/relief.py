"""Forms of relief. What tells of health is typed here and never put back into a page for another to read."""

from django import forms

from guanling.documents import scans
from guanling.forms import DayField, SaysWhatIsMissing, StaffText, TownshipFilter
from guanling.runs.errors import Refusal
from payroll.enums import (
    RELIEF_WAITING,
    ReliefGround,
    ReliefKind,
    ReliefPaperKind,
    ReliefRelation,
    ReliefState,
)
from payroll.models import Relief
from payroll.models.relief import MEDICAL_MOST, OPINION_MOST

GRANT, REFUSE = "grant", "refuse"
WAITING = "waiting"


class ReliefFilter(TownshipFilter):
    """What narrows the list of applications."""

    field_order = ("township",)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), (WAITING, "未决定"), *ReliefState.choices]
    )
    relation = forms.ChoiceField(
        label="发生在何人", required=False, choices=[("", "全部"), *ReliefRelation.choices]
    )
    year = forms.IntegerField(
        label="申请年度",
        required=False,
        min_value=2014,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6, "maxlength": 4}),
    )
    name = forms.CharField(label="姓名", required=False, max_length=20)

    def narrow(self, rows):
        """Return the applications that were asked for; what is not understood narrows nothing."""
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("township"):
            rows = rows.filter(village_code__startswith=wanted["township"])
        if state := wanted.get("state"):
            rows = rows.filter(state__in=RELIEF_WAITING if state == WAITING else [state])
        if wanted.get("relation"):
            rows = rows.filter(relation=wanted["relation"])
        if wanted.get("year"):
            rows = rows.filter(applied_on__year=wanted["year"])
        if wanted.get("name"):
            rows = rows.filter(person_name__contains=wanted["name"])
        return rows


class ReliefForm(SaysWhatIsMissing, forms.Form):
    """An application of one's own."""

    relation = forms.ChoiceField(
        label="发生在何人",
        choices=[("", "请选择"), *ReliefRelation.choices],
        help_text="配偶、子女只选关系，不写姓名。",
    )
    kind = forms.ChoiceField(label="情形", choices=[("", "请选择"), *ReliefKind.choices])
    event_on = DayField(label="发生日期", help_text="患病的填确诊日期，遇意外的填事故日期。")
    medical = StaffText(
        (Relief, "medical"),
        rows=6,
        most=MEDICAL_MOST,
        help_text="加密保存，只有审批人和申请人本人能看；不写家属姓名和证件号码。",
    )


class PaperReliefForm(ReliefForm):
    """A paper application, typed by the township's clerk."""

    field_order = ("person", "applied_on", "relation", "kind", "event_on", "medical")
    person = forms.ModelChoiceField(label="申请人", queryset=None, empty_label="请选择")
    applied_on = DayField(label="申请日期", help_text="书面申请上的日期。")

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        self.fields[
            "medical"
        ].help_text = "照书面申请录入；交上去以后，录入人不能再查看。不写家属姓名和证件号码。"


class PaperForm(SaysWhatIsMissing, forms.Form):
    """A paper that proves the event."""

    kind = forms.ChoiceField(label="材料类别", choices=[("", "请选择"), *ReliefPaperKind.choices])
    file = forms.FileField(
        label="文件",
        help_text=f"PDF、JPG 或 PNG，最大 {scans.MOST_MEGABYTES} MB；加密保存，文件名不保存",
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].error_messages = {
            "required": "请选择文件。",
            "missing": "请选择文件。",
            "empty": "文件是空的（0 字节），请核对后重新上传。",
            "invalid": "没有收到文件，请重新上传。",
        }

    def clean_file(self):
        """Refuse a file that is too large before anybody reads it."""
        file = self.cleaned_data["file"]
        try:
            scans.refuse_size(file.size)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return file


class ProposeForm(SaysWhatIsMissing, forms.Form):
    """An amount and the opinion, or a proposal to refuse."""

    outcome = forms.ChoiceField(
        label="审核建议",
        choices=[(GRANT, "建议救助"), (REFUSE, "建议不予救助")],
        widget=forms.RadioSelect,
    )
    amount = forms.DecimalField(
        label="建议金额（元）",
        required=False,
        max_digits=14,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 12}),
        error_messages={"invalid": "不是数字。", "max_decimal_places": "最多两位小数。"},
    )
    opinion = StaffText(
        (Relief, "opinion"), rows=3, most=OPINION_MOST, help_text="加密保存，只有审批人能看。"
    )

    def clean(self):
        """Granting needs an amount."""
        typed = super().clean()
        if typed.get("outcome") == GRANT and typed.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", "建议救助的，请填写金额。")
        if typed.get("outcome") == REFUSE:
            typed["amount"] = None
        return typed


class DecideForm(SaysWhatIsMissing, forms.Form):
    """The decision."""

    outcome = forms.ChoiceField(
        label="决定",
        choices=[(GRANT, "批准建议的金额"), (REFUSE, "不予救助")],
        widget=forms.RadioSelect,
    )
    ground = forms.ChoiceField(
        label="不予救助的理由",
        required=False,
        choices=[("", "请选择"), *ReliefGround.choices],
        help_text="照此写入决定书。",
    )
    answer = StaffText(
        (Relief, "answer"),
        rows=3,
        most=OPINION_MOST,
        required=False,
        help_text="不予救助的必填；只有本人和审批人能看，不写入决定书。",
    )

    def clean(self):
        """Refusing needs a ground and an answer."""
        typed = super().clean()
        if typed.get("outcome") == REFUSE:
            if not typed.get("ground"):
                self.add_error("ground", "请选择不予救助的理由。")
            if not typed.get("answer") and "answer" not in self.errors:
                self.add_error("answer", "请填写给本人的答复。")
        return typed


class SendBackForm(SaysWhatIsMissing, forms.Form):
    """Why an application is to be examined again."""

    remark = StaffText((Relief, "remark"), rows=2, most=OPINION_MOST, help_text="只有审批人能看。")


class WithdrawForm(SaysWhatIsMissing, forms.Form):
    """Why an application is taken back."""

    reason = StaffText(
        (Relief, "remark"), rows=2, most=OPINION_MOST, label="撤回原因", required=False, help_text=""
    )
