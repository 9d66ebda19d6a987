"""Forms of rounds: the plan, its openings and groups, and the acts that need a word."""

from django import forms

from guanling.documents import cells
from guanling.forms import CellField, DayField, SaysWhatIsMissing, StaffText, TownshipFilter
from recruitment.enums import GroupRole, GroupSide, HeadOffice, RoundKind, RoundState
from recruitment.models import GroupMember, Opening, Round
from recruitment.rules.calendar import STEPS
from roster.enums import Education, PostKind
from roster.models import Unit

UNDER_WAY = "under_way"
MOST_PLACES = 99
REASON_MOST = 200


def _label(model, name):
    return model._meta.get_field(name).verbose_name


def _text(model, name, **kwargs):
    """A line of the office's own words that goes onto a paper or page; numbers of offices may stand in it."""
    most = model._meta.get_field(name).max_length
    kwargs.setdefault("label", _label(model, name))
    return CellField(normalise=cells.text(most), max_length=most, **kwargs)


class MomentField(forms.DateTimeField):
    """A day and a time, entered by the browser's own field."""

    def __init__(self, **kwargs):
        kwargs.setdefault(
            "widget", forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        )
        kwargs.setdefault("input_formats", ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y年%m月%d日%H:%M"])
        super().__init__(**kwargs)
        self.error_messages["invalid"] = f"{self.label}不是时间，请写成 2016-09-05 09:00。"


class RoundFilter(TownshipFilter):
    """What narrows the list of rounds."""

    field_order = ("township", "year", "kind", "state")
    year = forms.IntegerField(
        label="年度",
        required=False,
        min_value=2014,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6, "maxlength": 4}),
    )
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *RoundKind.choices])
    state = forms.ChoiceField(
        label="进度", required=False, choices=[("", "全部"), (UNDER_WAY, "进行中"), *RoundState.choices]
    )

    def narrow(self, rows):
        """Return the rounds that were asked for; what is not understood narrows nothing."""
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("township"):
            rows = rows.filter(unit__code__startswith=wanted["township"])
        if wanted.get("year"):
            rows = rows.filter(year=wanted["year"])
        if wanted.get("kind"):
            rows = rows.filter(kind=wanted["kind"])
        if state := wanted.get("state"):
            rows = rows.under_way() if state == UNDER_WAY else rows.filter(state=state)
        return rows


class UnitForm(SaysWhatIsMissing, forms.Form):
    """Which unit opens a round."""

    unit = forms.ModelChoiceField(label="组织单位", queryset=Unit.objects.none(), empty_label="请选择")

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
        self.fields["unit"].label_from_instance = lambda unit: unit.short_name


class NewRoundForm(SaysWhatIsMissing, forms.Form):
    """A new round: its title, first day of work, and the villages whose vacancies it fills."""

    title = _text(Round, "title")
    plan_number = _text(Round, "plan_number", required=False, help_text="选聘方案的文号，公告前可以补填。")
    start_on = DayField(label="拟聘用起日", help_text="名额按这一天在岗人数核定（P2.2）。")

    def __init__(self, *args, vacant=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.vacant = list(vacant)
        for row in self.vacant:
            self.fields[f"pick_{row.unit_id}"] = forms.BooleanField(
                label=f"选聘{row.unit}", required=False, initial=not row.rounds
            )
            self.fields[f"places_{row.unit_id}"] = forms.IntegerField(
                label=f"{row.unit}名额",
                required=False,
                initial=row.places,
                min_value=1,
                max_value=MOST_PLACES,
                widget=forms.TextInput(
                    attrs={
                        "inputmode": "numeric",
                        "size": 3,
                        "maxlength": 2,
                        "aria-label": f"{row.unit}名额",
                    }
                ),
                error_messages={"invalid": "名额应为整数。", "min_value": "名额至少为 1。"},
            )

    def plain_fields(self):
        """The fields that are no row of the table of vacancies."""
        return [self[name] for name in ("title", "plan_number", "start_on")]

    def rows(self):
        """The vacancies with their own two fields."""
        return [
            {"vacant": row, "pick": self[f"pick_{row.unit_id}"], "places": self[f"places_{row.unit_id}"]}
            for row in self.vacant
        ]

    def clean(self):
        """A ticked village needs a number of places."""
        typed = super().clean()
        for row in self.vacant:
            name = f"places_{row.unit_id}"
            if typed.get(f"pick_{row.unit_id}") and not typed.get(name) and name not in self.errors:
                self.add_error(name, "请填写名额。")
        return typed

    def picked(self):
        """Return {unit id: places} of what was ticked."""
        return {
            row.unit_id: self.cleaned_data[f"places_{row.unit_id}"]
            for row in self.vacant
            if self.cleaned_data.get(f"pick_{row.unit_id}")
        }


class PlanForm(SaysWhatIsMissing, forms.Form):
    """The plan while it is prepared; dates may still be left open."""

    title = _text(Round, "title")
    plan_number = _text(Round, "plan_number", required=False)
    place = _text(Round, "place", required=False)
    phone = _text(Round, "phone", required=False, help_text="办公电话，写入公告。")
    supervision_phone = _text(Round, "supervision_phone", required=False, help_text="办公电话，写入公告。")
    with_interview = forms.BooleanField(label=_label(Round, "with_interview"), required=False)
    drop_extremes = forms.BooleanField(label="面试去掉一个最高分、一个最低分", required=False)
    with_medical = forms.BooleanField(label=_label(Round, "with_medical"), required=False)
    opens_at = MomentField(label=_label(Round, "opens_at"), required=False)
    closes_at = MomentField(label=_label(Round, "closes_at"), required=False)
    review_until = DayField(label=_label(Round, "review_until"), required=False)
    written_on = DayField(label=_label(Round, "written_on"), required=False)
    interview_on = DayField(label=_label(Round, "interview_on"), required=False)
    check_from = DayField(label=_label(Round, "check_from"), required=False)
    notice_from = DayField(label=_label(Round, "notice_from"), required=False)
    notice_to = DayField(label=_label(Round, "notice_to"), required=False)
    start_on = DayField(label=_label(Round, "start_on"))
    note = StaffText((Round, "note"), rows=3, required=False)

    CALENDAR = ("opens_at", "closes_at", *(name for name, _ in STEPS))

    def general(self):
        """The fields that are no date."""
        return [field for field in self if field.name not in self.CALENDAR]

    def calendar(self):
        """The dates, in their order."""
        return [self[name] for name in self.CALENDAR]


class OpeningChangeForm(SaysWhatIsMissing, forms.Form):
    """An opening's places and what it asks for beside the general conditions."""

    places = forms.IntegerField(
        label=_label(Opening, "places"),
        min_value=1,
        max_value=MOST_PLACES,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4, "maxlength": 2}),
        error_messages={"invalid": "名额应为整数。", "min_value": "名额至少为 1。"},
    )
    education_min = forms.ChoiceField(
        label=_label(Opening, "education_min"),
        required=False,
        choices=[("", "按一般规定"), *Education.choices],
        help_text="只在高于一般规定时选择。",
    )
    requirement = StaffText(
        (Opening, "requirement"), required=False, help_text="如：具有执业医师资格。不写与岗位无关的限制。"
    )


