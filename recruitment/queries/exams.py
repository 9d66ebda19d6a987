"""Examinations: who sits where, what both hands entered, results, who can claim points."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, time

from django.db.models import Count, Exists, F, OuterRef, Q

from appraisal.enums import RecommendationKind, RecommendationState
from appraisal.models import Recommendation
from recruitment.enums import ROUND_OVER, ApplicationState, Part, RoundState
from recruitment.models import Application, Bonus, Exam, Result, Room, Round, Score, Seat
from recruitment.rules import lots

FIRST, SECOND, THIRD = 1, 2, 3


@dataclass(frozen=True)
class Ticket:
    """What an applicant needs to know of a part: when, where, which seat, under which number."""

    part: str
    held_on: date
    starts: time
    ends: time
    site: str
    room: str
    number: int
    ticket: str
    rules: str


def seats_of(application: Application) -> list[Ticket]:
    """Return an applicant's seats, the written examination first; nothing before the lots are drawn."""
    rows = Seat.objects.filter(application=application).select_related("exam", "room")
    return [
        Ticket(
            part=Part(seat.exam.part).label,
            held_on=seat.exam.held_on,
            starts=seat.exam.starts,
            ends=seat.exam.ends,
            site=seat.exam.site,
            room=seat.room.name,
            number=seat.number,
            ticket=seat.ticket,
            rules=seat.exam.rules,
        )
        for seat in rows.order_by("exam__held_on", "exam_id")
    ]


def seat_of(application: Application) -> Ticket | None:
    """Return an applicant's latest seat: of the interview where there is one, else of the written part."""
    found = seats_of(application)
    return found[-1] if found else None


def result_of(application: Application) -> Result | None:
    """Return what an applicant's closed marks came to, or None before that.

    ``total`` and ``rank`` come with the last part; ``ground`` says why somebody is out; ``explanation`` tells
    how it was worked out, step by step with clause.
    """
    return Result.objects.filter(application=application).first()


def exams_of(round_: Round) -> dict[str, Exam]:
    """Return the parts of a round's examination that are arranged, by part, with their rooms."""
    rows = Exam.objects.filter(round=round_).select_related("drawn_by", "closed_by").prefetch_related("rooms")
    return {exam.part: exam for exam in rows}


def seats(exam: Exam):
    """Return the seats of an examination in order, with room and applicant."""
    rows = Seat.objects.filter(exam=exam).select_related("room", "application__opening")
    return rows.order_by("room__order", "number")


def recomputed(exam: Exam) -> bool | None:
    """Return whether the recorded seed gives the stored seats again; None before the draw."""
    if not exam.drawn_at:
        return None
    stored = list(
        Seat.objects.filter(exam=exam).values_list(
            "application__number", "application__opening__number", "room__order", "number", "ticket"
        )
    )
    rooms = [lots.Room(*pair) for pair in exam.rooms.values_list("order", "seats")]
    if exam.part == Part.WRITTEN:
        again = lots.seats(exam.seed, [row[0] for row in stored], rooms)
    else:
        openings = defaultdict(list)
        for number, opening, *_ in stored:
            openings[opening].append(number)
        again, _ = lots.turns(exam.seed, openings, rooms)
    interview = exam.part == Part.INTERVIEW
    return bool(again) and all(
        again.get(number) == lots.Place(room, seat)
        and lots.ticket(exam.round.code, again[number], interview=interview) == ticket
        for number, _, room, seat, ticket in stored
    )


@dataclass(frozen=True)
class Progress:
    """How far a room's marks are: seats, rows of each hand, and whether the asking user may enter it."""

    room: Room
    seats: int
    first: int
    second: int


def progress(exam: Exam) -> list[Progress]:
    """Return how many marks each hand has entered, by room, in one statement."""
    rooms = exam.rooms.annotate(
        seated=Count("taken", distinct=True),
        first=Count(
            "taken",
            filter=Q(taken__application__scores__exam=exam, taken__application__scores__hand=FIRST),
            distinct=True,
        ),
        second=Count(
            "taken",
            filter=Q(taken__application__scores__exam=exam, taken__application__scores__hand=SECOND),
            distinct=True,
        ),
    )
    return [Progress(room, room.seated, room.first, room.second) for room in rooms.order_by("order")]


