"""What registration gives the office to do: photos before the written examination (P2.4)."""

from datetime import date

import pytest

from guanling.accounts.enums import Role
from guanling.home.todos.selection_registration import photos_missing
from recruitment.enums import ApplicationState
from recruitment.services.registration import set_photo
from tests.recruitment.registration_build import open_world
from tests.recruitment.world import apply_to
from tests.roster.files import picture

pytestmark = pytest.mark.django_db


def test_photos_are_asked_for_until_they_are_there():
    world = open_world()
    clerk, on = world.users[Role.TOWNSHIP_CLERK], date(2016, 9, 20)
    assert photos_missing(clerk, on) is None
    made = apply_to(world.opening, "韦缺照")
    apply_to(world.opening, "韦撤回", state=ApplicationState.WITHDRAWN)
    todo = photos_missing(clerk, on)
    assert (todo.count, todo.deadline, todo.state) == (1, date(2016, 9, 25), "open")
    assert f"/rounds/{world.round.pk}/registrations/?look=photo" in todo.url
    assert photos_missing(clerk, date(2016, 9, 23)).state == "soon"
    for nobody in (world.foreign[Role.TOWNSHIP_CLERK], world.users[Role.TOWNSHIP_DIRECTOR]):
        assert photos_missing(nobody, on) is None
    set_photo(application=made, data=picture(), user=clerk)
    assert photos_missing(clerk, on) is None
