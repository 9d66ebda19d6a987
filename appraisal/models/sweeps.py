"""What a sweep over the grounds of leaving finds, and what it could not judge (P8.1, P8.2)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from appraisal.enums import LeavingRule, SweepState
from guanling.accounts.access import ScopedQuerySet
from guanling.audit.history import tracked
from guanling.runs.models import Run
from roster.models import Appointment, Person


class SweepRowQuerySet(ScopedQuerySet):
    """Findings and gaps of sweeps."""

    scope_path = "village_code"


class SweepRow(models.Model):
    """What both say: whom, in which post, by which ground, about which period."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="人员")
    person_name = models.CharField("姓名", max_length=60)
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+", verbose_name="任职")
    township_name = models.CharField("乡镇", max_length=60)
    village_code = models.CharField(max_length=12)
    village_name = models.CharField("村", max_length=60)
    rule = models.CharField("情形", max_length=14, choices=LeavingRule.choices)
    period = models.CharField("期间", max_length=40)

    objects = SweepRowQuerySet.as_manager()

    class Meta:
        abstract = True


@tracked()
class SweepFinding(SweepRow):
    """A ground that the facts show: the rule, the facts, the parameters used. It only proposes.

    ``fingerprint`` is a hash of rule and facts: the same facts never make a second one. ``evidence`` is a
    list of {"what", "figure", "source", "model", "id"} in the order of time.
    """

    first_run = models.ForeignKey(Run, models.PROTECT, related_name="+", verbose_name="发现于")
    last_run = models.ForeignKey(Run, models.PROTECT, related_name="+", verbose_name="最近核对于")
    fingerprint = models.CharField(max_length=64)
    evidence = models.JSONField("依据", default=list)
    parameters = models.JSONField("所用参数", default=dict)
    found_at = models.DateTimeField("发现时间", auto_now_add=True)
    state = models.CharField(
        "状态", max_length=10, choices=SweepState.choices, default=SweepState.OPEN, db_index=True
    )
    # Of a finding whose facts have changed, also when it has been taken up: the day it was noticed.
    changed_at = models.DateTimeField("依据变化时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="处理"
    )
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)
    reason = models.CharField("处理说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "排查结果"
        ordering = ["village_code", "rule", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "rule", "fingerprint"], name="sweep_finding_once"),
            models.CheckConstraint(
                name="sweep_finding_set_aside_has_reason",
                condition=~Q(state=SweepState.SET_ASIDE) | ~Q(reason=""),
                violation_error_message="请写明不予提出的理由。",
            ),
            models.CheckConstraint(
                name="sweep_finding_changed_has_time",
                condition=~Q(state=SweepState.CHANGED) | Q(changed_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["last_run", "rule"])]

    def __str__(self):
        return f"{self.person_name} {self.get_rule_display()} {self.period}"


class SweepGap(SweepRow):
    """What a sweep could not judge because records are missing. Replaced by the next sweep of its month."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="+", verbose_name="排查")
    what = models.CharField("缺少的资料", max_length=200)

    class Meta:
        verbose_name = "资料缺失"
        ordering = ["village_code", "rule", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "person", "rule", "village_code"], name="sweep_gap_once"),
        ]

    def __str__(self):
        return f"{self.person_name} {self.get_rule_display()} {self.what}"
