"""Forms of the yearly counts of villages."""

from collections import defaultdict

from django import forms

from appraisal.models import VillageCount
from appraisal.queries.counts import STATES
from appraisal.services.counts import MOST
from guanling.documents import cells
from guanling.forms import CellField, SaysWhatIsMissing, TownshipFilter
from roster.models import Unit


class CountFilter(TownshipFilter):
    """What narrows the grid of a year."""

    field_order = ("year", "township")
    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *((key, word) for key, word, _ in STATES)]
    )

    def __init__(self, data, *, townships, years):
        super().__init__(data, townships=townships)
        self.fields["year"].choices = [(year, f"{year}年") for year in years]


class VillageField(forms.ModelChoiceField):
    """A village of those given, under its township."""

    def group(self, villages):
        """Offer ``villages`` (with parents), each under its township's name."""
        groups = defaultdict(list)
        for village in villages:
            groups[village.parent.short_name].append((village.pk, village.short_name))
        self.choices = [("", "请选择"), *groups.items()]
        self.widget.choices = self.choices


class CountForm(SaysWhatIsMissing, forms.Form):
    """A village's count: a number and the document it was taken from, nothing else."""

    village = VillageField(label="村（居、社区）", queryset=Unit.objects.none())
    number = forms.IntegerField(
        label="违法生育数",
        min_value=0,
        max_value=MOST,
        error_messages={"invalid": "违法生育数不是整数，请核对。", "min_value": "违法生育数不能小于0。"},
    )
    document_number = CellField(
        label="依据文号",
        normalise=cells.text(VillageCount._meta.get_field("document_number").max_length),
        max_length=VillageCount._meta.get_field("document_number").max_length,
        help_text="数字出自哪份正式文件；只写文号，不写任何群众的情况",
    )

    def __init__(self, *args, villages, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["village"]
        field.queryset = villages
        field.group(villages)


class WithdrawForm(SaysWhatIsMissing, forms.Form):
    """Why a count is withdrawn."""

    reason = CellField(
        label="撤销事由",
        normalise=cells.text(VillageCount._meta.get_field("withdrawn_reason").max_length),
        max_length=VillageCount._meta.get_field("withdrawn_reason").max_length,
        help_text="如“文号抄错”；不写任何群众的情况",
    )
