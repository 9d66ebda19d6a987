"""Drafting a change of units: its lines, who goes where. What becomes of it: services.reorganisations."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction

from guanling.accounts.models import User
from guanling.runs import periods
from guanling.runs.errors import Refusal
from roster.enums import Level, LineKind, LineState, PostKind, UnitChangeState
from roster.models import Appointment, Unit, UnitChange, UnitChangeLine, UnitChangePlacing
from roster.queries.reorganisations import going_on, look
from roster.rules.divisions import Found, Proposal, free_code
from roster.rules.reorganisations import confirmed_sentence
from roster.services.saving import BATCH, save_checked

PROBLEMS_SHOWN = 5
ONLY_ONES_OWN = "这项区划调整由{}拟订，请由本人修改。"


@transaction.atomic
def draft_change(
    *,
    county: Unit,
    day: date,
    document_number: str,
    reason: str,
    user: User,
    source: str = "",
    proposals: Iterable[Proposal] = (),
) -> UnitChange:
    """Begin a change of units of ``county`` that is to take effect on ``day``, and return it.

    ``proposals`` of a comparison become lines for ``user`` to check one by one; what is only spelt otherwise
    is noted and changes nothing. Refuses a day that reaches into confirmed months.
    """
    _free_day(county, day)
    change = UnitChange(
        county=county,
        day=day,
        document_number=document_number,
        reason=reason,
        source=source[:160],
        proposed_by=user,
    )
    save_checked(change)
    proposals = list(proposals)
    change.respelled = [
        [row.old.code, row.old.name, row.new.name] for row in proposals if row.found == Found.RESPELLED
    ]
    change.save(update_fields=["respelled"])
    olds = {
        unit.code: unit
        for unit in Unit.objects.on(day).filter(code__in=[row.old.code for row in proposals if row.old])
    }
    UnitChangeLine.objects.bulk_create(
        [_proposed(change, row, olds) for row in proposals if row.found not in (Found.SAME, Found.RESPELLED)],
        batch_size=BATCH,
    )
    return change


_KINDS = {
    Found.RENAMED: LineKind.RENAME,
    Found.RECODED: LineKind.RECODE,
    Found.MOVED: LineKind.RECODE,
    Found.NEW: LineKind.NEW,
    Found.GONE: LineKind.END,
}


def _proposed(change, row, olds):
    return UnitChangeLine(
        change=change,
        kind=_KINDS[row.found],
        old=olds[row.old.code] if row.old else None,
        code=row.new.code if row.new else "",
        name=row.new.name if row.new else "",
        evidence=row.evidence[:300],
        state=LineState.SUGGESTED,
    )


def _free_day(county, day):
    """Refuse a day that reaches into months that are confirmed: nothing is rewritten there."""
    if confirmed := periods.confirmed_since(county.code, day, PostKind.POPULATION_DIRECTOR):
        raise Refusal(confirmed_sentence(confirmed))


def drafting(change, user):
    """Return the change locked for editing; refuse once it is laid before the county, and others' drafts."""
    change = (
        UnitChange.objects.select_for_update(of=("self",), no_key=True)
        .select_related("county", "proposed_by")
        .get(pk=change.pk)
    )
    if change.state != UnitChangeState.DRAFT:
        raise Refusal(f"这项区划调整{change.get_state_display()}，不能再修改；须修改的请先收回。")
    if change.proposed_by_id != user.pk:
        raise Refusal(ONLY_ONES_OWN.format(change.proposed_by.name))
    return change


@transaction.atomic
def edit_change(*, change: UnitChange, day: date, document_number: str, reason: str, user: User) -> None:
    """Change day, document number and reason of a draft. Refuses a day that reaches into confirmed months."""
    change = drafting(change, user)
    _free_day(change.county, day)
    change.day, change.document_number, change.reason = day, document_number, reason
    save_checked(change)


