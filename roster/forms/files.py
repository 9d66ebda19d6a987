"""Forms of the sections of a personnel file; one literal table says which section has which."""

from datetime import date

from django import forms
from django.utils import timezone

from guanling.accounts.enums import Action
from guanling.documents import cells, scans
from guanling.documents.papers import chinese_date
from guanling.forms import CellField, DayField, SaysWhatIsMissing
from guanling.runs.errors import Refusal
from roster.enums import (
    Education,
    Grade,
    HonourKind,
    HonourLevel,
    Level,
    PostKind,
    Relation,
    Section,
    SectionState,
    Study,
)
from roster.models import (
    Attachment,
    EducationRecord,
    FamilyMember,
    Honour,
    ResumeEntry,
    Unit,
    YearGrade,
)
from roster.models.files import EARLIEST_YEAR
from roster.rules.files import COUNTED
from roster.services.files import SCANNED

CHOOSE = ("", "请选择")


def _words(label, length, *, required=True, **kwargs):
    return CellField(
        label=label, normalise=cells.text(length), required=required, max_length=length, **kwargs
    )


def _one_of(label, choices, **kwargs):
    return forms.ChoiceField(label=label, choices=[CHOOSE, *choices], **kwargs)


class ProofField(forms.ModelChoiceField):
    """A scan of the same file."""

    def __init__(self):
        super().__init__(
            label="证明材料",
            queryset=Attachment.objects.none(),
            required=False,
            empty_label="没有",
            help_text="先在“证件和材料”中上传，再在这里选择",
        )

    def label_from_instance(self, obj):
        """Return the scan's title and what it is of."""
        return f"{obj.title}（{obj.get_section_display()}）"


class SectionForm(SaysWhatIsMissing, forms.ModelForm):
    """A row of a section: days of a life that has begun and not of the future, scans of the same file."""

    # Days that may lie ahead of today, and days of somebody else's life.
    ahead: tuple[str, ...] = ()
    of_another: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        person = self.instance.person
        if "proof" in self.fields:
            self.fields["proof"].queryset = (
                person.attachments.standing().exclude(section=Section.PHOTO).order_by("section", "pk")
            )

    def clean(self):
        """No day before the person was born, none that has not come."""
        data = super().clean()
        born, today = self.instance.person.birth_date, timezone.localdate()
        for name, value in list(data.items()):
            if not isinstance(value, date):
                continue
            label = self.fields[name].label
            if value > today and name not in self.ahead:
                self.add_error(name, f"{label}（{chinese_date(value)}）还没有到，请核对。")
            elif value <= born and name not in self.of_another:
                self.add_error(name, f"{label}早于本人出生日期（{chinese_date(born)}），请核对。")
        return data


class EducationForm(SectionForm):
    """A course of study (P2.3, P3.6)."""

    level = _one_of("学历", Education.choices)
    study = _one_of("学习形式", Study.choices)
    school = _words("毕业院校", 60)
    subject = _words("专业", 60, required=False)
    started_on = DayField(label="入学时间", required=False)
    finished_on = DayField(label="毕业时间", required=False, help_text="在读的留空，毕业后再补")
    certificate_number = _words("证书编号", 40, required=False)
    proof = ProofField()

    class Meta:
        model = EducationRecord
        fields = [
            "level",
            "study",
            "school",
            "subject",
            "started_on",
            "finished_on",
            "certificate_number",
            "proof",
        ]


class ResumeForm(SectionForm):
    """What somebody did before and beside the posts of this system."""

    started_on = DayField(label="起")
    ended_on = DayField(label="止", required=False, help_text="至今的留空")
    text = _words("在何地、何单位、任何职", 120)

    class Meta:
        model = ResumeEntry
        fields = ["started_on", "ended_on", "text"]


class YearGradeForm(SectionForm):
    """The grade of a year, as the assessment paper states it."""

    year = forms.IntegerField(label="年度", min_value=EARLIEST_YEAR)
    grade = _one_of("等次", Grade.choices)
    document_number = _words("文号", 60, required=False)

    class Meta:
        model = YearGrade
        fields = ["year", "grade", "document_number"]

    def clean_year(self):
        """A year that has not begun has no grade."""
        year = self.cleaned_data["year"]
        if year > timezone.localdate().year:
            raise forms.ValidationError(f"{year}年还没有到，请核对年度。")
        return year


