"""Visits of supervision to villages (P6.1, A4.7)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from appraisal.enums import VisitKind, VisitState
from guanling.accounts.access import ScopedQuerySet
from guanling.audit.history import tracked
from roster.models import Unit


class VisitQuerySet(ScopedQuerySet):
    """Visits."""

    scope_path = "village__code"


@tracked()
class Visit(models.Model):
    """A visit to a village: planned for a day, made by its leader and companions, or called off."""

    village = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="村（居、社区）")
    kind = models.CharField("类别", max_length=10, choices=VisitKind.choices)
    state = models.CharField("状态", max_length=10, choices=VisitState.choices, default=VisitState.PLANNED)
    planned_on = models.DateField("计划日期")
    visited_on = models.DateField("督查日期", null=True, blank=True)
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="带队人"
    )
    companions = models.CharField("同行人员", max_length=60, blank=True)
    purpose = models.CharField("督查内容", max_length=120, blank=True)
    summary = models.CharField("督查情况", max_length=500, blank=True)
    record_number = models.CharField("督查记录编号", max_length=60, blank=True)
    test = models.ForeignKey(
        "training.KnowledgeTest",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name="现场测试",
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="安排"
    )
    made_at = models.DateTimeField("安排时间", auto_now_add=True)
    cancel_reason = models.CharField("取消原因", max_length=200, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = "督查"
        ordering = ["-planned_on", "village__code", "pk"]
        constraints = [
            models.CheckConstraint(
                name="visit_done_has_day",
                condition=Q(state=VisitState.DONE, visited_on__isnull=False) & ~Q(record_number="")
                | ~Q(state=VisitState.DONE) & Q(record_number=""),
            ),
            models.CheckConstraint(
                name="visit_cancelled_has_reason",
                condition=Q(state=VisitState.CANCELLED) & ~Q(cancel_reason="")
                | ~Q(state=VisitState.CANCELLED) & Q(cancel_reason=""),
            ),
            models.UniqueConstraint(
                name="visit_record_number_once", fields=["record_number"], condition=~Q(record_number="")
            ),
        ]
        indexes = [models.Index(fields=["village", "planned_on"])]

    def __str__(self):
        return f"{self.village} {self.planned_on} {self.get_kind_display()}"
