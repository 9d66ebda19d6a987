"""Posts, people and appointments; each holds from a date to a date and is never deleted."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Deferrable, F, Q

from guanling.accounts.access import ScopedQuerySet
from guanling.audit.history import tracked
from roster.enums import Education, EndGround, Health, Identity, Nature, PostKind, Selection, Sex
from roster.models.units import HOLDING, Dated, DatedQuerySet, Unit
from roster.numbers import EncryptedNumberField, masked


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
        for prefix in user.reach(action):
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
    native_place = models.CharField("籍贯", max_length=60, blank=True)
    birth_place = models.CharField("出生地", max_length=60, blank=True)
    party_joined_on = models.DateField("入党时间", null=True, blank=True)
    work_started_on = models.DateField("参加工作时间", null=True, blank=True)
    health = models.CharField("健康状况", max_length=20, choices=Health.choices, blank=True)
    professional_title = models.CharField("专业技术职务", max_length=60, blank=True)
    speciality = models.CharField("熟悉专业有何专长", max_length=60, blank=True)
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
        constraints = [
            models.CheckConstraint(
                name="person_health_is_one_word",
                condition=Q(health__in=["", *Health.values]),
                violation_error_message=f"健康状况只填{'、'.join(Health.labels)}之一。",
            )
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


# A check cannot look into another table: a place beyond the number needs an exception of the same post that
# is approved, gives as many and holds on the day from which the place is taken: the first, or the day after
# the last of an appointment that goes on again (an ending set aside).
EXTRA_IS_APPROVED = """
IF TG_OP = 'UPDATE'
   AND (OLD.post_id, OLD.exception_id, OLD.extra) = (NEW.post_id, NEW.exception_id, NEW.extra) THEN
    RETURN NEW;
END IF;
IF NOT EXISTS (
    SELECT FROM roster_placeexception e
     WHERE e.id = NEW.exception_id AND e.post_id = NEW.post_id AND e.state = 'approved'
       AND e.extra >= NEW.extra
       AND daterange(e.valid_from, e.valid_to, '[]')
           @> CASE WHEN TG_OP = 'UPDATE' THEN COALESCE(OLD.valid_to + 1, NEW.valid_from)
                   ELSE NEW.valid_from END
) THEN
    RAISE EXCEPTION 'appointment_extra_is_approved' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'appointment_extra_is_approved';
END IF;
RETURN NEW;
"""


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
    # A place beyond that number: by which approved exception, and how many that gave.
    extra = models.PositiveSmallIntegerField("核准超编名额数", default=0, db_default=0)
    exception = models.ForeignKey(
        "roster.PlaceException",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        verbose_name="超编核准",
    )
    selection = models.CharField("产生方式", max_length=10, choices=Selection.choices, blank=True)
    identity = models.CharField("身份", max_length=20, choices=Identity.choices, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    end_ground = models.CharField("离任原因", max_length=14, choices=EndGround.choices, blank=True)
    end_reason = models.CharField("离任说明", max_length=120, blank=True)
    end_document_number = models.CharField("离任文号", max_length=60, blank=True)
    # The same service under the unit's name and code before they changed: terms add up over it.
    continues = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="continued_by", verbose_name="接续"
    )

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
                condition=Q(places=None) | Q(place__lte=F("places") + F("extra")),
                violation_error_message="超出该岗位的核定名额。",
            ),
            models.CheckConstraint(
                name="appointment_extra_has_exception",
                condition=Q(extra=0, exception=None) | Q(extra__gt=0, exception__isnull=False),
                violation_error_message="超出核定名额，须有核准的超编。",
            ),
            models.CheckConstraint(
                name="appointment_regular_has_place",
                condition=Q(nature=Nature.REGULAR, place__isnull=False, place__gte=1)
                | (~Q(nature=Nature.REGULAR) & Q(place=None)),
            ),
            models.CheckConstraint(
                name="appointment_ground_has_end",
                condition=Q(end_ground="") | Q(valid_to__isnull=False),
            ),
            models.CheckConstraint(
                name="appointment_ends_after_start",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="任职止日不能早于起日。",
            ),
        ]
        indexes = [models.Index(fields=["post", "valid_from", "valid_to"])]
        triggers = [
            pgtrigger.Trigger(
                name="extra_is_approved",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__extra__gt=0),
                func=EXTRA_IS_APPROVED,
            )
        ]

    def __str__(self):
        return f"{self.person} {self.post}"

    @property
    def title(self):
        """The post as lists name it: 人口主任, 人口主任（代行职责）."""
        post = self.post.get_kind_display()
        return post if self.nature == Nature.REGULAR else f"{post}（{self.get_nature_display()}）"

    @property
    def ending(self):
        """Why it ended, in words: the ground, and what was written beside it."""
        ground, reason = self.get_end_ground_display(), self.end_reason
        return f"{ground}（{reason}）" if ground and reason and reason != ground else ground or reason
