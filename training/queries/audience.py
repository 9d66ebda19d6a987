"""Whom a session is for: by rule, with the reason of each; who already sits elsewhere at the time."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from guanling.accounts.enums import Action
from roster.enums import Level, Nature
from roster.models import Appointment, Person
from training.enums import AUDIENCE_POSTS, Audience, Met, SessionState
from training.models import Enrolment, Session, SessionHalf
from training.queries.compliance import standings

PLACE_LENGTH = Enrolment._meta.get_field("place").max_length
Half = tuple[date, str]


@dataclass
class Candidate:
    """Somebody whom the session's rule means. ``rank``: the smaller, the more urgent."""

    person_id: int
    name: str
    unit_code: str
    place: str
    reason: str
    rank: tuple = ()
    # The other session in which this person sits at the same time.
    clash: str = ""
    ticked: bool = False


def _told(rows) -> str:
    """Return unit and post of ``rows`` as they are called now; of several each once."""
    texts = []
    for row in rows:
        unit = row.post.unit
        above = f"{unit.parent.short_name} · " if unit.level == Level.VILLAGE else ""
        texts.append(f"{above}{unit.short_name} {row.title}")
    told = "、".join(dict.fromkeys(texts))
    if len(told) > PLACE_LENGTH:
        told = "、".join(dict.fromkeys(f"{row.post.unit.short_name}{row.title}" for row in rows))
    return told[:PLACE_LENGTH]


def _ordered(rows):
    """Regular posts first, then by the unit's code."""
    return sorted(rows, key=lambda row: (row.nature != Nature.REGULAR, row.post.unit.code, row.pk))


def places_of(person_ids: Iterable[int], day: date) -> dict[int, tuple[str, str]]:
    """Return {person: (code of the unit, unit and post in words)} on ``day``; two statements.

    Who holds several posts is named with all of them, under the first unit's code. Who holds none that day
    is named with the next post to come, else with the office that keeps the file.
    """
    ids = list(person_ids)
    terms = defaultdict(list)
    held = Appointment.objects.filter(person__in=ids).select_related("post__unit__parent")
    for row in held.order_by("valid_from", "pk"):
        terms[row.person_id].append(row)
    places = {}
    for person in Person.objects.filter(pk__in=ids).select_related("unit"):
        rows = terms[person.pk]
        serving = [
            row for row in rows if row.valid_from <= day and (row.valid_to is None or row.valid_to >= day)
        ]
        if serving:
            chosen = _ordered(serving)
            places[person.pk] = chosen[0].post.unit.code, _told(chosen)
        elif coming := [row for row in rows if row.valid_from > day]:
            chosen = [row for row in coming if row.valid_from == coming[0].valid_from]
            places[person.pk] = chosen[0].post.unit.code, _told(chosen)
        else:
            places[person.pk] = person.unit.code, f"{person.unit.short_name}（当日不在任）"
    return places


def clashes(session: Session, person_ids: Iterable[int], halves: Iterable[Half]) -> dict[int, str]:
    """Return {person: name of another session} of who sits elsewhere on one of ``halves``; two statements."""
    wanted = set(halves)
    if not wanted:
        return {}
    others = SessionHalf.objects.filter(day__in={day for day, _ in wanted}).exclude(session=session)
    overlapping = {
        other
        for other, day, part in others.exclude(session__state=SessionState.CANCELLED).values_list(
            "session", "day", "part"
        )
        if (day, part) in wanted
    }
    rows = Enrolment.objects.standing().filter(session__in=overlapping, person__in=list(person_ids))
    return dict(rows.order_by("-session").values_list("person", "session__name"))


def seats_left(session: Session) -> int:
    """Return how many more can be invited."""
    return session.capacity - Enrolment.objects.filter(session=session, seat__isnull=False).count()


def candidates(session: Session, user, *, on: date) -> list[Candidate]:
    """Return whom the session's rule means and who is not on its list yet, the most urgent first.

    Of the organiser's area, within what ``user`` runs. ``on``: the day on which the list is drawn up. Who
    sits elsewhere at the time carries ``clash``; as many of the others are ticked as there are seats left.
    A constant number of statements. Raises NoValue where a rule needs a figure that is not laid down.
    """
    halves = list(session.halves.values_list("day", "part"))
    if not halves:
        return []
    first = halves[0][0]
    rows = (
        Appointment.objects.visible_to(user, Action.TRAINING_RUN)
        .of_kind(*AUDIENCE_POSTS[session.audience])
        .regular()
        .filter(post__unit__code__startswith=session.unit.code)
        .select_related("person", "post__unit__parent")
    )
    found = _RULES[session.audience](session, rows, first, on)
    listed = set(session.enrolments.standing().values_list("person", flat=True))
    found = [one for one in found if one.person_id not in listed]
    taken = clashes(session, [one.person_id for one in found], halves)
    found.sort(key=lambda one: (one.rank, one.unit_code, one.name, one.person_id))
    left = seats_left(session)
    for one in found:
        one.clash = taken.get(one.person_id, "")
        one.ticked = not one.clash and left > 0
        left -= one.ticked
    return found


def _grouped(rows):
    by_person = defaultdict(list)
    for row in rows:
        by_person[row.person_id].append(row)
    return by_person


def _candidate(rows, reason, rank=()):
    rows = _ordered(rows)
    person = rows[0].person
    return Candidate(person.pk, person.name, rows[0].post.unit.code, _told(rows), reason, rank)


def _in_post(words):
    """The rule of everybody who is in post on the first day."""

    def rule(session, rows, first, on):
        return [_candidate(held, f"开班当日在任（{words}）") for held in _grouped(rows.on(first)).values()]

    return rule


def _untrained(session, rows, first, on):
    """New directors in post, or to begin later, who lack the initial training; longest in post first."""
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=on))
    found = []
    known = standings(rows, on)
    for person, held in _grouped(rows).items():
        initial = known[person].initial if person in known else None
        if initial is None or initial.state not in (Met.LACKING, Met.WAITING):
            continue
        begins = f"{initial.first.year}年{initial.first.month}月{initial.first.day}日"
        word = "起任职" if initial.first <= on else "将任职"
        found.append(_candidate(held, f"{begins}{word}，初任培训未完成（P3.1）", (initial.first,)))
    return found


def _short(session, rows, first, on):
    """Directors in post on the first day who lack days in its year; those who lack most first."""
    held = _grouped(rows.on(first))
    known = standings(rows, on, first.year)
    found = []
    for person, own in held.items():
        update = known[person].update if person in known else None
        if update is None or not update.missing:
            continue
        reason = f"{first.year}年已训{_plain(update.have)}天，还差{_plain(update.missing)}天（P3.2）"
        found.append(_candidate(own, reason, (-update.missing,)))
    return found


def _plain(number):
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_RULES = {
    Audience.NEW_DIRECTORS: _untrained,
    Audience.DIRECTORS_SHORT: _short,
    Audience.DIRECTORS: _in_post("P3.2"),
    Audience.VILLAGE_STAFF: _in_post("P3.3"),
    Audience.TOWNSHIP_STAFF: _in_post("N7.1"),
}
