"""Forms of yearly plans."""

from collections import defaultdict
from decimal import Decimal

from django import forms

from guanling.documents import cells
from guanling.forms import CellField, SaysWhatIsMissing, TownshipFilter
from roster.models import Unit
from training.enums import Audience, Category, PlanState
from training.forms.fields import UnitField, WorkText, text_area
from training.models import Course

NONE = "none"
MOST_PEOPLE = 9999
AIMS = text_area(
    "目标和要求",
    1000,
    rows=6,
    required=False,
    help_text="本年培训要达到什么，怎样组织；打印在计划表下方",
)


class PlanFilter(TownshipFilter):
    """What narrows the list of plans."""

    field_order = ("year", "township")
    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), (NONE, "未制订"), *PlanState.choices]
    )

    def __init__(self, data, *, townships, years):
        super().__init__(data, townships=townships)
        self.fields["year"].choices = [(year, f"{year}年") for year in years]


class PlanForm(SaysWhatIsMissing, forms.Form):
    """Beginning a plan."""

    unit = UnitField(label="单位", queryset=Unit.objects.none(), empty_label="请选择")
    year = forms.TypedChoiceField(label="年度", coerce=int)
    aims = AIMS
    copy = forms.BooleanField(
        label="复制本单位上一年度计划的项目", required=False, help_text="没有上一年度计划的，不复制"
    )

    def __init__(self, *args, units, years, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
        self.fields["year"].choices = [(year, f"{year}年") for year in years]


class AimsForm(forms.Form):
    """What a plan says of aims and demands."""

    aims = AIMS


class CourseField(forms.ModelChoiceField):
    """A course, under its category, with whose it is."""

    def label_from_instance(self, obj):
        """Return 优生优育知识（关岭自治县）."""
        stopped = "" if obj.active else "，已停开"
        return f"{obj.name}（{obj.unit.short_name}{stopped}）"


class LineForm(SaysWhatIsMissing, forms.Form):
    """A training that is planned."""

    month = forms.TypedChoiceField(
        label="月份", coerce=int, choices=[("", "请选择"), *((month, f"{month}月") for month in range(1, 13))]
    )
    course = CourseField(label="课程", queryset=Course.objects.none(), empty_label="请选择")
    audience = forms.ChoiceField(label="对象", choices=[("", "请选择"), *Audience.choices])
    days = forms.DecimalField(
        label="天数",
        min_value=Decimal("0.5"),
        max_value=30,
        decimal_places=1,
        widget=forms.NumberInput(attrs={"step": "0.5"}),
        help_text="按半天计",
        error_messages={"invalid": "天数不是数字，请填 0.5、1、1.5 这样的数。"},
    )
    people = forms.IntegerField(
        label="人数", min_value=1, max_value=MOST_PEOPLE, error_messages={"invalid": "人数不是整数，请核对。"}
    )
    place = WorkText(label="地点", normalise=cells.text(60), max_length=60, required=False)
    teacher = WorkText(label="授课人", normalise=cells.text(60), max_length=60, required=False)

    def __init__(self, *args, courses, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["course"]
        field.queryset = courses
        groups = defaultdict(list)
        for course in courses:
            groups[course.category].append((course.pk, field.label_from_instance(course)))
        field.choices = [
            ("", "请选择"),
            *((Category(key).label, groups[key]) for key in Category if groups[key]),
        ]
        field.widget.choices = field.choices

    def clean_days(self):
        """Whole and half days."""
        days = self.cleaned_data["days"]
        if days % Decimal("0.5"):
            raise forms.ValidationError("天数按半天计，请填 0.5、1、1.5 这样的数。")
        return days


class ReturnForm(SaysWhatIsMissing, forms.Form):
    """Why a plan goes back."""

    remark = CellField(label="退回原因", normalise=cells.text(150), max_length=150)
