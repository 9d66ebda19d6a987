"""The demo county's units, figures, posts and people, written by the importer's own set-based services."""

import csv
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

from guanling.home.demo.files import basics
from guanling.policy.queries import at
from roster.enums import POST_SPECS, EndGround, Identity, Level, Nature, PostKind, Selection
from roster.models import Appointment, Person, Post, Unit, VillageFigures
from roster.rules import Figures, core_name, need, pinyin, short_name
from roster.services.appointments import store_people
from roster.services.units import store_villages

DIVISIONS = Path(__file__).with_name("divisions.csv")
# The day that the demo stands at: its newest month is September 2016.
PRESENT = date(2016, 9, 1)
CONTRACTS = date(2014, 8, 1)  # the first contracts under the plan of 2014-07-09
# Every twenty-sixth village from the fifth on has one director over.
ONE_OVER = range(4, 156, 26)
TERMS_END = date(2016, 11, 30)
YEARS = (2014, 2015, 2016)
SOURCE = "示范数据（虚构）"
CENTRE_STAFF = 13
LEVELS = {6: Level.COUNTY, 9: Level.TOWNSHIP, 12: Level.VILLAGE}
# 聘期届满 first: nobody's term under the plan had run out when the demo begins.
OLD_GROUNDS = (EndGround.NOT_RENEWED, EndGround.RESIGNED, EndGround.HEALTH, EndGround.MOVED)


@dataclass
class DemoCounty:
    """What stands after loading, by code and in order of code."""

    county: Unit
    townships: list[Unit]
    villages: list[Unit]
    people: list[Person] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)

    def township(self, name: str) -> Unit:
        """Return the township with the short name ``name``."""
        return next(unit for unit in self.townships if unit.short_name == name)

    def first_director(self, village: Unit) -> Person:
        """Return a director of ``village`` who serves with no end in sight."""
        return next(
            appointment.person
            for appointment in self.appointments
            if appointment.post.unit == village
            and appointment.post.kind == PostKind.POPULATION_DIRECTOR
            and appointment.valid_to is None
        )


def letters_of(township: Unit) -> str:
    """Return a township's name in pinyin without the word for its kind: 花江镇 → huajiang."""
    return pinyin(core_name(township.name))[0]


def make_units(random: Random) -> tuple[DemoCounty, dict[str, Figures]]:
    """Write the units and three years of invented figures; return them and each village's newest figures."""
    units: dict[str, Unit] = {}
    with DIVISIONS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            code, name = row["code"], row["name"]
            parent = units.get(code[:-3]) or units.get(code[:6])
            units[code] = Unit(
                level=LEVELS[len(code)], code=code, name=name, short_name=short_name(name), parent=parent
            )
    of_level = {level: [unit for unit in units.values() if unit.level == level] for level in LEVELS.values()}
    figures, newest = [], {}
    for village in of_level[Level.VILLAGE]:
        population = int(random.triangular(850, 6600, 1800))
        groups = max(2, round(population / random.uniform(210, 330)))
        for year in YEARS:
            figures.append(
                VillageFigures(
                    unit=village,
                    year=year,
                    population=population,
                    groups=groups,
                    stationed_cadres=random.choice((3, 4, 4, 5)),
                    source=SOURCE,
                )
            )
            newest[village.code] = Figures(year, population, groups)
            population += random.randrange(-12, 30)
    store_villages(units=list(units.values()), figures=figures, changed_figures=[])
    made = DemoCounty(
        of_level[Level.COUNTY][0],
        sorted(of_level[Level.TOWNSHIP], key=lambda unit: unit.code),
        sorted(of_level[Level.VILLAGE], key=lambda unit: unit.code),
    )
    return made, newest


