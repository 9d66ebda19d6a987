"""Business acts on appointments: appointing, acting for a vacant post, ending, taking over a register."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils import timezone

from guanling.accounts.models import User
from guanling.documents.papers import chinese_date
from guanling.policy.queries import at
from guanling.runs.errors import Refusal
from roster.enums import (
    ENDS_WITHIN_TERM,
    POST_SPECS,
    ChangeKind,
    ChangeState,
    EndGround,
    Level,
    MoveState,
    Nature,
    PostKind,
    Selection,
)
from roster.models import Appointment, Change, Move, Person, PlaceException, Post, Unit
from roster.queries.lineage import origins
from roster.queries.moves import left_within_lock, term_before
from roster.queries.places import exception_of, holders, places_of, taken_places
from roster.queries.stability import standings
from roster.queries.vacancies import WITH_DEADLINE, vacancies
from roster.rules import CONSENTS, lowest_free, most_at_once, overlap, term_end
from roster.services import changes
from roster.services.saving import BATCH, save_checked

DIRECTOR_TERM = "stability.director_term_years"


@transaction.atomic
def appoint(
    *,
    person: Person,
    unit: Unit,
    kind: str,
    valid_from: date,
    valid_to: date | None = None,
    selection: str = "",
    identity: str = "",
    document_number: str = "",
    made_by: User | None = None,
    late_reason: str = "",
    move: Move | None = None,
) -> Appointment:
    """Put a person into a post of a unit from a day on (to the last day of the term, where one is set).

    Effects: the appointment, its change for the county to file, the post where the unit has not had it, and
    the end of acting for the place that is filled, first of this person's own (P2.7). A population director
    without ``valid_to`` has the full term (N3.3). Refuses a post not of the unit's level, days on which the
    unit does not exist, overlapping terms in a post, a term longer than the policy's, one person more than
    the post has places on the first day (N1.1–N1.3, P2.2, A1.4–A1.6), and a day in a confirmed month
    without ``late_reason``. ``made_by``: see changes.record.

    ``move`` is the consented move or renewal that takes effect. Without one another township's person,
    another post within the lock of one that was left without approval (N3.1–N3.3), and the same director's
    next term (P2.5) are refused.
    """
    spec = POST_SPECS[PostKind(kind)]
    if unit.level != spec.level:
        raise Refusal(f"{PostKind(kind).label}是{Level(spec.level).label}的岗位，请改选单位。")
    if not Unit.objects.on(valid_from).filter(pk=unit.pk).exists():
        raise Refusal(f"“{unit.short_name}”在任职起日不存在，请核对日期。")
    if unit.valid_to and (valid_to is None or valid_to > unit.valid_to):
        raise Refusal(f"“{unit.short_name}”已撤并，任职止日不能晚于撤并日期。")
    valid_to = _term_of(unit, kind, valid_from, valid_to)
    if move is None:
        _heed_home(person, unit)
        _heed_renewal(person, unit, kind, valid_from, openly=selection == Selection.OPEN and document_number)
        _heed_lock_left(
            person, unit, kind, valid_from, openly=selection == Selection.OPEN and document_number
        )
    else:
        _heed_consent(move, person, unit, kind, valid_from)
    post = post_of(unit, kind, valid_from)
    free = free_place(post, valid_from, valid_to)
    for own in _acting(post, valid_from).filter(person=person):
        _end_before(own, valid_from)
    appointment = Appointment(
        person=person,
        post=post,
        **vars(free),
        valid_from=valid_from,
        valid_to=valid_to,
        selection=selection,
        identity=identity or spec.identity or "",
        document_number=document_number,
    )
    save_checked(appointment)
    changes.record(
        appointment=appointment,
        kind=ChangeKind.APPOINTED,
        day=valid_from,
        made_by=made_by,
        ground=appointment.get_selection_display(),
        document_number=document_number,
        late_reason=late_reason,
    )
    _end_acting(post, valid_from)
    return appointment


def _heed_home(person, unit):
    """Refuse another township's person: the file moves by a transfer."""
    home = person.unit.code
    if not unit.code.startswith(home) and not home.startswith(unit.code):
        raise Refusal(f"此人档案在{person.unit.short_name}，到其他乡镇任职须先办理调动。")


