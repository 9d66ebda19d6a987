"""Units and villages' yearly figures; each unit holds from a date to a date and is never deleted."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q

from guanling.accounts.access import ScopedQuerySet
from guanling.accounts.dates import DateRange
from guanling.audit.history import tracked
from roster.enums import Level

HOLDING = DateRange("valid_from", "valid_to", RangeBoundary(True, True))


class DatedQuerySet(ScopedQuerySet):
    """Rows that hold from a date (empty: since before the records) to a date (empty: still)."""

    def on(self, date):
        """Rows that hold on ``date``."""
        return self.between(date, date)

    def between(self, first, last):
        """Rows that hold on at least one day from ``first`` to ``last``, both included."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=last), Q(valid_to=None) | Q(valid_to__gte=first)
        )


class Dated(models.Model):
    """A row that holds from a date to a date, both included."""

    valid_from = models.DateField("起", null=True, blank=True)
    valid_to = models.DateField("止", null=True, blank=True)

    class Meta:
        abstract = True


class UnitQuerySet(DatedQuerySet):
    """Units."""

    scope_path = "code"

    def below(self, code):
        """The unit with ``code`` and all below it."""
        return self.filter(code__startswith=code)

    def under(self, prefixes):
        """Units below any of ``prefixes`` (division codes; "" is everything)."""
        condition = Q(pk__in=[])
        for prefix in prefixes:
            condition |= Q(code__startswith=prefix)
        return self.filter(condition)


@tracked()
class Unit(Dated):
    """A place in the division tree. Its code begins with its parent's; it ends and names its successor."""

    level = models.CharField("层级", max_length=12, choices=Level.choices)
    code = models.CharField("区划代码", max_length=14, db_index=True)
    name = models.CharField("名称", max_length=60)
    short_name = models.CharField("简称", max_length=60)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name="并入"
    )
    document_number = models.CharField("批准文号", max_length=60, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "机构"
        ordering = ["code", "valid_from"]
        constraints = [
            ExclusionConstraint(
                name="unit_code_once",
                expressions=[("code", RangeOperators.EQUAL), (HOLDING, RangeOperators.OVERLAPS)],
                violation_error_message="这一区划代码在该期间已有机构。",
            ),
            models.CheckConstraint(
                name="unit_ends_after_start",
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="撤并日期不能早于设立日期。",
            ),
            models.CheckConstraint(
                name="unit_successor_only_after_end",
                condition=Q(successor=None) | Q(valid_to__isnull=False),
                violation_error_message="只有已撤并的机构才能指明并入何处。",
            ),
            models.CheckConstraint(
                name="unit_code_is_digits",
                condition=Q(code__regex=r"^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12}|\d{14})$"),
                violation_error_message="区划代码应为 2、4、6、9、12 或 14 位数字。",
            ),
        ]

    def __str__(self):
        return self.short_name


class VillageFiguresQuerySet(ScopedQuerySet):
    """Yearly figures of villages."""


@tracked()
class VillageFigures(models.Model):
    """Counts of one village for one year. Aggregates only; nothing about any resident."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="figures", verbose_name="村")
    year = models.PositiveSmallIntegerField("年度")
    population = models.PositiveIntegerField("总人口")
    groups = models.PositiveSmallIntegerField("村民小组数")
    stationed_cadres = models.PositiveSmallIntegerField("驻村干部数", null=True, blank=True)
    source = models.CharField("来源", max_length=120, blank=True)

    objects = VillageFiguresQuerySet.as_manager()

    class Meta:
        verbose_name = "村基本情况"
        ordering = ["unit", "year"]
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="village_figures_once_a_year")]

    def __str__(self):
        return f"{self.unit} {self.year}"
