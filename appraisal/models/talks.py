"""Talks with people who are persistently among the last (A6.1). A talk and a review of the work, no more.

Rank alone never ends an appointment: nothing here leads to a case, and no case leads here.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from appraisal.enums import TalkOutcome, TalkState
from guanling.accounts.access import ScopedQuerySet
from guanling.audit.history import tracked
from guanling.runs.models import Run
from roster.models import Person

HELD = (TalkState.HELD, TalkState.REVIEWED)


class TalkQuerySet(ScopedQuerySet):
    """Talks."""

    scope_path = "village_code"


@tracked()
class Talk(models.Model):
    """The talk to which a row of months among the last places leads: held and recorded, reviewed by another.

    ``first_day``: of the row's first month; ``last_day``: of its last. ``evidence`` as that of findings, a
    line a month; ``parameters``: the dated figures by which it was proposed. Each month leads to one talk.
    """

    run = models.ForeignKey(Run, models.PROTECT, related_name="+", verbose_name="提出于")
    person = models.ForeignKey(Person, models.PROTECT, related_name="talks", verbose_name="人员")
    person_name = models.CharField("姓名", max_length=60)
    township_name = models.CharField("乡镇", max_length=60)
    village_code = models.CharField(max_length=12)
    village_name = models.CharField("村", max_length=60)
    first_day = models.DateField("起始月份")
    last_day = models.DateField("截止月份")
    evidence = models.JSONField("依据", default=list)
    parameters = models.JSONField("所用参数", default=dict)
    state = models.CharField(
        "状态", max_length=10, choices=TalkState.choices, default=TalkState.PROPOSED, db_index=True
    )
    proposed_at = models.DateTimeField("提出时间", auto_now_add=True)
    held_on = models.DateField("约谈日期", null=True, blank=True)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="约谈人",
    )
    record = models.CharField("约谈记录", max_length=1000, blank=True)
    steps = models.CharField("商定的改进措施", max_length=1000, blank=True)
    review_by = models.DateField("复核期限", null=True, blank=True)
    reviewed_on = models.DateField("复核日期", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="复核人",
    )
    outcome = models.CharField("复核意见", max_length=10, choices=TalkOutcome.choices, blank=True)
    review = models.CharField("复核情况", max_length=500, blank=True)
    # Nobody: a correction of the results took the reason away.
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="处理"
    )
    dropped_at = models.DateTimeField("处理时间", null=True, blank=True)
    reason = models.CharField("不约谈的理由", max_length=300, blank=True)

    objects = TalkQuerySet.as_manager()

    class Meta:
        verbose_name = "末位约谈"
        ordering = ["-last_day", "village_code", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="talk_once",
                fields=["person", "last_day"],
                condition=~Q(state=TalkState.DROPPED, dropped_by=None),
            ),
            models.CheckConstraint(name="talk_months_in_order", condition=Q(last_day__gt=F("first_day"))),
            models.CheckConstraint(
                name="talk_held_has_record",
                condition=Q(state__in=HELD, held_on__isnull=False, review_by__isnull=False)
                & ~Q(record="")
                & ~Q(steps="")
                | ~Q(state__in=HELD) & Q(held_on=None, record="", steps="", review_by=None),
                violation_error_message="请写明约谈日期、约谈记录和商定的改进措施。",
            ),
            models.CheckConstraint(
                name="talk_reviewed_has_outcome",
                condition=Q(state=TalkState.REVIEWED, reviewed_on__isnull=False)
                & ~Q(outcome="")
                & ~Q(review="")
                | ~Q(state=TalkState.REVIEWED) & Q(reviewed_on=None, reviewed_by=None, outcome="", review=""),
                violation_error_message="请写明复核日期、复核意见和复核情况。",
            ),
            models.CheckConstraint(
                name="talk_holder_is_not_reviewer",
                condition=Q(reviewed_by=None) | Q(held_by=None) | ~Q(reviewed_by=F("held_by")),
                violation_error_message="约谈人不能复核自己的约谈。",
            ),
            models.CheckConstraint(
                name="talk_dropped_has_reason",
                condition=Q(state=TalkState.DROPPED, dropped_at__isnull=False) & ~Q(reason="")
                | ~Q(state=TalkState.DROPPED) & Q(dropped_at=None, dropped_by=None, reason=""),
                violation_error_message="请写明不约谈的理由。",
            ),
        ]

    def __str__(self):
        return f"{self.person_name}末位约谈"
