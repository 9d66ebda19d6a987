"""What a ranked month shows: its versions, its table, its figures, and what a correction moves."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Avg, Count, F, Max, Min, Q

from appraisal import rules, wording
from appraisal.enums import CircularKind, CircularState, MonthState, ResultStatus
from appraisal.models import ITEMS, Circular, Month, Result, TownshipResult
from appraisal.queries import latest_version, scheme_for
from appraisal.queries.reports import reports_beside
from appraisal.rules.reports import Work
from guanling.accounts.enums import Action
from guanling.policy.rules import catalogue
from roster.rules import short_name

# Columns of the ranking table on paper, on screen and in the workbook.
RANKING_COLUMNS = (
    *("名次", "乡镇", "村（居、社区）", "姓名"),
    *(Result._meta.get_field(item).verbose_name for item in ITEMS),
    *("加权得分", "督查扣分", "总分", "乡镇内名次", "上月名次", "升降", "档次或未排序原因"),
)
TOWNSHIP_COLUMNS = ("名次", "乡镇", "应考核人数", "参加排序人数", "平均分")
# Ranked people first, by place; then the others by village.
ORDER = (F("county_rank").asc(nulls_last=True), "village_code", "person__pinyin", "pk")


def issued_version(month: Month) -> int | None:
    """Return the newest issued version of the month's results, or None."""
    return Result.objects.filter(month=month, issued=True).aggregate(newest=Max("version"))["newest"]


def shown_version(month: Month, user) -> int | None:
    """Return the version of the results that ``user`` reads, or None while there is none to read.

    Before the circular is issued only those who see the sheets read the ranking; the villages and the
    directors themselves read what was issued. A corrected version is read once its notice is issued.
    """
    if month.state == MonthState.ISSUED:
        return issued_version(month)
    if month.state == MonthState.RANKED and user.can(Action.SHEET_VIEW):
        return latest_version(month)
    return None


def results(month: Month, version: int):
    """Return the results of a version in the order of the table."""
    return Result.objects.filter(month=month, version=version).order_by(*ORDER)


def bureau_name(county) -> str:
    """Return the name under which the county's bureau issues papers."""
    return f"{county.short_name}人口和计划生育局"


def fingerprint(month: Month, version: int) -> str:
    """Return a hash of everything that a version's papers are made of; two statements."""
    digest = hashlib.sha256()
    for table, order in (
        ("appraisal_result", "village_code, person_id"),
        ("appraisal_townshipresult", "township_code"),
    ):
        with connection.cursor() as cursor:
            # Neither the row's own id nor the mark of being issued is content.
            cursor.execute(
                f"""SELECT md5(string_agg(md5((to_jsonb(r) - 'id' - 'issued')::text), '' ORDER BY {order}))
                      FROM {table} r WHERE month_id = %s AND version = %s""",  # noqa: S608 - fixed words
                [month.pk, version],
            )
            digest.update(str(cursor.fetchone()[0]).encode())
    return digest.hexdigest()


@dataclass(frozen=True)
class RankingTable:
    """The ranking table: rows of values by RANKING_COLUMNS, ranked people first."""

    rows: list[tuple]
    ranked: int
    streets: bool


def ranking_table(month: Month, version: int) -> RankingTable:
    """Return the whole table of a version; one statement besides the policy's."""
    scheme = scheme_for(month.county.code, month.first_day)
    rows, ranked, streets = [], 0, False
    found = list(results(month, version))
    places = weighted_places(result.weighted for result in found)
    for result in found:
        rows.append(
            (
                result.county_rank,
                result.township_name,
                short_name(result.village_name),
                result.person_name,
                *(getattr(result, item) for item in ITEMS),
                None if result.weighted is None else rules.round_half_up(result.weighted, places),
                result.deduction,
                result.score,
                result.township_rank,
                result.previous_county_rank,
                wording.movement(result.county_rank, result.previous_county_rank),
                standing(result, scheme.min_days),
            )
        )
        ranked += result.county_rank is not None
        streets = streets or wording.is_street(result.township_code)
    return RankingTable(rows, ranked, streets)


def weighted_places(values) -> int:
    """Return how many decimals the weighted scores need, so that nothing is rounded; at least two."""
    needed = (-value.normalize().as_tuple().exponent for value in values if value is not None)
    return max((2, *needed))


