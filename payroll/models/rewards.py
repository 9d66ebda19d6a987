"""Rewards for consecutive years with the village up to standard (A7.4): proposed, decided, once a person."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from guanling.accounts.access import ScopedQuerySet
from guanling.audit.history import tracked
from payroll.enums import REWARD_MOVES, RewardState
from payroll.models.facts import Order
from payroll.models.months import money
from roster.models import Person, Unit
from roster.rules import short_name


class RewardQuerySet(ScopedQuerySet):
    """Rewards; each belongs to the village in which the years were completed."""

    scope_path = "village_code"
    self_path = "person__account"


@tracked()
class Reward(models.Model):
    """A reward proposed for somebody, with the evidence as it stood then and the names of the last day.

    ``evidence``: of each year its number, grade, score of the target letter and the result it comes from.
    """

    county = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="县")
    person = models.ForeignKey(Person, models.PROTECT, related_name="rewards", verbose_name="人员")
    person_name = models.CharField("姓名", max_length=60)
    township_code = models.CharField("乡镇代码", max_length=9)
    township_name = models.CharField("乡镇", max_length=60)
    village_code = models.CharField("村代码", max_length=12)
    village_name = models.CharField("村", max_length=60)
    first_day = models.DateField("连续任职年限起")
    completed_on = models.DateField("届满日")
    evidence = models.JSONField("各年度依据", default=list)
    parameters = models.JSONField("所用参数", default=dict)
    clause = models.CharField("条款", max_length=10)
    amount = money("金额")
    value_from = models.DateField("标准施行日期", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=RewardState.choices, default=RewardState.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="提出"
    )
    proposed_at = models.DateTimeField("提出时间", auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定"
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    reason = models.CharField("不同意的理由", max_length=300, blank=True)
    order = models.OneToOneField(
        Order, models.PROTECT, null=True, blank=True, related_name="reward", verbose_name="发放"
    )

    objects = RewardQuerySet.as_manager()

    class Meta:
        verbose_name = "届满奖励"
        ordering = ["completed_on", "village_code", "person__pinyin", "pk"]
        constraints = [
            # Once a person, for ever; what was refused may be proposed again.
            models.UniqueConstraint(
                fields=["person"],
                condition=~Q(state=RewardState.REFUSED),
                name="reward_once_a_person",
                violation_error_message="此人已有届满奖励；届满奖励每人只发一次。",
            ),
            models.CheckConstraint(
                name="reward_maker_is_not_checker",
                condition=Q(decided_by=None) | Q(proposed_by=None) | ~Q(decided_by=F("proposed_by")),
                violation_error_message="提出的人不能决定同一奖励。",
            ),
            models.CheckConstraint(
                name="reward_decided_is_whole",
                condition=Q(
                    state=RewardState.PROPOSED,
                    decided_by=None,
                    decided_at=None,
                    document_number="",
                    reason="",
                    order=None,
                )
                | Q(
                    state=RewardState.GRANTED,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    order__isnull=False,
                    reason="",
                )
                & ~Q(document_number="")
                | Q(
                    state=RewardState.REFUSED,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    order=None,
                )
                & ~Q(reason=""),
                violation_error_message="同意的须写文号，不同意的须写理由。",
            ),
            models.CheckConstraint(
                name="reward_has_amount", condition=Q(amount__gt=0, completed_on__gt=F("first_day"))
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="proposed_is_final",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "county", "person", "first_day", "completed_on", "evidence", "parameters", "amount"
                ),
                func="RAISE EXCEPTION 'what was proposed is never changed';",
            ),
            pgtrigger.FSM(
                name="states",
                field="state",
                transitions=[(old, new) for old, states in REWARD_MOVES.items() for new in sorted(states)],
            ),
            pgtrigger.Protect(name="keep", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.person_name} {self.completed_on}"

    @property
    def village(self):
        """The village as lists name it."""
        return short_name(self.village_name)
