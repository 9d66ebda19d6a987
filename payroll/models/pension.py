"""The county's yearly pension accrual (P6.5): the batch, its rows, whom it leaves out, what was paid in."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from guanling.accounts.access import ScopedQuerySet
from guanling.accounts.enums import COUNTY_DIGITS
from guanling.audit.history import tracked
from guanling.documents.models import Paper
from payroll.enums import PENSION_FIXED, PENSION_MOVES, AccrualKind, GapKind, PensionState
from payroll.models.months import money
from roster.models import Person, Unit
from roster.rules import short_name


class PensionBatchQuerySet(ScopedQuerySet):
    """Yearly accruals of counties."""

    scope_path = "county__code"

    def visible_to(self, user, action):
        """Accruals of the counties in which ``user`` has ``action``; a township sees its county's."""
        return self.filter(county__code__in={prefix[:COUNTY_DIGITS] for prefix in user.prefixes(action)})


# Confirming is the point of no return: the database itself adds up once more.
BALANCED = """
IF NOT EXISTS (
    SELECT FROM (SELECT count(DISTINCT person_id) AS people, count(*) AS years,
                        COALESCE(sum(amount), 0) AS amount
                   FROM payroll_pensionaccrual WHERE batch_id = NEW.id) s
     WHERE s.people = NEW.people AND s.years = NEW.years AND s.amount = NEW.amount
) THEN
    RAISE EXCEPTION 'pension_batch_is_balanced' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'pension_batch_is_balanced';
END IF;
RETURN NEW;
"""


@tracked()
class PensionBatch(models.Model):
    """One year's accrual of a county: worked out and handed in by the bureau, confirmed by finance.

    ``until`` is the last day on which a year completed counts here: what is completed later in the year
    comes with the next batch. ``people`` counts each person once, ``years`` the rows.
    """

    county = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="县")
    year = models.PositiveSmallIntegerField("年度")
    state = models.CharField("状态", max_length=10, choices=PensionState.choices, default=PensionState.DRAFT)
    until = models.DateField("满年截止日")
    people = models.PositiveIntegerField("人数", default=0)
    years = models.PositiveIntegerField("行数", default=0)
    amount = money("金额", default=0)
    unknown = models.PositiveIntegerField("未登记参保", default=0)
    not_enrolled = models.PositiveIntegerField("未参保", default=0)
    parameters = models.JSONField("所用参数", default=dict, blank=True)
    computed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="计提"
    )
    computed_at = models.DateTimeField("计提时间", null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提交"
    )
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    return_reason = models.CharField("退回原因", max_length=300, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    document_number = models.CharField("确认文号", max_length=60, blank=True)
    paper = models.OneToOneField(
        Paper, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="花名册"
    )
    paid_on = models.DateField("缴费日期", null=True, blank=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记"
    )
    payment_number = models.CharField("缴费凭证号", max_length=60, blank=True)

    objects = PensionBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "养老保险补助年度计提"
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["county", "year"], name="pension_batch_once"),
            # What late facts change goes into the one batch that is open.
            models.UniqueConstraint(
                fields=["county"],
                condition=~Q(state__in=PENSION_FIXED),
                name="pension_batch_one_open",
                violation_error_message="另一年度的计提还没有确认；请先办结那一年度，再计提本年度。",
            ),
            models.CheckConstraint(
                name="pension_batch_maker_is_not_checker",
                condition=Q(confirmed_by=None)
                | (Q(submitted_by=None) | ~Q(confirmed_by=F("submitted_by")))
                & (Q(computed_by=None) | ~Q(confirmed_by=F("computed_by"))),
                violation_error_message="计提、提交的人不能确认同一年度的计提。",
            ),
            models.CheckConstraint(
                name="pension_batch_confirmed_is_whole",
                condition=~Q(state__in=PENSION_FIXED)
                | Q(submitted_by__isnull=False, confirmed_by__isnull=False, confirmed_at__isnull=False)
                & ~Q(document_number=""),
            ),
            models.CheckConstraint(
                name="pension_batch_paid_is_whole",
                condition=Q(state=PensionState.PAID, paid_on__isnull=False, paid_by__isnull=False)
                & ~Q(payment_number="")
                | ~Q(state=PensionState.PAID) & Q(paid_on=None, payment_number=""),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="balanced",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__state=PensionState.CONFIRMED)
                & ~pgtrigger.Q(old__state=PensionState.CONFIRMED),
                func=BALANCED,
            ),
            pgtrigger.Trigger(
                name="confirmed_is_final",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "county",
                    "year",
                    "until",
                    "people",
                    "years",
                    "amount",
                    "unknown",
                    "not_enrolled",
                    "parameters",
                    "computed_by",
                    "computed_at",
                    "submitted_by",
                    "submitted_at",
                    "confirmed_by",
                    "confirmed_at",
                    "document_number",
                ),
                func="IF OLD.state IN ('confirmed', 'paid') THEN "
                "RAISE EXCEPTION 'a confirmed accrual is never changed'; END IF; RETURN NEW;",
            ),
            pgtrigger.FSM(
                name="states",
                field="state",
                transitions=[(old, new) for old, states in PENSION_MOVES.items() for new in sorted(states)],
            ),
            pgtrigger.Protect(name="keep", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.year}年度养老保险补助计提"


