"""Addresses of work reports."""

from guanling.accounts.enums import Role
from tests.access.rows import WITH_VILLAGE, Row

ENTERING = frozenset({Role.TOWNSHIP_CLERK, Role.VILLAGE_COMMITTEE})
PERIOD = {"period": "2016-09"}


def period(objects):
    """The open month."""
    return PERIOD


def township(objects):
    """The first township in it."""
    return {**PERIOD, "pk": objects.township.pk}


def village(objects):
    """The first township's village in it."""
    return {**PERIOD, "pk": objects.village.pk}


MATRIX = {
    "appraisal:reports": Row(WITH_VILLAGE),
    "appraisal:report-township": Row(WITH_VILLAGE, arguments=township, scoped=True),
    "appraisal:report": Row(WITH_VILLAGE, arguments=village, scoped=True),
    "appraisal:report-save": Row(ENTERING, "post", arguments=village, scoped=True),
    "appraisal:report-export": Row(WITH_VILLAGE, arguments=period, of_county=True),
    "appraisal:report-print": Row(WITH_VILLAGE, "post", arguments=period, of_county=True),
}
