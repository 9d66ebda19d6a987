"""Courses and their questions."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from guanling.accounts.access import ScopedQuerySet
from guanling.accounts.enums import COUNTY_DIGITS
from guanling.audit.history import tracked
from roster.models import Unit
from training.enums import Category, DirectorRole, QuestionKind


class OfferedQuerySet(ScopedQuerySet):
    """Rows of a unit that those below it use too: the county's courses serve every township."""

    def visible_to(self, user, action):
        """Rows of the units below, and those of the county above."""
        rows = super().visible_to(user, action)
        counties = {prefix[:COUNTY_DIGITS] for prefix in user.prefixes(action)}
        return self.filter(Q(pk__in=rows.order_by().values("pk")) | Q(**{f"{self.scope_path}__in": counties}))

    def own(self, user, action):
        """Rows of the units below those where ``user`` may do ``action``: what he may change."""
        return super().visible_to(user, action)


class ParticipantQuerySet(ScopedQuerySet):
    """Rows about somebody in what a unit holds: ``organiser_path`` leads to that unit's division code.

    They are seen by the organiser, by the unit whose people they are, and by the person.
    """

    scope_path = "unit_code"
    self_path = "person__account"
    organiser_path = ""

    def visible_to(self, user, action):
        """Rows of people of the units below, and of what those units hold."""
        own = super().visible_to(user, action)
        condition = Q(pk__in=own.order_by().values("pk"))
        for prefix in user.reach(action):
            condition |= Q(**{f"{self.organiser_path}__startswith": prefix})
        return self.filter(condition)


@tracked()
class Course(models.Model):
    """What is taught, for which training, and which of the four roles it serves (N7.1, P3.5)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="courses", verbose_name="设课单位")
    name = models.CharField("课程名称", max_length=80)
    category = models.CharField("培训类别", max_length=10, choices=Category.choices)
    roles = ArrayField(
        models.CharField(max_length=10, choices=DirectorRole.choices), verbose_name="角色", default=list
    )
    outline = models.TextField("内容提要", max_length=1000, blank=True)
    active = models.BooleanField("开设", default=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="设课人"
    )

    objects = OfferedQuerySet.as_manager()

    class Meta:
        verbose_name = "课程"
        ordering = ["unit__code", "category", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="course_once_a_unit",
                fields=["unit", "name"],
                violation_error_message="本单位已有同名的课程。",
            ),
            models.CheckConstraint(
                name="course_has_role",
                condition=~Q(roles=[]),
                violation_error_message="请至少选一种角色（P3.5）。",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def role_names(self) -> list[str]:
        """The roles in words, in the clause's order."""
        return [role.label for role in DirectorRole if role in self.roles]


class QuestionQuerySet(OfferedQuerySet):
    """Questions, of the unit of their course."""

    scope_path = "course__unit__code"


# A paper that somebody answered must read the same for ever: what was asked is not reworded.
ASKED_IS_FROZEN = """
IF EXISTS (SELECT FROM training_attemptquestion a WHERE a.question_id = OLD.id) THEN
    RAISE EXCEPTION 'question_asked_is_frozen' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'question_asked_is_frozen';
END IF;
RETURN NEW;
"""


@tracked()
class Question(models.Model):
    """A question of the bank (应知应会, A4.7). ``answers`` are the places of the right options, from 0.

    A question that has been asked can be withdrawn, not reworded (trigger).
    """

    course = models.ForeignKey(Course, models.PROTECT, related_name="questions", verbose_name="课程")
    kind = models.CharField("题型", max_length=10, choices=QuestionKind.choices)
    text = models.CharField("题目", max_length=500)
    options = ArrayField(models.CharField(max_length=200), verbose_name="选项")
    answers = ArrayField(models.PositiveSmallIntegerField(), verbose_name="答案")
    explanation = models.CharField("解析或依据", max_length=500, blank=True)
    active = models.BooleanField("启用", default=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="出题人"
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "试题"
        ordering = ["course", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="question_once_a_course",
                fields=["course", "text"],
                condition=Q(active=True),
                violation_error_message="本课程已有相同的题目。",
            ),
            models.CheckConstraint(
                name="question_has_answer",
                condition=~Q(answers=[])
                & (Q(kind=QuestionKind.MULTIPLE, answers__len__gte=2) | Q(answers__len=1))
                & Q(options__len__gte=2)
                & (~Q(kind=QuestionKind.JUDGE) | Q(options__len=2)),
                violation_error_message="单选题、判断题有一个答案，多选题至少两个；判断题只有“对”“错”两个选项。",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="asked_is_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("kind", "text", "options", "answers"),
                condition=pgtrigger.AnyChange("kind", "text", "options", "answers"),
                func=ASKED_IS_FROZEN,
            )
        ]

    def __str__(self):
        return self.text
