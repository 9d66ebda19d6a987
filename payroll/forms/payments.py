"""Forms of paying out: why a bank file is taken out, the bank's answer, why a transfer goes out again."""

from django import forms

from guanling.documents import cells
from guanling.forms import CellField, SaysWhatIsMissing, TownshipFilter
from payroll.enums import TransferState
from payroll.models import Transfer


class DownloadForm(SaysWhatIsMissing, forms.Form):
    """For what a file with full account numbers is taken out."""

    reason = CellField(
        label="用途",
        normalise=cells.text(200),
        max_length=200,
        initial="报送代发银行",
        help_text="文件含完整银行账号；下载人、时间和用途写入查阅记录",
    )


class ReturnForm(SaysWhatIsMissing, forms.Form):
    """The bank's answer."""

    file = forms.FileField(
        label="回盘文件",
        help_text="上传银行返回的原文件，不要改动；整份核对无误才登记，有一行不对就整份退回",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        allow_empty_file=True,
    )


class ResendForm(SaysWhatIsMissing, forms.Form):
    """Why a failed transfer may go out again to the same account."""

    reason = CellField(
        label="理由",
        normalise=cells.text(200),
        max_length=Transfer._meta.get_field("resend_reason").max_length,
        help_text="如“银行系统超时，已与银行核实账号无误”；账号有误的请先在人员档案更正，不用填这里",
    )


class TransferFilter(TownshipFilter):
    """Narrows the transfers of a month."""

    field_order = ("township", "state", "name")
    OWED = "owed"
    state = forms.ChoiceField(
        label="结果",
        required=False,
        choices=[("", "全部"), (OWED, "失败待补发"), *TransferState.choices],
    )
    name = forms.CharField(label="户名", required=False, max_length=60)

    def narrow(self, transfers):
        """Return those of ``transfers`` that were asked for; a made-up choice narrows nothing."""
        self.is_valid()
        asked = self.cleaned_data
        if township := asked.get("township"):
            transfers = transfers.filter(entry__part__unit__code=township)
        if asked.get("state") == self.OWED:
            transfers = transfers.open_failed()
        elif state := asked.get("state"):
            transfers = transfers.filter(state=state)
        if name := asked.get("name"):
            transfers = transfers.filter(account_name__contains=name.strip())
        return transfers
