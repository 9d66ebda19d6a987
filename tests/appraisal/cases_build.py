"""Cases of leaving for tests: the county, who acts, a case brought to any state by the acts themselves."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from appraisal.enums import CaseKind, CaseState, LeavingRule, OwnGround, Serving
from appraisal.models import Case, SweepFinding
from appraisal.services import cases as services
from guanling.accounts.enums import Role
from guanling.policy.queries import at
from guanling.runs.models import Run
from roster.enums import Nature, PostKind
from roster.models import Appointment, Person, Post, VillageFigures
from tests.appraisal.world import make_person
from tests.people import County, make_county, make_user

TODAY = date(2016, 9, 5)
START = date(2014, 8, 1)
TERM_END = date(2017, 7, 31)


@dataclass
class Leaving:
    """A county with one director of the first village, and everybody who acts in a case."""

    world: County = field(default_factory=make_county)
    today: date = TODAY

    def __post_init__(self):
        users, township, county = self.world.users, self.world.townships[0], self.world.county
        self.township, self.village = township, self.world.villages[0]
        self.clerk, self.director = users[Role.TOWNSHIP_CLERK], users[Role.TOWNSHIP_DIRECTOR]
        self.leader, self.reviewer = users[Role.TOWNSHIP_LEADER], users[Role.BUREAU_REVIEWER]
        self.bureau = users[Role.BUREAU_CLERK]
        self.other_leader = make_user("other_leader", (Role.TOWNSHIP_LEADER, township))
        self.other_reviewer = make_user("other_reviewer", (Role.BUREAU_REVIEWER, county))
        VillageFigures.objects.create(
            unit=self.village, year=2013, population=1500, groups=5, stationed_cadres=3, source="年报"
        )
        self.person = make_person(township, "安甲")
        Person.objects.filter(pk=self.person.pk).update(account=users[Role.SELF])
        self.person.refresh_from_db()
        self.account = users[Role.SELF]
        self.appointment = put(self.person, self.village)

    def open(self, ground=LeavingRule.A, **fields):
        """A case, from a finding where its ground is the sweep's."""
        if ground in OwnGround:
            letter = self.today if ground == OwnGround.RESIGNED else None
            fields = {"letter_on": letter, **fields}
        else:
            fields = {"finding": finding(self.appointment, ground), **fields}
        return services.open_case(
            **{
                "appointment": self.appointment,
                "ground": ground,
                "facts": "2014年、2015年年度考核均为不合格。",
                "user": self.clerk,
                "today": self.today,
                **fields,
            }
        )

    def after(self, days):
        """Let days go by."""
        self.today += timedelta(days=days)
        return self.today

    def examine(self, case, **fields):
        services.examine(
            **{
                "case": case,
                "text": "经查阅档案，情况属实",
                "user": self.clerk,
                "today": self.today,
                **fields,
            }
        )

    def notify(self, case, **fields):
        return services.notify(**{"case": case, "user": self.clerk, "today": self.today, **fields})

    def serve(self, case, **fields):
        given = {"case": case, "day": self.today, "how": Serving.IN_PERSON, "user": self.clerk}
        services.serve(**{**given, "today": self.today, **fields})

    def state(self, case, **fields):
        services.state(
            **{
                "case": case,
                "text": "考核当年因病请假，请予考虑",
                "user": self.clerk,
                "today": self.today,
                **fields,
            }
        )

    def waive(self, case, **fields):
        services.waive(
            **{
                "case": case,
                "user": self.clerk,
                "text": "本人书面声明",
                "today": self.today,
                **fields,
            }
        )

    def consent(self, case, **fields):
        case.refresh_from_db()
        told = case.letter_on or case.served_on or self.today
        services.consent(
            **{
                "case": case,
                "text": "事实清楚",
                "last_day": told + timedelta(days=30),
                "user": self.director,
                "today": self.today,
                **fields,
            }
        )

    def decide(self, case, **fields):
        return services.decide(
            **{"case": case, "text": "同意", "user": self.leader, "today": self.today, **fields}
        )

    def send_back(self, case, **fields):
        case.refresh_from_db()
        user = self.leader if case.state == CaseState.CONSENTED else self.reviewer
        services.send_back(
            **{"case": case, "reason": "请补充依据", "user": user, "today": self.today, **fields}
        )

    def file(self, case, **fields):
        services.file_case(**{"case": case, "user": self.reviewer, "today": self.today, **fields})

    def deliver(self, case, **fields):
        given = {"case": case, "day": self.today, "how": Serving.IN_PERSON, "user": self.clerk}
        services.deliver(**{**given, "today": self.today, **fields})

    def drop(self, case, **fields):
        case.refresh_from_db()
        user = {CaseState.OPENED: self.clerk, CaseState.DECIDED: self.reviewer}.get(
            case.state, self.reviewer if case.state == CaseState.FILED else self.director
        )
        services.drop(**{"case": case, "reason": "事实不成立", "user": user, "today": self.today, **fields})

    def appeal(self, case, **fields):
        return services.appeal(
            **{"case": case, "text": "对事实有异议", "user": self.clerk, "today": self.today, **fields}
        )

    def withdraw(self, case, **fields):
        services.withdraw_appeal(
            **{"case": case, "reason": "本人书面撤回", "user": self.clerk, "today": self.today, **fields}
        )

    def extend(self, case, **fields):
        services.extend(
            **{
                "case": case,
                "reason": "案情复杂",
                "user": self.other_reviewer,
                "today": self.today,
                **fields,
            }
        )

    def settle(self, case, grant, **fields):
        review = not case.appeals.filter(level="appeal").exists()
        return services.settle(
            **{
                "case": case,
                "grant": grant,
                "opinion": "经复查",
                "user": self.other_leader if review else self.other_reviewer,
                "today": self.today,
                **fields,
            }
        )

    def tell(self, case, **fields):
        given = {"case": case, "day": self.today, "how": Serving.IN_PERSON, "user": self.clerk}
        services.tell(**{**given, "today": self.today, **fields})

    def reinstate(self, case, **fields):
        return services.reinstate(**{"case": case, "user": self.clerk, "today": self.today, **fields})

    def brought(self, state, ground=LeavingRule.A):
        """A case in ``state``, every step a day after the other."""
        case = self.open(ground)
        if state == CaseState.DROPPED:
            self.drop(case)
        elif state == CaseState.LAPSED:
            services.lapse_due(today=self.after(16))
        elif state != CaseState.OPENED:
            self._bring(case, state)
        case.refresh_from_db()
        assert case.state == state
        return case

    def _bring(self, case, state):
        road = [self.examine, self._told, self.state, self.consent, self.decide, self.file, self.deliver]
        if case.resignation:
            road = [self.examine, self.consent, self.decide, self.file, self.deliver]
        for act in road:
            self.after(1)
            act(case)
            case.refresh_from_db()
            if case.state == state:
                return
        if state in {CaseState.OVERTURNED, CaseState.REINSTATED}:
            self.appeal(case)
            if state == CaseState.OVERTURNED:
                self.replace(case)
            self.settle(case, grant=True)

    def _told(self, case):
        self.notify(case)
        self.serve(case)

    def replace(self, case):
        """Somebody takes the place on the day after."""
        case.refresh_from_db()
        person = make_person(self.township, "后来人")
        return put(person, self.village, start=case.ended_on + timedelta(days=1), end=None)


