"""Forms of courses and the bank of questions."""

from django import forms

from guanling.documents import cells
from guanling.forms import CellField, SaysWhatIsMissing
from roster.models import Unit
from training.enums import Category, DirectorRole, QuestionKind
from training.forms.fields import NO_PEOPLE, UnitField, WorkText, text_area
from training.rules import questions as rules

ALL = [("", "全部")]
ACTIVE, INACTIVE = "active", "inactive"


class CourseFilter(forms.Form):
    """What narrows and sorts the list of courses."""

    q = forms.CharField(label="课程名称或内容", required=False, max_length=40)
    category = forms.ChoiceField(label="培训类别", required=False, choices=[*ALL, *Category.choices])
    role = forms.ChoiceField(label="角色", required=False, choices=[*ALL, *DirectorRole.choices])
    unit = forms.ChoiceField(label="设课单位", required=False)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[*ALL, (ACTIVE, "开设"), (INACTIVE, "停开")]
    )
    sort = forms.ChoiceField(
        label="排序",
        required=False,
        choices=[("unit", "按单位"), ("name", "按名称"), ("questions", "按题数"), ("sessions", "按期数")],
    )

    def __init__(self, data, *, units):
        super().__init__(data)
        self.fields["unit"].choices = [*ALL, *units]
        if len(units) <= 1:
            del self.fields["unit"]


class CourseForm(SaysWhatIsMissing, forms.Form):
    """A course. Only a new one chooses its unit."""

    unit = UnitField(label="设课单位", queryset=Unit.objects.none(), empty_label="请选择")
    name = WorkText(label="课程名称", normalise=cells.text(80), max_length=80)
    category = forms.ChoiceField(label="培训类别", choices=[("", "请选择"), *Category.choices])
    roles = forms.MultipleChoiceField(
        label="角色（P3.5）",
        choices=DirectorRole.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="这门课培养人口主任的哪一种角色，可以选几种",
        error_messages={"required": "请至少选一种角色（P3.5）。"},
    )
    outline = text_area("内容提要", 1000, rows=5, required=False, help_text=NO_PEOPLE)

    def __init__(self, *args, units=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["roles"].error_messages["required"] = "请至少选一种角色（P3.5）。"
        if units is None:
            del self.fields["unit"]
        else:
            self.fields["unit"].queryset = units


class QuestionFilter(forms.Form):
    """What narrows a course's bank of questions."""

    q = forms.CharField(label="题目", required=False, max_length=40)
    kind = forms.ChoiceField(label="题型", required=False, choices=[*ALL, *QuestionKind.choices])
    state = forms.ChoiceField(
        label="状态", required=False, choices=[*ALL, (ACTIVE, "启用"), (INACTIVE, "停用")]
    )


class QuestionForm(SaysWhatIsMissing, forms.Form):
    """A question as it stands in the workbook too: options A to F, the answer by letters."""

    kind = forms.ChoiceField(label="题型", choices=QuestionKind.choices)
    text = CellField(
        label="题目",
        normalise=cells.text(500),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=NO_PEOPLE,
    )
    answer = CellField(
        label="答案",
        normalise=cells.text(20),
        max_length=20,
        help_text="单选题写一个字母，如 B；多选题写几个字母，如 ACD；判断题写“对”或“错”",
    )
    explanation = CellField(
        label="解析或依据",
        normalise=cells.text(500),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    order = ("kind", "text", *map(rules.option_field, range(len(rules.LETTERS))), "answer", "explanation")

    def __init__(self, *args, frozen=False, **kwargs):
        super().__init__(*args, **kwargs)
        for place, letter in enumerate(rules.LETTERS):
            self.fields[rules.option_field(place)] = CellField(
                label=f"选项{letter}",
                normalise=cells.text(200),
                max_length=200,
                required=False,
                help_text="判断题不写选项" if not place else "",
            )
        self.order_fields(self.order)
        if frozen:
            for name in self.order[:-1]:
                self.fields[name].disabled = True

    def clean(self):
        """The parts fit together; ``drafted`` is the question."""
        data = super().clean()
        if self.errors:
            return data
        try:
            self.drafted = rules.draft(
                kind=data["kind"],
                text=data["text"],
                options=[data[rules.option_field(place)] for place in range(len(rules.LETTERS))],
                answer=data["answer"],
                explanation=data["explanation"],
            )
        except rules.BadQuestion as wrong:
            self.add_error(wrong.field, f"{wrong}。")
        return data


def question_initial(question) -> dict:
    """Return a question as the form shows it."""
    judged = question.kind == QuestionKind.JUDGE
    options = () if judged else enumerate(question.options)
    return {
        "kind": question.kind,
        "text": question.text,
        "answer": rules.answer_text(question.kind, question.answers),
        "explanation": question.explanation,
        **{rules.option_field(place): option for place, option in options},
    }
