"""What pay is worked out from beside the roster and the months: unpaid leave and one-off decisions."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q

from guanling.accounts.access import ScopedQuerySet
from guanling.accounts.dates import DateRange
from guanling.audit.history import tracked
from payroll.enums import Item, LeaveState, OrderState
from roster.models import Person, Unit

ON_LEAVE = DateRange("first_day", "last_day", RangeBoundary(True, True))


class LeaveQuerySet(ScopedQuerySet):
    """Unpaid leave; it belongs to the unit that keeps the person's file."""

    scope_path = "person__unit__code"
    self_path = "person__account"


@tracked()
class UnpaidLeave(models.Model):
    """Days on which somebody in post is not paid, all posts alike (P7.1: what is not paid is on record)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="unpaid_leaves", verbose_name="人员")
    first_day = models.DateField("起")
    last_day = models.DateField("止")
    reason = models.CharField("事由", max_length=200)
    document_number = models.CharField("依据文号", max_length=60, blank=True)
    state = models.CharField("状态", max_length=10, choices=LeaveState.choices, default=LeaveState.ENTERED)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="登记"
    )
    entered_at = models.DateTimeField("登记时间", auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批准"
    )
    decided_at = models.DateTimeField("批准时间", null=True, blank=True)
    decision_reason = models.CharField("说明", max_length=200, blank=True)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        verbose_name = "停薪请假"
        ordering = ["-first_day", "-pk"]
        constraints = [
            ExclusionConstraint(
                name="unpaid_leave_once",
                expressions=[("person", RangeOperators.EQUAL), (ON_LEAVE, RangeOperators.OVERLAPS)],
                condition=Q(state__in=[LeaveState.ENTERED, LeaveState.APPROVED]),
                violation_error_message="此人在这些日子已有停薪请假。",
            ),
            models.CheckConstraint(
                name="unpaid_leave_in_order",
                condition=Q(last_day__gte=F("first_day")),
                violation_error_message="止日不能早于起日。",
            ),
            models.CheckConstraint(
                name="unpaid_leave_maker_is_not_checker",
                condition=Q(decided_by=None) | Q(entered_by=None) | ~Q(decided_by=F("entered_by")),
                violation_error_message="登记的人不能批准同一请假。",
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.first_day}"


class OrderQuerySet(ScopedQuerySet):
    """Decided payments."""

    self_path = "person__account"


@tracked()
class Order(models.Model):
    """A decided amount for one person, paid (or taken, when negative) once, in a run from its month on.

    What leads to the decision is kept by its own records: an adjustment, a reward, an application for relief.
    They make an order when they are decided; the run knows orders only.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="pay_orders", verbose_name="人员")
    # The township (or county) through whose part it is paid.
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="发放单位")
    item = models.CharField(
        "项目",
        max_length=12,
        choices=[(one.value, one.label) for one in (Item.ADJUSTMENT, Item.RELIEF, Item.REWARD)],
    )
    clause = models.CharField("条款", max_length=10)
    amount = models.DecimalField("金额", max_digits=14, decimal_places=2)
    from_month = models.DateField("自何月发放")
    document_number = models.CharField("文号", max_length=60, blank=True)
    # What the pay slip says of it; nothing medical, nobody's name.
    note = models.CharField("说明", max_length=200)
    state = models.CharField("状态", max_length=10, choices=OrderState.choices, default=OrderState.DECIDED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="决定"
    )
    decided_at = models.DateTimeField("决定时间", auto_now_add=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = "一次性发放"
        ordering = ["from_month", "pk"]
        constraints = [
            models.CheckConstraint(
                name="pay_order_has_amount",
                condition=Q(item=Item.ADJUSTMENT) & ~Q(amount=0) | Q(amount__gt=0),
                violation_error_message="金额不能为 0；救助和奖励应大于 0。",
            ),
            models.CheckConstraint(name="pay_order_from_the_first", condition=Q(from_month__day=1)),
        ]
        indexes = [
            models.Index(
                fields=["unit", "from_month"], condition=Q(state=OrderState.DECIDED), name="pay_order_open"
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="amount_is_final",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("person", "unit", "item", "clause", "amount", "from_month"),
                func="RAISE EXCEPTION 'a decided amount is never changed, only revoked';",
            ),
            pgtrigger.Protect(name="keep", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.person} {self.item} {self.amount}"
