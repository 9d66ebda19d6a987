"""Reading moves and renewals: what waits for whom, the lock, the target's places, what the letters tell."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, OuterRef, Q

from guanling.accounts.enums import COUNTY_DIGITS, Action
from guanling.policy.enums import Origin
from guanling.policy.queries import at
from roster.enums import (
    MOVE_CONSENT_RIGHTS,
    ChangeKind,
    Level,
    MoveKind,
    MoveState,
    Nature,
    PostKind,
)
from roster.models import Appointment, Change, Move, Post, Unit
from roster.queries.places import holders, places_of, taken_places
from roster.queries.stability import SOON, Standing, standings
from roster.rules import Lock, lock_of, lowest_free, served_since
from roster.rules import moves as rules
from roster.rules.move_wording import Matter, bureau_name, department_name, government_name, own_mark

DIRECTOR_TERM = "stability.director_term_years"


# --- what waits for whom -------------------------------------------------------------------------


def waiting_for(user) -> Q:
    """Return which moves wait for an act of ``user``: to be sent, decided, or mended because they are stuck.

    Nobody's own request waits for himself.
    """
    condition = Q(pk__in=[])
    if codes := user.prefixes(Action.MOVE_SEND):
        condition |= Q(state=MoveState.PREPARED, asking__code__in=codes) & ~Q(requested_by=user)
    for consent, action in MOVE_CONSENT_RIGHTS.items():
        for prefix in user.prefixes(action):
            condition |= (
                Q(state=MoveState.ASKED, consent_by=consent, asking__code__startswith=prefix)
                & ~Q(requested_by=user)
                & ~Q(sent_by=user)
            )
    if codes := user.prefixes(Action.MOVE_REQUEST):
        condition |= Q(state=MoveState.CONSENTED, asking__code__in=codes) & ~Q(problem="")
    return condition


def moves_list(user, *, filters: dict[str, str]):
    """Return the moves that ``user`` may see, narrowed, those that wait for him first, then the newest.

    ``filters``: state (a state, ``all``, or open ones by default), kind, township (a division code).
    """
    found = Move.objects.visible_to(user, Action.FILE_VIEW)
    match filters.get("state") or "open":
        case "open":
            found = found.open()
        case "mine":
            found = found.filter(waiting_for(user))
        case "all":
            pass
        case state:
            found = found.filter(state=state)
    if kind := filters.get("kind"):
        found = found.filter(kind=kind)
    if code := filters.get("township"):
        found = found.filter(
            Q(appointment__post__unit__code__startswith=code) | Q(to_unit__code__startswith=code)
        )
    waiting = Move.objects.filter(waiting_for(user), pk=OuterRef("pk"))
    return (
        found.annotate(waits=Exists(waiting))
        .select_related(
            "person", "asking", "appointment__post__unit__parent", "to_unit__parent", "requested_by", "letter"
        )
        .order_by("-waits", "-pk")
    )


# --- names ---------------------------------------------------------------------------------------


def place_name(unit: Unit) -> str:
    """Return a unit as letters name it: 花江镇和平村, 花江镇; nothing for the county, whose posts say 县."""
    if unit.level == Level.COUNTY:
        return ""
    return f"{unit.parent.short_name}{unit.short_name}" if unit.level == Level.VILLAGE else unit.short_name


def present_post(move: Move) -> str:
    """Return the post that the person holds: 花江镇和平村人口主任."""
    post = move.appointment.post
    return place_name(post.unit) + post.get_kind_display()


def intended_post(move: Move) -> str:
    """Return where the person goes: a post, or the employer outside."""
    return move.to_outside or place_name(move.to_unit) + move.get_to_kind_display()


def county_of(unit: Unit) -> Unit:
    """Return the county of a unit."""
    return Unit.objects.filter(level=Level.COUNTY, code=unit.code[:COUNTY_DIGITS]).first()


@dataclass(frozen=True)
class Offices:
    """Who writes to whom, and the beginnings of the numbers of their papers."""

    county: Unit
    asker: str
    addressee: str
    letter_mark: str
    renewal_mark: str
    decider: str
    reply_mark: str
    approval_mark: str
    others: str


def offices(move: Move) -> Offices:
    """Return the offices of a move's papers; a request of the bureau's own goes to its Party group."""
    county = county_of(move.asking)
    bureau = bureau_name(county.short_name)
    mark = county.short_name[0]
    to_department = move.consent_by == "organization"
    if move.asking.level == Level.COUNTY:
        asker = bureau if to_department else f"{bureau}办公室"
        letter, renewal = f"{mark}人口计生函", f"{mark}人口计生请"
    else:
        asker = government_name(move.asking.name)
        townships = Unit.objects.filter(level=Level.TOWNSHIP, code__startswith=county.code)
        own = own_mark(move.asking.short_name, townships.values_list("short_name", flat=True))
        word = "办" if asker.endswith("办事处") else "府"
        letter, renewal = f"{own}{word}函", f"{own}{word}请"
    if to_department:
        addressee = department_name(county.short_name)
    else:
        addressee = bureau if move.asking.level != Level.COUNTY else f"{bureau}党组"
    return Offices(
        county,
        asker,
        addressee,
        letter,
        renewal,
        bureau,
        f"{mark}人口计生复",
        f"{mark}人口计生批",
        _others(move),
    )


def _others(move):
    """Who else is told: the townships on the other side, other than the one that asks."""
    units = {move.appointment.post.unit.code[:9]: move.appointment.post.unit}
    if move.to_unit:
        units[move.to_unit.code[:9]] = move.to_unit
    names = []
    for code, unit in units.items():
        if unit.level == Level.COUNTY or code == move.asking.code:
            continue
        township = unit.parent if unit.level == Level.VILLAGE else unit
        names.append(government_name(township.name))
    return "、".join(names)


# --- the lock ------------------------------------------------------------------------------------


def lock_on(appointment: Appointment, day: date) -> Standing | None:
    """Return how the lock stands for leaving ``appointment`` with the day before ``day`` as the last.

    None where the appointment does not hold then or its post has no lock.
    """
    rows = Appointment.objects.filter(pk=appointment.pk)
    found = standings(rows, day - timedelta(days=1))
    return found[0] if found and found[0].lock else None


def lock_basis(standing: Standing) -> str:
    """Return the rule of a lock as papers cite it, with the county's own decision where one holds."""
    source = at(standing.appointment.post.unit.code[:COUNTY_DIGITS], standing.on).source(standing.lock.key)
    clause = source.value.clause
    basis = f"{clause.document.title}关于{clause.heading}的规定"
    if source.value.origin == Origin.DECISION:
        basis += f"和县决定（{source.value.document_number}）"
    return basis


