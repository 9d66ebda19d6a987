"""The county's approval of a hire, and the appointment that comes of it (P2.4, P5.1)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from guanling.accounts.access import ScopedQuerySet
from guanling.audit.history import tracked
from guanling.documents.models import Paper
from recruitment.enums import HireState
from recruitment.models.applications import Application
from roster.models import Agreement, Appointment


class HireQuerySet(ScopedQuerySet):
    """Files for approval."""

    scope_path = "application__round__unit__code"


@tracked()
class Hire(models.Model):
    """The file with which a township asks the county to approve one hire.

    ``conditions`` is what was shown to the reviewer: [{condition, clause, need, found, met, evidence}].
    """

    application = models.OneToOneField(Application, models.PROTECT, related_name="hire", verbose_name="报名")
    state = models.CharField(
        "进度", max_length=10, choices=HireState.choices, default=HireState.PREPARED, db_index=True
    )
    start_on = models.DateField("聘用起日")
    conditions = models.JSONField("条件和依据", default=list, blank=True)
    opinion = models.CharField("乡镇意见", max_length=300, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报送"
    )
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审批"
    )
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    remark = models.CharField("审批意见", max_length=300, blank=True)
    # The approval form under its number.
    paper = models.OneToOneField(
        Paper, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审批表"
    )
    appointment = models.OneToOneField(
        Appointment, models.PROTECT, null=True, blank=True, related_name="hire", verbose_name="聘任"
    )
    agreement = models.OneToOneField(
        Agreement, models.PROTECT, null=True, blank=True, related_name="hire", verbose_name="合同"
    )
    appointed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="办理聘用",
    )
    appointed_at = models.DateTimeField("办理聘用时间", null=True, blank=True)
    filing_number = models.CharField("备案号", max_length=60, blank=True)
    fallen_reason = models.CharField("未到岗的原因", max_length=300, blank=True)

    objects = HireQuerySet.as_manager()

    class Meta:
        verbose_name = "聘用审批"
        ordering = ["application__round", "application__opening__number", "pk"]
        constraints = [
            models.CheckConstraint(
                name="hire_submitted_is_whole",
                condition=Q(state__in=(HireState.PREPARED, HireState.FALLEN))
                | Q(submitted_by__isnull=False, submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="hire_decided_is_whole",
                condition=Q(state__in=(HireState.PREPARED, HireState.SUBMITTED, HireState.FALLEN))
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="hire_maker_is_not_checker",
                condition=Q(decided_by=None) | ~Q(decided_by=F("submitted_by")),
                violation_error_message="报送的人不能审批自己报送的聘用。",
            ),
            models.CheckConstraint(
                name="hire_turned_down_has_remark",
                condition=~Q(state__in=(HireState.RETURNED, HireState.REFUSED)) | ~Q(remark=""),
            ),
            models.CheckConstraint(
                name="hire_approved_has_paper",
                condition=~Q(state__in=(HireState.APPROVED, HireState.APPOINTED)) | Q(paper__isnull=False),
            ),
            models.CheckConstraint(
                name="hire_appointed_is_whole",
                condition=Q(
                    state=HireState.APPOINTED,
                    appointment__isnull=False,
                    appointed_by__isnull=False,
                    appointed_at__isnull=False,
                )
                | ~Q(state=HireState.APPOINTED) & Q(appointment=None, agreement=None),
            ),
            models.CheckConstraint(
                name="hire_fallen_has_reason",
                condition=Q(state=HireState.FALLEN) & ~Q(fallen_reason="")
                | ~Q(state=HireState.FALLEN) & Q(fallen_reason=""),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="keep", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="over_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=(HireState.REFUSED, HireState.FALLEN)),
            ),
        ]

    def __str__(self):
        return f"{self.application} 聘用审批"


class HireLog(models.Model):
    """One move of the file: who, when, why."""

    hire = models.ForeignKey(Hire, models.PROTECT, related_name="log")
    from_state = models.CharField(max_length=10, choices=HireState.choices, blank=True)
    to_state = models.CharField(max_length=10, choices=HireState.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.hire} {self.to_state}"
