"""Forms of the pension accrual."""

from django import forms

from guanling.documents import cells
from guanling.forms import CellField, DayField, SaysWhatIsMissing, StaffText, TownshipFilter
from payroll.enums import AccrualKind, GapKind
from payroll.models import PensionBatch, PensionContribution
from payroll.queries.pension import MATCHES

SORTS = {
    "village": ("按村", ("village_code", "person__pinyin", "person", "year_to", "pk")),
    "day": ("按满年日期", ("year_to", "village_code", "person__pinyin", "pk")),
    "nth": ("按第几个满年", ("-nth", "village_code", "person__pinyin", "pk")),
}


class RowFilter(TownshipFilter):
    """Narrows and sorts the rows of a batch."""

    field_order = ("township", "kind", "name", "sort")
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *AccrualKind.choices])
    name = forms.CharField(label="姓名", required=False, max_length=20)
    sort = forms.ChoiceField(
        label="排序", required=False, choices=[(key, label) for key, (label, _) in SORTS.items()]
    )

    def narrow(self, rows):
        """Return the rows that were asked for; what is not understood narrows nothing."""
        self.is_valid()
        wanted = self.cleaned_data
        if township := wanted.get("township"):
            rows = rows.filter(township_code=township)
        if kind := wanted.get("kind"):
            rows = rows.filter(kind=kind)
        if name := wanted.get("name"):
            rows = rows.filter(person_name__contains=name)
        return rows.order_by(*SORTS[wanted.get("sort") or "village"][1])

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return any(self.cleaned_data.get(name) for name in ("township", "kind", "name"))


class GapFilter(RowFilter):
    """Narrows and sorts the full years that accrue nothing."""

    kind = forms.ChoiceField(label="原因", required=False, choices=[("", "全部"), *GapKind.choices])


class MatchFilter(forms.Form):
    """Narrows what was accrued and paid in."""

    township = forms.ChoiceField(label="乡镇（街道）", required=False)
    state = forms.ChoiceField(label="对账", required=False, choices=[("", "全部"), *MATCHES.items()])
    name = forms.CharField(label="姓名", required=False, max_length=20)

    def __init__(self, data, *, townships):
        super().__init__(data)
        self.fields["township"].choices = [("", "全部"), *((name, name) for name in townships)]
        if len(townships) <= 1:
            del self.fields["township"]

    def narrow(self, rows):
        """Return the rows that were asked for."""
        self.is_valid()
        wanted = self.cleaned_data
        return [
            row
            for row in rows
            if (not wanted.get("township") or row.township == wanted["township"])
            and (not wanted.get("state") or row.state == wanted["state"])
            and (not wanted.get("name") or wanted["name"] in row.name)
        ]


class ForecastFilter(TownshipFilter):
    """Narrows who is expected to complete a year."""

    field_order = ("township", "month")
    month = forms.ChoiceField(
        label="满年月份",
        required=False,
        choices=[("", "全部"), *((str(month), f"{month}月") for month in range(1, 13))],
    )

    def narrow(self, rows):
        """Return the rows that were asked for."""
        self.is_valid()
        wanted = self.cleaned_data
        return [
            row
            for row in rows
            if (not wanted.get("township") or row.served.township_code == wanted["township"])
            and (not wanted.get("month") or row.month == int(wanted["month"]))
        ]


class ReturnForm(SaysWhatIsMissing, forms.Form):
    """Why finance gives the batch back."""

    reason = StaffText((PensionBatch, "return_reason"), label="退回原因", rows=2)


class ConfirmForm(SaysWhatIsMissing, forms.Form):
    """Under which document the batch is confirmed."""

    document_number = forms.CharField(
        label="确认文号", max_length=60, help_text="如 关财社〔2017〕9号。确认后花名册编号归档，不能再改。"
    )


class PaidForm(SaysWhatIsMissing, forms.Form):
    """When the sum was paid in, by which voucher."""

    paid_on = DayField(label="缴费日期")
    payment_number = forms.CharField(label="缴费凭证号", max_length=60)


class MoneyField(CellField):
    """An amount above zero with two places at most, also when typed with full-width digits."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        normalise = cells.decimal(places=2, low="0.01", high="999999.99")
        super().__init__(normalise=normalise, max_length=16, **kwargs)


class ContributionForm(SaysWhatIsMissing, forms.Form):
    """What was paid in for somebody."""

    person = forms.ModelChoiceField(label="人员", queryset=None, empty_label="请选择")
    amount = MoneyField(label="缴费金额", help_text="元，最多两位小数。")
    paid_on = DayField(label="缴费日期")
    document_number = forms.CharField(label="凭证号", max_length=60)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class RevokeForm(SaysWhatIsMissing, forms.Form):
    """Why a contribution is struck out."""

    reason = StaffText((PensionContribution, "revoked_reason"), label="作废原因", rows=2)
