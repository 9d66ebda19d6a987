"""Guards that every act of the month shares."""

from django.db import connection

from guanling.accounts.enums import Action
from guanling.runs.errors import Refusal

# First key of PostgreSQL's two-key advisory locks; the second is the month's id.
MONTH_LOCK = 20160901
WAIT = "30s"


def lock_month(month_id: int) -> None:
    """Wait until nobody else closes or ranks the month; held to the end of the transaction.

    An advisory lock, because ranking rewrites rows of three tables and two rankings at once would meet
    in none of them before it is too late.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT])
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [MONTH_LOCK, month_id])


def may(user, action: Action, code: str) -> bool:
    """Return whether ``user`` may do ``action`` for the unit with division code ``code``."""
    return any(code.startswith(prefix) for prefix in user.prefixes(action))


def demand(user, action: Action, code: str) -> None:
    """Refuse when ``user`` may not do ``action`` for the unit with division code ``code``."""
    if not may(user, action, code):
        raise Refusal("您没有对该单位进行这项操作的权限。")


def reason_given(reason: str, what: str) -> str:
    """Return the trimmed reason; refuse an empty one, naming ``what`` needs it."""
    reason = (reason or "").strip()
    if not reason:
        raise Refusal(f"请写明{what}。")
    return reason
