"""Three years of training of the demo county: plans, courses with questions, sessions, attendance, tests."""

import csv
from collections import defaultdict
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from django.utils import timezone

from guanling.home.demo.accounts import HOME_TOWNSHIP, clerk_of
from guanling.home.demo.county import CONTRACTS, DemoCounty
from roster.enums import Level, Nature, PostKind
from training.enums import (
    PART_HOURS,
    AnswerWay,
    Audience,
    Category,
    DirectorRole,
    Part,
    PlanState,
    Presence,
    QuestionKind,
    SessionState,
    Source,
    Way,
)
from training.models import (
    Attempt,
    AttemptQuestion,
    Attendance,
    Course,
    Enrolment,
    Plan,
    PlanLine,
    Question,
    Session,
    SessionHalf,
)
from training.services import filing, results, sessions, tests

QUESTIONS = Path(__file__).with_name("questions.csv")
COURSES = {
    "岗位职责和工作纪律": (
        Category.INITIAL,
        (DirectorRole.JUDGE, DirectorRole.PUBLICIST),
        "岗位职责、聘期、考核、培训和离任的规定，工作纪律和服务承诺。",
    ),
    "政策法规和群众工作": (
        Category.UPDATE,
        (DirectorRole.MEDIATOR, DirectorRole.JUDGE, DirectorRole.PUBLICIST),
        "现行法律法规、群众来访和矛盾调解的方法、服务承诺和满意度。",
    ),
    "随访服务和健康常识": (
        Category.UPDATE,
        (DirectorRole.NURSE, DirectorRole.PUBLICIST),
        "随访服务的要求和方法，健康常识的宣传，服务记录的规范。",
    ),
    "信息上报和台账管理": (
        Category.TOWNSHIP,
        (DirectorRole.PUBLICIST, DirectorRole.NURSE),
        "村级计数的上报口径、期限和更正，工作台账的登记和保管。",
    ),
}
TOPICS = {course[0]: name for name, course in reversed(COURSES.items())}
DAYS = {1: "一", 2: "二", 3: "三", 4: "四"}
# (category, first days of the batches, days): what the county held.
COUNTY_SESSIONS = (
    (Category.INITIAL, (date(2014, 7, 21), date(2014, 7, 24)), 3),
    (Category.INITIAL, (date(2015, 1, 20),), 2),
    (Category.UPDATE, (date(2015, 4, 13), date(2015, 4, 20)), 3),
    (Category.INITIAL, (date(2015, 8, 18),), 2),
    (Category.INITIAL, (date(2016, 1, 19),), 2),
    (Category.UPDATE, (date(2016, 3, 15), date(2016, 3, 22)), 2),
    (Category.INITIAL, (date(2016, 5, 24),), 2),
)
TOWNSHIP_MONTHS = {2015: (2, 5, 8, 11), 2016: (2, 5, 8)}
# Townships that are behind in 2016: how many of the three they held.
BEHIND = {"普利乡": 1, "岗乌镇": 2}
ANNOUNCED, PRESENT = date(2016, 10, 18), date(2016, 9, 20)
# Who waits for filing, whose plan waits, who has none.
WAITING, PLAN_WAITS, WITHOUT_PLAN = "顶云街道", "坡贡镇", "普利乡"
ENTERED_LATER = date(2016, 9, 13)
LEAVES = ("病假", "家中有事", "参加乡镇会议", "外出办事已报备")
BATCH = 1000
FRIDAY = 5