class HonourForm(SectionForm):
    """A reward or a sanction."""

    ahead = ("holds_to",)

    kind = _one_of("类别", HonourKind.choices)
    level = _one_of("级别", HonourLevel.choices)
    name = _words("名称", 80)
    given_on = DayField(label="批准日期")
    given_by = _words("批准机关", 60)
    document_number = _words("文号", 60, required=False, help_text="惩处必须填写")
    holds_to = DayField(
        label="有效至", required=False, help_text="处分填影响期的最后一日；奖励长期有效的留空"
    )
    proof = ProofField()

    class Meta:
        model = Honour
        fields = [
            "kind",
            "level",
            "name",
            "given_on",
            "given_by",
            "document_number",
            "holds_to",
            "proof",
        ]

    def clean(self):
        """A sanction rests on a document."""
        data = super().clean()
        if data.get("kind") == HonourKind.SANCTION and not data.get("document_number"):
            self.add_error("document_number", "惩处须填写文号。")
        return data


class FamilyForm(SectionForm):
    """Spouse or child, for relief (P6.6): a name, a relation, a birth date."""

    of_another = ("birth_date",)

    relation = _one_of("称谓", Relation.choices)
    name = CellField(label="姓名", normalise=cells.name, max_length=60)
    birth_date = DayField(label="出生日期", required=False)

    class Meta:
        model = FamilyMember
        fields = ["relation", "name", "birth_date"]

    def clean(self):
        """A child is younger than the parent."""
        data = super().clean()
        birth, child = data.get("birth_date"), data.get("relation") in {Relation.SON, Relation.DAUGHTER}
        if birth and child and birth <= self.instance.person.birth_date:
            self.add_error("birth_date", "子女的出生日期早于本人，请核对。")
        return data


# Which form the rows of a section have; every page, address and button of rows is made from this.
FORMS: dict[str, type[SectionForm]] = {
    Section.EDUCATION: EducationForm,
    Section.RESUME: ResumeForm,
    Section.YEAR_GRADES: YearGradeForm,
    Section.HONOURS: HonourForm,
    Section.FAMILY: FamilyForm,
}


class _FileForm(SaysWhatIsMissing, forms.Form):
    """A file chosen on the PC. What it is, is found from its content."""

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


class AttachmentForm(_FileForm):
    """A scan for the file."""

    section = _one_of("材料类别", [(section.value, section.label) for section in SCANNED])
    title = _words("材料名称", 120, required=False, help_text="如“身份证复印件”；不填的用文件名")
    file = forms.FileField(
        label="文件",
        help_text=f"PDF、JPG 或 PNG，最大 {scans.MOST_MEGABYTES} MB；只存工作人员本人的材料，"
        "不得上传服务对象的任何资料",
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )


class PhotoForm(_FileForm):
    """A photo for the file and the registration sheet."""

    file = forms.FileField(
        label="照片",
        help_text=f"竖版证件照，JPG 或 PNG，至少 {scans.PHOTO_SMALLEST[0]}×{scans.PHOTO_SMALLEST[1]} 像素",
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png"}),
    )


WHO = (("serving", "在任人员"), ("all", "全部档案"))


class CompletenessFilter(forms.Form):
    """What narrows the list of files."""

    on = DayField(label="截至日期", required=False)
    township = forms.ChoiceField(label="档案管理单位", required=False)
    section = forms.ChoiceField(
        label="缺哪一部分",
        required=False,
        choices=[("", "任何一部分"), *((section.value, section.label) for section in COUNTED)],
    )
    kind = forms.ChoiceField(label="现任岗位", required=False, choices=[("", "全部"), *PostKind.choices])
    who = forms.ChoiceField(label="人员", required=False, choices=WHO)
    state = forms.ChoiceField(
        label="只看",
        required=False,
        choices=[("missing", "有缺项的"), ("complete", SectionState.PRESENT.label), ("all", "全部")],
    )

    def __init__(self, data, *, user, on):
        super().__init__(data)
        units = Unit.objects.visible_to(user, Action.FILE_VIEW).on(on)
        units = units.filter(level__in=[Level.COUNTY, Level.TOWNSHIP]).order_by("code")
        choices = list(units.values_list("code", "short_name"))
        self.fields["township"].choices = [("", "全部"), *choices]
        if len(choices) <= 1:
            del self.fields["township"]
