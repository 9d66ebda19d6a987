"""A county's own decisions about policy parameters."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q

from guanling.accounts.access import ScopedQuerySet
from guanling.accounts.dates import DateRange
from guanling.accounts.enums import COUNTY_DIGITS
from guanling.audit.history import tracked
from guanling.policy.rules import Decision, Parameter, Value, parameter


class PolicyDecisionQuerySet(ScopedQuerySet):
    """Decisions by county and date."""

    def visible_to(self, user, action):
        """Decisions of the counties in which ``user`` has ``action``; townships see their county's."""
        return self.filter(county_code__in={prefix[:COUNTY_DIGITS] for prefix in user.prefixes(action)})

    def standing(self):
        """Decisions that have not been withdrawn."""
        return self.filter(withdrawn_at=None)

    def on(self, date):
        """Decisions that hold on ``date``."""
        return self.standing().filter(Q(valid_to=None) | Q(valid_to__gte=date), valid_from__lte=date)


@tracked()
class PolicyDecision(models.Model):
    """A county sets a parameter from a date on, by a document and for a reason.

    Two standing decisions about one parameter never overlap, so that the table itself says what holds
    when: a new decision ends the one before it. A row is never deleted; it ends or is withdrawn.
    """

    county_code = models.CharField("县区划代码", max_length=COUNTY_DIGITS)
    key = models.CharField("参数", max_length=80)
    value = models.JSONField("值", help_text="以文字写成的值，格式与政策文件相同")
    valid_from = models.DateField("施行日期")
    valid_to = models.DateField("止", null=True, blank=True)
    document_number = models.CharField("文号", max_length=60)
    reason = models.CharField("理由", max_length=300)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="录入人"
    )
    decided_at = models.DateTimeField("录入时间", auto_now_add=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="撤回人",
    )
    ended_reason = models.CharField("终止或撤回理由", max_length=300, blank=True)

    objects = PolicyDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "县决定"
        ordering = ["key", "valid_from", "pk"]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]
        constraints = [
            models.CheckConstraint(
                name="policy_decision_ends_after_start",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="止日不能早于施行日期。",
            ),
            models.CheckConstraint(
                name="policy_decision_withdrawn_whole",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(ended_reason="")),
                violation_error_message="撤回决定须写明撤回人、时间和理由。",
            ),
            models.CheckConstraint(
                name="policy_decision_has_document",
                condition=~Q(document_number="") & ~Q(reason=""),
                violation_error_message="决定须写明文号和理由。",
            ),
            ExclusionConstraint(
                name="policy_decision_no_overlap",
                expressions=[
                    ("county_code", RangeOperators.EQUAL),
                    ("key", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", RangeBoundary(True, True)), RangeOperators.OVERLAPS),
                ],
                condition=Q(withdrawn_at=None),
                violation_error_message="同一参数在这一期间已有县决定。",
            ),
        ]

    def __str__(self):
        return f"{self.key} {self.document_number}"

    @property
    def parameter(self) -> Parameter:
        """The parameter decided about."""
        return parameter(self.key)

    def as_rule(self) -> Decision:
        """Return the decision as the pure rules see it."""
        return Decision(
            self.key,
            self.value,
            self.valid_from,
            self.valid_to,
            self.document_number,
            self.reason,
            self.pk,
        )

    def as_value(self) -> Value:
        """Return the decision as a dated value of its parameter."""
        return self.as_rule().as_value(self.parameter)

    @property
    def text(self) -> str:
        """The decided value as a Chinese phrase."""
        return self.parameter.shape.text(self.as_value().value)
