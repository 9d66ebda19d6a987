"""Filter of the change history."""

from django import forms
from django.contrib.auth import get_user_model

from guanling.audit.queries import event_models


class EventFilter(forms.Form):
    """Which table, who, when, what kind of change, which row."""

    table = forms.ChoiceField(label="记录类型", required=False)
    user = forms.ModelChoiceField(label="操作人", queryset=None, required=False, empty_label="全部")
    label = forms.ChoiceField(
        label="变更",
        required=False,
        choices=[("", "全部"), ("insert", "新增"), ("update", "修改"), ("delete", "删除")],
    )
    since = forms.DateField(label="起", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="止", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    row = forms.IntegerField(label="记录编号", required=False, min_value=1)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = get_user_model().objects.order_by("username")
        self.fields["table"].choices = [("", "全部")] + [
            (model._meta.db_table, model.pgh_tracked_model._meta.verbose_name) for model in event_models()
        ]
