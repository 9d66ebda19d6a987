"""Fields of appraisal's forms: free text about staff, in which nobody's numbers stand."""

from django import forms

from guanling.documents import cells
from guanling.forms import CellField
from training.rules.texts import personal_number

NO_RESIDENTS = "不写群众个人信息"


class StaffText(CellField):
    """Free text about staff and their work; an identity or telephone number in it is refused.

    ``of``: (model, field) whose label and length it has, ``less`` what a service adds to it; ``rows`` lines,
    or one line where there are none.
    """

    def __init__(self, of, *, rows=None, less=0, **kwargs):
        model, name = of
        field = model._meta.get_field(name)
        most = field.max_length - less
        kwargs.setdefault("label", field.verbose_name)
        kwargs.setdefault("help_text", NO_RESIDENTS)
        if rows:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        normalise = cells.paragraphs(most) if rows else cells.text(most)
        super().__init__(normalise=normalise, max_length=most, **kwargs)

    def clean(self, value):
        """Return the normalised text; a personal number in it is refused."""
        value = super().clean(value)
        if value and (found := personal_number(value)):
            raise forms.ValidationError(f"里面有{found}；{NO_RESIDENTS}，请删去。")
        return value
