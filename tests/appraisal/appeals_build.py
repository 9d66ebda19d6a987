"""Builds issued months, confirmed years and appeals for the tests of appeals."""

from datetime import date
from decimal import Decimal

from appraisal.enums import YearState, YearStatus
from appraisal.models import ITEMS, Month, Result, Year, YearResult
from appraisal.services import appeals as services
from appraisal.services import ranking
from guanling.accounts.enums import Role
from roster.enums import Grade
from tests.appraisal.test_corrections import prepared, send
from tests.appraisal.world import closed, small_county
from tests.people import make_user

# The circular's day (a Monday), a day within the five working days after it, the last of them.
TOLD, FILED, LAST = date(2016, 10, 10), date(2016, 10, 12), date(2016, 10, 17)
DUE = date(2016, 10, 26)
TEXT = "八月培训实际参加，漏登出勤"
NUMBER = "甲府〔2016〕3号"


def issued():
    """September 2016, issued: 安甲 90, 白乙 88 in 甲镇; 蔡丙 70 in 乙镇. 白乙 has the own account."""
    world = small_county()
    world.month = closed(world)
    ranking.rank_now(month=world.month)
    send(world, prepared(world, world.month))
    world.month = Month.objects.get(pk=world.month.pk)
    world.people[1].account = world.users[Role.SELF]
    world.people[1].save()
    world.users["second"] = make_user("shenhe2", (Role.BUREAU_REVIEWER, world.county))
    return world


def row(world, number=1, version=1):
    """The month's result of the ``number``-th person."""
    return Result.objects.get(month=world.month, version=version, person=world.people[number])


def file(world, number=1, by=Role.SELF, **given):
    """Appeal against the month of the ``number``-th person: 白乙's own, others' on paper."""
    given = {"against": row(world, number), "text": TEXT, "today": FILED, **given}
    if by != Role.SELF:
        given.setdefault("filed_on", FILED)
    return services.file_appeal(user=world.users[by], **given)


def change(value="92", deduction="0"):
    """``value`` in every item."""
    return services.MonthChange(dict.fromkeys(ITEMS, Decimal(value)), Decimal(deduction))


def examine(world, appeal, *, grant=True, by=Role.BUREAU_CLERK, value="92", **given):
    """Examine, proposing to grant with ``value`` in every item, or to refuse."""
    given = {"finding": "核实培训签到表", "document_number": NUMBER if grant else "", **given}
    changed = change(value) if grant else None
    services.examine(appeal=appeal, user=world.users[by], change=changed, **given)


def decide(world, appeal, *, grant=True, by=Role.BUREAU_REVIEWER, answer="签到表可以证明"):
    """Decide, and return the answer."""
    return services.decide(appeal=appeal, user=world.users[by], grant=grant, answer=answer, today=DUE)


def send_back(world, appeal, by=Role.BUREAU_REVIEWER, remark="请附签到表"):
    """Send back to be examined again."""
    services.send_back(appeal=appeal, user=world.users[by], remark=remark)


def withdraw(world, appeal, by=Role.SELF, reason=""):
    """Take back."""
    services.withdraw(appeal=appeal, user=world.users[by], reason=reason)


def confirmed_year(world, confirmed_at):
    """The year 2016, confirmed, with a result of 白乙: 基本合格."""
    year = Year.objects.create(
        county=world.county,
        year=2016,
        state=YearState.CONFIRMED,
        confirmed_at=confirmed_at,
        document_number="关人口计生年〔2017〕1号",
    )
    return YearResult.objects.create(
        year=year,
        issued=True,
        person=world.people[1],
        person_name="白乙",
        township_code=world.townships[0].code,
        township_name="甲镇",
        village_code=world.villages[0].code,
        village_name=world.villages[0].name,
        months_served=12,
        months_ranked=12,
        month_average=Decimal("78"),
        target_score=Decimal("70"),
        satisfaction=Decimal("80"),
        total=Decimal("76"),
        place=3,
        status=YearStatus.GRADED,
        grade=Grade.BASIC,
    )
