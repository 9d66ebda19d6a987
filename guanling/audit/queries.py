"""Reading the change history."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pghistory.models
from django.apps import apps
from django.db.models import F, Value
from django.utils import timezone

LABELS = {"insert": "新增", "update": "修改", "delete": "删除"}
# Values that the history keeps hashed say nothing on a page; encrypted ones are known by their field
# (``opaque``), for reading them back in plain is nobody's right here.
OPAQUE = {"identity_hash"}


def event_models():
    """All event models of the change history, by table name."""
    return sorted(
        (
            model
            for model in apps.get_models()
            if issubclass(model, pghistory.models.Event) and hasattr(model, "pgh_tracked_model")
        ),
        key=lambda model: model._meta.db_table,
    )


def insert_only_tables():
    """Tables to which the application may add rows and nothing else: those with the append_only trigger."""
    return [
        model._meta.db_table
        for model in apps.get_models()
        if any(trigger.name == "append_only" for trigger in getattr(model._meta, "triggers", ()))
    ]


@dataclass(frozen=True)
class Change:
    """One change as the auditor reads it."""

    at: datetime
    kind: str
    table: str
    row: int
    who: str
    page: str
    reason: str
    fields: list[tuple[str, str, str]]


class Changes:
    """Changes as a sliceable sequence for a paginator: one statement counts, one finds the page's events,
    and one per table on the page reads them with the versions before them."""

    def __init__(self, *, table="", user=None, label="", since=None, until=None, row=None):
        parts = []
        for model in event_models():
            if table and model._meta.db_table != table:
                continue
            events = model.objects.all()
            if user:
                events = events.filter(pgh_context__user=user.pk)
            if label:
                events = events.filter(pgh_label=label)
            if since:
                events = events.filter(pgh_created_at__gte=timezone.make_aware(_midnight(since)))
            if until:
                events = events.filter(
                    pgh_created_at__lt=timezone.make_aware(_midnight(until + timedelta(days=1)))
                )
            if row:
                events = events.filter(pgh_obj_id=row)
            parts.append(
                events.order_by()
                .annotate(
                    change_table=Value(model._meta.db_table),
                    change_at=F("pgh_created_at"),
                    change_event=F("pgh_id"),
                )
                .values_list("change_at", "change_table", "change_event")
            )
        self._query = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]

    def count(self):
        """How many changes fit the filter."""
        return self._query.count()

    __len__ = count

    def __getitem__(self, part):
        found = list(self._query.order_by("-change_at", "change_table", "-change_event")[part])
        wanted = {}
        for _, source, event in found:
            wanted.setdefault(source, []).append(event)
        models = {model._meta.db_table: model for model in event_models()}
        read = {}
        for source, ids in wanted.items():
            for change, event in _read(models[source], ids):
                read[source, event] = change
        return [read[source, event] for _, source, event in found]


def _midnight(day):
    return datetime.combine(day, datetime.min.time())


def changes(**chosen):
    """Changes that fit the filter (table, user, label, since, until, row), newest first."""
    return Changes(**chosen)


def _read(model, ids):
    events = list(model.objects.filter(pgh_id__in=ids))
    rows = {event.pgh_obj_id for event in events}
    history = {}
    for event in model.objects.filter(pgh_obj_id__in=rows).order_by("pgh_id"):
        history.setdefault(event.pgh_obj_id, []).append(event)
    tracked = model.pgh_tracked_model
    fields = [
        field
        for field in tracked._meta.concrete_fields
        if not field.primary_key and hasattr(model, field.attname)
    ]
    for event in events:
        line = history[event.pgh_obj_id]
        place = next(number for number, other in enumerate(line) if other.pgh_id == event.pgh_id)
        before = line[place - 1] if place else None
        context = event.pgh_context or {}
        shown = []
        for field in fields:
            new = getattr(event, field.attname)
            old = getattr(before, field.attname) if before else None
            if event.pgh_label == "update" and old == new:
                continue
            if event.pgh_label == "insert":
                old = None
            if new in (None, "") and old in (None, ""):
                continue
            if field.name in OPAQUE or getattr(field, "opaque", False):
                old, new = ("（加密）" if old else ""), "（加密，已变更）"
            shown.append((str(field.verbose_name), _text(old), _text(new)))
        yield (
            Change(
                at=event.pgh_created_at,
                kind=LABELS.get(event.pgh_label, event.pgh_label),
                table=tracked._meta.verbose_name,
                row=event.pgh_obj_id,
                who=context.get("user_name") or "（命令行操作员或后台任务）",
                page=context.get("page", ""),
                reason=context.get("reason", ""),
                fields=shown,
            ),
            event.pgh_id,
        )


def _text(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)
