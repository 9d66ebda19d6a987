"""Examinations for tests: arranged, drawn and marked by the acts themselves."""

from datetime import date, time
from decimal import Decimal

from django.utils import timezone

from appraisal.enums import RecommendationKind, RecommendationState
from appraisal.models import Recommendation, Year
from guanling.accounts.enums import Role
from guanling.documents.models import Paper
from recruitment.enums import ApplicationState, Part, RoundState, Sat
from recruitment.models import Seat
from recruitment.services import exams as services
from tests.recruitment.world import apply_to, make_opening, make_round, selection_county
from tests.roster.build import person as make_person

WRITTEN, INTERVIEW = Part.WRITTEN, Part.INTERVIEW
# The day after both parts: marks can be entered.
AFTER = date(2016, 10, 10)
NAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"


def people(number):
    """Names of so many people."""
    return [
        f"{NAMES[one % len(NAMES)]}{'甲乙丙丁戊己庚辛壬癸'[one // len(NAMES) % 10]}" for one in range(number)
    ]


def exam_round(*, number=4, places=1, state=RoundState.WRITTEN, world=None, sitting=None, **fields):
    """A county with a round in ``state`` and so many who may sit; return (world, round, applications)."""
    world = world or selection_county()
    round_ = make_round(world.townships[0], state=state, **fields)
    opening = make_opening(round_, world.villages[0], places=places, quota=None)
    wanted = sitting or (
        ApplicationState.INTERVIEW if state == RoundState.INTERVIEWING else ApplicationState.ACCEPTED
    )
    return world, round_, [apply_to(opening, name, state=wanted) for name in people(number)]


def roles(world):
    """The accounts: two hands, a third, who closes."""
    return {
        "clerk": world.users[Role.TOWNSHIP_CLERK],
        "first": world.users[Role.TOWNSHIP_CLERK],
        "second": world.second[Role.TOWNSHIP_CLERK],
        "third": world.users[Role.TOWNSHIP_LEADER],
        "head": world.users[Role.TOWNSHIP_DIRECTOR],
    }


def arrange(world, round_, part=WRITTEN, *, rooms=(("第一考场", 30), ("第二考场", 30)), by=None, **more):
    """Arrange a part."""
    return services.arrange(
        round_=round_,
        part=part,
        starts=time(9),
        ends=time(11),
        site="甲镇中学",
        rooms=list(rooms),
        judges=5 if part == INTERVIEW else 0,
        user=by or roles(world)["clerk"],
        **more,
    )


def drawn(world, round_, part=WRITTEN, **more):
    """A part with its lots drawn."""
    exam = arrange(world, round_, part, **more)
    services.draw(exam=exam, user=roles(world)["clerk"])
    return exam


def typed(exam, mark):
    """What a mark is typed as: a figure, several for an interview, 缺考, or 违纪."""
    if mark in ("缺考", "违纪"):
        return services.Typed(
            Sat.ABSENT if mark == "缺考" else Sat.BREACH, reason="" if mark == "缺考" else "夹带"
        )
    if exam.part == INTERVIEW:
        marks = mark if isinstance(mark, list | tuple) else [mark] * exam.judges
        return services.Typed(judges=tuple(Decimal(str(one)) for one in marks))
    return services.Typed(value=Decimal(str(mark)))


def enter(world, exam, marks, *, hand=1, by=None, today=AFTER):
    """Enter marks by application."""
    user = by or roles(world)["first" if hand == 1 else "second"]
    return services.enter(
        exam=exam,
        hand=hand,
        marks={pk: typed(exam, mark) for pk, mark in marks.items()},
        user=user,
        today=today,
    )


def marked(world, exam, marks):
    """Both hands alike; ``marks`` by application in the order of registration, or by id."""
    if not isinstance(marks, dict):
        keys = Seat.objects.filter(exam=exam).order_by("application").values_list("application", flat=True)
        marks = dict(zip(keys, marks, strict=True))
    for hand in services.HANDS:
        enter(world, exam, marks, hand=hand)


def closed(world, round_, marks, part=WRITTEN, **more):
    """A part with its marks closed."""
    exam = drawn(world, round_, part, **more)
    marked(world, exam, marks)
    services.close(exam=exam, user=roles(world)["head"], today=AFTER)
    return exam


def letter_of(county, person):
    """A numbered letter of P6.3 about a person."""
    return Paper.objects.create(
        kind="recommendation-letter",
        key=f"recommendation-{person.pk}",
        unit_code=county.code,
        title="推荐函",
        content={},
        number=f"关人口计生荐〔2016〕{person.pk}号",
        year=2016,
        serial=person.pk,
        issued_at=timezone.now(),
        issued_on=date(2016, 2, 1),
    )


def bonus_letter(world, application):
    """A letter of P6.3 for the person behind an application."""
    person = make_person(world.townships[1], application.name, identity_number=application.identity_number)
    year, _ = Year.objects.get_or_create(county=world.county, year=2015)
    paper = letter_of(world.county, person)
    return Recommendation.objects.create(
        year=year,
        kind=RecommendationKind.BONUS,
        unit=world.county,
        person=person,
        person_name=person.name,
        township_name="乙镇",
        village_code=world.villages[1].code,
        village_name="乙家村",
        state=RecommendationState.DECIDED,
        reason="连续三年优秀",
        proposed_by=world.users[Role.BUREAU_CLERK],
        decided_by=world.users[Role.BUREAU_REVIEWER],
        decided_on=date(2016, 2, 1),
        document_number=paper.number,
        paper=paper,
    )
