"""Business acts on units, people and appointments."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import CheckConstraint, Q
from django.utils import timezone

from guanling.accounts.enums import Role
from guanling.accounts.models import Grant, User
from guanling.audit.models import AccessRecord
from guanling.documents import cells
from guanling.documents.papers import chinese_date
from guanling.runs.errors import Refusal
from roster.enums import POST_SPECS, Level, Nature, PostKind, Sex
from roster.models import Appointment, Person, Post, Unit, VillageFigures
from roster.numbers import fingerprint
from roster.queries.places import holders, places_of, taken_places
from roster.queries.vacancies import WITH_DEADLINE, vacancies
from roster.rules import lowest_free, overlap, pinyin, short_name

BATCH = 1000


@transaction.atomic
def found_county(*, county_code: str, county_name: str, username: str, name: str, password: str) -> Unit:
    """Create the county and its first 系统管理员. Refuses once any account exists.

    The administrator chose the password just now, so it need not be changed at first login.
    """
    if User.objects.exists():
        raise Refusal("系统已经初始化，请直接登录。")
    county, _ = Unit.objects.get_or_create(
        code=county_code,
        level=Level.COUNTY,
        defaults={"name": county_name, "short_name": county_name},
    )
    admin = User.objects.create_user(username, password, name, must_change_password=False)
    Grant.objects.create(user=admin, role=Role.SYSTEM_ADMIN, unit=county)
    return county


def store_villages(*, units, figures, changed_figures) -> None:
    """Write units (parents before children), the year's figures and changed figures of an import.

    Effects: rows in Unit and VillageFigures. Runs inside the caller's transaction.
    """
    if units:
        levels = [Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE]
        for level in levels:
            Unit.objects.bulk_create([unit for unit in units if unit.level == level], batch_size=BATCH)
    if figures:
        VillageFigures.objects.bulk_create(figures, batch_size=BATCH)
    if changed_figures:
        VillageFigures.objects.bulk_update(
            changed_figures, ["population", "groups", "stationed_cadres", "source"], batch_size=BATCH
        )


def store_people(*, people, changed_people, person_fields, posts, appointments, changed_appointments) -> None:
    """Write people, posts and appointments of an import, set-wise, and nothing where nothing changed.

    Effects: rows in Person, Post and Appointment; who acts for a place that is now filled ends (P2.7), a
    post at a time, as in :func:`appoint`: few posts have somebody acting. Runs inside the
    caller's transaction.
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


def save_checked(instance) -> None:
    """Save a row; a violated constraint becomes a Refusal with the constraint's own Chinese sentence.

    The constraints are asked first, and once more by the database itself, for somebody else may have
    written in between. The plain checks come before the exclusions, which cannot even be asked of a
    period that ends before it begins.
    """
    try:
        for constraint in instance._meta.constraints:
            if isinstance(constraint, CheckConstraint):
                constraint.validate(type(instance), instance)
        instance.validate_constraints()
    except ValidationError as error:
        raise Refusal("".join(error.messages)) from None
    try:
        with transaction.atomic():
            instance.save()
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        known = {constraint.name: constraint for constraint in instance._meta.constraints}
        if name not in known:
            raise
        raise Refusal(known[name].get_violation_error_message()) from None


# --- units ---------------------------------------------------------------------------------------

# Level below, and the length of its codes.
BELOW = {
    Level.PROVINCE: (Level.PREFECTURE, 4),
    Level.PREFECTURE: (Level.COUNTY, 6),
    Level.COUNTY: (Level.TOWNSHIP, 9),
    Level.TOWNSHIP: (Level.VILLAGE, 12),
    Level.VILLAGE: (Level.GROUP, 14),
}


