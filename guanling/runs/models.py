"""A run: one piece of bulk work for one period and scope, done at most once at a time."""

from django.conf import settings
from django.db import models

from guanling.runs.enums import RunState


class Run(models.Model):
    """Bulk work of a kind for a period and a scope (a division code)."""

    kind = models.CharField("种类", max_length=40)
    period = models.CharField("期间", max_length=20)
    scope = models.CharField("范围", max_length=14)
    state = models.CharField("状态", max_length=10, choices=RunState.choices, default=RunState.QUEUED)
    parameters = models.JSONField("所用参数", default=dict)
    counts = models.JSONField("计数", default=dict)
    progress = models.PositiveSmallIntegerField("进度（%）", default=0)
    error = models.TextField("错误", blank=True)
    attempts = models.PositiveIntegerField("次数", default=0)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    requested_at = models.DateTimeField("提出时间", auto_now_add=True)
    started_at = models.DateTimeField("开始时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "批处理"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "period", "scope"], name="run_unique")]

    def __str__(self):
        return f"{self.kind} {self.period} {self.scope}"
