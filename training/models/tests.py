"""Knowledge tests: papers drawn at random from the bank, answered on screen or on paper (A4.7)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from guanling.audit.history import tracked
from roster.models import Person, Unit
from training.enums import AnswerWay, Audience, KnowledgeTestState
from training.models.courses import Course, OfferedQuerySet, ParticipantQuerySet, Question
from training.models.sessions import Session


class KnowledgeTestQuerySet(OfferedQuerySet):
    """Tests of the unit that gives them."""


@tracked()
class KnowledgeTest(models.Model):
    """A knowledge test (应知应会), given in a session or by itself at a check.

    Every paper is drawn anew: so many questions of each kind from the courses' banks, with options in an
    order of its own. ``full`` is the sum of all points.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="training_tests", verbose_name="组织单位")
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="tests", verbose_name="培训班"
    )
    name = models.CharField("测试名称", max_length=80)
    # Without a session: everybody in these posts of the unit's area; empty: whoever is given a paper.
    audience = models.CharField("对象", max_length=20, choices=Audience.choices, blank=True)
    courses = models.ManyToManyField(Course, related_name="tests", verbose_name="出题课程")
    opens_at = models.DateTimeField("开始时间")
    closes_at = models.DateTimeField("截止时间")
    minutes = models.PositiveSmallIntegerField("答题时间（分钟）")
    single_count = models.PositiveSmallIntegerField("单选题数", default=0)
    single_points = models.DecimalField("单选题每题分值", max_digits=4, decimal_places=1, default=0)
    multiple_count = models.PositiveSmallIntegerField("多选题数", default=0)
    multiple_points = models.DecimalField("多选题每题分值", max_digits=4, decimal_places=1, default=0)
    judge_count = models.PositiveSmallIntegerField("判断题数", default=0)
    judge_points = models.DecimalField("判断题每题分值", max_digits=4, decimal_places=1, default=0)
    # Taken from dated policy when the test is set up.
    pass_mark = models.DecimalField("合格分数", max_digits=5, decimal_places=1)
    attempts_allowed = models.PositiveSmallIntegerField("每人可考次数")
    state = models.CharField(
        "状态", max_length=10, choices=KnowledgeTestState.choices, default=KnowledgeTestState.DRAFT
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="经办"
    )
    made_at = models.DateTimeField("建立时间", auto_now_add=True)

    objects = KnowledgeTestQuerySet.as_manager()

    class Meta:
        verbose_name = "知识测试"
        ordering = ["-opens_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="test_of_session_has_its_list",
                condition=Q(session=None) | Q(audience=""),
                violation_error_message="培训班的测试由参训人员参加，不另选对象。",
            ),
            models.CheckConstraint(
                name="test_closes_after_opening",
                condition=Q(closes_at__gt=F("opens_at")),
                violation_error_message="截止时间应晚于开始时间。",
            ),
            models.CheckConstraint(
                name="test_has_questions",
                condition=Q(single_count__gt=0) | Q(multiple_count__gt=0) | Q(judge_count__gt=0),
                violation_error_message="请至少出一道题。",
            ),
            models.CheckConstraint(
                name="test_questions_have_points",
                condition=(Q(single_count=0) | Q(single_points__gt=0))
                & (Q(multiple_count=0) | Q(multiple_points__gt=0))
                & (Q(judge_count=0) | Q(judge_points__gt=0)),
                violation_error_message="有题的题型，每题分值应大于0。",
            ),
            models.CheckConstraint(
                name="test_pass_within_full",
                condition=Q(
                    pass_mark__lte=F("single_count") * F("single_points")
                    + F("multiple_count") * F("multiple_points")
                    + F("judge_count") * F("judge_points")
                ),
                violation_error_message="合格分数不能高于满分。",
            ),
            models.CheckConstraint(
                name="test_time_and_attempts",
                condition=Q(minutes__gte=1, attempts_allowed__gte=1),
                violation_error_message="答题时间至少1分钟，每人至少可考一次。",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def full(self):
        """The sum of all points."""
        return (
            self.single_count * self.single_points
            + self.multiple_count * self.multiple_points
            + self.judge_count * self.judge_points
        )


class AttemptQuerySet(ParticipantQuerySet):
    """Papers that somebody answers."""

    organiser_path = "test__unit__code"

    def taken(self):
        """Papers that were answered: handed in, typed, or with at least one answer saved in time."""
        return self.filter(score__isnull=False)


@tracked()
class Attempt(models.Model):
    """One paper for one person. ``score`` stands as soon as one answer is saved, and follows each.

    Answers that come after ``due_at`` are kept apart and count only if somebody accepts them with a reason.
    """

    test = models.ForeignKey(KnowledgeTest, models.PROTECT, related_name="attempts", verbose_name="测试")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attempts", verbose_name="人员")
    unit_code = models.CharField("单位代码", max_length=14)
    place = models.CharField("单位和岗位", max_length=120)
    number = models.PositiveSmallIntegerField("第几次", default=1)
    way = models.CharField("作答方式", max_length=10, choices=AnswerWay.choices)
    seed = models.BigIntegerField("抽题种子")
    made_at = models.DateTimeField("出卷时间", auto_now_add=True)
    # Screen: until when answers count. Paper: none, the desk sees to it.
    due_at = models.DateTimeField("交卷期限", null=True)
    submitted_at = models.DateTimeField("交卷时间", null=True)
    # The day on which it was answered, for the year to which it counts.
    taken_on = models.DateField("测试日期", null=True)
    score = models.DecimalField("得分", max_digits=5, decimal_places=1, null=True)
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="录入"
    )
    late_at = models.DateTimeField("迟交时间", null=True)
    late_accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="认可迟交"
    )
    late_reason = models.CharField("认可原因", max_length=200, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = "答卷"
        ordering = ["test", "unit_code", "person__pinyin", "number"]
        indexes = [models.Index(fields=["person", "taken_on"])]
        constraints = [
            models.UniqueConstraint(
                name="attempt_once",
                fields=["test", "person", "number"],
                violation_error_message="这一次的试卷已经生成，请刷新页面。",
            ),
            models.CheckConstraint(
                name="attempt_scored_has_day", condition=Q(score=None) | Q(taken_on__isnull=False)
            ),
            models.CheckConstraint(
                name="attempt_late_accepted_has_reason",
                condition=Q(late_accepted_by=None, late_reason="")
                | Q(late_accepted_by__isnull=False, late_at__isnull=False) & ~Q(late_reason=""),
            ),
        ]

    def __str__(self):
        return f"{self.test} {self.person}"


@tracked()
class AttemptQuestion(models.Model):
    """One question on one paper. ``order``: which option stands at each place; ``chosen``: options chosen.

    Both name options by their places in the bank, so that statistics add up over all papers.
    """

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="questions", verbose_name="答卷")
    number = models.PositiveSmallIntegerField("题号")
    question = models.ForeignKey(Question, models.PROTECT, related_name="asked", verbose_name="试题")
    order = ArrayField(models.PositiveSmallIntegerField(), verbose_name="选项次序")
    points = models.DecimalField("分值", max_digits=4, decimal_places=1)
    chosen = ArrayField(models.PositiveSmallIntegerField(), verbose_name="所选", null=True)
    right = models.BooleanField("答对", null=True)
    late_chosen = ArrayField(models.PositiveSmallIntegerField(), verbose_name="迟交所选", null=True)

    class Meta:
        verbose_name = "卷上试题"
        ordering = ["attempt", "number"]
        constraints = [
            models.UniqueConstraint(name="attempt_question_number_once", fields=["attempt", "number"]),
            models.UniqueConstraint(name="attempt_question_once", fields=["attempt", "question"]),
            models.CheckConstraint(
                name="attempt_question_marked",
                condition=Q(chosen=None, right=None) | Q(chosen__isnull=False, right__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.attempt} {self.number}"