class OpeningForm(OpeningChangeForm):
    """A new opening; each unit of the round with each of its posts."""

    field_order = ("post", "places", "education_min", "requirement")
    post = forms.ChoiceField(label="单位和岗位")

    def __init__(self, *args, posts, **kwargs):
        super().__init__(*args, **kwargs)
        self.posts = {f"{unit.pk}-{kind}": (unit, kind) for unit, kind in posts}
        self.fields["post"].choices = [
            ("", "请选择"),
            *((key, f"{unit.short_name} {PostKind(kind).label}") for key, (unit, kind) in self.posts.items()),
        ]

    def clean_post(self):
        """Return the unit and the kind of post."""
        return self.posts[self.cleaned_data["post"]]


class MemberForm(SaysWhatIsMissing, forms.Form):
    """Somebody of one of the two groups."""

    side = forms.ChoiceField(label=_label(GroupMember, "side"), choices=[("", "请选择"), *GroupSide.choices])
    role = forms.ChoiceField(label="组内职务", choices=[("", "请选择"), *GroupRole.choices])
    office = forms.ChoiceField(
        label=_label(GroupMember, "office"),
        required=False,
        choices=[("", "不是组长"), *HeadOffice.choices],
        help_text="组长必选：县组由县分管领导任组长，乡镇组由党委书记和乡镇长任组长（P2.6）。",
    )
    name = CellField(label="姓名", normalise=cells.name, max_length=60)
    title = _text(GroupMember, "title")


class ExtendForm(SaysWhatIsMissing, forms.Form):
    """A later end of registration, and the days after it."""

    closes_at = MomentField(label="新的报名截止时间")
    review_until = DayField(label=_label(Round, "review_until"))
    written_on = DayField(label=_label(Round, "written_on"))
    interview_on = DayField(label=_label(Round, "interview_on"), required=False)
    check_from = DayField(label=_label(Round, "check_from"))
    notice_from = DayField(label=_label(Round, "notice_from"))
    notice_to = DayField(label=_label(Round, "notice_to"))
    start_on = DayField(label=_label(Round, "start_on"))
    reason = StaffText(
        (Opening, "release_reason"),
        label="延长报名的原因",
        less=100,
        help_text="在公开页面公布，不写个人信息。",
    )

    def __init__(self, *args, with_interview=True, **kwargs):
        super().__init__(*args, **kwargs)
        if not with_interview:
            del self.fields["interview_on"]


class RatioForm(SaysWhatIsMissing, forms.Form):
    """The county's document that lets an opening go on with fewer applicants."""

    number = _text(Opening, "ratio_number", label="批准文号")


class ReleaseForm(SaysWhatIsMissing, forms.Form):
    """Places that nobody will fill."""

    places = forms.IntegerField(
        label="取消名额数",
        min_value=1,
        max_value=MOST_PLACES,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4, "maxlength": 2}),
        error_messages={"invalid": "名额应为整数。", "min_value": "名额至少为 1。"},
    )
    reason = StaffText((Opening, "release_reason"), label="取消名额的原因")


class CancelForm(SaysWhatIsMissing, forms.Form):
    """Why a round is cancelled."""

    reason = StaffText((Round, "cancelled_reason"), rows=2, help_text="在公开页面公布，不写个人信息。")
