"""Who may not be moved on a date, until when and by which clause (N3.1–N3.3); terms that end soon (P2.5)."""

from dataclasses import dataclass
from datetime import date

from guanling.policy.queries import at
from roster.enums import Level, PostKind
from roster.models import Appointment, Unit
from roster.rules import CONSENTS, LOCKED_KINDS, Lock, lock_of, served_since

SOON = "stability.term_soon_days"


@dataclass(frozen=True)
class Standing:
    """An appointment that holds on the day asked for, since when its holder serves, and the lock on it."""

    appointment: Appointment
    township: str
    since: date
    lock: Lock | None
    clause: str
    source: str
    on: date
    soon_days: int

    @property
    def locked(self) -> bool:
        """Whether a move on the day asked for needs the consent."""
        return self.lock is not None and self.on <= self.lock.last_day

    @property
    def days_left(self) -> int | None:
        """Days from the day asked for to the last day of the lock; None once it is over."""
        return (self.lock.last_day - self.on).days if self.locked else None

    @property
    def consent(self) -> str:
        """Whose consent a move on the day asked for needs; empty once the lock is over."""
        return CONSENTS[self.lock.consent] if self.locked else ""

    @property
    def term_days(self) -> int | None:
        """Days from the day asked for to the last day of the term; None where none is set."""
        end = self.appointment.valid_to
        return None if end is None else (end - self.on).days

    @property
    def term_ends_soon(self) -> bool:
        """Whether the term ends within the county's days of warning (P2.5)."""
        return self.term_days is not None and 0 <= self.term_days <= self.soon_days

    @property
    def ran_out(self) -> bool:
        """Whether the term has run out (roster.queries.moves.unrenewed)."""
        return self.term_days is not None and self.term_days < 0

    @property
    def renewable(self) -> bool:
        """Whether it is time to renew the term (P2.5): population directors alone have one."""
        director = self.appointment.post.kind == PostKind.POPULATION_DIRECTOR
        return director and (self.term_ends_soon or self.ran_out)


def _terms(people, on):
    """Return {(person, kind, unit): terms}; where a unit changed its code or merged, the service goes on."""
    terms: dict[tuple[int, str, int], list[tuple[date, date | None]]] = {}
    where: dict[int, tuple[int, str, int]] = {}
    rows = Appointment.objects.regular().filter(person__in=people, valid_from__lte=on)
    for pk, before, person, kind, unit, first, last in rows.order_by("valid_from", "pk").values_list(
        "pk", "continues", "person", "post__kind", "post__unit", "valid_from", "valid_to"
    ):
        key = where[pk] = person, kind, unit
        own = terms.setdefault(key, [])
        if before in where:
            own += terms[where[before]]
        own.append((first, last))
    return terms


def standings(appointments, on: date) -> list[Standing]:
    """Return the holders of locked posts among ``appointments`` (scoped) on ``on``, by place.

    Four statements and one per county. Service in posts of the same kind that follow each other without a
    day between adds up for N3.1 and N3.2; a director's lock is that of the present term (N3.3).
    """
    holding = list(
        appointments.regular()
        .on(on)
        .of_kind(*LOCKED_KINDS)
        .select_related("person", "post__unit__parent")
        .order_by("post__unit__code", "post__kind", "person__pinyin", "pk")
    )
    terms = _terms({appointment.person_id for appointment in holding}, on)
    policies = {county: at(county, on) for county in sorted({row.post.unit.code[:6] for row in holding})}
    townships = dict(Unit.objects.on(on).filter(level=Level.TOWNSHIP).values_list("code", "short_name"))
    sources: dict[tuple[str, str], tuple[str, str]] = {}
    found = []
    for row in holding:
        unit, kind = row.post.unit, row.post.kind
        policy = policies[unit.code[:6]]
        since = row.valid_from
        if kind != PostKind.POPULATION_DIRECTOR:
            since = served_since(terms[row.person_id, kind, unit.pk], on)
        lock = lock_of(kind, since, policy, row.valid_to)
        clause = source = ""
        if lock is not None:
            key = (unit.code[:6], lock.key)
            if key not in sources:
                cited = policy.source(lock.key)
                sources[key] = (cited.value.clause.id, cited.text)
            clause, source = sources[key]
        found.append(
            Standing(
                row,
                townships.get(unit.code[:9], "") if unit.level == Level.VILLAGE else "",
                since,
                lock,
                clause,
                source,
                on,
                policy.get(SOON) or 0,
            )
        )
    return found
