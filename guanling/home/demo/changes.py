"""The log of changes of the demo county's last months: filed, waiting, and one that came back."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from guanling.documents.papers import number_text
from guanling.documents.services.papers import take_numbers
from guanling.home.demo.accounts import clerk_of
from guanling.home.demo.county import DemoCounty
from roster.enums import ChangeKind, ChangeState
from roster.models import Change
from roster.services.changes import NUMBER_KIND, NUMBER_MARK, title_of

LOGGED_FROM, WAITING_FROM, PRESENT = date(2016, 5, 1), date(2016, 8, 1), date(2016, 9, 30)
RETURNED = "缺聘用文件文号，请补充后重新报送。"


def make_changes(made: DemoCounty, users: dict) -> int:
    """Write what happened from ``LOGGED_FROM`` on; return how many changes."""
    townships = {unit.code: unit for unit in made.townships}
    changes = []
    for appointment in made.appointments:
        unit = appointment.post.unit
        township = townships.get(unit.code[:9])
        after = appointment.valid_to + timedelta(days=1) if appointment.valid_to else None
        happened = ((ChangeKind.APPOINTED, appointment.valid_from), (ChangeKind.ENDED, after))
        changes += [
            Change(
                person=appointment.person,
                appointment=appointment,
                kind=kind,
                day=day,
                unit_code=unit.code,
                title=title_of(appointment),
                ground=appointment.ending
                if kind == ChangeKind.ENDED
                else appointment.get_selection_display(),
                made_by=users[clerk_of(township)],
            )
            for kind, day in happened
            if township and day and LOGGED_FROM <= day <= PRESENT
        ]
    changes.sort(key=lambda change: (change.day, change.unit_code))
    reviewer = users["shenhe1"]
    filed = [change for change in changes if change.day < WAITING_FROM]
    year = WAITING_FROM.year
    numbers = take_numbers(kind=NUMBER_KIND, issuer_code=made.county.code, year=year, count=len(filed))
    for change, serial in zip(filed, numbers, strict=True):
        change.state, change.decided_by = ChangeState.FILED, reviewer
        change.decided_at = timezone.make_aware(datetime.combine(change.day + timedelta(days=6), time(10)))
        change.filing_number = number_text(f"{made.county.short_name[0]}{NUMBER_MARK}", year, serial)
    if waiting := changes[len(filed) :]:
        waiting[0].state, waiting[0].remark = ChangeState.RETURNED, RETURNED
        waiting[0].decided_by, waiting[0].decided_at = reviewer, timezone.now()
    Change.objects.bulk_create(changes)
    return len(changes)