@transaction.atomic
def create_unit(*, parent: Unit, code: str, name: str, valid_from: date, document_number: str = "") -> Unit:
    """Create a unit below ``parent`` that holds from ``valid_from``.

    Refuses a code that does not begin with the parent's or has another length than its level asks, a
    code or name in use, and a date outside the parent's own time.
    """
    if parent.level not in BELOW:
        raise Refusal(f"{parent.get_level_display()}之下不能再设机构。")
    level, length = BELOW[parent.level]
    if len(code) != length or not code.startswith(parent.code):
        raise Refusal(f"区划代码应为{length}位，以{parent.code}开头。")
    if (parent.valid_from and valid_from < parent.valid_from) or (
        parent.valid_to and valid_from > parent.valid_to
    ):
        raise Refusal(f"“{parent.short_name}”在设立日期还不存在或已经撤并，请核对日期。")
    short = short_name(name)
    if Unit.objects.on(valid_from).filter(parent=parent, short_name=short).exists():
        raise Refusal(f"“{parent.short_name}”下已有“{short}”。")
    unit = Unit(
        parent=parent,
        level=level,
        code=code,
        name=name,
        short_name=short,
        valid_from=valid_from,
        document_number=document_number,
    )
    save_checked(unit)
    return unit


@transaction.atomic
def end_unit(*, unit: Unit, last_day: date, successor: Unit | None = None, document_number: str = "") -> None:
    """End a unit on ``last_day`` and name the unit into which it merged; its posts end with it.

    Refuses while units below it or people in its posts go on after that day, and a successor of
    another level or one that does not exist on the following day.
    """
    unit = Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit.pk)
    if unit.valid_to:
        raise Refusal("该机构已经撤并。")
    if unit.level == Level.COUNTY:
        raise Refusal("县不能在本系统内撤并。")
    going_on = Q(valid_to=None) | Q(valid_to__gt=last_day)
    if below := Unit.objects.filter(going_on, parent=unit).count():
        raise Refusal(f"其下还有{below}个机构未撤并，请先逐个办理。")
    if serving := Appointment.objects.filter(going_on, post__unit=unit).count():
        raise Refusal(f"该日之后还有{serving}人在此任职，请先为他们办理离任。")
    if successor is not None:
        after = last_day + timedelta(days=1)
        if successor.pk == unit.pk or successor.level != unit.level:
            raise Refusal(f"并入的机构应是另一个{unit.get_level_display()}。")
        if not Unit.objects.on(after).filter(pk=successor.pk).exists():
            raise Refusal(f"“{successor.short_name}”在撤并次日不存在，请核对日期。")
    Post.objects.filter(going_on, unit=unit).update(valid_to=last_day)
    unit.valid_to = last_day
    unit.successor = successor
    unit.document_number = document_number or unit.document_number
    save_checked(unit)


ONLY_VILLAGES = "只有村（居、社区）才登记人口和村民小组数。"


@transaction.atomic
def record_figures(
    *, unit: Unit, year: int, population: int, groups: int, stationed_cadres: int | None, source: str
) -> VillageFigures:
    """Enter or correct a village's counts of one year; the history keeps what stood before.

    Refuses units other than villages and years outside the unit's own time.
    """
    if unit.level != Level.VILLAGE:
        raise Refusal(ONLY_VILLAGES)
    if (unit.valid_from and year < unit.valid_from.year) or (unit.valid_to and year > unit.valid_to.year):
        raise Refusal(f"“{unit.short_name}”在{year}年还不存在或已经撤并，请核对年度。")
    figures, _ = VillageFigures.objects.update_or_create(
        unit=unit,
        year=year,
        defaults={
            "population": population,
            "groups": groups,
            "stationed_cadres": stationed_cadres,
            "source": source,
        },
    )
    return figures


# --- people --------------------------------------------------------------------------------------


def _take_number(person, number):
    person.identity_number = number
    person.identity_hash = fingerprint(number)
    person.birth_date = cells.identity_birth(number)
    person.sex = Sex.MALE if cells.identity_is_male(number) else Sex.FEMALE


def account_for(*, person: Person, username: str) -> User:
    """Return the account that may read ``person``'s own file (本人).

    Refuses an account that does not exist, is not granted 本人 below the unit that keeps the file, or
    belongs to another person.
    """
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Refusal(f"没有账号“{username}”，或已停用；请先由系统管理员建立。")
    grants = user.grants.on(timezone.localdate()).filter(role=Role.SELF)
    if not grants.filter(unit__code__startswith=person.unit.code).exists():
        raise Refusal(f"账号“{username}”在{person.unit.short_name}没有“本人”角色；请先由系统管理员授权。")
    if Person.objects.filter(account=user).exclude(pk=person.pk).exists():
        raise Refusal(f"账号“{username}”已经是另一人的本人账号。")
    return user


