"""Deciding about a change of units, and its taking effect.

Everything that becomes of units goes through here: a unit's code, short name or place below another never
changes in its row. The row ends the day before with its successor, and a new one begins on the day; posts,
people, files, figures and accounts' rights go along in one transaction (:func:`apply_change`).
"""

import logging
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from guanling.accounts.models import Grant, User
from guanling.documents.papers import chinese_date
from guanling.policy.queries import at
from guanling.runs import units
from guanling.runs.errors import Refusal
from guanling.runs.states import move
from roster.enums import (
    UNIT_CHANGE_MOVES,
    ChangeKind,
    ChangeState,
    EndGround,
    Level,
    LineKind,
    LineState,
    Nature,
    UnitChangeState,
)
from roster.models import (
    Appointment,
    Change,
    Person,
    Post,
    Unit,
    UnitChange,
    UnitChangeLine,
    VillageFigures,
)
from roster.queries.reorganisations import Look, going_on, known_figures, look
from roster.rules import Figures, lowest_free, need, short_name
from roster.rules.reorganisations import figures_of
from roster.services.changes import title_of
from roster.services.saving import BATCH
from roster.services.unit_changes import ONLY_ONES_OWN, PROBLEMS_SHOWN, drafting

logger = logging.getLogger(__name__)

CALLED = "这项区划调整"
# What an appointment has of a post.
TAKEN = ["post", "place", "places", "extra", "exception"]


# --- laying before the county, deciding ----------------------------------------------------------


def _sound(found: Look):
    """Refuse a change with a line that nobody has looked at or that cannot be carried out."""
    waiting = sum(line.state == LineState.SUGGESTED for line in found.lines)
    if waiting:
        raise Refusal(f"还有{waiting}行没有核对，请逐行核对或不予采纳。")
    told = found.plan.all_problems
    if told:
        more = f"（另有{len(told) - PROBLEMS_SHOWN}项）" if len(told) > PROBLEMS_SHOWN else ""
        raise Refusal("".join(told[:PROBLEMS_SHOWN]) + more)


@transaction.atomic
def submit_change(*, change: UnitChange, user: User) -> None:
    """Lay a draft before the reviewer. Refuses while a line is unchecked or cannot be carried out."""
    change = drafting(change, user)
    _sound(look(change))
    move(change, UnitChangeState.PROPOSED, UNIT_CHANGE_MOVES, called=CALLED, proposed_at=timezone.now())


@transaction.atomic
def reopen_change(*, change: UnitChange, user: User) -> None:
    """Take back what waits or was rejected, to change it and lay it before the county again."""
    _own(change, user)
    move(
        change,
        UnitChangeState.DRAFT,
        UNIT_CHANGE_MOVES,
        called=CALLED,
        decided_by=None,
        decided_at=None,
        remark="",
        problem="",
    )


@transaction.atomic
def withdraw_change(*, change: UnitChange, user: User) -> None:
    """Give a change up for good while it has not taken effect."""
    _own(change, user)
    move(change, UnitChangeState.WITHDRAWN, UNIT_CHANGE_MOVES, called=CALLED)


def _own(change, user):
    if change.proposed_by_id != user.pk:
        raise Refusal(ONLY_ONES_OWN.format(change.proposed_by.name))


def _other(change, user):
    if change.proposed_by_id == user.pk:
        raise Refusal("您是经办人，不能审核自己提出的区划调整；请由县局审核人员审核。")


@transaction.atomic
def reject_change(*, change: UnitChange, user: User, remark: str) -> None:
    """Send a change back with what is to be mended; nothing changes. Refuses who proposed it."""
    _other(change, user)
    if not remark.strip():
        raise Refusal("请写明不同意的理由和要改正的内容。")
    move(
        change,
        UnitChangeState.REJECTED,
        UNIT_CHANGE_MOVES,
        called=CALLED,
        decided_by=user,
        decided_at=timezone.now(),
        remark=remark.strip()[:200],
    )


@transaction.atomic
def approve_change(*, change: UnitChange, user: User) -> None:
    """Agree to a change: it takes effect at once, or on its day where that lies ahead.

    Refuses who proposed it and whatever :func:`apply_change` refuses, also before the day.
    """
    if change.day <= timezone.localdate():
        apply_change(change=change, user=user)
        return
    _other(change, user)
    move(
        change,
        UnitChangeState.APPROVED,
        UNIT_CHANGE_MOVES,
        called=CALLED,
        decided_by=user,
        decided_at=timezone.now(),
        problem="",
    )
    _sound(look(change))