@dataclass(frozen=True)
class Compared:
    """An applicant's marks by hand. ``counts``: those that count, None while missing or in dispute."""

    seat: Seat
    scores: dict[int, Score]

    @property
    def application(self) -> Application:
        """The applicant."""
        return self.seat.application

    @property
    def complete(self) -> bool:
        """Whether both hands are in."""
        return FIRST in self.scores and SECOND in self.scores

    @property
    def equal(self) -> bool:
        """Whether both hands agree: sat, marks, each judge's."""
        one, two = self.scores[FIRST], self.scores[SECOND]
        return (one.sat, one.value, one.judges) == (two.sat, two.value, two.judges)

    @property
    def counts(self) -> Score | None:
        """The marks that count."""
        if not self.complete:
            return None
        return self.scores.get(THIRD) or (self.scores[FIRST] if self.equal else None)


def compared(exam: Exam) -> list[Compared]:
    """Return everybody who was seated with the marks of all hands, in two statements."""
    by_application = defaultdict(dict)
    for score in Score.objects.filter(exam=exam).select_related("entered_by"):
        by_application[score.application_id][score.hand] = score
    return [Compared(seat, by_application[seat.application_id]) for seat in seats(exam)]


def results(round_: Round):
    """Return the results of a round by opening and rank; who has none comes last."""
    rows = Result.objects.filter(application__round=round_).select_related("application__opening")
    return rows.order_by(
        "application__opening__number",
        F("rank").asc(nulls_last=True),
        F("total").desc(nulls_last=True),
        F("written_total").desc(nulls_last=True),
        "application__number",
    )


def tickets(round_: Round) -> dict[int, str]:
    """Return the ticket numbers of the written part, by application."""
    rows = Seat.objects.filter(exam__round=round_, exam__part=Part.WRITTEN)
    return dict(rows.values_list("application", "ticket"))


def crowded(round_: Round) -> list[tuple]:
    """Return (opening, open places, how many are checked) where equal ones are more than the places."""
    rows = round_.openings.annotate(
        checked=Count("applications", filter=Q(applications__state=ApplicationState.CHECKING))
    )
    return [(row, row.open_places, row.checked) for row in rows if row.checked > row.open_places]


def bonuses(round_: Round):
    """Return the points that are registered in a round."""
    rows = Bonus.objects.filter(application__round=round_)
    return rows.select_related(
        "application__opening", "person", "letter", "claimed_by", "confirmed_by"
    ).order_by("application__number")


def unconfirmed_bonuses(round_: Round):
    """Return the registered points that nobody has confirmed yet."""
    return Bonus.objects.filter(application__round=round_, confirmed_at=None)


def claimable(round_: Round) -> list[tuple[Application, Recommendation]]:
    """Return the accepted applicants who have a letter of P6.3 that was never used, with the letter."""
    applicants = {
        one.identity_hash: one
        for one in Application.objects.filter(round=round_, state=ApplicationState.ACCEPTED).select_related(
            "opening"
        )
    }
    letters = (
        Recommendation.objects.filter(
            kind=RecommendationKind.BONUS,
            state=RecommendationState.DECIDED,
            paper__isnull=False,
            person__identity_hash__in=list(applicants),
            person__bonus=None,
        )
        .select_related("person", "paper")
        .order_by("decided_on", "pk")
    )
    latest = {letter.person.identity_hash: letter for letter in letters}
    return [(applicants[key], letter) for key, letter in latest.items()]


def scores_of(exam: Exam, applications) -> dict[tuple[int, int], Score]:
    """Return the marks of these applicants by (application, hand)."""
    rows = Score.objects.filter(exam=exam, application__in=applications).select_related("entered_by")
    return {(score.application_id, score.hand): score for score in rows}


