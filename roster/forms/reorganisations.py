"""Forms of changes of units."""

from django import forms

from guanling.documents import cells
from guanling.forms import CellField, DayField, SaysWhatIsMissing
from roster.enums import Level, LineState, UnitChangeState
from roster.forms import UnitChoiceField
from roster.models import Unit
from roster.rules import MOST_GROUPS, MOST_POPULATION

CODE_HELP = "乡镇（街道）9 位，村（居、社区）12 位，以上级代码开头"
PARTS = (1, 2, 3)
FIGURES = ("population", "groups")


class UnitChangeFilter(forms.Form):
    """What narrows the list of changes."""

    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *UnitChangeState.choices])


class UnitChangeForm(SaysWhatIsMissing, forms.Form):
    """Day, document and reason of a change."""

    day = DayField(label="生效日期", help_text="从这一天起用新的机构；一般定在某月 1 日")
    document_number = CellField(label="批准文号", normalise=cells.text(60), max_length=60)
    reason = CellField(label="事由", normalise=cells.text(200), max_length=200)


class UnitChangeNewForm(UnitChangeForm):
    """A new change; a list of divisions makes it the outcome of a comparison."""

    file = forms.FileField(
        label="新的区划表",
        required=False,
        help_text="可不选。选了的，与系统中的机构逐个比对，列出更名、变更代码、新设和撤销的供核对；"
        "统计用区划代码表，.csv 或 .xlsx，须有 code、name、level、parent_code 四列，一次上传全县的",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"empty": "选的文件是空的（0 字节），请核对后重选。"},
    )


class CodeField(CellField):
    """A division code as typed; what it must be, the rules say."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", "新代码")
        kwargs.setdefault("help_text", CODE_HELP)
        super().__init__(
            normalise=lambda value: cells.text(14)(value).replace(" ", ""), max_length=14, **kwargs
        )


class NameField(CellField):
    """The full name of a unit."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", "新名称")
        super().__init__(
            normalise=lambda value: cells.text(60)(value).replace(" ", ""), max_length=60, **kwargs
        )


def _population():
    return forms.IntegerField(label="总人口", min_value=0, max_value=MOST_POPULATION, required=False)


def _groups():
    return forms.IntegerField(label="村民小组数", min_value=0, max_value=MOST_GROUPS, required=False)


def _of_level(units):
    return units.filter(level__in=[Level.TOWNSHIP, Level.VILLAGE]).select_related("parent").order_by("code")


class RecodeForm(SaysWhatIsMissing, forms.Form):
    """Another name, code or township for a unit."""

    old = UnitChoiceField(label="原机构", queryset=Unit.objects.none(), empty_label="请选择")
    name = NameField(help_text="名称不变的照原名称填写")
    code = CodeField(
        help_text=f"代码不变的照原代码填写；划归别的乡镇的，填以该乡镇代码开头的新代码。{CODE_HELP}"
    )

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["old"].queryset = _of_level(units)


class UnitsField(forms.ModelMultipleChoiceField):
    """Several units of one parent, to be ticked; each with its code."""

    def label_from_instance(self, obj):
        """Return 和平村 520424101201."""
        return f"{obj.short_name} {obj.code}"


class MergerForm(SaysWhatIsMissing, forms.Form):
    """Units that become one."""

    olds = UnitsField(
        label="合并的机构",
        queryset=Unit.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请勾选合并的机构。"},
    )
    name = NameField(label="合并后的名称", help_text="可以沿用其中一个的名称")
    code = CodeField(label="合并后的代码", help_text=f"可以沿用其中一个的代码。{CODE_HELP}")

    def __init__(self, *args, units, below, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["olds"].queryset = units.filter(parent=below).order_by("code")


class SplitForm(SaysWhatIsMissing, forms.Form):
    """A unit that becomes several: at least two, each with its figures."""

    old = UnitChoiceField(label="原机构", queryset=Unit.objects.none(), empty_label="请选择")
    main = forms.TypedChoiceField(
        label="主要后继",
        coerce=int,
        choices=[(number, f"第 {number} 个") for number in PARTS],
        initial=1,
        help_text="原机构的账号授权和档案归它；人员先都归它，再在“人员去向”中调整",
    )

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["old"].queryset = _of_level(units)
        for number in PARTS:
            needed = number <= 2
            own = {
                "name": NameField(label="名称", required=needed),
                "code": CodeField(label="代码", required=needed, help_text=""),
                "population": _population(),
                "groups": _groups(),
            }
            for name, field in own.items():
                field.error_messages["required"] = f"请填写第 {number} 个的{field.label}。"
                self.fields[f"{name}_{number}"] = field

    @property
    def rows(self):
        """The fields of each part, for the table in which they are typed."""
        names = ("name", "code", *FIGURES)
        return [(number, [self[f"{name}_{number}"] for name in names]) for number in PARTS]

    @property
    def head(self):
        """The fields above the table."""
        return [self["old"], self["main"]]

    @property
    def parts(self):
        """What was typed, as the service takes it."""
        data = self.cleaned_data
        return [
            {
                **{name: data[f"{name}_{number}"] for name in ("name", "code", *FIGURES)},
                "main": data["main"] == number,
            }
            for number in PARTS
            if data[f"code_{number}"] or data[f"name_{number}"]
        ]

    def clean(self):
        """A third part has a name and a code, or nothing."""
        data = super().clean()
        last = PARTS[-1]
        if bool(data.get(f"code_{last}")) != bool(data.get(f"name_{last}")):
            self.add_error(f"code_{last}", "第 3 个的名称和代码要么都填，要么都不填。")
        if data.get("main") == last and not data.get(f"code_{last}"):
            self.add_error("main", "没有第 3 个机构，请改选。")
        return data


class NewUnitForm(SaysWhatIsMissing, forms.Form):
    """A unit that comes from no other."""

    name = NameField(label="名称")
    code = CodeField(label="代码")
    population = _population()
    groups = _groups()


class EndForm(SaysWhatIsMissing, forms.Form):
    """A unit that ends without a successor."""

    old = UnitChoiceField(
        label="撤销的机构",
        queryset=Unit.objects.none(),
        empty_label="请选择",
        help_text="其中没有人员、档案和账号的才能直接撤销；有的请用“合并”指明并入何处",
    )

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["old"].queryset = _of_level(units)


class LineForm(SaysWhatIsMissing, forms.Form):
    """A line's new name, code and figures."""

    name = NameField()
    code = CodeField()
    population = _population()
    groups = _groups()

    def __init__(self, *args, line, **kwargs):
        initial = {name: getattr(line, name) for name in ("name", "code", *FIGURES)}
        super().__init__(*args, initial=initial, **kwargs)


class IntoForm(SaysWhatIsMissing, forms.Form):
    """The unit into which another goes, of those that hold on the day or begin then."""

    target = forms.ChoiceField(label="并入")

    def __init__(self, *args, targets, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = [("", "请选择"), *targets]


class SettleForm(forms.Form):
    """What becomes of the ticked lines."""

    state = forms.ChoiceField(choices=LineState.choices)


class RemarkForm(SaysWhatIsMissing, forms.Form):
    """Why the county does not agree."""

    remark = CellField(label="理由", normalise=cells.text(200), max_length=200)