def standing(result: Result, min_days: int) -> str:
    """Return the band of a ranked person, or why somebody is not ranked."""
    if result.status == ResultStatus.RANKED:
        return result.band
    return wording.reason_text(result.status, min_days)


@dataclass(frozen=True)
class TownshipRow:
    """A township's line: the stored result and how many people stand in each band, best band first."""

    result: TownshipResult
    bands: tuple[int, ...]

    @property
    def unranked(self) -> int:
        """People who are not ranked."""
        return self.result.people - self.result.ranked


def township_rows(month: Month, version: int, scheme: rules.Scheme) -> list[TownshipRow]:
    """Return the townships by place, those without one at the end; two statements."""
    counted = Counter()
    for code, band, people in (
        Result.objects.filter(month=month, version=version, status=ResultStatus.RANKED)
        .values_list("township_code", "band")
        .annotate(people=Count("pk"))
        .order_by()
    ):
        counted[code, band] = people
    lines = TownshipResult.objects.filter(month=month, version=version).order_by(
        F("place").asc(nulls_last=True), "township_code"
    )
    return [
        TownshipRow(line, tuple(counted[line.township_code, band.label] for band in scheme.bands))
        for line in lines
    ]


def figures(month: Month, version: int) -> wording.Figures:
    """Return the figures from which the circular's text is written; a handful of statements."""
    scheme = scheme_for(month.county.code, month.first_day)
    ranked = results(month, version).filter(status=ResultStatus.RANKED)
    people = tuple(
        wording.PersonLine(place, township, short_name(village), name, score)
        for place, township, village, name, score in ranked.values_list(
            "county_rank", "township_name", "village_name", "person_name", "score"
        )
    )
    unranked = dict(
        Result.objects.filter(month=month, version=version)
        .exclude(status=ResultStatus.RANKED)
        .values_list("status")
        .annotate(people=Count("pk"))
        .order_by()
    )
    rows = township_rows(month, version, scheme)
    average = ranked.order_by().aggregate(average=Avg("score"))["average"]
    return wording.Figures(
        bureau=bureau_name(month.county),
        basis=catalogue().clauses[rules.CLAUSE].document.title,
        first_day=month.first_day,
        people=people,
        unranked={status: unranked[status] for status in ResultStatus if status in unranked},
        townships=tuple(
            wording.TownshipLine(
                row.result.township_name,
                row.result.people,
                row.result.ranked,
                row.result.average,
                row.result.place,
                row.result.missing,
            )
            for row in rows
        ),
        bands=tuple(
            wording.BandLine(band.label, band.lower, sum(row.bands[index] for row in rows))
            for index, band in enumerate(scheme.bands)
        ),
        average=None if average is None else rules.round_half_up(average, scheme.result_places),
        min_days=scheme.min_days,
        first_places=scheme.first_places,
        last_places=scheme.last_places,
        streets=any(wording.is_street(row.result.township_code) for row in rows),
    )


@dataclass(frozen=True)
class Moved:
    """Somebody whose result differs between two versions; ``old`` is None for who was not listed."""

    old: Result | None
    new: Result | None

    @property
    def row(self) -> Result:
        """The result that names the person."""
        return self.new or self.old


_COMPARED = ("score", "county_rank", "township_rank", "band", "status", "deduction", *ITEMS)


def moved_between(month: Month, old: int, new: int) -> list[Moved]:
    """Return whose score, place, band or status differs between two versions, in the new order."""
    before = {(row.village_code, row.person_id): row for row in results(month, old)}
    moves = []
    for row in results(month, new):
        earlier = before.pop((row.village_code, row.person_id), None)
        if earlier is None or any(getattr(earlier, name) != getattr(row, name) for name in _COMPARED):
            moves.append(Moved(earlier, row))
    return moves + [Moved(row, None) for row in before.values()]


def townships_between(month: Month, old: int, new: int) -> list[tuple[TownshipResult, TownshipResult]]:
    """Return the townships whose average, place or counts differ between two versions, old and new."""
    before = {row.township_code: row for row in TownshipResult.objects.filter(month=month, version=old)}
    return [
        (before[row.township_code], row)
        for row in TownshipResult.objects.filter(month=month, version=new).order_by(
            F("place").asc(nulls_last=True), "township_code"
        )
        if row.township_code in before
        and any(
            getattr(before[row.township_code], name) != getattr(row, name)
            for name in ("average", "place", "ranked", "people")
        )
    ]


