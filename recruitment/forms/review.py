"""Forms of the qualification review."""

from django import forms
from django.db.models import Q

from guanling.documents import scans
from guanling.forms import SaysWhatIsMissing, StaffText
from guanling.runs.errors import Refusal
from recruitment.enums import UNREVIEWED, ApplicationState, PaperKind, RefusalGround
from recruitment.models import Application
from recruitment.rules.eligibility import Condition

WAITING = "waiting"
# Before a reason in the log stand the ground and its clause.
GROUND_ROOM = 40
APPROVE, REFUSE = "approve", "refuse"
KEEP, OTHER = "keep", "other"


class ApplicationFilter(forms.Form):
    """What narrows a round's applications."""

    opening = forms.ChoiceField(label="岗位", required=False)
    state = forms.ChoiceField(
        label="进度",
        required=False,
        choices=[("", "全部"), (WAITING, "未审结"), *ApplicationState.choices],
    )
    name = forms.CharField(
        label="姓名或报名号", required=False, max_length=24, widget=forms.TextInput(attrs={"size": 16})
    )

    def __init__(self, data, *, openings):
        super().__init__(data)
        choices = [(str(one.pk), str(one)) for one in openings]
        self.fields["opening"].choices = [("", "全部"), *choices]

    def narrow(self, rows):
        """Return the applications that were asked for; what is not understood narrows nothing."""
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("opening"):
            rows = rows.filter(opening=wanted["opening"])
        if state := wanted.get("state"):
            rows = rows.filter(state__in=UNREVIEWED if state == WAITING else [state])
        if text := wanted.get("name"):
            rows = rows.filter(Q(name__contains=text) | Q(number__startswith=text))
        return rows


class _CheckedForm(SaysWhatIsMissing, forms.Form):
    """A form on which the reviewer ticks what no rule can tell."""

    checked = forms.MultipleChoiceField(label="已核对", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, conditions: tuple[Condition, ...], **kwargs):
        super().__init__(*args, **kwargs)
        asked = [one for one in conditions if one.met is None]
        self.fields["checked"].choices = [(one.condition, f"{one.condition}：{one.need}") for one in asked]
        if not asked:
            del self.fields["checked"]


class AcceptForm(_CheckedForm):
    """Accepting: what was looked at."""


class ExceptionForm(_CheckedForm):
    """Why the county should let an age above 一般 pass."""

    field_order = ("reason", "checked")
    reason = StaffText(
        (Application, "exception_reason"),
        rows=3,
        help_text="写明为什么需要此人（如村内无其他合适人选、群众基础好）；不写群众个人信息。",
    )


class MoreForm(SaysWhatIsMissing, forms.Form):
    """What must still be brought."""

    asked = StaffText(
        (Application, "asked"), rows=2, help_text="报名人在查询页上看到这段话；写明带什么、到哪里。"
    )


class SupplementForm(SaysWhatIsMissing, forms.Form):
    """What has come."""

    note = StaffText(
        (Application, "asked"), label="补来的材料", required=False, help_text="可不填；扫描件请先上传。"
    )


class RefuseForm(SaysWhatIsMissing, forms.Form):
    """On what ground somebody is to be refused, and why."""

    ground = forms.ChoiceField(
        label="理由",
        choices=[
            ("", "请选择"),
            *((one.value, one.label) for one in RefusalGround if one != RefusalGround.REPEATED),
        ],
    )
    reason = StaffText(
        (Application, "refusal_reason"),
        rows=2,
        less=GROUND_ROOM,
        help_text="报名人在查询页上看到这段话；写明哪一项条件、差在哪里。",
    )


class ReasonForm(SaysWhatIsMissing, forms.Form):
    """Why something is sent back or taken back."""

    reason = StaffText((Application, "refusal_reason"), rows=2, label="原因")


class RepeatedForm(SaysWhatIsMissing, forms.Form):
    """Which of two applications of the same person counts."""

    keep = forms.ChoiceField(
        label="核对结果",
        choices=[(KEEP, "保留这份，另一份按重复报名处理"), (OTHER, "保留另一份，这份按重复报名处理")],
        widget=forms.RadioSelect,
    )
    reason = StaffText(
        (Application, "refusal_reason"),
        rows=2,
        less=GROUND_ROOM,
        label="核对身份证的情况",
        help_text="看过身份证原件以后填写：是否本人，本人要报哪个岗位。不写身份证号码。",
    )


class DecideForm(SaysWhatIsMissing, forms.Form):
    """The county's decision on an exception."""

    outcome = forms.ChoiceField(
        label="决定", choices=[(APPROVE, "核准放宽"), (REFUSE, "不予核准")], widget=forms.RadioSelect
    )
    number = StaffText(
        (Application, "exception_number"),
        label="批准文件文号",
        required=False,
        help_text="核准的必填，如 关人口计生复〔2016〕5号。",
    )
    reason = StaffText(
        (Application, "refusal_reason"),
        label="不予核准的理由",
        rows=2,
        required=False,
        less=GROUND_ROOM,
        help_text="不予核准的必填；报名人在查询页上看到这段话。",
    )

    def clean(self):
        """Approving needs a number, refusing a reason."""
        typed = super().clean()
        if typed.get("outcome") == APPROVE and not typed.get("number") and "number" not in self.errors:
            self.add_error("number", "核准的，请填写批准文件的文号。")
        if typed.get("outcome") == REFUSE and not typed.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "不予核准的，请写明理由。")
        return typed


class PaperForm(SaysWhatIsMissing, forms.Form):
    """A scan taken at the counter."""

    kind = forms.ChoiceField(label="材料类别", choices=[("", "请选择"), *PaperKind.choices])
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


class AcceptPlainForm(forms.Form):
    """Which of those who plainly meet every condition are accepted; their papers have been looked at."""

    applications = forms.MultipleChoiceField(
        label="报名",
        required=True,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "请至少选中一份报名。",
            "invalid_choice": "选中的报名已由他人办理，请核对后再提交。",
        },
    )
    seen = forms.BooleanField(
        label="选中人员的身份证、学历证书均已核对，真实且与所报内容一致",
        error_messages={"required": "请先核对选中人员的证件，再打钩确认。"},
    )

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["applications"].choices = [(str(one.pk), one.name) for one in rows]

    def clean_applications(self):
        """Return the ids."""
        return [int(pk) for pk in self.cleaned_data["applications"]]
