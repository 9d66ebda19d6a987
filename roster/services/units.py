"""Business acts on units and villages' figures."""

from django.db import transaction

from guanling.accounts.enums import Role
from guanling.accounts.models import Grant, User
from guanling.runs.errors import Refusal
from roster.enums import Level
from roster.models import Unit, VillageFigures
from roster.services.saving import BATCH


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