def lock_years(standing: Standing) -> str:
    """Return the years of a lock as they are written: 3年."""
    policy = at(standing.appointment.post.unit.code[:COUNTY_DIGITS], standing.on)
    return policy.text(standing.lock.key).replace(" ", "")


def left_within_lock(
    own: Iterable[Appointment], day: date, policy_at: Callable = at
) -> tuple[Appointment, Lock] | None:
    """Return an ended appointment of ``own`` (one person's) whose lock still covers ``day``, and the lock.

    Only what was left for a ground that needed no approval (rules.left_early): an ending with an approval,
    a consented move and a change of units release from the lock. A director's lock runs to the end that the
    term had before it was left.
    """
    own = list(own)
    for row in own:
        post = row.post
        ended = row.nature == Nature.REGULAR and row.valid_to is not None and row.valid_to < day
        if not ended or not rules.left_early(row.end_ground, row.end_document_number):
            continue
        since, term_end = row.valid_from, None
        if post.kind == PostKind.POPULATION_DIRECTOR:
            term_end = (
                Change.objects.filter(appointment=row, kind=ChangeKind.ENDED)
                .order_by("-pk")
                .values_list("valid_to_before", flat=True)
                .first()
            )
        else:
            same = [
                (other.valid_from, other.valid_to)
                for other in own
                if other.post_id == row.post_id and other.nature == Nature.REGULAR
            ]
            since = served_since(same, row.valid_to)
        policy = policy_at(post.unit.code[:COUNTY_DIGITS], row.valid_to)
        lock = lock_of(post.kind, since, policy, term_end)
        if lock is not None and day <= lock.last_day:
            return row, lock
    return None


def term_before(
    own: Iterable[Appointment], unit_id: int, first: date, policy_at: Callable = at
) -> Appointment | None:
    """Return the director's term in a village, of ``own`` (one person's), after which P2.5 asks for renewal.

    The last one that ended before ``first``, where it has run out; none that began before P2.5 held.
    """
    ended = [
        row
        for row in own
        if row.nature == Nature.REGULAR
        and (row.post.unit_id, row.post.kind) == (unit_id, PostKind.POPULATION_DIRECTOR)
        and row.valid_to is not None
        and row.valid_to < first
    ]
    last = max(ended, key=lambda row: row.valid_to, default=None)
    if last is None or not rules.stays_a_term(last.end_ground):
        return None
    policy = policy_at(last.post.unit.code[:COUNTY_DIGITS], last.valid_from)
    return last if policy.holds(rules.FULL_TERM) else None


