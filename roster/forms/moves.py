"""Forms of moves and renewals."""

from django import forms
from django.utils import timezone

from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.documents import cells
from guanling.forms import CellField, DayField, SaysWhatIsMissing, TownshipFilter
from roster.enums import Level, MoveKind, MoveState, PostKind
from roster.models import Move, Unit
from roster.queries.moves import place_name, present_post

STATES = (
    ("open", "办理中"),
    ("mine", "待我办理"),
    *MoveState.choices,
    ("all", "全部"),
)


class MoveFilter(TownshipFilter):
    """What narrows the list of moves."""

    state = forms.ChoiceField(label="状态", required=False, choices=STATES)
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *MoveKind.choices])


def _grouped(units):
    """Choices of units: the county, then each township with its villages under its own name."""
    townships, groups, choices = {}, {}, [("", "请选择")]
    for unit in units:
        if unit.level == Level.COUNTY:
            choices.append((unit.pk, f"{unit.short_name}（县计妇中心）"))
        elif unit.level == Level.TOWNSHIP:
            townships[unit.code] = unit
            groups[unit.code] = [(unit.pk, f"{unit.short_name}（计生办、计生站）")]
        elif unit.code[:9] in groups:
            groups[unit.code[:9]].append((unit.pk, unit.short_name))
    return [*choices, *((townships[code].short_name, rows) for code, rows in groups.items())]


class CounterpartField(forms.ModelChoiceField):
    """The other half of an exchange, shown with the post from which it comes."""

    def label_from_instance(self, obj):
        """Return 王小明（花江镇和平村人口主任）."""
        return f"{obj.person.name}（{present_post(obj)}，{obj.day}起）"


class MoveForm(SaysWhatIsMissing, forms.Form):
    """A request for a move out of one appointment.

    The target may lie in another township: names of the county's units are open to whoever asks. Units that
    have ended are not offered, but a page left open meanwhile may still send one: the service says so.
    """

    kind = forms.ChoiceField(
        label="类别",
        choices=[choice for choice in MoveKind.choices if choice[0] != MoveKind.RENEWAL],
        help_text="交流可以只是轮岗，也可以与另一人对调；借调保留原岗位",
    )
    to_unit = forms.ModelChoiceField(label="拟任单位", queryset=Unit.objects.none(), required=False)
    to_kind = forms.ChoiceField(label="拟任岗位", required=False, choices=[("", "请选择"), *PostKind.choices])
    to_outside = CellField(
        label="调往单位",
        normalise=cells.text(60),
        required=False,
        max_length=60,
        help_text="只在调出本县计生队伍时填写",
    )
    day = DayField(label="生效日期", help_text="在新岗位的第一天，可以是以后的日期")
    until = DayField(label="借调止日", required=False, help_text="只在借调时填写")
    counterpart = CounterpartField(
        label="对调人员",
        queryset=Move.objects.none(),
        required=False,
        empty_label="不对调",
        help_text="对方先申请交流到本岗位，才能在这里选择；两人都经同意后同日生效",
    )
    reason = CellField(label="事由", normalise=cells.text(200), max_length=200, help_text="写入征求意见函")

    def __init__(self, *args, user, appointment, **kwargs):
        super().__init__(*args, **kwargs)
        post = appointment.post
        counties = {prefix[:COUNTY_DIGITS] for prefix in user.prefixes(Action.MOVE_REQUEST)}
        units = Unit.objects.under(counties).exclude(level=Level.GROUP)
        field = self.fields["to_unit"]
        field.queryset = units.select_related("parent", "successor")
        field.choices = _grouped(units.on(timezone.localdate()).order_by("code"))
        self.fields["counterpart"].queryset = (
            Move.objects.visible_to(user, Action.FILE_VIEW)
            .filter(
                kind=MoveKind.EXCHANGE,
                state__in=(MoveState.PREPARED, MoveState.ASKED),
                to_unit=post.unit_id,
                to_kind=post.kind,
                counterpart=None,
                named_by=None,
            )
            .exclude(person=appointment.person_id)
            .select_related("person", "appointment__post__unit__parent")
        )
        if not self.fields["counterpart"].queryset.exists():
            del self.fields["counterpart"]

    def clean(self):
        """Drop what the kind does not ask for; a target chosen through the exchange is the partner's post."""
        data = super().clean()
        kind = data.get("kind")
        if kind == MoveKind.OUT:
            data["to_unit"], data["to_kind"] = None, ""
            if not data.get("to_outside") and "to_outside" not in self.errors:
                self.add_error("to_outside", "请填写调往单位。")
        else:
            data["to_outside"] = ""
            for name in ("to_unit", "to_kind"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, f"请选择{self.fields[name].label}。")
        if kind != MoveKind.SECONDMENT:
            data["until"] = None
        elif not data.get("until") and "until" not in self.errors:
            self.add_error("until", "请填写借调止日。")
        if kind != MoveKind.EXCHANGE:
            data["counterpart"] = None
        return data