def _heed_renewal(person, unit, kind, first, *, openly):
    """Refuse the same director's next term in the same village, which P2.5 gives to renewal alone.

    Who was openly selected anew after a break, with the county's approval, has been through the procedure
    already. Terms that began before P2.5 held are none of its terms.
    """
    if kind != PostKind.POPULATION_DIRECTOR:
        return
    last = term_before(person.appointments.select_related("post__unit"), unit.pk, first)
    if last is None or (openly and last.valid_to + timedelta(days=1) < first):
        return
    raise Refusal(
        f"{person.name}任{unit.short_name}人口主任的聘期已于{chinese_date(last.valid_to)}届满，连任须重新具备条件并履行"
        "程序（P2.5），请在“调动和续聘”中办理续聘；中断后重新公开选聘的，请选“公开选聘”并填写批准文号。"
    )


def _heed_lock_left(person, unit, kind, first, *, openly):
    """Refuse another post within the lock of one that was left without anybody's approval (N3.1 to N3.3).

    Else somebody could resign here and be appointed there, which is a move. A director whom the county has
    let be selected openly (P2.4) comes with the county's own approval.
    """
    if openly and kind == PostKind.POPULATION_DIRECTOR:
        return
    others = person.appointments.select_related("post__unit").exclude(post__unit=unit, post__kind=kind)
    found = left_within_lock(others, first)
    if found is not None:
        left, lock = found
        raise Refusal(
            f"{person.name}{chinese_date(left.valid_to)}离任{left.post.unit.short_name}{left.post.get_kind_display()}"
            f"（{left.get_end_ground_display()}），在{chinese_date(lock.last_day)}以前不予调整，改任其他岗位须经"
            f"{CONSENTS[lock.consent]}同意。请撤销离任后按“调动和续聘”办理；已批准解除的，离任时应填写批准文号。"
        )


def _heed_consent(move, person, unit, kind, first):
    """Refuse an appointment that is not what was consented to."""
    agreed = (MoveState.CONSENTED, person.pk, unit.pk, kind, first)
    if (move.state, move.person_id, move.to_unit_id, move.to_kind, move.day) != agreed:
        raise Refusal("任职与同意的调动事项不符。")


@transaction.atomic
def second(*, move: Move, late_reason: str = "") -> Appointment:
    """Let somebody work in another post until the last day of a consented secondment.

    Effects: the second appointment, which takes no place and ends by itself, and its change. The one held
    goes on. Refuses days on which the unit does not exist, and a post held in that time already.
    """
    unit = move.to_unit
    _heed_consent(move, move.person, unit, move.to_kind, move.day)
    if not Unit.objects.on(move.day).filter(pk=unit.pk).exists() or (
        unit.valid_to and move.until > unit.valid_to
    ):
        raise Refusal(f"“{unit.short_name}”在借调期间不存在或已撤并。")
    appointment = Appointment(
        person=move.person,
        post=post_of(unit, move.to_kind, move.day),
        nature=Nature.SECONDED,
        valid_from=move.day,
        valid_to=move.until,
        identity=move.appointment.identity,
        document_number=move.document_number,
    )
    save_checked(appointment)
    changes.record(
        appointment=appointment,
        kind=ChangeKind.SECONDED,
        day=move.day,
        made_by=None,
        document_number=move.document_number,
        late_reason=late_reason,
    )
    return appointment


def _term_of(unit, kind, first, last):
    """Return the last day of the term: of a population director by N3.3 where none is given."""
    years = at(unit.code[:6], first).get(DIRECTOR_TERM) if kind == PostKind.POPULATION_DIRECTOR else None
    if years is None:
        return last
    full = term_end(first, years)
    if unit.valid_to:
        full = min(full, unit.valid_to)
    if last is not None and last > full:
        raise Refusal(f"人口主任聘期{years}年（N3.3），任职止日最晚为{chinese_date(full)}；续聘另行办理。")
    return last or full


def post_of(unit, kind, day):
    """Return the unit's post, made where the unit has not had it."""
    post = Post.objects.on(day).filter(unit=unit, kind=kind).first()
    if post is None:
        post = Post(unit=unit, kind=kind, valid_from=unit.valid_from)
        save_checked(post)
    return post


@dataclass(frozen=True)
class FreePlace:
    """A place as the appointment that takes it freezes it; ``vars`` of it are the appointment's fields.

    ``extra`` and ``exception``: how many the county has approved beyond ``places``, where it is one of those.
    """

    place: int
    places: int | None
    extra: int = 0
    exception: PlaceException | None = None


