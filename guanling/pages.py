"""What pages of all parts share: the day on which they are seen, downloads, prints."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from guanling.documents.services import papers
from guanling.documents.tables import xlsx_response
from guanling.documents.tasks import enqueue_print
from guanling.forms import AsOfForm

ON = "seen_on"


def seen_day(request):
    """The day on which dated pages are seen: asked for, else the one last asked for, else today."""
    form = AsOfForm(request.GET)
    if "on" in request.GET and form.is_valid():
        day = form.cleaned_data["on"] or timezone.localdate()
        today = day == timezone.localdate()
        if request.session.get(ON) != (None if today else day.isoformat()):
            request.session[ON] = None if today else day.isoformat()
        return day
    form = AsOfForm({"on": request.session.get(ON) or ""})
    return (form.cleaned_data["on"] if form.is_valid() else None) or timezone.localdate()


def days_of(on):
    """The day seen and today, for the line that says so."""
    return {"on": on, "today": timezone.localdate()}


def workbook(content, name, on):
    """The download of a list as it was on a day."""
    return xlsx_response(f"{name}-{on.isoformat()}.xlsx", content)


def print_out(request, kind, content):
    """Have ``content`` set as a print of ``kind`` for the user, and lead there."""
    job = papers.print_out(kind=kind, title=content["title"], content=content, user=request.user)
    enqueue_print(job)
    return redirect("documents:print", job.pk)


def tabs_for(user, tabs, current: str, arguments=None) -> list[dict]:
    """Return what templates/part_tabs.html needs of ``tabs``: (label, address name, right that shows it)."""
    return [
        {"label": label, "url": reverse(name, kwargs=arguments or {}), "current": name == current}
        for label, name, action in tabs
        if user.can(action)
    ]
