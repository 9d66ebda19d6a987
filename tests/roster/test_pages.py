"""The roster's pages: what each role sees, and a constant number of statements."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from guanling.accounts.enums import Role
from roster.enums import PostKind, Selection
from roster.models import VillageFigures
from roster.services.appointments import appoint
from tests.people import make_county
from tests.roster.build import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = make_county()
    for village in world.villages:
        VillageFigures.objects.create(unit=village, year=2016, population=2001, groups=3, stationed_cadres=4)
    return world


def login(user):
    client = Client()
    client.force_login(user)
    return client


def test_every_page_opens_for_the_bureau(world):
    someone = person(world.townships[0], "单䶮")
    appoint(
        person=someone,
        unit=world.villages[0],
        kind=PostKind.POPULATION_DIRECTOR,
        valid_from=date(2014, 8, 1),
        selection=Selection.OPEN,
    )
    client = login(world.users[Role.BUREAU_CLERK])
    for name, args in [
        ("units", ()),
        ("unit", (world.county.pk,)),
        ("unit", (world.townships[0].pk,)),
        ("unit", (world.villages[0].pk,)),
        ("establishment", ()),
        ("people", ()),
        ("person", (someone.pk,)),
        ("person-new", ()),
        ("person-edit", (someone.pk,)),
        ("village-options", ()),
        ("units-export", ()),
        ("people-export", ()),
        ("establishment-export", ()),
    ]:
        response = client.get(reverse(f"roster:{name}", args=args))
        assert response.status_code == 200, name
