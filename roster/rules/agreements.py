"""Who needs which agreement on a day, over which appointments it counts, and when it may be signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from roster.enums import YEARLY_AGREEMENTS, AgreementKind, Nature, PostKind
from roster.rules import PolicyValues, term_end

_DIRECTORS = frozenset({PostKind.POPULATION_DIRECTOR})
_TOWNSHIP = frozenset(
    {
        PostKind.LEADER_IN_CHARGE,
        PostKind.OFFICE_DIRECTOR,
        PostKind.OFFICE_STAFF,
        PostKind.COMPUTER_OPERATOR,
        PostKind.PHYSICIAN,
        PostKind.ASSISTANT_PHYSICIAN,
    }
)
_APPOINTED = frozenset({Nature.REGULAR})


@dataclass(frozen=True)
class Requirement:
    """Holders of ``posts`` need an agreement of ``kind`` while the switch ``key`` of the policy is on."""

    kind: AgreementKind
    posts: frozenset[PostKind]
    natures: frozenset[Nature]
    key: str


# Who acts for a vacant post does so for weeks and signs nothing; who is seconded works at the post all the
# same and has fixed duties there.
REQUIREMENTS = (
    Requirement(AgreementKind.CONTRACT, _DIRECTORS, _APPOINTED, "agreement.contract"),
    Requirement(AgreementKind.RESPONSIBILITY, _DIRECTORS, _APPOINTED, "agreement.responsibility"),
    Requirement(AgreementKind.COMMITMENT, _DIRECTORS, _APPOINTED, "agreement.commitment"),
    Requirement(
        AgreementKind.DUTY_SHEET,
        _TOWNSHIP,
        _APPOINTED | {Nature.SECONDED},
        "agreement.duty_sheet_township",
    ),
    Requirement(AgreementKind.DUTY_SHEET, _DIRECTORS, _APPOINTED, "agreement.duty_sheet_director"),
)
# Nobody is missing without these, but they may be made out.
OPTIONAL = {AgreementKind.DUTY_SHEET: frozenset({PostKind.SPECIAL_OFFICER})}


def requirements_of(kind: str) -> list[Requirement]:
    """Return the rows of the table for an agreement of ``kind``."""
    return [row for row in REQUIREMENTS if row.kind == kind]


def required(kind: str, post: str, nature: str, policy: PolicyValues) -> Requirement | None:
    """Return by which row of the table the holder of a ``post`` needs an agreement of ``kind``, if any."""
    for row in requirements_of(kind):
        if post in row.posts and nature in row.natures and policy.get(row.key):
            return row
    return None


def possible(kind: str, post: str, nature: str) -> bool:
    """Whether an agreement of ``kind`` is ever made out for this post, needed or not."""
    rows = requirements_of(kind)
    return any(post in row.posts and nature in row.natures for row in rows) or (
        nature == Nature.REGULAR and post in OPTIONAL.get(kind, ())
    )


def year_of(kind: str, on: date) -> int | None:
    """Return the year that an agreement in force on ``on`` is for; None where it is not by years."""
    return on.year if kind in YEARLY_AGREEMENTS else None


def chain(appointment: int, links: Mapping[int, int]) -> list[int]:
    """Return the appointment and those that it continues (``links``: id → the one before), newest first."""
    found = [appointment]
    while (before := links.get(found[-1])) is not None:
        found.append(before)
    return found


def whole_years(first: date, last: date) -> int | None:
    """Return how many full years a term is; None where it is not of whole years."""
    years = last.year - first.year + 1
    return next((count for count in (years, years - 1) if count and term_end(first, count) == last), None)


def signing_fault(day: date, *, prepared_on: date, last_day: date | None, today: date) -> str:
    """Return why nobody can have signed on ``day``, as a Chinese clause; empty where somebody can.

    Signing before the first day of the term is usual and right.
    """
    if day > today:
        return "签订日期晚于今天"
    if day < prepared_on:
        return "签订日期早于文书生成日期"
    if last_day is not None and day > last_day:
        return "签订日期晚于任职止日"
    return ""
