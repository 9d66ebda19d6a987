"""To do about training: invitations, attendance, filing, tests, who lacks what (P3.1–P3.4, A4.7)."""

from datetime import date

from django.utils import timezone

from guanling.accounts.enums import Action
from guanling.accounts.models import User
from guanling.home.todos.base import Todo, address, prefixes_of
from roster.enums import Level
from roster.models import Appointment, Unit
from training.enums import CATEGORY_CLAUSES, Met
from training.queries import plans, sessions, tests
from training.queries.compliance import standings, township_years

# A township that will not get its trainings together is told so from this month on.
HALF_YEAR_OVER = 7


def invitations(user: User, on: date) -> Todo | None:
    """Trainings to which the user is invited and that are not over (P3.1–P3.3)."""
    person = getattr(user, "person", None) if user.can(Action.OWN_VIEW) else None
    if person is None or not (rows := sessions.invitations_of(person, on)):
        return None
    first = rows[0]
    return Todo(
        "参加培训",
        len(rows),
        "soon",
        CATEGORY_CLAUSES[first.session.category],
        address("training:mine"),
        deadline=first.first_day,
        detail=f"{first.session.name}，{first.session.place}",
    )


def own_tests(user: User, on: date) -> Todo | None:
    """Knowledge tests that the user may take now (A4.7)."""
    rows = tests.open_for(user, timezone.now())
    if not rows:
        return None
    closes = timezone.localdate(rows[0].test.closes_at)
    return Todo(
        "参加知识测试",
        len(rows),
        "soon",
        "A4.7",
        address("training:mine"),
        deadline=closes,
        detail=rows[0].test.name,
    )


def _about(what, found, clause_id, state, *, count=None, deadline=None) -> Todo | None:
    """One to-do about some sessions: it leads to the only one, or to their list."""
    if not found:
        return None
    url = (
        address("training:session", found[0].pk)
        if len(found) == 1
        else address("training:sessions", year="", state=found[0].state)
    )
    names = "、".join(session.name for session in found[:2])
    more = f"等 {len(found)} 期" if len(found) > len(found[:2]) else ""
    number = len(found) if count is None else count
    return Todo(what, number, state, clause_id, url, deadline=deadline, detail=f"{names}{more}")


def people_to_tell(user: User, on: date) -> Todo | None:
    """People of the user's township who have not been told of a training (P3.4)."""
    if not user.can(Action.TRAINING_RUN):
        return None
    found = sessions.to_notify(user, on)
    return _about(
        "通知本单位人员参加培训",
        found,
        "P3.4",
        "soon",
        count=sum(session.untold for session in found),
        deadline=found[0].first_day if found else None,
    )


def attendance_to_enter(user: User, on: date) -> Todo | None:
    """Trainings that are over and whose attendance is not all recorded (P3.4)."""
    if not user.can(Action.TRAINING_RUN):
        return None
    return _about("登记培训出勤", sessions.to_enter(user, on), "P3.4", "open")


def sessions_to_hand_in(user: User, on: date) -> Todo | None:
    """Trainings that are recorded and have yet to be handed in for filing (P3.4)."""
    if not user.can(Action.TRAINING_RUN):
        return None
    found = sessions.to_hand_in(user, on)
    due = min((session.due for session in found if session.due), default=None)
    state = "overdue" if any(session.overdue for session in found) else "soon"
    return _about("报送培训登记备案", found, "P3.4", state, deadline=due)


def sessions_to_file(user: User, on: date) -> Todo | None:
    """Trainings that wait for this user's filing (P3.4)."""
    if not user.can(Action.TRAINING_FILE):
        return None
    return _about("备案培训", sessions.to_file(user), "P3.4", "open")


def returned_sessions(user: User, on: date) -> Todo | None:
    """Trainings that the county sent back (P3.4)."""
    if not user.can(Action.TRAINING_RUN):
        return None
    return _about("改正退回的培训登记", sessions.returned(user), "P3.4", "open")


def _plans(what, found, state="open") -> Todo | None:
    if not found:
        return None
    url = address("training:plan", found[0].pk) if len(found) == 1 else address("training:plans")
    return Todo(what, len(found), state, "N7.1", url, detail="、".join(str(plan) for plan in found[:2]))


def plans_to_file(user: User, on: date) -> Todo | None:
    """Yearly plans that wait for this user's filing (N7.1)."""
    if not user.can(Action.TRAINING_FILE):
        return None
    return _plans("备案年度培训计划", list(plans.to_file(user)))


def plans_to_make(user: User, on: date) -> Todo | None:
    """Offices that have handed in no plan of the year (N7.1)."""
    if not user.can(Action.TRAINING_RUN):
        return None
    found = list(plans.missing_units(prefixes_of(user, Action.TRAINING_RUN), on.year))
    if not found:
        return None
    told = "、".join(unit.short_name for unit in found[:3]) + (f"等 {len(found)} 个单位" if found[3:] else "")
    return Todo(
        f"制订并报送{on.year}年度培训计划",
        len(found),
        "open",
        "N7.1",
        address("training:plans", year=on.year),
        detail=told,
    )


def returned_plans(user: User, on: date) -> Todo | None:
    """Yearly plans that the county sent back (N7.1)."""
    if not user.can(Action.TRAINING_RUN):
        return None
    return _plans("改正退回的年度培训计划", list(plans.returned(user)))


def late_answers(user: User, on: date) -> Todo | None:
    """Answers that came after time and that the user may accept or leave aside (A4.7)."""
    if not user.can(Action.TRAINING_RUN):
        return None
    found = list(tests.late_to_decide(user))
    if not found:
        return None
    url = address("training:test", found[0].test_id)
    return Todo("处理迟交的答卷", len(found), "open", "A4.7", url)


def directors_lacking(user: User, on: date) -> Todo | None:
    """Directors not trained before the post, or who will miss the year's days or tests (P3.1, P3.2, A4.7)."""
    if not user.can(Action.TRAINING_RUN):
        return None
    appointments = Appointment.objects.visible_to(user, Action.TRAINING_RUN)
    found = standings(appointments, on).values()
    lacking = [one for one in found if one.initial.state == Met.LACKING]
    waiting = [one for one in found if one.initial.state == Met.WAITING]
    missing = [one for one in found if Met.WILL_MISS in (one.update.state, one.tests.state)]
    people = {one.person for one in (*lacking, *waiting, *missing)}
    if not people:
        return None
    told = [
        f"{word} {len(rows)} 人"
        for word, rows in (("初任缺训", lacking), ("待初任培训", waiting), ("预计年底不达标", missing))
        if rows
    ]
    deadline = min((one.initial.first for one in waiting), default=date(on.year, 12, 31))
    return Todo(
        "安排人口主任培训",
        len(people),
        "overdue" if lacking else "soon",
        "P3.1" if lacking or waiting else "P3.2",
        address("training:compliance", on=""),
        deadline=None if lacking else deadline,
        detail="，".join(told),
    )


def township_sessions(user: User, on: date) -> Todo | None:
    """Townships that at the present pace will not hold the year's trainings (P3.3)."""
    if on.month < HALF_YEAR_OVER or not user.can(Action.TRAINING_RUN):
        return None
    units = Unit.objects.visible_to(user, Action.TRAINING_RUN).on(on).filter(level=Level.TOWNSHIP)
    found = [year for year in township_years(units, on).values() if year.state in (Met.WILL_MISS, Met.SHORT)]
    if not found:
        return None
    return Todo(
        "组织乡镇集中培训（次数不足）",
        len(found),
        "soon",
        "P3.3",
        address("training:compliance", on=""),
        deadline=date(on.year, 12, 31),
    )