def apply_due(*, today: date) -> int:
    """Carry out every agreed change whose day has come and return how many; safe to repeat.

    What cannot be carried out keeps the reason for people to see and is tried again the next time.
    """
    done = 0
    due = UnitChange.objects.filter(state=UnitChangeState.APPROVED, day__lte=today).order_by("day", "pk")
    for change in due.select_related("county", "proposed_by"):
        try:
            apply_change(change=change, user=None)
        except Refusal as refusal:
            logger.warning("unit change not applied", extra={"change": change.pk})
            UnitChange.objects.filter(pk=change.pk, state=UnitChangeState.APPROVED).exclude(
                problem=str(refusal)
            ).update(problem=str(refusal))
        else:
            done += 1
    return done


# --- taking effect -------------------------------------------------------------------------------


@transaction.atomic
def apply_change(*, change: UnitChange, user: User | None) -> None:
    """Carry out a change of units, as one act: ``user`` decides it, None is the day of an agreed one.

    Effects: the new units; old units end the day before and name their successors; posts begin anew; whoever
    serves goes on (``continues``) to the same last day, in the lowest free place, also beyond the number;
    what begins later moves; the log of changes; files that an ended township kept, or whose villages moved;
    figures from the year of the day on; accounts' rights; open work of other apps (guanling.runs.units).
    Refuses who proposed it, a change that somebody else decided first, and whatever does not hold any more.
    The number of statements does not grow with the people.
    """
    if change.day > timezone.localdate():
        raise Refusal(f"还没有到生效日期（{chinese_date(change.day)}），到日自动生效。")
    decided = {}
    if user is not None:
        _other(change, user)
        decided = {"decided_by": user, "decided_at": timezone.now(), "remark": ""}
    # The row stays locked from here on: the second of two deciders waits and is told.
    move(
        change,
        UnitChangeState.APPLIED,
        UNIT_CHANGE_MOVES,
        called=CALLED,
        applied_at=timezone.now(),
        problem="",
        **decided,
    )
    _lock(change)
    found = look(change)
    _sound(found)
    _Act(change, found).carry_out()
    units.follow_all(change.county.code, change.day)


def _lock(change):
    """Lock the units that end and their posts: nobody is appointed to them until this is done."""
    olds = UnitChangeLine.objects.filter(change=change, old__isnull=False).values("old")
    for rows in (Unit.objects.filter(pk__in=olds), Post.objects.filter(unit__in=olds)):
        list(rows.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))


