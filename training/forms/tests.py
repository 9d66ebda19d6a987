"""Forms of knowledge tests."""

from datetime import datetime, timedelta

from django import forms
from django.utils import timezone

from guanling.documents import cells
from guanling.forms import CellField, DayField, SaysWhatIsMissing, TownshipFilter
from training.enums import Audience, KnowledgeTestState, QuestionKind
from training.models import Course, KnowledgeTest
from training.queries.tests import STANDINGS, bank_sizes, points, wanted
from training.services.tests import Setting

# Who may be meant where there is no session; the other audiences follow from a session's days.
AUDIENCES = (Audience.DIRECTORS, Audience.VILLAGE_STAFF, Audience.TOWNSHIP_STAFF)
FIRST_YEAR = 2014
LATE = "late"


class MomentField(forms.SplitDateTimeField):
    """A day and an hour, entered by the browser's own fields."""

    def __init__(self, **kwargs):
        kwargs.setdefault("input_time_formats", ["%H:%M", "%H:%M:%S"])
        kwargs.setdefault(
            "widget",
            forms.SplitDateTimeWidget(
                date_attrs={"type": "date"},
                time_attrs={"type": "time"},
                date_format="%Y-%m-%d",
                time_format="%H:%M",
            ),
        )
        super().__init__(**kwargs)
        label = kwargs.get("label", "")
        self.error_messages["required"] = f"请填写{label}。"
        for field, of in zip(self.fields, ("日期", "时刻"), strict=True):
            field.error_messages["invalid"] = f"{label}的{of}不对，请写成 2016-09-05 和 09:00。"


class TestFilter(TownshipFilter):
    """What narrows the list of tests."""

    field_order = ("year", "township", "state")
    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *KnowledgeTestState.choices]
    )

    def __init__(self, data, *, townships, this_year):
        super().__init__(data, townships=townships)
        years = range(this_year + 1, FIRST_YEAR - 1, -1)
        self.fields["year"].choices = [("", "全部"), *((year, f"{year}年") for year in years)]
        if "township" in self.fields:
            self.fields["township"].label = "组织单位"


class StandingFilter(forms.Form):
    """What narrows the people of a test."""

    state = forms.ChoiceField(
        label="情况",
        required=False,
        choices=[("", "全部"), *STANDINGS.items(), (LATE, "有迟交答案")],
    )


def _sized(sizes):
    """Return how many questions in use a bank has: 单选20、多选10、判断15."""
    told = "、".join(f"{kind.label[:2]}{sizes.get(kind, 0)}" for kind in QuestionKind)
    return f"{told}题"


