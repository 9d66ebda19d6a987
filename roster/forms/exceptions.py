"""Forms of exceptions to the number of places."""

from django import forms

from guanling.documents import cells
from guanling.forms import CellField, DatedTownshipFilter, DayField, SaysWhatIsMissing
from roster.enums import ExceptionState

MOST_EXTRA = 20  # more is a slip of the hand


class ExceptionFilter(DatedTownshipFilter):
    """What narrows the list of exceptions."""

    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), *ExceptionState.choices],
    )


class ExceptionForm(SaysWhatIsMissing, forms.Form):
    """Asking for places beyond the number."""

    extra = forms.IntegerField(label="超编名额", min_value=1, max_value=MOST_EXTRA, initial=1)
    valid_from = DayField(label="自")
    valid_to = DayField(label="至", required=False, help_text="留空表示到另行终止为止")
    reason = CellField(
        label="理由",
        normalise=cells.text(200),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="为什么核定名额不够，何时能回到核定数",
    )

    def clean(self):
        """It does not end before it begins."""
        data = super().clean()
        start, end = data.get("valid_from"), data.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", "止日不能早于起日。")
        return data


class ApproveForm(SaysWhatIsMissing, forms.Form):
    """Approving it."""

    document_number = CellField(label="核准文号", normalise=cells.text(60), max_length=60)


class RefuseForm(SaysWhatIsMissing, forms.Form):
    """Refusing it."""

    remark = CellField(label="不予核准的理由", normalise=cells.text(200), max_length=200)


class EndForm(SaysWhatIsMissing, forms.Form):
    """Ending an approved one before its own last day."""

    last_day = DayField(label="最后一日", help_text="次日起不再有这些名额；已任职的人员不受影响，显示为超编")
    reason = CellField(label="终止原因", normalise=cells.text(200), max_length=200)
