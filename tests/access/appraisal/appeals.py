"""Addresses of appeals against results and of the person's own page."""

from datetime import date
from decimal import Decimal

from django.utils import timezone

from appraisal.enums import AppealState, YearState, YearStatus
from appraisal.models import Appeal, Result, Year, YearResult
from guanling.accounts.enums import Role
from guanling.documents.models import Paper
from tests.access.rows import CLERK, REVIEWER, STAFF_READERS, Row
from tests.people import make_user

OWN = frozenset({Role.SELF})
ENTERING = CLERK | {Role.TOWNSHIP_CLERK}


def result(objects):
    """The issued result of the person of the first township."""
    return {"pk": objects.result.pk}


def year_result(objects):
    """That person's year."""
    county = objects.result.month.county
    year = Year.objects.create(
        county=county,
        year=2016,
        state=YearState.CONFIRMED,
        confirmed_at=timezone.now(),
        document_number="关人口计生年〔2017〕1号",
    )
    made = YearResult.objects.create(
        year=year,
        issued=True,
        person=objects.person,
        person_name=objects.person.name,
        township_code=objects.township.code,
        township_name=objects.township.name,
        village_code=objects.village.code,
        village_name=objects.village.name,
        months_served=12,
        months_ranked=12,
        total=Decimal("80"),
        place=1,
        status=YearStatus.GRADED,
    )
    return {"pk": made.pk}


def appeal(objects, **fields):
    """A paper appeal against that month, typed by nobody of the matrix."""
    made = Appeal.objects.create(
        person=objects.person,
        village_code=objects.village.code,
        result=Result.objects.get(pk=objects.result.pk),
        text="漏登出勤",
        way="paper",
        filed_on=date(2016, 10, 12),
        due_on=date(2016, 10, 26),
        filed_by=objects.account,
        **fields,
    )
    return {"pk": made.pk}


def examined(objects):
    """That appeal, examined by nobody of the matrix."""
    return appeal(
        objects,
        state=AppealState.EXAMINED,
        examined_by=objects.account,
        examined_at=timezone.now(),
        examination="没有漏登",
        proposes_grant=False,
    )


def answered(objects):
    """That appeal, refused, with its answer not yet set."""
    paper = Paper.objects.create(
        kind="appeal-answer",
        key="appeal-0",
        unit_code=objects.village.code[:6],
        title="答复书",
        content={},
        number="关人口计生复〔2016〕1号",
        year=2016,
        serial=1,
        issued_at=timezone.now(),
        issued_on=date(2016, 10, 20),
        restricted=True,
    )
    pk = examined(objects)["pk"]
    Appeal.objects.filter(pk=pk).update(
        state=AppealState.REFUSED,
        decided_by=make_user("decider"),
        decided_at=timezone.now(),
        answer="没有漏登",
        paper=paper,
    )
    return {"pk": pk}


MATRIX = {
    "appraisal:mine": Row(OWN),
    "appraisal:appeals": Row(STAFF_READERS),
    "appraisal:appeals-export": Row(STAFF_READERS),
    "appraisal:appeal-new": Row(ENTERING | OWN, arguments=result, scoped=True),
    "appraisal:appeal-new-year": Row(ENTERING | OWN, arguments=year_result, scoped=True),
    "appraisal:appeal": Row(STAFF_READERS | OWN, arguments=appeal, scoped=True),
    "appraisal:appeal-examine": Row(CLERK, "post", arguments=appeal, scoped=True),
    "appraisal:appeal-decide": Row(REVIEWER, "post", arguments=examined, scoped=True),
    "appraisal:appeal-return": Row(REVIEWER, "post", arguments=examined, scoped=True),
    "appraisal:appeal-withdraw": Row(ENTERING | OWN, "post", arguments=appeal, scoped=True),
    "appraisal:appeal-answer": Row(STAFF_READERS | OWN, arguments=answered, scoped=True),
}
