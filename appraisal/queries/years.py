"""What the pages, commands and services of the year read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import Count, F, Max, OuterRef, Q, Subquery

from appraisal.enums import (
    IncidentState,
    MonthState,
    ResultStatus,
    ReviewState,
    YearSheetState,
    YearState,
    YearStatus,
)
from appraisal.models import (
    Incident,
    Month,
    Result,
    ReviewSubject,
    Year,
    YearCorrection,
    YearEntry,
    YearResult,
    YearSheet,
)
from appraisal.rules import month_end
from appraisal.rules import years as rules
from guanling.accounts.enums import Action
from guanling.policy import queries as policy
from guanling.policy.enums import Origin
from guanling.policy.rules import catalogue
from guanling.runs.errors import Refusal
from roster.enums import AgreementKind, AgreementState, Grade, Level, Nature, PostKind
from roster.models import Agreement, Unit
from roster.rules.moves import working_days

WEIGHTS, BANDS = "yearly.weights", "yearly.grade_bands"
SHARE, LEAST_MONTHS = "yearly.excellent_share_max", "yearly.min_months"
NOTICE_DAYS, LEAST_DAYS = "yearly.notice_working_days", "assessment.min_days"
GRADES = {grade.label: grade.value for grade in Grade if grade != Grade.NO_GRADE}
ORDER = (F("place").asc(nulls_last=True), "village_code", "person__pinyin", "pk")
# What a rate of the year is taken from, with the parameter that weighs it.
FIGURES = (
    ("months", "month_average", "月考核平均分"),
    ("target", "target_score", "目标管理责任书得分"),
    ("satisfaction", "satisfaction", "群众满意度"),
)

# Days of regular service as director in each month of the year, each day once, wherever in the county; a
# month counts when they reach the least number of that month's policy.
SERVED = """calendar AS (
    SELECT * FROM unnest(%(firsts)s::date[], %(lasts)s::date[], %(leasts)s::int[]) AS c(first, last, least)
), terms AS (
    SELECT a.person_id, range_agg(daterange(a.valid_from, a.valid_to, '[]')) AS spans
      FROM roster_appointment a
      JOIN roster_post po ON po.id = a.post_id AND po.kind = %(kind)s
      JOIN roster_unit u ON u.id = po.unit_id AND u.level = %(village)s AND u.code LIKE %(below)s
     WHERE a.nature = %(nature)s
       AND a.valid_from <= %(last)s AND (a.valid_to IS NULL OR a.valid_to >= %(first)s)
     GROUP BY a.person_id
), served AS (
    SELECT t.person_id, count(*) FILTER (WHERE d.days >= c.least) AS months
      FROM terms t
     CROSS JOIN calendar c
     CROSS JOIN LATERAL (
        SELECT COALESCE(sum(upper(span) - lower(span)), 0) AS days
          FROM unnest(t.spans * datemultirange(daterange(c.first, c.last, '[]'))) AS span
     ) d
     GROUP BY t.person_id
)"""


def last_day(year: int) -> date:
    """Return the day whose policy measures the year."""
    return date(year, 12, 31)


def scheme_of(held) -> rules.YearScheme:
    """Return the scheme of a year from the policy of its last day. Refuses bands that name no grade."""
    return _scheme(held[WEIGHTS], held[BANDS], held[SHARE], held[LEAST_MONTHS])


def _scheme(weights, bands, share, least_months):
    unknown = [band.result for band in bands.rows if band.result not in GRADES]
    if unknown:
        raise Refusal(
            f"“年度得分对应的等次”中的“{'、'.join(unknown)}”不是等次；请在政策参数中改为"
            f"{'、'.join(GRADES)}之一。"
        )
    return rules.YearScheme(
        weights=weights,
        bands=tuple((band.limit, GRADES[band.result]) for band in bands.rows),
        share=share,
        least_months=least_months,
    )


def scheme_for(county_code: str, year: int) -> rules.YearScheme:
    """Return the scheme by which a county's year is assessed: the policy of 31 December."""
    return scheme_of(policy.at(county_code, last_day(year)))


def stored_scheme(year: Year) -> rules.YearScheme:
    """Return the scheme by which the year was worked out, as it was stored with it."""
    values = year.parameters["values"]
    parameters = catalogue().parameters
    return _scheme(
        *(parameters[key].shape.parse(values[key]["value"]) for key in (WEIGHTS, BANDS, SHARE, LEAST_MONTHS))
    )