def circular_of(month: Month) -> Circular | None:
    """Return the month's circular as it stands, prepared or issued; None before it is prepared."""
    return (
        Circular.objects.filter(month=month, kind=CircularKind.MONTHLY)
        .exclude(state=CircularState.WITHDRAWN)
        .select_related("draft", "paper", "prepared_by", "issued_by", "month__county")
        .first()
    )


def notice_of(month: Month) -> Circular | None:
    """Return the newest correction notice, prepared or issued; None while there is none."""
    return (
        Circular.objects.filter(month=month, kind=CircularKind.CORRECTION)
        .exclude(state=CircularState.WITHDRAWN)
        .select_related("draft", "paper", "prepared_by", "issued_by", "month__county")
        .order_by("-version")
        .first()
    )


@dataclass(frozen=True)
class ScoreBin:
    """Ranked people whose scores lie from ``lower`` up to the next bin (the last one: up to 100), by band."""

    lower: int
    upper: int
    bands: tuple[int, ...]

    @property
    def people(self) -> int:
        """How many there are."""
        return sum(self.bands)


def score_bins(month: Month, version: int, scheme: rules.Scheme, width: int) -> list[ScoreBin]:
    """Return the ranked scores in bins of ``width`` points, best first, down to the lowest that has people.

    One statement.
    """
    last = int(scheme.item_max) // width - 1
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT LEAST(floor(score / %s)::int, %s) AS bin, band, count(*)
                 FROM appraisal_result
                WHERE month_id = %s AND version = %s AND status = %s
                GROUP BY bin, band""",
            [width, last, month.pk, version, ResultStatus.RANKED],
        )
        counted = {(number, band): people for number, band, people in cursor.fetchall()}
    lowest = min((number for number, _ in counted), default=last + 1)
    return [
        ScoreBin(
            number * width,
            (number + 1) * width,
            tuple(counted.get((number, band.label), 0) for band in scheme.bands),
        )
        for number in range(last, lowest - 1, -1)
    ]


@dataclass(frozen=True)
class PersonMonth:
    """One month of one person, as last issued (or as ranked, for those who see the sheets)."""

    result: Result
    movement: str
    standing: str
    # What the village reported as planned and done in the month.
    work: Work | None


def readable(user):
    """Return the results that ``user`` may read: what was issued, and before that for who sees the sheets."""
    before = Result.objects.none()
    if user.can(Action.SHEET_VIEW):
        before = Result.objects.visible_to(user, Action.SHEET_VIEW)
    rows = Result.objects.visible_to(user, Action.RESULT_VIEW)
    return rows.filter(Q(issued=True) | Q(pk__in=before.values("pk")))


def person_months(person, until: date, count: int, user) -> list[PersonMonth]:
    """Return a person's newest readable results of up to ``count`` months, oldest first.

    Two villages in one month are two lines. A handful of statements, whatever the history.
    """
    rows = (
        readable(user)
        .filter(person=person, month__first_day__lte=until)
        .select_related("month__county")
        .order_by("-month__first_day", "-version", "village_code")
    )
    newest: dict[int, int] = {}
    found: list[Result] = []
    for row in rows[: count * 8]:
        if row.month.state == MonthState.ISSUED and not row.issued:
            continue
        if newest.setdefault(row.month_id, row.version) == row.version:
            found.append(row)
    months = list(dict.fromkeys(row.month_id for row in found))[:count]
    kept = [row for row in found if row.month_id in months]
    works = reports_beside((row.month_id, row.village_code) for row in kept)
    return [
        PersonMonth(
            row,
            wording.movement(row.county_rank, row.previous_county_rank),
            row.band or row.get_status_display(),
            works.get((row.month_id, row.village_code)),
        )
        for row in reversed(kept)
    ]


def span(month: Month, version: int) -> dict[str, Decimal | None]:
    """Return average, highest and lowest score and how many are ranked of a version."""
    return Result.objects.filter(month=month, version=version, status=ResultStatus.RANKED).aggregate(
        average=Avg("score"), highest=Max("score"), lowest=Min("score"), ranked=Count("pk")
    )
