"""Forms of uploads."""

from django import forms
from django.utils import timezone


class ManyFilesInput(forms.ClearableFileInput):
    """A field in which one picks several files at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files; an empty choice is told, what is in them is the import's affair."""

    widget = ManyFilesInput(attrs={"accept": ".xlsx,.xlsm"})

    def clean(self, data, initial=None):
        """Return the list of files."""
        files = data if isinstance(data, (list, tuple)) else [data]
        return [super(ManyFilesField, self).clean(file, initial) for file in files or [None]]


class UploadForm(forms.Form):
    """Workbooks to import and the day from which new facts hold."""

    files = ManyFilesField(
        label="工作簿",
        help_text="可一次选多个文件：村居基本情况表、人员花名册、月考核表、培训签到表、题库、报名名册，不必改名。",
        error_messages={
            "required": "请选择要导入的工作簿。",
            "empty": "有一个文件是空的（0 字节），请核对后重选。",
        },
    )
    on = forms.DateField(
        label="数据日期",
        help_text="表中情况是哪一天的；新登记的单位和任职从这一天起算。",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(label="说明", max_length=200, required=False, help_text="记入变更记录，可不填。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate

    def clean_on(self):
        """Refuse a day that has not come."""
        on = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise forms.ValidationError("数据日期还没有到，请核对。")
        return on
