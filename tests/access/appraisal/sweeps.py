"""Addresses of the sweep and of talks."""

from datetime import date

from appraisal.models import SweepFinding, Talk
from guanling.accounts.enums import Role
from guanling.runs.models import Run
from tests.access.rows import BUREAU, CLERK, REVIEWER, TOWNSHIP, Row

# Incidents and cases are for the bureau and the township alone.
CASE_READERS = BUREAU | TOWNSHIP
TALKERS = CLERK | {Role.TOWNSHIP_DIRECTOR}


def month(objects):
    """A month."""
    return {"period": "2016-09"}


def _whom(objects):
    return {
        "person": objects.person,
        "person_name": objects.person.name,
        "township_name": objects.township.name,
        "village_code": objects.village.code,
        "village_name": objects.village.name,
    }


def _run(objects):
    return Run.objects.create(kind="sweep", period="2016-09", scope=objects.township.code[:6])


def finding(objects):
    """A finding about the first township's director."""
    run = _run(objects)
    made = SweepFinding.objects.create(
        **_whom(objects),
        appointment=objects.appointment,
        rule="dismissal.a",
        period="2014—2015年",
        first_run=run,
        last_run=run,
        fingerprint="0" * 64,
    )
    return {"pk": made.pk}


def talk(objects):
    """A talk with the first township's director."""
    made = Talk.objects.create(
        **_whom(objects),
        run=_run(objects),
        first_day=date(2016, 7, 1),
        last_day=date(2016, 9, 30),
    )
    return {"pk": made.pk}


MATRIX = {
    "appraisal:sweeps": Row(CASE_READERS),
    "appraisal:sweep-run": Row(BUREAU, "post", arguments=month),
    "appraisal:sweep-progress": Row(CASE_READERS, arguments=month),
    "appraisal:sweep-findings": Row(CASE_READERS),
    "appraisal:sweep-findings-export": Row(CASE_READERS),
    "appraisal:sweep-finding": Row(CASE_READERS, arguments=finding, scoped=True),
    "appraisal:sweep-finding-set-aside": Row(REVIEWER, "post", arguments=finding, scoped=True),
    "appraisal:sweep-gaps": Row(CASE_READERS),
    "appraisal:sweep-gaps-export": Row(CASE_READERS),
    "appraisal:talks": Row(CASE_READERS),
    "appraisal:talks-export": Row(CASE_READERS),
    "appraisal:talk": Row(CASE_READERS, arguments=talk, scoped=True),
    "appraisal:talk-hold": Row(TALKERS, "post", arguments=talk, scoped=True),
    "appraisal:talk-review": Row(TALKERS, "post", arguments=talk, scoped=True),
    "appraisal:talk-drop": Row(TALKERS, "post", arguments=talk, scoped=True),
    "appraisal:talk-print": Row(CASE_READERS, "post", arguments=talk, scoped=True),
}
