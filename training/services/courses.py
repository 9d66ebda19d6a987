"""Business acts on courses (N7.1, P3.5)."""

from collections.abc import Sequence

from django.db import transaction

from guanling.accounts.models import User
from guanling.runs.errors import Refusal
from roster.enums import Level
from roster.models import Unit
from roster.services.saving import save_checked
from training.enums import DirectorRole
from training.models import Course
from training.queries.courses import is_used


def _roles(roles):
    return [role.value for role in DirectorRole if role in roles]


@transaction.atomic
def create_course(
    *, unit: Unit, name: str, category: str, roles: Sequence[str], outline: str = "", user: User | None
) -> Course:
    """Set up a course of a county or township (N7.1) that serves one or more of the four roles (P3.5).

    Refuses a unit of another level, no role, and a name that the unit has already.
    """
    if unit.level not in (Level.COUNTY, Level.TOWNSHIP):
        raise Refusal("课程由县局或乡镇（街道）设置，请改选单位。")
    course = Course(
        unit=unit, name=name, category=category, roles=_roles(roles), outline=outline, made_by=user
    )
    save_checked(course)
    return course


@transaction.atomic
def edit_course(
    *, course: Course, name: str, category: str, roles: Sequence[str], outline: str = ""
) -> Course:
    """Change a course. Refuses another category once a session or a plan stands on it, no role, a name taken.

    What was held as one training does not become another by a later word.
    """
    course = Course.objects.select_for_update(of=("self",), no_key=True).get(pk=course.pk)
    if category != course.category and is_used(course):
        raise Refusal(
            f"“{course.name}”已有培训班或年度计划使用，培训类别不能改；需要别的类别，请停开后另设一门课程。"
        )
    course.name, course.category, course.roles, course.outline = name, category, _roles(roles), outline
    save_checked(course)
    return course


@transaction.atomic
def stop_course(*, course: Course) -> None:
    """Offer a course no more: no new plan or session takes it; what there is stands. Refuses it twice."""
    _switch(course, active=False, already="已经停开")


@transaction.atomic
def resume_course(*, course: Course) -> None:
    """Offer a stopped course again. Refuses one that is offered."""
    _switch(course, active=True, already="正在开设")


def _switch(course, *, active, already):
    if not Course.objects.filter(pk=course.pk, active=not active).update(active=active):
        raise Refusal(f"“{course.name}”{already}，请刷新页面查看最新情况。")
    course.refresh_from_db()
