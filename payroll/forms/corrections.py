"""What narrows the list of what is still to be taken back."""

from django import forms
from django.db.models import Q

from guanling.forms import TownshipFilter
from payroll.queries.corrections import SORTS, STANDINGS


class BalanceFilter(TownshipFilter):
    """By township, name, and whether there is pay to take it from; in which order."""

    field_order = ("township",)
    standing = forms.ChoiceField(label="情况", required=False, choices=[("", "全部"), *STANDINGS])
    name = forms.CharField(label="姓名", required=False, max_length=20)
    sort = forms.ChoiceField(label="排列", required=False, choices=SORTS)

    def narrow(self, rows):
        """Return the balances that were asked for; what is not understood narrows nothing."""
        self.is_valid()
        wanted = self.cleaned_data
        if code := wanted.get("township"):
            rows = rows.filter(unit_code__startswith=code)
        if standing := wanted.get("standing"):
            rows = rows.filter(standing=standing)
        if name := (wanted.get("name") or "").strip():
            rows = rows.filter(Q(name__contains=name) | Q(initials__startswith=name.lower()))
        order = {"since": ("since", "-amount"), "unit": ("unit_code",)}.get(wanted.get("sort"), ("-amount",))
        return rows.order_by(*order, "pinyin", "pk")
