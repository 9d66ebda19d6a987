"""Two at once on one case; each race with a control that shows what the lock is for (P8.2)."""

import threading
from datetime import timedelta

import pytest

from appraisal.enums import CaseAct, CaseState
from appraisal.models import Case, CaseStep
from appraisal.services import cases as services
from guanling.documents.models import Paper, PaperNumber
from guanling.runs.errors import Refusal
from tests.appraisal.cases_build import Leaving
from tests.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def without_guard(monkeypatch, parties=2):
    """Take lock and conditional update away, and let all read before any writes."""
    meet = threading.Barrier(parties)

    def unlocked(case):
        found = Case.objects.select_related("person", "township", "village", "finding").get(pk=case.pk)
        meet.wait(timeout=20)
        return found

    def unconditional(thing, to, table, *, called, **fields):
        type(thing).objects.filter(pk=thing.pk).update(state=to, **fields)
        thing.refresh_from_db()

    monkeypatch.setattr(services, "_locked", unlocked)
    monkeypatch.setattr(services, "move", unconditional)


def decided_by_two(leaving):
    case = leaving.brought(CaseState.CONSENTED)
    return at_once(
        lambda: leaving.decide(case, user=leaving.leader),
        lambda: leaving.decide(case, user=leaving.other_leader),
    )


def test_of_two_second_deciders_one_decides():
    results = decided_by_two(Leaving())
    assert sorted(type(one).__name__ for one in results) == ["Paper", "Refusal"]
    assert Paper.objects.filter(kind=services.DECISION).count() == 1
    assert CaseStep.objects.filter(act=CaseAct.DECIDE).count() == 1


def test_without_the_guard_there_would_be_two_decisions(monkeypatch):
    leaving = Leaving()
    case = leaving.brought(CaseState.CONSENTED)
    without_guard(monkeypatch)
    results = at_once(
        lambda: leaving.decide(case, user=leaving.leader),
        lambda: leaving.decide(case, user=leaving.other_leader),
    )
    assert not [one for one in results if isinstance(one, Exception)]
    assert Paper.objects.filter(kind=services.DECISION).count() == 2


def test_a_case_is_filed_once():
    leaving = Leaving()
    case = leaving.brought(CaseState.DECIDED)
    results = at_once(lambda: leaving.file(case), lambda: leaving.file(case, user=leaving.other_reviewer))
    assert len([one for one in results if isinstance(one, Refusal)]) == 1
    assert PaperNumber.objects.get(kind=services.FILING_NUMBER).last == 1


def test_without_the_guard_it_would_use_up_two_numbers(monkeypatch):
    leaving = Leaving()
    case = leaving.brought(CaseState.DECIDED)
    without_guard(monkeypatch)
    results = at_once(lambda: leaving.file(case), lambda: leaving.file(case, user=leaving.other_reviewer))
    assert results == [None, None]
    assert PaperNumber.objects.get(kind=services.FILING_NUMBER).last == 2


def lapse_against_decision(leaving, case):
    """Decide on the last day while the task of the day after runs."""
    leaving.today = Case.objects.get(pk=case.pk).due_on
    return at_once(
        lambda: leaving.decide(case),
        lambda: services.lapse_due(today=leaving.today + timedelta(days=1)),
    )


def test_a_case_lapses_or_is_decided_never_both():
    leaving = Leaving()
    case = leaving.brought(CaseState.CONSENTED)
    decision, _ = lapse_against_decision(leaving, case)
    case.refresh_from_db()
    acts = set(case.steps.values_list("act", flat=True)) & {CaseAct.DECIDE, CaseAct.LAPSE}
    if isinstance(decision, Paper):
        assert (case.state, acts) == (CaseState.DECIDED, {CaseAct.DECIDE})
    else:
        assert isinstance(decision, Refusal)
        assert (case.state, acts) == (CaseState.LAPSED, {CaseAct.LAPSE})
        assert not Paper.objects.filter(kind=services.DECISION).exists()


def test_without_the_guard_nobody_would_be_told(monkeypatch):
    """The control: both go through their gate; at best the database's own check stops one."""
    leaving = Leaving()
    case = leaving.brought(CaseState.CONSENTED)
    without_guard(monkeypatch)
    results = lapse_against_decision(leaving, case)
    assert not [one for one in results if isinstance(one, Refusal)]


def test_two_tasks_at_once_lapse_a_case_once():
    leaving = Leaving()
    case = leaving.brought(CaseState.OPENED)
    late = case.due_on + timedelta(days=1)
    assert at_once(*[lambda: services.lapse_due(today=late)] * 2) == [[], []]
    assert CaseStep.objects.filter(act=CaseAct.LAPSE).count() == 1


def test_one_of_two_clerks_opens_the_case():
    leaving = Leaving()
    results = at_once(*[lambda: leaving.open("leaving.health")] * 2)
    assert len([one for one in results if isinstance(one, Refusal)]) == 1
    assert Case.objects.count() == 1
