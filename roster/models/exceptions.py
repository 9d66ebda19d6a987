"""Approved exceptions to the number of places of a post (超编核准)."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from guanling.audit.history import tracked
from roster.enums import ExceptionState
from roster.models.people import Post
from roster.models.units import HOLDING, Dated, DatedQuerySet


class PlaceExceptionQuerySet(DatedQuerySet):
    """Exceptions, belonging to the unit of their post."""

    scope_path = "post__unit__code"

    def approved(self):
        """Those that give, or gave, more places."""
        return self.filter(state=ExceptionState.APPROVED)


@tracked()
class PlaceException(Dated):
    """More places for a post than the rule gives, from a day (to a day), where the county approves.

    It ends by its last day; who holds a place by it then stays, and the establishment shows the surplus.
    """

    valid_from = models.DateField("起")
    post = models.ForeignKey(Post, models.PROTECT, related_name="exceptions", verbose_name="岗位")
    extra = models.PositiveSmallIntegerField("超编名额")
    reason = models.CharField("理由", max_length=200)
    state = models.CharField(
        "状态", max_length=10, choices=ExceptionState.choices, default=ExceptionState.PROPOSED
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出"
    )
    proposed_at = models.DateTimeField("提出时间", auto_now_add=True)
    document_number = models.CharField("核准文号", max_length=60, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核"
    )
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    remark = models.CharField("不予核准的理由", max_length=200, blank=True)
    end_reason = models.CharField("终止原因", max_length=200, blank=True)

    objects = PlaceExceptionQuerySet.as_manager()

    class Meta:
        verbose_name = "超编核准"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="place_exception_gives_a_place",
                condition=Q(extra__gte=1),
                violation_error_message="超编名额至少1名。",
            ),
            models.CheckConstraint(
                name="place_exception_ends_after_start",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="止日不能早于起日。",
            ),
            models.CheckConstraint(
                name="place_exception_maker_is_not_checker",
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                violation_error_message="提出人不能审核自己提出的超编申请。",
            ),
            models.CheckConstraint(
                name="place_exception_decided_says_how",
                condition=Q(
                    Q(state=ExceptionState.APPROVED, decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(document_number="")
                    | Q(state=ExceptionState.REFUSED, decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(remark="")
                    | Q(
                        state__in=[ExceptionState.PROPOSED, ExceptionState.WITHDRAWN],
                        decided_by=None,
                        document_number="",
                    )
                ),
            ),
            models.UniqueConstraint(
                name="place_exception_one_waits",
                fields=["post"],
                condition=Q(state=ExceptionState.PROPOSED),
                violation_error_message="这一岗位已有一项超编申请待核准，请先办结。",
            ),
            ExclusionConstraint(
                name="place_exception_one_at_a_time",
                expressions=[("post", RangeOperators.EQUAL), (HOLDING, RangeOperators.OVERLAPS)],
                condition=Q(state=ExceptionState.APPROVED),
                violation_error_message="这一岗位在该期间已有核准的超编，请先终止原来的核准。",
            ),
        ]

    def __str__(self):
        return f"{self.post} 超编{self.extra}名"