def span(year: Year) -> dict:
    """Return the values of SERVED: the months of the year, each with the least days of its own policy."""
    code, number = year.county.code, year.year
    firsts = [date(number, month, 1) for month in range(1, 13)]
    held = policy.at_days(code, [*firsts, last_day(number)])
    # Months before the monthly assessment began have no figure of their own: that of 31 December holds.
    usual = held[last_day(number)][LEAST_DAYS]
    return {
        "firsts": firsts,
        "lasts": [month_end(first) for first in firsts],
        "leasts": [held[first].get(LEAST_DAYS) or usual for first in firsts],
        "first": firsts[0],
        "last": last_day(number),
        "kind": PostKind.POPULATION_DIRECTOR.value,
        "nature": Nature.REGULAR.value,
        "village": Level.VILLAGE.value,
        "below": f"{code}%",
        "county": year.county_id,
        "number": number,
        "year": year.pk,
    }


def months_served(year: Year) -> dict[int, int]:
    """Return {person: months of the year served as population director of the county}; one statement."""
    with connection.cursor() as cursor:
        cursor.execute("WITH " + SERVED + " SELECT person_id, months FROM served", span(year))  # noqa: S608 - fixed words
        return dict(cursor.fetchall())


def year_in(county: Unit, number: int) -> Year:
    """Return the county's year. Refuses one that has not been opened."""
    found = Year.objects.select_related("county").filter(county=county, year=number).first()
    if found is None:
        raise Refusal(f"{number}年度考核还没有开始，请县局经办先开始年度考核。")
    return found


def issued_version(year: Year) -> int | None:
    """Return the newest confirmed version of the year's results, or None."""
    return YearResult.objects.filter(year=year, issued=True).aggregate(newest=Max("version"))["newest"]


def shown_version(year: Year, user) -> int | None:
    """Return the version that ``user`` reads: the confirmed one; before that only who sees the sheets any."""
    if year.state == YearState.CONFIRMED:
        return issued_version(year)
    if year.state != YearState.OPEN and user.can(Action.SHEET_VIEW):
        return 1
    return None


def results(year: Year, version: int):
    """Return the results of a version in the order of the table."""
    return YearResult.objects.filter(year=year, version=version).order_by(*ORDER)


def readable(user):
    """Return the results that ``user`` may read: confirmed ones, and before that for who sees the sheets."""
    before = YearResult.objects.none()
    if user.can(Action.SHEET_VIEW):
        before = YearResult.objects.visible_to(user, Action.SHEET_VIEW)
    rows = YearResult.objects.visible_to(user, Action.RESULT_VIEW)
    return rows.filter(Q(issued=True) | Q(pk__in=before.values("pk")))


def missing_months(year: Year) -> list[int]:
    """Return the months of the year of which nothing is issued yet."""
    issued = Month.objects.filter(
        county=year.county_id, first_day__year=year.year, state=MonthState.ISSUED
    ).values_list("first_day__month", flat=True)
    return sorted(set(range(1, 13)) - set(issued))


@dataclass(frozen=True)
class Letter:
    """The year's target letter of somebody: its number and state."""

    number: str
    state: str

    @property
    def filed(self) -> bool:
        """Whether the county has filed it."""
        return self.state == AgreementState.FILED

    @property
    def label(self) -> str:
        """Its state in words."""
        return AgreementState(self.state).label


def letters(people, year: int) -> dict[int, Letter]:
    """Return {person: the year's target letter}, the one that has come furthest; one statement."""
    steps = (AgreementState.PREPARED, AgreementState.SIGNED, AgreementState.FILED)
    found: dict[int, Letter] = {}
    rows = (
        Agreement.objects.standing()
        .filter(kind=AgreementKind.RESPONSIBILITY, year=year, appointment__person__in=list(people))
        .order_by("pk")
        .values_list("appointment__person", "paper__number", "state")
    )
    for person, number, state in rows:
        held = found.get(person)
        if held is None or steps.index(state) >= steps.index(held.state):
            found[person] = Letter(number, state)
    return found


