"""Addresses of incidents and of the yearly counts of villages."""

from datetime import date

from appraisal.models import Incident, VillageCount
from guanling.accounts.enums import Role
from tests.access.rows import BUREAU, CLERK, REVIEWER, TOWNSHIP, Row

CASE_READERS = BUREAU | TOWNSHIP
INCIDENT_READERS = frozenset(CASE_READERS - {Role.TOWNSHIP_CLERK})


def count(objects):
    """A count of the first township's village, recorded by nobody of the matrix."""
    made = VillageCount.objects.create(
        village=objects.village,
        year=2016,
        number=1,
        document_number="关人口计生统〔2017〕3号",
        recorded_by=objects.account,
    )
    return {"pk": made.pk}


def incident(objects):
    """An allegation about a director there, recorded by nobody of the matrix."""
    made = Incident.objects.create(
        person=objects.person,
        village=objects.village,
        ground="c",
        happened_on=date(2016, 9, 10),
        summary="漏报台账",
        recorded_by=objects.account,
    )
    return {"pk": made.pk}


MATRIX = {
    "appraisal:counts": Row(CASE_READERS),
    "appraisal:counts-export": Row(CASE_READERS),
    "appraisal:count-new": Row(CLERK),
    "appraisal:counts-confirm": Row(REVIEWER, "post"),
    "appraisal:count-withdraw": Row(BUREAU, arguments=count, scoped=True),
    "appraisal:incidents": Row(INCIDENT_READERS),
    "appraisal:incidents-export": Row(INCIDENT_READERS),
    "appraisal:incident-new": Row(CLERK | {Role.TOWNSHIP_DIRECTOR}),
    "appraisal:incident": Row(INCIDENT_READERS, arguments=incident, scoped=True),
    "appraisal:incident-confirm": Row(REVIEWER, "post", arguments=incident, scoped=True),
    "appraisal:incident-drop": Row(REVIEWER, "post", arguments=incident, scoped=True),
    "appraisal:incident-revoke": Row(REVIEWER, "post", arguments=incident, scoped=True),
    "appraisal:incident-print": Row(INCIDENT_READERS, "post", arguments=incident, scoped=True),
}