def put(person, village, start=START, end=TERM_END, place=1):
    """A director's appointment, past the services."""
    post, _ = Post.objects.get_or_create(unit=village, kind=PostKind.POPULATION_DIRECTOR)
    return Appointment.objects.create(
        person=person,
        post=post,
        nature=Nature.REGULAR,
        place=place,
        places=1,
        valid_from=start,
        valid_to=end,
    )


def finding(appointment, rule=LeavingRule.A, **fields):
    """A finding of a sweep, past the sweep."""
    run, _ = Run.objects.get_or_create(kind="sweep", period="2016-08", scope="520424")
    unit = appointment.post.unit
    return SweepFinding.objects.create(
        **{
            "person": appointment.person,
            "person_name": appointment.person.name,
            "appointment": appointment,
            "township_name": unit.parent.short_name,
            "village_code": unit.code,
            "village_name": unit.short_name,
            "rule": rule,
            "period": "2014—2015年",
            "first_run": run,
            "last_run": run,
            "fingerprint": f"{appointment.pk}-{rule}-{SweepFinding.objects.count()}",
            "evidence": [
                {
                    "what": "2014年度考核",
                    "figure": "不合格",
                    "source": "年度考核结果",
                    "model": "",
                    "id": None,
                },
                {
                    "what": "2015年度考核",
                    "figure": "不合格",
                    "source": "年度考核结果",
                    "model": "",
                    "id": None,
                },
            ],
            **fields,
        }
    )


def bare_case(appointment, user, ground=LeavingRule.A, **fields):
    """A case of today as a bare row, opened by ``user``, not examined yet."""
    village, today = appointment.post.unit, timezone.localdate()
    policy = at(village.code[:6], today)
    return Case.objects.create(
        **{
            "number": f"甲府计生案〔{today.year}〕{Case.objects.count() + 101}号",
            "township": village.parent,
            "township_name": village.parent.short_name,
            "village": village,
            "village_name": village.short_name,
            "person": appointment.person,
            "person_name": appointment.person.name,
            "appointment": appointment,
            "post_title": f"{village.short_name}人口主任",
            "kind": CaseKind.DISMISSAL,
            "ground": ground,
            "facts": "连续两年年度考核不合格。",
            "parameters": policy.as_json("leaving."),
            "opened_by": user,
            "opened_on": today,
            "due_on": today + timedelta(days=15),
            **fields,
        }
    )
