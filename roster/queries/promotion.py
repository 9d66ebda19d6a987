"""Who stands first in line for promotion on a date, with the evidence (N4.1)."""

from dataclasses import dataclass
from datetime import date

from guanling.accounts.enums import Action
from guanling.accounts.models import User
from guanling.policy.queries import at
from roster.models import Appointment, Honour, Person, YearGrade
from roster.rules import promotion as rules
from roster.rules.promotion import ELIGIBLE, LEADING_KINDS, UNKNOWN, Assessment, Condition, Record, Term

_ORDER = {ELIGIBLE: 0, UNKNOWN: 1}


@dataclass(frozen=True)
class Candidate:
    """Somebody in a leading post on the day, and how the conditions stand; ``sources`` cite each."""

    person: Person
    appointments: tuple[Appointment, ...]
    record: Record
    assessment: Assessment
    sources: tuple[tuple[str, str], ...]

    @property
    def township(self) -> str:
        """The township of the post (the first, of somebody who holds two)."""
        return self.appointments[0].post.unit.short_name

    @property
    def posts(self) -> str:
        """The leading posts held on the day, in words."""
        return "、".join(
            f"{row.post.unit.short_name if number else ''}{row.post.get_kind_display()}"
            for number, row in enumerate(self.appointments)
        )

    @property
    def checks(self) -> list[tuple[Condition, str, str]]:
        """Return (condition, clause, source) of each condition."""
        return [
            (condition, *source)
            for condition, source in zip(self.assessment.conditions, self.sources, strict=True)
        ]


def candidates(appointments, user: User, on: date) -> list[Candidate]:
    """Return who holds a leading post among ``appointments`` (scoped) on ``on``: who is eligible first.

    A fixed number of statements, and one per county. Grades, rewards and sanctions are read from the files
    that ``user`` may open; of another's file the record says who keeps it. Empty before N4.1 held.
    """
    holding: dict[int, list[Appointment]] = {}
    for row in (
        appointments.regular()
        .on(on)
        .of_kind(*LEADING_KINDS)
        .select_related("person__unit", "post__unit")
        .order_by("post__unit__code", "pk")
    ):
        holding.setdefault(row.person_id, []).append(row)
    terms = _terms(holding, on)
    files = Person.objects.visible_to(user, Action.FILE_VIEW).filter(pk__in=holding)
    open_files = set(files.values_list("pk", flat=True))
    grades: dict[int, dict[int, tuple[str, str]]] = {}
    for person, year, grade, number in (
        YearGrade.objects.visible_to(user, Action.FILE_VIEW)
        .filter(person__in=open_files)
        .values_list("person", "year", "grade", "document_number")
    ):
        grades.setdefault(person, {})[year] = (grade, number)
    honours: dict[int, list[rules.Honour]] = {}
    for person, *values in (
        Honour.objects.visible_to(user, Action.FILE_VIEW)
        .filter(person__in=open_files)
        .order_by("given_on", "pk")
        .values_list("person", "kind", "level", "name", "given_on", "holds_to", "document_number")
    ):
        honours.setdefault(person, []).append(rules.Honour(*values))
    counties = sorted({rows[0].post.unit.code[:6] for rows in holding.values()})
    policies = {county: at(county, on) for county in counties}
    cited: dict[tuple[str, str], tuple[str, str]] = {}
    found = []
    for pk, rows in holding.items():
        person, county = rows[0].person, rows[0].post.unit.code[:6]
        record = Record(
            tuple(terms[pk]),
            grades.get(pk, {}),
            tuple(honours.get(pk, ())),
            "" if pk in open_files else person.unit.short_name,
        )
        assessment = rules.assess(record, on, policies[county])
        if assessment is None:
            continue
        sources = tuple(_source(policies[county], item.key, cited) for item in assessment.conditions)
        found.append(Candidate(person, tuple(rows), record, assessment, sources))
    return sorted(
        found,
        key=lambda one: (
            _ORDER.get(one.assessment.state, 2),
            one.assessment.since,
            one.person.pinyin,
            one.person.pk,
        ),
    )


def _terms(people, on):
    """Return {person id: terms in leading posts that had begun by ``on``}; one statement."""
    found: dict[int, list[Term]] = {}
    rows = (
        Appointment.objects.regular()
        .of_kind(*LEADING_KINDS)
        .filter(person__in=people, valid_from__lte=on)
        .select_related("post__unit")
        .order_by("valid_from", "pk")
    )
    rows = list(rows)
    carried_on = {row.continues_id: row.valid_from for row in rows if row.continues_id}
    for row in rows:
        title = f"{row.post.unit.short_name}{row.post.get_kind_display()}"
        found.setdefault(row.person_id, []).append(
            Term(title, row.valid_from, row.valid_to, carried_on.get(row.pk))
        )
    return found


def _source(policy, key, cited):
    """Return (clause id, source in words) of a parameter, worked out once per county."""
    place = (policy.county_code, key)
    if place not in cited:
        source = policy.source(key)
        cited[place] = (source.value.clause.id, source.text)
    return cited[place]
