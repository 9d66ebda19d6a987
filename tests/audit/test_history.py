"""The change history: who, when, why; inserts only, also for the application's own database role."""

import os

import environ
import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guanling.accounts.enums import Role
from guanling.accounts.models import User
from guanling.audit.queries import insert_only_tables
from tests.people import make_county, make_user


@pytest.fixture
def world(db):
    return make_county()


def test_a_change_says_who_and_from_which_page(client, world):
    client.force_login(world.users[Role.SYSTEM_ADMIN])
    other = world.users[Role.BUREAU_CLERK]
    page = reverse("accounts:user-active", args=[other.pk])
    client.post(page, {"active": "0"})
    event = other.events.order_by("pgh_id").last()
    assert event.pgh_label == "update"
    assert event.is_active is False
    assert event.pgh_context["user"] == world.users[Role.SYSTEM_ADMIN].pk
    assert event.pgh_context["page"] == page


def test_events_refuse_update_and_delete(world):
    user = world.users[Role.BUREAU_CLERK]
    for act in (lambda: user.events.update(name="x"), lambda: user.events.all().delete()):
        with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
            act()
    assert user.events.count() == 1


def test_passwords_are_not_in_the_history(world):
    fields = {field.name for field in User.events.rel.related_model._meta.get_fields()}
    assert "password" not in fields


@pytest.mark.django_db(transaction=True)
def test_the_applications_role_can_only_insert():
    """Proven over a connection of the application's own role, to which the triggers are not even asked."""
    world = make_county()
    call_command("grant_app_role", role=settings.DATABASE_APP_ROLE)
    tables = insert_only_tables()
    assert "accounts_userevent" in tables
    assert "audit_accessrecord" in tables
    app = environ.Env.db_url_config(os.environ["DATABASE_APP_URL"])
    with psycopg.connect(
        host=app["HOST"],
        port=app["PORT"],
        user=app["USER"],
        password=app["PASSWORD"],
        dbname=connection.settings_dict["NAME"],
        autocommit=True,
    ) as own:
        assert own.execute("SELECT current_user").fetchone() == (settings.DATABASE_APP_ROLE,)
        for table in tables:
            key = "pgh_id" if table.endswith("event") else "id"
            for statement in (
                f"UPDATE {table} SET {key} = 0",
                f"DELETE FROM {table}",
                f"TRUNCATE {table}",
                f"ALTER TABLE {table} DISABLE TRIGGER ALL",
                f"DROP TABLE {table}",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    own.execute(statement)
        own.execute("UPDATE accounts_user SET name = '改名' WHERE id = %s", [world.users[Role.AUDITOR].pk])
    assert world.users[Role.AUDITOR].events.filter(name="改名").count() == 1


def test_the_auditors_page_shows_old_and_new_values(client, world):
    client.force_login(world.users[Role.SYSTEM_ADMIN])
    other = world.users[Role.BUREAU_CLERK]
    client.post(reverse("accounts:user-active", args=[other.pk]), {"active": "0"})
    client.force_login(world.users[Role.AUDITOR])
    page = client.get(
        reverse("audit:events"), {"table": "accounts_userevent", "label": "update", "row": other.pk}
    ).content.decode()
    assert "修改账号" in page
    assert "启用：是 → 否" in page
    assert "测试own_system_admin" in page


def test_the_auditors_page_takes_a_constant_number_of_statements(client, world):
    client.force_login(world.users[Role.AUDITOR])
    address = reverse("audit:events")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(60):
        make_user(f"more{number}", (Role.AUDITOR, world.county))
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) <= len(few)
