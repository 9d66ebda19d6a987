"""What is kept no longer: personal data of those not appointed (P2.4, selection.retention_months)."""

import logging
from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone

from guanling.accounts.enums import COUNTY_DIGITS
from guanling.policy import queries as policy
from recruitment.enums import ROUND_OVER, ApplicationState
from recruitment.models import PERSONAL, Application, ApplicationPaper, Round, RoundFile
from recruitment.rules import frozen
from recruitment.services import files
from recruitment.services.steps import lock_round

logger = logging.getLogger(__name__)

MONTHS = "selection.retention_months"
# What stands where a column of PERSONAL was: nothing.
EMPTY = {name: None if name == "birth_date" else "" for name in PERSONAL}


def due_on(round_: Round) -> date | None:
    """Return the day from which the personal data of an ended round are kept no more; None: it goes on."""
    if round_.ended_at is None:
        return None
    ended = timezone.localdate(round_.ended_at)
    if MONTHS in round_.parameters:
        months = int(frozen.number(round_.parameters, MONTHS))
    else:
        months = policy.at(round_.unit.code[:COUNTY_DIGITS], ended).get(MONTHS)
    return None if months is None else ended + relativedelta(months=int(months))


def purge_due(*, now: datetime) -> int:
    """Purge every round whose time has come; return how many. Once done it costs one statement."""
    today, purged = timezone.localdate(now), 0
    ended = Round.objects.filter(state__in=ROUND_OVER, purged_at=None, ended_at__isnull=False)
    for round_ in ended.select_related("unit"):
        due = due_on(round_)
        if due is not None and due <= today:
            purged += purge(round_=round_, now=now)
    return purged


def purge(*, round_: Round, now: datetime) -> bool:
    """Remove the personal data of all applications of an ended round but of the appointed.

    The files go from the disk first, then the rows in one transaction: whatever happens in between, the rows
    still name what is left, and the next run removes it. Education, age, opening, marks and grounds stay, so
    that the statistics are the same as before. Returns False where somebody else has just done it.
    """
    leaving = Application.objects.filter(round=round_).exclude(state=ApplicationState.APPOINTED)
    scans = ApplicationPaper.objects.filter(application__in=leaving)
    _remove_files(leaving.exclude(photo=""), "photo")
    _remove_files(scans.exclude(file=""), "file")
    files.remove(RoundFile.objects.filter(round=round_), now)
    with transaction.atomic():
        found = lock_round(round_, *ROUND_OVER)
        if found.purged_at is not None:
            return False
        scans.exclude(file="").update(file="")
        number = leaving.filter(purged_at=None).update(**EMPTY, purged_at=now)
        Round.objects.filter(pk=found.pk).update(purged_at=now)
    logger.info("personal data of a round removed", extra={"round": round_.pk, "applications": number})
    return True


def _remove_files(rows, name):
    """Remove the files of a field from the disk; one that is gone already is no fault."""
    storage = rows.model._meta.get_field(name).storage
    for stored in rows.values_list(name, flat=True).iterator():
        storage.delete(stored)
