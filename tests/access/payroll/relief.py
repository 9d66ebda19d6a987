"""Addresses of relief: who applies, who decides, and that nobody else reads what tells of health."""

from datetime import date

from django.utils import timezone

from guanling.accounts.enums import Role
from guanling.documents.models import Paper
from payroll.enums import ReliefState
from payroll.models import Relief
from payroll.services.relief import add_paper
from tests.access.rows import REVIEWER, Row
from tests.people import make_user
from tests.roster.files import picture

OWN = frozenset({Role.SELF})
TOWN_CLERK = frozenset({Role.TOWNSHIP_CLERK})


def relief(objects, **fields):
    """A paper application of the person of the first township, typed by nobody of the matrix."""
    made = Relief.objects.create(
        **{
            "person": objects.person,
            "person_name": objects.person.name,
            "village_code": objects.village.code,
            "village_name": objects.village.name,
            "township": objects.township,
            "township_name": objects.township.name,
            "relation": "self",
            "kind": "illness",
            "event_on": date(2016, 9, 12),
            "medical": "住院",
            "way": "paper",
            "applied_on": date(2016, 9, 20),
            "applied_by": objects.account,
        }
        | fields
    )
    return {"pk": made.pk}


def proposed(objects):
    """The same, examined by nobody of the matrix."""
    return relief(
        objects,
        state=ReliefState.PROPOSED,
        proposed_by=make_user("proposer"),
        proposed_at=timezone.now(),
        opinion="属实",
    )


def decided(objects):
    """The same, refused, its decision not yet set."""
    paper = Paper.objects.create(
        kind="relief-decision",
        key="relief-0",
        unit_code=objects.village.code[:6],
        title="决定书",
        content={},
        number="关人口计生救〔2016〕1号",
        year=2016,
        serial=1,
        issued_at=timezone.now(),
        issued_on=date(2016, 10, 8),
        restricted=True,
    )
    pk = proposed(objects)["pk"]
    Relief.objects.filter(pk=pk).update(
        state=ReliefState.REFUSED,
        decided_by=make_user("decider"),
        decided_at=timezone.now(),
        ground="not_covered",
        answer="不属于",
        paper=paper,
    )
    return {"pk": pk}


def paper(objects):
    """A paper of the application."""
    made = Relief.objects.get(pk=relief(objects)["pk"])
    # Added as by the office: the account of the matrix's person is a clerk of the township.
    return {
        "pk": add_paper(relief=made, kind="proof", name="证.png", data=picture(), user=objects.account).pk
    }


STAFF = TOWN_CLERK | REVIEWER
MATRIX = {
    "payroll:reliefs": Row(STAFF),
    "payroll:reliefs-export": Row(STAFF),
    "payroll:relief-blank": Row(STAFF | OWN, "post"),
    "payroll:relief-new": Row(TOWN_CLERK),
    "payroll:relief-mine": Row(OWN),
    "payroll:relief-own-new": Row(OWN),
    "payroll:relief": Row(STAFF | OWN, arguments=relief, scoped=True),
    "payroll:relief-medical": Row(REVIEWER, "post", arguments=relief, scoped=True),
    "payroll:relief-paper-new": Row(TOWN_CLERK | OWN, "post", arguments=relief, scoped=True),
    "payroll:relief-propose": Row(REVIEWER, "post", arguments=relief, scoped=True),
    "payroll:relief-decide": Row(REVIEWER, "post", arguments=proposed, scoped=True),
    "payroll:relief-return": Row(REVIEWER, "post", arguments=proposed, scoped=True),
    "payroll:relief-withdraw": Row(TOWN_CLERK | OWN, "post", arguments=relief, scoped=True),
    "payroll:relief-print": Row(STAFF | OWN, "post", arguments=relief, scoped=True),
    "payroll:relief-decision": Row(REVIEWER | OWN, arguments=decided, scoped=True),
    "payroll:relief-paper": Row(REVIEWER | OWN, "post", arguments=paper, scoped=True),
    "payroll:relief-paper-withdraw": Row(TOWN_CLERK | OWN, "post", arguments=paper, scoped=True),
}
