"""A few moves of the demo county at different steps, by the services that the accounts would use."""

from datetime import date

from guanling.documents.tasks import enqueue_paper
from guanling.home.demo.accounts import HOME_TOWNSHIP, clerk_of, director_of
from guanling.home.demo.county import DemoCounty
from roster.enums import MoveKind, PostKind
from roster.models import Appointment, Move, Unit
from roster.queries.moves import target
from roster.services import moves

ASKED_ON, ANSWERED_ON = date(2016, 9, 12), date(2016, 9, 19)
EFFECTIVE = date(2016, 10, 1)
SECONDED_UNTIL = date(2017, 9, 30)
OPERATOR, LEADER = PostKind.COMPUTER_OPERATOR, PostKind.LEADER_IN_CHARGE
REASONS = ("家庭住地迁移，便于照顾老人", "本人申请，便于照顾家庭")


class Moves:
    """Asks for moves out of the townships; their letters are set by the first worker to start."""

    def __init__(self, made: DemoCounty, users: dict):
        self.made, self.users = made, users

    def write(self) -> int:
        """Leave moves at each step of the way and return how many there are."""
        home = self.made.township(HOME_TOWNSHIP)
        elsewhere = [unit for unit in self.made.townships if unit != home]
        self._prepare(self._newest(OPERATOR, [home]), "工作需要")
        leader = self._newest(LEADER, elsewhere)
        self._ask(leader, "班子调整，工作需要", to_kind=PostKind.OFFICE_DIRECTOR)
        waiting, refused, lent = self._operators(elsewhere)
        self._ask(waiting, REASONS[0])
        self._answer(self._ask(refused, REASONS[1]), consent=False, opinion="现单位微机员紧缺，任现职时间短")
        self._answer(
            self._ask(lent, "信息系统建设需要", kind=MoveKind.SECONDMENT),
            consent=True,
            opinion="借调期间人事关系保留在原单位",
        )
        return Move.objects.count()

    def _serving(self, post, townships):
        rows = Appointment.objects.on(ASKED_ON).regular().filter(post__unit__in=townships, post__kind=post)
        return rows.select_related("person", "post__unit").order_by("-valid_from", "pk")

    def _newest(self, post, townships):
        """Who came last, and is therefore not to be moved for the longest time."""
        return self._serving(post, townships).first()

    def _operators(self, townships):
        """The newest operators of three townships."""
        newest = {}
        for row in self._serving(OPERATOR, townships):
            newest.setdefault(row.post.unit_id, row)
        return list(newest.values())[:3]

    def _room(self, appointment, kind) -> Unit:
        """Another township with a free place, else any other."""
        others = [unit for unit in self.made.townships if unit.pk != appointment.post.unit_id]
        free = (unit for unit in others if target(unit, kind, EFFECTIVE, None).free)
        return next(free, others[0])

    def _prepare(self, appointment, reason, *, kind=MoveKind.TRANSFER, to_kind=None):
        to_kind = to_kind or appointment.post.kind
        return moves.prepare(
            appointment=appointment,
            kind=kind,
            to_unit=self._room(appointment, to_kind),
            to_kind=to_kind,
            day=EFFECTIVE,
            until=SECONDED_UNTIL if kind == MoveKind.SECONDMENT else None,
            reason=reason,
            user=self.users[clerk_of(appointment.post.unit)],
        )

    def _ask(self, appointment, reason, **changes):
        move = self._prepare(appointment, reason, **changes)
        enqueue_paper(
            moves.send(move=move, user=self.users[director_of(appointment.post.unit)], today=ASKED_ON)
        )
        return move

    def _answer(self, move, *, consent, opinion):
        enqueue_paper(
            moves.decide(
                move=move, user=self.users["shenhe1"], consent=consent, opinion=opinion, today=ANSWERED_ON
            )
        )
