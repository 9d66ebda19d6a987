"""Forms of the check, public notices and objections."""

from django import forms

from guanling.forms import DayField, SaysWhatIsMissing, StaffText
from recruitment.enums import CheckOutcome
from recruitment.models import ApplicationLog, Check, Notice, Objection

# No notice runs longer than this; a typing slip is told from a long one.
MOST_DAYS = 60
NAME = 20


class CheckForm(SaysWhatIsMissing, forms.Form):
    """The outcome of somebody's check."""

    outcome = forms.ChoiceField(label="考察结论", choices=CheckOutcome.choices, widget=forms.RadioSelect)
    held_on = DayField(label="考察日期")
    first = forms.CharField(label="考察人员一", max_length=NAME)
    second = forms.CharField(label="考察人员二", max_length=NAME)
    summary = StaffText(
        (Check, "summary"), rows=5, help_text="写本人的表现和有关方面的评价；不写群众个人信息、不写病情。"
    )


class MedicalForm(SaysWhatIsMissing, forms.Form):
    """The outcome of somebody's medical; nothing else of health is asked."""

    outcome = forms.ChoiceField(label="体检结论", choices=CheckOutcome.choices, widget=forms.RadioSelect)
    held_on = DayField(label="体检日期")
    hospital = StaffText((Check, "by"), label="体检医院", help_text="只登记结论和医院，不写病情。")


class DeclineForm(SaysWhatIsMissing, forms.Form):
    """A written statement by which a candidate gives up."""

    declared_on = DayField(label="书面放弃的日期", help_text="凭本人签名的书面声明办理，声明由乡镇存档。")
    sure = forms.BooleanField(label="已核对书面声明；登记后不能撤销，由下一名递补")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sure"].error_messages["required"] = "请先核对书面声明并勾选。"


class ChooseForm(SaysWhatIsMissing, forms.Form):
    """Whom the leading group has chosen among equals."""

    chosen = forms.ModelMultipleChoiceField(
        label="研究确定的人选", queryset=None, widget=forms.CheckboxSelectMultiple
    )
    reason = StaffText((ApplicationLog, "reason"), rows=3, less=20, label="领导小组研究的意见")

    def __init__(self, *args, passed, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["chosen"]
        field.queryset = passed
        field.label_from_instance = lambda one: (
            f"{one.name}（第 {one.result.rank} 名，{one.result.total} 分）"
        )
        field.error_messages["required"] = "请勾选领导小组确定的人选。"
        field.error_messages["invalid_choice"] = "选定的人已不在合格人选之中，请刷新页面。"


class NoticeForm(SaysWhatIsMissing, forms.Form):
    """When a notice runs."""

    first_day = DayField(label="公示开始日期")
    working_days = forms.IntegerField(
        label="公示工作日数",
        min_value=1,
        max_value=MOST_DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4, "maxlength": 2}),
        error_messages={
            "invalid": "请填写整数。",
            "min_value": "至少 1 个工作日。",
            "max_value": f"不能超过 {MOST_DAYS} 个工作日。",
        },
    )
    leave_checking = forms.BooleanField(
        label="其余的人以后另行公示",
        required=False,
        help_text="还有人正在考察体检、这次只公示已合格的，才勾选。",
    )

    def __init__(self, *args, least, clause, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["working_days"].help_text = f"不少于 {least} 个工作日（{clause}），从开始之日起算。"


class RemarkForm(SaysWhatIsMissing, forms.Form):
    """What is said of a notice at its end."""

    remark = StaffText((Notice, "remark"), rows=2, help_text="如“公示期间未收到反映”；不写反映人的信息。")


class StopForm(SaysWhatIsMissing, forms.Form):
    """Why a notice is stopped."""

    # Its beginning in the logs: 第2次公示终止：
    reason = StaffText((Notice, "remark"), rows=2, less=20, label="终止的原因")


class ObjectionForm(SaysWhatIsMissing, forms.Form):
    """An objection: what is said, never by whom."""

    line = forms.ModelChoiceField(label="对何人", queryset=None, empty_label="请选择")
    received_on = DayField(label="收到日期")
    signed = forms.TypedChoiceField(
        label="署名情况",
        choices=[("yes", "署名"), ("no", "匿名")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        help_text="只记是否署名，不登记反映人。",
    )
    content = StaffText(
        (Objection, "content"), rows=4, help_text="只写反映的事实；不写反映人的姓名、电话、住址。"
    )

    def __init__(self, *args, lines, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["line"]
        field.queryset = lines
        field.label_from_instance = lambda line: f"{line.application.opening} {line.application.name}"
        field.error_messages["invalid_choice"] = "此人已不在公示名单上，请刷新页面。"


class FindingsForm(SaysWhatIsMissing, forms.Form):
    """What looking into an objection has found."""

    findings = StaffText(
        (Objection, "findings"), rows=5, help_text="写核查的方式和查明的事实；不写群众个人信息。"
    )


class AnswerForm(SaysWhatIsMissing, forms.Form):
    """The decision on an objection."""

    outcome = forms.TypedChoiceField(
        label="决定",
        choices=[
            ("dismissed", "异议不成立，继续公示程序"),
            ("upheld", "异议成立，取消此人的资格，由下一名递补"),
        ],
        coerce=lambda value: value == "upheld",
        widget=forms.RadioSelect,
    )
    answer = StaffText((Objection, "answer"), rows=4, help_text="不写群众个人信息。")


class ReturnForm(SaysWhatIsMissing, forms.Form):
    """Why an objection is to be looked into again."""

    remark = StaffText((Objection, "returned"), rows=2)
