"""Adjustments of pay: a signed amount for one person, proposed by one office, decided by another (P7.1)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from guanling.accounts.access import ScopedQuerySet
from guanling.audit.history import tracked
from payroll.enums import AdjustmentState
from payroll.models.facts import Order
from roster.models import Person, Unit


class AdjustmentQuerySet(ScopedQuerySet):
    """Adjustments; they belong to the unit through whose part they are paid."""


@tracked()
class Adjustment(models.Model):
    """What somebody is to get, or to give back when negative, beside what the facts lead to."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="pay_adjustments", verbose_name="人员")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="发放单位")
    amount = models.DecimalField("金额", max_digits=14, decimal_places=2)
    from_month = models.DateField("自何月发放")
    reason = models.CharField("事由", max_length=200)
    document_number = models.CharField("依据文号", max_length=60, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=AdjustmentState.choices, default=AdjustmentState.PROPOSED
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="提出"
    )
    proposed_at = models.DateTimeField("提出时间", auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审批"
    )
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    decision_reason = models.CharField("审批意见", max_length=200, blank=True)
    order = models.OneToOneField(
        Order, models.PROTECT, null=True, blank=True, related_name="adjustment", verbose_name="发放决定"
    )

    objects = AdjustmentQuerySet.as_manager()

    class Meta:
        verbose_name = "待遇调整"
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="pay_adjustment_has_amount",
                condition=~Q(amount=0),
                violation_error_message="调整金额不能为 0；补发写正数，扣回写负数。",
            ),
            models.CheckConstraint(name="pay_adjustment_from_the_first", condition=Q(from_month__day=1)),
            models.CheckConstraint(
                name="pay_adjustment_maker_is_not_checker",
                condition=Q(decided_by=None) | Q(proposed_by=None) | ~Q(decided_by=F("proposed_by")),
                violation_error_message="提出的人不能审批同一调整。",
            ),
            models.CheckConstraint(
                name="pay_adjustment_approved_is_ordered",
                condition=Q(state=AdjustmentState.APPROVED, order__isnull=False)
                | ~Q(state=AdjustmentState.APPROVED) & Q(order=None),
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.amount}"
