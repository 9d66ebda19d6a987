"""What the pages of the roster share: the day on which they are seen, exports."""

from django.shortcuts import redirect
from django.utils import timezone

from guanling.documents.services import papers
from guanling.documents.tables import xlsx_response
from guanling.documents.tasks import enqueue_print
from roster import queries
from roster.enums import Level
from roster.forms import AsOfForm
from roster.models import Appointment, Unit

ON = "roster.on"


def seen_day(request):
    """The day on which the roster's pages are seen: asked for, else the one last asked for, else today."""
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


def last_served(request, action, on):
    """The latest day before ``on`` with somebody in a post, for a page that has nobody to show."""
    return queries.last_day_served(Appointment.objects.visible_to(request.user, action), on)


def county_name(request):
    """The county's name for titles of exports."""
    grants = request.user.current_grants
    code = grants[0].unit.code[:6] if grants else ""
    county = Unit.objects.filter(level=Level.COUNTY, code=code).first()
    return county.short_name if county else ""


def workbook(content, name, on):
    """The download of a list as it was on a day."""
    return xlsx_response(f"{name}-{on.isoformat()}.xlsx", content)


def reporting_unit(request, action):
    """The office that fills in a list (填报单位): the township's, else the county's."""
    code = min(request.user.prefixes(action), key=len)
    unit = Unit.objects.filter(code=code[: len("520424101")]).order_by("-valid_from").first()
    if unit is None:
        return ""
    return f"{unit.short_name}人口和计划生育局" if unit.level == Level.COUNTY else f"{unit.short_name}计生办"


def print_out(request, kind, content):
    """Have ``content`` set as a print of ``kind`` for the user, and lead there."""
    job = papers.print_out(kind=kind, title=content["title"], content=content, user=request.user)
    enqueue_print(job)
    return redirect("documents:print", job.pk)