# --- the target ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Target:
    """The post to which somebody is to come: its places from that day on and who holds them."""

    places: int | None
    held_by: tuple[Appointment, ...]
    free: bool


def target(unit: Unit, kind: str, day: date, until: date | None, *, without: Iterable[int] = ()) -> Target:
    """Return the places of a unit's post from ``day`` on; the people ``without`` leave them meanwhile."""
    places = places_of(unit, kind, day)
    post = Post.objects.on(day).filter(unit=unit, kind=kind).first()
    if post is None:
        return Target(places, (), places is None or places > 0)
    without = set(without)
    held = tuple(row for row in holders(post, day, until) if row.person_id not in without)
    leaving = set(
        post.appointments.regular().filter(person__in=without).values_list("place", "valid_from", "valid_to")
    )
    taken = [row for row in taken_places([post.pk]).get(post.pk, ()) if row not in leaving]
    return Target(places, held, places is None or lowest_free(taken, day, until) <= places)


# --- renewals (P2.5) -----------------------------------------------------------------------------


def renewal_conditions(move: Move, on: date) -> list[rules.Condition]:
    """Return the conditions of a renewal as they stand on ``on``."""
    row = move.appointment
    place = target(row.post.unit, row.post.kind, move.day, move.until)
    asked = rules.Renewal(
        term_from=row.valid_from,
        term_to=move.day - timedelta(days=1),
        end_ground=row.end_ground,
        taken=not place.free,
        birth=move.person.birth_date,
        education=move.person.education,
        notice_from=move.notice_from,
        notice_to=move.notice_to,
        check_result=move.check_result,
    )
    return rules.renewal_conditions(asked, at(row.post.unit.code[:COUNTY_DIGITS], on), on)


def frozen_conditions(move: Move) -> list[rules.Condition]:
    """Return the conditions as they were sent."""
    return [rules.Condition(**condition) for condition in move.conditions]


def unrenewed(appointments, on: date) -> list[Standing]:
    """Return the directors' terms of ``appointments`` (scoped) that ran out in the year before ``on``.

    Those whose holder has had no following appointment in the post by then, and whose ending nobody has
    recorded (P2.5). Two statements and one per county.
    """
    followed = Appointment.objects.regular().filter(
        person=OuterRef("person"),
        post=OuterRef("post"),
        valid_from__gt=OuterRef("valid_to"),
        valid_from__lte=on,
    )
    rows = list(
        appointments.regular()
        .of_kind(PostKind.POPULATION_DIRECTOR)
        .filter(valid_to__lt=on, valid_to__gte=on - relativedelta(years=1), end_ground="")
        .filter(~Exists(followed))
        .select_related("person", "post__unit__parent")
        .order_by("post__unit__code", "person__pinyin", "pk")
    )
    counties = {row.post.unit.code[:COUNTY_DIGITS] for row in rows}
    soon = {county: at(county, on).get(SOON) or 0 for county in sorted(counties)}
    return [
        Standing(
            appointment=row,
            township=row.post.unit.parent.short_name,
            since=row.valid_from,
            lock=None,
            clause="",
            source="",
            on=on,
            soon_days=soon[row.post.unit.code[:COUNTY_DIGITS]],
        )
        for row in rows
    ]


# --- what the letters tell -----------------------------------------------------------------------


def matter_of(move: Move, conditions: Iterable[rules.Condition] = ()) -> Matter:
    """Return what the letters tell of a move; ``conditions`` of a renewal."""
    conditions = list(conditions)
    partner = move.partner
    person, post = move.person, move.appointment.post
    return Matter(
        kind=move.kind,
        name=person.name,
        sex=person.get_sex_display(),
        birth=person.birth_date,
        education=person.get_education_display(),
        present=present_post(move),
        village=post.unit.short_name,
        since=move.appointment.valid_from if move.kind == MoveKind.RENEWAL else move.since,
        intended=intended_post(move),
        day=move.day,
        until=move.until,
        reason=move.reason,
        partner=f"{present_post(partner)}{partner.person.name}同志" if partner else "",
        lock_basis=move.lock_basis,
        lock_years=move.lock_years,
        lock_last_day=move.lock_last_day,
        conditions=[(row.name, row.text) for row in conditions if row.met is not None],
        excused=[(row.name, row.text) for row in rules.needing_exception(conditions)],
    )
