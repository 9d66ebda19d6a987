"""To do about the month's sheets."""

from datetime import date

from django.db.models import Count, Min

from appraisal.enums import MonthState, SheetState
from appraisal.models import Sheet
from appraisal.queries.sheets import deadlines
from appraisal.rules import month_end
from guanling.accounts.enums import Action
from guanling.accounts.models import User
from guanling.home.todos.base import Todo, address


def sheets_to_fill(user: User, on: date) -> Todo | None:
    """Sheets of open months that the township's clerk has yet to fill in (P6.1)."""
    return _sheets(user, on, "填报月考核表", (Action.SHEET_ENTER, SheetState.DRAFT, "due"))


def sheets_to_submit(user: User, on: date) -> Todo | None:
    """Sheets of open months that the office director has yet to submit (P6.1)."""
    return _sheets(user, on, "核对并提交月考核表", (Action.SHEET_SUBMIT, SheetState.DRAFT, "due"))


def sheets_to_mend(user: User, on: date) -> Todo | None:
    """Sheets that the county sent back (P6.1)."""
    action = Action.SHEET_ENTER if user.can(Action.SHEET_ENTER) else Action.SHEET_SUBMIT
    return _sheets(user, on, "修改退回的月考核表", (action, SheetState.RETURNED, "due"))


def sheets_to_review(user: User, on: date) -> Todo | None:
    """Sheets that wait for the county's review (P6.1)."""
    return _sheets(user, on, "审核月考核表", (Action.SHEET_REVIEW, SheetState.SUBMITTED, "review"))


def _sheets(user, on, what, turn) -> Todo | None:
    """Return the sheets of open months of which it is the user's turn.

    ``turn``: (right, state of the sheet, which of the month's deadlines); the earliest month's is told.
    """
    action, state, step = turn
    if not user.can(action):
        return None
    rows = (
        Sheet.objects.visible_to(user, action)
        .filter(month__state=MonthState.OPEN, state=state)
        .values_list("month__county__code", "month__first_day")
        .annotate(number=Count("pk"), sheet=Min("pk"))
        .order_by("month__first_day")
    )
    found = list(rows)
    if not found:
        return None
    county, first_day, _, sheet = found[0]
    number = sum(row[2] for row in found)
    held = deadlines(county, [first_day]).get(first_day)
    deadline = getattr(held, step) if held else None
    urgency = "soon" if on > month_end(first_day) else "open"
    if deadline and on > deadline:
        urgency = "overdue"
    if number == 1:
        url = address("appraisal:sheet", sheet)
    elif len(found) == 1:
        url = address("appraisal:month", f"{first_day:%Y-%m}")
    else:
        url = address("appraisal:months")
    months = "、".join(f"{day.year}年{day.month}月" for _, day, *_ in found[:3])
    more = f"等 {len(found)} 个月" if len(found) > 3 else ""
    return Todo(what, number, urgency, "P6.1", url, deadline=deadline, detail=f"{months}{more}")
