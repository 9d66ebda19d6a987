"""Forms of accounts."""

from django import forms
from django.apps import apps
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator

from guanling.accounts.enums import ROLE_LEVELS, Role
from guanling.accounts.models import Grant, User


class FirstSetupForm(forms.Form):
    """The county and its first 系统管理员."""

    county_code = forms.CharField(
        label="县级区划代码",
        max_length=6,
        validators=[RegexValidator(r"^\d{6}$", "请填 6 位数字，例如 520424。")],
        help_text="国家统计局 6 位代码",
    )
    county_name = forms.CharField(label="县名", max_length=60, help_text="例如 关岭布依族苗族自治县")
    username = forms.CharField(label="管理员账号", max_length=50)
    name = forms.CharField(label="管理员姓名", max_length=60)
    password = forms.CharField(label="密码", widget=forms.PasswordInput, help_text="至少 10 位，不能全为数字")
    password_again = forms.CharField(label="再输一次密码", widget=forms.PasswordInput)

    def clean(self):
        """Both passwords agree and are strong enough."""
        data = super().clean()
        if data.get("password") != data.pop("password_again", None):
            self.add_error("password_again", "两次输入的密码不一致。")
        elif data.get("password"):
            try:
                validate_password(data["password"], User(username=data.get("username", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data


class UserForm(forms.ModelForm):
    """A new account with its first password."""

    password = forms.CharField(
        label="初始密码", widget=forms.PasswordInput, help_text="至少 10 位；本人首次登录时必须修改"
    )

    class Meta:
        model = User
        fields = ["username", "name"]

    def clean_password(self):
        """The first password obeys the same rules as any other."""
        password = self.cleaned_data["password"]
        validate_password(password)
        return password


class PasswordResetForm(forms.Form):
    """A new first password set by the administrator."""

    password = forms.CharField(label="新的初始密码", widget=forms.PasswordInput)

    def clean_password(self):
        """The first password obeys the same rules as any other."""
        password = self.cleaned_data["password"]
        validate_password(password)
        return password


class GrantForm(forms.ModelForm):
    """A role in a unit for a period."""

    class Meta:
        model = Grant
        fields = ["role", "unit", "valid_from", "valid_to"]
        widgets = {
            "valid_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "valid_to": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args, user, by, **kwargs):
        from guanling.accounts.enums import Action

        super().__init__(*args, **kwargs)
        self.instance.user = user
        self.instance.granted_by = by
        unit = apps.get_model("roster", "Unit")
        self.fields["unit"].queryset = unit.objects.visible_to(by, Action.ACCOUNT_MANAGE).filter(
            level__in=set(ROLE_LEVELS.values())
        )

    def clean(self):
        """The role fits the unit's level; the same role is not granted twice for one period."""
        data = super().clean()
        role, unit = data.get("role"), data.get("unit")
        if role and unit and unit.level != ROLE_LEVELS[role]:
            wanted = ROLE_LEVELS[role].label
            self.add_error("unit", f"「{Role(role).label}」须授予{wanted}一级的单位，请改选。")
        start, end = data.get("valid_from"), data.get("valid_to")
        if start and end and end < start:
            # Said here: the database cannot even compare a period that ends before it begins.
            self.add_error("valid_to", "授权的止日不能早于起日。")
        return data

    def _post_clean(self):
        """Ask all constraints: a model form leaves out those that name a field which it does not show."""
        super()._post_clean()
        if not self.errors:
            try:
                self.instance.validate_constraints()
            except forms.ValidationError as error:
                self.add_error(None, forms.ValidationError(error.messages))