class TargetForm(forms.Form):
    """What of the request is needed to show the lock and the target's places; nothing of it is required."""

    kind = forms.ChoiceField(required=False, choices=MoveKind.choices)
    to_unit = forms.ModelChoiceField(queryset=Unit.objects.none(), required=False)
    to_kind = forms.ChoiceField(required=False, choices=PostKind.choices)
    day = DayField(required=False)
    until = DayField(required=False)

    def __init__(self, data, *, user):
        super().__init__(data)
        counties = {prefix[:COUNTY_DIGITS] for prefix in user.prefixes(Action.MOVE_REQUEST)}
        self.fields["to_unit"].queryset = Unit.objects.under(counties).select_related("parent", "successor")


class ProcedureForm(SaysWhatIsMissing, forms.Form):
    """A renewal's public notice and check (P2.4)."""

    notice_from = DayField(label="公示起", required=False)
    notice_to = DayField(label="公示止", required=False)
    check_result = CellField(
        label="考察结果",
        normalise=cells.text(200),
        required=False,
        max_length=200,
        help_text="如：经考察，履职合格，群众认可",
    )

    def clean(self):
        """A notice has both days, in order."""
        data = super().clean()
        first, last = data.get("notice_from"), data.get("notice_to")
        if (first is None) != (last is None) and not self.errors:
            self.add_error("notice_to" if first else "notice_from", "公示的起日和止日都要填写。")
        if first and last and last < first:
            self.add_error("notice_to", "公示止日不能早于起日。")
        return data


class RenewalForm(ProcedureForm):
    """A request for another term."""

    until = DayField(label="新聘期止日", required=False, help_text="不填的，按聘期满任计算")
    reason = CellField(
        label="续聘事由",
        normalise=cells.text(200),
        max_length=200,
        help_text="写入请示，如：工作需要、考核合格",
    )
    field_order = ("until", "reason", "notice_from", "notice_to", "check_result")


class DecisionForm(SaysWhatIsMissing, forms.Form):
    """The decision of the body whose consent a move needs."""

    decision = forms.ChoiceField(
        label="决定", choices=[("yes", "同意"), ("no", "不同意")], widget=forms.RadioSelect
    )
    opinion = CellField(
        label="意见或理由",
        normalise=cells.text(300),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="不同意的必须写明理由；写入复函",
    )

    @property
    def consent(self):
        """Whether it is consented to."""
        return self.cleaned_data["decision"] == "yes"


class DepartmentDecisionForm(DecisionForm):
    """The decision of the Organization Department, whose own paper carries number and date."""

    document_number = CellField(label="组织部文号", normalise=cells.text(60), max_length=60)
    decided_on = DayField(label="文件日期")
    field_order = ("decision", "document_number", "decided_on", "opinion")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["opinion"].help_text = "不同意的必须写明理由"


class WithdrawForm(SaysWhatIsMissing, forms.Form):
    """Why a move is taken back."""

    reason = CellField(label="撤回的原因", normalise=cells.text(200), max_length=200)


def target_label(unit: Unit) -> str:
    """Return a unit's name for the box that tells of its places."""
    return place_name(unit) or unit.short_name
