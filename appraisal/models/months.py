"""The month: sheets of the townships, findings, frozen results and circulars (P6.1)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from appraisal.enums import CircularKind, CircularState, MendState, MonthState, ResultStatus, SheetState
from appraisal.models.visits import Visit
from guanling.accounts.access import ScopedQuerySet
from guanling.accounts.enums import COUNTY_DIGITS
from guanling.audit.history import tracked
from roster.models import Person, Unit

# In the order of the sheet; weights are dated policy (assessment.weights).
ITEMS = ("de", "neng", "qin", "ji", "lian", "satisfaction")


def score_field(label):
    """A score of one item: 0 up, half points; its upper bound is dated policy (assessment.item_max)."""
    return models.DecimalField(label, max_digits=4, decimal_places=1, null=True, blank=True)


class MonthQuerySet(ScopedQuerySet):
    """Months of counties."""

    scope_path = "county__code"

    def visible_to(self, user, action):
        """Months of the counties in which ``user`` has ``action``; a township sees its county's months."""
        return self.filter(county__code__in={prefix[:COUNTY_DIGITS] for prefix in user.prefixes(action)})


@tracked()
class Month(models.Model):
    """One month of the county's assessment."""

    county = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="县")
    first_day = models.DateField("月份")
    state = models.CharField("状态", max_length=10, choices=MonthState.choices, default=MonthState.OPEN)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField("关闭时间", null=True, blank=True)
    close_reason = models.CharField("关闭说明", max_length=300, blank=True)

    objects = MonthQuerySet.as_manager()

    class Meta:
        verbose_name = "考核月"
        ordering = ["-first_day"]
        constraints = [
            models.UniqueConstraint(fields=["county", "first_day"], name="month_once"),
            models.CheckConstraint(name="month_begins_on_the_first", condition=Q(first_day__day=1)),
        ]

    def __str__(self):
        return f"{self.first_day.year}年{self.first_day.month}月"

    @property
    def period(self):
        """The month as 2016-09."""
        return f"{self.first_day:%Y-%m}"


class SheetQuerySet(ScopedQuerySet):
    """Monthly sheets."""


