"""Addresses of supervision."""

from datetime import date

from appraisal.enums import CheckTopic, MendState, VisitKind, VisitState
from appraisal.models import ChecklistItem, Finding, Visit
from tests.access.rows import CLERK, IMPORTERS, STAFF_READERS, Row
from tests.training.papers import make_test
from training.enums import AnswerWay
from training.models import Attempt

DAY = date(2016, 9, 12)


def visit(objects, **fields):
    """A visit to the first township's village."""
    made = Visit.objects.create(
        **{
            "village": objects.village,
            "kind": VisitKind.COUNTY,
            "planned_on": DAY,
            "leader": objects.account,
            "made_by": objects.account,
            **fields,
        }
    )
    return {"pk": made.pk}


def item_of(objects):
    """An item of the county's checklist."""
    county = objects.township.parent
    made = ChecklistItem.objects.create(county=county, topic=CheckTopic.LEDGER, text="台账齐全", order=1)
    return {"pk": made.pk}


def check(objects):
    """That visit and that item."""
    return visit(objects) | {"item": item_of(objects)["pk"]}


def give(objects):
    """That visit and a director who serves there."""
    return visit(objects) | {"person": objects.person.pk}


def paper(objects):
    """That visit, and a paper of its test."""
    test = make_test(objects.township)
    attempt = Attempt.objects.create(
        test=test,
        person=objects.person,
        unit_code=objects.village.code,
        place="甲镇 · 甲家村 人口主任",
        way=AnswerWay.SPOT,
        seed=1,
    )
    return visit(objects, test=test) | {"attempt": attempt.pk}


def problem(objects):
    """A problem found on a visit that is closed."""
    made = visit(objects, state=VisitState.DONE, visited_on=DAY, record_number="关人口计生督〔2016〕9号")
    found = Finding.objects.create(
        visit_id=made["pk"],
        village=objects.village,
        person=objects.person,
        found_on=DAY,
        deduction=0,
        reason="台账缺页",
        mend_by=date(2016, 9, 27),
        mend_state=MendState.OPEN,
    )
    return {"pk": found.pk}


def _act(arguments=visit):
    return Row(IMPORTERS, "post", arguments=arguments, scoped=True)


MATRIX = {
    "appraisal:visits": Row(STAFF_READERS),
    "appraisal:visits-coverage": Row(STAFF_READERS),
    "appraisal:visits-export": Row(STAFF_READERS),
    "appraisal:visits-print": Row(STAFF_READERS, "post"),
    "appraisal:visit-new": Row(IMPORTERS),
    "appraisal:visit": Row(STAFF_READERS, arguments=visit, scoped=True),
    "appraisal:visit-plan": Row(IMPORTERS, arguments=visit, scoped=True),
    "appraisal:visit-cancel": _act(),
    "appraisal:visit-day": _act(),
    "appraisal:visit-people": _act(),
    "appraisal:visit-check": _act(check),
    "appraisal:visit-skip": _act(),
    "appraisal:visit-test": _act(),
    "appraisal:visit-give": _act(give),
    "appraisal:visit-paper": Row(IMPORTERS, arguments=paper, scoped=True),
    "appraisal:visit-finding": _act(),
    "appraisal:visit-finding-withdraw": _act(problem),
    "appraisal:visit-disorder": _act(),
    "appraisal:visit-done": _act(),
    "appraisal:visit-print": Row(STAFF_READERS, "post", arguments=visit, scoped=True),
    "appraisal:rechecks": Row(STAFF_READERS),
    "appraisal:rechecks-export": Row(STAFF_READERS),
    "appraisal:recheck": Row(IMPORTERS, arguments=problem, scoped=True),
    "appraisal:checklist": Row(STAFF_READERS),
    "appraisal:checklist-new": Row(CLERK),
    "appraisal:checklist-sample": Row(CLERK, "post"),
    "appraisal:checklist-item": Row(CLERK, arguments=item_of, of_county=True),
}
