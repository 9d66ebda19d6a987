"""Units, posts, people and appointments; each holds from a date to a date and is never deleted."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Deferrable, F, Q

from guanling.accounts.access import ScopedQuerySet
from guanling.accounts.dates import DateRange
from guanling.audit.history import tracked
from roster.enums import Education, Identity, Level, Nature, PostKind, Selection, Sex
from roster.numbers import EncryptedNumberField, masked

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


class PostQuerySet(DatedQuerySet):
    """Posts."""


@tracked()
class Post(Dated):
    """A kind of post in a unit. How many people it needs follows from dated policy (roster.rules)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name="单位")
    kind = models.CharField("岗位", max_length=24, choices=PostKind.choices)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = "岗位"
        ordering = ["unit", "kind"]
        constraints = [
            ExclusionConstraint(
                name="post_once_a_unit",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (HOLDING, RangeOperators.OVERLAPS),
                ],
                violation_error_message="该单位已有这一岗位。",
            )
        ]

    def __str__(self):
        return f"{self.unit} {self.get_kind_display()}"


class PersonQuerySet(ScopedQuerySet):
    """People. A person belongs to the unit that keeps the file."""

    self_path = "account"

    def visible_to(self, user, action):
        """Rows by the unit keeping the file; a village also sees those who serve or served in it."""
        rows = super().visible_to(user, action)
        below_township = Q()
        for prefix in user.prefixes(action):
            # The file lies with the township: what is granted below it must be found by the post.
            if len(prefix) > len("520424101"):
                below_township |= Q(post__unit__code__startswith=prefix)
        if not below_township:
            return rows
        serving = Appointment.objects.filter(below_township)
        return self.filter(Q(pk__in=rows.values("pk")) | Q(pk__in=serving.values("person")))


@tracked()
class Person(models.Model):
    """A member of staff and the basic data of the personnel file (P5.4)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="people", verbose_name="档案管理单位")
    name = models.CharField("姓名", max_length=60)
    pinyin = models.CharField("拼音", max_length=240, db_index=True)
    initials = models.CharField("拼音首字母", max_length=60, db_index=True)
    sex = models.CharField("性别", max_length=6, choices=Sex.choices)
    birth_date = models.DateField("出生日期")
    ethnicity = models.CharField("民族", max_length=20, blank=True)
    identity_number = EncryptedNumberField("身份证号码")
    identity_hash = models.CharField("身份证号索引", max_length=64, unique=True, editable=False)
    education = models.CharField("文化程度", max_length=14, choices=Education.choices, blank=True)
    political_status = models.CharField("政治面貌", max_length=20, blank=True)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    bank_name = models.CharField("开户行", max_length=60, blank=True)
    bank_account = EncryptedNumberField("银行账号", blank=True, default="")
    pension_enrolled = models.BooleanField("参加城乡居民养老保险", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="person",
        verbose_name="本人账号",
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "人员"
        ordering = ["pinyin", "pk"]
        indexes = [
            GinIndex(name="person_name_trgm", fields=["name"], opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self):
        return self.name

    @property
    def identity_masked(self):
        """Identity number as everybody may see it."""
        return masked(self.identity_number)

    @property
    def bank_masked(self):
        """Bank account as everybody may see it."""
        return masked(self.bank_account)


class AppointmentQuerySet(DatedQuerySet):
    """Appointments."""

    scope_path = "post__unit__code"
    self_path = "person__account"

    def of_kind(self, *kinds):
        """Appointments to posts of ``kinds``."""
        return self.filter(post__kind__in=kinds)

    def regular(self):
        """Appointments proper: who acts for a vacant post is left out."""
        return self.filter(nature=Nature.REGULAR)


@tracked()
class Appointment(Dated):
    """A person in a post, from the first day to the last day of service."""

    valid_from = models.DateField("任职起")
    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments", verbose_name="人员")
    post = models.ForeignKey(Post, models.PROTECT, related_name="appointments", verbose_name="岗位")
    nature = models.CharField("性质", max_length=10, choices=Nature.choices, default=Nature.REGULAR)
    # Which of the post's places, counted from 1, and how many the post had when the place was taken.
    # No number of places: none was laid down or known, or the fact was taken over from the register.
    place = models.PositiveSmallIntegerField("名额", null=True, blank=True)
    places = models.PositiveSmallIntegerField("核定名额数", null=True, blank=True)
    selection = models.CharField("产生方式", max_length=10, choices=Selection.choices, blank=True)
    identity = models.CharField("身份", max_length=20, choices=Identity.choices, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    end_reason = models.CharField("离任事由", max_length=120, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "聘任"
        ordering = ["valid_from", "pk"]
        constraints = [
            ExclusionConstraint(
                name="appointment_once_a_post",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("post", RangeOperators.EQUAL),
                    (HOLDING, RangeOperators.OVERLAPS),
                ],
                violation_error_message="此人在这一岗位的任职期间重叠。",
            ),
            ExclusionConstraint(
                name="appointment_one_a_place",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    ("place", RangeOperators.EQUAL),
                    (HOLDING, RangeOperators.OVERLAPS),
                ],
                condition=Q(place__isnull=False),
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message="这一名额刚刚已被他人占用，请刷新页面查看最新情况。",
            ),
            models.CheckConstraint(
                name="appointment_within_places",
                condition=Q(places=None) | Q(place__lte=F("places")),
                violation_error_message="超出该岗位的核定名额。",
            ),
            models.CheckConstraint(
                name="appointment_regular_has_place",
                condition=Q(nature=Nature.REGULAR, place__isnull=False, place__gte=1)
                | (~Q(nature=Nature.REGULAR) & Q(place=None)),
            ),
            models.CheckConstraint(
                name="appointment_ends_after_start",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="任职止日不能早于起日。",
            ),
        ]
        indexes = [models.Index(fields=["post", "valid_from", "valid_to"])]

    def __str__(self):
        return f"{self.person} {self.post}"

    @property
    def title(self):
        """The post as lists name it: 人口主任, 人口主任（代行职责）."""
        post = self.post.get_kind_display()
        return post if self.nature == Nature.REGULAR else f"{post}（{self.get_nature_display()}）"
