"""Forms of the month."""

from decimal import Decimal

from django import forms
from django.db.models import F

from appraisal.enums import ResultStatus
from appraisal.forms.fields import StaffText
from appraisal.models import ITEMS, Correction, Entry, Finding
from appraisal.wording import plain
from guanling.documents import cells


class RowForm(forms.Form):
    """One row of a sheet as typed: six scores, the deduction, the remark. Half-width or full-width digits."""

    seen = forms.CharField(required=False)
    note = forms.CharField(required=False, max_length=Entry._meta.get_field("note").max_length)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in (*ITEMS, "deduction"):
            self.fields[name] = ScoreField(label=Entry._meta.get_field(name).verbose_name)

    @property
    def figures(self):
        """Return {item: score or None} of a valid form."""
        return {item: self.cleaned_data[item] for item in ITEMS}

    @property
    def deduction(self):
        """Return the deduction; nothing typed means none."""
        return self.cleaned_data["deduction"] or Decimal(0)


class ScoreField(forms.DecimalField):
    """A score with one place at most, also when typed with full-width digits or a Chinese full stop."""

    def __init__(self, **kwargs):
        model_field = Entry._meta.get_field(ITEMS[0])
        super().__init__(
            required=False,
            max_digits=model_field.max_digits,
            decimal_places=model_field.decimal_places,
            error_messages={
                "invalid": "不是数字",
                "max_decimal_places": "最多一位小数",
                "max_digits": "数字太大",
                "max_whole_digits": "数字太大",
            },
            **kwargs,
        )

    def to_python(self, value):
        """Read what was typed as people type it."""
        return super().to_python(cells.tidy(value).replace("。", ".") if isinstance(value, str) else value)


class FindingForm(forms.ModelForm):
    """A supervision finding about a director of the chosen township."""

    director = forms.ChoiceField(label="人口主任")

    reason = StaffText((Finding, "reason"))

    class Meta:
        model = Finding
        fields = ["found_on", "deduction", "reason", "document_number"]
        widgets = {"found_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    field_order = ["director", "found_on", "deduction", "reason", "document_number"]

    def __init__(self, *args, directors=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["director"].choices = [("", "请选择"), *directors]
        self.fields["deduction"].widget.attrs |= {"step": "0.5", "min": "0.5"}


class FrameForm(forms.Form):
    """What the bureau itself words on a circular."""

    number_mark = forms.CharField(
        label="发文机关代字", max_length=20, help_text="文号中年份之前的字，如“关人口计生通”。"
    )
    copies = forms.CharField(label="抄送机关", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    requirements = forms.CharField(
        label="工作要求", max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class NoticeForm(FrameForm):
    """What the bureau itself words on a correction notice: no requirements stand on it."""

    requirements = None
    field_order = ["number_mark", "copies"]


class CorrectionForm(forms.Form):
    """Other figures for a row of an issued month, beginning with those that hold, and what they rest on."""

    reason = StaffText(
        (Correction, "reason"),
        label="更正理由",
        rows=2,
        help_text="照此写入更正通知，如“漏登8月12日参加县级培训”。",
    )
    document_number = forms.CharField(
        label="依据文号",
        max_length=Correction._meta.get_field("document_number").max_length,
        help_text="乡镇的书面申请或核查报告的文号。",
    )

    def __init__(self, *args, holding, **kwargs):
        initial = {name: None if value is None else plain(value) for name, value in holding.items()}
        super().__init__(*args, initial=initial, **kwargs)
        for name in holding:
            # A plain text field: number fields refuse full-width digits.
            widget = forms.TextInput(attrs={"inputmode": "decimal", "maxlength": 6, "autocomplete": "off"})
            self.fields[name] = ScoreField(label=Entry._meta.get_field(name).verbose_name, widget=widget)
            self.fields[name].required = True
        self.order_fields([*holding, "reason", "document_number"])


class ResultFilter(forms.Form):
    """Narrows the ranking table."""

    township = forms.ChoiceField(label="乡镇（街道）", required=False)
    band = forms.ChoiceField(label="档次", required=False)
    status = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *ResultStatus.choices])
    name = forms.CharField(label="姓名", required=False, max_length=20)
    sort = forms.ChoiceField(
        label="排序",
        required=False,
        choices=[("", "按全县名次"), ("village", "按乡镇和村"), ("down", "退步最多"), ("up", "进步最多")],
    )

    def __init__(self, *args, townships, bands, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["township"].choices = [("", "全部"), *townships]
        self.fields["band"].choices = [("", "全部"), *((band, band) for band in bands)]

    def narrow(self, rows):
        """Return the results that were asked for; what is not understood narrows nothing."""
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("township"):
            rows = rows.filter(township_code=wanted["township"])
        for name in ("band", "status"):
            if wanted.get(name):
                rows = rows.filter(**{name: wanted[name]})
        if wanted.get("name"):
            rows = rows.filter(person_name__contains=wanted["name"])
        moved = F("previous_county_rank") - F("county_rank")
        orders = {
            "village": ["village_code", "pk"],
            "up": [moved.desc(nulls_last=True), "pk"],
            "down": [moved.asc(nulls_last=True), "pk"],
        }
        return rows.order_by(*orders[wanted["sort"]]) if wanted.get("sort") else rows
