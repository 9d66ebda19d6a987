"""Sessions, who is on their lists, attendance by half days, certificates."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Max, Min, Q

from guanling.audit.history import tracked
from guanling.documents.models import Paper
from roster.models import Person, Unit
from training.enums import (
    Audience,
    Category,
    Outcome,
    Part,
    Presence,
    SessionState,
    Source,
    Way,
)
from training.models.courses import Course, OfferedQuerySet, ParticipantQuerySet
from training.models.plans import PlanLine


class SessionQuerySet(OfferedQuerySet):
    """Sessions of the organising unit; the county's are seen by every township, whose people they train."""

    def dated(self):
        """Sessions with ``first_day`` and ``last_day``; None while no day is set."""
        return self.annotate(first_day=Min("halves__day"), last_day=Max("halves__day"))


@tracked()
class Session(models.Model):
    """One training that is held: course, days, place, teacher, list, attendance, result, filing (P3.4)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="training_sessions", verbose_name="举办单位")
    name = models.CharField("培训名称", max_length=80)
    course = models.ForeignKey(Course, models.PROTECT, related_name="sessions", verbose_name="课程")
    # The course's at the time: what was held as one training does not become another.
    category = models.CharField("培训类别", max_length=10, choices=Category.choices)
    plan_line = models.ForeignKey(
        PlanLine, models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name="计划项目"
    )
    audience = models.CharField("对象", max_length=20, choices=Audience.choices)
    place = models.CharField("地点", max_length=60)
    teacher = models.CharField("授课人", max_length=60)
    capacity = models.PositiveSmallIntegerField("可容纳人数")
    note = models.CharField("注意事项", max_length=200, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=SessionState.choices, default=SessionState.DRAFT, db_index=True
    )
    cancel_reason = models.CharField("取消原因", max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="经办"
    )
    made_at = models.DateTimeField("建立时间", auto_now_add=True)
    announced_at = models.DateTimeField("通知时间", null=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="报送"
    )
    submitted_at = models.DateTimeField("报送时间", null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="备案人"
    )
    decided_at = models.DateTimeField("备案时间", null=True)
    filing_number = models.CharField("备案号", max_length=60, blank=True)
    remark = models.CharField("退回原因", max_length=200, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = "培训班"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["unit", "category", "state"])]
        constraints = [
            models.CheckConstraint(
                name="session_capacity",
                condition=Q(capacity__gte=1),
                violation_error_message="可容纳人数至少为1。",
            ),
            models.CheckConstraint(
                name="session_cancelled_has_reason",
                condition=Q(state=SessionState.CANCELLED) & ~Q(cancel_reason="")
                | ~Q(state=SessionState.CANCELLED) & Q(cancel_reason=""),
            ),
            models.CheckConstraint(
                name="session_maker_is_not_checker",
                condition=Q(decided_by=None)
                | (Q(submitted_by=None) | ~Q(decided_by=F("submitted_by")))
                & (Q(made_by=None) | ~Q(decided_by=F("made_by"))),
                violation_error_message="经办或报送的人不能备案同一期培训。",
            ),
            models.CheckConstraint(
                name="session_filed_has_number",
                condition=Q(state=SessionState.FILED, decided_at__isnull=False) & ~Q(filing_number="")
                | ~Q(state=SessionState.FILED) & Q(filing_number=""),
            ),
            models.CheckConstraint(
                name="session_returned_has_reason",
                condition=~Q(state=SessionState.RETURNED) | ~Q(remark=""),
            ),
            models.UniqueConstraint(
                name="session_filing_number_once", fields=["filing_number"], condition=~Q(filing_number="")
            ),
        ]

    def __str__(self):
        return self.name


# What is filed or called off stands: attendance, list and days change only after the county gave it back.
SETTLED_IS_FROZEN = """
IF EXISTS (
    SELECT FROM training_session s
     WHERE s.id = COALESCE(NEW.session_id, OLD.session_id) AND s.state IN ('filed', 'cancelled')
) THEN
    RAISE EXCEPTION 'session_settled_is_frozen' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'session_settled_is_frozen';
