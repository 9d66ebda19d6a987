"""Full years served as population director: the SQL of payroll.rules.service, and the terms of one person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from payroll.rules.service import Term
from roster.enums import Level, Nature, PostKind
from roster.models import Appointment
from roster.rules import short_name

# The last day of the n-th full year (roster.rules.full_years).
_ENDS = (
    "GREATEST((since + make_interval(years => {n}))::date - 1,"
    " ((since - 1) + make_interval(years => {n}))::date)"
)

# ``years``: every full year of service in villages of the county that was completed from %(earliest)s to
# %(until)s, with the village and the names of its last day. %(renewed_from)s: whose service reaches that day
# is taken to go on (a forecast; ``runs_to`` says until when it is laid down); null otherwise.
YEARS = f"""
heirs AS (
    SELECT u.id AS origin, u.successor_id AS unit_id, u.valid_to + 1 AS since
      FROM roster_unit u
     WHERE u.successor_id IS NOT NULL AND u.code LIKE %(below)s
     UNION
    SELECT h.origin, u.successor_id, u.valid_to + 1
      FROM heirs h
      JOIN roster_unit u ON u.id = h.unit_id AND u.successor_id IS NOT NULL
), own AS (
    SELECT a.id, a.person_id, u.id AS unit_id, a.valid_from AS first,
           GREATEST(COALESCE(a.valid_to, 'infinity'), n.first - 1) AS last
      FROM roster_appointment a
      JOIN roster_post po ON po.id = a.post_id AND po.kind = %(kind)s
      JOIN roster_unit u ON u.id = po.unit_id AND u.level = %(village)s AND u.code LIKE %(below)s
      LEFT JOIN (SELECT x.continues_id, x.valid_from AS first
                   FROM roster_appointment x
                   JOIN roster_post xp ON xp.id = x.post_id AND xp.kind = %(kind)s
                  WHERE x.continues_id IS NOT NULL AND x.nature = %(nature)s) n ON n.continues_id = a.id
     WHERE a.nature = %(nature)s AND a.valid_from <= %(until)s
       AND (%(people)s::bigint[] IS NULL OR a.person_id = ANY(%(people)s))
), marked AS (
    SELECT o.*, first > max(last) OVER (PARTITION BY person_id ORDER BY first, id
                                        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) + 1 AS breaks
      FROM own o
), numbered AS (
    SELECT m.*, count(*) FILTER (WHERE breaks) OVER (PARTITION BY person_id ORDER BY first, id) AS stretch
      FROM marked m
), stretches AS (
    SELECT person_id, stretch, min(first) AS since, max(last) AS runs_to,
           CASE WHEN max(last) >= %(renewed_from)s THEN %(until)s ELSE LEAST(max(last), %(until)s) END AS last
      FROM numbered
     GROUP BY person_id, stretch
), lasted AS (
    SELECT s.*, extract(year FROM last)::int - extract(year FROM since)::int AS n FROM stretches s
), counted AS (
    SELECT l.*, CASE WHEN {_ENDS.format(n="n + 1")} <= last THEN n + 1
                     WHEN {_ENDS.format(n="n")} <= last THEN n
                     ELSE n - 1 END AS whole
      FROM lasted l
), summed AS (
    SELECT c.*, COALESCE(sum(whole) OVER (PARTITION BY person_id ORDER BY stretch
                                          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
      FROM counted c
), ended AS (
    SELECT s.person_id, s.since, s.runs_to, k AS number, (s.before + k)::int AS nth,
           CASE WHEN k = 1 THEN since ELSE {_ENDS.format(n="k - 1")} + 1 END AS year_from,
           {_ENDS.format(n="k")} AS year_to
      FROM summed s
     CROSS JOIN LATERAL generate_series(
           GREATEST(1, extract(year FROM %(earliest)s::date)::int - extract(year FROM since)::int),
           whole) AS k
), years AS (
    SELECT DISTINCT ON (e.person_id, e.year_to)
           e.*, p.name AS person_name, p.pinyin, p.pension_enrolled, t.code AS township_code,
           t.name AS township_name, v.code AS village_code, v.name AS village_name
      FROM ended e
      JOIN roster_person p ON p.id = e.person_id
      JOIN own o ON o.person_id = e.person_id AND LEAST(e.year_to, e.runs_to) BETWEEN o.first AND o.last
      LEFT JOIN heirs h ON h.origin = o.unit_id AND h.since <= e.year_to
      JOIN roster_unit v ON v.id = COALESCE(h.unit_id, o.unit_id)
      JOIN roster_unit above ON above.id = v.parent_id
      JOIN roster_unit t ON t.id = COALESCE(CASE WHEN above.valid_to < e.year_to THEN above.successor_id END,
                                            above.id)
     WHERE e.year_to BETWEEN %(earliest)s AND %(until)s
     ORDER BY e.person_id, e.year_to, o.first DESC, o.id DESC, h.since DESC NULLS LAST
)"""  # noqa: S608 - fixed words


def values_of(
    county_code: str,
    earliest: date,
    until: date,
    *,
    people: Iterable[int] | None = None,
    renewed_from: date | None = None,
) -> dict:
    """Return the values of YEARS."""
    return {
        "below": f"{county_code}%",
        "kind": PostKind.POPULATION_DIRECTOR.value,
        "nature": Nature.REGULAR.value,
        "village": Level.VILLAGE.value,
        "earliest": earliest,
        "until": until,
        "people": None if people is None else list(people),
        "renewed_from": renewed_from,
    }


@dataclass(frozen=True)
class Served:
    """A full year with the names of its last day; ``number`` in the unbroken service, ``nth`` in all."""

    person: int
    person_name: str
    pinyin: str
    enrolled: bool | None
    township_code: str
    township_name: str
    village_code: str
    village_name: str
    since: date
    number: int
    nth: int
    first: date
    last: date
    # Whether the day of completion lies beyond what is laid down today: the term must be renewed first.
    renewal: bool

    @property
    def village(self) -> str:
        """The village as lists name it."""
        return short_name(self.village_name)


_FIELDS = """person_id, person_name, pinyin, pension_enrolled, township_code, township_name, village_code,
       village_name, since, number, nth, year_from, year_to, year_to > runs_to"""


def served(county_code: str, earliest: date, until: date, **options) -> list[Served]:
    """Return the full years completed in the county from ``earliest`` to ``until``, by village and person.

    One statement. ``options`` as of :func:`values_of`.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE {YEARS} SELECT {_FIELDS} FROM years"  # noqa: S608 - fixed words
            " ORDER BY village_code, pinyin, person_id, year_to",
            values_of(county_code, earliest, until, **options),
        )
        return [Served(*row) for row in cursor.fetchall()]


def terms_of(people: Iterable[int], county_code: str) -> dict[int, list[Term]]:
    """Return {person: terms as population director in the county}; one statement."""
    rows = list(
        Appointment.objects.regular()
        .of_kind(PostKind.POPULATION_DIRECTOR)
        .filter(
            person__in=list(people),
            post__unit__level=Level.VILLAGE,
            post__unit__code__startswith=county_code,
        )
        .order_by("valid_from", "pk")
        .values_list("pk", "person", "valid_from", "valid_to", "continues")
    )
    onward = {before: first for _, _, first, _, before in rows if before}
    found: dict[int, list[Term]] = {}
    for pk, person, first, last, _ in rows:
        found.setdefault(person, []).append(Term(first, last, onward.get(pk)))
    return found
