"""Of which years a village's count may be recorded (P8.2b). Pure: the ground's switch comes in."""

from datetime import date

GROUND = "dismissal.b"


def ends_of(year: int) -> tuple[date, date]:
    """Return the first and last day of a year: the two days on which the ground's switch is asked."""
    return date(year, 1, 1), date(year, 12, 31)


def year_fault(year: int, this_year: int, holds: tuple[bool, bool]) -> str:
    """Return why a year's count cannot be recorded, or nothing.

    ``holds``: whether the ground holds on the year's first and last day. A year of which one of the two lies
    in its time can be recorded, for part of it the ground held.
    """
    if year > this_year:
        return f"{year}年还没有到，不能登记"
    if not any(holds):
        return f"{year}年不在“所任村出现违法生育”（P8.2b）的有效期内，不能登记"
    return ""