END IF;
RETURN COALESCE(NEW, OLD);
"""


def _frozen():
    return pgtrigger.Trigger(
        name="settled_is_frozen",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=SETTLED_IS_FROZEN,
    )


@tracked()
class SessionHalf(models.Model):
    """One half day of a session, with its hours. Each counts to the calendar year of its own day."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="halves", verbose_name="培训班")
    day = models.DateField("日期")
    part = models.CharField("时段", max_length=2, choices=Part.choices)
    begins = models.TimeField("开始")
    ends = models.TimeField("结束")

    class Meta:
        verbose_name = "培训时段"
        ordering = ["day", "part"]
        constraints = [
            models.UniqueConstraint(name="session_half_once", fields=["session", "day", "part"]),
            models.CheckConstraint(
                name="session_half_ends_after_start",
                condition=Q(ends__gt=F("begins")),
                violation_error_message="结束时间应晚于开始时间。",
            ),
        ]
        triggers = [_frozen()]

    def __str__(self):
        return f"{self.day.year}年{self.day.month}月{self.day.day}日{self.get_part_display()}"


class EnrolmentQuerySet(ParticipantQuerySet):
    """Rows of sessions' lists."""

    organiser_path = "session__unit__code"

    def standing(self):
        """Rows that were not taken off the list again."""
        return self.filter(withdrawn_at=None)


