"""Accounts and grants. A grant is user × role × unit, held from a date to a date."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property

from guanling.accounts.access import ScopedQuerySet
from guanling.accounts.dates import DateRange
from guanling.accounts.enums import COUNTY_DIGITS, ROLE_ACTIONS, Role
from guanling.audit.history import tracked


class UserQuerySet(models.QuerySet):
    """Accounts."""

    def visible_to(self, user, action):
        """Accounts with a grant below the units where ``user`` may do ``action``, and those with none yet."""
        below = Q(pk__in=[])
        for prefix in user.prefixes(action):
            below |= Q(unit__code__startswith=prefix)
        grants = Grant.objects.filter(user=OuterRef("pk"))
        return self.filter(Exists(grants.filter(below)) | ~Exists(grants))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Creates accounts with a hashed password."""

    def create_user(self, username, password, name, **fields):
        """Create an account; ``password`` is the first one, changed at first login."""
        user = self.model(username=username, name=name, **fields)
        user.set_password(password)
        user.save()
        return user


@tracked(exclude=["password", "last_login"])
class User(AbstractBaseUser):
    """Somebody who logs in. What they may do stands in their grants."""

    username = models.CharField("账号", max_length=50, unique=True)
    name = models.CharField("姓名", max_length=60)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("须修改初始密码", default=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "账号"
        ordering = ["username"]

    def __str__(self):
        return self.name

    def get_full_name(self):
        """Name shown on screens."""
        return self.name

    @cached_property
    def current_grants(self):
        """Grants that hold today, with their units; read once per request."""
        return list(self.grants.on(timezone.localdate()).select_related("unit"))

    def can(self, action):
        """Whether any grant that holds today carries ``action``."""
        return any(action in ROLE_ACTIONS[grant.role] for grant in self.current_grants)

    def prefixes(self, action):
        """Division codes below which the user may do ``action`` today. 本人 has none: it is no subtree."""
        return sorted({grant.unit.code for grant in self._subtrees(action)})

    def _subtrees(self, action):
        """Return the grants that carry ``action`` for all below their unit."""
        return [
            grant
            for grant in self.current_grants
            if grant.role != Role.SELF and action in ROLE_ACTIONS[grant.role]
        ]

    @cached_property
    def former_codes(self):
        """{unit: codes of the units that went on in it}: their past stays readable for their successor.

        A code that another unit bears today is left out. A county's grants reach everything anyway.
        """
        unit = Grant._meta.get_field("unit").related_model
        found = {
            grant.unit_id: set() for grant in self.current_grants if len(grant.unit.code) > COUNTY_DIGITS
        }
        layer = {pk: pk for pk in found}
        while layer:
            rows = unit.objects.filter(successor__in=layer).values_list("pk", "successor_id", "code")
            below = {}
            for pk, successor, code in rows:
                below[pk] = layer[successor]
                found[layer[successor]].add(code)
            layer = below
        if codes := set().union(*found.values()):
            used = unit.objects.on(timezone.localdate()).filter(code__in=codes).values_list("code", flat=True)
            codes = set(used)
        return {pk: own - codes for pk, own in found.items()}

    def reach(self, action):
        """Division codes below which the user may read by ``action``: prefixes, and those of former units."""
        found = set(self.prefixes(action))
        for grant in self._subtrees(action):
            found |= self.former_codes.get(grant.unit_id, set())
        return sorted(found)

    def holds(self, *roles):
        """Whether one of ``roles`` is granted today."""
        return any(grant.role in roles for grant in self.current_grants)


class GrantQuerySet(ScopedQuerySet):
    """Grants by date."""

    def on(self, date):
        """Grants that hold on ``date``."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=date), valid_from__lte=date)


@tracked()
class Grant(models.Model):
    """A role in a unit, from a date to a date (inclusive)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants", verbose_name="账号")
    role = models.CharField("角色", max_length=20, choices=Role.choices)
    unit = models.ForeignKey("roster.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    valid_from = models.DateField("起", default=timezone.localdate)
    valid_to = models.DateField("止", null=True, blank=True)
    granted_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="授权人"
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = "授权"
        ordering = ["user", "role"]
        constraints = [
            models.CheckConstraint(
                name="grant_ends_after_start",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="授权的止日不能早于起日。",
            ),
            ExclusionConstraint(
                name="grant_no_overlap",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", RangeBoundary(True, True)), RangeOperators.OVERLAPS),
                ],
                violation_error_message="该账号在这一单位已有同一角色的授权，期间重叠。",
            ),
        ]

    def __str__(self):
        return f"{self.user} {self.get_role_display()} {self.unit}"
