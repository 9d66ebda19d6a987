"""What may be recorded and confirmed as an incident of P8.2. Pure: switches and days come in."""

from datetime import date


def day_fault(happened_on: date, today: date) -> str:
    """Return why an incident cannot have happened on a day, or nothing."""
    return "发生（发现）日期不能晚于今天" if happened_on > today else ""


def ground_fault(label: str, clause: str, *, held_then: bool, holds_today: bool | None) -> str:
    """Return why a ground cannot be used, or nothing.

    ``held_then``: whether it held on the day of the incident; ``holds_today`` None where that is not asked:
    what was recorded in its time is still decided after it.
    """
    if not held_then:
        return f"“{label}”（{clause}）在发生当日没有施行，不能作为依据"
    if holds_today is False:
        return f"“{label}”（{clause}）已经停止施行，不再登记新的情形"
    return ""
