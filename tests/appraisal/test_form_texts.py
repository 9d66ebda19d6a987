"""The boundary at the forms: where people write freely, nobody's numbers are taken."""

import importlib
import pkgutil

import pytest
from django import forms

import appraisal.forms
from appraisal.forms.fields import StaffText
from appraisal.models import YearObjection

# The bureau's own paper: who gets copies, what it requires, where the office can be reached.
OFFICIAL = {("FrameForm", "requirements"), ("FrameForm", "copies"), ("NoticeForm", "copies")}


def free_texts():
    """(form, field name, field) of every field of several lines in the app's forms."""
    for module in pkgutil.iter_modules(appraisal.forms.__path__):
        for form in vars(importlib.import_module(f"appraisal.forms.{module.name}")).values():
            if isinstance(form, type) and issubclass(form, forms.BaseForm) and hasattr(form, "base_fields"):
                for name, field in form.base_fields.items():
                    if isinstance(field.widget, forms.Textarea):
                        yield form.__name__, name, field


def test_every_text_of_several_lines_refuses_personal_numbers():
    found = {(form, name): field for form, name, field in free_texts()}
    assert len(found) > 20
    assert {key for key, field in found.items() if not isinstance(field, StaffText)} == OFFICIAL


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("反映人520424198001010017", "里面有身份证号码；不写群众个人信息，请删去。"),
        ("联系电话13885312345", "里面有手机号码；不写群众个人信息，请删去。"),
    ],
)
def test_a_personal_number_is_refused_with_what_to_do(text, says):
    field = StaffText((YearObjection, "text"), rows=3)
    with pytest.raises(forms.ValidationError, match=says):
        field.clean(text)


def test_what_is_written_keeps_its_lines_and_its_label():
    field = StaffText((YearObjection, "text"), rows=3)
    assert field.clean("　第一行 \r\n\r\n第二行") == "第一行\n第二行"
    of = YearObjection._meta.get_field("text")
    assert (field.label, field.max_length) == (of.verbose_name, of.max_length)
