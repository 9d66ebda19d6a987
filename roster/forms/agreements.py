"""Forms of agreements: filters, making out, signing, sending back, declaring void, settling a term."""

from django import forms

from guanling.documents import cells
from guanling.forms import CellField, DatedTownshipFilter, DayField, SaysWhatIsMissing
from roster.enums import AGREEMENT_SIDES, AgreementKind, Side
from roster.forms import LateReasonField
from roster.queries.agreements import STATES

EXTRA_LINES, EXTRA_LENGTH = 6, 60


class AgreementFilter(DatedTownshipFilter):
    """What narrows the list of who needs an agreement. The kind is a tab, carried along."""

    state = forms.ChoiceField(
        label="只看",
        required=False,
        choices=[
            ("", "全部"),
            ("unsigned", "未签（含未生成）"),
            *STATES.items(),
            ("done", "已签（含已备案）"),
        ],
    )
    kind = forms.ChoiceField(
        required=False,
        choices=[("", AgreementKind.CONTRACT.label), *AgreementKind.choices],
        widget=forms.HiddenInput,
    )


class FilingFilter(DatedTownshipFilter):
    """What narrows the list of what waits for the county's filing."""

    kind = forms.ChoiceField(label="文书", required=False, choices=[("", "全部"), *AgreementKind.choices])


class ExtraField(forms.CharField):
    """A few lines of the township's own on a duty sheet."""

    def __init__(self):
        super().__init__(
            label="本单位补充的职责",
            required=False,
            strip=True,
            widget=forms.Textarea(attrs={"rows": EXTRA_LINES}),
            help_text=f"可不填；最多{EXTRA_LINES}行、每行{EXTRA_LENGTH}字以内。只写岗位工作，不得写群众的姓名、住址等个人信息。",
        )

    def clean(self, value):
        """Return the lines, tidied as a workbook's cells are."""
        lines = [line for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > EXTRA_LINES:
            raise forms.ValidationError(f"最多{EXTRA_LINES}行，现有{len(lines)}行。")
        try:
            return "\n".join(cells.text(EXTRA_LENGTH)(line) for line in lines)
        except cells.CellError as error:
            raise forms.ValidationError(f"{error}。") from None


class PrepareForm(forms.Form):
    """What may be added when an agreement is made out: for a duty sheet, some lines."""

    extra = ExtraField()

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        if kind != AgreementKind.DUTY_SHEET:
            del self.fields["extra"]


class TermForm(SaysWhatIsMissing, forms.Form):
    """The last day of a director's term that the register did not have (N3.3)."""

    last_day = DayField(label="聘期止日", required=False)
    document_number = CellField(label="文号", normalise=cells.text(60), required=False, max_length=60)
    late_reason = LateReasonField()


class SignaturesForm(forms.Form):
    """The day on which each side of one agreement signed; empty where it has not."""

    def __init__(self, *args, agreement, **kwargs):
        super().__init__(*args, **kwargs)
        for side, day in agreement.sides:
            self.fields[side.value] = DayField(label=f"{side.label}签订日期", required=False, initial=day)

    def days(self):
        """Return {side: day or None}."""
        return {Side(name): day for name, day in self.cleaned_data.items()}


class SignAllForm(SaysWhatIsMissing, forms.Form):
    """Which sides signed the ticked agreements, and on which day."""

    sides = forms.MultipleChoiceField(label="已签的各方", widget=forms.CheckboxSelectMultiple)
    day = DayField(label="签订日期")

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        sides = AGREEMENT_SIDES[AgreementKind(kind)]
        self.fields["sides"].choices = [(side.value, side.label) for side in sides]
        self.initial.setdefault("sides", [side.value for side in sides])
        self.fields["sides"].error_messages["required"] = "请勾选已签的各方。"


class VoidForm(SaysWhatIsMissing, forms.Form):
    """Why an agreement is declared void."""

    reason = CellField(label="作废原因", normalise=cells.text(200), max_length=200)


class ReturnForm(SaysWhatIsMissing, forms.Form):
    """Why the county sends a signed agreement back."""

    remark = CellField(label="退回原因", normalise=cells.text(200), max_length=200)