def own_scores(exam: Exam, hand: int, user) -> dict[int, Score]:
    """Return what a user entered by one hand, by application."""
    rows = Score.objects.filter(exam=exam, hand=hand, entered_by=user)
    return {score.application_id: score for score in rows}


def sitting(round_: Round, state: str) -> int:
    """Return how many are to sit a part: those in ``state``."""
    return Application.objects.filter(round=round_, state=state).count()


# --- what waits for whom -------------------------------------------------------------------------


def _other(hand, *, differing=False):
    """The marks of another hand for the same applicant, to be asked for within a query of marks."""
    rows = Score.objects.filter(exam=OuterRef("exam"), application=OuterRef("application"), hand=hand)
    if differing:
        rows = rows.filter(
            ~Q(sat=OuterRef("sat"))
            | Q(value__lt=OuterRef("value"))
            | Q(value__gt=OuterRef("value"))
            | ~Q(judges=OuterRef("judges"))
        )
    return rows


def under_way(user, action: str, on: date):
    """Return the parts whose marks can be entered by now: drawn, held, not closed, of rounds under way."""
    rows = Exam.objects.visible_to(user, action).filter(
        drawn_at__isnull=False, closed_at=None, held_on__lte=on
    )
    return rows.exclude(round__state__in=ROUND_OVER)


def seats_to_mark(user, action: str, on: date):
    """Return the seats whose marks lack a hand that this user may be."""
    of_seat = Score.objects.filter(exam=OuterRef("exam"), application=OuterRef("application"))
    return (
        Seat.objects.filter(exam__in=under_way(user, action, on))
        .exclude(Exists(of_seat.filter(entered_by=user)))
        .exclude(Exists(of_seat.filter(hand=FIRST)) & Exists(of_seat.filter(hand=SECOND)))
    )


def differences(user, action: str, on: date):
    """Return the first hand's marks where the second differs and nobody has settled it."""
    rows = Score.objects.filter(exam__in=under_way(user, action, on), hand=FIRST)
    return rows.filter(Exists(_other(SECOND, differing=True)), ~Exists(_other(THIRD)))


def differences_to_settle(user, action: str, on: date):
    """Return the differences in which this user was neither of the two hands."""
    rows = differences(user, action, on).exclude(entered_by=user)
    return rows.exclude(Exists(_other(SECOND).filter(entered_by=user)))


def exams_to_close(user, action: str, on: date):
    """Return the parts whose marks are complete and settled, in which this user entered none."""
    seated = Seat.objects.filter(exam=OuterRef("pk"))
    of_seat = Score.objects.filter(exam=OuterRef("exam"), application=OuterRef("application"))
    lacking = seated.exclude(Exists(of_seat.filter(hand=FIRST)) & Exists(of_seat.filter(hand=SECOND)))
    open_ = Score.objects.filter(exam=OuterRef("pk"), hand=FIRST).filter(
        Exists(_other(SECOND, differing=True)), ~Exists(_other(THIRD))
    )
    own = Score.objects.filter(exam=OuterRef("pk"), hand__in=(FIRST, SECOND), entered_by=user)
    return under_way(user, action, on).filter(~Exists(lacking), ~Exists(open_), ~Exists(own))


def rounds_to_prepare(user, action: str):
    """Return the rounds whose written examination or interview is not drawn yet, in its own step."""
    drawn = Exam.objects.filter(round=OuterRef("pk"), drawn_at__isnull=False)
    return Round.objects.visible_to(user, action).filter(
        Q(state=RoundState.WRITTEN) & ~Exists(drawn.filter(part=Part.WRITTEN))
        | Q(state=RoundState.INTERVIEWING) & ~Exists(drawn.filter(part=Part.INTERVIEW))
    )


def exams_to_finish(user, action: str):
    """Return the parts whose marks are closed and whose round has not gone on."""
    return Exam.objects.visible_to(user, action).filter(
        Q(part=Part.WRITTEN, round__state=RoundState.WRITTEN)
        | Q(part=Part.INTERVIEW, round__state=RoundState.INTERVIEWING),
        closed_at__isnull=False,
    )
