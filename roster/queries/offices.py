"""Which office a list is made by."""

from roster.enums import Level
from roster.models import Unit


def county_name(user) -> str:
    """Return the short name of the user's county, for titles of lists; empty without a grant."""
    grants = user.current_grants
    code = grants[0].unit.code[:6] if grants else ""
    county = Unit.objects.filter(level=Level.COUNTY, code=code).first()
    return county.short_name if county else ""


def reporting_office(user, action) -> str:
    """Return the office that fills in a list (填报单位): the township of ``action``, else the county."""
    code = min(user.prefixes(action), key=len)
    unit = Unit.objects.filter(code=code[: len("520424101")]).order_by("-valid_from").first()
    if unit is None:
        return ""
    return f"{unit.short_name}人口和计划生育局" if unit.level == Level.COUNTY else f"{unit.short_name}计生办"
