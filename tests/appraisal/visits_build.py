"""Visits of supervision for tests: planned, under way, ready to be closed, closed, called off."""

from datetime import date, datetime
from decimal import Decimal
from itertools import count

from django.utils import timezone

from appraisal.enums import CheckOutcome, CheckTopic, MendState, VisitKind, VisitState
from appraisal.models import ChecklistItem, Finding, Visit, VisitCheck, VisitPerson
from appraisal.services import visits as services
from guanling.accounts.enums import Role
from training.enums import QuestionKind

DAY = date(2016, 9, 12)
NOW = datetime(2016, 9, 12, 10, tzinfo=timezone.get_default_timezone())
COUNTS = {QuestionKind.SINGLE: 2, QuestionKind.JUDGE: 2}
POINTS = {QuestionKind.SINGLE: Decimal("30"), QuestionKind.JUDGE: Decimal("20")}
_serial = count(1)


def checklist(county, number=2):
    """A short checklist of ``county``."""
    return [
        ChecklistItem.objects.get_or_create(
            county=county, text=f"台账第{one}项", defaults={"topic": CheckTopic.LEDGER, "order": one}
        )[0]
        for one in range(1, number + 1)
    ]


def runner(world, kind=VisitKind.COUNTY):
    """Who makes visits of ``kind`` in the first township."""
    return world.users[Role.BUREAU_CLERK if kind == VisitKind.COUNTY else Role.TOWNSHIP_CLERK]


def planned(world, *, kind=VisitKind.COUNTY, village=None, day=DAY, **fields):
    """A planned visit to the first village, past the services."""
    user = runner(world, kind)
    values = {"leader": user, "made_by": user, "planned_on": day, **fields}
    return Visit.objects.create(village=village or world.villages[0], kind=kind, **values)


def ready(world, *, people=(), **fields):
    """A visit under way of which every item is looked at and everybody in ``people`` noted as there."""
    visit = planned(world, visited_on=fields.get("day", DAY), **fields)
    for item in checklist(world.county):
        VisitCheck.objects.create(
            visit=visit, item=item, topic=item.topic, text=item.text, outcome=CheckOutcome.GOOD
        )
    for person in people:
        VisitPerson.objects.create(
            visit=visit, person=person, name=person.name, title="人口主任", present=True
        )
    return visit


def close(visit, number=None):
    """Close a visit past the services."""
    number = number or f"关人口计生督〔{visit.planned_on.year}〕{next(_serial)}号"
    Visit.objects.filter(pk=visit.pk).update(
        state=VisitState.DONE, visited_on=visit.visited_on or visit.planned_on, record_number=number
    )
    visit.refresh_from_db()
    return visit


def done(world, **fields):
    """A closed visit."""
    return close(planned(world, **fields))


def cancelled(world, **fields):
    """A visit called off."""
    visit = planned(world, **fields)
    Visit.objects.filter(pk=visit.pk).update(state=VisitState.CANCELLED, cancel_reason="暴雨封路")
    visit.refresh_from_db()
    return visit


def problem(visit, person, *, mend_by=date(2016, 9, 27), **fields):
    """A problem found on ``visit`` that deducts nothing, past the services."""
    values = {"reason": "台账缺页", "deduction": 0, "mend_state": MendState.OPEN, **fields}
    return Finding.objects.create(
        visit=visit,
        village=visit.village,
        person=person,
        found_on=visit.visited_on or visit.planned_on,
        mend_by=mend_by,
        recorded_by=visit.leader,
        **values,
    )


def spot_test(visit, course, user, now=NOW):
    """The test of ``visit`` from a course's bank."""
    return services.set_test(
        visit=visit,
        setting=services.SpotTest(courses=[course], minutes=20, counts=COUNTS, points=POINTS),
        user=user,
        now=now,
    )
