"""The budget: planned figures per unit and item of a year, in versions, each entered and approved by two."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from guanling.accounts.access import ScopedQuerySet
from guanling.audit.history import tracked
from payroll.enums import BUDGET_ITEMS, BudgetState
from payroll.models.months import money
from roster.models import Unit

EARLIEST_YEAR, LATEST_YEAR = 2014, 2100


class BudgetQuerySet(ScopedQuerySet):
    """Planned figures."""

    def standing(self):
        """The approved figure that holds of each unit, item and year: that of the newest version."""
        newest = self.filter(state=BudgetState.APPROVED).order_by("year", "unit_id", "item", "-version")
        return newest.distinct("year", "unit_id", "item")


@tracked()
class BudgetLine(models.Model):
    """What a year plans for one item of one unit. A changed figure is the next version, with the reason."""

    county = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="县")
    year = models.PositiveSmallIntegerField("年度")
    # A township, or the county itself: staff of the county centre.
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    item = models.CharField("项目", max_length=12, choices=BUDGET_ITEMS)
    version = models.PositiveSmallIntegerField("版本", default=1)
    amount = money("预算金额")
    document_number = models.CharField("文号", max_length=60)
    reason = models.CharField("调整原因", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=BudgetState.choices, default=BudgetState.ENTERED)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="录入"
    )
    entered_at = models.DateTimeField("录入时间", auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="复核"
    )
    decided_at = models.DateTimeField("复核时间", null=True, blank=True)
    decision_reason = models.CharField("未通过的原因", max_length=200, blank=True)

    objects = BudgetQuerySet.as_manager()

    class Meta:
        verbose_name = "预算"
        ordering = ["year", "unit__code", "item", "version"]
        constraints = [
            models.UniqueConstraint(fields=["year", "unit", "item", "version"], name="budget_version_once"),
            models.UniqueConstraint(
                fields=["year", "unit", "item"],
                condition=Q(state=BudgetState.ENTERED),
                name="budget_one_waiting",
            ),
            models.CheckConstraint(
                name="budget_year_range", condition=Q(year__gte=EARLIEST_YEAR, year__lte=LATEST_YEAR)
            ),
            models.CheckConstraint(
                name="budget_not_negative",
                condition=Q(amount__gte=0),
                violation_error_message="预算金额不能小于 0。",
            ),
            models.CheckConstraint(
                name="budget_has_document",
                condition=~Q(document_number=""),
                violation_error_message="请填写预算文件的文号。",
            ),
            models.CheckConstraint(
                name="budget_change_has_reason",
                condition=Q(version=1) | ~Q(reason=""),
                violation_error_message="调整已录入的预算，请写明原因。",
            ),
            models.CheckConstraint(
                name="budget_maker_is_not_checker",
                condition=Q(decided_by=None) | Q(entered_by=None) | ~Q(decided_by=F("entered_by")),
                violation_error_message="录入预算的人不能复核同一笔预算。",
            ),
            models.CheckConstraint(
                name="budget_decided_is_whole",
                condition=Q(
                    state__in=(BudgetState.APPROVED, BudgetState.REJECTED),
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                | Q(state__in=(BudgetState.ENTERED, BudgetState.REPLACED), decided_by=None, decided_at=None),
            ),
            models.CheckConstraint(
                name="budget_rejected_has_reason",
                condition=~Q(state=BudgetState.REJECTED) | ~Q(decision_reason=""),
                violation_error_message="请写明未通过的原因。",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="keep", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="decided_is_final",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state=BudgetState.ENTERED),
            ),
            pgtrigger.Trigger(
                name="figure_is_final",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "county", "year", "unit", "item", "version", "amount", "document_number", "reason"
                ),
                func="RAISE EXCEPTION 'a planned figure is never changed, only followed by a version';",
            ),
        ]

    def __str__(self):
        return f"{self.year} {self.unit} {self.item}"
