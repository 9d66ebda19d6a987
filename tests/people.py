"""A small county and one account per role, for every test that needs somebody to log in."""

from dataclasses import dataclass, field

from django.utils import timezone

from guanling.accounts.enums import ROLE_LEVELS, Role
from guanling.accounts.models import Grant, User
from roster.enums import Level
from roster.models import Unit

PASSWORD = "shan-qing-shui-xiu-9"


@dataclass
class County:
    """Two townships with a village each. ``users`` hold each role where the first township's things are
    theirs, ``foreign`` hold it elsewhere: in the second township, its village, or another county."""

    county: Unit
    townships: list = field(default_factory=list)
    villages: list = field(default_factory=list)
    users: dict = field(default_factory=dict)
    foreign: dict = field(default_factory=dict)


def make_user(username, *grants):
    """An account with (role, unit) grants that hold from today."""
    user = User.objects.create_user(username, PASSWORD, f"测试{username}", must_change_password=False)
    for role, unit in grants:
        Grant.objects.create(user=user, role=role, unit=unit, valid_from=timezone.localdate())
    return user


def make_county(code="520424"):
    """Build the county and its accounts."""
    county = Unit.objects.create(level=Level.COUNTY, code=code, name="关岭自治县", short_name="关岭自治县")
    world = County(county)
    for number, name in (("101", "甲镇"), ("102", "乙镇")):
        township = Unit.objects.create(
            level=Level.TOWNSHIP, code=f"{code}{number}", name=name, short_name=name, parent=county
        )
        village = Unit.objects.create(
            level=Level.VILLAGE,
            code=f"{township.code}201",
            name=f"{name[0]}家村村民委员会",
            short_name=f"{name[0]}家村",
            parent=township,
        )
        world.townships.append(township)
        world.villages.append(village)
    elsewhere = Unit.objects.create(level=Level.COUNTY, code="529999", name="外县", short_name="外县")
    places = {
        Level.COUNTY: [county, elsewhere],
        Level.TOWNSHIP: world.townships,
        Level.VILLAGE: world.villages,
    }
    for role in Role:
        own, other = places[ROLE_LEVELS[role]]
        world.users[role] = make_user(f"own_{role}", (role, own))
        world.foreign[role] = make_user(f"foreign_{role}", (role, other))
    return world
