"""To do about posts and terms."""

from datetime import date

from django.db.models import Count, Min

from guanling.accounts.enums import COUNTY_DIGITS
from guanling.accounts.models import User
from guanling.home.todos.base import RESPONSIBLE, Todo, address, prefixes_of
from guanling.policy.queries import at
from roster.enums import PostKind
from roster.models import Appointment
from roster.queries import terms
from roster.queries.stability import SOON
from roster.queries.vacancies import vacancies


def vacant_posts(user: User, on: date) -> Todo | None:
    """Vacancies to fill: those past their deadline, else those close to it (P2.7)."""
    prefixes = prefixes_of(user, *RESPONSIBLE)
    if not prefixes:
        return None
    found = vacancies(on, PostKind.POPULATION_DIRECTOR, prefixes)
    by_state = {
        state: [vacancy for vacancy in found if vacancy.state == state] for state in ("overdue", "soon")
    }
    state = next((state for state, rows in by_state.items() if rows), "")
    if not state:
        return None
    rows, soon = by_state[state], by_state["soon"]
    unattended = sum(vacancy.acting is None for vacancy in rows)
    told = [f"其中 {unattended} 个无人代行"] if unattended else []
    if state == "overdue" and soon:
        told.append(f"另有 {len(soon)} 个临期")
    return Todo(
        "补选空缺的人口主任（已超过期限）" if state == "overdue" else "补选空缺的人口主任（期限将满）",
        len(rows),
        state,
        "P2.7",
        address("roster:vacancies", on="", kind=PostKind.POPULATION_DIRECTOR.value, state=state),
        deadline=min(vacancy.deadline.day for vacancy in rows),
        detail="，".join(told),
    )


def ending_terms(user: User, on: date) -> Todo | None:
    """Terms that end within the county's days of warning (P2.5)."""
    found = _count_terms(
        user,
        lambda rows, county: terms.ending(rows, on, at(county, on).get(SOON) or 0),
    )
    if found is None:
        return None
    number, first = found
    url = address("roster:stability", on="", state="ending")
    return Todo("聘期将满，准备续聘或另行选聘", number, "soon", "P2.5", url, deadline=first)


def ended_terms(user: User, on: date) -> Todo | None:
    """Terms that are over with nothing recorded since: neither renewed nor left (P2.5)."""
    found = _count_terms(user, lambda rows, county: terms.ran_out(rows, on))
    if found is None:
        return None
    number, first = found
    url = address("roster:people", on="", state="ran_out")
    return Todo("聘期已满，没有办理续聘或离任", number, "overdue", "P2.5", url, deadline=first)


def _count_terms(user, narrow) -> tuple[int, date] | None:
    """Return (number, first of the terms' last days) over the counties of the user, or None."""
    prefixes = prefixes_of(user, *RESPONSIBLE)
    if not prefixes:
        return None
    visible = Appointment.objects.none()
    for action in RESPONSIBLE:
        visible |= Appointment.objects.visible_to(user, action)
    found = []
    for county in sorted({prefix[:COUNTY_DIGITS] for prefix in prefixes}):
        rows = narrow(visible.filter(post__unit__code__startswith=county), county)
        counted = rows.order_by().aggregate(number=Count("pk"), first=Min("valid_to"))
        if counted["number"]:
            found.append((counted["number"], counted["first"]))
    return (sum(row[0] for row in found), min(row[1] for row in found)) if found else None