# Rows are written while their batch is a draft, and never after. Once a statement, not a row: asking for each
# of many thousand rows cost minutes.
FROZEN = """
IF EXISTS (SELECT FROM {rows} r JOIN payroll_pensionbatch b ON b.id = r.batch_id AND b.state <> 'draft') THEN
    RAISE EXCEPTION 'pension_is_fixed' USING ERRCODE = 'check_violation', CONSTRAINT = 'pension_is_fixed';
END IF;
RETURN NULL;
"""


def _frozen():
    """Triggers that refuse any writing on rows of a batch that has been handed in."""
    return [
        pgtrigger.Trigger(
            name=f"frozen_{word}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=pgtrigger.Referencing(**{side: "changed"}),
            func=FROZEN.format(rows="changed"),
        )
        for word, operation, side in (
            ("insert", pgtrigger.Insert, "new"),
            ("update", pgtrigger.Update, "old"),
            ("delete", pgtrigger.Delete, "old"),
        )
    ]


class FullYear(models.Model):
    """A full year in post, with the village and the names of its last day.

    ``nth`` counts all full years of the person, ``since`` is the first day of the unbroken service.
    """

    nth = models.PositiveSmallIntegerField("第几个满年")
    since = models.DateField("连续任职起")
    year_from = models.DateField("满年起")
    year_to = models.DateField("满年止")
    person_name = models.CharField("姓名", max_length=60)
    township_code = models.CharField("乡镇代码", max_length=9)
    township_name = models.CharField("乡镇", max_length=60)
    village_code = models.CharField("村代码", max_length=12)
    village_name = models.CharField("村", max_length=60)

    class Meta:
        abstract = True

    @property
    def village(self):
        """The village as lists name it."""
        return short_name(self.village_name)


class PensionAccrualQuerySet(ScopedQuerySet):
    """Accrued years."""

    scope_path = "village_code"
    self_path = "person__account"

    def fixed(self):
        """Rows of confirmed batches."""
        return self.filter(batch__state__in=PENSION_FIXED)


class PensionAccrual(FullYear):
    """What one full year accrues: the value of the day on which it was completed.

    A late fact after the confirmation is a signed row of a later batch: a year that came to light (LATE), or
    the difference to what was confirmed, pointing to the row that it corrects (CORRECTION). All rows of a
    person and ``year_to`` together are what the year accrues by the facts then known.
    """

    batch = models.ForeignKey(PensionBatch, models.PROTECT, related_name="accruals", verbose_name="年度计提")
    person = models.ForeignKey(Person, models.PROTECT, related_name="pension_accruals", verbose_name="人员")
    kind = models.CharField("类别", max_length=10, choices=AccrualKind.choices)
    clause = models.CharField("条款", max_length=10)
    amount = money("金额")
    # The value of the day and since when it held; none where the year does not count any more.
    value = money("标准", null=True, blank=True)
    value_from = models.DateField("标准施行日期", null=True, blank=True)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name="更正"
    )

    objects = PensionAccrualQuerySet.as_manager()

    class Meta:
        verbose_name = "养老保险补助"
        ordering = ["batch", "village_code", "person__pinyin", "person", "year_to", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "person", "year_to"], name="pension_accrual_once_a_batch"
            ),
            # A year accrues once in a life; only a correction may speak of it again.
            models.UniqueConstraint(
                fields=["person", "year_to"],
                condition=~Q(kind=AccrualKind.CORRECTION),
                name="pension_accrual_once",
            ),
            models.CheckConstraint(
                name="pension_accrual_has_sign",
                condition=Q(kind=AccrualKind.CORRECTION, corrects__isnull=False) & ~Q(amount=0)
                | ~Q(kind=AccrualKind.CORRECTION) & Q(corrects=None, amount__gt=0, value=F("amount")),
            ),
            models.CheckConstraint(
                name="pension_accrual_is_a_year",
                condition=Q(year_to__gt=F("year_from"), year_from__gte=F("since"), nth__gte=1),
            ),
        ]
        indexes = [models.Index(fields=["person", "year_to"])]
        triggers = _frozen()

    def __str__(self):
        return f"{self.person_name} {self.year_to} {self.amount}"


