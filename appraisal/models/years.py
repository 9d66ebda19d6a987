"""The year's assessment (P5.2): one of the county and year, and the frozen results of its people."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from appraisal.enums import YearState, YearStatus
from guanling.accounts.access import ScopedQuerySet
from guanling.accounts.enums import COUNTY_DIGITS
from guanling.audit.history import tracked
from roster.enums import Grade
from roster.models import Person, Unit


def year_score(label):
    """A figure of 0 to 100 with two decimals; unknown is empty, never zero."""
    return models.DecimalField(label, max_digits=5, decimal_places=2, null=True, blank=True)


class YearQuerySet(ScopedQuerySet):
    """Years of counties."""

    scope_path = "county__code"

    def visible_to(self, user, action):
        """Years of the counties in which ``user`` has ``action``; a township sees its county's years."""
        return self.filter(county__code__in={prefix[:COUNTY_DIGITS] for prefix in user.prefixes(action)})


@tracked()
class Year(models.Model):
    """One year of the county's assessment of its population directors."""

    county = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="县")
    year = models.PositiveSmallIntegerField("年度")
    state = models.CharField("状态", max_length=10, choices=YearState.choices, default=YearState.OPEN)
    opened_at = models.DateTimeField("开始时间", auto_now_add=True)
    # What the results were worked out by: dated policy as it held on 31 December.
    parameters = models.JSONField("所用参数", default=dict, blank=True)
    computed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="汇总"
    )
    computed_at = models.DateTimeField("汇总时间", null=True, blank=True)
    graded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="拟定"
    )
    notice_from = models.DateField("公示起", null=True, blank=True)
    notice_to = models.DateField("公示止", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确定"
    )
    confirmed_at = models.DateTimeField("确定时间", null=True, blank=True)
    document_number = models.CharField("结果文号", max_length=60, blank=True)

    objects = YearQuerySet.as_manager()

    class Meta:
        verbose_name = "年度考核"
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["county", "year"], name="year_once"),
            models.CheckConstraint(name="year_range", condition=Q(year__gte=2014, year__lte=2100)),
            models.CheckConstraint(
                name="year_maker_is_not_checker",
                condition=Q(confirmed_by=None) | Q(graded_by=None) | ~Q(confirmed_by=models.F("graded_by")),
                violation_error_message="拟定等次的人不能确定结果。",
            ),
            models.CheckConstraint(
                name="year_notice_in_order",
                condition=Q(notice_from=None, notice_to=None) | Q(notice_to__gte=models.F("notice_from")),
            ),
            models.CheckConstraint(
                name="year_confirmed_has_number",
                condition=Q(state=YearState.CONFIRMED, confirmed_at__isnull=False) & ~Q(document_number="")
                | ~Q(state=YearState.CONFIRMED),
            ),
        ]

    def __str__(self):
        return f"{self.year}年度考核"


class YearResultQuerySet(ScopedQuerySet):
    """Results of years."""

    scope_path = "village_code"
    self_path = "person__account"


class YearResult(models.Model):
    """One director's year, with the names of that time; one row a person, version and year.

    ``grade`` is 优秀, 合格, 基本合格, 不合格 or, with a remark alone, 不定等次. Frozen once it is issued: a
    correction writes the version after it, whole, as the months do.
    """

    year = models.ForeignKey(Year, models.PROTECT, related_name="results", verbose_name="年度")
    version = models.PositiveSmallIntegerField("版本", default=1)
    issued = models.BooleanField("已确定", default=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="year_results", verbose_name="人员")
    person_name = models.CharField("姓名", max_length=60)
    # Where the person served last in the year.
    township_code = models.CharField(max_length=9)
    township_name = models.CharField("乡镇", max_length=60)
    village_code = models.CharField(max_length=12)
    village_name = models.CharField("村", max_length=60)
    months_served = models.PositiveSmallIntegerField("任职月数")
    months_ranked = models.PositiveSmallIntegerField("参加排序月数")
    month_average = year_score("月考核平均分")
    # Average of 绩 over the ranked months: it decides equal totals first.
    performance_average = year_score("绩平均分")
    target_score = year_score("责任书得分")
    satisfaction = year_score("群众满意度")
    total = year_score("年度得分")
    place = models.PositiveIntegerField("全县名次", null=True)
    status = models.CharField("状态", max_length=10, choices=YearStatus.choices)
    grade = models.CharField("等次", max_length=12, choices=Grade.choices, blank=True)
    # Why the grade is not the one that the total alone would give: quota, head's proposal, appeal.
    grade_reason = models.CharField("等次说明", max_length=300, blank=True)

    objects = YearResultQuerySet.as_manager()

    class Meta:
        verbose_name = "年度结果"
        ordering = ["year", "place", "village_code", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["year", "version", "person"], name="year_result_once"),
            models.CheckConstraint(
                name="year_result_graded_has_total",
                condition=Q(status=YearStatus.GRADED, total__isnull=False, place__isnull=False)
                | ~Q(status=YearStatus.GRADED) & Q(place=None),
            ),
            models.CheckConstraint(
                name="year_result_short_has_no_grade",
                condition=Q(status=YearStatus.GRADED) | Q(grade__in=("", Grade.NO_GRADE)),
                violation_error_message="不参加评定等次的，只写评语，不定等次。",
            ),
        ]
        indexes = [models.Index(fields=["person", "year"])]
        triggers = [
            pgtrigger.Protect(
                name="issued_is_frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__issued=True),
            )
        ]

    def __str__(self):
        return f"{self.person_name} {self.year}"
