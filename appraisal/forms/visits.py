"""Forms of supervision: planning, what is typed on the spot, re-checks, the checklist."""

from decimal import Decimal

from django import forms

from appraisal.enums import CheckOutcome, VisitKind, VisitState
from appraisal.forms.fields import NO_RESIDENTS, StaffText
from appraisal.forms.months import ScoreField
from appraisal.models import ChecklistItem, Finding, Incident, Recheck, Visit, VisitCheck
from appraisal.queries.visits import COVERED, DUE
from appraisal.services.visits import SpotTest
from guanling.forms import DayField, SaysWhatIsMissing, TownshipFilter
from training.enums import QuestionKind
from training.models import Course
from training.queries.tests import bank_sizes

ABOUT_WORK = f"只写工作情况，{NO_RESIDENTS}。"
# What a test on the spot begins with, as far as the bank reaches; whoever sets it up changes it.
MINUTES = 20
QUESTIONS = {QuestionKind.SINGLE: 5, QuestionKind.MULTIPLE: 2, QuestionKind.JUDGE: 3}
FULL = 100


class MonthField(forms.Field):
    """A month, entered as 2016-09; its first day."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2016-09"})

    def to_python(self, value):
        """Return the first day of the month, or None."""
        if not value:
            return None
        day = forms.DateField(input_formats=["%Y-%m", "%Y年%m月"])
        day.error_messages["invalid"] = "月份请写成 2016-09 的形式。"
        return day.to_python(str(value).strip())


class VisitFilter(TownshipFilter):
    """What narrows the list of visits."""

    field_order = ("month", "township", "kind", "state")
    month = MonthField(label="月份", required=False)
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *VisitKind.choices])
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *VisitState.choices])


class CoverageFilter(TownshipFilter):
    """What narrows the villages by how far they are covered."""

    field_order = ("month", "township", "kind", "state")
    month = MonthField(label="月份", required=False)
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *VisitKind.choices])
    state = forms.ChoiceField(
        label="情况",
        required=False,
        choices=[("", "全部"), *((key, word) for key, (word, _) in COVERED.items())],
    )


class _PlanFields(SaysWhatIsMissing, forms.Form):
    """Day, leader, companions and purpose of a visit."""

    planned_on = DayField(label="计划日期")
    leader = forms.ModelChoiceField(label="带队人", queryset=None, empty_label=None)
    companions = StaffText(
        (Visit, "companions"), label="同行人员", required=False, help_text="姓名之间用顿号分开。"
    )
    purpose = StaffText((Visit, "purpose"), label="督查内容", required=False)

    def __init__(self, *args, leaders, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leader"].queryset = leaders
        self.fields["leader"].label_from_instance = lambda user: user.name


class VisitForm(_PlanFields):
    """Visits to several villages of a township on one day; the villages are ticked beside it."""

    villages = forms.ModelMultipleChoiceField(label="村（居、社区）", queryset=None, required=False)
    field_order = ("planned_on", "leader", "companions", "purpose")

    def __init__(self, *args, villages, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["villages"].queryset = villages

    @property
    def beside(self):
        """The fields beside the villages."""
        return [field for field in self if field.name != "villages"]


class PlanForm(_PlanFields):
    """Another day, another leader."""


class ReasonForm(SaysWhatIsMissing, forms.Form):
    """Why a visit is called off."""

    reason = StaffText(
        (Visit, "cancel_reason"),
        label="取消原因",
    )


class DayForm(SaysWhatIsMissing, forms.Form):
    """On which day the visit is made."""

    day = DayField(label="督查日期")


class CheckForm(forms.Form):
    """What was seen of one item."""

    outcome = forms.ChoiceField(required=False, choices=[("", ""), *CheckOutcome.choices])
    remark = StaffText((VisitCheck, "remark"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["remark"].error_messages["max_length"] = "说明最多%(limit_value)d字。"


def starting_counts(sizes) -> dict[str, int]:
    """Return how many questions of each kind a test begins with: no more than the bank (``sizes``) has."""
    total = {kind: sum(of.get(kind, 0) for of in sizes.values()) for kind in QuestionKind}
    return {kind: min(QUESTIONS[kind], total[kind]) for kind in QuestionKind}


class SpotTestForm(SaysWhatIsMissing, forms.Form):
    """A test on the spot: one tap sets it up as it stands."""

    courses = forms.ModelMultipleChoiceField(
        label="出题课程", queryset=Course.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    minutes = forms.IntegerField(label="答题时间（分钟）", min_value=1, max_value=600)

    def __init__(self, data=None, *, courses):
        courses = courses.select_related("unit")
        sizes = bank_sizes(courses.order_by().values("pk"))
        counts = starting_counts(sizes)
        initial = {"courses": list(courses), "minutes": MINUTES}
        initial |= {f"{kind}_count": count for kind, count in counts.items()}
        super().__init__(data, initial=initial)
        self.any = bool(sizes)
        self.fields["courses"].queryset = courses
        self.fields["courses"].label_from_instance = lambda course: (
            f"{course.name}（{sum(sizes.get(course.pk, {}).values())}题）"
        )
        self.fields["courses"].error_messages["required"] = "请至少选择一门出题课程。"
        for kind in QuestionKind:
            self.fields[f"{kind}_count"] = forms.IntegerField(
                label=f"{kind.label}数", min_value=0, max_value=100, required=False
            )

    @property
    def setting(self) -> SpotTest:
        """What was chosen, for the service: every question counts the same, together about a hundred."""
        counts = {kind: self.cleaned_data[f"{kind}_count"] or 0 for kind in QuestionKind}
        number = sum(counts.values())
        each = (Decimal(FULL) / number).quantize(Decimal("0.1")) if number else Decimal(0)
        return SpotTest(
            courses=list(self.cleaned_data["courses"]),
            minutes=self.cleaned_data["minutes"],
            counts=counts,
            points=dict.fromkeys(QuestionKind, each),
        )


class ProblemForm(SaysWhatIsMissing, forms.Form):
    """A problem found on a visit."""

    person = forms.TypedChoiceField(label="责任人", coerce=int)
    reason = StaffText((Finding, "reason"), label="发现的问题", rows=2, help_text=ABOUT_WORK)
    mend_by = DayField(label="整改期限")
    deduction = ScoreField(label="扣分")

    def __init__(self, *args, directors, deducts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [(row.person.pk, f"{row.name} {row.title}") for row in directors]
        self.fields["deduction"].widget.attrs |= {"step": "0.5", "min": "0"}
        self.fields["deduction"].help_text = "计入督查当月的考核得分；不扣分的留空。"
        if not deducts:
            del self.fields["deduction"]

    def clean_deduction(self):
        """Nothing typed deducts nothing."""
        return self.cleaned_data["deduction"] or Decimal(0)


class DisorderForm(SaysWhatIsMissing, forms.Form):
    """That a director's ledgers are in disorder."""

    person = forms.TypedChoiceField(label="责任人", coerce=int)
    summary = StaffText(
        (Incident, "summary"),
        label="台账混乱的情况",
        rows=3,
        help_text=f"哪些台账、缺什么、乱在哪里。{ABOUT_WORK}",
    )

    def __init__(self, *args, directors, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [(row.person.pk, f"{row.name} {row.title}") for row in directors]


class DoneForm(SaysWhatIsMissing, forms.Form):
    """What closes a visit."""

    summary = StaffText(
        (Visit, "summary"),
        label="督查情况",
        required=False,
        rows=3,
        help_text=ABOUT_WORK,
    )


class RecheckFilter(TownshipFilter):
    """What narrows the problems to be looked at again."""

    field_order = ("state", "township", "kind")
    state = forms.ChoiceField(label="情况", required=False, choices=[*DUE, ("all", "全部")])
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *VisitKind.choices])


class RecheckForm(SaysWhatIsMissing, forms.Form):
    """What was seen when a problem was looked at again."""

    day = DayField(label="复查日期")
    mended = forms.TypedChoiceField(
        label="复查结果",
        choices=[("1", "已整改"), ("0", "未整改")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    note = StaffText((Recheck, "note"), label="复查情况", help_text=ABOUT_WORK)
    next_by = DayField(
        label="新的整改期限",
        required=False,
        help_text="未整改、再给期限的填写；不填就按“未整改”办结，须在下一次督查中另行登记问题。",
    )


class ItemForm(SaysWhatIsMissing, forms.ModelForm):
    """An item of the checklist."""

    class Meta:
        model = ChecklistItem
        fields = ["topic", "text", "order", "deduction", "active"]
        help_texts = {
            "text": "写村级工作、台账、队伍的情况，不查群众个人情况。",
            "order": "从小到大排列。",
            "deduction": "有问题时一般扣几分，供登记人参考；不扣分的留空。",
            "active": "不再检查的去掉勾选；以前的督查记录不变。",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = self.fields["topic"].choices[1:]
