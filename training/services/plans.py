"""Business acts on yearly plans: drafted, handed in, filed by the county or sent back (N7.1)."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from guanling.accounts.enums import COUNTY_DIGITS
from guanling.accounts.models import User
from guanling.runs.errors import Refusal
from guanling.runs.states import move
from roster.enums import Level
from roster.models import Unit
from roster.services.saving import save_checked
from training.enums import PLAN_EDITABLE, PLAN_MOVES, PlanState
from training.models import Course, Plan, PlanLine
from training.queries.courses import offered_to
from training.services.filing import filing_number

IT = "这份计划"
REMARK = 200


def _locked(plan):
    """The plan as it stands now; nobody else acts on it until the transaction ends."""
    rows = Plan.objects.select_for_update(of=("self",), no_key=True).select_related("unit")
    return rows.get(pk=plan.pk)


def _editable(plan):
    """Lock the plan and refuse to change one that is handed in or filed."""
    plan = _locked(plan)
    if plan.state not in PLAN_EDITABLE:
        raise Refusal(f"{plan}{plan.get_state_display()}，不能再改；需要修改的，请县局先退回。")
    return plan


def _of_unit(course, unit):
    if course is not None and not offered_to(unit).filter(pk=course.pk).exists():
        raise Refusal(f"“{course.name}”不是{unit.short_name}或县局的课程，请改选课程。")


@transaction.atomic
def make_plan(*, unit: Unit, year: int, aims: str = "", user: User | None) -> Plan:
    """Begin a county's or township's plan of a year. Refuses other levels and a second plan of the year."""
    if unit.level not in (Level.COUNTY, Level.TOWNSHIP):
        raise Refusal("年度培训计划由县局和乡镇（街道）分级制订，请改选单位。")
    plan = Plan(unit=unit, year=year, aims=aims, made_by=user)
    save_checked(plan)
    return plan


@transaction.atomic
def edit_aims(*, plan: Plan, aims: str) -> None:
    """Change what a plan says of aims and demands. Refuses a plan that is handed in or filed."""
    plan = _editable(plan)
    plan.aims = aims
    save_checked(plan)


@transaction.atomic
def discard(*, plan: Plan) -> None:
    """Remove a plan that was never handed in (begun for a wrong year or unit); the change history keeps it.

    Refuses any other, and one on which sessions stand.
    """
    plan = _editable(plan)
    if plan.state != PlanState.DRAFT:
        raise Refusal("报送过的计划不能删除；内容有误的，请修改后重新报送。")
    if plan.lines.filter(sessions__isnull=False).exists():
        raise Refusal("已有培训班依据这份计划，不能删除；请先在培训班中改选计划项目。")
    plan.delete()


# --- lines ---------------------------------------------------------------------------------------


@transaction.atomic
def add_line(
    *,
    plan: Plan,
    month: int,
    course: Course,
    audience: str,
    days: Decimal,
    people: int,
    place: str = "",
    teacher: str = "",
) -> PlanLine:
    """Add a training to a plan: ``days`` in days, halves allowed; ``people`` expected.

    Refuses a plan that is handed in or filed, a course of another township and one that is stopped.
    """
    plan = _editable(plan)
    _of_unit(course, plan.unit)
    if not course.active:
        raise Refusal(f"“{course.name}”已停开，不能列入计划；请改选课程，或先恢复开设。")
    line = PlanLine(
        plan=plan,
        month=month,
        course=course,
        audience=audience,
        days=_halves(days),
        people=people,
        place=place,
        teacher=teacher,
    )
    save_checked(line)
    return line


def _halves(days):
    if days % Decimal("0.5"):
        raise Refusal("天数按半天计，请填 0.5、1、1.5 这样的数。")
    return days


@transaction.atomic
def edit_line(
    *,
    line: PlanLine,
    month: int,
    course: Course,
    audience: str,
    days: Decimal,
    people: int,
    place: str = "",
    teacher: str = "",
) -> None:
    """Change a line. Refuses what add_line refuses, and another course once sessions stand on the line."""
    plan = _editable(line.plan)
    line = PlanLine.objects.get(pk=line.pk)
    if course.pk != line.course_id:
        _of_unit(course, plan.unit)
        if not course.active:
            raise Refusal(f"“{course.name}”已停开，不能列入计划；请改选课程，或先恢复开设。")
        if line.sessions.exists():
            raise Refusal("已有培训班依据这一项，课程不能改；请另外添加一项。")
    line.month, line.course, line.audience = month, course, audience
    line.days, line.people, line.place, line.teacher = _halves(days), people, place, teacher
    save_checked(line)


@transaction.atomic
def remove_line(*, line: PlanLine) -> None:
    """Take a line out of a plan. Refuses a plan that is handed in or filed, and a line with sessions."""
    _editable(line.plan)
    if line.sessions.exists():
        raise Refusal("已有培训班依据这一项，不能删除；可以修改月份、天数和人数。")
    line.delete()


@dataclass(frozen=True)
class Copied:
    """What copying came to: lines taken over; names of courses that are stopped and were left out."""

    lines: int
    stopped: tuple[str, ...] = ()


@transaction.atomic
def copy_lines(*, plan: Plan, source: Plan) -> Copied:
    """Take over the lines of ``source``, the same unit's plan of another year; what is there already stays.

    Leaves out courses that are stopped and lines whose month and course the plan has already, so that
    copying twice adds nothing. Refuses another unit's plan and one that is handed in or filed.
    """
    plan = _editable(plan)
    if source.unit_id != plan.unit_id:
        raise Refusal("只能复制本单位往年的计划。")
    there = set(plan.lines.values_list("month", "course_id"))
    made, stopped = [], {}
    for line in source.lines.select_related("course").order_by("month", "pk"):
        if (line.month, line.course_id) in there:
            continue
        if not line.course.active:
            stopped[line.course.name] = None
            continue
        line.pk, line.plan, line._state.adding = None, plan, True
        made.append(line)
    PlanLine.objects.bulk_create(made)
    return Copied(len(made), tuple(stopped))


# --- handing in and filing -----------------------------------------------------------------------


@transaction.atomic
def submit(*, plan: Plan, user: User) -> None:
    """Hand a plan in to be filed by the county (N7.1). Refuses an empty one, and one handed in already.

    Whether it reaches the yearly figures is told, not refused: the county decides.
    """
    plan = _editable(plan)
    if not plan.lines.exists():
        raise Refusal("计划里还没有培训项目，不能报送；请先添加项目。")
    move(
        plan,
        PlanState.SUBMITTED,
        PLAN_MOVES,
        called=IT,
        submitted_by=user,
        submitted_at=timezone.now(),
        decided_by=None,
        decided_at=None,
    )


def _other_hands(plan, user):
    if user.pk in (plan.made_by_id, plan.submitted_by_id):
        raise Refusal("拟订或报送计划的人不能办理同一份计划的备案，请由县局另一位审核人员办理。")


@transaction.atomic
def file_plan(*, plan: Plan, user: User) -> None:
    """File a plan that was handed in, under the county's next number (关人口计生培备〔2016〕9号).

    Refuses who made or handed it in, and a plan that is not handed in (any more); then no number is used up.
    """
    plan = _locked(plan)
    _other_hands(plan, user)
    now = timezone.now()
    county = Unit.objects.filter(level=Level.COUNTY, code=plan.unit.code[:COUNTY_DIGITS]).latest("pk")
    move(
        plan,
        PlanState.FILED,
        PLAN_MOVES,
        called=IT,
        decided_by=user,
        decided_at=now,
        filing_number=filing_number(county=county, day=timezone.localdate(now)),
        remark="",
    )


@transaction.atomic
def return_plan(*, plan: Plan, user: User, remark: str) -> None:
    """Send a plan back to be mended; of a filed one the number becomes void, which the remark keeps.

    Refuses an empty remark, who made or handed it in, and a plan that is neither handed in nor filed.
    """
    if not remark.strip():
        raise Refusal("请写明退回的原因和要修改的内容。")
    plan = _locked(plan)
    _other_hands(plan, user)
    void = f"（原备案号{plan.filing_number}作废）" if plan.filing_number else ""
    move(
        plan,
        PlanState.RETURNED,
        PLAN_MOVES,
        called=IT,
        decided_by=user,
        decided_at=timezone.now(),
        filing_number="",
        remark=f"{remark.strip()[: REMARK - len(void)]}{void}",
    )
