"""A month's pay: a part per township, an entry per person, and the lines that explain it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from guanling.accounts.access import ScopedQuerySet
from guanling.accounts.enums import COUNTY_DIGITS
from guanling.audit.history import tracked
from payroll.enums import FROM_FACTS, PART_FIXED, Item, PartState, ProblemKind, Source
from payroll.models.facts import Order
from roster.enums import PostKind
from roster.models import Appointment, Person, Unit
from roster.numbers import EncryptedNumberField, masked


def money(label, **options):
    """An amount in yuan, to the fen."""
    return models.DecimalField(label, max_digits=14, decimal_places=2, **options)


class MonthQuerySet(ScopedQuerySet):
    """Months of counties."""

    scope_path = "county__code"

    def visible_to(self, user, action):
        """Months of the counties in which ``user`` has ``action``; a township sees its county's months."""
        return self.filter(county__code__in={prefix[:COUNTY_DIGITS] for prefix in user.prefixes(action)})


@tracked()
class Month(models.Model):
    """One month's pay of a county."""

    county = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="县")
    first_day = models.DateField("月份")

    objects = MonthQuerySet.as_manager()

    class Meta:
        verbose_name = "待遇月"
        ordering = ["-first_day"]
        constraints = [
            models.UniqueConstraint(fields=["county", "first_day"], name="pay_month_once"),
            models.CheckConstraint(name="pay_month_begins_on_the_first", condition=Q(first_day__day=1)),
        ]

    def __str__(self):
        return f"{self.first_day.year}年{self.first_day.month}月"

    @property
    def period(self):
        """The month as 2016-09."""
        return f"{self.first_day:%Y-%m}"


class PartQuerySet(ScopedQuerySet):
    """Townships' parts of months."""

    def fixed(self):
        """Parts whose figures are confirmed."""
        return self.filter(state__in=PART_FIXED)


# Confirming is the point of no return: the database itself adds up once more, and lets nobody through whose
# pay could not be worked out and was not put off with a reason.
BALANCED = """
IF EXISTS (
    SELECT FROM payroll_entry e
      LEFT JOIN (SELECT entry_id, sum(amount) AS net, sum(amount) FILTER (WHERE amount > 0) AS gross
                   FROM payroll_line WHERE part_id = NEW.id GROUP BY entry_id) l ON l.entry_id = e.id
     WHERE e.part_id = NEW.id
       AND (e.net <> COALESCE(l.net, 0) OR e.gross <> COALESCE(l.gross, 0))
) OR NEW.net <> (SELECT COALESCE(sum(net), 0) FROM payroll_entry
                  WHERE part_id = NEW.id AND withheld_reason = '')
  OR NEW.people <> (SELECT count(*) FROM payroll_entry WHERE part_id = NEW.id AND withheld_reason = '') THEN
    RAISE EXCEPTION 'pay_part_is_balanced' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'pay_part_is_balanced';
END IF;
IF EXISTS (
    SELECT FROM payroll_problem p JOIN payroll_entry e ON e.id = p.entry_id
     WHERE e.part_id = NEW.id AND e.withheld_reason = ''
) THEN
    RAISE EXCEPTION 'pay_part_has_problems' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'pay_part_has_problems';
END IF;
RETURN NEW;
"""


