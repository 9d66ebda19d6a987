"""Login, passwords, accounts and grants."""

from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from guanling.accounts import services
from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.accounts.forms import GrantForm, PasswordResetForm, UserForm
from guanling.accounts.models import Grant, User
from guanling.runs.errors import Refusal


@method_decorator(login_not_required, name="dispatch")
class Login(auth_views.LoginView):
    """Login; on an empty system it leads to the first set-up."""

    template_name = "accounts/login.html"
    redirect_authenticated_user = True

    def get(self, request, *args, **kwargs):
        """Show the form, or the set-up while there is no account at all."""
        if not User.objects.exists():
            return redirect("home:setup")
        return super().get(request, *args, **kwargs)


class Logout(auth_views.LogoutView):
    """Logout by POST."""


class Password(auth_views.PasswordChangeView):
    """Change one's own password; ends the duty to change a first one."""

    template_name = "accounts/password.html"
    success_url = reverse_lazy("home:index")

    def form_valid(self, form):
        """Save the password and let the user in."""
        form.user.must_change_password = False
        response = super().form_valid(form)
        messages.success(self.request, "密码已修改。")
        return response


@requires(Action.ACCOUNT_MANAGE)
def users(request):
    """All accounts with their grants."""
    rows = (
        User.objects.visible_to(request.user, Action.ACCOUNT_MANAGE)
        .prefetch_related("grants__unit")
        .order_by("username")
    )
    return render(request, "accounts/users.html", {"users": rows})


@requires(Action.ACCOUNT_MANAGE)
def user_new(request):
    """Open an account."""
    form = UserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = User.objects.create_user(**form.cleaned_data)
        messages.success(request, f"已建立账号「{user.username}」，请为其授权。")
        return redirect("accounts:user", user.pk)
    return render(request, "accounts/user_new.html", {"form": form})


def _account(request, pk):
    return get_object_or_404(User.objects.visible_to(request.user, Action.ACCOUNT_MANAGE), pk=pk)


def _detail(request, user, *, grant_form=None, reset_form=None, status=200):
    return render(
        request,
        "accounts/user.html",
        {
            "account": user,
            "grant_rows": user.grants.select_related("unit", "granted_by").order_by("-valid_from", "pk"),
            "grant_form": grant_form or GrantForm(user=user, by=request.user),
            "reset_form": reset_form or PasswordResetForm(),
        },
        status=status,
    )


@requires(Action.ACCOUNT_MANAGE)
def user_detail(request, pk):
    """One account: grants, password, on and off."""
    return _detail(request, _account(request, pk))


@requires(Action.ACCOUNT_MANAGE)
@require_POST
def user_active(request, pk):
    """Enable or disable an account."""
    user = _account(request, pk)
    try:
        services.set_active(user=user, active=request.POST.get("active") == "1", by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("accounts:user", pk)


@requires(Action.ACCOUNT_MANAGE)
@require_POST
def user_reset(request, pk):
    """Set a new first password."""
    user = _account(request, pk)
    form = PasswordResetForm(request.POST)
    if not form.is_valid():
        return _detail(request, user, reset_form=form, status=422)
    try:
        services.reset_password(user=user, password=form.cleaned_data["password"], by=request.user)
        messages.success(request, "已设置新的初始密码，本人下次登录时必须修改。")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("accounts:user", pk)


@requires(Action.ACCOUNT_MANAGE)
@require_POST
def grant_new(request, pk):
    """Grant a role in a unit."""
    user = _account(request, pk)
    form = GrantForm(request.POST, user=user, by=request.user)
    if not form.is_valid():
        return _detail(request, user, grant_form=form, status=422)
    form.save()
    messages.success(request, "已授权。")
    return redirect("accounts:user", pk)


@requires(Action.ACCOUNT_MANAGE)
@require_POST
def grant_end(request, pk):
    """End a grant."""
    grant = get_object_or_404(Grant.objects.visible_to(request.user, Action.ACCOUNT_MANAGE), pk=pk)
    try:
        services.end_grant(grant=grant)
        messages.success(request, "授权已结束。")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("accounts:user", grant.user_id)
