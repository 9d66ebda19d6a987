"""Forms of the budget and of the lines of pay."""

from decimal import Decimal

from django import forms

from guanling.documents import cells
from guanling.forms import CellField, SaysWhatIsMissing, StaffText
from payroll.enums import Source
from payroll.models import BudgetLine
from payroll.models.budget import EARLIEST_YEAR, LATEST_YEAR
from payroll.queries.budget import ALL_ITEMS, SORTS

NUMBER = BudgetLine._meta.get_field("document_number").max_length
MOST = Decimal("999999999999.99")
FIXED, ALL = "", "all"


class AmountField(CellField):
    """An amount in yuan as people type it: 20,400 or full-width digits; empty is no figure."""

    def __init__(self, **kwargs):
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 18})
        )
        super().__init__(normalise=cells.decimal(places=2, low=0, high=MOST), required=False, **kwargs)


class YearField(forms.IntegerField):
    """A year of the budget."""

    def __init__(self, **kwargs):
        super().__init__(
            min_value=EARLIEST_YEAR,
            max_value=LATEST_YEAR,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6, "maxlength": 4}),
            error_messages={"invalid": "请写四位年份。", "required": "请填写年度。"},
            **kwargs,
        )


class BudgetFilter(forms.Form):
    """What of the budget is shown."""

    year = YearField(label="年度", required=False)
    unit = forms.ChoiceField(label="单位", required=False)
    item = forms.ChoiceField(label="项目", required=False, choices=[("", "全部"), *ALL_ITEMS])

    def __init__(self, data, *, units):
        super().__init__(data)
        self.fields["unit"].choices = [("", "全部"), *units]
        if len(units) <= 1:
            del self.fields["unit"]


class BudgetGridForm(SaysWhatIsMissing, forms.Form):
    """The document by which figures of the grid are entered, and why those change that stand."""

    document_number = CellField(
        label="预算文号", normalise=cells.text(NUMBER), max_length=NUMBER, help_text="批准预算或调整的文件。"
    )
    reason = StaffText((BudgetLine, "reason"), required=False, help_text="改动已录入的数时必填。")


class BudgetUploadForm(SaysWhatIsMissing, forms.Form):
    """A workbook of planned figures."""

    file = forms.FileField(
        label="工作簿",
        help_text="列名与导出的预算表相同：年度、单位、项目、预算金额、文号、调整原因。有一行不对就都不录入。",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"empty": "文件是空的（0 字节），请核对后重新上传。"},
    )


class BudgetRejectForm(SaysWhatIsMissing, forms.Form):
    """Why figures are rejected."""

    reason = StaffText((BudgetLine, "decision_reason"), label="未通过的原因")


class LineFilter(forms.Form):
    """What narrows the lines of pay; ``year`` and ``month`` are those of the payment."""

    year = YearField(label="发放年度", required=False)
    month = forms.ChoiceField(
        label="月份",
        required=False,
        choices=[("", "全年"), *((str(number), f"{number}月") for number in range(1, 13))],
    )
    unit = forms.ChoiceField(label="乡镇（街道）", required=False)
    item = forms.ChoiceField(label="项目", required=False, choices=[("", "全部"), *ALL_ITEMS])
    source = forms.ChoiceField(label="来源", required=False, choices=[("", "全部"), *Source.choices])
    state = forms.ChoiceField(
        label="范围", required=False, choices=[(FIXED, "已确认"), (ALL, "含未确认和暂缓")]
    )
    name = forms.CharField(label="姓名", required=False, max_length=20)
    sort = forms.ChoiceField(
        label="排序",
        required=False,
        choices=[("", "月份"), ("name", "姓名"), ("amount", "金额从大到小"), ("-amount", "金额从小到大")],
    )

    def __init__(self, data, *, units):
        super().__init__(data)
        self.fields["unit"].choices = [("", "全部"), *units]
        if len(units) <= 1:
            del self.fields["unit"]

    def narrow(self, rows):
        """Return the lines that were asked for, in order; what is not understood narrows nothing."""
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("year"):
            rows = rows.filter(month__first_day__year=wanted["year"])
        if wanted.get("month"):
            rows = rows.filter(month__first_day__month=int(wanted["month"]))
        if wanted.get("unit"):
            rows = rows.filter(part__unit__code=wanted["unit"])
        if wanted.get("item"):
            rows = rows.filter(item=wanted["item"])
        if wanted.get("source"):
            rows = rows.filter(source=wanted["source"])
        if wanted.get("name"):
            rows = rows.filter(entry__person_name__contains=wanted["name"])
        if wanted.get("state") != ALL:
            rows = rows.fixed()
        return rows.order_by(*SORTS[wanted.get("sort") or ""])