EXCEPTIONS_AT = "确需超编的，请先在“编制－超编核准”中提出，经县局核准后再办理"


def free_place(post, first, last) -> FreePlace:
    """Return a place of ``post`` that is free in the period; refuse when none is.

    There are as many as the rule gives on the first day, and as the county has approved for it. No more than
    that may serve at once, whichever places they hold: somebody in surplus takes up one. The post stays
    locked to the end of the transaction, so that the next to appoint sees this one. The exclusion constraint
    refuses the second of two even without that.
    """
    post = _locked(post, first, last)
    places = places_of(post.unit, post.kind, first)
    taken = taken_places([post.pk]).get(post.pk, ())
    place = lowest_free(taken, first, last)
    if places is None:
        return FreePlace(place, None)
    exception = exception_of(post, first)
    extra = exception.extra if exception else 0
    if place > places + extra or most_at_once(taken, first, last) >= places + extra:
        serving = "、".join(
            f"{held.person.name}（{_term(held.valid_from, held.valid_to)}）"
            for held in holders(post, first, last)
        )
        more = f"、超编{extra}名" if extra else ""
        raise Refusal(
            f"{post.unit.short_name}{post.get_kind_display()}核定{places}名{more}，这一期间没有空余名额：{serving}。"
            f"请先为离任的人员办理离任；{EXCEPTIONS_AT}。"
        )
    return FreePlace(place, places, extra, exception) if place > places else FreePlace(place, places)


def _locked(post, first, last):
    """Return the post locked; refuse where its unit changed in between and the post ended with it."""
    post = Post.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=post.pk)
    if post.valid_to and (last is None or last > post.valid_to):
        raise Refusal(
            f"{post.unit.short_name}自{chinese_date(post.valid_to + timedelta(days=1))}起已作区划调整，"
            "请到调整后的单位办理。"
        )
    return post


def _term(first, last):
    return f"{chinese_date(first)}至{chinese_date(last) if last else '今'}"


FILLED = "岗位已补选到位，代行终止"
_ACTING_SINCE = "{}自{}起代行这一岗位的职责，那时岗位已不空缺；请先改定任职起日。"


def _acting(post, day):
    """Those who act for the post on ``day``, who has done so longest first."""
    return post.appointments.on(day).filter(nature=Nature.ACTING).order_by("valid_from", "pk")


def _open_places(post, day):
    """How many places of the post are vacant on ``day``, whoever acts for them."""
    found = vacancies(day, post.kind, [post.unit.code])
    return sum(vacancy.unit_id == post.unit_id for vacancy in found)


@transaction.atomic
def name_acting(
    *,
    person: Person,
    unit: Unit,
    kind: str,
    valid_from: date,
    document_number: str = "",
    made_by: User | None = None,
    late_reason: str = "",
) -> Appointment:
    """Have somebody of the village act for a vacant post until it is filled (P2.7).

    It ends by itself on the day before the place is filled, also where that is past already. Refuses posts
    to which P2.7 does not apply, a day without a vacancy for which nobody acts yet, somebody who holds the
    post already, and somebody who has or had a post in another unit: who is of the village is known by that.
    A village from which this one came is no other unit.
    """
    if kind not in WITH_DEADLINE:
        raise Refusal(f"{PostKind(kind).label}空缺没有代行职责的规定（P2.7）。")
    if not Unit.objects.on(valid_from).filter(pk=unit.pk).exists():
        raise Refusal(f"“{unit.short_name}”在代行起日不存在，请核对日期。")
    if not person.unit.code.startswith(unit.code[:9]):
        raise Refusal(f"代行职责的应是本村人员；此人档案在{person.unit.short_name}。")
    post = _locked(post_of(unit, kind, valid_from), valid_from, None)
    if held := person.appointments.on(valid_from).filter(post=post).first():
        raise Refusal(f"{person.name}当日已是{unit.short_name}{held.title}。")
    elsewhere = person.appointments.exclude(post__unit__in=origins(unit)).select_related("post__unit")
    if held := elsewhere.order_by("-valid_from").first():
        raise Refusal(
            f"{person.name}任（原任）{held.post.unit.short_name}{held.title}，不是本村人员，不能代行。"
        )
    vacant = _open_places(post, valid_from)
    if not vacant:
        raise Refusal(
            f"{chinese_date(valid_from)}{unit.short_name}{PostKind(kind).label}没有空缺，不需要代行；请核对代行起日。"
        )
    if (acting := list(_acting(post, valid_from).select_related("person"))) and len(acting) >= vacant:
        names = "、".join(row.person.name for row in acting)
        raise Refusal(f"{unit.short_name}{PostKind(kind).label}的空缺已由{names}代行职责；请先办理其离任。")
    appointment = Appointment(
        person=person,
        post=post,
        nature=Nature.ACTING,
        valid_from=valid_from,
        document_number=document_number,
    )
    save_checked(appointment)
    changes.record(
        appointment=appointment,
        kind=ChangeKind.ACTING,
        day=valid_from,
        made_by=made_by,
        document_number=document_number,
        late_reason=late_reason,
    )
    filled = post.appointments.regular().filter(valid_from__gt=valid_from).order_by("valid_from")
    for day in filled.values_list("valid_from", flat=True):
        _end_acting(post, day)
    return appointment


