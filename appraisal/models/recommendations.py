"""What follows from a confirmed year: commendations and recommendations (P6.2, P6.3)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from appraisal.enums import RecommendationKind, RecommendationState
from appraisal.models.years import Year
from guanling.accounts.access import ScopedQuerySet
from guanling.audit.history import tracked
from guanling.documents.models import Paper
from roster.models import Person, Unit


class RecommendationQuerySet(ScopedQuerySet):
    """Recommendations, belonging to the village served in."""

    scope_path = "village_code"
    self_path = "person__account"


@tracked()
class Recommendation(models.Model):
    """One person recommended for one thing on the ground of a year, with the evidence of that day.

    ``evidence`` is what was found when it was proposed: a list of {what, text, clause}.
    """

    year = models.ForeignKey(Year, models.PROTECT, related_name="recommendations", verbose_name="年度")
    kind = models.CharField("类别", max_length=16, choices=RecommendationKind.choices)
    # Who commends or recommends: the county's bureau or the township.
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="推荐单位")
    person = models.ForeignKey(Person, models.PROTECT, related_name="recommendations", verbose_name="人员")
    person_name = models.CharField("姓名", max_length=60)
    township_name = models.CharField("乡镇", max_length=60)
    village_code = models.CharField(max_length=12)
    village_name = models.CharField("村", max_length=60)
    state = models.CharField(
        "状态", max_length=10, choices=RecommendationState.choices, default=RecommendationState.PROPOSED
    )
    reason = models.CharField("推荐理由", max_length=300)
    evidence = models.JSONField("依据", default=list)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出"
    )
    proposed_at = models.DateTimeField("提出时间", auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定"
    )
    decided_on = models.DateField("决定日期", null=True, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    dropped_reason = models.CharField("不予推荐的原因", max_length=300, blank=True)
    paper = models.OneToOneField(
        Paper, models.PROTECT, null=True, blank=True, related_name="recommendation", verbose_name="推荐函"
    )

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = "表彰和推荐"
        ordering = ["-year__year", "kind", "village_code", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="recommendation_once",
                fields=["year", "person", "kind"],
                condition=~Q(state=RecommendationState.DROPPED),
                violation_error_message="此人这一年度已有同类的表彰或推荐。",
            ),
            models.CheckConstraint(
                name="recommendation_maker_is_not_checker",
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                violation_error_message="提出人不能决定自己提出的表彰或推荐。",
            ),
            models.CheckConstraint(
                name="recommendation_decided_whole",
                condition=Q(state=RecommendationState.PROPOSED, decided_by=None, decided_on=None)
                | Q(state=RecommendationState.DECIDED, decided_by__isnull=False, decided_on__isnull=False)
                & ~Q(document_number="")
                | Q(state=RecommendationState.DROPPED, decided_by__isnull=False) & ~Q(dropped_reason=""),
            ),
            models.CheckConstraint(
                name="recommendation_points_have_letter",
                condition=Q(kind=RecommendationKind.BONUS, state=RecommendationState.DECIDED)
                & Q(paper__isnull=False)
                | ~Q(kind=RecommendationKind.BONUS, state=RecommendationState.DECIDED) & Q(paper=None),
            ),
        ]

    def __str__(self):
        return f"{self.person_name} {self.get_kind_display()}"
