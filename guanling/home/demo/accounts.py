"""The demo accounts: one per role, two where one makes and another checks, three in every township."""

from dataclasses import dataclass

from django.contrib.auth.hashers import check_password, make_password

from guanling.accounts.enums import Role
from guanling.accounts.models import Grant, User
from guanling.home.demo.county import DemoCounty, letters_of
from roster.models import Person, Unit

PASSWORD = "guanling2016"  # noqa: S105 - printed at every start of the demo
# Where the accounts of a township, a village and a person belong.
HOME_TOWNSHIP = "花江镇"
HOME_VILLAGE = "和平村"
VILLAGE_USER, SELF_USER = "heping_cun", "benren"

COUNTY_ACCOUNTS = (
    ("xitong", "系统管理员", Role.SYSTEM_ADMIN),
    ("shenji", "审计员", Role.AUDITOR),
    ("jingban1", "县局经办甲", Role.BUREAU_CLERK),
    ("jingban2", "县局经办乙", Role.BUREAU_CLERK),
    ("shenhe1", "县局审核甲", Role.BUREAU_REVIEWER),
    ("shenhe2", "县局审核乙", Role.BUREAU_REVIEWER),
    ("zuzhibu", "组织部", Role.ORGANIZATION),
    ("caizheng", "县财政甲", Role.FINANCE),
    ("caizheng2", "县财政乙", Role.FINANCE),
    ("chayue", "县级查阅", Role.COUNTY_READER),
)
CLERK, DIRECTOR, LEADER, HEAD = "jb", "zr", "ld", "dz"
COUNTY_CLERK = "jingban1"


def clerk_of(township: Unit) -> str:
    """Return the account of a township's clerk."""
    return f"{letters_of(township)}_{CLERK}"


def director_of(township: Unit) -> str:
    """Return the account of a township's office director."""
    return f"{letters_of(township)}_{DIRECTOR}"


def leader_of(township: Unit) -> str:
    """Return the account of a township's leader in charge."""
    return f"{letters_of(township)}_{LEADER}"


def make_accounts(made: DemoCounty) -> dict[str, User]:
    """Write the accounts and their grants; return the accounts by user name."""
    township = made.township(HOME_TOWNSHIP)
    village = next(
        unit for unit in made.villages if unit.parent == township and unit.short_name == HOME_VILLAGE
    )
    person = made.first_director(village)
    wanted = [(username, name, role, made.county) for username, name, role in COUNTY_ACCOUNTS]
    for unit in made.townships:
        wanted.append((clerk_of(unit), f"{unit.short_name}经办", Role.TOWNSHIP_CLERK, unit))
        wanted.append((director_of(unit), f"{unit.short_name}计生办主任", Role.TOWNSHIP_DIRECTOR, unit))
        wanted.append((leader_of(unit), f"{unit.short_name}分管领导", Role.TOWNSHIP_LEADER, unit))
    # A review of a case is decided by somebody who has had no part in it: a third person of the township.
    head = f"{letters_of(township)}_{HEAD}"
    wanted.append((head, f"{township.short_name}主要领导", Role.TOWNSHIP_LEADER, township))
    wanted.append((VILLAGE_USER, f"{village.short_name}村两委", Role.VILLAGE_COMMITTEE, village))
    wanted.append((SELF_USER, person.name, Role.SELF, village))
    # One hash for all: hashing is slow on purpose, and this password is no secret.
    password = make_password(PASSWORD)
    users = User.objects.bulk_create(
        User(username=username, name=name, password=password, must_change_password=False)
        for username, name, _, _ in wanted
    )
    by_name = {user.username: user for user in users}
    Grant.objects.bulk_create(
        Grant(user=by_name[username], role=role, unit=unit) for username, _, role, unit in wanted
    )
    Person.objects.filter(pk=person.pk).update(account=by_name[SELF_USER])
    return by_name


def clerks(made: DemoCounty, users: dict[str, User]) -> dict[int, User]:
    """Return {unit id: who enters the files that it keeps}."""
    found = {unit.pk: users[clerk_of(unit)] for unit in made.townships}
    return {made.county.pk: users[COUNTY_CLERK], **found}


@dataclass(frozen=True)
class Shown:
    """An account as it is printed."""

    role: str
    username: str
    name: str
    unit: str
    remark: str


def shown_accounts() -> list[Shown]:
    """Return the demo's accounts, one per role, with a remark on those that no longer open as printed.

    Empty when no account has the demo's password: then this is no demo county.
    """
    usernames = [username for username, _, _ in COUNTY_ACCOUNTS]
    grants = Grant.objects.select_related("user", "unit").order_by("pk")
    home = [
        grant.user.username
        for grant in grants.filter(
            unit__short_name=HOME_TOWNSHIP, user__username__regex=rf"_({CLERK}|{DIRECTOR}|{LEADER}|{HEAD})$"
        )
    ]
    order = [*usernames, *home, VILLAGE_USER, SELF_USER]
    found = {grant.user.username: grant for grant in grants.filter(user__username__in=order)}
    known: dict[str, bool] = {}
    rows = []
    for username in order:
        if username not in found:
            continue
        grant = found[username]
        user = grant.user
        if user.password not in known:
            known[user.password] = check_password(PASSWORD, user.password)
        remark = "" if known[user.password] else "密码已修改"
        rows.append(
            Shown(
                grant.get_role_display(),
                username,
                user.name,
                grant.unit.short_name,
                remark if user.is_active else "已停用",
            )
        )
    return rows if any(known.values()) else []
