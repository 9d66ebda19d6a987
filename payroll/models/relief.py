"""Relief (P6.6): applications of directors, their papers, and what was decided.

Health is nobody's business but that of the person and of those who decide. What tells of it lies encrypted in
every table, the change history included, and no print, list or numbered paper is made from it.
"""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from guanling.accounts.access import ScopedQuerySet
from guanling.audit.history import tracked
from payroll.enums import (
    RELIEF_DECIDED,
    ReliefGround,
    ReliefKind,
    ReliefPaperKind,
    ReliefRelation,
    ReliefState,
    ReliefWay,
)
from payroll.models.facts import Order
from payroll.models.months import money
from roster.models import Person, Unit
from roster.numbers import EncryptedFileField, EncryptedNumberField

# Longest texts; the columns hold them encrypted and have no length of their own.
MEDICAL_MOST, OPINION_MOST = 1000, 300


class ReliefQuerySet(ScopedQuerySet):
    """Applications; the person finds the own ones."""

    scope_path = "village_code"
    self_path = "person__account"


@tracked()
class Relief(models.Model):
    """An application of a serving director, of an event that befell self, spouse or child.

    One proposes an amount, another decides it; neither entered it. What was approved is paid by its order.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="reliefs", verbose_name="申请人")
    person_name = models.CharField("姓名", max_length=60)
    # The village and township of the post on the day of the application, as they were called.
    village_code = models.CharField(max_length=12)
    village_name = models.CharField("村", max_length=60)
    township = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="乡镇")
    township_name = models.CharField("乡镇", max_length=60)
    relation = models.CharField("发生在何人", max_length=10, choices=ReliefRelation.choices)
    event_on = models.DateField("发生日期")
    kind = EncryptedNumberField("情形", choices=ReliefKind.choices)
    medical = EncryptedNumberField("病情或事故情况")
    way = models.CharField("方式", max_length=10, choices=ReliefWay.choices)
    applied_on = models.DateField("申请日期")
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记"
    )
    applied_at = models.DateTimeField("登记时间", auto_now_add=True)
    state = models.CharField(
        "状态", max_length=10, choices=ReliefState.choices, default=ReliefState.APPLIED, db_index=True
    )

    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核"
    )
    proposed_at = models.DateTimeField("审核时间", null=True, blank=True)
    # Empty: proposed to be refused.
    proposed_amount = money("建议金额", null=True, blank=True)
    opinion = EncryptedNumberField("审核意见", blank=True, default="")
    # Why it went back to be examined again.
    remark = EncryptedNumberField("退回原因", blank=True, default="")

    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定"
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    ground = models.CharField("不予救助的理由", max_length=12, choices=ReliefGround.choices, blank=True)
    # What the person is told beside the paper.
    answer = EncryptedNumberField("答复", blank=True, default="")
    order = models.OneToOneField(
        Order, models.PROTECT, null=True, blank=True, related_name="relief", verbose_name="发放"
    )
    paper = models.OneToOneField(
        "documents.Paper", models.PROTECT, null=True, blank=True, related_name="relief", verbose_name="决定书"
    )
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    objects = ReliefQuerySet.as_manager()

    class Meta:
        verbose_name = "关怀救助"
        ordering = ["-applied_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="relief_once_an_event",
                fields=["person", "relation", "event_on"],
                condition=~Q(state=ReliefState.WITHDRAWN),
                violation_error_message="此人对同一天、同一亲属的这件事已经申请过救助，不能重复申请；"
                "请在原申请中补充材料。",
            ),
            models.CheckConstraint(
                name="relief_applied_after_event",
                condition=Q(applied_on__gte=F("event_on")),
                violation_error_message="申请日期不能早于发生日期。",
            ),
            models.CheckConstraint(
                name="relief_told_in_full",
                condition=~Q(medical="") & ~Q(kind=""),
                violation_error_message="请写明病情或事故情况。",
            ),
            models.CheckConstraint(
                name="relief_maker_is_not_checker",
                condition=(Q(proposed_by=None) | ~Q(proposed_by=F("applied_by")))
                & (Q(decided_by=None) | ~Q(decided_by=F("applied_by")) & ~Q(decided_by=F("proposed_by"))),
                violation_error_message="登记、审核、决定须由不同的人办理。",
            ),
            models.CheckConstraint(
                name="relief_proposed_is_whole",
                condition=Q(state__in=(ReliefState.APPLIED, ReliefState.WITHDRAWN))
                | Q(proposed_by__isnull=False, proposed_at__isnull=False) & ~Q(opinion=""),
            ),
            models.CheckConstraint(
                name="relief_amount_is_positive",
                condition=Q(proposed_amount=None) | Q(proposed_amount__gt=0),
                violation_error_message="建议金额应大于 0；不予救助的请选择“建议不予救助”。",
            ),
            models.CheckConstraint(
                name="relief_decided_is_whole",
                condition=Q(
                    state__in=RELIEF_DECIDED,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    paper__isnull=False,
                )
                | ~Q(state__in=RELIEF_DECIDED) & Q(decided_by=None, decided_at=None, paper=None, answer=""),
            ),
            models.CheckConstraint(
                name="relief_approved_has_order",
                condition=Q(
                    state=ReliefState.APPROVED, order__isnull=False, proposed_amount__isnull=False, ground=""
                )
                | ~Q(state=ReliefState.APPROVED) & Q(order=None),
            ),
            models.CheckConstraint(
                name="relief_refused_has_ground",
                condition=Q(state=ReliefState.REFUSED) & ~Q(ground="") & ~Q(answer="")
                | ~Q(state=ReliefState.REFUSED) & Q(ground=""),
            ),
            models.CheckConstraint(
                name="relief_withdrawn_has_time",
                condition=Q(state=ReliefState.WITHDRAWN, withdrawn_at__isnull=False)
                | ~Q(state=ReliefState.WITHDRAWN) & Q(withdrawn_at=None),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="keep", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="decided_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=(*RELIEF_DECIDED, ReliefState.WITHDRAWN)),
            ),
        ]

    def __str__(self):
        return f"{self.person_name}的救助申请"

    @property
    def waiting(self) -> bool:
        """Whether it has no decision yet."""
        return self.state in (ReliefState.APPLIED, ReliefState.PROPOSED)


class ReliefLog(models.Model):
    """One move of an application: who and when, and the reason, which may tell of health."""

    relief = models.ForeignKey(Relief, models.PROTECT, related_name="log")
    from_state = models.CharField(max_length=10, choices=ReliefState.choices, blank=True)
    to_state = models.CharField(max_length=10, choices=ReliefState.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = EncryptedNumberField("说明", blank=True, default="")

    class Meta:
        ordering = ["pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.relief} {self.to_state}"


def _paper_name(instance, filename):
    """Store a paper under a random name: the sender's name never becomes a path, and may tell an illness."""
    return f"relief/{uuid.uuid4().hex}"


