"""A county in which people are moved: two townships, their people, and who asks, sends and decides."""

from dataclasses import dataclass
from datetime import date

from guanling.accounts.enums import Role
from roster.enums import MoveKind, PostKind
from roster.models import Appointment, Move, VillageFigures
from roster.services import moves
from roster.services.appointments import appoint
from tests.people import County, make_county, make_user
from tests.roster.build import person

TODAY = date(2016, 9, 20)
DAY = date(2016, 10, 1)
OPERATOR, DIRECTOR, LEADER = (
    PostKind.COMPUTER_OPERATOR,
    PostKind.POPULATION_DIRECTOR,
    PostKind.LEADER_IN_CHARGE,
)


@dataclass
class Moving:
    """The county and its actors. ``clerk`` and ``director`` are the first township's."""

    county: County

    def __post_init__(self):
        users = self.county.users
        self.first, self.second = self.county.townships
        self.near, self.far = self.county.villages
        self.clerk, self.director = users[Role.TOWNSHIP_CLERK], users[Role.TOWNSHIP_DIRECTOR]
        self.bureau, self.reviewer = users[Role.BUREAU_CLERK], users[Role.BUREAU_REVIEWER]
        self.department = users[Role.ORGANIZATION]
        foreign = self.county.foreign
        self.other_clerk, self.other_director = foreign[Role.TOWNSHIP_CLERK], foreign[Role.TOWNSHIP_DIRECTOR]
        self.reviewer2 = make_user("reviewer2", (Role.BUREAU_REVIEWER, self.county.county))

    def put(self, serial, kind=OPERATOR, *, unit=None, start=date(2015, 3, 10), end=None, name="王小调"):
        """Somebody in a post."""
        unit = unit or (self.near if kind == DIRECTOR else self.first)
        township = unit if unit.level == "township" else unit.parent
        return appoint(
            person=person(township, name, serial=serial),
            unit=unit,
            kind=kind,
            valid_from=start,
            valid_to=end,
        )

    def prepare(self, appointment: Appointment, *, user=None, **changes) -> Move:
        """A prepared move, by default a transfer to the second township's same post."""
        fields = {
            "kind": MoveKind.TRANSFER,
            "to_unit": self.second,
            "to_kind": OPERATOR,
            "day": DAY,
            "reason": "工作需要",
        }
        return moves.prepare(appointment=appointment, user=user or self.clerk, **fields | changes)

    def ask(self, appointment, *, user=None, sender=None, **changes) -> Move:
        """A move that has been asked for."""
        move = self.prepare(appointment, user=user, **changes)
        moves.send(move=move, user=sender or self.director, today=TODAY)
        return move

    def consented(self, appointment, *, today=TODAY, **changes) -> Move:
        """A move to which the bureau has consented."""
        move = self.ask(appointment, **changes)
        moves.decide(move=move, user=self.reviewer, consent=True, today=today)
        return move


def moving() -> Moving:
    """Build it; each village has one place for a director."""
    world = Moving(make_county())
    for village in world.county.villages:
        VillageFigures.objects.create(unit=village, year=2014, population=2000, groups=3)
    return world
