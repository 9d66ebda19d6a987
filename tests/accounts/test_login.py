"""Login, lockout, first passwords, session limits, disabled accounts."""

import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.utils import InternalError
from django.urls import reverse
from django.utils import timezone

from guanling.accounts.enums import Role
from guanling.accounts.models import User
from tests.people import PASSWORD, make_county, make_user


@pytest.fixture
def world(db):
    return make_county()


def login(client, username, password=PASSWORD):
    return client.post(reverse("accounts:login"), {"username": username, "password": password})


def test_every_page_asks_for_login(client, world):
    response = client.get(reverse("home:index"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("accounts:login"))


def test_login_reaches_the_first_page(client, world):
    response = login(client, "own_bureau_clerk")
    assert response.url == reverse("home:index")
    page = client.get(response.url)
    assert "关岭自治县 · 县局经办" in page.content.decode()


def test_five_wrong_passwords_lock_this_user_from_this_address_only(client, world):
    for _ in range(5):
        login(client, "own_bureau_clerk", "wrong-password")
    locked = login(client, "own_bureau_clerk")
    assert locked.status_code == 429
    assert "锁定" in locked.content.decode()
    assert login(client, "own_bureau_reviewer").status_code == 302


def test_first_password_must_be_changed(client, world):
    user = make_user("fresh", (Role.BUREAU_CLERK, world.county))
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    login(client, "fresh")
    assert client.get(reverse("home:index")).url == reverse("accounts:password")
    new = "ling-jiang-yi-qu-7"
    client.post(
        reverse("accounts:password"),
        {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
    )
    assert client.get(reverse("home:index")).status_code == 200


def test_weak_passwords_are_refused(client, world):
    login(client, "own_bureau_clerk")
    page = client.post(
        reverse("accounts:password"),
        {"old_password": PASSWORD, "new_password1": "12345", "new_password2": "12345"},
    )
    assert page.status_code == 200
    user = User.objects.get(username="own_bureau_clerk")
    assert user.check_password(PASSWORD)


def test_disabling_an_account_ends_its_session(client, world):
    login(client, "own_bureau_clerk")
    assert client.get(reverse("home:index")).status_code == 200
    User.objects.filter(username="own_bureau_clerk").update(is_active=False)
    assert client.get(reverse("home:index")).status_code == 302


def test_session_ends_when_nobody_uses_it(client, world, settings):
    """Each request begins the idle time anew; after it the page asks for login."""
    login(client, "own_bureau_clerk")
    first = timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE // 2)
    Session.objects.update(expire_date=first)
    assert client.get(reverse("home:index")).status_code == 200
    assert Session.objects.get().expire_date > first
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get(reverse("home:index")).status_code == 302


def test_session_ends_at_its_absolute_age(client, world, settings):
    login(client, "own_bureau_clerk")
    client.get(reverse("home:index"))
    session = client.session
    session["started"] = int(time.time()) - settings.SESSION_ABSOLUTE_SECONDS - 1
    session.save()
    assert client.get(reverse("home:index")).status_code == 302


def test_a_grant_counts_only_in_its_period(client, world):
    user = world.users[Role.BUREAU_CLERK]
    user.grants.update(valid_from="2014-01-01", valid_to="2014-12-31")
    login(client, "own_bureau_clerk")
    assert "您的账号还没有授权" in client.get(reverse("home:index")).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_get_request_cannot_write(client, monkeypatch):
    """The database itself refuses: a view that writes on GET fails."""
    world = make_county()
    client.force_login(world.users[Role.SYSTEM_ADMIN])

    def writing(request):
        with transaction.atomic():
            User.objects.filter(pk=request.user.pk).update(name="改名")

    monkeypatch.setattr("guanling.home.views.render", lambda request, *args: writing(request))
    with pytest.raises(InternalError, match="read-only"):
        client.get(reverse("home:index"))
    assert not User.objects.filter(name="改名").exists()
    with connection.cursor() as cursor:
        cursor.execute("SHOW default_transaction_read_only")
        assert cursor.fetchone() == ("off",)