@tracked()
class Sheet(models.Model):
    """A township's monthly sheet."""

    month = models.ForeignKey(Month, models.PROTECT, related_name="sheets", verbose_name="月份")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="乡镇")
    state = models.CharField("状态", max_length=10, choices=SheetState.choices, default=SheetState.DRAFT)
    state_changed_at = models.DateTimeField("状态时间", null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # A month may close without a township only with the reason on record (county's exception).
    exception_reason = models.CharField("未报例外说明", max_length=300, blank=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = "月考核表"
        ordering = ["month", "unit__code"]
        constraints = [
            models.UniqueConstraint(fields=["month", "unit"], name="sheet_once"),
            models.CheckConstraint(
                name="sheet_submitter_is_not_checker",
                condition=Q(accepted_by=None) | Q(submitted_by=None) | ~Q(accepted_by=F("submitted_by")),
                violation_error_message="提交人与审核人不能是同一人。",
            ),
        ]

    def __str__(self):
        return f"{self.unit} {self.month}"


class SheetLog(models.Model):
    """One move of a sheet, with who, when and why."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="log")
    from_state = models.CharField(max_length=10, choices=SheetState.choices)
    to_state = models.CharField(max_length=10, choices=SheetState.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.sheet} {self.to_state}"


class EntryQuerySet(ScopedQuerySet):
    """Rows of sheets."""

    scope_path = "sheet__unit__code"
    self_path = "person__account"


@tracked()
class Entry(models.Model):
    """One director in one village on a month's sheet: the six scores and the deduction it reports."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="entries", verbose_name="考核表")
    village = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="村")
    person = models.ForeignKey(Person, models.PROTECT, related_name="entries", verbose_name="人员")
    de = score_field("德")
    neng = score_field("能")
    qin = score_field("勤")
    ji = score_field("绩")
    lian = score_field("廉")
    satisfaction = score_field("群众满意度")
    deduction = models.DecimalField("督查扣分", max_digits=4, decimal_places=1, default=0)
    note = models.CharField("备注", max_length=200, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    entered_at = models.DateTimeField(null=True, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "月考核行"
        ordering = ["village__code", "person__pinyin", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "village", "person"], name="entry_once"),
            models.CheckConstraint(
                name="entry_scores_not_negative",
                condition=Q(
                    *(Q(**{item: None}) | Q(**{f"{item}__gte": 0}) for item in ITEMS), deduction__gte=0
                ),
                violation_error_message="分数和扣分不能为负数。",
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.sheet}"


class FindingQuerySet(ScopedQuerySet):
    """Supervision findings."""

    scope_path = "village__code"
    self_path = "person__account"


# A visit that was called off has found nothing.
NOT_OF_A_CANCELLED_VISIT = """
PERFORM 1 FROM appraisal_visit v WHERE v.id = NEW.visit_id FOR SHARE;
IF EXISTS (SELECT FROM appraisal_visit v WHERE v.id = NEW.visit_id AND v.state = 'cancelled') THEN
    RAISE EXCEPTION 'finding_of_cancelled_visit' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'finding_of_cancelled_visit';
END IF;
RETURN NEW;
"""


@tracked()
class Finding(models.Model):
    """A finding about one director: what it deducts in a month, or found on a visit and only to be mended.

    One with a visit has a day by which it is to be mended, and is looked at again. What deducts nothing
    belongs to no month; only the bureau deducts.
    """

    month = models.ForeignKey(
        Month, models.PROTECT, null=True, blank=True, related_name="findings", verbose_name="月份"
    )
    village = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="村")
    person = models.ForeignKey(Person, models.PROTECT, related_name="findings", verbose_name="人员")
    visit = models.ForeignKey(
        Visit, models.PROTECT, null=True, blank=True, related_name="findings", verbose_name="督查"
    )
    found_on = models.DateField("督查日期")
    deduction = models.DecimalField("扣分", max_digits=4, decimal_places=1)
    reason = models.CharField("事由", max_length=200)
    # Of a visit: the number of its record, known when that is closed.
    document_number = models.CharField("文号", max_length=60, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_reason = models.CharField("撤销事由", max_length=200, blank=True)
    mend_by = models.DateField("整改期限", null=True, blank=True)
    mend_state = models.CharField("整改情况", max_length=8, choices=MendState.choices, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "督查记录"
        ordering = ["found_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="finding_deducts",
                condition=Q(deduction__gt=0, month__isnull=False)
                | Q(deduction=0, month=None, visit__isnull=False),
                violation_error_message="扣分应大于 0；不扣分的问题在督查中登记。",
            ),
            models.CheckConstraint(
                name="finding_of_visit_is_to_be_mended",
                condition=Q(visit=None, mend_by=None, mend_state="") & ~Q(document_number="")
                | Q(visit__isnull=False, mend_by__gte=F("found_on")) & ~Q(mend_state=""),
                violation_error_message="督查发现的问题须有整改期限，期限不能早于督查日期。",
            ),
        ]
        indexes = [
            models.Index(fields=["mend_by"], condition=Q(mend_state=MendState.OPEN), name="finding_due")
        ]
        triggers = [
            pgtrigger.Trigger(
                name="not_of_a_cancelled_visit",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("visit_id"),
                condition=pgtrigger.Q(new__visit_id__isnull=False),
                func=NOT_OF_A_CANCELLED_VISIT,
            )
        ]

    def __str__(self):
        return f"{self.person} {self.found_on}"


class RecheckQuerySet(ScopedQuerySet):
    """Re-checks."""

    scope_path = "finding__village__code"


@tracked()
class Recheck(models.Model):
    """A problem looked at again: mended, or not, with a new day by which it is to be."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="rechecks", verbose_name="问题")
    day = models.DateField("复查日期")
    mended = models.BooleanField("已整改")
    note = models.CharField("复查情况", max_length=200)
    # Not mended: until when it still may be; empty: given up, to be found anew on another visit.
    next_by = models.DateField("新的整改期限", null=True, blank=True)
    rechecked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="复查人"
    )
    rechecked_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = RecheckQuerySet.as_manager()

    class Meta:
        verbose_name = "复查"
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="recheck_once_a_day",
                fields=["finding", "day"],
                violation_error_message="这个问题当日已经复查登记，请刷新页面。",
            ),
            models.CheckConstraint(
                name="recheck_new_deadline",
                condition=Q(next_by=None) | Q(mended=False, next_by__gt=F("day")),
                violation_error_message="新的整改期限应晚于复查日期；已整改的不用再定期限。",
            ),
        ]

    def __str__(self):
        return f"{self.finding} {self.day}"


class ResultQuerySet(ScopedQuerySet):
    """Monthly results."""

    scope_path = "village_code"
    self_path = "person__account"


class Result(models.Model):
    """One director's month as ranked, with the names of that time. Frozen once its version is issued."""

    month = models.ForeignKey(Month, models.PROTECT, related_name="results")
    version = models.PositiveSmallIntegerField("版本", default=1)
    issued = models.BooleanField("已通报", default=False)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="results")
    person = models.ForeignKey(Person, models.PROTECT, related_name="results")
    person_name = models.CharField("姓名", max_length=60)
    township_code = models.CharField(max_length=9)
    township_name = models.CharField("乡镇", max_length=60)
    village_code = models.CharField(max_length=12)
    village_name = models.CharField("村", max_length=60)
    days_served = models.PositiveSmallIntegerField("任职天数")
    # The scores of this version, corrections included, so that an issued table can be printed again.
    de = score_field("德")
    neng = score_field("能")
    qin = score_field("勤")
    ji = score_field("绩")
    lian = score_field("廉")
    satisfaction = score_field("群众满意度")
    weighted = models.DecimalField("加权得分", max_digits=7, decimal_places=4, null=True)
    deduction = models.DecimalField("督查扣分", max_digits=5, decimal_places=1, default=0)
    score = models.DecimalField("总分", max_digits=5, decimal_places=2, null=True)
    township_rank = models.PositiveIntegerField("乡镇名次", null=True)
    county_rank = models.PositiveIntegerField("全县名次", null=True)
    previous_county_rank = models.PositiveIntegerField("上月名次", null=True)
    band = models.CharField("档次", max_length=20, blank=True)
    status = models.CharField("状态", max_length=14, choices=ResultStatus.choices)

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = "月结果"
        ordering = ["month", "county_rank", "village_code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["month", "version", "village_code", "person"], name="result_once"
            ),
            models.CheckConstraint(
                name="result_ranked_has_score",
                condition=~Q(status=ResultStatus.RANKED)
                | Q(score__isnull=False, county_rank__isnull=False, township_rank__isnull=False),
            ),
            models.CheckConstraint(
                name="result_unranked_has_no_rank",
                condition=Q(status=ResultStatus.RANKED) | Q(county_rank=None, township_rank=None),
            ),
        ]
        indexes = [models.Index(fields=["person", "month"])]
        triggers = [
            pgtrigger.Protect(
                name="issued_is_frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__issued=True),
            )
        ]

    def __str__(self):
        return f"{self.person_name} {self.month}"


