"""Visits of supervision to villages (P6.1, A4.7)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from appraisal.enums import CheckOutcome, CheckTopic, VisitKind, VisitState
from guanling.accounts.access import ScopedQuerySet
from guanling.accounts.enums import COUNTY_DIGITS
from guanling.audit.history import tracked
from roster.models import Person, Unit

# A visit on which problems or disorder of ledgers stand cannot have been called off.
NOTHING_STANDS_ON_CANCELLED = """
IF EXISTS (SELECT FROM appraisal_finding f WHERE f.visit_id = NEW.id AND f.withdrawn_reason = '')
   OR EXISTS (SELECT FROM appraisal_incident i WHERE i.visit_id = NEW.id AND i.state <> 'dropped') THEN
    RAISE EXCEPTION 'visit_cancelled_has_findings' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'visit_cancelled_has_findings';
END IF;
RETURN NEW;
"""
# What was looked at stands once the visit is done or called off.
SETTLED_IS_FROZEN = """
PERFORM 1 FROM appraisal_visit v WHERE v.id = COALESCE(NEW.visit_id, OLD.visit_id) FOR SHARE;
IF EXISTS (
    SELECT FROM appraisal_visit v
     WHERE v.id = COALESCE(NEW.visit_id, OLD.visit_id) AND v.state <> 'planned'
) THEN
    RAISE EXCEPTION 'visit_settled_is_frozen' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'visit_settled_is_frozen';
END IF;
RETURN COALESCE(NEW, OLD);
"""


class VisitQuerySet(ScopedQuerySet):
    """Visits."""

    scope_path = "village__code"


@tracked()
class Visit(models.Model):
    """A visit to a village: planned for a day, made by its leader and companions, or called off."""

    village = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="村（居、社区）")
    kind = models.CharField("类别", max_length=10, choices=VisitKind.choices)
    state = models.CharField("状态", max_length=10, choices=VisitState.choices, default=VisitState.PLANNED)
    planned_on = models.DateField("计划日期")
    visited_on = models.DateField("督查日期", null=True, blank=True)
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="带队人"
    )
    companions = models.CharField("同行人员", max_length=60, blank=True)
    purpose = models.CharField("督查内容", max_length=120, blank=True)
    summary = models.CharField("督查情况", max_length=500, blank=True)
    record_number = models.CharField("督查记录编号", max_length=60, blank=True)
    test = models.ForeignKey(
        "training.KnowledgeTest",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name="现场测试",
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="安排"
    )
    made_at = models.DateTimeField("安排时间", auto_now_add=True)
    cancel_reason = models.CharField("取消原因", max_length=200, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = "督查"
        ordering = ["-planned_on", "village__code", "pk"]
        constraints = [
            models.CheckConstraint(
                name="visit_done_has_day",
                condition=Q(state=VisitState.DONE, visited_on__isnull=False) & ~Q(record_number="")
                | ~Q(state=VisitState.DONE) & Q(record_number=""),
            ),
            models.CheckConstraint(
                name="visit_cancelled_has_reason",
                condition=Q(state=VisitState.CANCELLED) & ~Q(cancel_reason="")
                | ~Q(state=VisitState.CANCELLED) & Q(cancel_reason=""),
            ),
            models.UniqueConstraint(
                name="visit_record_number_once", fields=["record_number"], condition=~Q(record_number="")
            ),
            models.UniqueConstraint(
                name="visit_once_a_day",
                fields=["village", "kind", "planned_on"],
                condition=~Q(state=VisitState.CANCELLED),
                violation_error_message="该村当日已经安排了督查，请改选日期。",
            ),
        ]
        indexes = [models.Index(fields=["village", "planned_on"])]
        triggers = [
            pgtrigger.Protect(
                name="settled_is_frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=~pgtrigger.Q(old__state=VisitState.PLANNED),
            ),
            pgtrigger.Trigger(
                name="nothing_stands_on_cancelled",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state"),
                condition=pgtrigger.Q(new__state=VisitState.CANCELLED),
                func=NOTHING_STANDS_ON_CANCELLED,
            ),
        ]

    def __str__(self):
        return f"{self.village} {self.planned_on} {self.get_kind_display()}"

    @property
    def begun(self) -> bool:
        """Whether somebody is at it: the day of the visit is known, the record not yet closed."""
        return self.state == VisitState.PLANNED and self.visited_on is not None


class OfCountyQuerySet(ScopedQuerySet):
    """Rows of a county that its townships use too."""

    scope_path = "county__code"

    def visible_to(self, user, action):
        """Rows of the counties in which ``user`` has ``action``."""
        return self.filter(county__code__in={prefix[:COUNTY_DIGITS] for prefix in user.prefixes(action)})


class ChecklistItemQuerySet(OfCountyQuerySet):
    """Items of checklists."""


@tracked()
class ChecklistItem(models.Model):
    """Something to be looked at on every visit: village work and ledgers, never a resident."""

    county = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="县")
    topic = models.CharField("类别", max_length=10, choices=CheckTopic.choices)
    text = models.CharField("检查项目", max_length=120)
    order = models.PositiveSmallIntegerField("次序")
    # What a problem usually deducts; who records it decides.
    deduction = models.DecimalField("参考扣分", max_digits=4, decimal_places=1, null=True, blank=True)
    active = models.BooleanField("使用", default=True)

    objects = ChecklistItemQuerySet.as_manager()

    class Meta:
        verbose_name = "检查项目"
        ordering = ["county", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="checklist_item_once",
                fields=["county", "text"],
                condition=Q(active=True),
                violation_error_message="已有相同的检查项目。",
            ),
            models.CheckConstraint(
                name="checklist_item_deducts",
                condition=Q(deduction=None) | Q(deduction__gt=0),
                violation_error_message="参考扣分应大于0；不扣分的请留空。",
            ),
        ]

    def __str__(self):
        return self.text


def _frozen():
    return pgtrigger.Trigger(
        name="settled_is_frozen",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=SETTLED_IS_FROZEN,
    )


@tracked()
class VisitCheck(models.Model):
    """What was seen of one item on one visit, with the item's words of that day.

    No outcome: only a remark has been typed so far.
    """

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="checks", verbose_name="督查")
    item = models.ForeignKey(ChecklistItem, models.PROTECT, related_name="checks", verbose_name="项目")
    topic = models.CharField("类别", max_length=10, choices=CheckTopic.choices)
    text = models.CharField("检查项目", max_length=120)
    outcome = models.CharField("情况", max_length=10, choices=CheckOutcome.choices, blank=True)
    remark = models.CharField("说明", max_length=200, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="检查"
    )

    class Meta:
        verbose_name = "检查情况"
        ordering = ["visit", "item__order", "pk"]
        constraints = [models.UniqueConstraint(name="visit_check_once", fields=["visit", "item"])]
        triggers = [_frozen()]

    def __str__(self):
        return f"{self.visit} {self.text}"


@tracked()
class VisitPerson(models.Model):
    """A director who serves in the village on the day of the visit: there or not."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="people", verbose_name="督查")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="人员")
    # As called on that day.
    name = models.CharField("姓名", max_length=60)
    title = models.CharField("职务", max_length=40)
    present = models.BooleanField("在场")

    class Meta:
        verbose_name = "在村人员"
        ordering = ["visit", "pk"]
        constraints = [models.UniqueConstraint(name="visit_person_once", fields=["visit", "person"])]
        triggers = [_frozen()]

    def __str__(self):
        return f"{self.visit} {self.name}"
