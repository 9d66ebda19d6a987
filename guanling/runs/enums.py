"""States of a run."""

from django.db.models import TextChoices


class RunState(TextChoices):
    """A run is queued, started, and then done or failed; starting it again is allowed until confirmed."""

    QUEUED = "queued", "排队中"
    STARTED = "started", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "失败"