NUMBER_TAKEN = "系统中已有这一身份证号码的人员，请先查找该人员；本单位看不到的，请联系县局。"


@transaction.atomic
def save_person(*, person: Person, identity_number: str = "") -> Person:
    """Save a person's file; birth date and sex follow from the identity number, pinyin from the name.

    ``identity_number`` is clean (guanling.documents.cells.identity); empty keeps the one on file.
    Refuses a number that another file already has.
    """
    if identity_number:
        other = Person.objects.filter(identity_hash=fingerprint(identity_number)).exclude(pk=person.pk)
        if other.exists():
            raise Refusal(NUMBER_TAKEN)
        _take_number(person, identity_number)
    elif not person.identity_number:
        raise Refusal("请填写身份证号码。")
    person.pinyin, person.initials = pinyin(person.name)
    try:
        save_checked(person)
    except IntegrityError:  # what is left is unique: somebody else opened the file a moment ago
        raise Refusal(NUMBER_TAKEN) from None
    return person


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
) -> Appointment:
    """Put a person into a post of a unit from a day on (to the last day of the term, where one is set).

    Effects: the appointment, the post where the unit has not had it, and the end of acting for the place
    that is filled, first of this person's own (P2.7). Refuses a post not of the unit's level, days on which
    the unit does not exist, overlapping terms in a post, and one person more than the post has places on
    the first day (N1.1–N1.3, P2.2, A1.4–A1.6).
    Another township's person needs a transfer.
    """
    spec = POST_SPECS[PostKind(kind)]
    if unit.level != spec.level:
        raise Refusal(f"{PostKind(kind).label}是{Level(spec.level).label}的岗位，请改选单位。")
    if not Unit.objects.on(valid_from).filter(pk=unit.pk).exists():
        raise Refusal(f"“{unit.short_name}”在任职起日不存在，请核对日期。")
    if unit.valid_to and (valid_to is None or valid_to > unit.valid_to):
        raise Refusal(f"“{unit.short_name}”已撤并，任职止日不能晚于撤并日期。")
    home = person.unit.code
    if not unit.code.startswith(home) and not home.startswith(unit.code):
        raise Refusal(f"此人档案在{person.unit.short_name}，到其他乡镇任职须先办理调动。")
    post = _post_of(unit, kind, valid_from)
    place, places = _free_place(post, valid_from, valid_to)
    for own in _acting(post, valid_from).filter(person=person):
        _end_before(own, valid_from)
    appointment = Appointment(
        person=person,
        post=post,
        place=place,
        places=places,
        valid_from=valid_from,
        valid_to=valid_to,
        selection=selection,
        identity=identity or spec.identity or "",
        document_number=document_number,
    )
    save_checked(appointment)
    _end_acting(post, valid_from)
    return appointment


def _post_of(unit, kind, day):
    """Return the unit's post, made where the unit has not had it."""
    post = Post.objects.on(day).filter(unit=unit, kind=kind).first()
    if post is None:
        post = Post(unit=unit, kind=kind, valid_from=unit.valid_from)
        save_checked(post)
    return post