def _end_before(acting, day):
    """End somebody's acting on the day before ``day``; refuse where it only begins then."""
    if acting.valid_from == day:
        raise Refusal(_ACTING_SINCE.format(acting.person.name, chinese_date(day)))
    close(
        appointment=acting,
        last_day=day - timedelta(days=1),
        ground=EndGround.FILLED,
        reason=FILLED,
        late_reason=FILLED,
    )


def _end_acting(post, day):
    """Once a place is filled from ``day``, end on the day before those who act for no vacant place any more.

    Refuses where somebody began to act on that day or later: what was recorded so would not have been.
    """
    acting = list(_acting(post, day).select_related("person"))
    for row in acting[: max(len(acting) - _open_places(post, day), 0)] if acting else ():
        _end_before(row, day)
    later = post.appointments.filter(nature=Nature.ACTING, valid_from__gt=day).select_related("person")
    for row in later:
        if _acting(post, row.valid_from).count() > _open_places(post, row.valid_from):
            raise Refusal(_ACTING_SINCE.format(row.person.name, chinese_date(row.valid_from)))


@transaction.atomic
def end_appointment(
    *,
    appointment: Appointment,
    last_day: date,
    ground: str,
    reason: str = "",
    document_number: str = "",
    made_by: User | None = None,
    late_reason: str = "",
) -> None:
    """End an appointment on ``last_day`` for a ground that a person may enter (ENDS_WITHIN_TERM).

    Effects: the end, and its change for the county to file. Refuses a dismissal and a director's age, which
    have a procedure of their own (P8.1, P8.2), a day outside the term, an appointment that has ended for a
    ground already, within the lock (N3.1–N3.3) a ground that needs an approval without
    its number, or any where another post goes on that was taken meanwhile, 聘期届满不再续聘 before the term's
    last day, and a day in a confirmed month without ``late_reason``.
    """
    appointment = Appointment.objects.select_for_update(of=("self",), no_key=True).get(pk=appointment.pk)
    if appointment.end_ground:
        raise Refusal("这项任职已经办理离任。")
    if appointment.valid_to and last_day > appointment.valid_to:
        raise Refusal("离任日期晚于聘期止日；续聘另行办理。")
    if ground == EndGround.DISMISSED or (
        ground == EndGround.AGE and appointment.post.kind == PostKind.POPULATION_DIRECTOR
    ):
        raise Refusal(
            f"以“{EndGround(ground).label}”离任须先立案，经核查、告知、听取陈述申辩、决定和备案（P8.1、P8.2），"
            "请在“分流辞退”中办理。"
        )
    if ground not in ENDS_WITHIN_TERM:
        raise Refusal("请从列出的离任原因中选择；调动请在“调动和续聘”中办理。")
    if ground == EndGround.NOT_RENEWED and last_day != appointment.valid_to:
        raise Refusal("聘期届满不再续聘的，最后任职日应是聘期止日；聘期内离任请选其他原因。")
    if ground == EndGround.OTHER and not reason.strip():
        raise Refusal("离任原因选“其他”的，请写明离任说明。")
    _heed_lock(appointment, last_day, ground, document_number)
    close(
        appointment=appointment,
        last_day=last_day,
        ground=ground,
        reason=reason,
        document_number=document_number,
        made_by=made_by,
        late_reason=late_reason,
    )