@dataclass
class Row:
    """A row of a township's sheet: the entry, months served, the letter, what is still missing."""

    entry: YearEntry
    months: int
    least_months: int
    letter: Letter | None
    lacking: list[str]

    @property
    def enough(self) -> bool:
        """Whether enough months were served for a grade."""
        return self.months >= self.least_months


def lacking(entry: YearEntry, months: int, least_months: int) -> list[str]:
    """Return what the township still owes of somebody's row.

    A remark of everybody; a score and a proposal of who served long enough, unless the note says why not.
    """
    found = [] if entry.remark else ["评语"]
    if months >= least_months and not entry.note:
        found += ["责任书得分"] if entry.target_score is None else []
        found += [] if entry.proposed_grade else ["拟定等次"]
    return found


def rows(entries, year: Year) -> list[Row]:
    """Return the rows of ``entries`` in order; a fixed number of statements."""
    entries = list(entries.select_related("person", "village", "sheet", "entered_by"))
    served = months_served(year)
    least = policy.at(year.county.code, last_day(year.year))[LEAST_MONTHS]
    held = letters([entry.person_id for entry in entries], year.year)
    return [
        Row(
            entry,
            months := served.get(entry.person_id, 0),
            least,
            held.get(entry.person_id),
            lacking(entry, months, least),
        )
        for entry in entries
    ]


@dataclass(frozen=True)
class Quota:
    """How many were assessed, how many may be excellent, how many are."""

    assessed: int
    number: int
    excellent: int


def quota(year: Year, version: int) -> Quota:
    """Return the quota of a version; one statement."""
    counted = YearResult.objects.filter(year=year, version=version).aggregate(
        assessed=Count("pk", filter=Q(status=YearStatus.GRADED)),
        excellent=Count("pk", filter=Q(grade=Grade.EXCELLENT)),
    )
    number = rules.quota(counted["assessed"], stored_scheme(year).share)
    return Quota(counted["assessed"], number, counted["excellent"])


def grade_counts(year: Year, version: int) -> list[tuple[str, int]]:
    """Return (grade or why none in words, people) of a version, best first."""
    counted = dict(
        YearResult.objects.filter(year=year, version=version)
        .order_by()
        .values_list("grade")
        .annotate(people=Count("pk"))
    )
    told = [(grade.label, counted[grade]) for grade in Grade if counted.get(grade)]
    return [*told, ("未评定", counted[""])] if counted.get("") else told


def proposals(year: Year) -> dict[int, str]:
    """Return {person: the grade that the township proposed}."""
    return dict(
        YearEntry.objects.filter(year=year).exclude(proposed_grade="").values_list("person", "proposed_grade")
    )


def confirmed_incidents(year: Year, user) -> dict[int, list[str]]:
    """Return {person: document numbers of incidents of the year confirmed against them} for who may see."""
    found: dict[int, list[str]] = {}
    held = Incident.objects.visible_to(user, Action.INCIDENT_VIEW).filter(
        state=IncidentState.CONFIRMED, happened_on__year=year.year, village__code__startswith=year.county.code
    )
    for person, number in held.order_by("pk").values_list("person", "document_number"):
        found.setdefault(person, []).append(number)
    return found


def pending_sheets(year: Year) -> list[str]:
    """Return the names of the townships that have neither been accepted nor excepted."""
    pending = (
        year.sheets.exclude(state=YearSheetState.ACCEPTED)
        .filter(exception_reason="")
        .filter(Q(pk__in=YearEntry.objects.filter(year=year).values("sheet")))
    )
    return list(pending.order_by("unit__code").values_list("unit__short_name", flat=True))


def excellent(year: Year, version: int):
    """Return the excellent of a version by place."""
    return results(year, version).filter(grade=Grade.EXCELLENT)


def objections(year: Year):
    """Return the objections to the year's notices, oldest first."""
    return year.objections.select_related("person", "recorded_by", "answered_by").order_by(
        "received_on", "pk"
    )


def notice_over(year: Year, today: date) -> bool:
    """Whether the notice has run its time: the day after its last one has come."""
    return year.notice_to is not None and today > year.notice_to


def calendar_known(year: Year) -> bool:
    """Whether the days of the notice are counted by published holidays, not merely Monday to Friday."""
    return working_days(year.notice_from, year.notice_to)[1]


def first_notice_day(today: date) -> date:
    """Return the day with which a notice usually begins: the next one."""
    return today + timedelta(days=1)


