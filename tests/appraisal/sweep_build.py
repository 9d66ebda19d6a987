"""Facts for the sweep, described as in tests/policy_cases/leaving_grounds.yaml: built, and judged by rule.

A county is a dict with 月份, 决定, 撤并, 村年度数, 办班 and 人员; a golden case is a county of one person.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path

import yaml

from appraisal.enums import IncidentGround, IncidentState, LeavingRule, VisitKind, VisitState
from appraisal.models import Incident, SweepFinding, SweepGap, VillageCount, Visit
from appraisal.queries import first_day_of
from appraisal.rules import leaving, month_end
from appraisal.services.sweep import sweep_now
from guanling.accounts.enums import Role
from guanling.policy.models import PolicyDecision
from guanling.policy.rules import Decision, catalogue, settle_all
from roster.enums import Grade
from roster.models import Person, Unit, YearGrade
from tests.appraisal.world import make_person, make_village
from tests.people import make_county
from tests.training.build import attend, session
from tests.training.directors import serve
from training.enums import Presence
from training.rules.compliance import Service, YearRecord, served_days, service_span

CASES = Path(__file__).parent.parent / "policy_cases" / "leaving_grounds.yaml"
GRADES = {grade.label: grade for grade in Grade}
STATES = {state.label: state for state in IncidentState}
PRESENCES = {presence.label: presence for presence in Presence}
ALWAYS = [["甲", date(2014, 8, 1), date(2029, 12, 31)]]
TODAY = date(2030, 1, 1)
RULES = {
    **{rule.value.removeprefix("dismissal."): rule for rule in LeavingRule if rule.dismissal},
    "term": LeavingRule.TERM,
    "age": LeavingRule.AGE,
}
MERGED = ("丙",)
# Days of training are required since then; a year counts from that day on.
REQUIRED_SINCE = catalogue().parameters["training.update_days"].values[0].valid_from


def cases():
    """The golden cases."""
    return yaml.safe_load(CASES.read_text(encoding="utf-8"))


def as_county(case):
    """A golden case as a county of one person; the county held training in the years it is told of."""
    kept = ("月份", "决定", "撤并", "村年度数")
    person = {name: value for name, value in case.items() if name not in kept}
    return {
        **{name: case[name] for name in kept if name in case},
        "办班": sorted(case.get("培训", {})),
        "人员": [person],
    }


def spells(person):
    """(village, first, last, continued) of each service."""
    return [(row[0], row[1], row[2], len(row) > 3) for row in person.get("任职", ALWAYS)]


# --- by the pure rules -----------------------------------------------------------------------------


def policy_on(county, day):
    """The policy of a day with the county's decisions."""
    decisions = [
        Decision(key, value, start, None, "1号", "案例") for key, value, start in county.get("决定", ())
    ]
    return settle_all("520424", day, decisions)


class Asked:
    """What is asked of everybody in a county: the month's last day and the policy of any day."""

    def __init__(self, county):
        self.county = county
        self.last = month_end(first_day_of(county["月份"]))
        self.previous = self.last.year - 1
        self.held = policy_on(county, self.last)

    def years(self, key):
        """The years that count for a ground."""
        return [
            year
            for year in range(2010, self.last.year + 1)
            if policy_on(self.county, min(date(year, 12, 31), self.last)).holds(key)
        ]


def judge(county, person):
    """Return ({ground: periods}, grounds that cannot be judged) of one person by the pure rules."""
    asked = Asked(county)
    last, held, own = asked.last, asked.held, spells(person)
    in_post = any(first <= last and (end is None or end >= last) for _, first, end, _ in own)
    found, missing = {}, set()

    def note(name, judged):
        if judged.outcome == leaving.MET:
            found.setdefault(name, []).append(leaving.years_told(judged.years))
        elif judged.outcome == leaving.MISSING:
            missing.add(name)

    if in_post and held.holds("dismissal.a"):
        note("a", _behind(asked, person))
    if in_post and held.holds("dismissal.b"):
        for judged in _births(asked, person):
            note("b", judged)
    if in_post and held.holds("dismissal.g"):
        note("g", _untrained(asked, person))
    for ground, happened, state in person.get("情形登记", ()) if in_post else ():
        key = f"dismissal.{ground}"
        judged = leaving.incident(
            confirmed=STATES[state] == IncidentState.CONFIRMED,
            document="认定号",
            happened=happened <= last,
            in_force_then=policy_on(county, happened).holds(key),
        )
        if judged.outcome == leaving.MET and held.holds(key):
            told = f"{happened.year}年{happened.month}月{happened.day}日"
            found.setdefault(ground, []).append(told)
    _terms(asked, person, found, missing)
    return found, missing


