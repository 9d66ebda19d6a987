"""Granting a role on the account's page."""

import pytest
from django.urls import reverse

from guanling.accounts.enums import Role
from tests.people import make_county, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"valid_to": "2016-08-31"}, "授权的止日不能早于起日。"),
        ({"role": Role.BUREAU_CLERK}, "须授予县一级的单位，请改选。"),
        (
            {"valid_from": "2015-02-01", "valid_to": "2015-03-01"},
            "该账号在这一单位已有同一角色的授权，期间重叠。",
        ),
    ],
)
def test_a_grant_that_cannot_be(client, changes, sentence):
    world = make_county()
    township = world.townships[0]
    user = make_user("xinren")
    user.grants.create(
        role=Role.TOWNSHIP_CLERK, unit=township, valid_from="2015-01-01", valid_to="2015-12-31"
    )
    client.force_login(world.users[Role.SYSTEM_ADMIN])
    sound = {"role": Role.TOWNSHIP_CLERK, "unit": township.pk, "valid_from": "2016-09-01", "valid_to": ""}
    page = client.post(reverse("accounts:grant-new", args=[user.pk]), sound | changes)
    assert sentence in page.content.decode()
    assert user.grants.count() == 1
