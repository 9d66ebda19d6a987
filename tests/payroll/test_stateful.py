"""Months of pay under a random course of events, held against a small model in plain Python.

What happens: people are hired, moved, leave, take unpaid leave, are scored and scored anew, the county
decides; months are worked out in any order, handed in, checked, confirmed or sent back, entries withheld and
paid after all. The model knows the facts and works out by the pure rules (payroll.rules) what is due; the
database is asked what it wrote. The margin of the look is nothing here: each fact is entered at a time of its
own, so that one that is not looked at again when it must be is missed and found out.
"""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from dateutil.relativedelta import relativedelta
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from guanling.accounts.enums import Role
from guanling.policy.queries import at, timelines
from guanling.policy.services import decide
from guanling.runs.errors import Refusal
from payroll.enums import FROM_FACTS, PART_FIXED, PART_OPEN, Item, LeaveState, PartState, Source
from payroll.models import Entry, Line, Month, Order, Part, UnpaidLeave
from payroll.rules import corrections
from payroll.rules.corrections import Key, Sums
from payroll.rules.pay import Assessed, Score, Service, month_end, pay_of_month, scheme_of
from payroll.services import again, runs
from roster.enums import EndGround, Identity, Level, PostKind, Selection
from roster.models import Appointment, Person, Unit
from roster.services import appointments
from tests.appraisal.world import make_village
from tests.payroll import corrections_build as made
from tests.payroll import world as build
from tests.people import County, make_user

MONTHS = [date(2016, month, 1) for month in range(1, 7)]
BEGIN, ZERO = date(2015, 10, 1), Decimal(0)
SEEN: Counter = Counter()
# A course that reached none of these has shown nothing.
WANTED = (
    *("hired", "moved", "ended", "leave", "scored anew", "decided", "withheld", "sent back"),
    *("paid more", "paid less", "put off", "taken back", "late month", "difference into a new entry"),
)
_counties = iter(range(100, 1000))
days = st.integers(0, 300).map(lambda number: BEGIN + timedelta(days=number))


SCORES = ("50", "65", "80", "95")
VALUES = ("1500.00", "1650.00", "1800.00")
# How often what happens: the months must go on for facts to come late.
EVENTS = (
    *("works_out", "works_out", "works_out", "is_confirmed", "is_confirmed", "is_confirmed", "goes_on"),
    *("hires", "ends", "ends", "moves", "moves", "takes_a_second_post", "unpaid_leave", "unpaid_leave"),
    *("leave_is_revoked", "scored", "scored", "decides", "adjusted"),
    *("is_sent_back", "is_withheld_or_paid_after_all"),
)


