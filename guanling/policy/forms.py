"""Entering a county decision: one form whose fields follow the kind of the parameter."""

from django import forms

from guanling.policy.rules import BadValue, Bands, Parameter

SPARE_BANDS = 2  # empty rows offered below the bands that hold now
CHINESE_DIGITS = "一二三四五六七八九十"


class _DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


def _cell(label: str, initial: str, *, required: bool, max_length: int) -> forms.CharField:
    """A field that stands in a table: its label is not shown but read out."""
    widget = forms.TextInput(attrs={"aria-label": label})
    return forms.CharField(
        label=label, max_length=max_length, required=required, initial=initial, widget=widget
    )


class DecisionForm(forms.Form):
    """A value (by the parameter's kind), the date from which it holds, document number and reason."""

    valid_from = forms.DateField(label="施行日期", widget=_DateInput)
    valid_to = forms.DateField(label="止日", widget=_DateInput, required=False, help_text="长期有效的留空。")
    document_number = forms.CharField(label="文号", max_length=60, help_text="例如 关人口〔2016〕9号")
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, parameter: Parameter, current=None, **kwargs):
        """``current`` is the typed value that holds now; it fills the fields at first."""
        super().__init__(*args, **kwargs)
        self.parameter = parameter
        own = self._value_fields(current)
        self.fields = own | self.fields

    def _value_fields(self, current) -> dict[str, forms.Field]:
        shape = self.parameter.shape
        unit = f"（{shape.unit}）" if shape.unit else ""
        raw = None if current is None else shape.dump(current)
        match shape.kind:
            case "flag":
                return {
                    "value": forms.ChoiceField(
                        label="新值", choices=[("yes", "是"), ("no", "否")], initial=raw
                    )
                }
            case "choice":
                return {
                    "value": forms.ChoiceField(label="新值", choices=list(shape.options.items()), initial=raw)
                }
            case "choices":
                return {
                    "value": forms.MultipleChoiceField(
                        label="新值",
                        choices=list(shape.options.items()),
                        widget=forms.CheckboxSelectMultiple,
                        initial=raw,
                    )
                }
            case "weights":
                return {
                    f"weight_{key}": _cell(
                        f"{label}{unit}", raw[key] if raw else "", required=True, max_length=12
                    )
                    for key, label in shape.options.items()
                }
            case "bands":
                return self._band_fields(current, raw or [])
        return {"value": forms.CharField(label=f"新值{unit}", max_length=20, initial=raw)}

    def _band_fields(self, current: Bands | None, raw: list) -> dict[str, forms.Field]:
        shape = self.parameter.shape
        word = "以下" if shape.limit == "upper" else "以上"
        unit = f"（{shape.unit}）" if shape.unit else ""
        fields = {}
        for number in range(min(len(raw) + SPARE_BANDS, len(CHINESE_DIGITS))):
            row = raw[number] if number < len(raw) else {}
            name = f"第{CHINESE_DIGITS[number]}档"
            fields[f"band_{number}_limit"] = _cell(
                f"{name}界限（{shape.limit_unit}{word}，含本数）",
                row.get("limit", ""),
                required=False,
                max_length=20,
            )
            fields[f"band_{number}_result"] = _cell(
                f"{name}结果{unit}", row.get("result", ""), required=False, max_length=40
            )
        return fields

    @property
    def table(self) -> dict | None:
        """Fields of a value of several figures, as a table: head and rows of (name, fields)."""
        shape = self.parameter.shape
        if shape.kind == "weights":
            rows = [(label, [self[f"weight_{key}"]]) for key, label in shape.options.items()]
            return {"head": ("项目", f"权重（{shape.unit}）"), "rows": rows, "hint": "各项合计须为 100%。"}
        if shape.kind == "bands":
            word = "以下" if shape.limit == "upper" else "以上"
            unit = f"（{shape.unit}）" if shape.unit else ""
            names = [name.removesuffix("_limit") for name in self.fields if name.endswith("_limit")]
            rows = [
                (f"第{CHINESE_DIGITS[number]}档", [self[f"{name}_limit"], self[f"{name}_result"]])
                for number, name in enumerate(names)
            ]
            return {
                "head": ("档次", f"界限（{shape.limit_unit}{word}，含本数）", f"结果{unit}"),
                "rows": rows,
                "hint": "最后一档的界限留空，表示其余；不用的行全部留空。",
            }
        return None

    @property
    def single(self) -> dict:
        """The fields outside the table, in the shape that parts/fields.html takes."""
        inside = {field.name for _, fields in (self.table or {"rows": ()})["rows"] for field in fields}
        return {
            "non_field_errors": (),
            "hidden_fields": (),
            "visible_fields": [field for field in self if field.name not in inside],
        }

    def _raw_value(self, data):
        """Return the value of the cleaned fields in the form of the policy files."""
        match self.parameter.shape.kind:
            case "weights":
                return {key: data.get(f"weight_{key}", "") for key in self.parameter.shape.options}
            case "bands":
                rows = []
                for name in [name for name in self.fields if name.endswith("_result")]:
                    row = {"limit": data.get(name.replace("_result", "_limit"), ""), "result": data.get(name)}
                    if any(row.values()):
                        rows.append({key: text for key, text in row.items() if text})
                return rows
        return data.get("value", "")

    def clean(self):
        """Put the value, checked by the parameter's own rule, under ``raw``."""
        data = super().clean()
        if any(name not in ("valid_from", "valid_to", "document_number", "reason") for name in self.errors):
            return data
        raw = self._raw_value(data)
        try:
            self.parameter.shape.parse(raw)
        except BadValue as error:
            self.add_error("value" if "value" in self.fields else None, str(error))
        else:
            data["raw"] = raw
        return data


class EndForm(forms.Form):
    """The last day of a decision and why it ends."""

    last_day = forms.DateField(label="施行到（含当日）", widget=_DateInput)
    reason = forms.CharField(label="终止理由", max_length=300)


class WithdrawForm(forms.Form):
    """Why a mistaken decision is withdrawn."""

    reason = forms.CharField(label="撤回理由", max_length=300)


class OnForm(forms.Form):
    """The date as of which the list is read."""

    on = forms.DateField(label="截至日期", widget=_DateInput, required=False)
