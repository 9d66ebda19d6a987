"""Business acts on units and villages' figures."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from guanling.accounts.enums import Role
from guanling.accounts.models import Grant, User
from guanling.runs.errors import Refusal
from roster.enums import Level
from roster.models import Appointment, Post, Unit, VillageFigures
from roster.rules import short_name
from roster.services.saving import BATCH, save_checked


@transaction.atomic
def found_county(*, county_code: str, county_name: str, username: str, name: str, password: str) -> Unit:
    """Create the county and its first 系统管理员. Refuses once any account exists.

    The administrator chose the password just now, so it need not be changed at first login.
    """
    if User.objects.exists():
        raise Refusal("系统已经初始化，请直接登录。")
    county, _ = Unit.objects.get_or_create(
        code=county_code,
        level=Level.COUNTY,
        defaults={"name": county_name, "short_name": county_name},
    )
    admin = User.objects.create_user(username, password, name, must_change_password=False)
    Grant.objects.create(user=admin, role=Role.SYSTEM_ADMIN, unit=county)
    return county


def store_villages(*, units, figures, changed_figures) -> None:
    """Write units (parents before children), the year's figures and changed figures of an import.

    Effects: rows in Unit and VillageFigures. Runs inside the caller's transaction.
    """
    if units:
        levels = [Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE]
        for level in levels:
            Unit.objects.bulk_create([unit for unit in units if unit.level == level], batch_size=BATCH)
    if figures:
        VillageFigures.objects.bulk_create(figures, batch_size=BATCH)
    if changed_figures:
        VillageFigures.objects.bulk_update(
            changed_figures, ["population", "groups", "stationed_cadres", "source"], batch_size=BATCH
        )


# Level below, and the length of its codes.
BELOW = {
    Level.PROVINCE: (Level.PREFECTURE, 4),
    Level.PREFECTURE: (Level.COUNTY, 6),
    Level.COUNTY: (Level.TOWNSHIP, 9),
    Level.TOWNSHIP: (Level.VILLAGE, 12),
    Level.VILLAGE: (Level.GROUP, 14),
}


@transaction.atomic
def create_unit(*, parent: Unit, code: str, name: str, valid_from: date, document_number: str = "") -> Unit:
    """Create a unit below ``parent`` that holds from ``valid_from``.

    Refuses a code that does not begin with the parent's or has another length than its level asks, a
    code or name in use, and a date outside the parent's own time.
    """
    if parent.level not in BELOW:
        raise Refusal(f"{parent.get_level_display()}之下不能再设机构。")
    level, length = BELOW[parent.level]
    if len(code) != length or not code.startswith(parent.code):
        raise Refusal(f"区划代码应为{length}位，以{parent.code}开头。")
    if (parent.valid_from and valid_from < parent.valid_from) or (
        parent.valid_to and valid_from > parent.valid_to
    ):
        raise Refusal(f"“{parent.short_name}”在设立日期还不存在或已经撤并，请核对日期。")
    short = short_name(name)
    if Unit.objects.on(valid_from).filter(parent=parent, short_name=short).exists():
        raise Refusal(f"“{parent.short_name}”下已有“{short}”。")
    unit = Unit(
        parent=parent,
        level=level,
        code=code,
        name=name,
        short_name=short,
        valid_from=valid_from,
        document_number=document_number,
    )
    save_checked(unit)
    return unit


@transaction.atomic
def end_unit(*, unit: Unit, last_day: date, successor: Unit | None = None, document_number: str = "") -> None:
    """End a unit on ``last_day`` and name the unit into which it merged; its posts end with it.

    Refuses while units below it or people in its posts go on after that day, and a successor of
    another level or one that does not exist on the following day.
    """
    unit = Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit.pk)
    if unit.valid_to:
        raise Refusal("该机构已经撤并。")
    if unit.level == Level.COUNTY:
        raise Refusal("县不能在本系统内撤并。")
    going_on = Q(valid_to=None) | Q(valid_to__gt=last_day)
    if below := Unit.objects.filter(going_on, parent=unit).count():
        raise Refusal(f"其下还有{below}个机构未撤并，请先逐个办理。")
    if serving := Appointment.objects.filter(going_on, post__unit=unit).count():
        raise Refusal(f"该日之后还有{serving}人在此任职，请先为他们办理离任。")
    if successor is not None:
        after = last_day + timedelta(days=1)
        if successor.pk == unit.pk or successor.level != unit.level:
            raise Refusal(f"并入的机构应是另一个{unit.get_level_display()}。")
        if not Unit.objects.on(after).filter(pk=successor.pk).exists():
            raise Refusal(f"“{successor.short_name}”在撤并次日不存在，请核对日期。")
    Post.objects.filter(going_on, unit=unit).update(valid_to=last_day)
    unit.valid_to = last_day
    unit.successor = successor
    unit.document_number = document_number or unit.document_number
    save_checked(unit)


ONLY_VILLAGES = "只有村（居、社区）才登记人口和村民小组数。"


@transaction.atomic
def record_figures(
    *, unit: Unit, year: int, population: int, groups: int, stationed_cadres: int | None, source: str
) -> VillageFigures:
    """Enter or correct a village's counts of one year; the history keeps what stood before.

    Refuses units other than villages and years outside the unit's own time.
    """
    if unit.level != Level.VILLAGE:
        raise Refusal(ONLY_VILLAGES)
    if (unit.valid_from and year < unit.valid_from.year) or (unit.valid_to and year > unit.valid_to.year):
        raise Refusal(f"“{unit.short_name}”在{year}年还不存在或已经撤并，请核对年度。")
    figures, _ = VillageFigures.objects.update_or_create(
        unit=unit,
        year=year,
        defaults={
            "population": population,
            "groups": groups,
            "stationed_cadres": stationed_cadres,
            "source": source,
        },
    )
    return figures
