"""Rounds of open selection: what is to be filled, who leads it, when each step is (P2.1–P2.7, A3.8)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from guanling.accounts.access import ScopedQuerySet
from guanling.audit.history import tracked
from guanling.documents.models import Paper
from recruitment.enums import (
    HEADS_OF,
    ROUND_OVER,
    ROUND_PUBLIC,
    GroupRole,
    GroupSide,
    HeadOffice,
    RoundKind,
    RoundState,
)
from roster.enums import Education, PostKind
from roster.models import Post, Unit


class RoundQuerySet(ScopedQuerySet):
    """Rounds, belonging to the unit that runs them."""

    def public(self):
        """Rounds that anybody may see without an account: those that were announced."""
        return self.filter(state__in=ROUND_PUBLIC)

    def under_way(self):
        """Rounds that are neither closed nor cancelled."""
        return self.exclude(state__in=ROUND_OVER)


# P2.6: who opens a round without its heads has nobody who answers for it. A check cannot look at other rows.
HEADS_ARE_THERE = f"""
IF NOT EXISTS (SELECT FROM recruitment_groupmember m
                WHERE m.round_id = NEW.id AND m.side = '{GroupSide.COUNTY}' AND m.role = '{GroupRole.HEAD}'
                  AND m.office = '{HeadOffice.LEADER_IN_CHARGE}')
   OR NEW.kind = '{RoundKind.DIRECTOR}' AND (
       SELECT count(DISTINCT m.office) FROM recruitment_groupmember m
        WHERE m.round_id = NEW.id AND m.side = '{GroupSide.TOWNSHIP}' AND m.role = '{GroupRole.HEAD}'
          AND m.office IN ('{HeadOffice.PARTY_HEAD}', '{HeadOffice.GOVERNMENT_HEAD}')
   ) < {len(HEADS_OF[GroupSide.TOWNSHIP])} THEN
    RAISE EXCEPTION 'round_heads_are_there' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'round_heads_are_there';
END IF;
RETURN NEW;
"""  # noqa: S608 - fixed words


# What applicants have read stands; only the days ahead can still be changed, by a logged act.
ANNOUNCED_STANDS = """
IF (OLD.unit_id, OLD.kind, OLD.code, OLD.title, OLD.opens_at, OLD.with_interview, OLD.with_medical,
    OLD.drop_extremes, OLD.parameters, OLD.announcement_id, OLD.announced_by_id)
   IS DISTINCT FROM
   (NEW.unit_id, NEW.kind, NEW.code, NEW.title, NEW.opens_at, NEW.with_interview, NEW.with_medical,
    NEW.drop_extremes, NEW.parameters, NEW.announcement_id, NEW.announced_by_id) THEN
    RAISE EXCEPTION 'round_announced_stands' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'round_announced_stands';
