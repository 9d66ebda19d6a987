"""Who becomes due for a reward, with the evidence year by year; what has been proposed and decided (A7.4)."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from appraisal.models import YearResult
from guanling.policy import queries as policy
from guanling.policy.rules import Policy
from payroll.enums import RewardState
from payroll.models import Reward
from payroll.queries.service import Served, served
from payroll.rules import rewards as rules
from roster.models import Unit

# States of a line of the list, beside those of the rule: what was proposed and decided.
STATES = {**rules.STATES, **{state.value: state.label for state in RewardState}}
LOOKS = {
    rules.MET: "good",
    rules.NOT_MET: "off",
    rules.MISSING: "wait",
    RewardState.PROPOSED: "wait",
    RewardState.GRANTED: "good",
    RewardState.REFUSED: "bad",
}


@dataclass
class Line:
    """Somebody whose years are complete on a day, how they stand, and what came of it."""

    served: Served
    assessment: rules.Assessment
    policy: Policy
    reward: Reward | None = None

    @property
    def state(self) -> str:
        """As decided; before that as the evidence stands."""
        return self.reward.state if self.reward else self.assessment.state

    @property
    def word(self) -> str:
        """The state in a word."""
        return STATES[self.state]

    @property
    def look(self) -> str:
        """The look of the word."""
        return LOOKS[self.state]

    @property
    def amount(self):
        """What is paid: as proposed, else the value of the day of completion."""
        return self.reward.amount if self.reward else self.policy.get(rules.AMOUNT)

    @property
    def gaps(self) -> list[rules.Evidence]:
        """The years that are not up to standard or have no result."""
        return [one for one in self.assessment.evidence if one.state != rules.MET]


def measure_of(held: Policy) -> rules.Measure | None:
    """Return what the policy asks for; None where something is not laid down."""
    values = [held.get(key) for key in (rules.YEARS, rules.GRADES, rules.TARGET_MIN)]
    return None if None in values else rules.Measure(*values)


def results_of(
    county: Unit, people: Iterable[int], years: Iterable[int]
) -> dict[int, dict[int, rules.Result]]:
    """Return {person: {year: confirmed result, the newest}}; one statement."""
    found: dict[int, dict[int, rules.Result]] = {}
    rows = (
        YearResult.objects.filter(
            issued=True, year__county=county, year__year__in=list(years), person__in=list(people)
        )
        .order_by("version")
        .values_list(
            "person",
            "year__year",
            "grade",
            "target_score",
            "pk",
            "village_name",
            "year__document_number",
        )
    )
    for person, year, *figures in rows:
        found.setdefault(person, {})[year] = rules.Result(*figures)
    return found


def completed(county: Unit, year: int, until: date, people: Iterable[int] | None = None) -> list[Line]:
    """Return who completes the years in ``year`` (by ``until``), as the evidence stands today.

    Left out is who was due before: rewarded or proposed on an earlier day of completion, or up to standard
    then and still to be proposed. A fixed number of statements.
    """
    last = min(date(year, 12, 31), until)
    begin = _begin(county.code)
    if begin is None or last < begin:
        return []
    # Whoever was up to standard before is found by looking at every day of completion since the rule holds.
    if people is None:
        people = {one.person for one in served(county.code, date(year, 1, 1), last)}
    full = served(county.code, begin, last, people=people)
    policies = _policies(county.code, {one.last for one in full})
    windows = []
    for one in full:
        measure = measure_of(policies[one.last])
        if measure is not None and one.number >= measure.years:
            windows.append((one, measure, *rules.window(one.since, one.number, measure.years)))
    this_year = {one.person for one, *_ in windows if one.last.year == year}
    windows = [found for found in windows if found[0].person in this_year]
    if not windows:
        return []
    years = {number for *_, first, end in windows for number in rules.calendar_years(first, end)}
    results = results_of(county, this_year, years)
    rewards = _rewards(this_year)
    lines, done = [], set()
    for one, measure, first, end in sorted(windows, key=lambda found: found[0].last):
        if one.person in done:
            continue
        own = rewards.get(one.person, {})
        line = Line(
            one,
            rules.assess(first, end, results.get(one.person, {}), measure),
            policies[end],
            own.get(one.last),
        )
        standing = [day for day, reward in own.items() if reward.state != RewardState.REFUSED]
        if any(day < one.last for day in standing):
            done.add(one.person)
            continue
        if one.last.year == year:
            lines.append(line)
        if line.state in (rules.MET, RewardState.PROPOSED, RewardState.GRANTED):
            done.add(one.person)
    return sorted(lines, key=lambda line: (line.served.village_code, line.served.pinyin, line.served.last))


def _begin(county_code):
    """The first day on which a number of years is laid down."""
    line = [value for value in policy.timeline_of(county_code, rules.YEARS) if value.value is not None]
    return line[0].valid_from if line else None


def _policies(county_code, days):
    """{day: policy}, one policy for all days between two changes of what is asked for; two statements."""
    lines = policy.timelines(county_code)
    changes = {value.valid_from for key in rules.KEYS for value in lines[key]} | {
        value.valid_to + timedelta(days=1) for key in rules.KEYS for value in lines[key] if value.valid_to
    }
    changes = sorted(changes)
    since = {day: changes[at - 1] if (at := bisect_right(changes, day)) else day for day in days}
    held = policy.at_days(county_code, since.values())
    return {day: held[first] for day, first in since.items()}


def _rewards(people):
    """{person: {day of completion: the newest reward}}."""
    found: dict[int, dict[date, Reward]] = {}
    rows = Reward.objects.filter(person__in=people).select_related("decided_by", "proposed_by", "order")
    for reward in rows.order_by("pk"):
        found.setdefault(reward.person_id, {})[reward.completed_on] = reward
    return found


def evidence_of(line: Line) -> list[dict]:
    """Return the evidence as a reward keeps it."""
    return [
        {
            "year": one.year,
            "said": one.said,
            "grade": one.result.grade,
            "target_score": str(one.result.target_score),
            "result": one.result.id,
            "village": one.result.village,
            "document_number": one.result.document_number,
        }
        for one in line.assessment.evidence
    ]
