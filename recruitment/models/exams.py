"""Examinations: rooms and seats by lot, marks entered by two hands, results and places (P2.4, P6.3)."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from guanling.accounts.access import ScopedQuerySet
from guanling.audit.history import tracked
from guanling.documents.models import Paper
from recruitment.enums import OutGround, Part, Sat
from recruitment.models.applications import Application
from recruitment.models.rounds import Round
from roster.models import Person


def marks(label, **more):
    """A column for marks."""
    return models.DecimalField(label, max_digits=6, decimal_places=2, **more)


class ExamQuerySet(ScopedQuerySet):
    """Parts of examinations."""

    scope_path = "round__unit__code"


@tracked()
class Exam(models.Model):
    """The written examination or the interview of a round.

    ``seed`` is the recorded lot: with it the same applicants get the same rooms and seats again.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="exams", verbose_name="批次")
    part = models.CharField("环节", max_length=10, choices=Part.choices)
    held_on = models.DateField("日期")
    starts = models.TimeField("开始时间")
    ends = models.TimeField("结束时间")
    site = models.CharField("地点", max_length=80)
    full_mark = marks("满分")
    # Members of the interview's panel: as many marks each candidate gets. The written part has none.
    judges = models.PositiveSmallIntegerField("评委人数", default=0)
    rules = models.CharField("考场须知", max_length=500, blank=True)
    seed = models.CharField("抽签种子", max_length=32, blank=True)
    drawn_at = models.DateTimeField("抽签时间", null=True, blank=True)
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="抽签"
    )
    # When both hands agreed on everything and the marks were closed.
    closed_at = models.DateTimeField("成绩确认时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="成绩确认",
    )

    objects = ExamQuerySet.as_manager()

    class Meta:
        verbose_name = "考试"
        ordering = ["round", "held_on"]
        constraints = [
            models.UniqueConstraint(
                name="exam_part_once",
                fields=["round", "part"],
                violation_error_message="这一环节的考试已经安排。",
            ),
            models.CheckConstraint(
                name="exam_times_in_order",
                condition=Q(ends__gt=F("starts")),
                violation_error_message="结束时间应晚于开始时间。",
            ),
            models.CheckConstraint(
                name="exam_panel_is_the_interviews", condition=Q(part=Part.INTERVIEW) | Q(judges=0)
            ),
            models.CheckConstraint(
                name="exam_drawn_is_whole",
                condition=Q(seed="", drawn_at=None, drawn_by=None)
                | ~Q(seed="") & Q(drawn_at__isnull=False, drawn_by__isnull=False),
            ),
            models.CheckConstraint(
                name="exam_closed_is_whole",
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False, drawn_at__isnull=False),
            ),
        ]
        triggers = [pgtrigger.Protect(name="keep", operation=pgtrigger.Delete)]

    def __str__(self):
        return f"{self.round}{self.get_part_display()}"


class Room(models.Model):
    """A room of an examination and how many it seats."""

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="rooms", verbose_name="考试")
    order = models.PositiveSmallIntegerField("考场号")
    name = models.CharField("考场", max_length=40)
    seats = models.PositiveSmallIntegerField("座位数")

    class Meta:
        ordering = ["exam", "order"]
        constraints = [
            models.UniqueConstraint(
                name="room_order_once", fields=["exam", "order"], violation_error_message="考场号重复。"
            ),
            models.CheckConstraint(
                name="room_has_seats",
                condition=Q(seats__gte=1),
                violation_error_message="座位数至少为 1。",
            ),
        ]

    def __str__(self):
        return self.name


class Seat(models.Model):
    """Where an applicant sits, or in which order an interview comes; drawn by lot, never moved."""

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="seats")
    room = models.ForeignKey(Room, models.PROTECT, related_name="taken")
    application = models.ForeignKey(Application, models.PROTECT, related_name="seats")
    number = models.PositiveSmallIntegerField("座位号")
    ticket = models.CharField("准考证号", max_length=24, unique=True)

    class Meta:
        ordering = ["room__order", "number"]
        constraints = [
            models.UniqueConstraint(name="seat_once_a_room", fields=["room", "number"]),
            models.UniqueConstraint(name="seat_one_each", fields=["exam", "application"]),
        ]
        triggers = [pgtrigger.Protect(name="drawn_stands", operation=pgtrigger.Update)]

    def __str__(self):
        return self.ticket


class ScoreQuerySet(ScopedQuerySet):
    """Marks as entered."""

    scope_path = "exam__round__unit__code"


# Marks do not change once their examination is closed: its row is held, so that a closing under way is waited
# for. They are judged by the examination's own full mark, whatever the row says, and each judge's too.
EXAM_IS_OPEN = """
SELECT e.closed_at, e.full_mark INTO closed, most FROM recruitment_exam e WHERE e.id = NEW.exam_id FOR SHARE;
IF closed IS NOT NULL THEN
    RAISE EXCEPTION 'score_exam_is_open' USING ERRCODE = 'check_violation', CONSTRAINT = 'score_exam_is_open';
END IF;
IF NEW.full_mark <> most
   OR EXISTS (SELECT FROM unnest(NEW.judges) j WHERE j IS NULL OR j < 0 OR j > most) THEN
    RAISE EXCEPTION 'score_within_full_mark' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'score_within_full_mark';
END IF;
RETURN NEW;
"""


