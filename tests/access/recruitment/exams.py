"""Addresses of exams of open selection: who arranges, who enters marks, who closes them."""

from datetime import time

from django.utils import timezone

from guanling.accounts.enums import Role
from recruitment.enums import ApplicationState, Part, RoundKind, RoundState
from recruitment.models import Bonus, Exam, Room, Seat
from tests.access.rows import BUREAU, TOWNSHIP, Row
from tests.people import make_user
from tests.recruitment.exams_build import letter_of
from tests.recruitment.world import apply_to, make_opening, make_round

READERS = BUREAU | TOWNSHIP | {Role.ORGANIZATION}
RUNNERS = frozenset({Role.BUREAU_CLERK, Role.TOWNSHIP_CLERK})
SCORERS = BUREAU | TOWNSHIP
CONFIRMERS = SCORERS - RUNNERS


def _round(objects, kind=RoundKind.DIRECTOR):
    return make_round(objects.township, by=make_user("round_maker"), state=RoundState.WRITTEN, kind=kind)


def a_round(objects):
    """A round of the first township in its written step."""
    return {"pk": _round(objects).pk}


def a_part(objects):
    """Its written part."""
    return {**a_round(objects), "part": "written"}


def a_station_round(objects):
    """A round in which points by letter can count."""
    return {"pk": _round(objects, RoundKind.STATION).pk}


def _exam(objects):
    round_ = _round(objects)
    opening = make_opening(round_, objects.village, quota=None)
    application = apply_to(opening, "李考生", state=ApplicationState.ACCEPTED)
    exam = Exam.objects.create(
        round=round_,
        part=Part.WRITTEN,
        held_on=round_.written_on,
        starts=time(9),
        ends=time(11),
        site="甲镇中学",
        full_mark=100,
        seed="0" * 32,
        drawn_at=timezone.now(),
        drawn_by=make_user("drawer"),
    )
    room = Room.objects.create(exam=exam, order=1, name="一室", seats=30)
    Seat.objects.create(exam=exam, room=room, application=application, number=1, ticket=f"{round_.code}01001")
    return exam, application


def an_exam(objects):
    """A written part whose lots are drawn."""
    return {"pk": _exam(objects)[0].pk}


def tickets(objects):
    """Its admission tickets."""
    return {**an_exam(objects), "what": "tickets"}


def a_grid(objects):
    """Its one room, first hand."""
    return {**an_exam(objects), "hand": 1, "room": 1}


def a_hand(objects):
    """Its first hand."""
    return {**an_exam(objects), "hand": 1}


def a_seat(objects):
    """Its one applicant."""
    exam, application = _exam(objects)
    return {"pk": exam.pk, "application": application.pk}


def an_application(objects):
    """Somebody accepted in a round with points by letter."""
    round_ = _round(objects, RoundKind.STATION)
    opening = make_opening(round_, objects.village, quota=None)
    return {"pk": apply_to(opening, "李考生", state=ApplicationState.ACCEPTED).pk}


def a_bonus(objects):
    """Points that nobody of the matrix registered."""
    pk = an_application(objects)["pk"]
    letter = letter_of(objects.township.parent, objects.person)
    made = Bonus.objects.create(
        application_id=pk,
        person=objects.person,
        letter=letter,
        letter_number=letter.number,
        points=10,
        claimed_by=make_user("claimer"),
    )
    return {"pk": made.pk}


MATRIX = {
    "recruitment:exams": Row(READERS, arguments=a_round, scoped=True),
    "recruitment:exam-arrange": Row(RUNNERS, arguments=a_part, scoped=True),
    "recruitment:exam-finish": Row(CONFIRMERS, "post", arguments=a_part, scoped=True),
    "recruitment:exam-results": Row(READERS, arguments=a_round, scoped=True),
    "recruitment:exam-results-export": Row(READERS, arguments=a_round, scoped=True),
    "recruitment:exam-results-print": Row(RUNNERS, "post", arguments=a_round, scoped=True),
    "recruitment:exam-bonuses": Row(READERS, arguments=a_station_round, scoped=True),
    "recruitment:exam-bonus-claim": Row(RUNNERS, "post", arguments=an_application, scoped=True),
    "recruitment:exam-bonus-confirm": Row(CONFIRMERS, "post", arguments=a_bonus, scoped=True),
    "recruitment:exam-bonus-drop": Row(RUNNERS, "post", arguments=a_bonus, scoped=True),
    "recruitment:exam-draw": Row(RUNNERS, "post", arguments=an_exam, scoped=True),
    "recruitment:exam-seats": Row(READERS, arguments=an_exam, scoped=True),
    "recruitment:exam-close": Row(CONFIRMERS, "post", arguments=an_exam, scoped=True),
    "recruitment:exam-print": Row(RUNNERS, "post", arguments=tickets, scoped=True),
    "recruitment:exam-marks": Row(SCORERS, arguments=a_grid, scoped=True),
    "recruitment:exam-marks-book": Row(SCORERS, arguments=a_hand, scoped=True),
    "recruitment:exam-compare": Row(SCORERS, arguments=an_exam, scoped=True),
    "recruitment:exam-settle": Row(SCORERS, "post", arguments=a_seat, scoped=True),
}
