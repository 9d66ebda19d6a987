"""Moving a row from state to state: by one conditional update along a literal table."""

from collections.abc import Iterable, Mapping

from guanling.runs.errors import Outrun


def move(thing, to: str, table: Mapping[str, Iterable[str]], *, called: str, **fields) -> None:
    """Move ``thing`` to state ``to`` and set ``fields``, if a state that leads there still holds.

    ``table`` says from which state which others can be reached; ``called`` is what the row is called where
    somebody else was first. Refreshes ``thing``. Raises Outrun when no row moved; rights are asked before.
    """
    expected = [state for state, targets in table.items() if to in targets]
    if not type(thing).objects.filter(pk=thing.pk, state__in=expected).update(state=to, **fields):
        raise Outrun(called)
    thing.refresh_from_db()
