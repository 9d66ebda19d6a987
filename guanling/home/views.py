"""First page, first set-up, health check."""

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from guanling.accounts.forms import FirstSetupForm
from guanling.accounts.models import User
from guanling.home.health import status
from guanling.home.todos import todos
from roster.services.units import found_county


def index(request):
    """The user's first page: what is to be done today, then the parts of the work."""
    return render(request, "home/index.html", {"todos": todos(request.user, timezone.localdate())})


@login_not_required
def setup(request):
    """The first visit to an empty system creates the county and its 系统管理员; later visits go to login."""
    if User.objects.exists():
        return redirect("accounts:login")
    form = FirstSetupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found_county(**form.cleaned_data)
        return redirect("accounts:login")
    return render(request, "home/setup.html", {"form": form})


@login_not_required
def healthz(request):
    """200 when database, broker and worker answer, else 503; says which part is wrong."""
    parts = status()
    return JsonResponse(parts, status=200 if set(parts.values()) == {"ok"} else 503)