@tracked()
class Part(models.Model):
    """A township's part of a month's pay (or the county's own: staff of the county centre).

    Totals leave out who is withheld. ``parameters`` are the dated values by which it was worked out.
    """

    month = models.ForeignKey(Month, models.PROTECT, related_name="parts", verbose_name="月份")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    state = models.CharField("状态", max_length=10, choices=PartState.choices, default=PartState.DRAFT)
    people = models.PositiveIntegerField("人数", default=0)
    gross = money("应发", default=0)
    deducted = money("扣款", default=0)
    net = money("实发", default=0)
    parameters = models.JSONField("所用参数", default=dict, blank=True)
    computed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="计算"
    )
    computed_at = models.DateTimeField("计算时间", null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提交"
    )
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核"
    )
    checked_at = models.DateTimeField("审核时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    return_reason = models.CharField("退回原因", max_length=300, blank=True)
    # The payment (P7.1): when, whether in full, why late or short.
    paid_on = models.DateField("发放日期", null=True, blank=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记"
    )
    shortfall = money("欠发", default=0)
    shortfall_reason = models.CharField("欠发原因", max_length=300, blank=True)
    late_reason = models.CharField("迟发原因", max_length=300, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = "乡镇待遇表"
        ordering = ["month", "unit__code"]
        constraints = [
            models.UniqueConstraint(fields=["month", "unit"], name="pay_part_once"),
            models.CheckConstraint(
                name="pay_part_adds_up",
                condition=Q(net=F("gross") - F("deducted"), deducted__gte=0, net__gte=0),
            ),
            models.CheckConstraint(
                name="pay_part_maker_is_not_checker",
                condition=(
                    (Q(submitted_by=None) | Q(computed_by=None) | ~Q(submitted_by=F("computed_by")))
                    & (
                        Q(checked_by=None)
                        | ~Q(checked_by=F("submitted_by")) & ~Q(checked_by=F("computed_by"))
                    )
                    & (
                        Q(confirmed_by=None)
                        | ~Q(confirmed_by=F("checked_by"))
                        & ~Q(confirmed_by=F("submitted_by"))
                        & ~Q(confirmed_by=F("computed_by"))
                    )
                ),
                violation_error_message="编制、提交、审核、确认须由不同的人办理。",
            ),
            models.CheckConstraint(
                name="pay_part_returned_has_reason",
                condition=~Q(state=PartState.RETURNED) | ~Q(return_reason=""),
                violation_error_message="请写明退回的原因。",
            ),
            models.CheckConstraint(
                name="pay_part_confirmed_is_whole",
                condition=~Q(state__in=PART_FIXED)
                | Q(
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                    checked_by__isnull=False,
                    submitted_by__isnull=False,
                    computed_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="pay_part_paid_has_day",
                condition=Q(state=PartState.PAID, paid_on__isnull=False, paid_by__isnull=False)
                | ~Q(state=PartState.PAID) & Q(paid_on=None),
            ),
            models.CheckConstraint(
                name="pay_part_shortfall_has_reason",
                condition=Q(shortfall=0, shortfall_reason="")
                | Q(shortfall__gt=0, shortfall__lte=F("net")) & ~Q(shortfall_reason=""),
                violation_error_message="欠发金额应大于 0、不超过实发合计，并写明原因。",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="balanced",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__state=PartState.CONFIRMED)
                & ~pgtrigger.Q(old__state=PartState.CONFIRMED),
                func=BALANCED,
            ),
            pgtrigger.Trigger(
                name="confirmed_is_final",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "month",
                    "unit",
                    "people",
                    "gross",
                    "deducted",
                    "net",
                    "parameters",
                    "computed_by",
                    "computed_at",
                    "submitted_by",
                    "submitted_at",
                    "checked_by",
                    "checked_at",
                    "confirmed_by",
                    "confirmed_at",
                ),
                func="IF OLD.state IN ('confirmed', 'paid') THEN "
                "RAISE EXCEPTION 'confirmed pay is never changed'; END IF; RETURN NEW;",
            ),
            pgtrigger.FSM(
                name="states",
                field="state",
                transitions=[
                    (PartState.DRAFT, PartState.SUBMITTED),
                    (PartState.RETURNED, PartState.SUBMITTED),
                    (PartState.SUBMITTED, PartState.RETURNED),
                    (PartState.SUBMITTED, PartState.CHECKED),
                    (PartState.CHECKED, PartState.RETURNED),
                    (PartState.CHECKED, PartState.CONFIRMED),
                    (PartState.CONFIRMED, PartState.PAID),
                ],
            ),
            pgtrigger.Protect(name="keep", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.unit} {self.month}"


class PartLog(models.Model):
    """One move of a part, with who, when and why."""

    part = models.ForeignKey(Part, models.PROTECT, related_name="log")
    from_state = models.CharField(max_length=10, choices=PartState.choices)
    to_state = models.CharField(max_length=10, choices=PartState.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.part} {self.to_state}"


class EntryQuerySet(ScopedQuerySet):
    """People's pay of a month."""

    scope_path = "part__unit__code"
    self_path = "person__account"

    def paid_out(self):
        """Entries that are paid: withheld ones left out."""
        return self.filter(withheld_reason="")


# Once a part is confirmed nothing of it is written any more; while it is handed in, neither.
FROZEN = """
IF EXISTS (SELECT FROM payroll_part p WHERE p.id IN ({parts}) AND p.state IN ('confirmed', 'paid')) THEN
    RAISE EXCEPTION 'pay_is_confirmed' USING ERRCODE = 'check_violation', CONSTRAINT = 'pay_is_confirmed';
END IF;
RETURN {row};
"""


def frozen(*, part_of="{row}.part_id"):
    """Triggers that refuse any writing on rows of a confirmed part; ``part_of`` is SQL for the row's part."""
    return [
        pgtrigger.Trigger(
            name=f"frozen_{word}",
            when=pgtrigger.Before,
            operation=operation,
            func=FROZEN.format(parts=", ".join(part_of.format(row=row) for row in rows), row=rows[0]),
        )
        # A BEFORE trigger goes on with the row it returns.
        for word, operation, rows in (
            ("insert", pgtrigger.Insert, ("NEW",)),
            ("update", pgtrigger.Update, ("NEW", "OLD")),
            ("delete", pgtrigger.Delete, ("OLD",)),
        )
    ]


class Entry(models.Model):
    """One person in a township's part: the names of that time, the account paid to, and the sums.

    An entry that is withheld is not paid and not in the totals; its lines say what would have been. The next
    run pays what is still owed. ``net`` is never below zero: the rest is carried as RECLAIM.
    """

    part = models.ForeignKey(Part, models.PROTECT, related_name="entries", verbose_name="待遇表")
    person = models.ForeignKey(Person, models.PROTECT, related_name="pay_entries", verbose_name="人员")
    person_name = models.CharField("姓名", max_length=60)
    # Where the person served last in the month, and as what.
    unit_code = models.CharField("单位代码", max_length=14)
    unit_name = models.CharField("单位", max_length=60)
    post_title = models.CharField("职务", max_length=60)
    bank_name = models.CharField("开户行", max_length=60, blank=True)
    bank_account = EncryptedNumberField("银行账号", blank=True, default="")
    gross = money("应发", default=0)
    deducted = money("扣款", default=0)
    net = money("实发", default=0)
    withheld_reason = models.CharField("暂缓原因", max_length=200, blank=True)
    withheld_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="暂缓"
    )
    withheld_at = models.DateTimeField("暂缓时间", null=True, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "待遇"
        ordering = ["part", "unit_code", "person__pinyin", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["part", "person"], name="pay_entry_once"),
            models.CheckConstraint(
                name="pay_entry_adds_up",
                condition=Q(net=F("gross") - F("deducted"), gross__gte=0, deducted__gte=0, net__gte=0),
            ),
            models.CheckConstraint(
                name="pay_entry_withheld_is_whole",
                condition=Q(withheld_reason="", withheld_by=None, withheld_at=None)
                | ~Q(withheld_reason="") & Q(withheld_by__isnull=False, withheld_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["person", "part"])]
        triggers = frozen()

    def __str__(self):
        return f"{self.person_name} {self.part}"

    @property
    def bank_masked(self):
        """Bank account as everybody may see it."""
        return masked(self.bank_account)


class Problem(models.Model):
    """Why an entry cannot be worked out or paid; written anew with each calculation."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="problems")
    kind = models.CharField("问题", max_length=20, choices=ProblemKind.choices)
    # What exactly, and what to do about it.
    detail = models.CharField("说明", max_length=300)

    class Meta:
        verbose_name = "待遇问题"
        ordering = ["entry", "kind", "pk"]
        constraints = [models.UniqueConstraint(fields=["entry", "kind", "detail"], name="pay_problem_once")]

    def __str__(self):
        return f"{self.entry} {self.kind}"


class LineQuerySet(ScopedQuerySet):
    """Lines of pay."""

    scope_path = "part__unit__code"
    self_path = "person__account"

    def fixed(self):
        """Lines of confirmed parts that were paid out, not withheld."""
        return self.filter(part__state__in=PART_FIXED, entry__withheld_reason="")


class Line(models.Model):
    """One amount and all that explains it: the item, the days, the value and its clause, the fact.

    ``month`` is the month in which it is paid, ``for_month`` the one for which: they differ for what is paid
    later or taken back (``source`` DIFFERENCE). ``amount`` is signed: what is deducted is negative.
    """

    month = models.ForeignKey(Month, models.PROTECT, related_name="lines")
    part = models.ForeignKey(Part, models.PROTECT, related_name="lines")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="lines")
    person = models.ForeignKey(Person, models.PROTECT, related_name="pay_lines")
    for_month = models.DateField("所属月份")
    item = models.CharField("项目", max_length=12, choices=Item.choices)
    clause = models.CharField("条款", max_length=10)
    amount = money("金额")
    # For what is paid by the day: the monthly value (or percentage), from when it holds, and for which days.
    value = models.DecimalField("标准", max_digits=14, decimal_places=2, null=True, blank=True)
    value_from = models.DateField("标准施行日期", null=True, blank=True)
    first_day = models.DateField("起", null=True, blank=True)
    last_day = models.DateField("止", null=True, blank=True)
    days = models.PositiveSmallIntegerField("天数", null=True, blank=True)
    month_days = models.PositiveSmallIntegerField("当月天数", null=True, blank=True)
    source = models.CharField("来源", max_length=12, choices=Source.choices)
    source_id = models.BigIntegerField("来源编号", default=0)
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="pay_lines", verbose_name="任职"
    )
    order = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="lines", verbose_name="决定"
    )
    # The village or township of the post, as it was called.
    unit_code = models.CharField("单位代码", max_length=14)
    unit_name = models.CharField("单位", max_length=60)
    post_kind = models.CharField("岗位", max_length=24, choices=PostKind.choices, blank=True)
    # The cause in words where the figures beside it do not say it: a score, a decision, what was corrected.
    note = models.CharField("说明", max_length=300, blank=True)

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = "待遇明细"
        ordering = ["entry", "for_month", "item", "first_day", "pk"]
        constraints = [
            models.UniqueConstraint(
                # The appointment: one result can act on the pay of two villages.
                fields=[
                    *("month", "person", "item", "source"),
                    *("source_id", "for_month", "first_day", "appointment"),
                ],
                nulls_distinct=False,
                name="pay_line_once",
            ),
            # A decided payment is paid once, in whatever month.
            models.UniqueConstraint(
                fields=["order"], condition=Q(source=Source.ORDER), name="pay_line_order_once"
            ),
            models.CheckConstraint(
                name="pay_line_order_has_decision",
                condition=Q(source=Source.ORDER, order__isnull=False)
                | ~Q(source=Source.ORDER) & Q(order=None),
            ),
            models.CheckConstraint(
                name="pay_line_days_are_whole",
                condition=Q(days=None, first_day=None, last_day=None, month_days=None)
                | Q(
                    days__gte=1,
                    days__lte=F("month_days"),
                    last_day__gte=F("first_day"),
                    month_days__gte=28,
                    month_days__lte=31,
                ),
            ),
            models.CheckConstraint(
                name="pay_line_item_has_sign",
                condition=Q(source=Source.DIFFERENCE)
                | Q(item=Item.DEDUCTION, amount__lte=0)
                | Q(item__in=[one for one in FROM_FACTS if one != Item.DEDUCTION], amount__gte=0)
                | Q(item__in=[Item.RELIEF, Item.REWARD], amount__gt=0)
                | Q(item__in=[Item.ADJUSTMENT, Item.RECLAIM]),
            ),
            models.CheckConstraint(
                name="pay_line_difference_is_of_earlier_month", condition=Q(for_month__day=1)
            ),
        ]
        indexes = [
            models.Index(fields=["person", "for_month"]),
            models.Index(fields=["part", "person"]),
        ]
        triggers = frozen()

    def __str__(self):
        return f"{self.entry} {self.item} {self.amount}"
