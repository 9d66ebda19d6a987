"""Every address × role × {own, foreign unit} against the reviewed table."""

import copy

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from guanling.accounts.enums import ROLE_LEVELS, Level, Role
from tests.access.matrix import MATRIX, things
from tests.people import make_county


def addresses(resolver=None, namespace=""):
    """Names of all URL patterns."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern, inner)


@pytest.fixture(scope="module")
def county(django_db_setup, django_db_blocker):
    """The county with its accounts, and things of its first township; built once for the whole table."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_county()
        objects = things(world)
        everybody = (*world.users.values(), *world.foreign.values(), objects.account)
        yield world, objects, {user.pk: session_of(user) for user in everybody}
        transaction.set_rollback(True)


def session_of(user):
    """The cookies of somebody who has logged in: logging in anew for each address is half of the work."""
    client = Client()
    client.force_login(user)
    return client.cookies


def outcome(client, row, address):
    """What somebody meets: the status, or the login page."""
    with transaction.atomic():
        response = getattr(client, row.method)(address)
        transaction.set_rollback(True)
    if response.status_code == 302 and response.url.startswith(reverse("accounts:login") + "?"):
        return "login"
    return response.status_code


def test_every_address_is_in_the_reviewed_table():
    assert sorted(addresses()) == sorted(MATRIX)


@pytest.mark.parametrize("name", sorted(MATRIX))
@pytest.mark.django_db
def test_who_gets_through(name, county):
    world, objects, sessions = county

    def visit(user):
        visitor = Client()
        visitor.cookies = copy.deepcopy(sessions[user.pk])
        return visitor

    # What an address's own things change in memory is the next one's no more than what they write.
    wrong = unexpected(MATRIX[name], name, visit, world, copy.deepcopy(objects))
    assert not wrong, "\n".join(wrong)


def unexpected(row, name, visit, world, objects):
    """Return who meets something else than the table says, and what; ``visit`` gives somebody's window."""
    address = reverse(name, kwargs=row.arguments(objects) if row.arguments else None)
    wrong = []

    def expect(who, met, allowed):
        if not allowed(met):
            wrong.append(f"{who}: {met}")

    def through(met):
        return met not in (403, 404, "login") and met < 500

    anonymous = outcome(Client(), row, address)
    if row.public:
        expect("anonymous", anonymous, lambda met: met != "login")
        return wrong
    expect("anonymous", anonymous, lambda met: met == "login")
    if row.own_account:
        expect("whose it is", outcome(visit(objects.account), row, address), through)
        for role in Role:
            expect(f"{role}", outcome(visit(world.users[role]), row, address), lambda met: met == 404)
        return wrong
    for role in Role:
        met = outcome(visit(world.users[role]), row, address)
        expect(f"{role} own", met, through if role in row.roles else lambda met: met == 403)
        met = outcome(visit(world.foreign[role]), row, address)
        if role not in row.roles:
            expect(f"{role} foreign", met, lambda met: met == 403)
        elif row.scoped or (row.of_county and ROLE_LEVELS[role] == Level.COUNTY):
            expect(f"{role} foreign", met, lambda met: met == 404)
        else:
            expect(f"{role} foreign", met, through)
    return wrong