def _accepted(change, lines):
    """Refuse lines that cannot be carried out, with the reason; the caller's transaction takes them back."""
    keys = {line.pk for line in lines}
    found = look(change).plan.problems
    told = list(dict.fromkeys(text for key in sorted(keys) for text in found.get(key, ())))
    if told:
        raise Refusal("".join(told[:PROBLEMS_SHOWN]))


def _add(change, lines):
    for line in lines:
        save_checked(line)
    return lines


@transaction.atomic
def add_recode(*, change: UnitChange, old: Unit, code: str, name: str, user: User) -> UnitChangeLine:
    """Give a unit another name, code or place below another (更名、变更代码或隶属).

    A township's villages whose codes change with it become lines of their own, with the same last digits.
    Refuses a code in use, a parent that does not exist on the day, a unit that has ended or is listed.
    """
    change = drafting(change, user)
    kind = LineKind.RENAME if code == old.code else LineKind.RECODE
    line = UnitChangeLine(change=change, kind=kind, old=old, code=code, name=name)
    _add(change, [line])
    followers = _followers(change, {old.pk: code})
    _accepted(change, [line, *followers])
    return line


@transaction.atomic
def add_merger(
    *, change: UnitChange, olds: Iterable[Unit], code: str, name: str, user: User
) -> list[UnitChangeLine]:
    """Merge ``olds`` into one unit, which may bear the name and code of one of them (合并).

    That one begins a new row as well: figures and people before the day stay those of the smaller unit.
    Villages of townships that merge follow as in :func:`add_recode`; where a number is taken by a village
    of the other, the next free one is proposed for a person to check. Refuses as add_recode does.
    """
    change = drafting(change, user)
    olds = list(olds)
    if len(olds) < 2:
        raise Refusal("合并至少要选两个机构；只有一个的请用“更名、变更代码或隶属”。")
    lines = [
        UnitChangeLine(change=change, kind=LineKind.MERGE, old=old, code=code, name=name) for old in olds
    ]
    _add(change, lines)
    followers = _followers(change, {old.pk: code for old in olds})
    _accepted(change, [*lines, *followers])
    return lines


@transaction.atomic
def add_split(*, change: UnitChange, old: Unit, parts: Iterable[Mapping], user: User) -> list[UnitChangeLine]:
    """Split a unit into ``parts`` (code, name, population, groups, main), one of which is the main successor.

    Everybody who serves in it is placed in the main part until :func:`place_people` says otherwise; a
    township's villages follow the main part. Refuses fewer than two parts, a village's part without figures,
    and as add_recode does.
    """
    change = drafting(change, user)
    lines = [UnitChangeLine(change=change, kind=LineKind.SPLIT, old=old, **part) for part in parts]
    _add(change, lines)
    main = next((line for line in lines if line.main), None)
    if main is None:
        raise Refusal("请指明拆分后哪一个是主要后继。")
    _place_all(change, main)
    followers = _followers(change, {old.pk: main.code})
    _accepted(change, [*lines, *followers])
    return lines


@transaction.atomic
def add_new(
    *, change: UnitChange, code: str, name: str, population: int | None, groups: int | None, user: User
) -> UnitChangeLine:
    """Found a unit that comes from no other (新设). Refuses a code in use and a parent that is not there."""
    change = drafting(change, user)
    line = UnitChangeLine(
        change=change, kind=LineKind.NEW, code=code, name=name, population=population, groups=groups
    )
    _add(change, [line])
    _accepted(change, [line])
    return line


@transaction.atomic
def add_end(*, change: UnitChange, old: Unit, user: User) -> UnitChangeLine:
    """End a unit without a successor (撤销). Refuses while people, accounts or villages are left."""
    change = drafting(change, user)
    line = UnitChangeLine(change=change, kind=LineKind.END, old=old)
    _add(change, [line])
    _accepted(change, [line])
    return line


