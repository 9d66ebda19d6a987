"""Cases of leaving: each step with its day, person, deadline and paper (解聘/辞退事项, P8.1, P8.2)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from appraisal.enums import (
    CASE_GROUNDS,
    CASE_OPEN,
    GROUND_ENDINGS,
    OVERTURNING,
    AppealLevel,
    AppealOutcome,
    CaseAct,
    CaseKind,
    CaseState,
    HearingResult,
    LeavingRule,
    OwnGround,
    Serving,
)
from appraisal.models.sweeps import SweepFinding
from guanling.accounts.access import ScopedQuerySet
from guanling.audit.history import tracked
from guanling.documents.models import Paper
from roster.enums import EndGround
from roster.models import Appointment, Person, Unit


class OwnedQuerySet(ScopedQuerySet):
    """Rows of cases; the person whose case it is sees them too."""

    def handled_by(self, user, action):
        """Rows below the units where ``user`` may do ``action``; one's own case is not among them by that."""
        condition = Q(pk__in=[])
        for prefix in user.reach(action):
            condition |= Q(**{f"{self.scope_path}__startswith": prefix})
        return self.filter(condition)


class CaseQuerySet(OwnedQuerySet):
    """Cases. Only the bureau and the township concerned see one, and the person the own."""

    scope_path = "village__code"
    self_path = "person__account"


def _user(name, **kwargs):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=name,
        **kwargs,
    )


def _paper(name):
    return models.OneToOneField(
        Paper, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=name
    )


def _day(name):
    return models.DateField(name, null=True, blank=True)


def _not_same(one, other):
    """Both are somebody else, as far as both are known."""
    return Q(**{one: None}) | Q(**{other: None}) | ~Q(**{one: F(other)})


def _others(deciders, finders):
    """None of ``deciders`` is one of ``finders``."""
    found = Q()
    for one in deciders:
        for other in finders:
            found &= _not_same(one, other)
    return found