def _served(person, year, until):
    own = [Service(first, end) for _, first, end, _ in spells(person)]
    return served_days(own, date(year, 1, 1), min(date(year, 12, 31), until))


def _behind(asked, person):
    held = asked.held
    behind = {"failed": (Grade.FAILED,), "basic": (Grade.BASIC, Grade.FAILED)}[held["dismissal.a_grade"]]
    grades = person.get("等次", {})
    years = {}
    for year in asked.years("dismissal.a"):
        label, document = grades.get(year, (None, ""))
        years[year] = leaving.YearStanding(
            None if label is None else GRADES[label] in behind,
            document,
            bool(_served(person, year, date(year, 12, 31))),
        )
    return leaving.behind_in_a_row(years, asked.previous, held["dismissal.a_years"])


def _births(asked, person):
    held, numbers = asked.held, asked.county.get("村年度数", {})
    recorded = {year for years in numbers.values() for year in years}
    years = {}
    for year in asked.years("dismissal.b"):
        end = min(date(year, 12, 31), asked.last)
        heirs = {old: new for old, (new, day) in asked.county.get("撤并", {}).items() if day < end}
        days, units = {}, {}
        for village in {row[0] for row in spells(person)}:
            heir = heirs.get(village, village)
            units.setdefault(heir, set()).add(village)
        for heir, villages in units.items():
            own = [Service(first, until) for name, first, until, _ in spells(person) if name in villages]
            served = served_days(own, date(year, 1, 1), end)
            if served:
                days[heir] = served
        heir = leaving.village_of(days, held["dismissal.b_service_days"])
        if heir is None:
            continue
        there = {
            name
            for name, first, until, _ in spells(person)
            if name in units[heir] and first <= end and (until is None or until >= date(year, 1, 1))
        }
        before = {name: by_year[year] for name, by_year in numbers.items() if year in by_year}
        number = leaving.village_counts(before.get(heir), before, sorted(there))
        years[year] = leaving.VillageYear(None if number is None else int(number), year in recorded)
    return leaving.births(
        years, asked.previous, held["dismissal.b_times_in_year"], held["dismissal.b_consecutive_years"]
    )


def _untrained(asked, person):
    records = {}
    for year in asked.years("dismissal.g"):
        end = date(year, 12, 31)
        served = _served(person, year, end)
        policy = policy_on(asked.county, end)
        required = policy.get("training.update_days")
        own = [Service(first, last) for _, first, last, _ in spells(person)]
        under = service_span(own, year, end, REQUIRED_SINCE).total
        due = required is not None and under >= policy["training.update_service_days"]
        presence = person.get("培训", {}).get(year)
        there = year in asked.county["办班"]
        records[year] = YearRecord(
            year,
            Decimal(there and presence == "到"),
            served,
            required if due else None,
            there,
            there,
            Decimal(there and presence == "假"),
        )
    return leaving.untrained(records, asked.previous, asked.held["dismissal.g_years"])


def _terms(asked, person, found, missing):
    own, held, last = spells(person), asked.held, asked.last
    for _, _, end, _ in own:
        over = leaving.term_over(
            last_day=end,
            first=last.replace(day=1),
            last=last,
            goes_on=any(start > (end or date.max) for _, start, _, _ in own),
            ended=False,
        )
        if over:
            told = f"{end.year}年{end.month}月{end.day}日"
            found.setdefault("term", []).append(told)
            if leaving.past_age(
                person.get("出生", date(1975, 1, 1)), end, held.get("leaving.renewal_age_max")
            ):
                found.setdefault("age", []).append(told)
    chain = min((first for _, first, _, _ in own), default=None)
    for _, first, end, continued in own:
        since = chain if continued else first
        years = held.get("stability.director_term_years")
        if first <= last and leaving.term_unrecorded(since=since, last_day=end, last=last, years=years):
            missing.add("term")


# --- in the database -------------------------------------------------------------------------------


