"""The auditor's page: every change, filterable."""

from django.core.paginator import Paginator
from django.shortcuts import render

from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.audit.forms import EventFilter
from guanling.audit.models import AccessRecord
from guanling.audit.queries import changes

ROWS_A_PAGE = 50


@requires(Action.AUDIT_VIEW)
def events(request):
    """Changes of all tracked tables, newest first."""
    form = EventFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    page = Paginator(changes(**chosen), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "audit/events.html", {"form": form, "page": page})


@requires(Action.AUDIT_VIEW)
def access(request):
    """Who read full identity or bank numbers."""
    rows = AccessRecord.objects.select_related("user")
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "audit/access.html", {"page": page})
