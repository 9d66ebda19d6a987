"""Appeals of a person against an own month or year: text, examination, answer, and what became of it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from appraisal.enums import APPEAL_WAITING, AppealState, AppealWay
from appraisal.models.months import Correction, Result
from appraisal.models.years import YearResult
from guanling.accounts.access import ScopedQuerySet
from guanling.audit.history import tracked
from roster.enums import Grade
from roster.models import Person

DECIDED = (AppealState.GRANTED, AppealState.REFUSED)

# A check cannot look into another table: what somebody appeals against is an own result, told to all.
OWN_AND_ISSUED = """
IF NOT EXISTS (
    SELECT FROM appraisal_result r
     WHERE r.id = NEW.result_id AND r.person_id = NEW.person_id AND r.village_code = NEW.village_code
       AND r.issued
     UNION ALL
    SELECT FROM appraisal_yearresult y
     WHERE y.id = NEW.year_result_id AND y.person_id = NEW.person_id AND y.village_code = NEW.village_code
       AND y.issued
) THEN
    RAISE EXCEPTION 'appeal_own_and_issued' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'appeal_own_and_issued';
END IF;
RETURN NEW;
"""


class AppealQuerySet(ScopedQuerySet):
    """Appeals; the person finds the own ones."""

    scope_path = "village_code"
    self_path = "person__account"

    def waiting(self):
        """Appeals that have no answer yet."""
        return self.filter(state__in=APPEAL_WAITING)


@tracked()
class Appeal(models.Model):
    """An appeal against one issued result. The bureau answers it in writing within a dated time.

    A granted one against a month becomes a correction; against a year, the version after the result.
    Missing the day of the answer grants nothing by itself: it is shown as overdue until it is answered.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="appeals", verbose_name="申诉人")
    # The village of the result, by the code that it bore then.
    village_code = models.CharField(max_length=12)
    result = models.ForeignKey(
        Result, models.PROTECT, null=True, blank=True, related_name="appeals", verbose_name="月结果"
    )
    year_result = models.ForeignKey(
        YearResult, models.PROTECT, null=True, blank=True, related_name="appeals", verbose_name="年度结果"
    )
    text = models.CharField("申诉理由", max_length=1000)
    way = models.CharField("方式", max_length=10, choices=AppealWay.choices)
    filed_on = models.DateField("申诉日期")
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="登记"
    )
    filed_at = models.DateTimeField("登记时间", auto_now_add=True)
    due_on = models.DateField("答复期限")
    state = models.CharField(
        "状态", max_length=10, choices=AppealState.choices, default=AppealState.FILED, db_index=True
    )

    examined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核查"
    )
    examined_at = models.DateTimeField("核查时间", null=True, blank=True)
    # What the examination proposes: to grant with other figures, or to refuse.
    proposes_grant = models.BooleanField("建议支持", null=True)
    examination = models.CharField("核查情况", max_length=300, blank=True)
    document_number = models.CharField("依据文号", max_length=60, blank=True)
    correction = models.OneToOneField(
        Correction, models.PROTECT, null=True, blank=True, related_name="appeal", verbose_name="更正"
    )
    # Other figures and grade proposed for a year; those of a month stand in the correction.
    year_figures = models.JSONField("年度更正数", null=True, blank=True)
    year_grade = models.CharField("更正后等次", max_length=12, choices=Grade.choices, blank=True)
    # Why it went back to be examined again.
    remark = models.CharField("退回重查的原因", max_length=200, blank=True)

    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定"
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    answer = models.CharField("答复理由", max_length=300, blank=True)
    new_result = models.OneToOneField(
        YearResult, models.PROTECT, null=True, blank=True, related_name="granted", verbose_name="更正后结果"
    )
    paper = models.OneToOneField(
        "documents.Paper", models.PROTECT, null=True, blank=True, related_name="appeal", verbose_name="答复书"
    )
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_reason = models.CharField("撤回原因", max_length=200, blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = "考核申诉"
        ordering = ["-filed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="appeal_once_a_result",
                fields=["result", "person"],
                violation_error_message="对这一结果已经提出过申诉，不能再提。",
            ),
            models.UniqueConstraint(
                name="appeal_once_a_year_result",
                fields=["year_result", "person"],
                violation_error_message="对这一结果已经提出过申诉，不能再提。",
            ),
            models.CheckConstraint(
                name="appeal_against_one_result",
                condition=Q(result__isnull=False, year_result=None)
                | Q(result=None, year_result__isnull=False),
            ),
            models.CheckConstraint(
                name="appeal_has_text",
                condition=~Q(text=""),
                violation_error_message="请写明申诉的理由。",
            ),
            models.CheckConstraint(
                name="appeal_answer_after_filing",
                condition=Q(due_on__gte=F("filed_on")),
            ),
            models.CheckConstraint(
                name="appeal_maker_is_not_checker",
                condition=Q(decided_by=None)
                | (Q(examined_by=None) | ~Q(decided_by=F("examined_by")))
                & (Q(filed_by=None) | ~Q(decided_by=F("filed_by"))),
                violation_error_message="登记或核查申诉的人不能决定同一件申诉。",
            ),
            models.CheckConstraint(
                name="appeal_examined_is_whole",
                condition=Q(state__in=(AppealState.FILED, AppealState.WITHDRAWN))
                | Q(examined_by__isnull=False, examined_at__isnull=False, proposes_grant__isnull=False)
                & ~Q(examination=""),
            ),
            models.CheckConstraint(
                name="appeal_decided_is_answered",
                condition=Q(state__in=DECIDED, decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(answer="")
                | ~Q(state__in=DECIDED) & Q(decided_by=None, decided_at=None, answer="", paper=None),
            ),
            models.CheckConstraint(
                name="appeal_granted_has_effect",
                condition=~Q(state=AppealState.GRANTED)
                | Q(result__isnull=False, correction__isnull=False)
                | Q(year_result__isnull=False, new_result__isnull=False),
            ),
            models.CheckConstraint(
                name="appeal_new_result_only_granted",
                condition=Q(new_result=None) | Q(state=AppealState.GRANTED),
            ),
            models.CheckConstraint(
                name="appeal_withdrawn_is_told",
                condition=Q(state=AppealState.WITHDRAWN, withdrawn_at__isnull=False)
                | ~Q(state=AppealState.WITHDRAWN) & Q(withdrawn_at=None, withdrawn_reason=""),
            ),
        ]
        indexes = [models.Index(fields=["person", "state"])]
        triggers = [
            pgtrigger.Trigger(
                name="own_and_issued",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("person_id", "result_id", "year_result_id", "village_code"),
                func=OWN_AND_ISSUED,
            )
        ]

    def __str__(self):
        return f"{self.person}对{self.period}考核结果的申诉"

    @property
    def subject(self):
        """The month's or year's result against which it is."""
        return self.result or self.year_result

    @property
    def period(self) -> str:
        """2016年9月, or 2016年度."""
        return str(self.result.month) if self.result_id else f"{self.year_result.year.year}年度"

    @property
    def of_month(self) -> bool:
        """Whether it is against a month."""
        return self.result_id is not None