END IF;
RETURN NEW;
"""


@tracked()
class Round(models.Model):
    """One round of a township, for directors, or of the county, for station and centre staff (A3.8).

    What the plan laid down is frozen with the policy of the day when the round is announced (``parameters``).
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rounds", verbose_name="组织单位")
    kind = models.CharField("类别", max_length=10, choices=RoundKind.choices)
    year = models.PositiveSmallIntegerField("年度")
    # The round of this unit in the year, from 1; ``code`` is what registration numbers begin with.
    serial = models.PositiveSmallIntegerField("批次")
    code = models.CharField("批次编号", max_length=16, unique=True)
    title = models.CharField("名称", max_length=80)
    # The township asks with what plan: the number of its document.
    plan_number = models.CharField("方案文号", max_length=60, blank=True)
    state = models.CharField(
        "进度", max_length=12, choices=RoundState.choices, default=RoundState.PREPARING, db_index=True
    )

    opens_at = models.DateTimeField("报名开始", null=True, blank=True)
    # The last moment of registration; what comes a second later comes too late.
    closes_at = models.DateTimeField("报名截止", null=True, blank=True)
    review_until = models.DateField("资格审查截止", null=True, blank=True)
    written_on = models.DateField("笔试日期", null=True, blank=True)
    interview_on = models.DateField("面试日期", null=True, blank=True)
    check_from = models.DateField("考察体检开始", null=True, blank=True)
    notice_from = models.DateField("公示开始", null=True, blank=True)
    notice_to = models.DateField("公示结束", null=True, blank=True)
    start_on = models.DateField("拟聘用起日", null=True, blank=True)

    with_interview = models.BooleanField("安排面试", default=True)
    with_medical = models.BooleanField("安排体检", default=True)
    # Of an interview panel's marks the highest and the lowest do not count.
    drop_extremes = models.BooleanField("去掉一个最高分、一个最低分", default=True)
    place = models.CharField("报名地点", max_length=80, blank=True)
    phone = models.CharField("咨询电话", max_length=30, blank=True)
    supervision_phone = models.CharField("监督电话", max_length=30, blank=True)
    note = models.CharField("公告中另需说明的事项", max_length=500, blank=True)

    # The policy of the day on which the round was announced: {key: {value, source}}; what it is judged by.
    parameters = models.JSONField("适用的政策参数", default=dict, blank=True)
    announcement = models.OneToOneField(
        Paper, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="公告"
    )
    announced_at = models.DateTimeField("公告时间", null=True, blank=True)
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签发"
    )
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="筹备"
    )
    prepared_at = models.DateTimeField("建立时间", auto_now_add=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    cancelled_reason = models.CharField("取消的原因", max_length=300, blank=True)
    # When the personal data of those not appointed were removed.
    purged_at = models.DateTimeField("个人信息清除时间", null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "选聘批次"
        ordering = ["-year", "unit__code", "-serial"]
        constraints = [
            models.UniqueConstraint(name="round_serial_once", fields=["unit", "year", "serial"]),
            models.CheckConstraint(
                name="round_registration_in_order",
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                violation_error_message="报名截止时间应晚于报名开始时间。",
            ),
            models.CheckConstraint(
                name="round_notice_in_order",
                condition=Q(notice_from=None) | Q(notice_to=None) | Q(notice_to__gte=F("notice_from")),
                violation_error_message="公示结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                name="round_announced_is_whole",
                condition=Q(state__in=(RoundState.PREPARING, RoundState.CANCELLED))
                | Q(
                    announcement__isnull=False,
                    announced_at__isnull=False,
                    announced_by__isnull=False,
                    opens_at__isnull=False,
                    closes_at__isnull=False,
                    written_on__isnull=False,
                    check_from__isnull=False,
                    notice_from__isnull=False,
                    notice_to__isnull=False,
                    start_on__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="round_interview_has_day",
                condition=Q(state__in=(RoundState.PREPARING, RoundState.CANCELLED))
                | Q(with_interview=False)
                | Q(interview_on__isnull=False),
            ),
            models.CheckConstraint(
                name="round_maker_is_not_checker",
                condition=Q(announced_by=None) | ~Q(announced_by=F("prepared_by")),
                violation_error_message="筹备批次的人不能签发自己的公告；请由另一位有权人员签发。",
            ),
            models.CheckConstraint(
                name="round_over_has_time",
                condition=Q(state__in=ROUND_OVER, ended_at__isnull=False)
                | ~Q(state__in=ROUND_OVER) & Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="round_cancelled_has_reason",
                condition=Q(state=RoundState.CANCELLED) & ~Q(cancelled_reason="")
                | ~Q(state=RoundState.CANCELLED) & Q(cancelled_reason=""),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="keep", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="heads_are_there",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state=RoundState.PREPARING, new__state=RoundState.ANNOUNCED),
                func=HEADS_ARE_THERE,
            ),
            pgtrigger.Trigger(
                name="announced_stands",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state=RoundState.PREPARING),
                func=ANNOUNCED_STANDS,
            ),
        ]

    def __str__(self):
        return self.title


class RoundLog(models.Model):
    """One move of a round, or a change of its calendar: who, when, why."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="log")
    from_state = models.CharField(max_length=12, choices=RoundState.choices, blank=True)
    to_state = models.CharField(max_length=12, choices=RoundState.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.round} {self.to_state}"


class GroupMemberQuerySet(ScopedQuerySet):
    """Members of the groups."""

    scope_path = "round__unit__code"


@tracked()
class GroupMember(models.Model):
    """Somebody in the steering or the leading group of a round, as the office named them (P2.6)."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="members", verbose_name="批次")
    side = models.CharField("小组", max_length=10, choices=GroupSide.choices)
    role = models.CharField("职务", max_length=8, choices=GroupRole.choices)
    office = models.CharField("组长身份", max_length=18, choices=HeadOffice.choices, blank=True)
    name = models.CharField("姓名", max_length=60)
    title = models.CharField("单位职务", max_length=60)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    objects = GroupMemberQuerySet.as_manager()

    class Meta:
        verbose_name = "选聘工作小组成员"
        ordering = ["side", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="group_member_once",
                fields=["round", "side", "name", "title"],
                violation_error_message="此人已在小组名单中。",
            ),
            models.UniqueConstraint(
                name="group_one_head_an_office",
                fields=["round", "side", "office"],
                condition=~Q(office=""),
                violation_error_message="这一身份的组长已有一名。",
            ),
            models.CheckConstraint(
                name="group_head_has_office",
                condition=Q(role=GroupRole.HEAD) & ~Q(office="") | ~Q(role=GroupRole.HEAD) & Q(office=""),
                violation_error_message="组长请选择身份（P2.6）；其他成员不选。",
            ),
        ]

    def __str__(self):
        return self.name


class OpeningQuerySet(ScopedQuerySet):
    """Openings, belonging to the unit that runs the round."""

    scope_path = "round__unit__code"


