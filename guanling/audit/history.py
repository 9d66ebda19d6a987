"""Change history: one decorator for every table that people change."""

import pghistory
import pgtrigger


def tracked(exclude=None):
    """Record each insert, update and delete of the decorated model, once per statement.

    Every event row carries its own copy of who, when, why and from which page (no shared context
    row that a later write could alter), and a trigger refuses to update or delete events.
    """
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        level=pgtrigger.Statement,
        append_only=True,
        context_field=pghistory.ContextJSONField(),
        context_id_field=None,
        obj_field=pghistory.ObjForeignKey(related_name="events", related_query_name="events"),
        exclude=exclude,
    )