@tracked()
class Case(models.Model):
    """A matter of ending somebody's appointment. Keeps the names and the parameters of its day.

    ``due_on`` is the day by which the office must do the next step, else the case falls in the person's
    favour; ``person_until`` the day until which the person may state, or ask for review.
    ``last_day`` is decided by two people; ``ended_on`` is the last day in post as it was recorded.
    """

    number = models.CharField("案号", max_length=60, unique=True)
    township = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="乡镇（街道）")
    township_name = models.CharField("乡镇", max_length=60)
    village = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="村（居、社区）")
    village_name = models.CharField("村", max_length=60)
    person = models.ForeignKey(Person, models.PROTECT, related_name="cases", verbose_name="人员")
    person_name = models.CharField("姓名", max_length=60)
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="cases", verbose_name="任职")
    post_title = models.CharField("职务", max_length=60)
    kind = models.CharField("类别", max_length=10, choices=CaseKind.choices)
    ground = models.CharField("情形", max_length=16, choices=CASE_GROUNDS)
    finding = models.OneToOneField(
        SweepFinding, models.PROTECT, null=True, blank=True, related_name="case", verbose_name="排查结果"
    )
    facts = models.TextField("事实和依据", max_length=2000)
    parameters = models.JSONField("所用参数", default=dict)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="立案"
    )
    opened_on = models.DateField("立案日期")
    # Of a resignation: the day of the person's letter.
    letter_on = _day("辞职书日期")
    state = models.CharField(
        "状态", max_length=10, choices=CaseState.choices, default=CaseState.OPENED, db_index=True
    )
    due_on = _day("办理期限")
    person_until = _day("本人期限")

    examined_by = _user("核查")
    examined_on = _day("核查日期")
    examination = models.TextField("核查情况", max_length=2000, blank=True)

    notice = _paper("告知书")
    served_on = _day("告知书送达日期")
    served_how = models.CharField("告知书送达方式", max_length=10, choices=Serving.choices, blank=True)
    served_by = _user("告知书送达人")

    hearing = models.CharField("陈述申辩", max_length=10, choices=HearingResult.choices, blank=True)
    statement = models.TextField("陈述申辩内容", max_length=4000, blank=True)
    heard_on = _day("陈述申辩日期")

    first_by = _user("第一决定人")
    first_on = _day("第一人意见日期")
    first_text = models.TextField("第一人意见", max_length=1000, blank=True)
    second_by = _user("第二决定人")
    decided_on = _day("决定日期")
    second_text = models.TextField("第二人意见", max_length=1000, blank=True)
    considered = models.CharField("依据变化的考虑", max_length=300, blank=True)
    last_day = _day("最后任职日")
    early_reason = models.CharField("提前离任的原因", max_length=200, blank=True)
    decision = _paper("决定书")

    filed_by = _user("备案人")
    filed_on = _day("备案日期")
    filing_number = models.CharField("备案号", max_length=60, blank=True)
    remark = models.CharField("退回原因", max_length=300, blank=True)

    delivered_on = _day("决定书送达日期")
    delivered_how = models.CharField("决定书送达方式", max_length=10, choices=Serving.choices, blank=True)
    delivered_by = _user("决定书送达人")
    ended_on = _day("实际最后任职日")

    closed_by = _user("终止办理")
    closed_on = _day("终止日期")
    closed_reason = models.CharField("终止原因", max_length=300, blank=True)
    # Why the person could not be put back yet.
    problem = models.CharField("未能恢复的原因", max_length=300, blank=True)
    reinstatement = _paper("恢复任职通知")
    reinstated_on = _day("恢复任职日期")

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "解聘辞退事项"
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="case_one_open",
                fields=["appointment"],
                condition=Q(state__in=CASE_OPEN),
                violation_error_message="这项任职已有一件正在办理的解聘辞退事项，请在原事项中办理。",
            ),
            models.CheckConstraint(
                name="case_facts",
                condition=~Q(facts=""),
                violation_error_message="请写明事实和依据。",
            ),
            models.CheckConstraint(
                name="case_letter_of_resignation",
                condition=Q(ground=OwnGround.RESIGNED, letter_on__isnull=False)
                | ~Q(ground=OwnGround.RESIGNED) & Q(letter_on=None),
            ),
            models.CheckConstraint(
                name="case_finder_does_not_decide",
                condition=_others(("first_by", "second_by", "filed_by"), ("opened_by", "examined_by")),
                violation_error_message="立案人和核查人不能参加决定和备案。",
            ),
            models.CheckConstraint(
                name="case_two_decide",
                condition=_not_same("first_by", "second_by"),
                violation_error_message="决定须由两人作出，第二人不能是提出意见的人。",
            ),
            models.CheckConstraint(
                name="case_decider_does_not_file",
                condition=_others(("filed_by",), ("first_by", "second_by")),
                violation_error_message="决定人不能办理备案。",
            ),
            models.CheckConstraint(
                name="case_examined",
                condition=Q(state__in=(CaseState.OPENED, CaseState.DROPPED, CaseState.LAPSED))
                | Q(examined_by__isnull=False, examined_on__isnull=False) & ~Q(examination=""),
            ),
            # Nobody is decided upon unheard, but for who has resigned.
            models.CheckConstraint(
                name="case_decided_after_hearing",
                condition=Q(decision=None)
                | Q(ground=OwnGround.RESIGNED)
                | Q(notice__isnull=False, served_on__isnull=False, heard_on__isnull=False) & ~Q(hearing=""),
            ),
            models.CheckConstraint(
                name="case_decided_by_two",
                condition=Q(decision=None)
                | Q(
                    first_by__isnull=False,
                    second_by__isnull=False,
                    decided_on__isnull=False,
                    last_day__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="case_filed_has_number",
                condition=Q(filing_number="", filed_on=None, filed_by=None)
                | Q(filed_on__isnull=False, filed_by__isnull=False, decision__isnull=False)
                & ~Q(filing_number=""),
            ),
            models.CheckConstraint(
                name="case_ended_after_filing",
                condition=Q(ended_on=None) | Q(delivered_on__isnull=False) & ~Q(filing_number=""),
            ),
            models.CheckConstraint(
                name="case_ended_has_day",
                condition=~Q(state__in=(CaseState.ENDED, CaseState.OVERTURNED, CaseState.REINSTATED))
                | Q(ended_on__isnull=False),
            ),
            models.CheckConstraint(
                name="case_closed_has_reason",
                condition=Q(state__in=(CaseState.DROPPED, CaseState.LAPSED), closed_on__isnull=False)
                & ~Q(closed_reason="")
                | ~Q(state__in=(CaseState.DROPPED, CaseState.LAPSED)) & Q(closed_reason=""),
                violation_error_message="请写明不再办理的理由。",
            ),
            models.CheckConstraint(
                name="case_reinstated_has_paper",
                condition=~Q(state=CaseState.REINSTATED)
                | Q(reinstatement__isnull=False, reinstated_on__isnull=False),
            ),
            models.UniqueConstraint(
                name="case_filing_number_once", fields=["filing_number"], condition=~Q(filing_number="")
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"])]

    def __str__(self):
        return f"{self.person_name}{self.get_kind_display()}"

    @property
    def clause(self) -> str:
        """The clause of its ground: P8.2a, P8.1."""
        return LeavingRule(self.ground).clause if self.ground in LeavingRule else "P8.1"

    @property
    def resignation(self) -> bool:
        """Whether the person asked for it."""
        return self.ground == OwnGround.RESIGNED

    @property
    def end_ground(self) -> EndGround:
        """What the ending is called in the roster."""
        return GROUND_ENDINGS.get(self.ground, EndGround.DISMISSED)

    def days(self, name: str) -> int:
        """Return a period in days as it held when the case was opened: ``days("leaving.notice_days")``."""
        return int(self.parameters["values"][name]["value"])


class CaseStepQuerySet(OwnedQuerySet):
    """Steps of cases."""

    scope_path = "case__village__code"
    self_path = "case__person__account"


class CaseStep(models.Model):
    """One step of a case: who, when, what was said, by when it had to be done, on which paper."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps", verbose_name="事项")
    act = models.CharField("步骤", max_length=14, choices=CaseAct.choices)
    from_state = models.CharField(max_length=10, choices=CaseState.choices, blank=True)
    to_state = models.CharField("状态", max_length=10, choices=CaseState.choices)
    actor = _user("办理人")
    at = models.DateTimeField("时间", auto_now_add=True)
    day = models.DateField("日期")
    due_on = _day("期限")
    text = models.TextField("说明", max_length=4000, blank=True)
    paper = models.ForeignKey(
        Paper, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="文书"
    )

    objects = CaseStepQuerySet.as_manager()

    class Meta:
        verbose_name = "办理经过"
        ordering = ["pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.case} {self.get_act_display()}"


class CaseAppealQuerySet(OwnedQuerySet):
    """Requests for review and appeals."""

    scope_path = "case__village__code"
    self_path = "case__person__account"


# A check cannot look into another table: who found, decided or filed does not decide on the remedy, and
# nobody decides on both.
DECIDED_BY_ANOTHER = """
IF EXISTS (
    SELECT FROM appraisal_case c
     WHERE c.id = NEW.case_id
       AND NEW.decided_by_id IN (
           c.opened_by_id, c.examined_by_id, c.first_by_id, c.second_by_id, c.filed_by_id)
) OR EXISTS (
    SELECT FROM appraisal_caseappeal a
     WHERE a.case_id = NEW.case_id AND a.id <> NEW.id AND a.decided_by_id = NEW.decided_by_id
) THEN
    RAISE EXCEPTION 'case_appeal_decided_by_another' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'case_appeal_decided_by_another';
END IF;
RETURN NEW;
"""


@tracked()
class CaseAppeal(models.Model):
    """A request for review by the township, or an appeal to the county."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="appeals", verbose_name="事项")
    level = models.CharField("程序", max_length=10, choices=AppealLevel.choices)
    filed_on = models.DateField("提出日期")
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记"
    )
    text = models.TextField("理由", max_length=4000)
    due_on = models.DateField("决定期限")
    extended_from = _day("原期限")
    extension_reason = models.CharField("延长的理由", max_length=300, blank=True)
    outcome = models.CharField("结果", max_length=10, choices=AppealOutcome.choices, blank=True)
    decided_by = _user("决定人")
    decided_on = _day("决定日期")
    opinion = models.TextField("决定理由", max_length=2000, blank=True)
    decision = _paper("决定书")
    told_on = _day("送达日期")
    told_how = models.CharField("送达方式", max_length=10, choices=Serving.choices, blank=True)

    objects = CaseAppealQuerySet.as_manager()

    class Meta:
        verbose_name = "复核申诉"
        ordering = ["case", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="case_appeal_once",
                fields=["case", "level"],
                violation_error_message="已经提出过，不能再次提出。",
            ),
            models.CheckConstraint(
                name="case_appeal_extended_has_reason",
                condition=Q(extended_from=None, extension_reason="")
                | Q(extended_from__isnull=False) & ~Q(extension_reason=""),
            ),
            models.CheckConstraint(
                name="case_appeal_decided",
                condition=Q(
                    outcome__in=(AppealOutcome.UPHELD, AppealOutcome.GRANTED),
                    decided_by__isnull=False,
                    decided_on__isnull=False,
                    decision__isnull=False,
                )
                & ~Q(opinion="")
                | ~Q(outcome__in=(AppealOutcome.UPHELD, AppealOutcome.GRANTED))
                & Q(decided_by=None, decision=None),
            ),
            models.CheckConstraint(name="case_appeal_has_text", condition=~Q(text="")),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="decided_by_another",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__decided_by__isnull=False),
                func=DECIDED_BY_ANOTHER,
            )
        ]

    def __str__(self):
        return f"{self.case}{self.get_level_display()}"

    @property
    def overturns(self) -> bool:
        """Whether the decision falls by it."""
        return self.outcome in OVERTURNING
