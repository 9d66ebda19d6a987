"""Health check and the first set-up of an empty system."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from guanling.accounts.enums import Role
from guanling.accounts.models import User
from guanling.home.health import HEARTBEAT_KEY
from guanling.home.tasks import heartbeat
from roster.models import Unit
from tests.people import make_county

SETUP = {
    "county_code": "520424",
    "county_name": "关岭布依族苗族自治县",
    "username": "admin",
    "name": "管理员甲",
    "password": "shan-qing-shui-xiu-9",
    "password_again": "shan-qing-shui-xiu-9",
}


def test_health_names_the_part_that_is_missing(client, db):
    cache.delete(HEARTBEAT_KEY)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"database": "ok", "broker": "ok", "worker": "no heartbeat"}
    heartbeat()
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["worker"] == "ok"


def test_an_empty_system_leads_to_the_set_up_and_creates_the_county_once(client, db):
    assert client.get(reverse("accounts:login")).url == reverse("home:setup")
    assert client.post(reverse("home:setup"), SETUP).url == reverse("accounts:login")
    assert Unit.objects.get().code == "520424"
    assert User.objects.get().can("account.manage")
    assert client.get(reverse("home:setup")).url == reverse("accounts:login")
    assert client.post(reverse("home:setup"), SETUP | {"username": "second"}).status_code == 302
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"county_code": "5204"}, "请填 6 位数字"),
        ({"password_again": "other"}, "两次输入的密码不一致"),
        ({"password": "1234567890", "password_again": "1234567890"}, "密码只包含数字"),
    ],
)
def test_the_set_up_says_what_is_wrong(client, db, change, sentence):
    page = client.post(reverse("home:setup"), SETUP | change).content.decode()
    assert sentence in page
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("address", "mark"),
    [
        ("/roster/people/", ("人员", "page")),
        ("/roster/people/new/", ("人员", "true")),
        ("/appraisal/months/", ("月考核", "page")),
        ("/appraisal/reviews/", ("督查评议", "true")),
        ("/appraisal/recommendations/", ("年度考核", "true")),
        ("/appraisal/sweeps/", ("分流辞退", "true")),
        ("/", ("工作台", "page")),
    ],
)
def test_the_navigation_shows_where_one_is(client, db, address, mark):
    client.force_login(make_county().users[Role.BUREAU_CLERK])
    page = client.get(address)
    marked = [entry for entry in page.context["navigation"] if entry["current"]]
    assert [(entry["label"], entry["current"]) for entry in marked] == [mark]
    assert f'aria-current="{mark[1]}"' in page.content.decode()
