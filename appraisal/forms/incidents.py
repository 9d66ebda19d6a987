"""Forms of incidents."""

from django import forms

from appraisal.enums import IncidentGround, IncidentState
from appraisal.forms.fields import StaffText
from appraisal.models import Incident
from guanling.documents import cells
from guanling.forms import CellField, DayField, SaysWhatIsMissing, TownshipFilter

NO_PEOPLE = "只写工作人员的情况；不写群众个人信息"


def number_field(label, help_text, **kwargs):
    """A document's number."""
    most = Incident._meta.get_field("document_number").max_length
    return CellField(label=label, normalise=cells.text(most), max_length=most, help_text=help_text, **kwargs)


class IncidentFilter(TownshipFilter):
    """What narrows the list of incidents."""

    field_order = ("township",)
    ground = forms.ChoiceField(
        label="情形",
        required=False,
        choices=[("", "全部"), *((g.value, f"{g.clause} {g.label}") for g in IncidentGround)],
    )
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *IncidentState.choices])
    year = forms.TypedChoiceField(label="发生年份", required=False, coerce=int, empty_value=None)
    name = forms.CharField(label="姓名", required=False, max_length=20)

    def __init__(self, data, *, townships, years):
        super().__init__(data, townships=townships)
        self.fields["year"].choices = [("", "全部"), *((year, f"{year}年") for year in years)]

    def narrow(self, rows):
        """Return the incidents that were asked for; what is not understood narrows nothing."""
        self.is_valid()
        wanted = self.cleaned_data
        if code := wanted.get("township"):
            rows = rows.filter(village__code__startswith=code)
        for name in ("ground", "state"):
            if wanted.get(name):
                rows = rows.filter(**{name: wanted[name]})
        if year := wanted.get("year"):
            rows = rows.filter(happened_on__year=year)
        if name := wanted.get("name"):
            rows = rows.filter(person__name__contains=name.strip())
        return rows


class IncidentForm(SaysWhatIsMissing, forms.Form):
    """What a director is said to have done."""

    director = forms.TypedChoiceField(label="人口主任", coerce=int)
    ground = forms.ChoiceField(
        label="情形",
        choices=[
            ("", "请选择"),
            *((g.value, f"{g.clause} {g.label}") for g in IncidentGround if g != IncidentGround.F),
        ],
        help_text="工作台账混乱（P8.2f）在督查中登记",
    )
    happened_on = DayField(label="发生（发现）日期")
    summary = StaffText((Incident, "summary"), rows=5, help_text=NO_PEOPLE)

    def __init__(self, *args, directors, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["director"].choices = [("", "请选择"), *directors]


class ConfirmForm(SaysWhatIsMissing, forms.Form):
    """What an allegation is confirmed by."""

    document_number = number_field("认定文号", "认定所依据的正式文件的文号")
    decision = StaffText((Incident, "decision"), rows=3, label="认定意见", help_text=NO_PEOPLE)


class DropForm(SaysWhatIsMissing, forms.Form):
    """Why an allegation is dropped."""

    reason = StaffText((Incident, "decision"), rows=3, label="不予认定的理由", help_text=NO_PEOPLE)


class RevokeForm(SaysWhatIsMissing, forms.Form):
    """Why a confirmation is revoked."""

    reason = StaffText((Incident, "decision"), rows=3, label="撤销认定的理由", help_text=NO_PEOPLE)