class PensionGapQuerySet(ScopedQuerySet):
    """Full years that accrue nothing."""

    scope_path = "village_code"
    self_path = "person__account"


class PensionGap(FullYear):
    """A full year that accrued nothing in its batch: nobody knows of the enrolment, or there is none.

    Kept with the batch, because the mark on the file has no date: who was not enrolled then gets nothing for
    that year however the mark changes; what was unknown is made good with the next batch.
    """

    batch = models.ForeignKey(PensionBatch, models.PROTECT, related_name="gaps", verbose_name="年度计提")
    person = models.ForeignKey(Person, models.PROTECT, related_name="pension_gaps", verbose_name="人员")
    kind = models.CharField("原因", max_length=14, choices=GapKind.choices)

    objects = PensionGapQuerySet.as_manager()

    class Meta:
        verbose_name = "未计提"
        ordering = ["batch", "village_code", "person__pinyin", "person", "year_to", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "person", "year_to"], name="pension_gap_once")
        ]
        indexes = [models.Index(fields=["person", "year_to"])]
        triggers = _frozen()

    def __str__(self):
        return f"{self.person_name} {self.year_to}"


class PensionContributionQuerySet(ScopedQuerySet):
    """What was paid in; it belongs to the unit that keeps the person's file."""

    scope_path = "person__unit__code"
    self_path = "person__account"

    def standing(self):
        """Contributions that have not been struck out."""
        return self.filter(revoked_reason="")


@tracked()
class PensionContribution(models.Model):
    """What the social-insurance office booked for somebody; struck out with a reason, never deleted."""

    batch = models.ForeignKey(
        PensionBatch, models.PROTECT, related_name="contributions", verbose_name="年度计提"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="pension_contributions", verbose_name="人员"
    )
    amount = money("缴费金额")
    paid_on = models.DateField("缴费日期")
    document_number = models.CharField("凭证号", max_length=60)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记"
    )
    entered_at = models.DateTimeField("登记时间", auto_now_add=True)
    revoked_reason = models.CharField("作废原因", max_length=200, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="作废"
    )
    revoked_at = models.DateTimeField("作废时间", null=True, blank=True)

    objects = PensionContributionQuerySet.as_manager()

    class Meta:
        verbose_name = "养老保险缴费"
        ordering = ["batch", "paid_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "person", "paid_on", "document_number"],
                condition=Q(revoked_reason=""),
                name="pension_contribution_once",
                violation_error_message="此人同一天、同一凭证号的缴费已经登记；原登记有误的，请先作废。",
            ),
            models.CheckConstraint(
                name="pension_contribution_has_amount",
                condition=Q(amount__gt=0) & ~Q(document_number=""),
                violation_error_message="缴费金额应大于 0，并写明凭证号。",
            ),
            models.CheckConstraint(
                name="pension_contribution_revoked_is_whole",
                condition=Q(revoked_reason="", revoked_by=None, revoked_at=None)
                | ~Q(revoked_reason="") & Q(revoked_by__isnull=False, revoked_at__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="booked_is_final",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("batch", "person", "amount", "paid_on", "document_number"),
                func="RAISE EXCEPTION 'a contribution is struck out, never changed';",
            ),
            pgtrigger.Protect(name="keep", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.person} {self.paid_on} {self.amount}"
