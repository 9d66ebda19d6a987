"""The log of changes: what happened to somebody's appointments, by whom, and whether the county filed it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from guanling.accounts.access import ScopedQuerySet
from guanling.audit.history import tracked
from roster.enums import ChangeKind, ChangeState
from roster.models.people import Appointment, Person


class ChangeQuerySet(ScopedQuerySet):
    """Changes, belonging to the unit in which they happened."""

    scope_path = "unit_code"
    self_path = "person__account"


@tracked()
class Change(models.Model):
    """One act on an appointment (P5.1, P5.4). Keeps the names of the day, for units change theirs.

    ``day`` is the first day on which something is different: the first in the post, or the first out of it.
    ``reaches`` are the first days of confirmed months that it reaches into: nothing is rewritten there, a
    later run works out the differences.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="changes", verbose_name="人员")
    # None once it was revoked: the appointment that it made is gone then.
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="changes", verbose_name="任职"
    )
    kind = models.CharField("变动", max_length=14, choices=ChangeKind.choices)
    day = models.DateField("生效日期")
    unit_code = models.CharField("单位代码", max_length=14)
    title = models.CharField("单位和岗位", max_length=120)
    ground = models.CharField("原因", max_length=120, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    reaches = ArrayField(models.DateField(), verbose_name="涉及已确认的月份", default=list, blank=True)
    late_reason = models.CharField("追溯说明", max_length=200, blank=True)
    # What stood before an ending, so that it can be revoked while the county has not filed it.
    valid_to_before = models.DateField("原止日", null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经办"
    )
    made_at = models.DateTimeField("办理时间", auto_now_add=True)
    state = models.CharField(
        "备案", max_length=10, choices=ChangeState.choices, default=ChangeState.WAITING, db_index=True
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核"
    )
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    filing_number = models.CharField("备案号", max_length=60, blank=True)
    remark = models.CharField("审核意见", max_length=200, blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "变动"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["unit_code", "state"])]
        constraints = [
            models.CheckConstraint(
                name="change_maker_is_not_checker",
                condition=Q(decided_by=None) | Q(made_by=None) | ~Q(decided_by=F("made_by")),
                violation_error_message="经办人不能审核自己办理的变动。",
            ),
            models.CheckConstraint(
                name="change_filed_has_number",
                condition=Q(state=ChangeState.FILED, decided_at__isnull=False) & ~Q(filing_number="")
                | ~Q(state=ChangeState.FILED) & Q(filing_number=""),
            ),
            models.CheckConstraint(
                name="change_returned_has_reason", condition=~Q(state=ChangeState.RETURNED) | ~Q(remark="")
            ),
            models.CheckConstraint(
                name="change_late_has_reason",
                condition=Q(reaches=[]) | ~Q(late_reason=""),
                violation_error_message="追溯到已确认的月份，须写明追溯说明。",
            ),
            models.UniqueConstraint(
                name="change_filing_number_once",
                fields=["filing_number"],
                condition=~Q(filing_number=""),
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.title} {self.get_kind_display()}"
