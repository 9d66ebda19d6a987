"""What one thing to do says, and what all kinds of it share."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from guanling.accounts.enums import Action
from guanling.policy.rules import clause

# A deadline that ends within so many days is told as near.
SOON_DAYS = 3
# Who enters what happens in the posts of a place, and who answers for it.
RESPONSIBLE = (Action.PERSON_EDIT, Action.MOVE_SEND)


@dataclass(frozen=True)
class Todo:
    """Something to do: how many, by when at the earliest, by which clause, and where.

    ``state``: ``overdue``, ``soon`` or ``open``; ``since`` is the oldest day where there is no deadline.
    """

    what: str
    count: int
    state: str
    clause_id: str
    url: str
    deadline: date | None = None
    since: date | None = None
    detail: str = ""

    @property
    def source(self) -> str:
        """The clause as cited."""
        return clause(self.clause_id).citation


def address(name, *arguments, **query) -> str:
    """The address of the list, narrowed to what is to be done."""
    path = reverse(name, args=arguments)
    return f"{path}?{urlencode(query)}" if query else path


def prefixes_of(user, *actions) -> list[str]:
    """The division codes below which the user may do one of ``actions``."""
    return sorted({prefix for action in actions for prefix in user.prefixes(action)})


def waiting(what, rows, since, clause_id, name, **query) -> Todo | None:
    """Return how many of ``rows`` wait, since the oldest moment in field ``since``, or None."""
    counted = rows.order_by().aggregate(number=Count("pk"), first=Min(since))
    if not counted["number"]:
        return None
    day = timezone.localdate(counted["first"]) if counted["first"] else None
    return Todo(what, counted["number"], "open", clause_id, address(name, **query), since=day)


def by_deadline(what, days, on, clause_id, url) -> Todo | None:
    """Return how many wait and the nearest of their deadlines ``days`` (None: it has none), or None."""
    days = sorted(days, key=lambda day: day or date.max)
    if not days:
        return None
    first = days[0]
    state = "open" if first is None else "overdue" if first < on else "soon"
    if state == "soon" and (first - on).days > SOON_DAYS:
        state = "open"
    return Todo(what, len(days), state, clause_id, url, deadline=first)