class Built:
    """A county in the database, with its people in the order of the description."""

    def __init__(self, described):
        self.described = described
        self.world = make_county()
        self.county = self.world.county
        first, second = self.world.villages
        self.villages = {"甲": first, "乙": second}
        for number, name in enumerate(MERGED, 202):
            self.villages[name] = make_village(self.world.townships[0], number, f"{name}家村")
        self.users = self.world.users
        for old, (new, day) in described.get("撤并", {}).items():
            Unit.objects.filter(pk=self.villages[old].pk).update(valid_to=day, successor=self.villages[new])
        for key, value, start in described.get("决定", ()):
            PolicyDecision.objects.create(
                county_code=self.county.code,
                key=key,
                value=value,
                valid_from=start,
                document_number="1号",
                reason="案例",
                decided_by=self.users[Role.BUREAU_CLERK],
            )
        for village, years in described.get("村年度数", {}).items():
            for year, number in years.items():
                self.count(village, year, number)
        self.sessions = {year: session(self.county, date(year, 5, 10)) for year in described.get("办班", ())}
        self.recorded()
        self.people = [self.person(number, one) for number, one in enumerate(described["人员"])]

    def recorded(self):
        """Somebody outside the posts was there, so that the county has records of its trainings."""
        if self.sessions:
            other = make_person(self.world.townships[1], "来宾")
            for held in self.sessions.values():
                attend(held, other)

    def count(self, village, year, number):
        """A confirmed count of a village."""
        return VillageCount.objects.create(
            village=self.villages[village],
            year=year,
            number=number,
            document_number=f"关人口计生数〔{year}〕1号",
            recorded_by=self.users[Role.BUREAU_CLERK],
            confirmed_by=self.users[Role.BUREAU_REVIEWER],
            confirmed_at=f"{year + 1}-01-20T00:00Z",
        )

    def person(self, number, described):
        """A person with everything that is told of it."""
        own = spells(described)
        someone = make_person(self.world.townships[0], f"测试{number}")
        if "出生" in described:
            Person.objects.filter(pk=someone.pk).update(birth_date=described["出生"])
        else:
            Person.objects.filter(pk=someone.pk).update(birth_date=date(1975, 1, 1))
        before = None
        for village, first, last, continued in own:
            before = serve(
                someone,
                self.villages[village],
                first,
                last,
                continues=before if continued else None,
            )
        for year, (grade, document) in described.get("等次", {}).items():
            YearGrade.objects.create(person=someone, year=year, grade=GRADES[grade], document_number=document)
        for ground, happened, state in described.get("情形登记", ()):
            self.incident(someone, ground, happened, STATES[state])
        for year, presence in described.get("培训", {}).items():
            if year in self.sessions:
                attend(self.sessions[year], someone, presence=PRESENCES[presence])
        return someone

    def incident(self, someone, ground, happened, state=IncidentState.CONFIRMED):
        """An incident in the first village."""
        visit = None
        if ground == IncidentGround.F:
            visit = Visit.objects.create(
                village=self.villages["甲"],
                kind=VisitKind.COUNTY,
                planned_on=happened,
                state=VisitState.PLANNED,
                leader=self.users[Role.BUREAU_CLERK],
            )
        decided = state != IncidentState.ALLEGED
        return Incident.objects.create(
            person=someone,
            village=self.villages["甲"],
            ground=ground,
            happened_on=happened,
            summary="核查情况",
            visit=visit,
            state=state,
            recorded_by=self.users[Role.BUREAU_CLERK],
            document_number="关人口计生认〔2016〕1号" if decided else "",
            decided_by=self.users[Role.BUREAU_REVIEWER] if decided else None,
            decided_at="2016-09-01T00:00Z" if decided else None,
            decision="属实" if decided else "",
        )

    def sweep(self, period=None):
        """Sweep a month, by default that of the description."""
        return sweep_now(county=self.county, period=period or self.described["月份"], today=TODAY)


def names_of(rule):
    """The name of a ground in the cases."""
    return next(name for name, one in RULES.items() if one == rule)


def in_database(someone):
    """Return ({ground: periods}, grounds that cannot be judged) as the sweep wrote them for a person."""
    found = {}
    for finding in SweepFinding.objects.filter(person=someone).order_by("period"):
        found.setdefault(names_of(finding.rule), []).append(finding.period)
    return found, {names_of(gap.rule) for gap in SweepGap.objects.filter(person=someone)}


def behind_twice(**fields):
    """A county of one person who was behind in 2014 and 2015, to be swept in September 2016."""
    return Built(
        {
            "月份": "2016-09",
            "人员": [{"等次": {2014: ["不合格", "一号"], 2015: ["不合格", "二号"]}}],
            **fields,
        }
    )
