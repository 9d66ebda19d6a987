"""Forms of units, people and appointments; filters of the lists."""

from django import forms
from django.db.models import Exists, OuterRef
from django.utils import timezone

from guanling.accounts.enums import Action
from guanling.documents import cells
from guanling.forms import CellField, DatedTownshipFilter, DayField, SaysWhatIsMissing
from guanling.runs.errors import Refusal
from roster.enums import (
    ENDS_WITHIN_TERM,
    LINE_SPECS,
    POST_SPECS,
    Education,
    EndGround,
    Health,
    Identity,
    Level,
    PostKind,
    Selection,
)
from roster.models import Appointment, Person, Unit
from roster.queries.lineage import origins
from roster.queries.vacancies import WITH_DEADLINE
from roster.rules import EARLIEST_YEAR, LOCKED_KINDS, MOST_CADRES, MOST_GROUPS, MOST_POPULATION
from roster.rules.files import is_party_member
from roster.services.files import refuse_lower_education
from roster.services.people import account_for


class UnitChoiceField(forms.ModelChoiceField):
    """A unit, shown with its township."""

    def label_from_instance(self, obj):
        """Return 乡镇 · 村 for a village, the short name else."""
        if obj.level == Level.VILLAGE and obj.parent:
            return f"{obj.parent.short_name} · {obj.short_name}"
        return obj.short_name


# Posts, and what counts several of them together.
LINE_CHOICES = [("", "全部"), *((kind.value, kind.label) for kind in LINE_SPECS)]
STATES = (
    ("serving", "在任"),
    ("left", "已离任"),
    ("ran_out", "聘期已满未办理"),
    ("none", "未任职"),
    ("all", "全部"),
)
SORTS = {
    "unit": "按单位",
    "pinyin": "按姓名",
    "birth_date": "按年龄（长者在前）",
    "-birth_date": "按年龄（幼者在前）",
    "start": "按任职时间",
    "education": "按文化程度",
}


class PeopleFilter(forms.Form):
    """What narrows the list of people. The search text comes by POST, for it may be a name or a number."""

    on = DayField(label="截至日期", required=False)
    township = forms.ChoiceField(label="乡镇（街道）", required=False)
    village = forms.ChoiceField(label="村（居、社区）", required=False)
    kind = forms.ChoiceField(label="岗位", required=False, choices=LINE_CHOICES)
    education = forms.ChoiceField(
        label="文化程度",
        required=False,
        choices=[("", "全部"), *Education.choices, ("senior_high_up", "高中（中专）及以上")],
    )
    state = forms.ChoiceField(label="状态", required=False, choices=STATES)
    sort = forms.ChoiceField(label="排序", required=False, choices=list(SORTS.items()))

    def __init__(self, data, *, user, on):
        super().__init__(data)
        units = Unit.objects.visible_to(user, Action.PERSON_VIEW).on(on)
        township = data.get("township", "")
        rows = list(
            units.filter(level__in=[Level.TOWNSHIP, Level.VILLAGE])
            .order_by("code")
            .values_list("level", "code", "short_name")
        )
        self.fields["township"].choices = [
            ("", "全部"),
            *((code, name) for level, code, name in rows if level == Level.TOWNSHIP),
        ]
        self.fields["village"].choices = [
            ("", "全部"),
            *(
                (code, name)
                for level, code, name in rows
                if level == Level.VILLAGE and (not township or code.startswith(township))
            ),
        ]
        # Who sees one township or one village has nothing to choose.
        for name, level in (("township", Level.TOWNSHIP), ("village", Level.VILLAGE)):
            if sum(row[0] == level for row in rows) <= 1:
                del self.fields[name]


class EstablishmentFilter(DatedTownshipFilter):
    """What narrows the establishment."""

    kind = forms.ChoiceField(label="岗位", required=False, choices=LINE_CHOICES)
    state = forms.ChoiceField(
        label="只看",
        required=False,
        choices=[
            ("", "全部"),
            ("differing", "缺编和超编"),
            ("short", "缺编"),
            ("over", "超编"),
            ("full", "满编"),
        ],
    )


class VacancyFilter(DatedTownshipFilter):
    """What narrows the list of vacancies."""

    kind = forms.ChoiceField(
        label="岗位",
        required=False,
        choices=[
            (PostKind.POPULATION_DIRECTOR.value, PostKind.POPULATION_DIRECTOR.label),
            *(choice for choice in PostKind.choices if choice[0] != PostKind.POPULATION_DIRECTOR),
        ],
    )
    state = forms.ChoiceField(
        label="只看",
        required=False,
        choices=[("", "全部"), ("overdue", "已超期"), ("soon", "临期"), ("open", "期限内")],
    )


