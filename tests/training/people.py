"""A county with directors for tests of sessions: who serves where, and hours of the day."""

from datetime import date, datetime, time

from django.utils import timezone

from tests.training.directors import director
from training.services.enrolments import invite
from training.services.sessions import Half, announce, new_session

MONDAY, TUESDAY, WEDNESDAY = date(2016, 9, 5), date(2016, 9, 6), date(2016, 9, 7)
SINCE = date(2014, 8, 1)
AM, PM = "am", "pm"


def at(day, hour=18, minute=0):
    """A moment of the office's day."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def halves(*days, parts=(AM, PM)):
    """Half days with the usual hours: of dates (``parts``), or of pairs (date, parts)."""
    hours = {AM: (time(9), time(12)), PM: (time(14), time(17))}
    chosen = [(one, parts) if isinstance(one, date) else one for one in days]
    return [Half(day, part, *hours[part]) for day, own in chosen for part in own]


def directors(world, count, *, township=0, first=SINCE, name="主任"):
    """So many directors of the village of a township."""
    numerals = "甲乙丙丁戊己庚辛壬癸"
    return [
        director(world.villages[township], f"{numerals[n // 10 % 10]}{numerals[n % 10]}{name}", first)
        for n in range(count)
    ]


def prepared(unit, course, user, *days, **fields):
    """A prepared session of ``unit``."""
    return new_session(
        **{
            "unit": unit,
            "course": course,
            "name": "九月培训",
            "audience": "directors",
            "place": "二楼会议室",
            "teacher": "王老师",
            "capacity": 60,
            "halves": halves(*days),
            "user": user,
            **fields,
        }
    )


def announced(unit, course, user, *days, people, **fields):
    """An announced session with ``people`` on its list."""
    held = prepared(unit, course, user, *days, **fields)
    invite(
        session=held,
        people=[one.pk for one in people],
        user=user,
        now=at(date(2016, 9, 1)),
        on=date(2016, 9, 1),
    )
    return announce(session=held, now=at(date(2016, 9, 1)))
