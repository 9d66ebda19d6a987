"""Addresses of reviews and satisfaction."""

from datetime import date
from decimal import Decimal

from appraisal.enums import ReviewKind, ReviewState
from appraisal.models import Review, ReviewSubject
from tests.access.rows import BUREAU, IMPORTERS, STAFF_READERS, TOWNSHIP_OFFICE, Row

COUNTING = BUREAU | TOWNSHIP_OFFICE


def review(objects, **fields):
    """A review of September in the first township's village, counted by nobody."""
    score = fields.pop("score", None)
    made = Review.objects.create(
        **{
            "village": objects.village,
            "kind": ReviewKind.MEETING,
            "year": 2016,
            "first_day": date(2016, 9, 1),
            "held_on": date(2016, 9, 20),
            "ballots_issued": 20,
            **fields,
        }
    )
    ReviewSubject.objects.create(review=made, person=objects.person, score=score)
    return {"pk": made.pk}


def settled(objects):
    """That review, counted."""
    return review(
        objects, state=ReviewState.SETTLED, settled_at="2016-09-21T08:00:00+08:00", score=Decimal("88.5")
    )


MATRIX = {
    "appraisal:reviews": Row(STAFF_READERS),
    "appraisal:reviews-export": Row(STAFF_READERS),
    "appraisal:review-new": Row(IMPORTERS),
    "appraisal:review": Row(STAFF_READERS, arguments=review, scoped=True),
    "appraisal:review-edit": Row(IMPORTERS, arguments=review, scoped=True),
    "appraisal:review-count": Row(COUNTING, arguments=review, scoped=True),
    "appraisal:review-void": Row(COUNTING, "post", arguments=review, scoped=True),
    "appraisal:review-take": Row(IMPORTERS, "post", arguments=settled, scoped=True),
    "appraisal:review-ballots": Row(IMPORTERS, "post", arguments=review, scoped=True),
    "appraisal:review-sheet": Row(IMPORTERS, "post", arguments=review, scoped=True),
}
