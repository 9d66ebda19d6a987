"""Bare facts of training for tests that are about something else: courses, sessions, lists, attendance."""

from datetime import date, datetime, time

from django.utils import timezone

from training.enums import (
    PART_HOURS,
    Audience,
    Category,
    DirectorRole,
    Part,
    Presence,
    SessionState,
    Source,
    Way,
)
from training.models import Attendance, Course, Enrolment, Session, SessionHalf

BOTH = (Part.MORNING, Part.AFTERNOON)


def course(unit, name="基础知识", category=Category.UPDATE, roles=(DirectorRole.PUBLICIST,), **fields):
    """A course of ``unit``; the same one when it is there already."""
    made, _ = Course.objects.get_or_create(
        unit=unit, name=name, defaults={"category": category, "roles": list(roles), **fields}
    )
    return made


def session(unit, *days, category=Category.UPDATE, parts=BOTH, state=SessionState.OPEN, **fields):
    """A session of ``unit`` on ``days``: dates (both halves, or ``parts``) or pairs (date, parts)."""
    taught = fields.pop("course", None) or course(unit, f"{category.label}课程", category)
    made = Session.objects.create(
        **{
            "unit": unit,
            "name": f"{category.label}班",
            "course": taught,
            "category": category,
            "audience": Audience.DIRECTORS,
            "place": "乡镇会议室",
            "teacher": "王老师",
            "capacity": 60,
            "state": state,
            **fields,
        }
    )
    for one in days:
        day, chosen = (one, parts) if isinstance(one, date) else one
        for part in chosen:
            begins, ends = PART_HOURS[part]
            SessionHalf.objects.create(session=made, day=day, part=part, begins=begins, ends=ends)
    return made


def enrol(held, person, *, unit=None, source=Source.ATTENDED, **fields):
    """``person`` on the list of ``held``, without a seat unless ``seat`` and ``places`` say so."""
    where = unit or person.unit
    made, _ = Enrolment.objects.get_or_create(
        session=held,
        person=person,
        defaults={"unit_code": where.code, "place": f"{where} 人口主任", "source": source, **fields},
    )
    return made


def attend(held, person, *days, unit=None, parts=BOTH, presence=Presence.PRESENT, **fields):
    """``person`` recorded for ``days`` (default: every half of ``held``); put onto the list if need be."""
    enrol(held, person, unit=unit)
    reason = "病假" if presence == Presence.LEAVE else ""
    halves = (
        [(day, part) for day in days for part in parts]
        if days
        else list(held.halves.values_list("day", "part"))
    )
    Attendance.objects.bulk_create(
        Attendance(
            **{
                "session": held,
                "person": person,
                "day": day,
                "part": part,
                "presence": presence,
                "leave_reason": reason,
                "way": Way.TYPED,
                "recorded_at": timezone.make_aware(datetime.combine(day, time(18))),
                **fields,
            }
        )
        for day, part in halves
    )
