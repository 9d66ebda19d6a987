"""The year's assessment (P5.2): one of the county and year, and the frozen results of its people."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from appraisal.enums import ObjectionChannel, YearSheetState, YearState, YearStatus
from guanling.accounts.access import ScopedQuerySet
from guanling.accounts.enums import COUNTY_DIGITS
from guanling.audit.history import tracked
from roster.enums import Grade
from roster.models import Person, Unit

# A score of the year goes up to this; it is the scale of the form, no figure of policy.
FULL = 100
# What a township can propose for its directors.
PROPOSABLE_CHOICES = [choice for choice in Grade.choices if choice[0] != Grade.NO_GRADE]


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


class YearSheetQuerySet(ScopedQuerySet):
    """Townships' parts of years."""


@tracked()
class YearSheet(models.Model):
    """A township's part of the year: what it says of its directors, handed in by one, accepted by another."""

    year = models.ForeignKey(Year, models.PROTECT, related_name="sheets", verbose_name="年度")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="乡镇")
    state = models.CharField(
        "状态", max_length=10, choices=YearSheetState.choices, default=YearSheetState.DRAFT
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提交"
    )
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核"
    )
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    return_reason = models.CharField("退回原因", max_length=300, blank=True)
    # The county may go on without a township only with the reason on record.
    exception_reason = models.CharField("未报例外说明", max_length=300, blank=True)

    objects = YearSheetQuerySet.as_manager()

    class Meta:
        verbose_name = "年度考核表"
        ordering = ["year", "unit__code"]
        constraints = [
            models.UniqueConstraint(fields=["year", "unit"], name="year_sheet_once"),
            models.CheckConstraint(
                name="year_sheet_submitter_is_not_checker",
                condition=Q(decided_by=None) | Q(submitted_by=None) | ~Q(decided_by=F("submitted_by")),
                violation_error_message="提交人与审核人不能是同一人。",
            ),
            models.CheckConstraint(
                name="year_sheet_returned_has_reason",
                condition=~Q(state=YearSheetState.RETURNED) | ~Q(return_reason=""),
            ),
        ]

    def __str__(self):
        return f"{self.unit}{self.year}"


class YearEntryQuerySet(ScopedQuerySet):
    """Rows of townships' parts."""

    scope_path = "sheet__unit__code"
    self_path = "person__account"


@tracked()
class YearEntry(models.Model):
    """One director's year as the township tells it: score of the target letter, summary, remark, proposal.

    A person stands once in a year, in the village served last.
    """

    year = models.ForeignKey(Year, models.PROTECT, related_name="entries", verbose_name="年度")
    sheet = models.ForeignKey(YearSheet, models.PROTECT, related_name="entries", verbose_name="年度考核表")
    person = models.ForeignKey(Person, models.PROTECT, related_name="year_entries", verbose_name="人员")
    village = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="村")
    target_score = year_score("责任书得分")
    summary = models.TextField("个人总结", max_length=2000, blank=True)
    remark = models.CharField("乡镇评语", max_length=500, blank=True)
    proposed_grade = models.CharField("拟定等次", max_length=12, choices=PROPOSABLE_CHOICES, blank=True)
    # Why a score or a proposal is missing.
    note = models.CharField("备注", max_length=200, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="填报"
    )
    entered_at = models.DateTimeField("填报时间", null=True, blank=True)
    # What the person says to the result.
    opinion = models.CharField("本人意见", max_length=300, blank=True)
    opinion_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记"
    )
    opinion_on = models.DateField("本人签署日期", null=True, blank=True)

    objects = YearEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "年度考核行"
        ordering = ["village__code", "person__pinyin", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["year", "person"], name="year_entry_once"),
            models.CheckConstraint(
                name="year_entry_score_in_range",
                condition=Q(target_score=None) | Q(target_score__gte=0, target_score__lte=FULL),
                violation_error_message="责任书得分应在 0 到 100 之间。",
            ),
            models.CheckConstraint(
                name="year_entry_opinion_has_day",
                condition=Q(opinion="", opinion_on=None) | ~Q(opinion="") & Q(opinion_on__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.year}"


class YearObjectionQuerySet(ScopedQuerySet):
    """Objections to public notices."""

    scope_path = "year__county__code"


@tracked()
class YearObjection(models.Model):
    """An objection to the public notice of the excellent; another person answers it before the confirming.

    What is objected, never by whom: residents are not named.
    """

    year = models.ForeignKey(Year, models.PROTECT, related_name="objections", verbose_name="年度")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="对何人")
    channel = models.CharField("途径", max_length=10, choices=ObjectionChannel.choices)
    received_on = models.DateField("收到日期")
    text = models.CharField("反映的内容", max_length=500)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记"
    )
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    # None: not answered yet.
    upheld = models.BooleanField("是否成立", null=True, blank=True)
    answer = models.CharField("核实意见", max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核实"
    )
    answered_at = models.DateTimeField("核实时间", null=True, blank=True)

    objects = YearObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = "公示异议"
        ordering = ["year", "received_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="year_objection_maker_is_not_checker",
                condition=Q(answered_by=None) | ~Q(answered_by=F("recorded_by")),
                violation_error_message="登记异议的人不能核实同一异议。",
            ),
            models.CheckConstraint(
                name="year_objection_answered_whole",
                condition=Q(upheld=None, answer="", answered_by=None, answered_at=None)
                | Q(upheld__isnull=False, answered_by__isnull=False, answered_at__isnull=False)
                & ~Q(answer=""),
            ),
        ]

    def __str__(self):
        return f"{self.year} {self.received_on}"


@tracked()
class YearCorrection(models.Model):
    """Why a version of a confirmed year was written: whose result, by which document (appeal granted)."""

    year = models.ForeignKey(Year, models.PROTECT, related_name="corrections", verbose_name="年度")
    version = models.PositiveSmallIntegerField("版本")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="人员")
    reason = models.CharField("更正理由", max_length=300)
    document_number = models.CharField("依据文号", max_length=60)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="办理"
    )
    made_at = models.DateTimeField("办理时间", auto_now_add=True)

    class Meta:
        verbose_name = "年度结果更正"
        ordering = ["year", "version"]
        constraints = [
            models.UniqueConstraint(fields=["year", "version"], name="year_correction_once"),
            models.CheckConstraint(
                name="year_correction_has_document", condition=~Q(document_number="") & ~Q(reason="")
            ),
        ]

    def __str__(self):
        return f"{self.year} {self.version}"