class StabilityFilter(DatedTownshipFilter):
    """What narrows the list of who may not be moved."""

    kind = forms.ChoiceField(
        label="岗位",
        required=False,
        choices=[("", "全部"), *((kind.value, kind.label) for kind in LOCKED_KINDS)],
    )
    state = forms.ChoiceField(
        label="只看",
        required=False,
        choices=[
            ("", "全部"),
            ("locked", "不予调整"),
            ("free", "已满年限"),
            ("ending", "聘期将满"),
            ("ran_out", "聘期已满未续"),
        ],
    )


class PersonForm(SaysWhatIsMissing, forms.ModelForm):
    """The basic data of a file. Sex and birth date follow from the identity number."""

    name = CellField(label="姓名", normalise=cells.name, max_length=60)
    identity_number = CellField(
        label="身份证号码",
        normalise=cells.identity,
        help_text="18 位；性别和出生日期由号码得出",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    bank_account = CellField(
        label="银行账号",
        normalise=cells.bank_account,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    education = forms.ChoiceField(
        label="文化程度", required=False, choices=[("", "未填"), *Education.choices]
    )
    native_place = CellField(
        label="籍贯",
        normalise=cells.text(60),
        required=False,
        max_length=60,
        help_text="祖籍所在县，如“贵州关岭”",
    )
    birth_place = CellField(
        label="出生地", normalise=cells.text(60), required=False, max_length=60, help_text="如“贵州关岭”"
    )
    party_joined_on = DayField(label="入党时间", required=False, help_text="政治面貌为中共党员的填写")
    work_started_on = DayField(label="参加工作时间", required=False)
    health = forms.ChoiceField(label="健康状况", required=False, choices=[("", "未填"), *Health.choices])
    professional_title = CellField(
        label="专业技术职务", normalise=cells.text(60), required=False, max_length=60
    )
    speciality = CellField(label="熟悉专业有何专长", normalise=cells.text(60), required=False, max_length=60)
    phone = CellField(label="联系电话", normalise=cells.phone, required=False, max_length=20)
    pension_enrolled = forms.NullBooleanField(
        label="参加城乡居民养老保险",
        required=False,
        widget=forms.Select(choices=[("", "未填"), ("True", "是"), ("False", "否")]),
    )

    class Meta:
        model = Person
        fields = [
            "unit",
            "name",
            "identity_number",
            "ethnicity",
            "native_place",
            "birth_place",
            "education",
            "political_status",
            "party_joined_on",
            "work_started_on",
            "health",
            "professional_title",
            "speciality",
            "phone",
            "bank_name",
            "bank_account",
            "pension_enrolled",
            "note",
        ]
        field_classes = {"unit": UnitChoiceField}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = (
            Unit.objects.visible_to(user, Action.PERSON_EDIT)
            .on(timezone.localdate())
            .filter(level__in=[Level.COUNTY, Level.TOWNSHIP])
            .select_related("parent")
        )
        self.fields["unit"].empty_label = "请选择"
        self.kept = {}
        if self.instance.pk:
            # A file moves by transfer, never by editing; numbers are shown nowhere in full.
            del self.fields["unit"]
            account = self.instance.account
            self.fields["own_account"] = CellField(
                label="本人账号",
                normalise=cells.text(50),
                required=False,
                initial=account.username if account else "",
                help_text="此人登录查看本人档案所用的账号；留空表示没有",
            )
            for name in ("identity_number", "bank_account"):
                self.kept[name] = getattr(self.instance, name)
                self.initial[name] = ""
                self.fields[name].required = False
                self.fields[name].help_text = "留空表示不改"
        elif (only := list(self.fields["unit"].queryset[:2])) and len(only) == 1:
            self.initial["unit"] = only[0]

    def clean_bank_account(self):
        """An empty field keeps the account on file."""
        return self.cleaned_data["bank_account"] or self.kept.get("bank_account", "")

    def clean_education(self):
        """Not below a finished study on file."""
        level = self.cleaned_data["education"]
        try:
            refuse_lower_education(self.instance, level)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return level

    def clean(self):
        """Days of this life, and none of the future; only who is in the Party joined it."""
        data = super().clean()
        number = data.get("identity_number") or self.kept.get("identity_number")
        born = cells.identity_birth(number) if number else None
        for name in ("party_joined_on", "work_started_on"):
            value, label = data.get(name), self.fields[name].label
            if value and value > timezone.localdate():
                self.add_error(name, f"{label}还没有到，请核对。")
            elif value and born and value <= born:
                self.add_error(name, f"{label}早于出生日期，请核对。")
        if data.get("party_joined_on") and not is_party_member(data.get("political_status") or ""):
            self.add_error("party_joined_on", "政治面貌不是中共党员，入党时间应留空；或先更正政治面貌。")
        return data

    def clean_own_account(self):
        """The account of that name, or none; unchanged names are not asked about again."""
        username = self.cleaned_data["own_account"]
        if not username or username == self.fields["own_account"].initial:
            return self.instance.account if username else None
        try:
            return account_for(person=self.instance, username=username)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def _post_clean(self):
        """Take over all values but the identity number, which the service takes with what follows from it."""
        number = self.cleaned_data.pop("identity_number", "")
        self.cleaned_data["identity_number"] = self.kept.get("identity_number", "") or number
        super()._post_clean()
        self.new_number = number
        if "own_account" in self.cleaned_data:
            self.instance.account = self.cleaned_data["own_account"]


class LateReasonField(CellField):
    """Why a change is dated into a confirmed month; asked for by the service where it is needed."""

    def __init__(self):
        super().__init__(
            label="追溯说明",
            normalise=cells.text(200),
            required=False,
            max_length=200,
            help_text="只在追溯到已经通报的月份时填写",
        )


class AppointmentForm(SaysWhatIsMissing, forms.Form):
    """A new appointment."""

    unit = UnitChoiceField(label="单位", queryset=Unit.objects.none(), empty_label="请选择")
    kind = forms.ChoiceField(label="岗位", choices=[("", "请选择"), *PostKind.choices])
    valid_from = DayField(label="任职起")
    valid_to = DayField(label="任职止", required=False, help_text="人口主任不填的，按聘期满任计算")
    selection = forms.ChoiceField(
        label="产生方式", required=False, choices=[("", "未填"), *Selection.choices]
    )
    identity = forms.ChoiceField(label="身份", required=False, choices=[("", "按岗位"), *Identity.choices])
    document_number = CellField(label="文号", normalise=cells.text(60), required=False, max_length=60)
    late_reason = LateReasonField()

    def __init__(self, *args, user, person, **kwargs):
        super().__init__(*args, **kwargs)
        levels = {spec.level for spec in POST_SPECS.values()}
        units = Unit.objects.visible_to(user, Action.PERSON_EDIT).on(timezone.localdate())
        home = person.unit.code
        self.fields["unit"].queryset = (
            (units.below(home) if len(home) > len("520424") else units)
            .filter(level__in=levels)
            .select_related("parent")
        )

    def clean(self):
        """The term does not end before it begins."""
        data = super().clean()
        start, end = data.get("valid_from"), data.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", "任职止日不能早于起日。")
        return data


class ActingForm(SaysWhatIsMissing, forms.Form):
    """Who acts for a vacant post (P2.7): on file with its township, in no post of another unit."""

    person = forms.ModelChoiceField(
        label="代行人员", queryset=Person.objects.none(), empty_label="请选择", help_text="本村人员"
    )
    valid_from = DayField(label="代行起")
    document_number = CellField(label="文号", normalise=cells.text(60), required=False, max_length=60)
    late_reason = LateReasonField()

    def __init__(self, *args, user, unit, **kwargs):
        super().__init__(*args, **kwargs)
        serving = Appointment.objects.on(timezone.localdate()).filter(post__kind__in=WITH_DEADLINE)
        elsewhere = Appointment.objects.exclude(post__unit__in=origins(unit))
        people = Person.objects.visible_to(user, Action.PERSON_EDIT).filter(
            unit__code__startswith=unit.code[:9]
        )
        self.fields["person"].queryset = people.filter(
            ~Exists(serving.filter(person=OuterRef("pk"))), ~Exists(elsewhere.filter(person=OuterRef("pk")))
        ).order_by("pinyin", "pk")


class AppointmentEndForm(SaysWhatIsMissing, forms.Form):
    """Leaving a post."""

    last_day = DayField(label="最后任职日")
    ground = forms.ChoiceField(
        label="离任原因",
        choices=[
            ("", "请选择"),
            *((ground.value, ground.label) for ground in map(EndGround, ENDS_WITHIN_TERM)),
        ],
        help_text="辞退和人口主任超过续聘年龄的，先在“分流辞退”中立案办理",
    )
    reason = CellField(label="离任说明", normalise=cells.text(120), required=False, max_length=120)
    document_number = CellField(label="批准文号", normalise=cells.text(60), required=False, max_length=60)
    late_reason = LateReasonField()


class ReasonForm(SaysWhatIsMissing, forms.Form):
    """Why somebody needs full numbers."""

    reason = CellField(
        label="事由", normalise=cells.text(200), max_length=200, help_text="写入查阅记录，不能删改"
    )


class FiguresForm(SaysWhatIsMissing, forms.Form):
    """A village's counts of one year; aggregates only."""

    year = forms.IntegerField(label="年度", min_value=EARLIEST_YEAR)
    groups = forms.IntegerField(label="村民小组数", min_value=0, max_value=MOST_GROUPS)
    population = forms.IntegerField(label="总人口", min_value=0, max_value=MOST_POPULATION)
    stationed_cadres = forms.IntegerField(
        label="驻村干部数", min_value=0, max_value=MOST_CADRES, required=False
    )
    source = CellField(
        label="来源", normalise=cells.text(120), max_length=120, help_text="数据取自哪份文件或报表"
    )

    def clean_year(self):
        """Figures of a year that has not begun are nobody's."""
        year = self.cleaned_data["year"]
        if year > timezone.localdate().year:
            raise forms.ValidationError(f"{year}年还没有到，请核对年度。")
        return year
