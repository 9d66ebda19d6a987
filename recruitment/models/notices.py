"""After the examination: check, medical, public notice, objections (P2.4)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from guanling.accounts.access import ScopedQuerySet
from guanling.audit.history import tracked
from guanling.documents.models import Paper
from recruitment.enums import CheckKind, CheckOutcome, NoticeState, ObjectionState
from recruitment.models.applications import Application
from recruitment.models.exams import marks
from recruitment.models.rounds import Round


class CheckQuerySet(ScopedQuerySet):
    """Checks and medicals."""

    scope_path = "application__round__unit__code"


@tracked()
class Check(models.Model):
    """The outcome of somebody's check or medical. Of the medical nothing but passed or not, and where."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="checks", verbose_name="报名")
    kind = models.CharField("项目", max_length=8, choices=CheckKind.choices)
    outcome = models.CharField("结论", max_length=8, choices=CheckOutcome.choices)
    held_on = models.DateField("日期")
    # Who looked into it: two names; for the medical the hospital.
    by = models.CharField("考察人员（体检医院）", max_length=80)
    summary = models.CharField("考察情况", max_length=500, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)

    objects = CheckQuerySet.as_manager()

    class Meta:
        verbose_name = "考察体检"
        ordering = ["application", "kind"]
        constraints = [
            models.UniqueConstraint(
                name="check_once_a_kind",
                fields=["application", "kind"],
                violation_error_message="这一项已经登记。",
            ),
            models.CheckConstraint(
                name="check_medical_tells_nothing",
                condition=~Q(kind=CheckKind.MEDICAL) | Q(summary=""),
                violation_error_message="体检只登记结论，不写病情。",
            ),
            models.CheckConstraint(
                name="check_has_summary",
                condition=~Q(kind=CheckKind.CHECK) | ~Q(summary=""),
                violation_error_message="请写明考察情况。",
            ),
        ]
        triggers = [pgtrigger.Protect(name="keep", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.application} {self.get_kind_display()}"


class NoticeQuerySet(ScopedQuerySet):
    """Public notices."""

    scope_path = "round__unit__code"


@tracked()
class Notice(models.Model):
    """A public notice of a round: name, village and score only. Those who move up later get another one.

    It runs until somebody confirms that it is over: a date that has passed ends nothing.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="notices", verbose_name="批次")
    serial = models.PositiveSmallIntegerField("第几次公示")
    state = models.CharField("进度", max_length=10, choices=NoticeState.choices, default=NoticeState.PREPARED)
    first_day = models.DateField("公示开始")
    last_day = models.DateField("公示结束")
    # Fewer than it must have are refused; the calendar's reach is told (roster.rules.moves.working_days).
    working_days = models.PositiveSmallIntegerField("工作日数")
    paper = models.OneToOneField(
        Paper, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="公示文件"
    )
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="拟稿"
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签发"
    )
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认"
    )
    confirmed_at = models.DateTimeField("确认结束时间", null=True, blank=True)
    remark = models.CharField("公示情况", max_length=300, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "选聘公示"
        ordering = ["round", "serial"]
        constraints = [
            models.UniqueConstraint(name="notice_serial_once", fields=["round", "serial"]),
            models.CheckConstraint(
                name="notice_days_in_order",
                condition=Q(last_day__gte=F("first_day")),
                violation_error_message="公示结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                name="notice_running_is_whole",
                condition=Q(state__in=(NoticeState.PREPARED, NoticeState.STOPPED))
                | Q(paper__isnull=False, published_by__isnull=False, published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="notice_confirmed_is_whole",
                condition=Q(state=NoticeState.CONFIRMED)
                & Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                & ~Q(remark="")
                | ~Q(state=NoticeState.CONFIRMED) & Q(confirmed_at=None),
            ),
            models.CheckConstraint(
                name="notice_maker_is_not_checker",
                condition=Q(published_by=None) | ~Q(published_by=F("prepared_by")),
                violation_error_message="拟稿人不能签发自己拟的公示。",
            ),
        ]
        triggers = [pgtrigger.Protect(name="keep", operation=pgtrigger.Delete)]

    def __str__(self):
        return f"{self.round}第{self.serial}次公示"


class NoticeLine(models.Model):
    """One person on a notice; the name stays with the application and goes with it."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="lines")
    application = models.ForeignKey(Application, models.PROTECT, related_name="notice_lines")
    total = marks("综合成绩")
    rank = models.PositiveSmallIntegerField("名次")

    class Meta:
        ordering = ["application__opening__number", "rank", "pk"]
        constraints = [models.UniqueConstraint(name="notice_line_once", fields=["notice", "application"])]

    def __str__(self):
        return str(self.application)


class ObjectionQuerySet(ScopedQuerySet):
    """Objections."""

    scope_path = "line__notice__round__unit__code"


@tracked()
class Objection(models.Model):
    """An objection to somebody on a notice. Who raised it is not recorded: no resident is in here."""

    line = models.ForeignKey(NoticeLine, models.PROTECT, related_name="objections", verbose_name="公示对象")
    state = models.CharField(
        "进度", max_length=10, choices=ObjectionState.choices, default=ObjectionState.RECEIVED
    )
    received_on = models.DateField("收到日期")
    signed = models.BooleanField("署名反映", default=True)
    content = models.CharField("反映的问题", max_length=500)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="受理"
    )
    received_at = models.DateTimeField("受理时间", auto_now_add=True)
    findings = models.CharField("核查情况", max_length=500, blank=True)
    examined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核查"
    )
    examined_at = models.DateTimeField("核查时间", null=True, blank=True)
    # Why the findings were sent back to be looked into again; empty once they have been.
    returned = models.CharField("退回核查的意见", max_length=300, blank=True)
    answer = models.CharField("答复", max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="答复人",
    )
    decided_at = models.DateTimeField("答复时间", null=True, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = "公示异议"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="objection_examined_is_whole",
                condition=Q(state=ObjectionState.RECEIVED)
                | Q(examined_by__isnull=False, examined_at__isnull=False) & ~Q(findings=""),
            ),
            models.CheckConstraint(
                name="objection_decided_is_whole",
                condition=Q(state__in=(ObjectionState.RECEIVED, ObjectionState.EXAMINED), decided_by=None)
                | Q(
                    state__in=(ObjectionState.DISMISSED, ObjectionState.UPHELD),
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                & ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="objection_maker_is_not_checker",
                condition=Q(decided_by=None) | ~Q(decided_by=F("examined_by")),
                violation_error_message="核查的人不能决定自己核查的异议。",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="keep", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="decided_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=(ObjectionState.DISMISSED, ObjectionState.UPHELD)),
            ),
        ]

    def __str__(self):
        return f"{self.line} 异议"
