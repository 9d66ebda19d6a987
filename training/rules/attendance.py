"""When attendance may be recorded, and when somebody may sign in (P3.4). Times are local."""

from datetime import date, datetime, time, timedelta

from roster.rules.moves import working_days


def is_late(half_day: date, recorded_on: date, entry_days: int) -> bool:
    """Return whether a record made on ``recorded_on`` comes later than ``entry_days`` calendar days."""
    return recorded_on > half_day + timedelta(days=entry_days)


def sign_in_from(day: date, begins: time, minutes: int) -> datetime:
    """Return from when somebody may sign in for a half day: ``minutes`` before it begins (naive, local)."""
    return datetime.combine(day, begins) - timedelta(minutes=minutes)


def may_sign_in(now: datetime, day: date, begins: time, ends: time, minutes: int) -> bool:
    """Return whether ``now`` (naive, local) lies within the half day or the ``minutes`` before it."""
    return sign_in_from(day, begins, minutes) <= now <= datetime.combine(day, ends)


def rest_days(days) -> list[date]:
    """Return those of ``days`` that are no working days; beyond the published calendar: Saturday, Sunday."""
    return [day for day in sorted(set(days)) if not working_days(day, day)[0]]