class Staffing:
    """Fills the posts: mostly as the policy asks, here and there one short or one over."""

    def __init__(self, made: DemoCounty, figures: dict[str, Figures], people, random: Random):
        self.made, self.figures, self.people, self.random = made, figures, people, random
        self.policy = at(made.county.code, PRESENT)
        self.posts: list[Post] = []
        # Villages where somebody acts for the vacant post, and since when.
        self.acted: dict[str, tuple[Post, date]] = {}

    def write(self) -> None:
        """Make posts, people and appointments and write them."""
        self._staff(self.made.county, PostKind.COUNTY_CENTRE_STAFF, CENTRE_STAFF)
        for township in self.made.townships:
            for kind in self._kinds(Level.TOWNSHIP):
                self._staff(township, kind, self._number(township, kind, short=0.08, over=0.05))
        for number, village in enumerate(self.made.villages):
            self._directors(village, number)
            self._others(village)
        basics(self.made.people, self.made.appointments)
        store_people(
            people=self.made.people,
            changed_people=[],
            person_fields=(),
            posts=self.posts,
            appointments=self.made.appointments,
            changed_appointments=[],
        )

    def _kinds(self, level):
        return [kind for kind, spec in POST_SPECS.items() if spec.level == level]

    def _needed(self, unit, kind):
        needed = need(kind, self.policy, self.figures.get(unit.code))
        return needed.minimum if needed else 0

    def _number(self, unit, kind, *, short, over):
        """How many serve: as many as needed, or one fewer, or one more."""
        chance = self.random.random()
        return max(0, self._needed(unit, kind) + (chance > 1 - over) - (chance < short))

    def _post(self, unit, kind):
        post = Post(unit=unit, kind=kind)
        self.posts.append(post)
        return post

    def _take(self, post, person, start, end=None, *, known=False, **fields):
        if not known:
            self.made.people.append(person)
        self.made.appointments.append(
            Appointment(person=person, post=post, valid_from=start, valid_to=end, **fields)
        )
        return person

    def _some_day(self, first, last):
        return first + timedelta(days=self.random.randrange((last - first).days))

    def _staff(self, unit, kind, number):
        post = self._post(unit, kind)
        identity = POST_SPECS[kind].identity or self.random.choice(
            (Identity.CIVIL_SERVANT, Identity.PUBLIC_INSTITUTION)
        )
        woman = False if kind == PostKind.LEADER_IN_CHARGE else None
        for _ in range(number):
            start = self._some_day(date(2006, 3, 1), date(2016, 4, 1))
            person = self.people.make(unit, staff=True, woman=woman)
            self._take(post, person, start, selection=Selection.ASSIGNED, identity=identity)

    def _directors(self, village, number):
        """Directors by P2.2. Some posts are vacant, one over, or changed hands, also within a month."""
        post = self._post(village, PostKind.POPULATION_DIRECTOR)
        needed = self._needed(village, PostKind.POPULATION_DIRECTOR)
        open_post = {"selection": Selection.OPEN, "identity": Identity.CONTRACT}
        serving = needed
        serving += number in ONE_OVER
        match number % 26:
            case 9 | 17:  # one post open since the last holder went
                serving -= 1
                last = date(2016, 5, 1) + timedelta(days=number % 60)
                self._leave(post, village, last, open_post)
                if number % 26 == 9:
                    self.acted[village.code] = post, last + timedelta(days=10)
            case 13:  # changed hands within August: each has served less than the whole month
                last = date(2016, 8, 8 + number % 15)
                self._leave(post, village, last, open_post)
                self._come(post, village, last + timedelta(days=1), open_post)
                serving -= 1
            case 21:  # somebody new in the last days of September
                self._come(post, village, date(2016, 9, 20), open_post)
                serving -= 1
        # The register sets no end for most; some contracts end within the weeks after the demo's present.
        ending = number % 26 in (6, 15)
        for order in range(serving):
            late = self.random.random() < 0.25
            start = self._some_day(date(2014, 10, 1), date(2016, 6, 1)) if late else CONTRACTS
            special = order == 0 and number % 31 == 2
            end = TERMS_END if ending and order == 0 else None
            person = self._come(post, village, start, open_post, end=end, special=special)
            if not late and self.random.random() < 0.3:
                # Served under the old rules already.
                before = self._some_day(date(2009, 1, 1), date(2012, 1, 1))
                self._take(
                    post,
                    person,
                    before,
                    CONTRACTS - timedelta(days=1),
                    known=True,
                    selection=Selection.OTHER,
                    identity=Identity.CONTRACT,
                    end_ground=EndGround.OTHER,
                    end_reason="实施方案施行，重新选聘",
                )
        if number % 7 == 3:
            self._leave(post, village, CONTRACTS - timedelta(days=1), {"selection": Selection.OTHER})

    def _come(self, post, village, start, fields, *, end=None, special=False):
        person = self.people.make(village.parent, special=special)
        return self._take(post, person, start, end, **fields)

    def _leave(self, post, village, last, fields):
        person = self.people.make(village.parent)
        start = self._some_day(date(2010, 1, 1), date(2013, 12, 31)) if last < CONTRACTS else CONTRACTS
        ground = self.random.choice(OLD_GROUNDS[1:] if last >= CONTRACTS else OLD_GROUNDS)
        self._take(post, person, start, last, end_ground=ground, **fields)

    def _others(self, village):
        officer = self._post(village, PostKind.SPECIAL_OFFICER)
        for _ in range(self._number(village, PostKind.SPECIAL_OFFICER, short=0.1, over=0.02)):
            start = self._some_day(date(2013, 3, 1), date(2016, 3, 1))
            self._take(officer, self.people.make(village.parent), start, selection=Selection.OPEN)
        leaders = self._post(village, PostKind.GROUP_LEADER)
        for _ in range(self._number(village, PostKind.GROUP_LEADER, short=0.15, over=0)):
            start = self._some_day(date(2012, 1, 1), date(2016, 5, 1))
            person = self.people.make(village.parent, woman=True)
            self._take(leaders, person, start, selection=Selection.OTHER)
            if village.code in self.acted:
                post, since = self.acted.pop(village.code)
                self._take(post, person, since, known=True, nature=Nature.ACTING)