class _Act:
    """One change being carried out; a method for each table."""

    def __init__(self, change, found):
        self.change, self.plan, self.found = change, found.plan, found
        self.day, self.before = change.day, change.day - timedelta(days=1)
        self.olds = {line.old_id: line.old for line in found.lines if line.old_id}
        self.made: dict[str, Unit] = {}
        self.news = {new.code: new for new in found.plan.news}

    def carry_out(self):
        self._units()
        self._figures()
        self._appointments()
        self._files()
        self._grants()

    def _units(self):
        Unit.objects.filter(pk__in=self.olds).update(valid_to=self.before)
        parents = {
            unit.code: unit
            for unit in Unit.objects.below(self.change.county.code)
            .on(self.day)
            .filter(level__in=[Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE])
        }
        for level in (Level.TOWNSHIP, Level.VILLAGE, Level.GROUP):
            rows = [
                Unit(
                    level=level,
                    code=new.code,
                    name=new.name,
                    short_name=short_name(new.name),
                    parent=self._above(new.code, parents),
                    valid_from=self.day,
                    document_number=self.change.document_number,
                )
                for new in self.plan.news
                if new.level == level
            ]
            try:
                with transaction.atomic():
                    Unit.objects.bulk_create(rows, batch_size=BATCH)
            except IntegrityError as error:
                name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
                if name != "unit_code_once":
                    raise
                raise Refusal("新代码刚刚被别的机构使用，请刷新后核对。") from None
            self.made |= {unit.code: unit for unit in rows}
        for pk, old in self.olds.items():
            old.valid_to = self.before
            old.successor = self.made.get(self.plan.heirs[pk])
        Unit.objects.bulk_update(self.olds.values(), ["successor"], batch_size=BATCH)
        adopted = [Unit(pk=place.pk, parent=self.olds[place.parent].successor) for place in self.plan.adopted]
        Unit.objects.bulk_update(adopted, ["parent"], batch_size=BATCH)
        for line in self.found.lines:
            line.made = self.made.get(line.code)
        UnitChangeLine.objects.bulk_update(self.found.lines, ["made"], batch_size=BATCH)

    def _above(self, code, parents):
        for length in (12, 9, 6):
            if length < len(code):
                return self.made.get(code[:length]) or parents[code[:length]]
        raise AssertionError(code)

    def _figures(self):
        known = known_figures(self.olds)
        self.counts: dict[str, Figures] = {}
        rows = []
        for new in self.plan.news:
            for own in figures_of(new, known, self.day, self.change.document_number):
                rows.append(VillageFigures(unit=self.made[new.code], **vars(own)))
                self.counts.setdefault(new.code, Figures(own.year, own.population, own.groups))
        VillageFigures.objects.bulk_create(rows, batch_size=BATCH)

    # --- posts and people ---

    def _appointments(self):
        posts = self._posts()
        dropped = self.found.doubled.dropped
        running = [row for row, _ in self.found.moving if row.valid_from < self.day]
        later = [(row, target) for row, target in self.found.moving if row.valid_from >= self.day]
        going = [
            (row, target)
            for row, target in self.found.moving
            if row.valid_from < self.day and row.pk not in dropped
        ]
        continued = [(row, self._next(row, posts[target, row.post.kind])) for row, target in going]
        for row, target in later:
            row.post = posts[target, row.post.kind]
        self._places([new for _, new in continued] + [row for row, _ in later])
        Appointment.objects.filter(pk__in=[row.pk for row in running]).update(
            valid_to=self.before,
            end_ground=EndGround.UNIT_CHANGED,
            end_reason="",
            end_document_number=self.change.document_number,
        )
        Appointment.objects.bulk_create([new for _, new in continued], batch_size=BATCH)
        Appointment.objects.bulk_update([row for row, _ in later], TAKEN, BATCH)
        # What was written down of an ending after the day belongs to the term that it ends.
        endings = list(
            Change.objects.filter(
                appointment__in=[row.pk for row, _ in continued], kind=ChangeKind.ENDED, day__gt=self.day
            )
        )
        now = {row.pk: new for row, new in continued}
        for ending in endings:
            ending.appointment = now[ending.appointment_id]
        Change.objects.bulk_update(endings, ["appointment"], batch_size=BATCH)
        self._log(continued, [row for row in running if row.pk in dropped])

    def _posts(self):
        """End the old posts and open each kind in the new units; return them by code and kind."""
        rows = Post.objects.filter(going_on(self.day), unit__in=self.olds)
        kinds: dict[int, set[str]] = {}
        for unit, kind in rows.values_list("unit", "kind"):
            kinds.setdefault(unit, set()).add(kind)
        rows.update(valid_to=self.before)
        made = [
            Post(unit=self.made[new.code], kind=kind, valid_from=self.day)
            for new in self.plan.news
            for kind in sorted(set().union(*(kinds.get(old.pk, set()) for old in new.olds)))
        ]
        Post.objects.bulk_create(made, batch_size=BATCH)
        return {(post.unit.code, post.kind): post for post in made}

    def _next(self, row, post):
        """The appointment in which ``row`` goes on; an ending that was settled already stays settled."""
        return Appointment(
            person=row.person,
            post=post,
            nature=row.nature,
            valid_from=self.day,
            valid_to=row.valid_to,
            place=row.place,
            selection=row.selection,
            identity=row.identity,
            document_number=row.document_number,
            end_ground=row.end_ground,
            end_reason=row.end_reason,
            end_document_number=row.end_document_number,
            continues=row,
        )

    def _places(self, rows):
        """Give each the lowest place that is free; beyond the number of places none is held against it."""
        policy = at(self.change.county.code, self.day)
        taken: dict[Post, list] = {}
        for row in rows:
            if row.nature != Nature.REGULAR:
                continue
            own = taken.setdefault(row.post, [])
            row.place = lowest_free(own, row.valid_from, row.valid_to)
            own.append((row.place, row.valid_from, row.valid_to))
            needed = need(row.post.kind, policy, self.counts.get(row.post.unit.code))
            row.places = needed.maximum if needed and row.place <= needed.maximum else None
            # What was approved beyond the number was approved for the post that ends.
            row.extra, row.exception = 0, None

    def _log(self, continued, dropped):
        """A settled change for each person: the act rests on its document and needs no filing."""

        def entry(row, ground):
            return Change(
                person=row.person,
                appointment=row,
                kind=ChangeKind.UNIT_CHANGED,
                day=self.day,
                unit_code=row.post.unit.code,
                title=title_of(row)[:120],
                ground=ground[:120],
                document_number=self.change.document_number,
                state=ChangeState.SETTLED,
            )

        rows = []
        for old, new in continued:
            came = "、".join(place.name for place in self.news[new.post.unit.code].olds)
            rows.append(entry(new, f"原{old.post.unit.short_name}；{self._what(new.post.unit, came)}"))
        rows += [entry(row, "合并后同一岗位只续一项任职") for row in dropped]
        Change.objects.bulk_create(rows, batch_size=BATCH)

    def _what(self, unit, came):
        kind = LineKind(self.news[unit.code].lines[0].kind)
        return f"{came}{kind.label}为{unit.short_name}" if kind != LineKind.RECODE else kind.label

    # --- files and access ---

    def _files(self):
        """Files go with the unit that kept them, and with somebody whose village went to another township."""
        heir = Unit.objects.filter(pk=OuterRef("unit_id")).values("successor_id")[:1]
        keeping = Person.objects.filter(unit__in=[pk for pk, old in self.olds.items() if old.successor])
        keeping.update(unit_id=Subquery(heir))
        wanted: dict[int, tuple[Person, Unit]] = {}
        for row, target in self.found.moving:
            kept = self.olds[row.person.unit_id].successor if row.person.unit_id in self.olds else None
            kept = kept or row.person.unit
            if target and not target.startswith(kept.code):
                wanted[row.person_id] = (kept, self._keeper(self.made[target]))
        serving: dict[int, list[str]] = {}
        for person, code in Appointment.objects.filter(going_on(self.day), person__in=wanted).values_list(
            "person", "post__unit__code"
        ):
            serving.setdefault(person, []).append(code)
        moved = [
            Person(pk=person, unit=keeper)
            for person, (kept, keeper) in wanted.items()
            if not any(code.startswith(kept.code) for code in serving.get(person, ()))
        ]
        Person.objects.bulk_update(moved, ["unit"], batch_size=BATCH)

    def _keeper(self, unit):
        while unit.level in (Level.VILLAGE, Level.GROUP):
            unit = unit.parent
        return unit

    def _grants(self):
        """Rights in an ended unit go on in its successor; the same right twice becomes one."""
        rows = Grant.objects.filter(going_on(self.day), unit__in=self.olds).order_by("valid_from", "pk")
        closing, opened, moved = [], [], []
        reach: dict[tuple[int, str, int], Grant] = {}
        for grant in rows:
            heir = self.olds[grant.unit_id].successor
            if heir is None:
                continue
            key = grant.user_id, grant.role, heir.pk
            held = reach.get(key)
            if grant.valid_from < self.day:
                closing.append(grant.pk)
            if held and (held.valid_to is None or held.valid_to >= max(grant.valid_from, self.day)):
                if held.valid_to is not None and (grant.valid_to is None or grant.valid_to > held.valid_to):
                    held.valid_to = grant.valid_to
                continue
            if grant.valid_from < self.day:
                held = Grant(
                    user_id=grant.user_id,
                    role=grant.role,
                    unit=heir,
                    valid_from=self.day,
                    valid_to=grant.valid_to,
                    granted_by_id=grant.granted_by_id,
                )
                opened.append(held)
            else:
                held = grant
                held.unit = heir
                moved.append(held)
            reach[key] = held
        Grant.objects.filter(pk__in=closing).update(valid_to=self.before)
        Grant.objects.bulk_update(moved, ["unit", "valid_to"], batch_size=BATCH)
        Grant.objects.bulk_create(opened, batch_size=BATCH)