# P2.2: what rounds under way hold and who serves on the first day may together not be more than the post's
# places. The post's row is locked, so that two rounds see each other. A released or filled place is held no
# more; who was appointed from this opening counts as serving.
PLACES_WITHIN_QUOTA = f"""
IF TG_OP = 'UPDATE' AND NEW.places - NEW.filled - NEW.released <= OLD.places - OLD.filled - OLD.released
   AND (NEW.post_id, NEW.quota, NEW.start_on) = (OLD.post_id, OLD.quota, OLD.start_on) THEN
    RETURN NEW;
END IF;
IF NEW.quota IS NULL THEN
    RETURN NEW;
END IF;
PERFORM FROM roster_post p WHERE p.id = NEW.post_id FOR NO KEY UPDATE;
SELECT COALESCE(sum(o.places - o.filled - o.released), 0) INTO held
  FROM recruitment_opening o JOIN recruitment_round r ON r.id = o.round_id
 WHERE o.post_id = NEW.post_id AND o.id <> NEW.id
   AND r.state NOT IN ('{RoundState.CLOSED}', '{RoundState.CANCELLED}');
SELECT count(*) INTO serving FROM roster_appointment a
 WHERE a.post_id = NEW.post_id AND a.nature = 'regular'
   AND daterange(a.valid_from, a.valid_to, '[]') @> NEW.start_on;
IF held + serving + NEW.places - NEW.filled - NEW.released > NEW.quota THEN
    RAISE EXCEPTION 'opening_within_quota' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'opening_within_quota';
END IF;
RETURN NEW;
"""  # noqa: S608 - fixed words


@tracked()
class Opening(models.Model):
    """A post of a unit with the places that a round fills, and what is asked beside the general conditions.

    ``quota``: how many places the post has by policy on ``start_on`` (P2.2; empty: none is laid down);
    ``filled`` and ``released`` are those of ``places`` that were appointed and that fell away.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="openings", verbose_name="批次")
    post = models.ForeignKey(Post, models.PROTECT, related_name="openings", verbose_name="岗位")
    kind = models.CharField("岗位", max_length=24, choices=PostKind.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="用人单位")
    unit_name = models.CharField("单位", max_length=60)
    number = models.PositiveSmallIntegerField("岗位序号")
    places = models.PositiveSmallIntegerField("名额")
    filled = models.PositiveSmallIntegerField("已聘用", default=0)
    released = models.PositiveSmallIntegerField("已取消", default=0)
    quota = models.PositiveSmallIntegerField("核定名额", null=True, blank=True)
    start_on = models.DateField("拟聘用起日")
    # Since when the place is vacant, where it is (P2.7).
    vacant_since = models.DateField("空缺起日", null=True, blank=True)
    # More than the general conditions ask for: a licence, a higher education.
    education_min = models.CharField("学历要求", max_length=14, choices=Education.choices, blank=True)
    requirement = models.CharField("其他条件", max_length=200, blank=True)
    # Fewer applicants than the opening ratio asks for: the county has let the post go on.
    ratio_number = models.CharField("降低开考比例批准文号", max_length=60, blank=True)
    ratio_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批准"
    )
    release_reason = models.CharField("取消名额的原因", max_length=200, blank=True)

    objects = OpeningQuerySet.as_manager()

    class Meta:
        verbose_name = "选聘岗位"
        ordering = ["round", "number"]
        constraints = [
            models.UniqueConstraint(
                name="opening_once_a_round",
                fields=["round", "post"],
                violation_error_message="这一批次已有该单位的这一岗位。",
            ),
            models.UniqueConstraint(name="opening_number_once", fields=["round", "number"]),
            models.CheckConstraint(
                name="opening_has_places",
                condition=Q(places__gte=1),
                violation_error_message="名额至少为 1。",
            ),
            models.CheckConstraint(
                name="opening_filled_within_places", condition=Q(places__gte=F("filled") + F("released"))
            ),
            models.CheckConstraint(
                name="opening_ratio_approved_whole",
                condition=Q(ratio_number="", ratio_approved_by=None)
                | ~Q(ratio_number="") & Q(ratio_approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="opening_released_has_reason",
                condition=Q(released=0) | ~Q(release_reason=""),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="places_within_quota",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("held", "integer"), ("serving", "integer")],
                func=PLACES_WITHIN_QUOTA,
            ),
        ]

    def __str__(self):
        return f"{self.unit_name}{self.get_kind_display()}"

    @property
    def open_places(self) -> int:
        """Places that still wait for somebody."""
        return self.places - self.filled - self.released


class CostQuerySet(ScopedQuerySet):
    """Costs of rounds."""

    scope_path = "round__unit__code"


@tracked()
class Cost(models.Model):
    """What a round cost, by voucher; the report sums it."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="costs", verbose_name="批次")
    item = models.CharField("项目", max_length=60)
    amount = models.DecimalField("金额", max_digits=10, decimal_places=2)
    spent_on = models.DateField("日期")
    voucher = models.CharField("凭证号", max_length=60)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True)

    objects = CostQuerySet.as_manager()

    class Meta:
        verbose_name = "选聘费用"
        ordering = ["spent_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="cost_is_positive", condition=Q(amount__gt=0), violation_error_message="金额应大于 0。"
            ),
            models.UniqueConstraint(
                name="cost_voucher_once",
                fields=["round", "voucher", "item"],
                condition=Q(withdrawn_at=None),
                violation_error_message="这张凭证的这一项已经登记。",
            ),
        ]
        triggers = [pgtrigger.Protect(name="keep", operation=pgtrigger.Delete)]

    def __str__(self):
        return self.item
