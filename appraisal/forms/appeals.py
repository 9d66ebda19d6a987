"""Forms of appeals against a month or year."""

from decimal import Decimal

from django import forms

from appraisal.enums import AppealState
from appraisal.forms.fields import StaffText
from appraisal.forms.months import CorrectionForm
from appraisal.models import Appeal, YearResult
from guanling.documents import cells
from guanling.forms import CellField, DayField, SaysWhatIsMissing, TownshipFilter
from roster.enums import Grade

GRANT, REFUSE = "grant", "refuse"
OVERDUE = "overdue"
MONTH, YEAR = "month", "year"
NUMBER = Appeal._meta.get_field("document_number").max_length


class AppealFilter(TownshipFilter):
    """What narrows the list of appeals."""

    field_order = ("township",)
    kind = forms.ChoiceField(
        label="对象", required=False, choices=[("", "全部"), (MONTH, "月考核"), (YEAR, "年度考核")]
    )
    period = forms.CharField(
        label="期间",
        required=False,
        max_length=7,
        widget=forms.TextInput(attrs={"placeholder": "2016-09 或 2016", "size": 14}),
    )
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), (OVERDUE, "逾期未答复"), *AppealState.choices]
    )

    def narrow(self, rows, today):
        """Return the appeals that were asked for; what is not understood narrows nothing."""
        self.is_valid()
        wanted = self.cleaned_data
        if code := wanted.get("township"):
            rows = rows.filter(village_code__startswith=code)
        if kind := wanted.get("kind"):
            rows = rows.filter(result__isnull=kind == YEAR)
        state = wanted.get("state")
        if state == OVERDUE:
            rows = rows.waiting().filter(due_on__lt=today)
        elif state:
            rows = rows.filter(state=state)
        year, _, month = cells.tidy(wanted.get("period") or "").partition("-")
        if year.isdecimal() and month.isdecimal():
            rows = rows.filter(
                result__month__first_day__year=int(year), result__month__first_day__month=int(month)
            )
        elif year.isdecimal():
            of_year = rows.filter(year_result__year__year=int(year))
            rows = of_year | rows.filter(result__month__first_day__year=int(year))
        return rows


class AppealForm(SaysWhatIsMissing, forms.Form):
    """The person's own words."""

    text = StaffText(
        (Appeal, "text"),
        label="申诉理由",
        rows=6,
        help_text="写明对哪一项有异议、事实和依据；不写群众个人信息",
    )


class PaperAppealForm(AppealForm):
    """A paper appeal that an office types, with the day on it."""

    field_order = ("filed_on", "text")
    filed_on = DayField(label="书面申诉日期", help_text="收到本人签名的书面申诉的日期")


class ExamineForm(forms.Form):
    """What every examination says; the figures of a month or year come from the classes below."""

    outcome = forms.ChoiceField(
        label="核查建议",
        choices=[(GRANT, "支持，按更正后的数"), (REFUSE, "不予支持")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择核查建议。"},
    )

    def figures_missing(self, names):
        """Say of each figure left empty that granting needs it."""
        for name in names:
            if self.cleaned_data.get(name) is None and name not in self.errors:
                self.add_error(name, "支持申诉的，每一项都要填写。")

    @property
    def grants(self):
        """Whether it proposes to grant."""
        return self.cleaned_data["outcome"] == GRANT

    def number_missing(self):
        """Granting rests on a document."""
        if not self.cleaned_data.get("document_number"):
            self.add_error("document_number", "支持申诉的，请填写依据文号。")


class MonthExamineForm(ExamineForm, CorrectionForm):
    """Six scores and the deduction as they hold, to be changed, and what was found."""

    def __init__(self, *args, holding, **kwargs):
        super().__init__(*args, holding=holding, **kwargs)
        self.names = list(holding)
        for name in self.names:
            self.fields[name].required = False
        self.fields["reason"].label = "核查情况"
        self.fields["reason"].help_text = "支持的，照此写入答复书和更正通知；不写群众个人信息"
        self.fields["reason"].error_messages["required"] = "请填写核查情况。"
        self.fields["document_number"].required = False
        self.fields["document_number"].help_text = "核查报告的文号；支持申诉的必填"
        self.order_fields(["outcome", *self.names, "reason", "document_number"])

    def clean(self):
        """Granting needs every figure and a document."""
        if self.cleaned_data.get("outcome") == GRANT:
            self.figures_missing(self.names)
            self.number_missing()
        return self.cleaned_data


class YearExamineForm(ExamineForm):
    """The figures of a year that an appeal can put right, the grade, and what was found."""

    target_score = forms.DecimalField(
        label=YearResult._meta.get_field("target_score").verbose_name,
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(100),
        decimal_places=2,
    )
    satisfaction = forms.DecimalField(
        label=YearResult._meta.get_field("satisfaction").verbose_name,
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(100),
        decimal_places=2,
    )
    grade = forms.ChoiceField(
        label="更正后等次",
        required=False,
        choices=[("", "请选择"), *((g.value, g.label) for g in Grade if g != Grade.NO_GRADE)],
    )
    reason = StaffText((Appeal, "examination"), rows=3, label="核查情况")
    document_number = CellField(
        label="依据文号",
        normalise=cells.text(NUMBER),
        max_length=NUMBER,
        required=False,
        help_text="核查报告的文号；支持申诉的必填",
    )

    def __init__(self, *args, holding, **kwargs):
        initial = {name: getattr(holding, name) for name in ("target_score", "satisfaction", "grade")}
        super().__init__(*args, initial=initial, **kwargs)
        self.names = ["target_score", "satisfaction"]
        self.fields["reason"].error_messages["required"] = "请填写核查情况。"

    def clean(self):
        """Granting needs the grade and a document; a figure may stay unknown."""
        if self.cleaned_data.get("outcome") == GRANT:
            if not self.cleaned_data.get("grade"):
                self.add_error("grade", "请选择更正后等次。")
            self.number_missing()
        return self.cleaned_data


class DecideForm(SaysWhatIsMissing, forms.Form):
    """The decision and its reason, which the answer gives."""

    outcome = forms.ChoiceField(
        label="决定", choices=[(GRANT, "予以支持"), (REFUSE, "不予支持")], widget=forms.RadioSelect
    )
    answer = StaffText(
        (Appeal, "answer"), rows=3, label="答复理由", help_text="照此写入申诉答复书；不写群众个人信息"
    )


class SendBackForm(SaysWhatIsMissing, forms.Form):
    """Why an appeal is to be examined again."""

    remark = StaffText((Appeal, "remark"), rows=2, label="退回重查的原因")


class WithdrawForm(SaysWhatIsMissing, forms.Form):
    """Why an appeal is taken back: of the person's own will, or by a letter that an office has."""

    reason = StaffText((Appeal, "withdrawn_reason"), rows=2, label="撤回原因", required=False)