def _heed_lock(appointment, last_day, ground, document_number):
    """Refuse an ending that N3.1 to N3.3 forbid without an approval on record.

    Whatever the ground: who goes on in another post that he took meanwhile does not leave but moves.
    """
    if document_number:
        return
    other = _going_on(appointment, last_day)
    if other is None and not ENDS_WITHIN_TERM[EndGround(ground)]:
        return
    for standing in standings(Appointment.objects.filter(pk=appointment.pk), last_day):
        if standing.locked and last_day < standing.lock.last_day:
            if other is not None:
                raise Refusal(
                    f"{appointment.person.name}在{chinese_date(standing.lock.last_day)}前不予调整（{standing.clause}），"
                    f"现又任{other.post.unit.short_name}{other.title}，离任即是调动，须经{standing.consent}同意；"
                    "请在“调动和续聘”中办理，或填写批准文号。"
                )
            raise Refusal(
                f"{appointment.person.name}在{chinese_date(standing.lock.last_day)}前不予调整（{standing.clause}）；"
                f"以“{EndGround(ground).label}”离任须经{standing.consent}同意，请填写批准文号。"
            )


def _going_on(appointment, last_day):
    """Another post that the person took later than this one and holds on after it."""
    rows = appointment.person.appointments.regular().filter(valid_from__gt=appointment.valid_from)
    return (
        rows.exclude(post=appointment.post)
        .on(last_day + timedelta(days=1))
        .select_related("post__unit")
        .first()
    )


def close(
    *,
    appointment: Appointment,
    last_day: date,
    ground: str,
    reason: str = "",
    document_number: str = "",
    made_by: User | None = None,
    late_reason: str = "",
) -> None:
    """Write an ending and its change; every act that ends an appointment comes here. No rule is asked."""
    before = appointment.valid_to
    appointment.valid_to = last_day
    appointment.end_ground = ground
    appointment.end_reason = reason
    appointment.end_document_number = document_number
    save_checked(appointment)
    changes.record(
        appointment=appointment,
        kind=ChangeKind.ENDED,
        day=last_day + timedelta(days=1),
        made_by=made_by,
        ground=appointment.ending[:120],
        document_number=document_number,
        late_reason=late_reason,
        valid_to_before=before,
    )


@transaction.atomic
def reinstate(
    *,
    appointment: Appointment,
    document_number: str,
    late_reason: str,
    made_by: User | None = None,
    today: date | None = None,
) -> Change:
    """Lift an ending that was set aside (P8.2): the appointment goes on to the last day that stood before.

    Effects: the change, with the confirmed months that it reaches into; whoever acts for the place stops
    today. Where the place was filled meanwhile, a place that is free or approved beyond the number on the
    first day is taken. Refuses an appointment that has not been ended, a unit changed meanwhile, and when
    there is no place.
    """
    today = today or timezone.localdate()
    appointment = Appointment.objects.select_for_update(of=("self",), no_key=True).get(pk=appointment.pk)
    ended = (
        Change.objects.filter(appointment=appointment, kind=ChangeKind.ENDED)
        .exclude(state=ChangeState.REVOKED)
        .order_by("pk")
        .last()
    )
    if not appointment.end_ground or ended is None:
        raise Refusal("这项任职没有办理过离任，不需要恢复。")
    before, restored = appointment.valid_to, ended.valid_to_before
    first = before + timedelta(days=1)
    post = _locked(appointment.post, first, restored)
    _take_place_again(appointment, post, first, restored)
    appointment.valid_to = restored
    appointment.end_ground = appointment.end_reason = appointment.end_document_number = ""
    save_checked(appointment)
    change = changes.record(
        appointment=appointment,
        kind=ChangeKind.REINSTATED,
        day=first,
        made_by=made_by,
        document_number=document_number,
        late_reason=late_reason,
        valid_to_before=before,
    )
    acting = list(_acting(post, today).select_related("person"))
    for row in acting[: max(len(acting) - _open_places(post, today), 0)]:
        close(
            appointment=row,
            last_day=today,
            ground=EndGround.FILLED,
            reason=BACK,
            document_number=document_number,
            late_reason=BACK,
        )
    return change


BACK = "原任职人员恢复任职，代行终止"