def versions(result: YearResult) -> list[YearResult]:
    """Return the confirmed versions of somebody's year, newest first."""
    return list(
        YearResult.objects.filter(year=result.year_id, person=result.person_id, issued=True).order_by(
            "-version"
        )
    )


def figures_of(result: YearResult, scheme: rules.YearScheme) -> list[Mapping]:
    """Return what each figure of the year brings to the total: label, value, weight, points."""
    found = []
    for name, field, label in FIGURES:
        value, weight = getattr(result, field), scheme.weights[name]
        brings = None if value is None else value * weight / rules.HUNDRED
        found.append({"name": name, "label": label, "value": value, "weight": weight, "brings": brings})
    return found


@dataclass(frozen=True)
class Measure:
    """A parameter by which the year is measured: its name, value and source in words."""

    key: str
    label: str
    text: str
    source: str
    clause: str


MEASURES = (WEIGHTS, BANDS, SHARE, LEAST_MONTHS, LEAST_DAYS, NOTICE_DAYS)


def measures(year: Year) -> list[Measure]:
    """Return what the year is measured by: as it was stored when worked out, before that as it holds."""
    parameters = catalogue().parameters
    if not year.parameters:
        held = policy.at(year.county.code, last_day(year.year))
        return [
            Measure(key, parameters[key].label, held.text(key), source.text, source.value.clause.id)
            for key in MEASURES
            if held.holds(key) and (source := held.source(key))
        ]
    found = []
    for key in MEASURES:
        if stored := year.parameters["values"].get(key):
            shape = parameters[key].shape
            words = f"{Origin(stored['origin']).label} {stored['document_number']}".strip()
            text = shape.text(shape.parse(stored["value"]))
            found.append(
                Measure(
                    key, parameters[key].label, text, f"{words}（依据{stored['clause']}）", stored["clause"]
                )
            )
    return found


def measure_of(year: Year, key: str) -> Measure | None:
    """Return one of the parameters by which the year is measured, or None where none holds."""
    return next((measure for measure in measures(year) if measure.key == key), None)


def grade_label(grade: str | None) -> str:
    """Return a grade in words; nothing for none."""
    return Grade(grade).label if grade else ""


@dataclass
class SheetRow:
    """A township's part as the list of one year shows it."""

    sheet: YearSheet
    people: int
    scored: int


def sheet_rows(sheets, year: Year) -> list[SheetRow]:
    """Return ``sheets`` with how many people they have and how many have a score; two statements."""
    counted = {
        pk: (people, scored)
        for pk, people, scored in YearEntry.objects.filter(year=year)
        .order_by()
        .values_list("sheet")
        .annotate(people=Count("pk"), scored=Count("target_score"))
    }
    return [
        SheetRow(sheet, *counted.get(sheet.pk, (0, 0)))
        for sheet in sheets.select_related("unit", "submitted_by")
    ]


def months_of(result: YearResult) -> list[Result]:
    """Return the ranked months of somebody's year as they are issued now, in order."""
    newest = (
        Result.objects.filter(month=OuterRef("month"), issued=True).order_by("-version").values("version")[:1]
    )
    return list(
        Result.objects.filter(
            month__county=result.year.county_id,
            month__first_day__year=result.year.year,
            person=result.person_id,
            issued=True,
            status=ResultStatus.RANKED,
            version=Subquery(newest),
        )
        .select_related("month")
        .order_by("month__first_day", "village_code")
    )


def reviews_of(result: YearResult) -> list[ReviewSubject]:
    """Return the settled yearly reviews of somebody, which take the place of the months' satisfaction."""
    return list(
        ReviewSubject.objects.filter(
            person=result.person_id,
            score__isnull=False,
            review__year=result.year.year,
            review__first_day=None,
            review__state=ReviewState.SETTLED,
            review__village__code__startswith=result.year.county.code,
        ).select_related("review__village")
    )


def entry_of(result: YearResult) -> YearEntry | None:
    """Return what the township entered of somebody's year."""
    return YearEntry.objects.filter(year=result.year_id, person=result.person_id).first()


def corrections_of(result: YearResult) -> dict[int, YearCorrection]:
    """Return {version: why it was written} of the year's versions."""
    return {one.version: one for one in YearCorrection.objects.filter(year=result.year_id)}
