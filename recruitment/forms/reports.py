"""Forms of the report: costs, the whole file, the filter of the people behind a rate."""

from django import forms

from guanling.forms import DayField, SaysWhatIsMissing, StaffText
from recruitment.models import Cost, RoundFile


class CostForm(SaysWhatIsMissing, forms.Form):
    """What was spent, by its voucher."""

    item = StaffText((Cost, "item"), help_text="如：考务费、场地费、体检费。")
    amount = forms.DecimalField(
        label="金额（元）",
        max_digits=10,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 12}),
        error_messages={"invalid": "不是数字。", "max_decimal_places": "最多两位小数。"},
    )
    spent_on = DayField(label="支出日期")
    voucher = StaffText((Cost, "voucher"), help_text="同一张凭证的同一项只登记一次。")


class FileForm(SaysWhatIsMissing, forms.Form):
    """Why somebody takes the whole file of a round out."""

    reason = StaffText(
        (RoundFile, "reason"), rows=2, help_text="档案内有个人信息，导出人、时间和用途留下记录。"
    )


class PeopleFilter(forms.Form):
    """Whose way of selection is asked for."""

    township = forms.CharField(required=False, max_length=9)
    way = forms.ChoiceField(
        required=False,
        choices=[("", "全部"), ("open", "公开选聘"), ("other", "其他方式"), ("unknown", "没有登记")],
    )
