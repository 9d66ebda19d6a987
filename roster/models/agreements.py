"""Papers that somebody in a post and those above sign: contract, yearly letter, promise, duty sheet."""

from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from guanling.accounts.access import ScopedQuerySet
from guanling.accounts.enums import Action
from guanling.audit.history import tracked
from guanling.documents.models import Paper
from roster.enums import (
    AGREEMENT_SIDES,
    YEARLY_AGREEMENTS,
    AgreementKind,
    AgreementState,
    Side,
)
from roster.models.people import Appointment


class AgreementQuerySet(ScopedQuerySet):
    """Agreements, belonging to the unit of the post; everybody also sees their own."""

    scope_path = "appointment__post__unit__code"
    self_path = "appointment__person__account"

    def visible_to(self, user, action):
        """Rows of the units below; who keeps somebody's file also reads what was signed elsewhere before."""
        rows = super().visible_to(user, action)
        if action != Action.FILE_VIEW:
            return rows
        on_file = Q(pk__in=rows.order_by().values("pk"))
        for prefix in user.prefixes(action):
            on_file |= Q(appointment__person__unit__code__startswith=prefix)
        return self.filter(on_file)

    def standing(self):
        """Agreements that have not been declared void."""
        return self.exclude(state=AgreementState.VOID)


def _signed(kind):
    """Return the condition that all sides of ``kind`` have signed."""
    return Q(**{f"signed_{side.value}_on__isnull": False for side in AGREEMENT_SIDES[kind]})


_COMPLETE = reduce(or_, (Q(kind=kind) & _signed(kind) for kind in AgreementKind))
_NEEDLESS = reduce(
    or_,
    (
        Q(kind=kind, **{f"signed_{side.value}_on__isnull": False})
        for kind, sides in AGREEMENT_SIDES.items()
        for side in Side
        if side not in sides
    ),
)
_UNFILED = (AgreementState.PREPARED, AgreementState.SIGNED)
_DONE = (AgreementState.SIGNED, AgreementState.FILED)


@tracked()
class Agreement(models.Model):
    """One numbered paper and how far its signing and filing have come (N6.1, P4.1, P5.1–P5.3).

    It belongs to the appointment for which it was printed, and counts for those that continue it when units
    change. The paper itself never changes: what is wrong in it is declared void and printed anew.
    """

    appointment = models.ForeignKey(
        Appointment, models.PROTECT, related_name="agreements", verbose_name="任职"
    )
    kind = models.CharField("文书", max_length=16, choices=AgreementKind.choices)
    year = models.PositiveSmallIntegerField("年度", null=True, blank=True)
    paper = models.OneToOneField(Paper, models.PROTECT, related_name="agreement", verbose_name="公文")
    state = models.CharField(
        "状态", max_length=10, choices=AgreementState.choices, default=AgreementState.PREPARED, db_index=True
    )
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="生成"
    )
    prepared_at = models.DateTimeField("生成时间", auto_now_add=True)
    signed_person_on = models.DateField("本人签订日期", null=True, blank=True)
    signed_township_on = models.DateField("乡镇（街道）签订日期", null=True, blank=True)
    signed_village_on = models.DateField("村（居）委会签订日期", null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="登记签订"
    )
    filing_number = models.CharField("备案号", max_length=60, blank=True)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="备案"
    )
    filed_at = models.DateTimeField("备案时间", null=True)
    # Why the county sent it back; stands until it is filed.
    remark = models.CharField("退回原因", max_length=200, blank=True)
    void_reason = models.CharField("作废原因", max_length=200, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="作废"
    )

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = "文书"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["kind", "year", "state"])]
        constraints = [
            models.UniqueConstraint(
                name="agreement_once",
                fields=["appointment", "kind", "year"],
                condition=~Q(state=AgreementState.VOID),
                nulls_distinct=False,
                violation_error_message="这份文书刚刚已经生成，请刷新页面查看。",
            ),
            models.CheckConstraint(
                name="agreement_year_where_yearly",
                condition=Q(kind__in=YEARLY_AGREEMENTS, year__isnull=False)
                | ~Q(kind__in=YEARLY_AGREEMENTS) & Q(year=None),
            ),
            models.CheckConstraint(
                name="agreement_signed_by_all_sides",
                condition=Q(state__in=_DONE) & _COMPLETE
                | Q(state=AgreementState.PREPARED) & ~_COMPLETE
                | Q(state=AgreementState.VOID),
            ),
            models.CheckConstraint(name="agreement_needless_sides", condition=~_NEEDLESS),
            models.CheckConstraint(
                name="agreement_filed_has_number",
                condition=Q(state=AgreementState.FILED, filed_at__isnull=False, filed_by__isnull=False)
                & ~Q(filing_number="")
                | Q(
                    state__in=(AgreementState.PREPARED, AgreementState.SIGNED),
                    filing_number="",
                    filed_by=None,
                )
                | Q(state=AgreementState.VOID),
            ),
            models.CheckConstraint(
                name="agreement_maker_is_not_filer",
                condition=Q(filed_by=None)
                | (Q(prepared_by=None) | ~Q(filed_by=F("prepared_by")))
                & (Q(recorded_by=None) | ~Q(filed_by=F("recorded_by"))),
                violation_error_message="生成文书或登记签订的人不能备案同一份文书。",
            ),
            models.CheckConstraint(
                name="agreement_void_has_reason",
                condition=Q(state=AgreementState.VOID) & ~Q(void_reason="")
                | ~Q(state=AgreementState.VOID) & Q(void_reason=""),
            ),
            models.UniqueConstraint(
                name="agreement_filing_number_once", fields=["filing_number"], condition=~Q(filing_number="")
            ),
        ]

    def __str__(self):
        return f"{self.paper.number} {self.appointment.person}"

    @property
    def title(self) -> str:
        """What it is, with its year: 2016年度目标管理责任书."""
        return f"{self.year}年度{self.get_kind_display()}" if self.year else self.get_kind_display()

    @property
    def sides(self) -> list[tuple[Side, object]]:
        """The sides that sign it, each with its day or None."""
        return [
            (side, getattr(self, f"signed_{side.value}_on"))
            for side in AGREEMENT_SIDES[AgreementKind(self.kind)]
        ]
