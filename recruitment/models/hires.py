"""The county's approval of a hire, and the appointment that comes of it (P2.4, P5.1)."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from guanling.accounts.access import ScopedQuerySet
from guanling.audit.history import tracked
from guanling.documents.enums import PrintState
from guanling.documents.models import Paper
from recruitment.enums import HireState
from recruitment.models.applications import Application
from recruitment.models.rounds import Round
from roster.models import Agreement, Appointment
from roster.numbers import EncryptedFileField


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


def _round_file_name(instance, filename):
    """Store a whole file under a random name."""
    return f"rounds/{uuid.uuid4().hex}"


class RoundFileQuerySet(ScopedQuerySet):
    """Whole files of rounds."""

    scope_path = "round__unit__code"

    def asked_by(self, user):
        """What ``user`` asked for: it holds personal data, so nobody else gets it."""
        return self.filter(requested_by=user)


class RoundFile(models.Model):
    """The whole file of a round as one zip, made in the background for who asked for it with a reason.

    It lies encrypted and is removed after some days, at the latest when the personal data go.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="files", verbose_name="批次")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="导出"
    )
    requested_at = models.DateTimeField("导出时间", auto_now_add=True, db_index=True)
    reason = models.CharField("用途", max_length=200)
    state = models.CharField("状态", max_length=10, choices=PrintState.choices, default=PrintState.RENDERING)
    # Lists and papers that go into it, and how many are in.
    parts = models.PositiveIntegerField("件数", default=0)
    done = models.PositiveIntegerField("已完成", default=0)
    problem = models.CharField("问题", max_length=500, blank=True)
    file = EncryptedFileField("文件", upload_to=_round_file_name, max_length=100, blank=True)
    sha256 = models.CharField("校验值", max_length=64, blank=True)
    removed_at = models.DateTimeField("清除时间", null=True, blank=True)

    objects = RoundFileQuerySet.as_manager()

    class Meta:
        verbose_name = "选聘档案"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="round_file_ready_has_file",
                condition=~Q(state=PrintState.READY)
                | ~Q(file="") & ~Q(sha256="")
                | Q(removed_at__isnull=False, file=""),
            ),
            models.CheckConstraint(name="round_file_has_reason", condition=~Q(reason="")),
        ]
        triggers = [pgtrigger.Protect(name="keep", operation=pgtrigger.Delete)]

    def __str__(self):
        return f"{self.round}档案"