class TestForm(SaysWhatIsMissing, forms.Form):
    """How a test is set up."""

    name = CellField(label="测试名称", normalise=cells.text(80), max_length=80)
    audience = forms.ChoiceField(
        label="对象",
        required=False,
        choices=[
            *((one.value, one.label) for one in AUDIENCES),
            ("", "现场指定：给谁出卷谁参加"),
        ],
        help_text="本单位辖区内在测试开始之日任职的人。",
    )
    courses = forms.ModelMultipleChoiceField(
        label="出题课程",
        queryset=Course.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="括号内是各课程题库中启用的题数，试卷从所选课程的题库中随机抽题。",
    )
    opens_at = MomentField(label="开始时间")
    closes_at = MomentField(label="截止时间")
    minutes = forms.IntegerField(
        label="答题时间（分钟）",
        min_value=1,
        max_value=600,
        help_text="网上作答从打开试卷算起，到截止时间为止。",
    )
    single_count = forms.IntegerField(label="单选题数", min_value=0, max_value=200, required=False)
    single_points = forms.DecimalField(
        label="单选题每题分值", min_value=0, max_digits=4, decimal_places=1, required=False
    )
    multiple_count = forms.IntegerField(label="多选题数", min_value=0, max_value=200, required=False)
    multiple_points = forms.DecimalField(
        label="多选题每题分值", min_value=0, max_digits=4, decimal_places=1, required=False
    )
    judge_count = forms.IntegerField(label="判断题数", min_value=0, max_value=200, required=False)
    judge_points = forms.DecimalField(
        label="判断题每题分值", min_value=0, max_digits=4, decimal_places=1, required=False
    )
    pass_mark = forms.DecimalField(
        label="合格分数", min_value=0, max_digits=5, decimal_places=1, required=False
    )
    attempts = forms.IntegerField(label="每人可考次数", min_value=1, max_value=20, required=False)

    def __init__(self, data=None, *, courses, session=None, units=(), share=None, times=None, **more):
        super().__init__(data, **more)
        self.share = share
        courses = courses.select_related("unit")
        sizes = bank_sizes(courses.order_by().values("pk"))
        field = self.fields["courses"]
        field.queryset = courses
        field.label_from_instance = lambda course: f"{course.name}（{_sized(sizes.get(course.pk, {}))}）"
        field.error_messages["required"] = "请至少选择一门出题课程。"
        if session is not None:
            del self.fields["audience"]
        if len(units) > 1:
            self.fields["unit"] = forms.ChoiceField(
                label="组织单位", choices=[(one.pk, one.short_name) for one in units]
            )
            self.order_fields(["unit"])
        if share is not None:
            self.fields["pass_mark"].help_text = f"不填就是满分的{share:f}%。"
        if times is not None:
            self.fields["attempts"].help_text = f"不填就是{times}次。"

    def clean(self):
        """Refuse points without a number and the other way round, and times out of order."""
        data = super().clean()
        for kind in QuestionKind:
            count, of_each = data.get(f"{kind}_count"), data.get(f"{kind}_points")
            if count and not of_each and f"{kind}_points" not in self.errors:
                self.add_error(f"{kind}_points", f"{kind.label}有{count}道，请填写每题分值。")
        if data.get("opens_at") and data.get("closes_at") and data["closes_at"] <= data["opens_at"]:
            self.add_error("closes_at", "截止时间应晚于开始时间。")
        return data

    @property
    def rows(self):
        """(kind, its name, field of the number, field of the points), for the table of questions."""
        return [
            (kind.value, kind.label, self[f"{kind}_count"], self[f"{kind}_points"]) for kind in QuestionKind
        ]

    @property
    def before(self):
        """The fields above the table of questions."""
        whom = ("audience",) if "audience" in self.fields else ()
        names = ("unit", "name", *whom, "opens_at", "closes_at", "minutes")
        if not whom:
            names = ("unit", "name", "minutes", "opens_at", "closes_at")
        return [self[name] for name in names if name in self.fields]

    @property
    def after(self):
        """The fields below the table of questions."""
        return [self["pass_mark"], self["attempts"]]

    @property
    def setting(self) -> Setting:
        """What was entered, for the service."""
        data = self.cleaned_data
        return Setting(
            name=data["name"],
            courses=list(data["courses"]),
            opens_at=data["opens_at"],
            closes_at=data["closes_at"],
            minutes=data["minutes"],
            counts={kind: data[f"{kind}_count"] or 0 for kind in QuestionKind},
            points={kind: data[f"{kind}_points"] or 0 for kind in QuestionKind},
            audience=data.get("audience", ""),
            pass_mark=data["pass_mark"],
            attempts=data["attempts"],
        )


def initial_of(test: KnowledgeTest) -> dict:
    """Return what stands in the form of a test in preparation."""
    counts, of_each = wanted(test), points(test)
    return {
        "name": test.name,
        "audience": test.audience,
        "courses": list(test.courses.all()),
        "opens_at": test.opens_at,
        "closes_at": test.closes_at,
        "minutes": test.minutes,
        **{f"{kind}_count": counts.get(kind, 0) for kind in QuestionKind},
        **{f"{kind}_points": of_each[kind] for kind in QuestionKind},
        "pass_mark": test.pass_mark,
        "attempts": test.attempts_allowed,
    }


def initial_for(session, now: datetime) -> dict:
    """Return what a new test begins with: of a session its name, course and last afternoon."""
    opens = timezone.localtime(now).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    closes = opens + timedelta(hours=2)
    found = {"minutes": 60, "single_count": 10, "multiple_count": 5, "judge_count": 10}
    if session is not None:
        found |= {"name": f"{session.name}知识测试"[:80], "courses": [session.course]}
        last = session.halves.order_by("-day", "-part").first()
        if last is not None:
            opens = timezone.make_aware(datetime.combine(last.day, last.begins))
            closes = timezone.make_aware(datetime.combine(last.day, last.ends))
    of_each = {"single_points": 4, "multiple_points": 6, "judge_points": 3}
    return found | of_each | {"opens_at": opens, "closes_at": closes}


class OpenForm(SaysWhatIsMissing, forms.Form):
    """Until when a test is open again."""

    closes_at = MomentField(label="截止时间", required=False)


class LateForm(SaysWhatIsMissing, forms.Form):
    """Why late answers count."""

    reason = CellField(label="认可原因", normalise=cells.text(200), max_length=200)


class TypeForm(SaysWhatIsMissing, forms.Form):
    """What stands beside the letters of a printed paper."""

    day = DayField(label="测试日期")
    blank = forms.BooleanField(label="交白卷", required=False)
