"""Two at once: the month is closed by one of two browsers, and ranking waits for its lock."""

import threading
import time
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import transaction
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from appraisal.enums import MonthState, SheetState
from appraisal.models import Month, Result, SheetLog
from appraisal.services import months, ranking, sheets
from guanling.accounts.enums import Role
from guanling.policy import services as policy
from guanling.runs.errors import Refusal
from guanling.runs.models import Run
from tests.appraisal.world import closed, opened, score, small_county
from tests.at_once import at_once
from tests.people import make_user

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_browsers_that_close_the_month_one_is_told():
    world = small_county()
    month = opened(world)
    for person in world.people:
        score(person, "90")
    month.sheets.update(state=SheetState.ACCEPTED)
    second = make_user("second_reviewer", (Role.BUREAU_REVIEWER, world.county))
    address = reverse("appraisal:month-close", kwargs={"period": "2016-09"})

    def browser(user):
        client = Client()
        client.force_login(user)

        def press():
            return client.post(address, follow=True).content.decode()

        return press

    said = at_once(browser(world.users[Role.BUREAU_REVIEWER]), browser(second))
    assert sorted("已关闭，可以排序" in text for text in said) == [False, True]
    (other,) = [text for text in said if "已关闭，可以排序" not in text]
    assert "不能再关闭" in other or "已被他人处理" in other
    month.refresh_from_db()
    assert month.state == MonthState.CLOSED
    # Each sheet was closed once.
    assert SheetLog.objects.filter(to_state=SheetState.CLOSED).count() == month.sheets.count()


def test_a_sheet_returned_at_the_same_moment_keeps_the_month_open():
    world = small_county()
    month = opened(world)
    month.sheets.update(state=SheetState.ACCEPTED)
    sheet = month.sheets.select_related("month__county", "unit").first()
    reviewer = world.users[Role.BUREAU_REVIEWER]
    returned = threading.Event()

    def send_back():
        with transaction.atomic():
            sheets.return_sheet(sheet=sheet, user=reviewer, reason="绩请核对")
            returned.set()
            time.sleep(1)  # the closing meanwhile counts the sheet as accepted and waits for its row

    def close():
        returned.wait(timeout=10)
        months.close_month(month=month, user=reviewer)

    _, refused = at_once(send_back, close)
    assert isinstance(refused, Refusal), refused
    month.refresh_from_db()
    sheet.refresh_from_db()
    assert (month.state, sheet.state) == (MonthState.OPEN, SheetState.RETURNED)


def decide_while_closing():
    """Decide about September while it is being closed and ranked; return (outcome of deciding, month)."""
    world = small_county()
    month = opened(world)
    for person in world.people:
        score(person, "80")
    month.sheets.update(state=SheetState.ACCEPTED)
    decided, closing = threading.Event(), threading.Event()

    def decide():
        with transaction.atomic():
            policy.decide(
                user=world.users[Role.BUREAU_CLERK],
                county_code=world.county.code,
                key="assessment.min_days",
                value="10",
                valid_from=date(2016, 9, 1),
                document_number="关人口计生发〔2016〕20号",
                reason="试行",
            )
            decided.set()
            closing.wait(timeout=2)  # never set where the closing has to wait for us

    def close():
        decided.wait(timeout=10)
        months.close_month(month=month, user=world.users[Role.BUREAU_REVIEWER])
        ranking.rank_now(month=Month.objects.get(pk=month.pk))
        closing.set()

    assert at_once(decide, close) == [None, None]
    return Run.objects.get(kind=ranking.KIND).parameters["values"]["assessment.min_days"]["value"]


def test_a_month_closed_while_a_decision_is_saved_is_ranked_by_it():
    assert decide_while_closing() == "10"


def test_without_the_guards_lock_it_would_be_ranked_by_the_value_before(monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)
    assert decide_while_closing() == "15"


@contextmanager
def lock_taken_away(monkeypatch):
    """The same code with its lock doing nothing."""
    with monkeypatch.context() as patch:
        patch.setattr(ranking, "lock_month", lambda month_id: None)
        patch.setattr(months, "lock_month", lambda month_id: None)
        yield


def rank_twice(month):
    """Rank a month from two connections at once, the second beginning while the first has not committed."""
    written, finished = threading.Event(), threading.Event()

    def first():
        with transaction.atomic():
            ranking._rank(month.pk)
            written.set()
            finished.wait(timeout=2)
        return "done"

    def second():
        written.wait(timeout=10)
        try:
            ranking._rank(month.pk)
        finally:
            finished.set()
        return "done"

    return at_once(first, second)


def test_two_rankings_at_once_wait_for_each_other():
    world = small_county()
    month = closed(world)
    assert rank_twice(month) == ["done", "done"]
    assert Result.objects.filter(month=month).count() == 3
    assert Month.objects.get(pk=month.pk).state == MonthState.RANKED


def test_without_the_lock_two_rankings_collide(monkeypatch):
    """Shows that the lock is what holds: the second ranking neither sees nor replaces the first's rows."""
    world = small_county()
    month = closed(world, first_day=date(2016, 9, 1))
    with lock_taken_away(monkeypatch):
        results = rank_twice(month)
    assert [result for result in results if isinstance(result, Exception)], results