def _followers(change, heirs):
    """Make lines for the units below those in ``heirs`` ({old unit: new code}) whose codes change with it."""
    listed = set(
        UnitChangeLine.objects.filter(change=change, old__isnull=False)
        .exclude(state=LineState.DROPPED)
        .values_list("old", flat=True)
    )
    taken = set(
        Unit.objects.below(change.county.code)
        .filter(going_on(change.day))
        .exclude(pk__in=listed)
        .values_list("code", flat=True)
    )
    taken |= set(
        UnitChangeLine.objects.filter(change=change)
        .exclude(state=LineState.DROPPED)
        .values_list("code", flat=True)
    )
    lines = []
    layer = dict(heirs)
    while layer:
        children = list(
            Unit.objects.filter(going_on(change.day), parent__in=layer)
            .exclude(pk__in=listed)
            .select_related("parent")
            .order_by("code")
        )
        layer_codes, layer = layer, {}
        for child in children:
            code = layer_codes[child.parent_id]
            if child.code.startswith(code):
                continue
            wanted = code + child.code[len(child.parent.code) :]
            given = free_code(wanted, taken) if child.level == Level.VILLAGE else wanted
            taken.add(given)
            layer[child.pk] = given
            told = f"随{child.parent.short_name}变更代码"
            lines.append(
                UnitChangeLine(
                    change=change,
                    kind=LineKind.RECODE,
                    old=child,
                    code=given,
                    name=child.name,
                    evidence=told if given == wanted else f"{told}；{wanted}已被占用，改用空号，请核对",
                    state=LineState.CONFIRMED if given == wanted else LineState.SUGGESTED,
                )
            )
    UnitChangeLine.objects.bulk_create(lines, batch_size=BATCH)
    return lines


def _place_all(change, main):
    """Place everybody who serves in the split unit and is not placed yet in its main part."""
    serving = Appointment.objects.filter(going_on(change.day), post__unit=main.old_id)
    placed = UnitChangePlacing.objects.filter(change=change).values("appointment")
    UnitChangePlacing.objects.bulk_create(
        [
            UnitChangePlacing(change=change, line=main, appointment=appointment)
            for appointment in serving.exclude(pk__in=placed)
        ],
        batch_size=BATCH,
    )


@transaction.atomic
def place_people(*, change: UnitChange, places: Mapping[Appointment, UnitChangeLine], user: User) -> None:
    """Say into which part of a split unit each appointment goes on.

    Refuses an appointment of another unit than the part's own.
    """
    change = drafting(change, user)
    for appointment, line in places.items():
        if line.change_id != change.pk or line.old_id != appointment.post.unit_id:
            raise Refusal("人员去向应是本单位拆分后的机构。")
    UnitChangePlacing.objects.bulk_create(
        [
            UnitChangePlacing(change=change, line=line, appointment=appointment)
            for appointment, line in places.items()
        ],
        update_conflicts=True,
        unique_fields=["change", "appointment"],
        update_fields=["line"],
        batch_size=BATCH,
    )


# --- lines one by one ----------------------------------------------------------------------------


@transaction.atomic
def settle_lines(
    *, change: UnitChange, lines: Iterable[UnitChangeLine], state: str, user: User
) -> list[tuple[UnitChangeLine, str]]:
    """Confirm, drop or take up lines one by one; return those refused, each with its reason.

    A refused line stays as it was, and the others go through.
    """
    change = drafting(change, user)
    lines = list(lines)
    if any(line.change_id != change.pk for line in lines):
        raise Refusal("所选的行不属于这项区划调整。")
    if state != LineState.CONFIRMED:
        return _drop(lines, state)
    problems = look(change).plan.problems
    refused = []
    for line in lines:
        if line.state == LineState.DROPPED:
            refused.append((line, "这一行没有采纳，请先恢复再核对。"))
        elif told := problems.get(line.pk):
            refused.append((line, "".join(told)))
    wrong = {line.pk for line, _ in refused}
    UnitChangeLine.objects.filter(pk__in=[line.pk for line in lines if line.pk not in wrong]).update(
        state=LineState.CONFIRMED
    )
    return refused


