"""Forms of the month: what narrows its lists, why somebody is put off, when a part was paid."""

from decimal import Decimal

from django import forms
from django.db.models import F, Q

from guanling.documents import cells
from guanling.forms import DayField, SaysWhatIsMissing, StaffText, TownshipFilter
from payroll.models import Entry, Part
from payroll.queries.months import SORTS
from payroll.rules.compare import Cause


class MoneyField(forms.DecimalField):
    """An amount in yuan to the fen, also as people type it: full-width digits, thousands' commas."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "maxlength": 16, "autocomplete": "off"})

    def __init__(self, **kwargs):
        super().__init__(
            max_digits=14,
            decimal_places=2,
            error_messages={
                "invalid": "不是金额，请写成 1700.00。",
                "max_decimal_places": "金额最多两位小数。",
                "max_digits": "金额太大，请核对。",
                "max_whole_digits": "金额太大，请核对。",
            },
            **kwargs,
        )

    def to_python(self, value):
        """Read what was typed."""
        if isinstance(value, str):
            value = cells.tidy(value).replace("。", ".").replace(",", "").removesuffix("元").strip()
        return super().to_python(value)


class MonthField(forms.CharField):
    """A month as 2016-09, chosen by the browser's own field; its first day comes out."""

    widget = forms.DateInput(attrs={"type": "month", "placeholder": "2016-09"})

    def to_python(self, value):
        """Return the month's first day."""
        value = super().to_python(value)
        if not value:
            return None
        try:
            return DayField().to_python(f"{value.strip()}-01")
        except forms.ValidationError:
            raise forms.ValidationError("月份应写成 2016-09。") from None


class PartFilter(forms.Form):
    """Narrows and sorts the entries of a part."""

    village = forms.ChoiceField(label="单位", required=False)
    name = forms.CharField(label="姓名", required=False, max_length=20)
    which = forms.ChoiceField(
        label="范围",
        required=False,
        choices=[
            ("", "全部"),
            ("problem", "有问题的"),
            ("withheld", "暂缓发放的"),
            ("changed", "与上月不同的"),
        ],
    )
    sort = forms.ChoiceField(
        label="排序", required=False, choices=[(key, label) for key, (label, _) in SORTS.items()]
    )

    def __init__(self, data, *, villages):
        super().__init__(data)
        self.fields["village"].choices = [("", "全部"), *villages]

    def narrow(self, rows):
        """Return the entries that were asked for, sorted; what is not understood narrows nothing."""
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("village"):
            rows = rows.filter(unit_code=wanted["village"])
        if wanted.get("name"):
            rows = rows.filter(person_name__contains=wanted["name"].strip())
        if wanted.get("which") == "problem":
            rows = rows.filter(troubled=True)
        elif wanted.get("which") == "withheld":
            rows = rows.exclude(withheld_reason="")
        elif wanted.get("which") == "changed":
            rows = rows.filter(Q(before=None) | ~Q(net=F("before")) | ~Q(withheld_reason=""))
        return rows.order_by(*SORTS[self.sorting][1])

    @property
    def sorting(self) -> str:
        """By what is sorted."""
        return self.cleaned_data.get("sort") or "unit"


class ChangeFilter(forms.Form):
    """Narrows the comparison of two months."""

    unit = forms.ChoiceField(label="乡镇（街道）", required=False)
    cause = forms.ChoiceField(
        label="原因", required=False, choices=[("", "全部"), *((one.value, one.value) for one in Cause)]
    )
    name = forms.CharField(label="姓名", required=False, max_length=20)

    def __init__(self, data, *, units=()):
        super().__init__(data)
        self.fields["unit"].choices = [("", "全部"), *units]
        if len(units) <= 1:
            del self.fields["unit"]

    def narrow(self, rows):
        """Return the rows that were asked for; what is not understood narrows nothing."""
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("unit"):
            rows = [row for row in rows if str(row.part_unit) == wanted["unit"]]
        if wanted.get("cause"):
            rows = [
                row for row in rows if any(one.cause == wanted["cause"] for one in row.change.differences)
            ]
        if wanted.get("name"):
            rows = [row for row in rows if wanted["name"].strip() in row.name]
        return rows


class WithholdForm(SaysWhatIsMissing, forms.Form):
    """Why somebody is put off."""

    reason = StaffText((Entry, "withheld_reason"), label="暂缓原因", help_text="")


class ReturnForm(SaysWhatIsMissing, forms.Form):
    """Why a part goes back."""

    reason = StaffText((Part, "return_reason"), label="退回原因", help_text="")


class PaymentForm(SaysWhatIsMissing, forms.Form):
    """When a part was paid, whether in full, why late."""

    paid_on = DayField(label="发放日期")
    shortfall = MoneyField(
        label="欠发金额（元）",
        required=False,
        min_value=0,
        help_text="足额发放的不填；没有足额发放的填差额。",
    )
    shortfall_reason = StaffText((Part, "shortfall_reason"), required=False, help_text="有欠发的必须写明。")
    late_reason = StaffText((Part, "late_reason"), required=False, help_text="晚于应发日期的必须写明。")

    def clean_shortfall(self):
        """Nothing typed is paid in full."""
        return self.cleaned_data["shortfall"] or Decimal(0)


class PaymentFilter(TownshipFilter):
    """Narrows the list of payments."""

    field_order = ("year", "township", "which")
    year = forms.ChoiceField(label="年度", required=False)
    which = forms.ChoiceField(
        label="发放情况",
        required=False,
        choices=[
            ("", "全部"),
            ("late", "迟发或逾期未发的"),
            ("short", "有欠发的"),
            ("open", "还没有登记发放的"),
            ("paid", "已发放的"),
        ],
    )

    def __init__(self, data, *, years, townships):
        super().__init__(data, townships=townships)
        self.fields["year"].choices = [("", "全部"), *((str(year), f"{year}年") for year in years)]

    def narrow(self, rows):
        """Return the parts that were asked for; what is not understood narrows nothing."""
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("township"):
            rows = [row for row in rows if row.unit.code == wanted["township"]]
        tests = {
            "late": lambda row: row.late,
            "short": lambda row: row.shortfall,
            "open": lambda row: row.paid_on is None,
            "paid": lambda row: row.paid_on is not None,
        }
        if test := tests.get(wanted.get("which")):
            rows = [row for row in rows if test(row)]
        return rows
