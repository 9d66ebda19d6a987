"""Addresses of cases of leaving."""

from appraisal.enums import CaseState
from appraisal.models import CaseStep
from guanling.accounts.enums import Role
from guanling.documents.models import Paper
from tests.access.rows import BUREAU, REVIEWER, TOWNSHIP, Row
from tests.appraisal.cases_build import bare_case, finding

VIEWERS = BUREAU | TOWNSHIP
HANDLERS = frozenset({Role.TOWNSHIP_CLERK})
DECIDERS = frozenset({Role.TOWNSHIP_DIRECTOR, Role.TOWNSHIP_LEADER})
SELF = frozenset({Role.SELF})


def found(objects):
    """A finding of the sweep about the first township's subject."""
    return {"pk": finding(objects.appointment).pk}


def case(objects):
    """A case about that person, opened by nobody of the matrix."""
    return {"pk": bare_case(objects.appointment, objects.account).pk}


def printed(objects):
    """A form of that case."""
    return {**case(objects), "what": "sheet"}


def paper(objects):
    """A notice of that case that has been served."""
    made = bare_case(objects.appointment, objects.account)
    letter = issued(objects)
    CaseStep.objects.create(
        case=made, act="notify", to_state=CaseState.EXAMINED, day=made.opened_on, paper=letter
    )
    type(made).objects.filter(pk=made.pk).update(notice=letter, served_on=made.opened_on)
    return {"pk": made.pk, "paper": letter.pk}


def issued(objects):
    """A paper of the first township, not set yet."""
    return Paper.objects.create(
        kind="case-notice",
        key="case",
        unit_code=objects.township.code,
        title="告知书",
        content={},
        number="甲府计生告〔2016〕1号",
        year=2016,
        serial=1,
        restricted=True,
        issued_at=objects.paper.issued_at,
        issued_on=objects.paper.issued_on,
    )


MATRIX = {
    "appraisal:cases": Row(VIEWERS),
    "appraisal:case-export": Row(VIEWERS),
    "appraisal:case-new": Row(HANDLERS),
    "appraisal:own-case": Row(SELF),
    "appraisal:case-from-finding": Row(HANDLERS | BUREAU, arguments=found, scoped=True),
    "appraisal:case": Row(VIEWERS, arguments=case, scoped=True),
    "appraisal:case-print": Row(VIEWERS, "post", arguments=printed, scoped=True),
    "appraisal:case-paper": Row(VIEWERS | SELF, arguments=paper, scoped=True),
    "appraisal:case-examine": Row(HANDLERS, "post", arguments=case, scoped=True),
    "appraisal:case-drop": Row(HANDLERS | DECIDERS | REVIEWER, "post", arguments=case, scoped=True),
    "appraisal:case-notify": Row(HANDLERS, "post", arguments=case, scoped=True),
    "appraisal:case-serve": Row(HANDLERS, "post", arguments=case, scoped=True),
    "appraisal:case-state": Row(HANDLERS | SELF, "post", arguments=case, scoped=True),
    "appraisal:case-waive": Row(HANDLERS | SELF, "post", arguments=case, scoped=True),
    "appraisal:case-consent": Row(DECIDERS, "post", arguments=case, scoped=True),
    "appraisal:case-decide": Row(DECIDERS, "post", arguments=case, scoped=True),
    "appraisal:case-return": Row(DECIDERS | REVIEWER, "post", arguments=case, scoped=True),
    "appraisal:case-file": Row(REVIEWER, "post", arguments=case, scoped=True),
    "appraisal:case-deliver": Row(HANDLERS, "post", arguments=case, scoped=True),
    "appraisal:case-appeal": Row(HANDLERS | SELF, "post", arguments=case, scoped=True),
    "appraisal:case-withdraw": Row(HANDLERS | SELF, "post", arguments=case, scoped=True),
    "appraisal:case-extend": Row(REVIEWER, "post", arguments=case, scoped=True),
    "appraisal:case-settle": Row(DECIDERS | REVIEWER, "post", arguments=case, scoped=True),
    "appraisal:case-tell": Row(HANDLERS, "post", arguments=case, scoped=True),
    "appraisal:case-reinstate": Row(HANDLERS, "post", arguments=case, scoped=True),
}