def _drop(lines, state):
    """Leave lines out, or take them up again to be checked: then one unit may stand in two lines."""
    refused = []
    for line in lines:
        if (line.state == LineState.DROPPED) == (state == LineState.DROPPED):
            continue
        line.state = state
        try:
            save_checked(line)
        except Refusal as refusal:
            refused.append((line, str(refusal)))
    return refused


@transaction.atomic
def edit_line(
    *,
    line: UnitChangeLine,
    code: str,
    name: str,
    population: int | None,
    groups: int | None,
    user: User,
) -> None:
    """Correct a line's new code, name or figures; it counts as checked then.

    What changes no code any more becomes 更名 and the other way round; all lines of a merger change together,
    and the lines of what comes below a township take its new code.
    Refuses a line that could not be carried out.
    """
    change = drafting(line.change, user)
    own, before = [line], line.code
    if line.kind == LineKind.MERGE:
        own = list(
            UnitChangeLine.objects.filter(change=change, code=line.code, kind=LineKind.MERGE).exclude(
                state=LineState.DROPPED
            )
        )
    for row in own:
        row.code, row.name, row.population, row.groups = code, name, population, groups
        row.state = LineState.CONFIRMED
        if row.kind in (LineKind.RENAME, LineKind.RECODE):
            row.kind = LineKind.RENAME if code == row.old.code else LineKind.RECODE
        save_checked(row)
    if code != before:
        below = list(
            UnitChangeLine.objects.filter(change=change, code__startswith=before)
            .exclude(code=before)
            .exclude(state=LineState.DROPPED)
        )
        for row in below:
            row.code = code + row.code[len(before) :]
        UnitChangeLine.objects.bulk_update(below, ["code"], batch_size=BATCH)
    _accepted(change, own)


@transaction.atomic
def merge_into(*, line: UnitChangeLine, target: str, user: User) -> None:
    """Have the line's unit go on in the unit that has the code ``target`` on the day (并入).

    A unit of the change that is founded anew becomes the old one's own successor: then it was the same all
    along. A unit that stays as it is comes into the change with its name and code. Refuses a target of
    another level, one that does not exist on the day, and as add_recode does.
    """
    change = drafting(line.change, user)
    if line.old is None:
        raise Refusal("新设的机构没有原机构，不能并入别的机构。")
    others = list(
        UnitChangeLine.objects.filter(change=change, code=target)
        .exclude(state=LineState.DROPPED)
        .exclude(pk=line.pk)
        .select_related("old")
    )
    touched = [line]
    if others:
        name = others[0].name
        joining = [other for other in others if other.kind in (LineKind.RENAME, LineKind.RECODE)]
        for other in joining:
            other.kind, other.state = LineKind.MERGE, LineState.CONFIRMED
        for other in others:
            if other.kind == LineKind.NEW:
                other.state = LineState.DROPPED
                other.evidence = f"不是新设：由“{line.old.short_name}”而来"
        touched += joining
        founded = all(other.kind == LineKind.NEW for other in others)
        _save(others)
        kind = LineKind.MERGE
        if founded:
            kind = LineKind.RENAME if target == line.old.code else LineKind.RECODE
    else:
        stays = Unit.objects.on(change.day).below(change.county.code).filter(code=target).first()
        if stays is None or stays.pk == line.old_id:
            raise Refusal("并入的机构在生效日期不存在，请重新选择。")
        name, kind = stays.name, LineKind.MERGE
        touched.append(
            UnitChangeLine(
                change=change,
                kind=kind,
                old=stays,
                code=stays.code,
                name=stays.name,
                evidence=f"并入“{line.old.short_name}”，名称和代码不变",
            )
        )
    line.kind, line.code, line.name, line.main = kind, target, name, False
    line.state = LineState.CONFIRMED
    _save(touched)
    followers = _followers(change, {line.old_id: target})
    _accepted(change, [*touched, *followers])


def _save(lines):
    for line in lines:
        save_checked(line)
