"""Reading exceptions to the number of places."""

from datetime import date

from django.db.models import Case, Count, Q, Value, When

from roster.enums import ExceptionState
from roster.models import PlaceException

WORDS = {
    ExceptionState.PROPOSED: ("待核准", "wait"),
    ExceptionState.REFUSED: ("不予核准", "bad"),
    ExceptionState.WITHDRAWN: ("已撤回", "off"),
}


def standing_of(exception: PlaceException, on: date) -> tuple[str, str]:
    """Return how an exception stands on ``on``: the word, and the look of it."""
    if exception.state != ExceptionState.APPROVED:
        return WORDS[ExceptionState(exception.state)]
    if on < exception.valid_from:
        return "已核准，未到起日", "good"
    if exception.valid_to and on > exception.valid_to:
        return "已终止", "off"
    return "已核准", "good"


def exceptions_list(exceptions, on: date):
    """Return ``exceptions`` (scoped), those that wait first, each with ``used``: who holds a place by it."""
    holding = Q(appointments__valid_from__lte=on) & (
        Q(appointments__valid_to=None) | Q(appointments__valid_to__gte=on)
    )
    return (
        exceptions.select_related("post__unit__parent", "proposed_by", "decided_by")
        .annotate(used=Count("appointments", filter=holding))
        .order_by(Case(When(state=ExceptionState.PROPOSED, then=Value(0)), default=Value(1)), "-pk")
    )