class Months(RuleBasedStateMachine):
    """One county of two townships with two villages each, and half a year."""

    @initialize()
    def county(self):
        code = f"520{next(_counties)}"
        county = Unit.objects.create(level=Level.COUNTY, code=code, name="县", short_name=f"县{code}")
        self.world = County(county)
        for number in ("101", "102"):
            township = Unit.objects.create(
                level=Level.TOWNSHIP,
                code=f"{code}{number}",
                name=f"镇{number}",
                short_name=f"镇{number}",
                parent=county,
            )
            self.world.townships.append(township)
            self.world.villages += [make_village(township, one, f"村{number}{one}") for one in (201, 202)]
        self.world.users = {
            role: make_user(f"{role}{code}") for role in (Role.BUREAU_CLERK, Role.BUREAU_REVIEWER)
        }
        self.hands = [make_user(f"{act}{code}") for act in ("a", "b", "c")]
        self.services: dict[int, tuple[int, Service]] = {}  # appointment: (person, service)
        self.leaves = defaultdict(dict)  # person: {leave: (first, last)}
        self.results: dict[date, dict] = {}  # month: {(person, village): Score}
        self.ended: set[int] = set()
        self.documents = 0
        for village in self.world.villages[:3]:
            self.hire(self.somebody(), village, BEGIN)

    # One rule: hypothesis would else leave most of several out of a course.
    @rule(
        event=st.sampled_from(EVENTS),
        choice=st.integers(0, 20),
        first=days,
        place=st.integers(0, 5),
        month=st.integers(0, len(MONTHS) - 1),
        number=st.integers(0, 40),
    )
    def happens(self, event, **chosen):
        """One event of the course; each takes of the choice what it needs."""
        getattr(self, event)(**chosen)

    # --- facts -----------------------------------------------------------------------------------

    def somebody(self):
        return build.make_person(self.world.townships[0], f"人{Person.objects.count()}")

    def hire(self, person, unit, first):
        """Appoint by the service, or past it what the service refuses; the model learns of it."""
        township = unit.parent if unit.level == Level.VILLAGE else unit
        Person.objects.filter(pk=person.pk).update(unit=township)
        person.refresh_from_db()
        kind, identity = PostKind.POPULATION_DIRECTOR, ""
        if unit.level == Level.TOWNSHIP:
            kind, identity = PostKind.OFFICE_STAFF, Identity.CIVIL_SERVANT
        try:
            held = appointments.appoint(
                person=person,
                unit=unit,
                kind=kind,
                valid_from=first,
                selection=Selection.OPEN,
                identity=identity,
                document_number="关人口〔2016〕1号",
                late_reason="补录",
            )
            SEEN["appointed by the service"] += 1
        except Refusal:
            held = build.appoint(person, unit, kind, first, identity=identity)
        self.services[held.pk] = (
            person.pk,
            Service(held.pk, kind, str(unit.pk), first, held.valid_to, held.nature, identity, first),
        )
        return held

    def serving(self, choice):
        """One of the terms that have not been ended, with its person."""
        held = sorted(self.services.keys() - self.ended)
        return held[choice % len(held)] if held else None

    def overlaps(self, person, unit, first):
        return any(
            who == person.pk
            and service.place == str(unit.pk)
            and (service.last is None or service.last >= first)
            for who, service in self.services.values()
        )

    def hires(self, first, place, **_):
        unit = (self.world.villages + self.world.townships)[place]
        self.hire(self.somebody(), unit, first)
        SEEN["hired"] += 1

    def end(self, pk, last):
        person, service = self.services[pk]
        held = Appointment.objects.get(pk=pk)
        appointments.end_appointment(
            appointment=held,
            last_day=last,
            ground=EndGround.RESIGNED,
            document_number="关人口〔2016〕2号",
            late_reason="补录",
        )
        self.services[pk] = person, replace(service, last=last)
        self.ended.add(pk)

    def ends(self, choice, first, **_):
        pk = self.serving(choice)
        if pk is not None and self.services[pk][1].first <= first:
            self.end(pk, first)
            SEEN["ended"] += 1

    def moves(self, choice, first, place, number, **_):
        pk = self.serving(choice)
        if pk is None or self.services[pk][1].first >= first:
            return
        person, village = Person.objects.get(pk=self.services[pk][0]), self.world.villages[place % 4]
        if self.overlaps(person, village, first):
            return
        self.end(pk, first - timedelta(days=1))
        self.hire(person, village, first + timedelta(days=number % 5))
        SEEN["moved"] += 1

    def takes_a_second_post(self, choice, first, place, **_):
        pk = self.serving(choice)
        if pk is None:
            return
        person = Person.objects.get(pk=self.services[pk][0])
        unit = (self.world.villages + self.world.townships)[place]
        if not self.overlaps(person, unit, BEGIN):
            self.hire(person, unit, first)
            SEEN["two posts"] += 1

    def unpaid_leave(self, choice, first, number, **_):
        pk = self.serving(choice)
        if pk is None:
            return
        person = self.services[pk][0]
        last = first + timedelta(days=number)
        if any(begin <= last and first <= end for begin, end in self.leaves[person].values()):
            return
        held = UnpaidLeave.objects.create(person_id=person, first_day=first, last_day=last, reason="事假")
        UnpaidLeave.objects.filter(pk=held.pk).update(state=LeaveState.APPROVED)
        self.leaves[person][held.pk] = (first, last)
        SEEN["leave"] += 1

    def leave_is_revoked(self, choice, **_):
        held = sorted((pk, person) for person, rows in self.leaves.items() for pk in rows)
        if held:
            pk, person = held[choice % len(held)]
            UnpaidLeave.objects.filter(pk=pk).update(state=LeaveState.REVOKED)
            del self.leaves[person][pk]
            SEEN["leave revoked"] += 1

    def directors(self, first_day):
        last = month_end(first_day)
        return sorted(
            {
                (person, service.place)
                for person, service in self.services.values()
                if service.kind == PostKind.POPULATION_DIRECTOR
                and service.first <= last
                and (service.last is None or service.last >= first_day)
            }
        )

    def scored(self, month, choice, number, **_):
        """The month's assessment is issued, or a later version of it."""
        first_day = MONTHS[month]
        if self.results and first_day < min(self.results):
            return
        people = self.directors(first_day)
        before = self.results.get(first_day, {})
        if not people:
            return
        if before:
            people = people[: 1 + number % 3]
        given = {
            (person, place): SCORES[(choice + at) % len(SCORES)] for at, (person, place) in enumerate(people)
        }
        self.issue(first_day, given)
        SEEN["scored anew" if before else "scored"] += 1

    def issue(self, first_day, given):
        held = made.issued_rows(
            self.world,
            first_day,
            [
                (Person.objects.get(pk=person), Unit.objects.get(pk=place), score)
                for (person, place), score in given.items()
            ],
        )
        units = {unit.code: str(unit.pk) for unit in self.world.villages}
        self.results[first_day] = {
            (row.person_id, units[row.village_code]): Score(row.pk, row.score) for row in held
        }

    def decides(self, choice, month, number, **_):
        self.documents += 1
        try:
            decide(
                user=self.world.users[Role.BUREAU_CLERK],
                county_code=self.world.county.code,
                key="pay.director_monthly",
                value=VALUES[choice % len(VALUES)],
                valid_from=MONTHS[month] + timedelta(days=number % 28),
                document_number=f"关府发〔2016〕{self.documents}号",
                reason="测试",
            )
        except Refusal:
            return
        SEEN["decided"] += 1

    def adjusted(self, choice, place, number, **_):
        """A decided amount, sometimes more than the pay."""
        pk = self.serving(choice)
        if pk is not None:
            amount = "-2500.00" if number % 2 else "300.00"
            person = Person.objects.get(pk=self.services[pk][0])
            build.decide_order(person, self.world.townships[place % 2], amount, from_month=MONTHS[0])
            SEEN["adjusted"] += 1

    # --- months ----------------------------------------------------------------------------------

    def parts(self, *states, before=None):
        found = Part.objects.filter(month__county=self.world.county, state__in=states)
        return list(found.select_related("month", "unit").order_by("month__first_day", "unit__code"))

    def works_out(self, month, choice, **_):
        """The next month, or one of those before that has something open."""
        there = Month.objects.filter(county=self.world.county).count()
        if there < len(MONTHS) and (month >= there or month % 2):
            month = there
        first_day = MONTHS[month]
        self.work_out(first_day, self.world.townships[choice % 2] if choice % 3 == 0 else None)

    def work_out(self, first_day, unit=None):
        held = runs.open_month(county=self.world.county, first_day=first_day)
        open_parts = held.parts.filter(state__in=PART_OPEN)
        if unit is not None:
            open_parts = open_parts.filter(unit=unit)
        parts = list(open_parts.values_list("pk", flat=True))
        if not parts:
            return
        if Month.objects.filter(county=self.world.county, first_day__gt=first_day).exists():
            SEEN["late month"] += 1
        fixed = self.frozen()
        runs.compute_now(month=held, unit=unit, user=self.world.users[Role.BUREAU_CLERK])
        assert self.frozen() == fixed
        self.hold_against_the_model(held, parts)

    def goes_on(self, choice, number, **_):
        """A part is handed in, checked, confirmed: as far as it gets; who has a problem is withheld."""
        ready = [
            part
            for part in self.parts(*PART_OPEN, PartState.SUBMITTED, PartState.CHECKED)
            if part.computed_at is not None
        ]
        if ready:
            self.bring_on(ready[choice % len(ready)], 1 + number % 3)

    def is_confirmed(self, choice, **_):
        """All parts of the earliest month that is still open are brought to the end, or all but one."""
        ready = self.parts(*PART_OPEN, PartState.SUBMITTED, PartState.CHECKED)
        ready = [part for part in ready if part.month_id == ready[0].month_id and part.computed_at]
        for part in ready[choice % 4 == 0 :]:
            self.bring_on(part)

    def bring_on(self, part, to=3):
        steps = (
            (PART_OPEN, PartState.SUBMITTED, "submitted"),
            ((PartState.SUBMITTED,), PartState.CHECKED, "checked"),
            ((PartState.CHECKED,), PartState.CONFIRMED, "confirmed"),
        )
        for number, (states, state, act) in enumerate(steps[:to]):
            if part.state not in states:
                continue
            if state == PartState.CONFIRMED:
                for entry in part.entries.filter(problems__isnull=False, withheld_reason="").distinct():
                    self.withhold(entry, "问题没有解决")
            fields = {"state": state, f"{act}_by": self.hands[number], f"{act}_at": timezone.now()}
            Part.objects.filter(pk=part.pk).update(**fields)
            part.refresh_from_db()
            SEEN[state] += 1

    def is_sent_back(self, choice, **_):
        held = self.parts(PartState.SUBMITTED, PartState.CHECKED)
        if held:
            part = held[choice % len(held)]
            nothing = dict.fromkeys(("submitted_by", "submitted_at", "checked_by", "checked_at"))
            Part.objects.filter(pk=part.pk).update(
                state=PartState.RETURNED, return_reason="请核对", **nothing
            )
            SEEN["sent back"] += 1

    def withhold(self, entry, reason):
        fields = (
            {"withheld_reason": reason, "withheld_by": self.hands[0], "withheld_at": timezone.now()}
            if reason
            else {"withheld_reason": "", "withheld_by": None, "withheld_at": None}
        )
        Entry.objects.filter(pk=entry.pk).update(**fields)
        with connection.cursor() as cursor:
            runs.totals(cursor, [entry.part_id])

    def is_withheld_or_paid_after_all(self, choice, number, **_):
        entries = Entry.objects.filter(part__month__county=self.world.county).exclude(
            part__state__in=PART_FIXED
        )
        release = number % 3 == 0
        entries = list(entries.exclude(withheld_reason="") if release else entries.filter(withheld_reason=""))
        if entries:
            self.withhold(entries[choice % len(entries)], "" if release else "核实账号")
            SEEN["released" if release else "withheld"] += 1

    # --- the model -------------------------------------------------------------------------------

    def due(self, person, first_day):
        """What is due to a person for a month by the pure rules; None where it cannot be worked out."""
        scheme = scheme_of(self.timelines, first_day)
        last = month_end(first_day)
        own = [service for who, service in self.services.values() if who == person]
        held = [one for one in own if one.first <= last and (one.last is None or one.last >= first_day)]
        known = [month for month in self.results if month <= first_day]
        scores = {
            place: score
            for (who, place), score in self.results.get(scheme.assessed, {}).items()
            if who == person
        }
        assessed = Assessed(
            issued=scheme.assessed in self.results if known else None,
            served=any(one.kind == PostKind.POPULATION_DIRECTOR for one in held),
            scores=scores,
        )
        pay = pay_of_month(scheme, held, leaves=self.leaves[person].values(), assessed=assessed)
        if pay.troubles:
            return None
        found: dict[Key, Decimal] = defaultdict(Decimal)
        for line in pay.lines:
            found[Key(first_day, line.item, line.service.id)] += line.amount
        return dict(found)

    def lines(self):
        """Everything that was written: (part, state, withheld, person, key, amount, source)."""
        rows = Line.objects.filter(month__county=self.world.county).values_list(
            "part", "part__state", "entry__withheld_reason", "person", "for_month", "item", "appointment",
            "amount", "source", "entry",
        )  # fmt: skip
        return [
            (
                part,
                state in PART_FIXED,
                not reason,
                person,
                Key(month, item, appointment or 0),
                amount,
                source,
                entry,
            )
            for part, state, reason, person, month, item, appointment, amount, source, entry in rows
        ]

    def home(self, appointment):
        unit = int(self.services[appointment][1].place)
        return next((village.parent_id for village in self.world.villages if village.pk == unit), unit)

    def hold_against_the_model(self, month, parts):
        """What the calculation wrote for earlier months, and what it put off, are as the rules say."""
        self.timelines = timelines(self.world.county.code)
        lines = self.lines()
        states = {
            (part.month.first_day, part.unit_id): part.state in PART_FIXED
            for part in self.parts(*PartState.values)
        }
        confirmed = {first for (first, _), fixed in states.items() if fixed and first < month.first_day}
        homes = {part.unit_id for part in self.parts(*PartState.values) if part.pk in parts}
        paid, under_way, now = defaultdict(Decimal), set(), defaultdict(Decimal)
        for part, fixed, paid_out, person, key, amount, source, _ in lines:
            if key.item not in FROM_FACTS:
                continue
            if part in parts:
                if source == Source.DIFFERENCE:
                    now[person, key] += amount
                    SEEN["paid more" if amount > 0 else "paid less"] += 1
            elif not fixed:
                under_way.add((person, key))
            elif paid_out:
                paid[person, key] += amount
        people = {person for person, _ in self.services.values()}
        for person in people:
            for first in MONTHS:
                due = self.due(person, first)
                keys = {key for who, key in (*paid, *now) if who == person and key.for_month == first}
                for key in keys | set(due or ()):
                    missing = (due or {}).get(key, ZERO) - paid[person, key]
                    said = now[person, key]
                    told = f"{person} {key}: due {due}, paid {paid[person, key]}, difference {said}"
                    home = self.home(key.appointment)
                    if (
                        due is None
                        or first not in confirmed
                        or (person, key) in under_way
                        or not states.get((first, home), True)
                    ):
                        assert said == 0, told
                    elif home in homes:
                        assert said == missing, told
                    else:
                        assert said in (0, missing), told
        self.instalments(month, parts, lines)

    def instalments(self, month, parts, lines):
        percent = at(self.world.county.code, month_end(month.first_day)).get("pay.reclaim_percent")
        balance, sums, written = defaultdict(Decimal), defaultdict(list), defaultdict(Decimal)
        for part, fixed, paid_out, person, key, amount, source, entry in lines:
            if part not in parts:
                if key.item == Item.RECLAIM and ((fixed and paid_out) or (not fixed and amount < 0)):
                    balance[person] += amount
            elif key.item == Item.RECLAIM:
                written[entry] += amount
            else:
                sums[person, entry].append((amount, source == Source.DIFFERENCE))
        by_person = defaultdict(list)
        for (person, entry), amounts in sorted(sums.items()):
            own = [amount for amount, differs in amounts if not differs]
            if not own:
                SEEN["difference into a new entry"] += 1
            by_person[person].append(
                (
                    entry,
                    Sums(
                        sum((one for one in own if one > 0), ZERO),
                        -sum((one for one in own if one < 0), ZERO),
                        sum((amount for amount, differs in amounts if differs), ZERO),
                    ),
                )
            )
        for person, entries in by_person.items():
            settled = corrections.settle([sums for _, sums in entries], max(balance[person], ZERO), percent)
            for (entry, _), one in zip(entries, settled, strict=True):
                assert written[entry] == one.reclaim
                SEEN["put off"] += one.reclaim > 0
                SEEN["taken back"] += one.reclaim < 0

    def frozen(self):
        fixed = Line.objects.filter(month__county=self.world.county, part__state__in=PART_FIXED)
        return list(fixed.order_by("pk").values_list("pk", "amount", "note", "entry__net", "part__net"))

    # --- what always holds -----------------------------------------------------------------------

    @invariant()
    def everything_adds_up(self):
        if not hasattr(self, "world"):
            return
        totals, nets = defaultdict(Decimal), defaultdict(Decimal)
        once, balance = Counter(), defaultdict(Decimal)
        rows = Line.objects.filter(month__county=self.world.county).values_list(
            "entry", "amount", "month", "person", "item", "source", "source_id", "for_month", "first_day",
            "appointment", "part__state", "entry__withheld_reason",
        )  # fmt: skip
        for entry, amount, *identity, state, reason in rows:
            totals[entry] += amount
            once[tuple(identity)] += 1
            if identity[2] == Item.RECLAIM and state in PART_FIXED and not reason:
                balance[identity[1]] += amount
        assert all(count == 1 for count in once.values())
        assert all(amount >= 0 for amount in balance.values())
        for entry in Entry.objects.filter(part__month__county=self.world.county):
            assert entry.net == totals[entry.pk] >= 0
            if not entry.withheld_reason:
                nets[entry.part_id] += entry.net
        for part in self.parts(*PartState.values):
            assert part.net == nets[part.pk]

    def teardown(self):
        """Everything open is settled; then a further month finds nothing, and all that is due was paid."""
        if not hasattr(self, "world"):
            return
        for part in self.parts(PartState.SUBMITTED, PartState.CHECKED):
            self.bring_on(part)
        self.issue_all()
        for month in Month.objects.filter(county=self.world.county).order_by("first_day"):
            self.finish(month.first_day)
        last = MONTHS[-1] + relativedelta(months=1)
        for first_day in (last, last + relativedelta(months=1)):
            self.issue(first_day, dict.fromkeys(self.directors(first_day), "80"))
            self.finish(first_day)
        calm = last + relativedelta(months=2)
        self.work_out(calm)
        assert not Line.objects.filter(
            month__county=self.world.county, month__first_day=calm, source=Source.DIFFERENCE
        ).exists()
        paid = defaultdict(Decimal)
        for _, fixed, paid_out, person, key, amount, _, _ in self.lines():
            if fixed and paid_out and key.item in FROM_FACTS:
                paid[person, key] += amount
        self.timelines = timelines(self.world.county.code)
        months = Month.objects.filter(county=self.world.county, first_day__lt=calm)
        due = {
            (person, key): amount
            for person in {person for person, _ in self.services.values()}
            for first_day in months.values_list("first_day", flat=True)
            for key, amount in self.due(person, first_day).items()
        }
        assert {what: amount for what, amount in paid.items() if amount} == due
        for order in Order.objects.filter(unit__in=self.world.townships):
            assert order.lines.fixed().get().amount == order.amount

    def issue_all(self):
        """No month is left without its assessment, so that everything can be worked out."""
        if self.results:
            for first_day in MONTHS:
                people = dict.fromkeys(self.directors(first_day), "80")
                if first_day >= min(self.results) and first_day not in self.results and people:
                    self.issue(first_day, people)

    def finish(self, first_day):
        self.work_out(first_day)
        held = Entry.objects.filter(part__month__county=self.world.county, part__month__first_day=first_day)
        for entry in held.exclude(withheld_reason="").exclude(part__state__in=PART_FIXED):
            self.withhold(entry, "")
        for part in self.parts(*PART_OPEN):
            if part.month.first_day == first_day:
                self.bring_on(part)


@pytest.mark.django_db(transaction=True)
def test_months_hold_against_the_model_whatever_happens(monkeypatch):
    monkeypatch.setattr(again, "MARGIN", timedelta(0))
    SEEN.clear()
    run_state_machine_as_test(
        Months,
        settings=settings(
            max_examples=6,
            stateful_step_count=35,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert not [event for event in WANTED if not SEEN[event]], SEEN