def _take_place_again(appointment, post, first, last):
    """Keep the place where it is free from ``first`` to ``last``, or give another; refuse where none is."""
    others = list(
        Appointment.objects.regular()
        .filter(post=post)
        .exclude(pk=appointment.pk)
        .values_list("place", "valid_from", "valid_to")
    )
    if not any(place == appointment.place and overlap(*term, first, last) for place, *term in others):
        return
    places = places_of(post.unit, post.kind, first)
    exception = exception_of(post, first)
    extra = exception.extra if exception else 0
    place = lowest_free(others, appointment.valid_from, last)
    if places is not None and (place > places + extra or most_at_once(others, first, last) >= places + extra):
        serving = "、".join(
            f"{held.person.name}（{_term(held.valid_from, held.valid_to)}）"
            for held in holders(post, first, last)
            if held.pk != appointment.pk
        )
        raise Refusal(
            f"{post.unit.short_name}{post.get_kind_display()}的名额已由{serving}担任，{appointment.person.name}不能恢复到"
            f"原名额。请在“编制－超编核准”中提出自{chinese_date(first)}起超编1名，经县局核准后再恢复任职。"
        )
    appointment.place, appointment.places = place, places
    if places is not None and place > places:
        appointment.extra, appointment.exception = extra, exception
    else:
        appointment.extra, appointment.exception = 0, None


REGISTER = "导入花名册"


def store_people(
    *,
    people,
    changed_people,
    person_fields,
    posts,
    appointments,
    changed_appointments,
    terms_before=(),
    made_by: User | None = None,
    reason: str = "",
    filed: bool = False,
) -> None:
    """Write people, posts and appointments of an import, set-wise, and nothing where nothing changed.

    Effects: rows in Person, Post and Appointment, their changes (changes.record_register; ``filed``: each is
    for the county to file; ``terms_before``: {appointment id: last day before} of changed terms); who acts
    for a place that is now filled ends (P2.7), a post at a time, as in :func:`appoint`: few posts have
    somebody acting. Runs inside the caller's transaction.
    """
    if people:
        Person.objects.bulk_create(people, batch_size=BATCH)
    if changed_people:
        Person.objects.bulk_update(changed_people, sorted(person_fields), batch_size=BATCH)
    if posts:
        Post.objects.bulk_create(posts, batch_size=BATCH)
    _give_places([*appointments, *changed_appointments])
    # Longer terms and new ones may swap places: the database looks when all are written.
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS appointment_one_a_place DEFERRED")
    if appointments:
        Appointment.objects.bulk_create(appointments, batch_size=BATCH)
    if changed_appointments:
        Appointment.objects.bulk_update(
            changed_appointments, ["valid_to", "selection", "identity", "place", "places"], batch_size=BATCH
        )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS appointment_one_a_place IMMEDIATE")
    before = dict(terms_before)
    changes.record_register(
        appointments=appointments,
        terms=[(row, before[row.pk]) for row in changed_appointments if row.pk in before],
        made_by=made_by,
        late_reason=f"{REGISTER}：{reason}" if reason else REGISTER,
        all_of_them=filed,
    )
    acted = Post.objects.filter(
        pk__in={appointment.post_id for appointment in appointments}, appointments__nature=Nature.ACTING
    ).distinct()
    for post in acted.select_related("unit"):
        for day in sorted({row.valid_from for row in appointments if row.post_id == post.pk}):
            _end_acting(post, day)


def _give_places(appointments):
    """Give each appointment of a register the lowest place that is free in its term.

    A register says who serves, also where that is more than the rules allow: the number of places is not
    held against it, and the establishment shows the surplus.
    """
    changing = {appointment.pk for appointment in appointments if appointment.pk}
    posts = {appointment.post_id or appointment.post.pk for appointment in appointments}
    taken: dict[int, list] = {}
    rows = Appointment.objects.regular().filter(post__in=posts).exclude(pk__in=changing)
    for post, place, first, last in rows.values_list("post", "place", "valid_from", "valid_to"):
        taken.setdefault(post, []).append((place, first, last))
    for appointment in sorted(appointments, key=lambda row: (row.valid_from, row.place or 0)):
        if appointment.nature != Nature.REGULAR:
            continue
        own = taken.setdefault(appointment.post_id or appointment.post.pk, [])
        term = appointment.valid_from, appointment.valid_to
        place = appointment.place
        if place is None or any(place == other and overlap(*span, *term) for other, *span in own):
            appointment.place, appointment.places = lowest_free(own, *term), None
        own.append((appointment.place, *term))
