"""Reviews by the people served: ballots counted by choice, never named (评议、满意度, P5.2)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from appraisal.enums import ReviewKind, ReviewState
from appraisal.models.months import score_field
from guanling.accounts.access import ScopedQuerySet
from guanling.audit.history import tracked
from roster.models import Person, Unit

# Two people count; where they differ a third one's count holds.
COUNTS = 3


class ReviewQuerySet(ScopedQuerySet):
    """Reviews."""

    scope_path = "village__code"


@tracked()
class Review(models.Model):
    """A review meeting or survey in a village, for a month (its first day) or for a whole year."""

    village = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="村（居、社区）")
    kind = models.CharField("方式", max_length=10, choices=ReviewKind.choices)
    year = models.PositiveSmallIntegerField("年度")
    # Empty: it is the year's.
    first_day = models.DateField("月份", null=True, blank=True)
    held_on = models.DateField("日期")
    place = models.CharField("地点", max_length=60, blank=True)
    ballots_issued = models.PositiveSmallIntegerField("发出票数")
    state = models.CharField("状态", max_length=10, choices=ReviewState.choices, default=ReviewState.OPEN)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="组织"
    )
    made_at = models.DateTimeField("登记时间", auto_now_add=True)
    settled_at = models.DateTimeField("计票完成时间", null=True, blank=True)
    void_reason = models.CharField("不作数的原因", max_length=200, blank=True)
    # Empty on a void review: too few valid ballots.
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="作废"
    )

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "评议"
        ordering = ["-held_on", "village__code", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="review_once",
                fields=["village", "year", "first_day"],
                condition=~Q(state=ReviewState.VOID),
                nulls_distinct=False,
                violation_error_message="该村这一期已有评议；重新组织的，请先将原来的一次作废。",
            ),
            models.CheckConstraint(
                name="review_ballots",
                condition=Q(ballots_issued__gte=1),
                violation_error_message="发出票数至少 1 张。",
            ),
            models.CheckConstraint(
                name="review_month_of_its_year",
                condition=Q(first_day=None) | Q(first_day__day=1, first_day__year=models.F("year")),
            ),
            models.CheckConstraint(
                name="review_void_has_reason",
                condition=Q(state=ReviewState.VOID) & ~Q(void_reason="")
                | ~Q(state=ReviewState.VOID) & Q(void_reason="", voided_by=None),
            ),
            models.CheckConstraint(
                name="review_settled_has_time",
                condition=~Q(state=ReviewState.SETTLED) | Q(settled_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.village}{self.period}{self.get_kind_display()}"

    @property
    def period(self):
        """The month or year that it is about, in words."""
        if self.first_day is None:
            return f"{self.year}年度"
        return f"{self.first_day.year}年{self.first_day.month}月"


class ReviewSubjectQuerySet(ScopedQuerySet):
    """Those whom reviews are about."""

    scope_path = "review__village__code"
    self_path = "person__account"


@tracked()
class ReviewSubject(models.Model):
    """A director whom a review is about; the score stands once the counting is settled."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="subjects", verbose_name="评议")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="人员")
    # 0 to 100; by review.points_* of the day of the review.
    score = score_field("满意度得分")
    # Whether the score stands on the month's sheet, and when the review last changed the person's row there.
    taken = models.BooleanField("已记入考核表", default=False)
    row_changed_at = models.DateTimeField("改动考核表的时间", null=True)

    objects = ReviewSubjectQuerySet.as_manager()

    class Meta:
        verbose_name = "评议对象"
        ordering = ["review", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "person"], name="review_subject_once"),
            models.CheckConstraint(
                name="review_taken_has_score",
                condition=Q(taken=False) | Q(score__isnull=False, row_changed_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.review}"


class ReviewCountQuerySet(ScopedQuerySet):
    """Counts of ballots."""

    scope_path = "subject__review__village__code"


@tracked()
class ReviewCount(models.Model):
    """One person's count of the ballots about one director."""

    subject = models.ForeignKey(ReviewSubject, models.PROTECT, related_name="counts", verbose_name="评议对象")
    number = models.PositiveSmallIntegerField("第几次计票")
    very = models.PositiveSmallIntegerField("满意")
    fair = models.PositiveSmallIntegerField("较满意")
    basic = models.PositiveSmallIntegerField("基本满意")
    poor = models.PositiveSmallIntegerField("不满意")
    invalid = models.PositiveSmallIntegerField("废票")
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="计票人"
    )
    counted_at = models.DateTimeField("计票时间", auto_now_add=True)

    objects = ReviewCountQuerySet.as_manager()

    class Meta:
        verbose_name = "计票"
        ordering = ["subject", "number"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "number"], name="review_count_once"),
            models.UniqueConstraint(
                fields=["subject", "counted_by"],
                name="review_count_other_person",
                violation_error_message="您已经计过这次票；另一次须由他人计。",
            ),
            models.CheckConstraint(
                name="review_count_number", condition=Q(number__gte=1, number__lte=COUNTS)
            ),
        ]
        triggers = [
            # What was counted stays; another count is another row.
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return f"{self.subject} {self.number}"
