"""The form on which an incident of P8.2 is confirmed (情形认定表), one A4 page."""

from django.utils import timezone

from appraisal.enums import IncidentGround, IncidentState
from appraisal.models import Incident
from guanling.accounts.enums import COUNTY_DIGITS
from guanling.documents import papers
from guanling.documents.papers import chinese_date
from guanling.documents.pdf import Part
from roster.enums import Level, PostKind
from roster.models import Unit
from roster.rules.move_wording import bureau_name

INCIDENT = "incident"


def incident_content(incident: Incident) -> dict:
    """Return the form of an incident as it stands; what is still open is left to be written by hand."""
    county = Unit.objects.filter(level=Level.COUNTY, code=incident.village.code[:COUNTY_DIGITS]).latest("pk")
    ground = IncidentGround(incident.ground)
    decided = incident.state != IncidentState.ALLEGED
    return {
        "title": "人口主任情形认定表",
        "office": bureau_name(county.short_name),
        "number": f"Q{incident.pk}",
        "name": incident.person.name,
        "post": PostKind.POPULATION_DIRECTOR.label,
        "village": f"{incident.village.parent.short_name}{incident.village.short_name}",
        "happened_on": chinese_date(incident.happened_on),
        "ground": f"{ground.label}（{ground.clause}）",
        "clause": ground.clause,
        "summary": incident.summary,
        "recorded_by": incident.recorded_by.name if incident.recorded_by else "",
        "recorded_on": chinese_date(timezone.localdate(incident.recorded_at)),
        "state": incident.get_state_display(),
        "document_number": incident.document_number,
        "decision": incident.decision,
        "decided_by": incident.decided_by.name if incident.decided_by else "",
        "decided_on": chinese_date(timezone.localdate(incident.decided_at)) if decided else "",
        "printed": chinese_date(timezone.localdate()),
    }


def incident_parts(content):
    """Return the one page of the form."""
    return [Part("paper/incident.html", content, numbering="none")]


papers.register(papers.PaperKind(INCIDENT, "情形认定表", incident_parts))