def at_hour(day: date, hour: int) -> datetime:
    """Return an hour of a day in the office's zone."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


class Training:
    """Writes what the county and its townships planned, held and recorded."""

    def __init__(self, made: DemoCounty, users: dict, random: Random):
        self.made, self.users, self.random = made, users, random
        self.clerk, self.reviewer = users["jingban1"], users["shenhe1"]
        self.terms = [
            term
            for term in made.appointments
            if term.post.kind == PostKind.POPULATION_DIRECTOR and term.nature == Nature.REGULAR
        ]
        self.first = {}
        for term in self.terms:
            known = self.first.get(term.person_id, term.valid_from)
            self.first[term.person_id] = min(known, term.valid_from)
        self.diligence: dict[int, float] = {}

    def write(self) -> tuple[int, int]:
        """Write everything; return how many sessions and how many half days of attendance."""
        self.courses = self._courses()
        lines = self._plans()
        held = [*self._county_sessions(lines), *self._township_sessions(lines)]
        held.sort(key=lambda one: one[1][0])
        for session, _, people in held:
            self._attend(session, people)
        self._tests([session for session, *_ in held])
        for session, days, _ in held:
            self._file(session, days[-1])
        self._unfinished(lines)
        return Session.objects.count(), Attendance.objects.count()

    # --- courses and plans ---

    def _courses(self):
        made = {
            name: Course(
                unit=self.made.county,
                name=name,
                category=category,
                roles=list(roles),
                outline=outline,
                made_by=self.clerk,
            )
            for name, (category, roles, outline) in COURSES.items()
        }
        Course.objects.bulk_create(made.values())
        with QUESTIONS.open(encoding="utf-8", newline="") as lines:
            Question.objects.bulk_create(
                Question(
                    course=made[row["course"]],
                    kind=row["kind"],
                    text=row["text"],
                    options=row["options"].split("|"),
                    answers=[int(place) for place in row["answers"].split()],
                    explanation=row["explanation"],
                    made_by=self.clerk,
                )
                for row in csv.DictReader(lines)
            )
        return made

    def _plans(self):
        """Plans of 2016; return {(unit id, category): lines in order of month}."""
        found = defaultdict(list)
        for unit in (self.made.county, *self.made.townships):
            if unit.short_name == WITHOUT_PLAN:
                continue
            county = unit == self.made.county
            own = self.clerk if county else self.users[clerk_of(unit)]
            plan = Plan.objects.create(
                unit=unit,
                year=2016,
                aims="围绕四种角色开展培训，人人参加、人人考核，训后登记备案。",
                made_by=own,
                state=PlanState.SUBMITTED,
                submitted_by=own,
                submitted_at=at_hour(date(2016, 1, 11), 10),
            )
            rows = self._county_lines(plan) if county else self._township_lines(plan)
            for row in PlanLine.objects.bulk_create(rows):
                found[unit.pk, row.course.category].append(row)
            if unit.short_name != PLAN_WAITS:
                plan.state, plan.decided_by = PlanState.FILED, self.reviewer
                plan.decided_at = at_hour(date(2016, 1, 15), 10)
                plan.filing_number = filing.filing_number(county=self.made.county, day=date(2016, 1, 15))
                plan.save()
        return found

    def _county_lines(self, plan):
        number = sum(term.valid_to is None for term in self.terms)
        return [
            self._line(
                plan,
                month=month,
                category=category,
                audience=audience,
                days=days,
                people=people,
                place="县委党校",
                teacher="县局业务股",
            )
            for month, category, audience, days, people in (
                (1, Category.INITIAL, Audience.NEW_DIRECTORS, 2, 30),
                (3, Category.UPDATE, Audience.DIRECTORS, 2, number),
                (5, Category.INITIAL, Audience.NEW_DIRECTORS, 2, 30),
                (10, Category.UPDATE, Audience.DIRECTORS, 1, number),
            )
        ]

    def _township_lines(self, plan):
        number = len(self._serving(date(2016, 1, 1), plan.unit))
        return [
            self._line(
                plan,
                month=month,
                category=Category.TOWNSHIP,
                audience=Audience.DIRECTORS,
                days=1,
                people=number,
                place="乡镇会议室",
                teacher="计生办主任",
            )
            for month in (2, 5, 8, 11)
        ]

    def _line(self, plan, *, month, category, audience, days, people, place, teacher):
        return PlanLine(
            plan=plan,
            month=month,
            course=self.courses[TOPICS[category]],
            audience=audience,
            days=Decimal(days),
            people=max(1, people),
            place=place,
            teacher=teacher,
        )

    # --- sessions ---

    def _serving(self, day, township=None):
        """Directors in post on ``day``, each once, as {person id: appointment}."""
        return {
            term.person_id: term
            for term in self.terms
            if term.valid_from <= day
            and (term.valid_to is None or day <= term.valid_to)
            and (township is None or term.post.unit.code.startswith(township.code))
        }

    def _new_between(self, first, last):
        """Those whose very first service begins from ``first`` to ``last``."""
        return {
            term.person_id: term
            for term in self.terms
            if term.valid_from == self.first[term.person_id] and first <= term.valid_from <= last
        }

    def _session(self, unit, category, name, days, people, *, line=None, made_by, **more):
        session = Session.objects.create(
            unit=unit,
            name=name,
            course=self.courses[TOPICS[category]],
            category=category,
            plan_line=line,
            audience=Audience.NEW_DIRECTORS if category == Category.INITIAL else Audience.DIRECTORS,
            place="县委党校" if unit.level == Level.COUNTY else f"{unit.short_name}会议室",
            teacher="县局业务股" if unit.level == Level.COUNTY else "计生办主任",
            capacity=max(30, len(people) + 5),
            state=SessionState.OPEN,
            made_by=made_by,
            announced_at=at_hour(min(days[0] - timedelta(days=7), PRESENT), 9),
            **more,
        )
        SessionHalf.objects.bulk_create(
            SessionHalf(session=session, day=day, part=part, begins=hours[0], ends=hours[1])
            for day in days
            for part, hours in PART_HOURS.items()
        )
        Enrolment.objects.bulk_create(
            Enrolment(
                session=session,
                person_id=person,
                unit_code=term.post.unit.code,
                place=f"{term.post.unit.parent.short_name} · {term.post.unit.short_name} {term.title}",
                source=Source.RULE,
                reason="新任人口主任（P3.1）" if category == Category.INITIAL else "在任人口主任（P3.2）",
                seat=seat,
                places=session.capacity,
                added_by=made_by,
                notified_by=made_by,
                notified_at=at_hour(days[0] - timedelta(days=5), 10),
            )
            for seat, (person, term) in enumerate(people.items(), 1)
        )
        return session

    def _county_sessions(self, lines):
        """Hold the county's sessions; yield (session, days, people)."""
        since = CONTRACTS
        townships = self.made.townships
        halves = (townships[: len(townships) // 2], townships[len(townships) // 2 :])
        for category, starts, length in COUNTY_SESSIONS:
            if category == Category.INITIAL:
                last = CONTRACTS if starts[0] < CONTRACTS else starts[-1] + timedelta(days=120)
                everybody = self._new_between(since, last)
                since = last + timedelta(days=1)
            else:
                everybody = self._serving(starts[0])
            for number, start in enumerate(starts):
                codes = tuple(unit.code for unit in halves[number])
                people = {
                    person: term
                    for person, term in everybody.items()
                    if len(starts) == 1 or term.post.unit.code.startswith(codes)
                }
                if not people:
                    continue
                batch = f"（第{DAYS[number + 1]}批）" if len(starts) > 1 else ""
                month = f"{start.month}月" if len(starts) == 1 else ""
                line = next(
                    (
                        row
                        for row in lines[self.made.county.pk, category]
                        if start.year == row.plan.year and row.month == start.month
                    ),
                    None,
                )
                name = f"{start.year}年{month}人口主任{category.label}班{batch}"
                days = [start + timedelta(days=offset) for offset in range(length)]
                yield (
                    self._session(
                        self.made.county, category, name, days, people, line=line, made_by=self.clerk
                    ),
                    days,
                    people,
                )

    def _township_sessions(self, lines):
        """Hold the townships' sessions; yield (session, days, people)."""
        for order, township in enumerate(self.made.townships):
            own = self.users[clerk_of(township)]
            for year, months in TOWNSHIP_MONTHS.items():
                for number, month in enumerate(months[: BEHIND.get(township.short_name) or len(months)]):
                    day = self._working_day(date(year, month, 3 + order))
                    people = self._serving(day, township)
                    line = next(
                        (
                            row
                            for row in lines[township.pk, Category.TOWNSHIP]
                            if (row.plan.year, row.month) == (year, month)
                        ),
                        None,
                    )
                    name = f"{township.short_name}{year}年第{DAYS[number + 1]}次集中培训"
                    yield (
                        self._session(
                            township, Category.TOWNSHIP, name, [day], people, line=line, made_by=own
                        ),
                        [day],
                        people,
                    )

    @staticmethod
    def _working_day(day):
        while day.isoweekday() > FRIDAY:
            day += timedelta(days=1)
        return day

    def _attend(self, session, people):
        """Record who was there, on leave or missing."""
        random = self.random
        rows = []
        for half in session.halves.all():
            for person in people:
                usual = self.diligence.setdefault(person, random.choice((0.72, 0.93, 0.97, 0.99)))
                if session.category == Category.INITIAL:
                    usual = max(usual, 0.97)
                chance = random.random()
                presence = Presence.PRESENT
                if chance > usual:
                    presence = Presence.LEAVE if chance < (1 + usual) / 2 else Presence.ABSENT
                rows.append(
                    Attendance(
                        session=session,
                        person_id=person,
                        day=half.day,
                        part=half.part,
                        presence=presence,
                        leave_reason=random.choice(LEAVES) if presence == Presence.LEAVE else "",
                        way=Way.TYPED,
                        recorded_by=session.made_by,
                        recorded_at=at_hour(half.day, 18),
                    )
                )
        Attendance.objects.bulk_create(rows, batch_size=BATCH)

    # --- tests ---

    def _tests(self, held):
        """A test behind each of the county's trainings of the year, answered on paper."""
        for session in held:
            if session.unit != self.made.county or session.category != Category.UPDATE:
                continue
            last = session.halves.order_by("day").last().day
            if last.year < PRESENT.year:
                continue
            test = tests.create_test(
                unit=session.unit,
                session=session,
                user=self.clerk,
                setting=tests.Setting(
                    name=f"{session.name}知识测试",
                    courses=list(self.courses.values()),
                    opens_at=at_hour(last, 15),
                    closes_at=at_hour(last, 17),
                    minutes=60,
                    counts={QuestionKind.SINGLE: 8, QuestionKind.MULTIPLE: 4, QuestionKind.JUDGE: 8},
                    points={
                        QuestionKind.SINGLE: Decimal(5),
                        QuestionKind.MULTIPLE: Decimal(7),
                        QuestionKind.JUDGE: Decimal(4),
                    },
                ),
            )
            tests.open_test(test=test, now=at_hour(last, 15))
            tests.make_papers(test=test, now=at_hour(last, 15))
            self._answer(test, session, last)
            tests.close_test(test=test)

    def _answer(self, test, session, day):
        there = set(
            session.attendance.filter(day=day, part=Part.AFTERNOON, presence=Presence.PRESENT).values_list(
                "person", flat=True
            )
        )
        attempts = {row.pk: row for row in Attempt.objects.filter(test=test, person__in=there)}
        rows = list(AttemptQuestion.objects.filter(attempt__in=attempts).select_related("question"))
        knows = {pk: self.random.uniform(0.62, 0.99) for pk in attempts}
        for attempt in attempts.values():
            attempt.score, attempt.taken_on, attempt.way = Decimal(0), day, AnswerWay.PRINTED
            attempt.submitted_at, attempt.typed_by = at_hour(day, 17), self.clerk
        for row in rows:
            places = range(len(row.question.options))
            row.right = self.random.random() < knows[row.attempt_id]
            wrong = [place for place in places if [place] != row.question.answers]
            row.chosen = list(row.question.answers) if row.right else [self.random.choice(wrong)]
            if row.right:
                attempts[row.attempt_id].score += row.points
        AttemptQuestion.objects.bulk_update(rows, ["chosen", "right"], batch_size=BATCH)
        Attempt.objects.bulk_update(
            attempts.values(), ["score", "taken_on", "way", "submitted_at", "typed_by"], batch_size=BATCH
        )

    # --- filing ---

    def _file(self, session, last):
        day = last + timedelta(days=6)
        results.hand_in(session=session, user=session.made_by, now=at_hour(last + timedelta(days=3), 10))
        if session.unit.short_name == WAITING and last > date(2016, 8, 1):
            return
        results.file_session(session=session, user=self.reviewer, now=at_hour(day, 10), day=day)

    def _unfinished(self, lines):
        """What is under way: the county's autumn training announced, one township's list half recorded."""
        people = self._serving(PRESENT)
        (line,) = [row for row in lines[self.made.county.pk, Category.UPDATE] if row.month == ANNOUNCED.month]
        autumn = self._session(
            self.made.county,
            Category.UPDATE,
            "2016年人口主任知识更新培训班（秋季）",
            [ANNOUNCED],
            people,
            line=line,
            made_by=self.clerk,
        )
        autumn.enrolments.filter(unit_code__startswith=self.made.township(HOME_TOWNSHIP).code).update(
            notified_by=None, notified_at=None
        )
        home = self.made.township(HOME_TOWNSHIP)
        own = self.users[clerk_of(home)]
        late = self._session(
            home,
            Category.TOWNSHIP,
            f"{home.short_name}2016年台账规范专题培训",
            [ENTERED_LATER],
            self._serving(ENTERED_LATER, home),
            made_by=own,
        )
        some = list(self._serving(ENTERED_LATER, home))
        self._attend(late, dict.fromkeys(some[: len(some) // 2]))
        # In preparation, from the plan's next line.
        sessions.new_session(
            unit=home,
            course=self.courses[TOPICS[Category.TOWNSHIP]],
            name=f"{home.short_name}2016年第四次集中培训",
            audience=Audience.DIRECTORS,
            place=f"{home.short_name}会议室",
            teacher="计生办主任",
            capacity=60,
            halves=[sessions.Half(date(2016, 11, 9), part, *hours) for part, hours in PART_HOURS.items()],
            user=own,
            plan_line=next((row for row in lines[home.pk, Category.TOWNSHIP] if row.month == 11), None),
        )
