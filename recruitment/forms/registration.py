"""Forms of registration: the public one, the counter's, looking up, handing in papers."""

from django import forms

from guanling.documents import cells, scans
from guanling.forms import CellField, SaysWhatIsMissing, StaffText
from guanling.runs.errors import Refusal
from recruitment.enums import ApplicationState, PaperKind, Way
from recruitment.models import Application
from recruitment.services.registration import STATED, Applicant
from roster.enums import Education

# Offered while typing, by a datalist of the page; others can be written.
ETHNICITIES = ("布依族", "苗族", "汉族", "彝族", "仡佬族", "黎族", "水族", "侗族", "白族", "回族")
POLITICAL = ("群众", "共青团员", "中共党员", "中共预备党员", "民主党派成员", "无党派人士")
FILE_ERRORS = {
    "empty": "文件是空的（0 字节），请核对后重新选择。",
    "invalid": "没有收到文件，请重新选择。",
    "max_length": "文件名太长，请改短后重新选择。",
}


def _length(name):
    return Application._meta.get_field(name).max_length


class PhotoField(forms.FileField):
    """An identity photo: refused by size before anybody reads it, by content in the service."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", "照片")
        kwargs.setdefault(
            "help_text",
            f"近期免冠竖版证件照，JPG 或 PNG，至少 {scans.PHOTO_SMALLEST[0]}×{scans.PHOTO_SMALLEST[1]} 像素，"
            f"最大 {scans.MOST_MEGABYTES} MB",
        )
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png"}))
        super().__init__(**kwargs)
        self.error_messages |= FILE_ERRORS | {"required": "请选择照片。", "missing": "请选择照片。"}

    def clean(self, data, initial=None):
        """Return the upload; one that is too large is refused."""
        file = super().clean(data, initial)
        if file:
            _refuse_size(file)
        return file


def _refuse_size(file):
    try:
        scans.refuse_size(file.size)
    except Refusal as refusal:
        raise forms.ValidationError(str(refusal)) from None


class ApplicantForm(SaysWhatIsMissing, forms.Form):
    """What an applicant states. ``openings`` are those of the round that one can apply for."""

    opening = forms.ModelChoiceField(label="报考岗位", queryset=None, empty_label="请选择")
    name = CellField(label="姓名", normalise=cells.name, max_length=_length("name"))
    identity_number = CellField(
        label="身份证号码",
        normalise=cells.identity,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    ethnicity = CellField(
        label="民族",
        normalise=cells.text(_length("ethnicity")),
        max_length=_length("ethnicity"),
        widget=forms.TextInput(attrs={"list": "ethnicities", "autocomplete": "off"}),
    )
    political_status = CellField(
        label="政治面貌",
        normalise=cells.text(_length("political_status")),
        max_length=_length("political_status"),
        widget=forms.TextInput(attrs={"list": "political", "autocomplete": "off"}),
    )
    education = forms.ChoiceField(label="文化程度", choices=[("", "请选择"), *Education.choices])
    school = CellField(
        label="毕业院校", normalise=cells.text(_length("school")), max_length=_length("school")
    )
    major = CellField(
        label="所学专业",
        normalise=cells.text(_length("major")),
        max_length=_length("major"),
        required=False,
        help_text="高中毕业的不填",
    )
    phone = CellField(
        label="联系电话",
        normalise=cells.phone,
        max_length=30,
        help_text="审查、考试、体检都按这个号码通知",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    resume = StaffText(
        (Application, "resume"),
        rows=5,
        required=False,
        help_text="从毕业起按年月写：何时、在何处学习或工作；不写身份证号码、电话和他人的情况",
    )

    def __init__(self, *args, openings, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["opening"].queryset = openings
        self.fields["opening"].error_messages["invalid_choice"] = (
            "这个岗位不在本批次可以报考的岗位中，请重新选择。"
        )
        self.fields["education"].error_messages["invalid_choice"] = "请从列表中选择文化程度。"
        for name, field in self.fields.items():
            if isinstance(field, forms.CharField) and field.max_length:
                field.error_messages["max_length"] = f"{field.label}过长，最多 {field.max_length} 个字。"
            if name in ("identity_number", "phone"):
                field.error_messages["max_length"] = f"{field.label}位数不对，请核对。"

    def applicant(self) -> Applicant:
        """Return what was stated."""
        return Applicant(**{name: self.cleaned_data[name] for name in STATED})


class PublicForm(ApplicantForm):
    """The public page's: photo, both statements, and a field that people do not see."""

    photo = PhotoField()
    declared = forms.BooleanField(
        label="我承诺：以上填写真实，提交的材料真实有效；不实的，自愿取消报名、录用资格。",
        error_messages={"required": "请先作出真实承诺（在方框内打勾）。"},
    )
    informed = forms.BooleanField(
        label="我已阅读个人信息告知，同意为本次选聘使用以上信息。",
        error_messages={"required": "请阅读下面的个人信息告知，同意后打勾。"},
    )
    # A script fills in every field; people never see this one.
    website = forms.CharField(
        required=False,
        label="请不要填写",
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("photo", "declared", "informed"):
            said = type(self).base_fields[name].error_messages["required"]
            self.fields[name].error_messages["required"] = said

    def by_script(self) -> bool:
        """Whether the field that people do not see was filled in."""
        return bool(self.data.get("website"))


class CounterForm(ApplicantForm):
    """The counter's: the declaration was signed on paper, the photo may come later."""

    photo = PhotoField(required=False, help_text="可以先不传，打印准考证以前补上；竖版证件照，JPG 或 PNG")
    declared = forms.BooleanField(
        label="已核对身份证原件；本人已在纸质报名登记表上签名承诺真实，并知悉个人信息的使用。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["declared"].error_messages["required"] = "请核对身份证、由本人签名承诺后打勾。"


class CorrectForm(ApplicantForm):
    """Typing errors of what was stated."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A list that was imported may have left these empty.
        for name in ("ethnicity", "political_status", "school"):
            self.fields[name].required = False


class PhotoForm(SaysWhatIsMissing, forms.Form):
    """A photo added or replaced at the counter."""

    photo = PhotoField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["photo"].error_messages["required"] = "请选择照片。"


class LookUpForm(SaysWhatIsMissing, forms.Form):
    """Registration number and identity number; both are judged together, never one of them alone."""

    number = forms.CharField(
        label="报名号",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    identity = forms.CharField(
        label="身份证号码", max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def wanted(self) -> tuple[str, str]:
        """Return both numbers in the form in which they are kept."""
        number, identity = self.cleaned_data["number"], self.cleaned_data["identity"]
        return cells.tidy(number).replace(" ", ""), cells.tidy(identity).replace(" ", "").upper()


class SupplementForm(SaysWhatIsMissing, forms.Form):
    """A paper that was asked for."""

    kind = forms.ChoiceField(label="材料类别", choices=[("", "请选择"), *PaperKind.choices])
    file = forms.FileField(
        label="文件",
        help_text=f"PDF、JPG 或 PNG，最大 {scans.MOST_MEGABYTES} MB；加密保存，文件名不保存",
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].error_messages |= FILE_ERRORS | {
            "required": "请选择文件。",
            "missing": "请选择文件。",
        }

    def clean_file(self):
        """Refuse a file that is too large before anybody reads it."""
        _refuse_size(self.cleaned_data["file"])
        return self.cleaned_data["file"]


NO_PHOTO, REPEATED = "photo", "repeated"


class RegistrationFilter(forms.Form):
    """What narrows the list of registrations."""

    opening = forms.ModelChoiceField(label="岗位", queryset=None, required=False, empty_label="全部")
    way = forms.ChoiceField(label="报名方式", required=False, choices=[("", "全部"), *Way.choices])
    look = forms.ChoiceField(
        label="只看", required=False, choices=[("", "全部"), (NO_PHOTO, "缺照片"), (REPEATED, "重复待核")]
    )
    name = forms.CharField(label="姓名", required=False, max_length=20)

    def __init__(self, data, *, openings):
        super().__init__(data)
        self.fields["opening"].queryset = openings

    def narrow(self, rows, lacking):
        """Return the registrations asked for; what is not understood narrows nothing."""
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("opening"):
            rows = rows.filter(opening=wanted["opening"])
        if wanted.get("way"):
            rows = rows.filter(way=wanted["way"])
        if wanted.get("look") == NO_PHOTO:
            rows = rows.filter(lacking)
        elif wanted.get("look") == REPEATED:
            rows = rows.filter(state=ApplicationState.REPEATED)
        if wanted.get("name"):
            rows = rows.filter(name__contains=wanted["name"])
        return rows
