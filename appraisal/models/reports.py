"""Monthly work reports of villages: counts planned and done, nothing else (P4.1, P5.3)."""

import pgtrigger
from django.conf import settings
from django.db import models

from appraisal.enums import Duty
from appraisal.models.months import Month
from guanling.accounts.access import ScopedQuerySet
from guanling.audit.history import tracked
from roster.models import Unit

PLANNED, DONE = "planned", "done"
# The counts of a report, duty by duty: publicity_planned, publicity_done, information_planned, …
COUNTS = tuple(f"{duty}_{what}" for duty in Duty for what in (PLANNED, DONE))
# What one village can enter: five digits, far above a month's work.
MOST = 99_999

MONTH_IS_OPEN = """
    IF (SELECT state FROM appraisal_month WHERE id = COALESCE(NEW.month_id, OLD.month_id)) <> 'open' THEN
        RAISE EXCEPTION 'work reports of a closed month do not change' USING ERRCODE = 'check_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
"""


def count_field(duty, what):
    """A count of one duty group; a report without it is no report."""
    return models.PositiveIntegerField(f"{duty.label}{what}")


class WorkReportQuerySet(ScopedQuerySet):
    """Work reports."""

    scope_path = "village__code"


@tracked()
class WorkReport(models.Model):
    """What a village planned and did in a month by duty group. Counts only: nobody can be named in it."""

    month = models.ForeignKey(Month, models.PROTECT, related_name="reports", verbose_name="月份")
    village = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="村")
    publicity_planned = count_field(Duty.PUBLICITY, "计划")
    publicity_done = count_field(Duty.PUBLICITY, "完成")
    information_planned = count_field(Duty.INFORMATION, "计划")
    information_done = count_field(Duty.INFORMATION, "完成")
    follow_up_planned = count_field(Duty.FOLLOW_UP, "计划")
    follow_up_done = count_field(Duty.FOLLOW_UP, "完成")
    floating_planned = count_field(Duty.FLOATING, "计划")
    floating_done = count_field(Duty.FLOATING, "完成")
    # Empty: the operator's import.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="填报人"
    )
    entered_at = models.DateTimeField("填报时间")

    objects = WorkReportQuerySet.as_manager()

    class Meta:
        verbose_name = "工作月报"
        ordering = ["month", "village__code"]
        constraints = [
            models.UniqueConstraint(
                name="work_report_once",
                fields=["month", "village"],
                violation_error_message="该村本月的工作报告已有他人填报，请刷新页面查看。",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="month_is_open",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=MONTH_IS_OPEN,
            )
        ]

    def __str__(self):
        return f"{self.village} {self.month}"

    def counts(self):
        """Return {name: count} of all duty groups."""
        return {name: getattr(self, name) for name in COUNTS}