@tracked()
class Enrolment(models.Model):
    """Somebody on the list of a session: why invited, told when, leave asked for, result (P3.4).

    ``unit_code`` and ``place`` are the post of the session's first day and keep the names of that time.
    ``seat`` is one of ``places``, the session's capacity when it was taken; who came without being
    invited and who was taken off again has none.
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="enrolments", verbose_name="培训班")
    person = models.ForeignKey(Person, models.PROTECT, related_name="enrolments", verbose_name="人员")
    unit_code = models.CharField("单位代码", max_length=14)
    place = models.CharField("单位和岗位", max_length=120)
    source = models.CharField("产生", max_length=10, choices=Source.choices)
    reason = models.CharField("通知依据", max_length=120, blank=True)
    seat = models.PositiveSmallIntegerField("名额", null=True)
    places = models.PositiveSmallIntegerField("可容纳人数", null=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="列入"
    )
    added_at = models.DateTimeField("列入时间", auto_now_add=True)
    notified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="通知到人"
    )
    notified_at = models.DateTimeField("通知到人时间", null=True)
    # What the person wrote on the own page; whether it is granted shows in the attendance.
    leave_asked = models.CharField("请假事由", max_length=200, blank=True)
    leave_asked_at = models.DateTimeField("请假时间", null=True)
    withdrawn_at = models.DateTimeField("取消时间", null=True)
    withdraw_reason = models.CharField("取消原因", max_length=200, blank=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices, blank=True)
    # On what the outcome rests, in words: 出勤 5/6，测试 85 分.
    outcome_basis = models.CharField("结果依据", max_length=200, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = "参训人员"
        ordering = ["unit_code", "person__pinyin", "person"]
        indexes = [models.Index(fields=["person", "session"])]
        constraints = [
            models.UniqueConstraint(
                name="enrolment_once",
                fields=["session", "person"],
                violation_error_message="此人已在参训名单上。",
            ),
            models.UniqueConstraint(
                name="enrolment_one_a_seat",
                fields=["session", "seat"],
                violation_error_message="这一名额刚刚已被他人占用，请刷新页面后再试。",
            ),
            models.CheckConstraint(
                name="enrolment_within_capacity",
                condition=Q(seat=None) | Q(seat__gte=1, seat__lte=F("places")),
                violation_error_message="人数已满。",
            ),
            models.CheckConstraint(
                name="enrolment_invited_has_seat",
                condition=Q(seat=None) & (Q(source=Source.ATTENDED) | Q(withdrawn_at__isnull=False))
                | Q(seat__isnull=False, withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="enrolment_withdrawn_has_reason",
                condition=Q(withdrawn_at=None, withdraw_reason="")
                | Q(withdrawn_at__isnull=False, outcome="") & ~Q(withdraw_reason=""),
            ),
            models.CheckConstraint(
                name="enrolment_outcome_has_basis",
                condition=Q(outcome="", outcome_basis="") | ~Q(outcome="") & ~Q(outcome_basis=""),
            ),
        ]
        triggers = [_frozen()]

    def __str__(self):
        return f"{self.session} {self.person}"


@tracked()
class Attendance(models.Model):
    """What is recorded of somebody for one half day: there, on leave with a reason, or missing (P3.4).

    Two foreign keys of several columns (migration 0002) hold it to a half day of the session and to a
    row of its list. Nobody is in two places at one time.
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendance", verbose_name="培训班")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attendance", verbose_name="人员")
    day = models.DateField("日期")
    part = models.CharField("时段", max_length=2, choices=Part.choices)
    presence = models.CharField("出勤", max_length=10, choices=Presence.choices)
    leave_reason = models.CharField("请假事由", max_length=200, blank=True)
    way = models.CharField("登记方式", max_length=10, choices=Way.choices)
    # Recorded later than the county allows; then a reason is written down.
    late = models.BooleanField("补录", default=False)
    late_reason = models.CharField("补录说明", max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="登记"
    )
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "出勤"
        ordering = ["day", "part", "pk"]
        indexes = [models.Index(fields=["person", "day"])]
        constraints = [
            models.UniqueConstraint(
                name="attendance_once",
                fields=["session", "person", "day", "part"],
                violation_error_message="这一时段已登记出勤。",
            ),
            models.UniqueConstraint(
                name="attendance_one_place_at_a_time",
                fields=["person", "day", "part"],
                condition=Q(presence=Presence.PRESENT),
                violation_error_message="此人在同一时段已登记参加另一期培训。",
            ),
            models.CheckConstraint(
                name="attendance_leave_has_reason",
                condition=Q(presence=Presence.LEAVE) & ~Q(leave_reason="")
                | ~Q(presence=Presence.LEAVE) & Q(leave_reason=""),
                violation_error_message="请假须写明事由。",
            ),
            models.CheckConstraint(
                name="attendance_late_has_reason",
                condition=Q(late=True) & ~Q(late_reason="") | Q(late=False, late_reason=""),
                violation_error_message="超过登记期限的出勤，须写明补录说明。",
            ),
        ]
        triggers = [_frozen()]

    def __str__(self):
        return f"{self.person} {self.day} {self.get_part_display()} {self.get_presence_display()}"


class SignInCode(models.Model):
    """A code that stands on somebody's own page for one half day; the desk enters it once."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="codes", verbose_name="培训班")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="人员")
    day = models.DateField("日期")
    part = models.CharField("时段", max_length=2, choices=Part.choices)
    code = models.CharField("签到码", max_length=6)
    made_at = models.DateTimeField("取码时间", auto_now_add=True)
    valid_until = models.DateTimeField("有效至")
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        verbose_name = "签到码"
        constraints = [
            models.UniqueConstraint(name="code_once_a_half", fields=["session", "day", "part", "code"]),
            models.UniqueConstraint(name="code_one_a_person", fields=["session", "day", "part", "person"]),
            models.CheckConstraint(name="code_is_six_digits", condition=Q(code__regex=r"^\d{6}$")),
        ]

    def __str__(self):
        return f"{self.session} {self.day} {self.part}"


@tracked()
class Certificate(models.Model):
    """The numbered certificate of somebody who passed a filed session (结业证)."""

    enrolment = models.OneToOneField(
        Enrolment, models.PROTECT, related_name="certificate", verbose_name="参训人员"
    )
    paper = models.OneToOneField(
        Paper, models.PROTECT, related_name="training_certificate", verbose_name="公文"
    )

    class Meta:
        verbose_name = "结业证"

    def __str__(self):
        return self.paper.number