class TownshipResult(models.Model):
    """A township's month as ranked: how many, the average, its place among the townships."""

    month = models.ForeignKey(Month, models.PROTECT, related_name="township_results")
    version = models.PositiveSmallIntegerField(default=1)
    issued = models.BooleanField(default=False)
    township_code = models.CharField(max_length=9)
    township_name = models.CharField(max_length=60)
    people = models.PositiveIntegerField("应考核人数")
    ranked = models.PositiveIntegerField("参加排序人数")
    average = models.DecimalField("平均分", max_digits=5, decimal_places=2, null=True)
    place = models.PositiveIntegerField("名次", null=True)
    missing = models.BooleanField("未报", default=False)

    class Meta:
        ordering = ["month", "place", "township_code"]
        constraints = [
            models.UniqueConstraint(fields=["month", "version", "township_code"], name="township_result_once")
        ]
        triggers = [
            pgtrigger.Protect(
                name="issued_is_frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__issued=True),
            )
        ]

    def __str__(self):
        return f"{self.township_name} {self.month}"


class CircularQuerySet(ScopedQuerySet):
    """Circulars."""

    scope_path = "month__county__code"


@tracked()
class Circular(models.Model):
    """A month's circular or a correction notice: prepared by one person, issued by another."""

    month = models.ForeignKey(Month, models.PROTECT, related_name="circulars")
    kind = models.CharField(max_length=10, choices=CircularKind.choices, default=CircularKind.MONTHLY)
    version = models.PositiveSmallIntegerField("结果版本", default=1)
    state = models.CharField(max_length=10, choices=CircularState.choices, default=CircularState.PREPARED)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    prepared_at = models.DateTimeField(auto_now_add=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    issued_on = models.DateField("成文日期", null=True)
    draft = models.OneToOneField("documents.Draft", models.PROTECT, null=True, related_name="circular")
    paper = models.OneToOneField("documents.Paper", models.PROTECT, null=True, related_name="circular")

    objects = CircularQuerySet.as_manager()

    class Meta:
        verbose_name = "月通报"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["month", "kind", "version"],
                condition=~Q(state=CircularState.WITHDRAWN),
                name="circular_once",
            ),
            models.CheckConstraint(
                name="circular_maker_is_not_issuer",
                condition=Q(issued_by=None) | ~Q(issued_by=F("prepared_by")),
                violation_error_message="拟稿人不能签发自己拟的通报。",
            ),
        ]

    def __str__(self):
        return f"{self.month} {self.get_kind_display()}"


