"""Forms of sessions: facts and half days, filters, reasons."""

from django import forms
from django.forms import formset_factory

from guanling.documents import cells
from guanling.forms import CellField, DayField, SaysWhatIsMissing
from training.enums import PART_HOURS, Audience, Category, Part, SessionState
from training.services.sessions import Half

MOST_PEOPLE = 1000
ROWS, MORE_ROWS, MOST_ROWS = 4, 4, 30


class SessionFilter(forms.Form):
    """What narrows the list of sessions."""

    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)
    category = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *Category.choices])
    unit = forms.ChoiceField(label="举办单位", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *SessionState.choices])

    def __init__(self, data, *, years, units):
        super().__init__(data)
        self.fields["year"].choices = [("", "全部"), *((year, f"{year}年") for year in years)]
        self.fields["unit"].choices = [("", "全部"), *units]


class _CourseChoice(forms.ModelChoiceField):
    def label_from_instance(self, course):
        return f"{course.get_category_display()} · {course.name}（{course.unit.short_name}）"


class SessionForm(SaysWhatIsMissing, forms.Form):
    """The facts of a session; its half days stand in a formset of :class:`DayRow`."""

    unit = forms.ModelChoiceField(None, label="举办单位", empty_label=None)
    name = CellField(label="培训名称", normalise=cells.text(80), max_length=80)
    course = _CourseChoice(
        None, label="课程", empty_label="请选择", help_text="培训类别（P3.1、P3.2、P3.3）随课程而定"
    )
    audience = forms.ChoiceField(label="对象", choices=Audience.choices, help_text="按此规则列出应通知的人员")
    place = CellField(label="地点", normalise=cells.text(60), max_length=60)
    teacher = CellField(label="授课人", normalise=cells.text(60), max_length=60)
    capacity = forms.IntegerField(label="可容纳人数", min_value=1, max_value=MOST_PEOPLE)
    note = CellField(
        label="注意事项",
        normalise=cells.text(200),
        max_length=200,
        required=False,
        help_text="写在通知上，如带笔记本、自带水杯",
    )

    def __init__(self, *args, units, courses, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = courses.select_related("unit").order_by(
            "category", "unit__code", "name"
        )
        if units is None:
            del self.fields["unit"]
        else:
            self.fields["unit"].queryset = units


class DayRow(forms.Form):
    """One day of a session: its half days and their hours. A row without a day is passed over."""

    day = DayField(label="日期", required=False, error_messages={"invalid": "日期请写成 2016-09-05。"})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for part in Part:
            begins, ends = PART_HOURS[part]
            self.fields[part.value] = forms.BooleanField(label=part.label, required=False, initial=True)
            for end, hour, word in (("begins", begins, "开始"), ("ends", ends, "结束")):
                self.fields[f"{part.value}_{end}"] = forms.TimeField(
                    label=f"{part.label}{word}",
                    required=False,
                    initial=hour,
                    widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                    error_messages={"invalid": f"{part.label}{word}时间请写成 09:00。"},
                )

    @property
    def parts(self):
        """What the page shows of each half: (label, tick, begins, ends)."""
        return [
            (part.label, self[part.value], self[f"{part.value}_begins"], self[f"{part.value}_ends"])
            for part in Part
        ]

    def clean(self):
        """A day has at least one half, and each half its hours."""
        data = super().clean()
        if data.get("day"):
            chosen = [part for part in Part if data.get(part.value)]
            if not chosen:
                raise forms.ValidationError("请勾选上午或下午。")
            for part in chosen:
                hours = data.get(f"{part.value}_begins"), data.get(f"{part.value}_ends")
                if not all(hours) and not self.errors:
                    raise forms.ValidationError(f"请填写{part.label}的开始和结束时间。")
        return data

    def halves(self):
        """The half days that the row asks for."""
        data = self.cleaned_data
        if not data.get("day"):
            return []
        return [
            Half(data["day"], part.value, data[f"{part.value}_begins"], data[f"{part.value}_ends"])
            for part in Part
            if data.get(part.value)
        ]


DayRows = formset_factory(DayRow, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


def rows_of(halves) -> list[dict]:
    """Return the initial data of day rows for a session's half days, and two rows to go on."""
    by_day: dict = {}
    for half in halves:
        by_day.setdefault(half.day, {})[half.part] = half
    rows = []
    for day, parts in sorted(by_day.items()):
        row = {"day": day}
        for part in Part:
            row[part.value] = part in parts
            if part in parts:
                row[f"{part.value}_begins"], row[f"{part.value}_ends"] = parts[part].begins, parts[part].ends
        rows.append(row)
    return rows + [{}] * 2


class ReasonForm(SaysWhatIsMissing, forms.Form):
    """A reason; ``label`` says of what."""

    reason = CellField(
        label="原因",
        normalise=cells.text(200),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, label="原因", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label
        self.fields["reason"].error_messages["required"] = f"请填写{label}。"


class SearchForm(forms.Form):
    """Whom to look for: a name, its letters, or an identity number."""

    text = forms.CharField(label="姓名、拼音或身份证号码", max_length=60)


class CodeForm(forms.Form):
    """A code at the desk."""

    code = forms.CharField(
        label="签到码",
        max_length=12,
        error_messages={"required": "请输入6位签到码。"},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "autofocus": True, "size": 8}
        ),
    )