def _free_place(post, first, last):
    """Return a place of ``post`` that is free in the period, and how many there are; refuse when none is.

    The post stays locked to the end of the transaction, so that the next to appoint sees this one. The
    exclusion constraint refuses the second of two even without that.
    """
    Post.objects.select_for_update(of=("self",), no_key=True).get(pk=post.pk)
    places = places_of(post.unit, post.kind, first)
    place = lowest_free(taken_places([post.pk]).get(post.pk, ()), first, last)
    if places is not None and place > places:
        serving = "、".join(
            f"{held.person.name}（{_term(held.valid_from, held.valid_to)}）"
            for held in holders(post, first, last)
        )
        raise Refusal(
            f"{post.unit.short_name}{post.get_kind_display()}核定{places}名，这一期间没有空余名额：{serving}。"
            "请先为离任的人员办理离任。"
        )
    return place, places


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
    *, person: Person, unit: Unit, kind: str, valid_from: date, document_number: str = ""
) -> Appointment:
    """Have somebody of the village act for a vacant post until it is filled (P2.7).

    It ends by itself on the day before the place is filled, also where that is past already. Refuses posts
    to which P2.7 does not apply, a day without a vacancy for which nobody acts yet, somebody who holds the
    post already, and somebody who has or had a post in another unit: who is of the village is known by that.
    """
    if kind not in WITH_DEADLINE:
        raise Refusal(f"{PostKind(kind).label}空缺没有代行职责的规定（P2.7）。")
    if not Unit.objects.on(valid_from).filter(pk=unit.pk).exists():
        raise Refusal(f"“{unit.short_name}”在代行起日不存在，请核对日期。")
    if not person.unit.code.startswith(unit.code[:9]):
        raise Refusal(f"代行职责的应是本村人员；此人档案在{person.unit.short_name}。")
    post = _post_of(unit, kind, valid_from)
    Post.objects.select_for_update(of=("self",), no_key=True).get(pk=post.pk)
    if held := person.appointments.on(valid_from).filter(post=post).first():
        raise Refusal(f"{person.name}当日已是{unit.short_name}{held.title}。")
    elsewhere = person.appointments.exclude(post__unit=unit).select_related("post__unit")
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
    filled = post.appointments.regular().filter(valid_from__gt=valid_from).order_by("valid_from")
    for day in filled.values_list("valid_from", flat=True):
        _end_acting(post, day)
    return appointment


def _end_before(acting, day):
    """End somebody's acting on the day before ``day``; refuse where it only begins then."""
    if acting.valid_from == day:
        raise Refusal(_ACTING_SINCE.format(acting.person.name, chinese_date(day)))
    acting.valid_to, acting.end_reason = day - timedelta(days=1), FILLED
    save_checked(acting)


def _end_acting(post, day):
    """Once a place is filled from ``day``, end on the day before those who act for no vacant place any more.

    Refuses where somebody began to act on that day or later: what was recorded so would not have been.
    """
    acting = list(_acting(post, day).select_related("person"))
    for row in acting[: max(len(acting) - _open_places(post, day), 0)]:
        _end_before(row, day)
    later = post.appointments.filter(nature=Nature.ACTING, valid_from__gt=day).select_related("person")
    for row in later:
        if _acting(post, row.valid_from).count() > _open_places(post, row.valid_from):
            raise Refusal(_ACTING_SINCE.format(row.person.name, chinese_date(row.valid_from)))


@transaction.atomic
def end_appointment(
    *, appointment: Appointment, last_day: date, reason: str, document_number: str = ""
) -> None:
    """End an appointment on ``last_day``, with the reason. Refuses a day outside the term."""
    appointment = Appointment.objects.select_for_update(of=("self",), no_key=True).get(pk=appointment.pk)
    if appointment.end_reason:
        raise Refusal("这项任职已经办理离任。")
    if appointment.valid_to and last_day > appointment.valid_to:
        raise Refusal("离任日期晚于聘期止日；续聘请新增任职。")
    appointment.valid_to = last_day
    appointment.end_reason = reason
    if document_number:
        appointment.document_number = document_number
    save_checked(appointment)


# --- personal numbers ----------------------------------------------------------------------------


def reveal(*, person: Person, user: User, reason: str) -> dict[str, str]:
    """Return the full identity and bank number of a person and write down who asked, and why."""
    AccessRecord.objects.create(
        user=user,
        what="查看完整身份证号码和银行账号",
        object_type="roster.person",
        object_id=person.pk,
        reason=reason,
    )
    return {"identity_number": person.identity_number, "bank_account": person.bank_account}


def record_roster_export(*, user: User, reason: str, people: int) -> None:
    """Write down that somebody takes out a list with full numbers."""
    AccessRecord.objects.create(
        user=user,
        what=f"导出完整花名册（{people}人，含身份证号码和银行账号）",
        object_type="roster.person",
        object_id=None,
        reason=reason,
    )