class CorrectionQuerySet(ScopedQuerySet):
    """Corrections."""

    scope_path = "entry__sheet__unit__code"


@tracked()
class Correction(models.Model):
    """Other figures for one row of an issued month, proposed by one person and approved by another."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="corrections")
    de = score_field("德")
    neng = score_field("能")
    qin = score_field("勤")
    ji = score_field("绩")
    lian = score_field("廉")
    satisfaction = score_field("群众满意度")
    # All that is deducted, the bureau's findings included: it takes the place of what was issued.
    deduction = models.DecimalField("督查扣分", max_digits=4, decimal_places=1, default=0)
    reason = models.CharField("更正理由", max_length=300)
    document_number = models.CharField("依据文号", max_length=60)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    rejected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    rejected_reason = models.CharField("不予更正的理由", max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True)
    version = models.PositiveSmallIntegerField("生效版本", null=True)
    # As the roster had it when the correction was approved.
    days_served = models.PositiveSmallIntegerField("任职天数", null=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = "更正"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="correction_approved_has_version",
                condition=Q(approved_by=None, version=None)
                | Q(
                    approved_by__isnull=False,
                    version__isnull=False,
                    days_served__isnull=False,
                    rejected_reason="",
                ),
            ),
            models.CheckConstraint(
                name="correction_rejected_has_reason",
                condition=Q(rejected_by=None, rejected_reason="")
                | (Q(rejected_by__isnull=False) & ~Q(rejected_reason="")),
            ),
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(version=None, rejected_reason=""),
                name="correction_one_open",
                violation_error_message="此人本月已有一项更正等待批准。",
            ),
            models.CheckConstraint(
                name="correction_maker_is_not_checker",
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
                violation_error_message="提出人不能批准自己的更正。",
            ),
        ]

    def __str__(self):
        return f"{self.entry} 更正"
