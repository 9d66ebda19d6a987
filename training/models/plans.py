"""A year's training plan of one unit and its lines."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from guanling.accounts.access import ScopedQuerySet
from guanling.audit.history import tracked
from roster.models import Unit
from training.enums import Audience, PlanState
from training.models.courses import Course, OfferedQuerySet


class PlanQuerySet(OfferedQuerySet):
    """Plans of the unit that answers for them; townships see the county's once it is filed (统一规划)."""

    def visible_to(self, user, action):
        """Rows of the units below, and the filed ones of the county above."""
        own = self.own(user, action).order_by().values("pk")
        return super().visible_to(user, action).filter(Q(state=PlanState.FILED) | Q(pk__in=own))


@tracked()
class Plan(models.Model):
    """What a county or township means to train in a year; the county files it (N7.1)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="training_plans", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    state = models.CharField(
        "状态", max_length=10, choices=PlanState.choices, default=PlanState.DRAFT, db_index=True
    )
    aims = models.TextField("目标和要求", max_length=1000, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="拟订"
    )
    made_at = models.DateTimeField("拟订时间", auto_now_add=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="报送"
    )
    submitted_at = models.DateTimeField("报送时间", null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="备案人"
    )
    decided_at = models.DateTimeField("备案时间", null=True)
    filing_number = models.CharField("备案号", max_length=60, blank=True)
    remark = models.CharField("退回原因", max_length=200, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "年度培训计划"
        ordering = ["-year", "unit__code"]
        constraints = [
            models.UniqueConstraint(
                name="plan_once_a_year",
                fields=["unit", "year"],
                violation_error_message="本单位这一年度已有培训计划。",
            ),
            models.CheckConstraint(
                name="plan_maker_is_not_checker",
                condition=Q(decided_by=None)
                | (Q(submitted_by=None) | ~Q(decided_by=F("submitted_by")))
                & (Q(made_by=None) | ~Q(decided_by=F("made_by"))),
                violation_error_message="拟订或报送计划的人不能备案同一份计划。",
            ),
            models.CheckConstraint(
                name="plan_filed_has_number",
                condition=Q(state=PlanState.FILED, decided_at__isnull=False) & ~Q(filing_number="")
                | ~Q(state=PlanState.FILED) & Q(filing_number=""),
            ),
            models.CheckConstraint(
                name="plan_returned_has_reason", condition=~Q(state=PlanState.RETURNED) | ~Q(remark="")
            ),
            models.UniqueConstraint(
                name="plan_filing_number_once", fields=["filing_number"], condition=~Q(filing_number="")
            ),
        ]

    def __str__(self):
        return f"{self.unit}{self.year}年度培训计划"


class PlanLineQuerySet(ScopedQuerySet):
    """Lines of plans."""

    scope_path = "plan__unit__code"


@tracked()
class PlanLine(models.Model):
    """One training that is planned: which course, in which month, for whom, how many days."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="lines", verbose_name="计划")
    month = models.PositiveSmallIntegerField("月份")
    course = models.ForeignKey(Course, models.PROTECT, related_name="+", verbose_name="课程")
    audience = models.CharField("对象", max_length=20, choices=Audience.choices)
    days = models.DecimalField("天数", max_digits=4, decimal_places=1)
    people = models.PositiveSmallIntegerField("人数")
    place = models.CharField("地点", max_length=60, blank=True)
    teacher = models.CharField("授课人", max_length=60, blank=True)

    objects = PlanLineQuerySet.as_manager()

    class Meta:
        verbose_name = "计划项目"
        ordering = ["month", "pk"]
        constraints = [
            models.CheckConstraint(name="plan_line_month", condition=Q(month__gte=1, month__lte=12)),
            models.CheckConstraint(
                name="plan_line_days",
                condition=Q(days__gte=Decimal("0.5"), days__lte=30),
                violation_error_message="天数应在0.5至30天之间。",
            ),
        ]

    def __str__(self):
        return f"{self.month}月 {self.course}"