@tracked()
class Score(models.Model):
    """The marks of one applicant as one hand entered them: the first, the second, or the third that settles.

    Written: ``value`` alone. Interview: ``judges`` has each member's marks, and ``value`` follows from them.
    """

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="scores", verbose_name="考试")
    application = models.ForeignKey(Application, models.PROTECT, related_name="scores", verbose_name="考生")
    hand = models.PositiveSmallIntegerField("录入次序")
    sat = models.CharField("到考", max_length=8, choices=Sat.choices, default=Sat.PRESENT)
    judges = ArrayField(marks("评委评分"), default=list, blank=True)
    value = marks("成绩", null=True, blank=True)
    full_mark = marks("满分")
    reason = models.CharField("说明", max_length=200, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now=True)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        verbose_name = "成绩录入"
        ordering = ["application", "hand"]
        constraints = [
            models.UniqueConstraint(name="score_once_a_hand", fields=["exam", "application", "hand"]),
            models.UniqueConstraint(
                name="score_hands_are_different_people",
                fields=["exam", "application", "entered_by"],
                violation_error_message="两次录入和裁定须由不同的人办理。",
            ),
            models.CheckConstraint(name="score_hand_is_known", condition=Q(hand__gte=1, hand__lte=3)),
            models.CheckConstraint(
                name="score_within_full_mark",
                condition=Q(value=None) | Q(value__gte=0, value__lte=F("full_mark")),
                violation_error_message="成绩应在 0 至满分之间。",
            ),
            models.CheckConstraint(
                name="score_present_has_value",
                condition=Q(sat=Sat.PRESENT, value__isnull=False) | ~Q(sat=Sat.PRESENT) & Q(value=None),
                violation_error_message="参加考试的请填写成绩；缺考、违纪的不填。",
            ),
            models.CheckConstraint(
                name="score_breach_has_reason",
                condition=~Q(sat=Sat.BREACH) | ~Q(reason=""),
                violation_error_message="违纪的请写明情况。",
            ),
            models.CheckConstraint(
                name="score_settled_has_reason",
                condition=~Q(hand=3) | ~Q(reason=""),
                violation_error_message="裁定请写明依据。",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="keep", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="exam_is_open",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("closed", "timestamptz"), ("most", "numeric")],
                func=EXAM_IS_OPEN,
            ),
        ]

    def __str__(self):
        return f"{self.application} {self.hand}"


class BonusQuerySet(ScopedQuerySet):
    """Points added by a letter."""

    scope_path = "application__round__unit__code"


@tracked()
class Bonus(models.Model):
    """The points that a numbered letter adds to somebody's written total: once (P6.3)."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="bonus", verbose_name="报名")
    person = models.OneToOneField(Person, models.PROTECT, related_name="bonus", verbose_name="人员")
    letter = models.ForeignKey(Paper, models.PROTECT, related_name="+", verbose_name="加分函")
    letter_number = models.CharField("加分函文号", max_length=60)
    points = marks("加分")
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记"
    )
    claimed_at = models.DateTimeField("登记时间", auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核实"
    )
    confirmed_at = models.DateTimeField("核实时间", null=True, blank=True)

    objects = BonusQuerySet.as_manager()

    class Meta:
        verbose_name = "考录加分"
        constraints = [
            models.CheckConstraint(name="bonus_is_positive", condition=Q(points__gt=0)),
            models.CheckConstraint(
                name="bonus_maker_is_not_checker",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_at__isnull=False) & ~Q(confirmed_by=F("claimed_by")),
                violation_error_message="登记加分的人不能核实自己的登记。",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="confirmed_stands",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__confirmed_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.application} {self.letter_number}"


class ResultQuerySet(ScopedQuerySet):
    """Results of the examination."""

    scope_path = "application__round__unit__code"


@tracked()
class Result(models.Model):
    """What the closed marks came to for one applicant, worked out by rules.totals."""

    application = models.OneToOneField(
        Application, models.PROTECT, related_name="result", verbose_name="报名"
    )
    written = marks("笔试成绩", null=True, blank=True)
    bonus = marks("加分", default=0)
    written_total = marks("笔试总分", null=True, blank=True)
    interview = marks("面试成绩", null=True, blank=True)
    total = marks("综合成绩", null=True, blank=True)
    # Among those of the opening who count; equal ranks where even the written marks are equal.
    rank = models.PositiveSmallIntegerField("名次", null=True, blank=True)
    # Why it ends here for somebody who sat it; they have no rank.
    ground = models.CharField("不进入下一环节的原因", max_length=16, choices=OutGround.choices, blank=True)
    # In words: how the figures came about, by which clause and parameter.
    explanation = models.JSONField("计算说明", default=list, blank=True)
    worked_out_at = models.DateTimeField("计算时间", auto_now=True)

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = "考试成绩"
        ordering = ["application__opening__number", F("rank").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(name="result_out_has_no_rank", condition=Q(ground="") | Q(rank=None)),
        ]

    def __str__(self):
        return str(self.application)
