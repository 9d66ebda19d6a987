"""Addresses of the year, and of commendations and recommendations."""

from datetime import date
from decimal import Decimal

from appraisal.enums import ObjectionChannel, RecommendationKind, YearState, YearStatus
from appraisal.models import Recommendation, Year, YearEntry, YearObjection, YearResult, YearSheet
from guanling.accounts.enums import Role
from guanling.policy.queries import at
from roster.enums import Grade
from tests.access.rows import CLERK, IMPORTERS, REVIEWER, STAFF_READERS, WITH_VILLAGE, Row

TOWN_CLERK = frozenset({Role.TOWNSHIP_CLERK})
TOWN_DIRECTOR = frozenset({Role.TOWNSHIP_DIRECTOR})


def held(objects, state=YearState.CONFIRMED):
    """A year with an issued result of the subject in the first township, made by nobody of the matrix."""
    township, subject = objects.township, objects.person
    county = township.parent
    year = Year.objects.create(
        county=county,
        year=2016,
        state=state,
        parameters=at(county.code, date(2016, 12, 31)).as_json("yearly.", "assessment.min_days"),
        document_number="1号",
        confirmed_at="2017-01-20T00:00:00+08:00",
        notice_from=date(2017, 1, 11),
        notice_to=date(2017, 1, 17),
    )
    sheet = YearSheet.objects.create(year=year, unit=township)
    village = objects.village
    entry = YearEntry.objects.create(year=year, sheet=sheet, person=subject, village=village)
    result = YearResult.objects.create(
        year=year,
        issued=True,
        person=subject,
        person_name=subject.name,
        township_code=township.code,
        township_name=township.name,
        village_code=village.code,
        village_name=village.name,
        months_served=12,
        months_ranked=12,
        month_average=Decimal("90"),
        target_score=Decimal("90"),
        satisfaction=Decimal("90"),
        total=Decimal("90"),
        place=1,
        status=YearStatus.GRADED,
        grade=Grade.EXCELLENT,
    )
    return year, sheet, entry, result


def number(objects):
    """The year."""
    held(objects)
    return {"number": 2016}


def sheet(objects):
    """The first township's part."""
    return {"pk": held(objects)[1].pk}


def row(objects):
    """Its only row."""
    _, part, entry, _ = held(objects)
    return {"pk": part.pk, "entry": entry.pk}


def entry(objects):
    """The row alone."""
    return {"pk": held(objects)[2].pk}


def result(objects):
    """The result."""
    return {"pk": held(objects)[3].pk}


def objection(objects):
    """An objection, recorded by nobody of the matrix."""
    year, _, entry, _ = held(objects, YearState.NOTICED)
    made = YearObjection.objects.create(
        year=year,
        person=entry.person,
        channel=ObjectionChannel.LETTER,
        received_on=date(2017, 1, 12),
        text="台账不全",
        recorded_by=objects.account,
    )
    return {"pk": made.pk}


def recommendation(objects):
    """A township's proposal, made by nobody of the matrix."""
    year, part, entry, result = held(objects)
    made = Recommendation.objects.create(
        year=year,
        kind=RecommendationKind.TOWNSHIP_HONOUR,
        unit=part.unit,
        person=entry.person,
        person_name=entry.person.name,
        township_name=part.unit.name,
        village_code=result.village_code,
        village_name=result.village_name,
        reason="优秀",
        proposed_by=objects.account,
    )
    return {"pk": made.pk}


MATRIX = {
    "appraisal:years": Row(STAFF_READERS),
    "appraisal:year-open": Row(CLERK, "post"),
    "appraisal:year": Row(STAFF_READERS, arguments=number, of_county=True),
    "appraisal:year-compute": Row(CLERK, "post", arguments=number, of_county=True),
    "appraisal:year-reopen": Row(CLERK, "post", arguments=number, of_county=True),
    "appraisal:year-grade": Row(CLERK, "post", arguments=number, of_county=True),
    "appraisal:year-confirm": Row(REVIEWER, "post", arguments=number, of_county=True),
    "appraisal:year-results": Row(WITH_VILLAGE, arguments=number, of_county=True),
    "appraisal:year-results-export": Row(STAFF_READERS, arguments=number, of_county=True),
    "appraisal:year-results-print": Row(STAFF_READERS, "post", arguments=number, of_county=True),
    "appraisal:year-notice": Row(STAFF_READERS, arguments=number, of_county=True),
    "appraisal:year-notice-start": Row(CLERK, "post", arguments=number, of_county=True),
    "appraisal:year-notice-print": Row(STAFF_READERS, "post", arguments=number, of_county=True),
    "appraisal:year-objection-new": Row(CLERK, "post", arguments=number, of_county=True),
    "appraisal:year-objection": Row(REVIEWER, arguments=objection, of_county=True),
    "appraisal:year-result": Row(WITH_VILLAGE | {Role.SELF}, arguments=result, scoped=True),
    "appraisal:year-set-grade": Row(CLERK, arguments=result, scoped=True),
    "appraisal:year-sheet": Row(STAFF_READERS, arguments=sheet, scoped=True),
    "appraisal:year-row": Row(TOWN_CLERK, "post", arguments=row, scoped=True),
    "appraisal:year-sheet-submit": Row(TOWN_DIRECTOR, "post", arguments=sheet, scoped=True),
    "appraisal:year-sheet-accept": Row(REVIEWER, "post", arguments=sheet, scoped=True),
    "appraisal:year-sheet-return": Row(REVIEWER, "post", arguments=sheet, scoped=True),
    "appraisal:year-sheet-exception": Row(REVIEWER, "post", arguments=sheet, scoped=True),
    "appraisal:year-sheet-workbook": Row(TOWN_CLERK, "post", arguments=sheet, scoped=True),
    "appraisal:year-forms": Row(STAFF_READERS, "post", arguments=sheet, scoped=True),
    "appraisal:year-entry": Row(STAFF_READERS, arguments=entry, scoped=True),
    "appraisal:year-form": Row(STAFF_READERS, "post", arguments=entry, scoped=True),
    "appraisal:year-opinion": Row(TOWN_CLERK, arguments=entry, scoped=True),
    "appraisal:recommendations": Row(STAFF_READERS),
    "appraisal:recommendations-export": Row(STAFF_READERS),
    "appraisal:recommendations-print": Row(STAFF_READERS, "post"),
    "appraisal:recommendation-new": Row(IMPORTERS),
    "appraisal:recommendations-propose": Row(CLERK, "post"),
    "appraisal:recommendations-bonus": Row(STAFF_READERS),
    "appraisal:recommendation": Row(STAFF_READERS, arguments=recommendation, scoped=True),
    "appraisal:recommendation-decide": Row(TOWN_DIRECTOR, "post", arguments=recommendation, scoped=True),
    "appraisal:recommendation-drop": Row(TOWN_DIRECTOR, "post", arguments=recommendation, scoped=True),
}
