"""Form fields and filters that pages of all parts share."""

from django import forms

from guanling.documents import cells


class DayField(forms.DateField):
    """A day, entered by the browser's own date field."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y年%m月%d日"])
        super().__init__(**kwargs)


class CellField(forms.CharField):
    """Text that obeys the same normaliser as a workbook's cell."""

    def __init__(self, *, normalise, **kwargs):
        self.normalise = normalise
        super().__init__(**kwargs)

    def clean(self, value):
        """Return the normalised text; a cell's refusal is the field's error."""
        value = super().clean(value)
        if not value:
            return value
        try:
            result = self.normalise(value)
        except cells.CellError as error:
            raise forms.ValidationError(str(error)) from None
        return result.value if isinstance(result, cells.Noted) else result


NO_RESIDENTS = "不写群众个人信息"


class StaffText(CellField):
    """Free text about staff and their work; an identity or telephone number in it is refused.

    ``of``: (model, field) whose label and length it has, ``less`` what a service adds to it; ``most``: the
    length where the column has none (encrypted text); ``rows`` lines, or one line where there are none.
    """

    def __init__(self, of, *, rows=None, less=0, most=None, **kwargs):
        model, name = of
        field = model._meta.get_field(name)
        most = (most or field.max_length) - less
        kwargs.setdefault("label", field.verbose_name)
        kwargs.setdefault("help_text", NO_RESIDENTS)
        if rows:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        normalise = cells.paragraphs(most) if rows else cells.text(most)
        super().__init__(normalise=normalise, max_length=most, **kwargs)

    def clean(self, value):
        """Return the normalised text; a personal number in it is refused."""
        value = super().clean(value)
        if value and (found := cells.personal_number(value)):
            raise forms.ValidationError(f"里面有{found}；{NO_RESIDENTS}，请删去。")
        return value


class SaysWhatIsMissing:
    """Empty fields are refused by their own names: 请填写姓名, 请选择单位."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            verb = "请选择" if isinstance(field, forms.ChoiceField | forms.ModelChoiceField) else "请填写"
            field.error_messages["required"] = f"{verb}{field.label}。"
            if isinstance(field, forms.DateField):
                field.error_messages["invalid"] = f"{field.label}不是日期，请写成 2016-09-05。"


class TownshipFilter(forms.Form):
    """Narrows a list by township; who sees one has nothing to choose."""

    township = forms.ChoiceField(label="乡镇（街道）", required=False)

    def __init__(self, data, *, townships):
        super().__init__(data)
        self.fields["township"].choices = [("", "全部"), *townships]
        if len(townships) <= 1:
            del self.fields["township"]


class DatedTownshipFilter(TownshipFilter):
    """Narrows a list that is seen on a day by township too."""

    field_order = ("on", "township")
    on = DayField(label="截至日期", required=False)


class AsOfForm(forms.Form):
    """The day on which a page is seen."""

    on = DayField(label="截至日期", required=False)
