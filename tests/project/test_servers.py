"""The test run stands on real servers with two roles."""

import os

import psycopg
import pytest
from django.db import connection


@pytest.mark.django_db
def test_database_is_real_postgresql_owned_by_the_owner_role():
    """UTF-8 with names outside the BMP, Chinese trigrams, and the owner may act as the app role."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('server_encoding'), '䶮𠮷'")
        assert cursor.fetchone() == ("guanling_owner", "UTF8", "䶮𠮷")
        cursor.execute("SET ROLE guanling_app")
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("guanling_app",)
        cursor.execute("RESET ROLE")


def test_app_role_cannot_create_tables():
    """The web's role owns nothing."""
    with (
        psycopg.connect(os.environ["DATABASE_APP_URL"]) as app,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        app.execute("CREATE TABLE public.intruder (id int)")
