"""Forms of reviews: how one is held, what was counted. No field is for the names of those who vote."""

from django import forms

from appraisal.enums import BALLOT_CHOICES, ReviewKind, ReviewState
from appraisal.forms.fields import NO_RESIDENTS, StaffText
from appraisal.forms.reports import CountField
from appraisal.models import Review
from guanling.documents import cells
from guanling.forms import CellField, DayField, SaysWhatIsMissing, TownshipFilter
from roster.models import Unit

MOST_BALLOTS = 9999


class VillageField(forms.ModelChoiceField):
    """A village, under its township."""

    def label_from_instance(self, obj):
        """Return 石板井村."""
        return obj.short_name


class HoldingForm(SaysWhatIsMissing, forms.Form):
    """How and when a review is held."""

    kind = forms.ChoiceField(label="方式", choices=ReviewKind.choices)
    held_on = DayField(label="日期")
    place = CellField(label="地点", normalise=cells.text(60), max_length=60, required=False)
    ballots_issued = forms.IntegerField(
        label="发出票数",
        min_value=1,
        max_value=MOST_BALLOTS,
        error_messages={"invalid": "发出票数不是整数，请核对。", "min_value": "发出票数至少 1 张。"},
        help_text="每张票上有本村全部评议对象；不记名",
    )


class ReviewForm(HoldingForm):
    """A new review."""

    field_order = ("village", "period")
    village = VillageField(label="村（居、社区）", queryset=Unit.objects.none(), empty_label="请选择")
    period = forms.ChoiceField(label="期间", help_text="月度评议的得分记入该月考核表，年度评议的用于年度考核")

    def __init__(self, *args, villages, periods, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["village"]
        field.queryset = villages
        groups: dict[str, list] = {}
        for village in villages.select_related("parent").order_by("code"):
            groups.setdefault(village.parent.short_name, []).append((village.pk, village.short_name))
        field.choices = [("", "请选择"), *groups.items()]
        field.widget.choices = field.choices
        self.fields["period"].choices = periods


class CountForm(forms.Form):
    """One person's count: for every subject how many ballots of each choice, and how many invalid."""

    def __init__(self, *args, subjects, most, **kwargs):
        super().__init__(*args, **kwargs)
        self.subjects = subjects
        heads = {**{choice: label for choice, (label, _) in BALLOT_CHOICES.items()}, "invalid": "废票"}
        for subject in subjects:
            for name, head in heads.items():
                self.fields[f"{subject.pk}-{name}"] = CountField(f"{subject.person.name}{head}", most)
        self.names = tuple(heads)

    def rows(self):
        """Return (subject, its bound fields) in the order of the page."""
        return [(subject, [self[f"{subject.pk}-{name}"] for name in self.names]) for subject in self.subjects]

    @property
    def counts(self):
        """Return {subject: {choice or invalid: number}} of a valid form."""
        return {
            subject.pk: {name: self.cleaned_data[f"{subject.pk}-{name}"] for name in self.names}
            for subject in self.subjects
        }


class VoidForm(SaysWhatIsMissing, forms.Form):
    """Why a review is void."""

    reason = StaffText(
        (Review, "void_reason"), less=20, label="作废原因", help_text=f"{NO_RESIDENTS}，如“发出票数登记有误”"
    )


class ReviewFilter(TownshipFilter):
    """What narrows the list of reviews."""

    field_order = ("period", "township")
    period = forms.ChoiceField(label="期间", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *ReviewState.choices])
    mine = forms.BooleanField(label="只看待我计票的", required=False)

    def __init__(self, data, *, townships, periods, counts):
        super().__init__(data, townships=townships)
        self.fields["period"].choices = [("", "全部"), *periods]
        if not counts:
            del self.fields["mine"]
