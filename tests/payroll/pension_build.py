"""Builds service, confirmed batches and whole ways of the pension accrual for its tests."""

from datetime import date
from decimal import Decimal

from guanling.accounts.enums import Role
from guanling.policy.services import decide
from payroll.enums import AccrualKind, GapKind, PensionState
from payroll.models import PensionAccrual, PensionBatch, PensionGap
from payroll.rules import pension as rules
from payroll.services import pension
from roster.enums import PostKind
from roster.models import Appointment, Post
from tests.appraisal import world as build
from tests.people import make_county, make_user

NUMBER = "关财社〔2016〕9号"


def county():
    """A county with the accounts that accrue and confirm, and a second of finance."""
    world = make_county()
    world.clerk, world.finance = world.users[Role.BUREAU_CLERK], world.users[Role.FINANCE]
    world.finance2 = make_user("finance2", (Role.FINANCE, world.county))
    return world


def person(world, name="安甲", *, enrolled=True, village=0):
    """Somebody without a post."""
    made = build.make_person(world.villages[village], name)
    made.pension_enrolled = enrolled
    made.save()
    return made


def serve(who, village, first, last=None, *, continues=None):
    """A term as population director."""
    post, _ = Post.objects.get_or_create(unit=village, kind=PostKind.POPULATION_DIRECTOR)
    place = post.appointments.count() + 1
    return Appointment.objects.create(
        person=who, post=post, place=place, valid_from=first, valid_to=last, continues=continues
    )


def director(world, name="安甲", first=date(2014, 8, 1), last=None, *, enrolled=True, village=0):
    """Somebody enrolled who serves."""
    made = person(world, name, enrolled=enrolled, village=village)
    serve(made, world.villages[village], first, last)
    return made


def standard(world, first, amount, until=None):
    """A decision of the county about the amount."""
    return decide(
        user=world.clerk,
        county_code=world.county.code,
        key=rules.PER_YEAR,
        value=amount,
        valid_from=first,
        valid_to=until,
        document_number="关府〔2016〕5号",
        reason="调整标准",
    )


def accrued(world, year, today=None):
    """The batch of a year, accrued by the clerk."""
    pension.accrue(county=world.county, year=year, user=world.clerk, today=today or date(year + 1, 1, 10))
    return PensionBatch.objects.select_related("county").get(county=world.county, year=year)


def confirmed(world, year, today=None):
    """The batch of a year, confirmed by finance."""
    batch = accrued(world, year, today)
    pension.submit(batch=batch, user=world.clerk)
    pension.confirm(batch=batch, user=world.finance, document_number=NUMBER, day=date(year + 1, 1, 12))
    return batch


def booked(world, year, who, rows, not_enrolled=()):
    """A confirmed batch with bare rows, past the services: (day completed, amount) each."""
    batch = PensionBatch.objects.create(
        county=world.county,
        year=year,
        until=date(year, 12, 31),
        people=1 if rows else 0,
        years=len(rows),
        amount=sum((Decimal(amount) for _, amount in rows), Decimal(0)),
    )
    names = {
        "batch": batch,
        "person": who,
        "person_name": who.name,
        "nth": 1,
        "since": date(2010, 1, 1),
        "year_from": date(2010, 1, 1),
        "township_code": world.townships[0].code,
        "township_name": world.townships[0].name,
        "village_code": world.villages[0].code,
        "village_name": world.villages[0].name,
    }
    for day, amount in rows:
        PensionAccrual.objects.create(
            **names, year_to=day, amount=amount, value=amount, kind=AccrualKind.YEAR, clause=rules.CLAUSE
        )
    for day in not_enrolled:
        PensionGap.objects.create(**names, year_to=day, kind=GapKind.NOT_ENROLLED)
    PensionBatch.objects.filter(pk=batch.pk).update(
        state=PensionState.SUBMITTED,
        submitted_by=world.clerk,
        submitted_at=f"{year + 1}-01-10T00:00:00+08:00",
    )
    PensionBatch.objects.filter(pk=batch.pk).update(
        state=PensionState.CONFIRMED,
        confirmed_by=world.finance,
        confirmed_at=f"{year + 1}-01-12T00:00:00+08:00",
        document_number=NUMBER,
    )
    batch.refresh_from_db()
    return batch
