"""Changes of units (区划调整): proposed by one person, decided by another, taking effect as one act."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from guanling.accounts.access import ScopedQuerySet
from guanling.audit.history import tracked
from roster.enums import LineKind, LineState, UnitChangeState
from roster.models.people import Appointment
from roster.models.units import Unit


class UnitChangeQuerySet(ScopedQuerySet):
    """Changes of units, belonging to their county."""

    scope_path = "county__code"


@tracked()
class UnitChange(models.Model):
    """What becomes of villages and townships on a day, by one document.

    ``day`` is the first day on which the units are the new ones.
    """

    county = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="县")
    day = models.DateField("生效日期")
    document_number = models.CharField("批准文号", max_length=60)
    reason = models.CharField("事由", max_length=200)
    # Of a comparison: the file, and what it found to be the same or only spelt differently.
    source = models.CharField("来源", max_length=160, blank=True)
    respelled = models.JSONField("名称写法不同的", default=list, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=UnitChangeState.choices, default=UnitChangeState.DRAFT, db_index=True
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办"
    )
    proposed_at = models.DateTimeField("提出时间", auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核"
    )
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    remark = models.CharField("审核意见", max_length=200, blank=True)
    applied_at = models.DateTimeField("办理时间", null=True, blank=True)
    # Why it could not take effect on its day: facts have moved since it was agreed to.
    problem = models.TextField("未能生效的原因", blank=True)

    objects = UnitChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "区划调整"
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="unit_change_maker_is_not_checker",
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                violation_error_message="经办人不能审核自己提出的区划调整。",
            ),
            models.CheckConstraint(
                name="unit_change_decided_by_somebody",
                condition=~Q(
                    state__in=[UnitChangeState.APPROVED, UnitChangeState.APPLIED, UnitChangeState.REJECTED]
                )
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="unit_change_rejected_has_reason",
                condition=~Q(state=UnitChangeState.REJECTED) | ~Q(remark=""),
            ),
            models.CheckConstraint(
                name="unit_change_applied_has_time",
                condition=Q(state=UnitChangeState.APPLIED, applied_at__isnull=False)
                | (~Q(state=UnitChangeState.APPLIED) & Q(applied_at=None)),
            ),
        ]

    def __str__(self):
        return f"{self.document_number} 区划调整"


class UnitChangeLineQuerySet(ScopedQuerySet):
    """Lines of changes."""

    scope_path = "change__county__code"


@tracked()
class UnitChangeLine(models.Model):
    """What becomes of one unit: under which code and name it goes on.

    A merger has a line for each unit that goes into the new one, a split one for each unit that comes out.
    The code tells level and parent, for it begins with the parent's; so units of the same change may be
    each other's parents.
    """

    change = models.ForeignKey(UnitChange, models.PROTECT, related_name="lines", verbose_name="区划调整")
    kind = models.CharField("调整方式", max_length=8, choices=LineKind.choices)
    old = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="change_lines", verbose_name="原机构"
    )
    code = models.CharField("新代码", max_length=14, blank=True)
    name = models.CharField("新名称", max_length=60, blank=True)
    # Of a split: the unit that counts as the successor; accounts and files go there.
    main = models.BooleanField("主要后继", default=False)
    # Entered where they do not follow from the old units' figures: of what is split or new.
    population = models.PositiveIntegerField("总人口", null=True, blank=True)
    groups = models.PositiveSmallIntegerField("村民小组数", null=True, blank=True)
    evidence = models.CharField("依据", max_length=300, blank=True)
    state = models.CharField("核对", max_length=10, choices=LineState.choices, default=LineState.CONFIRMED)
    made = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="made_by_lines", verbose_name="新机构"
    )

    objects = UnitChangeLineQuerySet.as_manager()

    class Meta:
        verbose_name = "区划调整明细"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="unit_line_kind_fits",
                condition=Q(kind=LineKind.NEW, old=None) & ~Q(code="") & ~Q(name="")
                | Q(kind=LineKind.END, old__isnull=False, code="", name="")
                | Q(
                    kind__in=[LineKind.RENAME, LineKind.RECODE, LineKind.MERGE, LineKind.SPLIT],
                    old__isnull=False,
                )
                & ~Q(code="")
                & ~Q(name=""),
            ),
            models.CheckConstraint(
                name="unit_line_code_is_digits",
                condition=Q(code="") | Q(code__regex=r"^(\d{9}|\d{12}|\d{14})$"),
                violation_error_message="区划代码应为 9 位（乡镇）或 12 位（村）数字。",
            ),
            models.CheckConstraint(
                name="unit_line_main_is_a_split", condition=Q(main=False) | Q(kind=LineKind.SPLIT)
            ),
            models.UniqueConstraint(
                name="unit_line_once",
                fields=["change", "old", "code"],
                condition=~Q(state=LineState.DROPPED),
                violation_error_message="这一机构已经列入本次调整。",
            ),
        ]

    def __str__(self):
        return f"{self.old or ''} {self.get_kind_display()} {self.name}".strip()


class UnitChangePlacingQuerySet(ScopedQuerySet):
    """Who goes where in a split."""

    scope_path = "line__change__county__code"


@tracked()
class UnitChangePlacing(models.Model):
    """Into which part of a split unit an appointment goes on."""

    change = models.ForeignKey(UnitChange, models.PROTECT, related_name="placings", verbose_name="区划调整")
    line = models.ForeignKey(UnitChangeLine, models.PROTECT, related_name="placings", verbose_name="去向")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+", verbose_name="任职")

    objects = UnitChangePlacingQuerySet.as_manager()

    class Meta:
        verbose_name = "拆分人员去向"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="unit_placing_once", fields=["change", "appointment"])]

    def __str__(self):
        return f"{self.appointment} → {self.line.name}"
