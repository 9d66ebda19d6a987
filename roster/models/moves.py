"""Moves and renewals: asked for by letter, decided on, in effect on their day (N3.1–N3.3, P2.5)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from guanling.accounts.access import ScopedQuerySet
from guanling.audit.history import tracked
from roster.enums import MOVE_OPEN, MoveKind, MoveState, PostKind
from roster.models.people import Appointment, Person
from roster.models.units import Unit
from roster.rules import CONSENTS


class MoveQuerySet(ScopedQuerySet):
    """Moves. Both sides see one: the unit that somebody leaves and the unit to which he comes."""

    scope_path = "asking__code"

    def visible_to(self, user, action):
        """Moves out of, into, or asked for by a unit below those where ``user`` may do ``action``."""
        condition = Q(pk__in=[])
        for prefix in user.prefixes(action):
            for path in (self.scope_path, "appointment__post__unit__code", "to_unit__code"):
                condition |= Q(**{f"{path}__startswith": prefix})
        return self.filter(condition)

    def asked_by(self, user, action):
        """Moves for which a unit below those where ``user`` may do ``action`` asks."""
        return super().visible_to(user, action)

    def open(self):
        """Moves that may still take effect."""
        return self.filter(state__in=MOVE_OPEN)


_DECIDED = (MoveState.CONSENTED, MoveState.REFUSED, MoveState.EFFECTED)


@tracked()
class Move(models.Model):
    """One matter: somebody's move out of the appointment now held, or another term in it.

    ``day`` is the first day in the new post or term; ``until`` the last day of a secondment or of the new
    term. The stability lock is frozen as it stood when the letter went out (before: when it was prepared).
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="moves", verbose_name="人员")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="moves", verbose_name="现任职")
    asking = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="申请单位")
    kind = models.CharField("类别", max_length=10, choices=MoveKind.choices)
    to_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="拟任单位"
    )
    to_kind = models.CharField("拟任岗位", max_length=24, choices=PostKind.choices, blank=True)
    to_outside = models.CharField("调往单位", max_length=60, blank=True)
    day = models.DateField("生效日期")
    until = models.DateField("止日", null=True, blank=True)
    reason = models.CharField("事由", max_length=200)
    # The other half of an exchange; which of the two names the other does not matter.
    counterpart = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="named_by", verbose_name="对调"
    )
    since = models.DateField("连续任职自", null=True, blank=True)
    consent_by = models.CharField("须经同意", max_length=12, choices=list(CONSENTS.items()))
    lock_clause = models.CharField("条款", max_length=10, blank=True)
    lock_basis = models.CharField("依据", max_length=200, blank=True)
    lock_years = models.CharField("年限", max_length=10, blank=True)
    lock_last_day = models.DateField("不予调整至", null=True, blank=True)
    # Renewals alone (P2.5, P2.4): the public notice, the check, and the conditions as they were sent.
    notice_from = models.DateField("公示起", null=True, blank=True)
    notice_to = models.DateField("公示止", null=True, blank=True)
    check_result = models.CharField("考察结果", max_length=200, blank=True)
    conditions = models.JSONField("续聘条件", default=list, blank=True)

    state = models.CharField(
        "状态", max_length=10, choices=MoveState.choices, default=MoveState.PREPARED, db_index=True
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="申请"
    )
    requested_at = models.DateTimeField("申请时间", auto_now_add=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发函"
    )
    letter = models.OneToOneField(
        "documents.Paper", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="征求意见函"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定"
    )
    decided_on = models.DateField("决定日期", null=True, blank=True)
    document_number = models.CharField("批准文号", max_length=60, blank=True)
    opinion = models.CharField("意见", max_length=300, blank=True)
    reply = models.OneToOneField(
        "documents.Paper", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="复函"
    )
    made = models.OneToOneField(
        Appointment, models.PROTECT, null=True, blank=True, related_name="made_by_move", verbose_name="新任职"
    )
    effected_at = models.DateTimeField("生效办理时间", null=True, blank=True)
    # Why it has not taken effect although its day has come; tried again until it does or is withdrawn.
    problem = models.CharField("未能生效的原因", max_length=300, blank=True)

    objects = MoveQuerySet.as_manager()

    class Meta:
        verbose_name = "调动事项"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "day"])]
        constraints = [
            models.UniqueConstraint(
                name="move_one_open",
                fields=["person"],
                condition=Q(state__in=MOVE_OPEN),
                violation_error_message="此人已有一项调动或续聘正在办理，请先办结或撤回。",
            ),
            models.CheckConstraint(
                name="move_until_not_before_day",
                condition=Q(until=None) | Q(until__gte=F("day")),
                violation_error_message="止日不能早于生效日期。",
            ),
            models.CheckConstraint(
                name="move_has_target",
                condition=Q(kind=MoveKind.OUT, to_unit=None, to_kind="") & ~Q(to_outside="")
                | ~Q(kind=MoveKind.OUT) & Q(to_unit__isnull=False, to_outside="") & ~Q(to_kind=""),
                violation_error_message="请写明调往何处：调出的写单位名称，其他的选单位和岗位。",
            ),
            models.CheckConstraint(
                name="move_until_by_kind",
                condition=Q(kind__in=(MoveKind.SECONDMENT, MoveKind.RENEWAL), until__isnull=False)
                | ~Q(kind__in=(MoveKind.SECONDMENT, MoveKind.RENEWAL)) & Q(until=None),
                violation_error_message="借调须写明借调止日。",
            ),
            models.CheckConstraint(
                name="move_procedure_of_renewals",
                condition=Q(kind=MoveKind.RENEWAL)
                | Q(notice_from=None, notice_to=None, check_result="", conditions=[]),
            ),
            models.CheckConstraint(
                name="move_notice_ends_after_start",
                condition=Q(notice_from=None, notice_to=None) | Q(notice_to__gte=F("notice_from")),
                violation_error_message="公示须写明起止日期，止日不能早于起日。",
            ),
            models.CheckConstraint(
                name="move_exchange_has_counterpart",
                condition=Q(counterpart=None) | Q(kind=MoveKind.EXCHANGE),
            ),
            models.CheckConstraint(
                name="move_asked_has_letter",
                condition=Q(state__in=(MoveState.PREPARED, MoveState.WITHDRAWN))
                | Q(letter__isnull=False, sent_by__isnull=False),
            ),
            models.CheckConstraint(
                name="move_decided_has_number",
                condition=Q(state__in=_DECIDED, decided_by__isnull=False, decided_on__isnull=False)
                & ~Q(document_number="")
                | ~Q(state__in=_DECIDED),
            ),
            models.CheckConstraint(
                name="move_refused_has_reason",
                condition=~Q(state=MoveState.REFUSED) | ~Q(opinion=""),
                violation_error_message="不同意的，请写明理由。",
            ),
            models.CheckConstraint(
                name="move_effected_has_time",
                condition=Q(state=MoveState.EFFECTED, effected_at__isnull=False, problem="")
                | ~Q(state=MoveState.EFFECTED) & Q(effected_at=None, made=None),
            ),
            models.CheckConstraint(
                name="move_asker_is_not_sender",
                condition=Q(sent_by=None) | ~Q(sent_by=F("requested_by")),
                violation_error_message="申请人不能签发自己申请的函。",
            ),
            models.CheckConstraint(
                name="move_decider_is_neither",
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")) & ~Q(decided_by=F("sent_by")),
                violation_error_message="申请人、发函人不能决定自己的事项。",
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.get_kind_display()}"

    @property
    def partner(self):
        """The other half of an exchange, whichever of the two names it; None where there is none."""
        return self.counterpart or getattr(self, "named_by", None)

    @property
    def within_lock(self):
        """Whether the move would take somebody out of a post before the lock's last day has passed."""
        return self.lock_last_day is not None and self.day <= self.lock_last_day

    @property
    def consent(self):
        """Whose consent it needs, in words."""
        return CONSENTS[self.consent_by]


class MoveLog(models.Model):
    """One step of a move, with who, when and why; nobody where it took effect by itself."""

    move = models.ForeignKey(Move, models.PROTECT, related_name="log")
    from_state = models.CharField(max_length=10, choices=MoveState.choices, blank=True)
    to_state = models.CharField(max_length=10, choices=MoveState.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.move} {self.to_state}"
