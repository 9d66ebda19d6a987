"""Forms of commendations and recommendations."""

from django import forms

from appraisal.enums import RecommendationKind, RecommendationState
from appraisal.forms.fields import StaffText
from appraisal.models import Recommendation
from guanling.forms import DayField, SaysWhatIsMissing
from roster.rules import short_name


class PersonField(forms.ModelChoiceField):
    """Somebody with the place and the grade of the year."""

    def label_from_instance(self, result):
        """Return how the choice reads."""
        return (
            f"{result.township_name} {short_name(result.village_name)} {result.person_name}"
            f"（{result.get_grade_display()}，第{result.place}名）"
        )


class RecommendationForm(SaysWhatIsMissing, forms.Form):
    """Somebody proposed by hand from those who are 优秀 or 合格 in the year."""

    kind = forms.ChoiceField(label="类别")
    result = PersonField(label="人员", queryset=None, empty_label="请选择")
    reason = StaffText((Recommendation, "reason"), label="理由", rows=3)

    def __init__(self, *args, kinds, results, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "请选择"), *((kind.value, kind.label) for kind in kinds)]
        self.fields["result"].queryset = results


class DecideForm(SaysWhatIsMissing, forms.Form):
    """By which document and when."""

    document_number = forms.CharField(
        label="文件文号", max_length=60, help_text="表彰决定或推荐文件的文号，如 关府发〔2017〕3号。"
    )
    decided_on = DayField(label="决定日期")


class LetterForm(SaysWhatIsMissing, forms.Form):
    """When the letter is issued; its number is given by the system."""

    decided_on = DayField(label="成文日期")


class DropForm(SaysWhatIsMissing, forms.Form):
    """Why somebody is not commended or recommended."""

    reason = StaffText((Recommendation, "dropped_reason"), label="不予推荐的原因", rows=2)


class RecommendationFilter(forms.Form):
    """Narrows the list."""

    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(
        label="类别", required=False, choices=[("", "全部"), *RecommendationKind.choices]
    )
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *RecommendationState.choices]
    )

    def __init__(self, *args, years, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [("", "全部"), *((year, f"{year}年度") for year in years)]

    def narrow(self, rows):
        """Return the rows that were asked for; what is not understood narrows nothing."""
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("year"):
            rows = rows.filter(year__year=wanted["year"])
        for name in ("kind", "state"):
            if wanted.get(name):
                rows = rows.filter(**{name: wanted[name]})
        return rows

    @property
    def shown_as(self) -> str:
        """What is shown, in words."""
        wanted = self.cleaned_data
        found = [f"{wanted['year']}年度"] if wanted.get("year") else []
        found += [RecommendationKind(wanted["kind"]).label] if wanted.get("kind") else []
        found += [RecommendationState(wanted["state"]).label] if wanted.get("state") else []
        return "，".join(found) or "全部"
