"""Who needs which agreement on a day, how far it has come, and what waits for filing."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Min, Q

from guanling.policy.queries import at, timelines
from roster.enums import AGREEMENT_SIDES, AgreementKind, AgreementState, Level, Nature, PostKind
from roster.models import Agreement, Appointment, Unit
from roster.rules import term_end
from roster.rules.agreements import chain, required, requirements_of, year_of

MISSING = "missing"
# State of a line: how the list and its counts call it, in the order of the work.
STATES = {
    MISSING: "未生成",
    AgreementState.PREPARED.value: "待签",
    AgreementState.SIGNED.value: "已签待备案",
    AgreementState.FILED.value: "已备案",
}


@dataclass(frozen=True)
class Needed:
    """Somebody in a post on the day who needs an agreement, and the one there is."""

    appointment_id: int
    person_id: int
    person: str
    post: PostKind
    nature: Nature
    unit_code: str
    unit: str
    township: str
    since: date
    last_day: date | None
    end_ground: str
    state: str
    agreement_id: int | None
    number: str
    signed: tuple[date | None, ...]
    filing_number: str
    remark: str
    key: str
    clause: str
    source: str
    kind: AgreementKind

    @property
    def word(self) -> str:
        """The state in words."""
        return STATES[self.state]

    @property
    def obstacle(self) -> str:
        """What must be done before the agreement can be made out; empty where nothing must."""
        if self.kind != AgreementKind.CONTRACT or self.state != MISSING:
            return ""
        if self.last_day is None:
            return "先确定聘期止日"
        return "已办理离任" if self.end_ground else ""

    @property
    def post_shown(self) -> str:
        """The post as lists name it."""
        return (
            self.post.label if self.nature == Nature.REGULAR else f"{self.post.label}（{self.nature.label}）"
        )

    @property
    def sides(self) -> list[tuple[str, date | None]]:
        """Who signs, each with the day."""
        labels = [side.label for side in AGREEMENT_SIDES[self.kind]]
        return (
            list(zip(labels, self.signed, strict=True)) if self.signed else [(name, None) for name in labels]
        )


def links_of(appointments) -> dict[int, int]:
    """Return {appointment: the one it continues} of all people who hold one of ``appointments``."""
    rows = Appointment.objects.filter(
        continues__isnull=False, person__in=appointments.order_by().values("person")
    )
    return dict(rows.values_list("pk", "continues"))


def found_for(appointments, kind: str, year: int | None) -> dict[int, tuple]:
    """Return {appointment: values of its standing agreement} of all who hold one of ``appointments``."""
    signed = [f"signed_{side.value}_on" for side in AGREEMENT_SIDES[AgreementKind(kind)]]
    rows = Agreement.objects.standing().filter(
        kind=kind, year=year, appointment__person__in=appointments.order_by().values("person")
    )
    return {
        row[0]: row[1:]
        for row in rows.order_by().values_list(
            "appointment", "pk", "state", "paper__number", "filing_number", "remark", *signed
        )
    }


def needed(appointments, kind: str, on: date) -> list[Needed]:
    """Return who among ``appointments`` (scoped) needs an agreement of ``kind`` on ``on``, by place.

    Five statements and one per county, however many people. An agreement counts for the appointments that
    continue its own when units change (``Appointment.continues``).
    """
    kind = AgreementKind(kind)
    rows = requirements_of(kind)
    wanted = Q(pk__in=[])
    for row in rows:
        wanted |= Q(post__kind__in=row.posts, nature__in=row.natures)
    holding = appointments.on(on).filter(wanted)
    townships = dict(Unit.objects.on(on).filter(level=Level.TOWNSHIP).values_list("code", "short_name"))
    links, found = links_of(holding), found_for(holding, kind, year_of(kind, on))
    counties: dict[str, object] = {}
    sources: dict[tuple[str, str], tuple[str, str]] = {}
    lines = []
    for pk, person, name, post, nature, code, unit, first, last, ground in holding.order_by(
        "post__unit__code", "post__kind", "person__pinyin", "pk"
    ).values_list(
        "pk",
        "person",
        "person__name",
        "post__kind",
        "nature",
        "post__unit__code",
        "post__unit__short_name",
        "valid_from",
        "valid_to",
        "end_ground",
    ):
        county = code[:6]
        policy = counties.get(county) or counties.setdefault(county, at(county, on))
        row = required(kind, post, nature, policy)
        if row is None:
            continue
        if (county, row.key) not in sources:
            cited = policy.source(row.key)
            sources[county, row.key] = (cited.value.clause.id, cited.text)
        agreement = next((found[held] for held in chain(pk, links) if held in found), None)
        own, state, number, filing, remark, *signed = agreement or (None, MISSING, "", "", "")
        lines.append(
            Needed(
                pk,
                person,
                name,
                PostKind(post),
                Nature(nature),
                code,
                unit,
                townships.get(code[:9], ""),
                first,
                last,
                ground,
                state,
                own,
                number,
                tuple(signed),
                filing,
                remark,
                row.key,
                *sources[county, row.key],
                kind,
            )
        )
    return lines


@dataclass(frozen=True)
class TownshipCount:
    """How far a township has come with one kind of agreement."""

    code: str
    name: str
    states: Counter

    @property
    def needed(self) -> int:
        """应签."""
        return sum(self.states.values())

    @property
    def missing(self) -> int:
        """未生成."""
        return self.states[MISSING]

    @property
    def prepared(self) -> int:
        """待签."""
        return self.states[AgreementState.PREPARED.value]

    @property
    def unsigned(self) -> int:
        """未签, made out or not."""
        return self.missing + self.prepared

    @property
    def waiting(self) -> int:
        """已签待备案."""
        return self.states[AgreementState.SIGNED.value]

    @property
    def signed(self) -> int:
        """已签, filed ones too."""
        return self.waiting + self.filed

    @property
    def filed(self) -> int:
        """已备案."""
        return self.states[AgreementState.FILED.value]


def by_township(lines: Iterable[Needed], townships: Iterable[tuple[str, str]]) -> list[TownshipCount]:
    """Return a count per township of ``townships`` (code, name), those without anybody too."""
    counted: dict[str, Counter] = {}
    for line in lines:
        counted.setdefault(line.unit_code[:9], Counter())[line.state] += 1
    return [TownshipCount(code, name, counted.get(code, Counter())) for code, name in townships]


def total_of(counts: Iterable[TownshipCount]) -> TownshipCount:
    """Return the sum over townships."""
    return TownshipCount("", "合计", sum((count.states for count in counts), Counter()))


def standing_over_chain(appointment: Appointment, kind: str, year: int | None) -> Agreement | None:
    """Return the agreement that stands for an appointment or one that it continues; None where none does."""
    found = Agreement.objects.standing().filter(appointment__in=chain_of(appointment), kind=kind, year=year)
    return found.select_related("paper").first()


def chain_of(appointment: Appointment) -> list[int]:
    """Return the appointment and those that it continues, newest first. One statement."""
    rows = Appointment.objects.filter(person=appointment.person_id, continues__isnull=False)
    return chain(appointment.pk, dict(rows.values_list("pk", "continues")))


DIRECTOR_TERM = "stability.director_term_years"


def full_term(appointment: Appointment) -> date | None:
    """Return the last day of the full term (N3.3) of an appointment; None where no years are laid down.

    It counts from the first day of service, also under a unit's earlier name; of somebody who served before
    a term was laid down, from the day on which it was.
    """
    county = appointment.post.unit.code[:6]
    values = timelines(county)[DIRECTOR_TERM]
    if not values:
        return None
    served = Appointment.objects.filter(pk__in=chain_of(appointment)).aggregate(first=Min("valid_from"))
    first = max(served["first"], min(value.valid_from for value in values))
    years = at(county, first).get(DIRECTOR_TERM)
    if years is None:
        return None
    full, unit_ends = term_end(first, years), appointment.post.unit.valid_to
    return min(full, unit_ends) if unit_ends else full


WITH_ALL = ("paper", "appointment__person", "appointment__post__unit__parent")


def waiting_for_filing(agreements):
    """Return those of ``agreements`` (scoped) that are signed by all sides and not filed, oldest first."""
    rows = agreements.filter(state=AgreementState.SIGNED).select_related(
        *WITH_ALL, "prepared_by", "recorded_by"
    )
    return rows.defer("paper__content").order_by(
        "appointment__post__unit__code", "kind", "paper__serial", "pk"
    )


def of_person(agreements, person):
    """Return the agreements of a person among ``agreements`` (scoped), the newest first."""
    rows = agreements.filter(appointment__person=person).select_related(*WITH_ALL)
    return rows.defer("paper__content").order_by("-prepared_at", "-pk")