class ReliefPaperQuerySet(ScopedQuerySet):
    """Papers of applications."""

    scope_path = "relief__village_code"
    self_path = "relief__person__account"

    def standing(self):
        """Papers that have not been withdrawn."""
        return self.filter(withdrawn_at=None)


@tracked()
class ReliefPaper(models.Model):
    """A paper of an application, encrypted. The sender's file name is not kept."""

    relief = models.ForeignKey(Relief, models.PROTECT, related_name="papers", verbose_name="申请")
    kind = models.CharField("材料类别", max_length=10, choices=ReliefPaperKind.choices)
    file = EncryptedFileField("文件", upload_to=_paper_name, max_length=100)
    content_type = models.CharField("类型", max_length=40)
    size = models.PositiveIntegerField("字节数")
    # Of the plain content, as the sender has it.
    sha256 = models.CharField("校验值", max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)

    objects = ReliefPaperQuerySet.as_manager()

    class Meta:
        verbose_name = "救助材料"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="relief_paper_once",
                fields=["relief", "sha256"],
                condition=Q(withdrawn_at=None),
                violation_error_message="这份材料已经上传过。",
            )
        ]
        triggers = [pgtrigger.Protect(name="keep", operation=pgtrigger.Delete)]

    def __str__(self):
        return f"{self.relief} {self.get_kind_display()}"
