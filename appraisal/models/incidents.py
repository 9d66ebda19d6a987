"""What may end an appointment beside results: yearly counts of villages and incidents (P8.2).

About staff only: of a village a number and the document it was taken from, of an incident what a member of
staff did. No resident is named in either.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from appraisal.enums import IncidentGround, IncidentState
from appraisal.models.visits import Visit
from guanling.accounts.access import ScopedQuerySet
from guanling.audit.history import tracked
from roster.models import Person, Unit

EARLIEST_YEAR, LATEST_YEAR = 2000, 2100
DECIDED = tuple(state for state in IncidentState if state != IncidentState.ALLEGED)


class VillageCountQuerySet(ScopedQuerySet):
    """Yearly counts of villages."""

    scope_path = "village__code"

    def counting(self):
        """Counts that a ground may rest on: confirmed by a second person and not withdrawn."""
        return self.filter(confirmed_by__isnull=False, withdrawn_reason="")


@tracked()
class VillageCount(models.Model):
    """How many unlawful births a document counts for a village in a year (P8.2b); nothing more is stored.

    A wrong one is withdrawn with a reason and recorded anew.
    """

    village = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="村（居、社区）")
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveSmallIntegerField("违法生育数")
    document_number = models.CharField("依据文号", max_length=60)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="登记"
    )
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="复核"
    )
    confirmed_at = models.DateTimeField("复核时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤销"
    )
    withdrawn_reason = models.CharField("撤销事由", max_length=200, blank=True)

    objects = VillageCountQuerySet.as_manager()

    class Meta:
        verbose_name = "村年度数"
        ordering = ["-year", "village__code", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="village_count_once",
                fields=["village", "year"],
                condition=Q(withdrawn_reason=""),
                violation_error_message="该村这一年度的数已经登记；有误的请先撤销原来的一条。",
            ),
            models.CheckConstraint(
                name="village_count_year", condition=Q(year__gte=EARLIEST_YEAR, year__lte=LATEST_YEAR)
            ),
            models.CheckConstraint(
                name="village_count_maker_is_not_checker",
                condition=Q(confirmed_by=None) | Q(recorded_by=None) | ~Q(confirmed_by=F("recorded_by")),
                violation_error_message="登记人不能复核自己登记的数。",
            ),
            models.CheckConstraint(
                name="village_count_confirmed_has_time",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="village_count_has_document",
                condition=~Q(document_number=""),
                violation_error_message="请填写依据的文号。",
            ),
        ]

    def __str__(self):
        return f"{self.village} {self.year}"


class IncidentQuerySet(ScopedQuerySet):
    """Incidents. Narrow: not even the person sees an allegation; a case tells them what it rests on."""

    scope_path = "village__code"


@tracked()
class Incident(models.Model):
    """Something of P8.2c, d, e, f, h or i that a member of staff is said to have done.

    An allegation until somebody else confirms it under a document's number or drops it with a reason.
    Disorder of ledgers (f) is found on a visit.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="incidents", verbose_name="人员")
    village = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="任职的村")
    ground = models.CharField("情形", max_length=1, choices=IncidentGround.choices)
    happened_on = models.DateField("发生（发现）日期")
    summary = models.CharField("情况", max_length=500)
    visit = models.ForeignKey(
        Visit, models.PROTECT, null=True, blank=True, related_name="incidents", verbose_name="督查"
    )
    state = models.CharField(
        "状态", max_length=10, choices=IncidentState.choices, default=IncidentState.ALLEGED
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="登记"
    )
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    document_number = models.CharField("认定文号", max_length=60, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="认定"
    )
    decided_at = models.DateTimeField("认定时间", null=True, blank=True)
    # Why it was confirmed, dropped or, later, revoked.
    decision = models.CharField("认定意见", max_length=500, blank=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = "情形登记"
        ordering = ["-happened_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="incident_maker_is_not_checker",
                condition=Q(decided_by=None) | Q(recorded_by=None) | ~Q(decided_by=F("recorded_by")),
                violation_error_message="登记人不能认定自己登记的情形。",
            ),
            models.CheckConstraint(
                name="incident_decided_has_reason",
                condition=Q(state=IncidentState.ALLEGED, decided_by=None, decided_at=None, decision="")
                | Q(state__in=DECIDED, decided_at__isnull=False) & ~Q(decision=""),
            ),
            models.CheckConstraint(
                name="incident_confirmed_has_document",
                condition=~Q(state=IncidentState.CONFIRMED) | ~Q(document_number=""),
                violation_error_message="认定须填写文号。",
            ),
            models.CheckConstraint(
                name="incident_ledgers_on_a_visit",
                condition=Q(ground=IncidentGround.F, visit__isnull=False)
                | ~Q(ground=IncidentGround.F) & Q(visit=None),
                violation_error_message="台账混乱须在督查中登记，其他情形不挂督查。",
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.get_ground_display()}"
