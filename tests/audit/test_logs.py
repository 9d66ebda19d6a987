"""Nothing personal reaches a log line: not from a form, not from a failed request, not from a failed task."""

import io
import json
import logging

import pytest
from celery.app.trace import TraceInfo
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from guanling.accounts.enums import Role
from guanling.audit.logs import JsonFormatter
from guanling.celery import app
from roster.models import Person
from tests.appraisal.world import identity_number
from tests.people import PASSWORD, make_county

NAME = "欧阳丽华"
NUMBER = identity_number(777)


@pytest.fixture
def lines(settings):
    """Everything that is logged from the lowest level on, written as in production."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


def form(world):
    """A new person as typed."""
    return {
        "unit": world.villages[0].pk,
        "name": NAME,
        "identity_number": NUMBER,
        "phone": "13912345678",
        "bank_account": "6222020200112233445",
    }


def clean(stream):
    """Fail when something personal was logged; return the lines."""
    text = stream.getvalue()
    for secret in (NAME, NUMBER, NUMBER[:17], "13912345678", "6222020200112233445", PASSWORD, "猜错的密码"):
        assert secret not in text
        assert json.dumps(secret)[1:-1] not in text
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.django_db
def test_a_form_leaves_only_the_pages_name(client, lines):
    world = make_county()
    client.force_login(world.users[Role.BUREAU_CLERK])
    for data in (form(world), form(world) | {"identity_number": NUMBER[:-1]}):
        client.post(reverse("roster:person-new"), data)
    client.post(reverse("roster:people-search"), {"q": NUMBER})
    client.get(reverse("roster:people"), {"q": NAME})
    views = [line.get("view") for line in clean(lines)]
    assert views.count("roster:person-new") == 2


@pytest.mark.django_db
def test_a_failed_login_leaves_neither_name_nor_password(client, lines):
    make_county()
    client.post(reverse("accounts:login"), {"username": NAME, "password": "猜错的密码"})
    client.post(reverse("accounts:login"), {"username": "own_bureau_clerk", "password": PASSWORD})
    assert clean(lines)


@pytest.mark.django_db
def test_an_error_tells_its_place_and_not_its_text(lines, monkeypatch):
    world = make_county()
    client = Client(raise_request_exception=False)
    client.force_login(world.users[Role.BUREAU_CLERK])

    def broken(*args, **kwargs):
        raise IntegrityError(f"Key (identity_hash)=({NUMBER}) of {NAME} already exists")

    monkeypatch.setattr(Person.objects.__class__, "visible_to", broken)
    answer = client.post(reverse("roster:people-search"), {"q": NUMBER})
    if answer.status_code != 500:
        answer = client.get(reverse("roster:people"), {"q": NAME})
    assert answer.status_code == 500
    assert NUMBER not in answer.content.decode()
    (failed,) = [line for line in clean(lines) if line["level"] == "ERROR"]
    assert failed["exception"] == "IntegrityError"
    assert any("broken" in place for place in failed["trace"])


def test_a_failed_task_tells_its_name_and_not_its_text(lines):
    """As the worker itself writes it down when a task raises."""

    @app.task(name="tests.fails", bind=True)
    def fails(self):
        raise IntegrityError(f"{NAME} {NUMBER}")

    request = fails.request_stack
    request.push(type(fails.request)(id="1", args=(NUMBER,), kwargs={"name": NAME}))
    try:
        try:
            fails.run()
        except IntegrityError as error:
            TraceInfo("FAILURE", error).handle_failure(fails, fails.request, store_errors=False)
    finally:
        request.pop()
        app.tasks.unregister("tests.fails")
    (failed,) = [line for line in clean(lines) if line["level"] == "ERROR"]
    assert "tests.fails" in failed["message"]
    assert failed["exception"] == "IntegrityError"


@pytest.mark.django_db(transaction=True)
def test_a_worker_writes_its_lines_the_same_way(worker):
    """Left alone, Celery would put its own format over ours."""
    worker.start()
    (ready,) = [line for line in worker.said().splitlines() if "ready." in line]
    assert json.loads(ready)["logger"] == "celery.apps.worker"
