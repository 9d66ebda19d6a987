"""Addresses of training: knowledge tests."""

from datetime import timedelta

from django.utils import timezone

from guanling.accounts.enums import Role
from tests.access.rows import IMPORTERS, STAFF_READERS, Row
from tests.training.papers import bank, make_test, open_now
from training.enums import AnswerWay
from training.services import tests as services

SELF = frozenset({Role.SELF})


def knowledge_test(objects):
    """An open test of the first township, for whoever is given a paper."""
    return {"pk": _test(objects).pk}


def _test(objects):
    made = make_test(objects.township, courses=[bank(objects.township)])
    return open_now(made)


def _paper(objects, way):
    now = timezone.now()
    return services.paper_for(test=_test(objects), person=objects.person, way=way, now=now)


def screen_paper(objects):
    """That person's paper on screen, with late answers."""
    paper = _paper(objects, AnswerWay.SCREEN)
    late = timezone.now() + timedelta(days=1)
    services.save_answers(attempt=paper, answers={1: [0]}, now=late)
    return {"pk": paper.pk}


def printed_paper(objects):
    """That person's printed paper."""
    return {"pk": _paper(objects, AnswerWay.PRINTED).pk}


def course(objects):
    """A course of the first township."""
    return {"pk": bank(objects.township).pk}


MATRIX = {
    "training:tests": Row(STAFF_READERS),
    "training:tests-export": Row(STAFF_READERS),
    "training:test-new": Row(IMPORTERS),
    "training:test": Row(STAFF_READERS, arguments=knowledge_test, scoped=True),
    "training:test-edit": Row(IMPORTERS, arguments=knowledge_test, scoped=True),
    "training:test-open": Row(IMPORTERS, "post", arguments=knowledge_test, scoped=True),
    "training:test-close": Row(IMPORTERS, "post", arguments=knowledge_test, scoped=True),
    "training:test-export": Row(STAFF_READERS, arguments=knowledge_test, scoped=True),
    "training:test-statistics": Row(STAFF_READERS, arguments=knowledge_test, scoped=True),
    "training:test-statistics-export": Row(STAFF_READERS, arguments=knowledge_test, scoped=True),
    "training:test-papers": Row(IMPORTERS, "post", arguments=knowledge_test, scoped=True),
    "training:test-key": Row(IMPORTERS, "post", arguments=knowledge_test, scoped=True),
    "training:test-typing": Row(IMPORTERS, arguments=knowledge_test, scoped=True),
    # Whoever is not invited is told so on the page.
    "training:test-take": Row(SELF, arguments=knowledge_test),
    "training:attempt": Row(STAFF_READERS | SELF, arguments=screen_paper, scoped=True),
    "training:attempt-answer": Row(SELF, arguments=screen_paper, scoped=True),
    "training:attempt-submit": Row(SELF, "post", arguments=screen_paper, scoped=True),
    "training:attempt-type": Row(IMPORTERS, arguments=printed_paper, scoped=True),
    "training:attempt-accept-late": Row(IMPORTERS, "post", arguments=screen_paper, scoped=True),
    "training:course-statistics": Row(STAFF_READERS, arguments=course, scoped=True),
    "training:course-statistics-export": Row(STAFF_READERS, arguments=course, scoped=True),
}
