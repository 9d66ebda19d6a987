"""Forms of the month."""

from decimal import Decimal

from django import forms

from appraisal.models import ITEMS, Entry, Finding
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

    class Meta:
        model = Finding
        fields = ["found_on", "deduction", "reason", "document_number"]
        widgets = {"found_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    field_order = ["director", "found_on", "deduction", "reason", "document_number"]

    def __init__(self, *args, directors=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["director"].choices = [("", "请选择"), *directors]
        self.fields["deduction"].widget.attrs |= {"step": "0.5", "min": "0.5"}
