"""Supervision, reviews, the year and leaving in the demo county, by their own services."""

from datetime import date, datetime, time
from random import Random

from django.utils import timezone

from appraisal.enums import BALLOT_CHOICES, CheckOutcome, IncidentGround, ReviewKind, VisitKind
from appraisal.models import ChecklistItem, Month, SweepFinding, VillageCount
from appraisal.models.reports import COUNTS
from appraisal.queries import serving
from appraisal.queries.visits import serving_on
from appraisal.rules import month_end
from appraisal.services import cases, counts, incidents, reports, reviews, sweep, visits, years
from guanling.home.demo.accounts import HOME_TOWNSHIP, clerk_of, director_of
from guanling.home.demo.county import DemoCounty
from roster.models import Unit

COUNTED_YEARS = (2014, 2015)
# Of so many villages one is counted with an unlawful birth; the second in this list has two in one year.
COUNTED_EVERY, TWICE = 31, "五里村"
SWEPT = "2016-08"
VISITED, PLANNED = date(2016, 8, 23), date(2016, 10, 12)
FAULTS = {
    "台账填写完整": "走访台账有两页没有填写日期",
    "宣传栏按时更换": "宣传栏八月份没有更换",
}


# Of each review: who has counted, and how many fewer 满意 than the first.
COUNTINGS = (((clerk_of, 0), (director_of, 0)), ((clerk_of, 0), (director_of, 3)), ())


class Leaving:
    """Fills in what stands beside the months, as the accounts of the county would."""

    def __init__(self, made: DemoCounty, users: dict, random: Random):
        self.made, self.users, self.random = made, users, random
        self.clerk, self.reviewer = users["jingban1"], users["shenhe1"]
        self.home = made.township(HOME_TOWNSHIP)
        self.villages = [unit for unit in made.villages if unit.parent == self.home]

    def reports(self, month: Month, townships) -> None:
        """What the villages of ``townships`` planned and did in an open month, in the four duty groups."""
        for township in townships:
            taken = {village.pk: self._work() for village in self.made.villages if village.parent == township}
            reports.take_reports(month=month, reports=taken, user=self.users[clerk_of(township)])

    def _work(self):
        """Counts of one village: ``COUNTS`` names planned and done of each group in turn."""
        work = {}
        for planned, done in zip(COUNTS[::2], COUNTS[1::2], strict=True):
            work[planned] = self.random.randrange(4, 40)
            work[done] = max(0, work[planned] - self.random.choice((0, 0, 0, 1, 2, 5)))
        return work

    def visits(self) -> int:
        """A checklist; visits that were made, one with problems, and some that are planned."""
        visits.adopt_sample(county=self.made.county)
        first, second, *others = self.villages
        made = visits.plan_visits(
            villages=[first, second],
            kind=VisitKind.COUNTY,
            planned_on=VISITED,
            leader=self.clerk,
            companions="县局监督股",
            purpose="月督查",
            user=self.clerk,
        )
        for visit, faults in zip(made, ({}, FAULTS), strict=True):
            self._make(visit, faults)
        visits.plan_visits(
            villages=others[:3],
            kind=VisitKind.COUNTY,
            planned_on=PLANNED,
            leader=self.clerk,
            purpose="四季度督查",
            user=self.clerk,
        )
        return len(made)

    def _make(self, visit, faults):
        how = {"user": self.clerk, "today": VISITED}
        there = serving_on(visit.village, VISITED)
        visits.note_people(visit=visit, present=dict.fromkeys(there, True), **how)
        (person, _), *_ = there.values()
        for item in ChecklistItem.objects.filter(county=self.made.county, active=True):
            remark = next((text for word, text in faults.items() if word in item.text), "")
            outcome = CheckOutcome.PROBLEM if remark else CheckOutcome.GOOD
            visits.check(visit=visit, item=item, outcome=outcome, remark=remark, **how)
            if remark:
                visits.record_problem(visit=visit, person=person, reason=remark, **how)
        noon = timezone.make_aware(datetime.combine(VISITED, time(12)))
        visits.finish(visit=visit, summary="工作开展正常，问题已当场指出。", now=noon, **how)

    def reviews(self, month: Month) -> int:
        """Reviews of an open month in the home township: two agree, two differ, one is not counted yet."""
        made = []
        for number, village in enumerate(self.villages[2 : 2 + len(COUNTINGS)]):
            review = reviews.make_review(
                village=village,
                kind=ReviewKind.MEETING,
                year=month.first_day.year,
                first_day=month.first_day,
                held_on=month.first_day.replace(day=20),
                place="村委会会议室",
                ballots_issued=30,
                user=self.users[clerk_of(self.home)],
            )
            made.append(review)
            for account, fewer in COUNTINGS[number]:
                ballots = self._ballots(very=20 - fewer)
                reviews.count_ballots(
                    review=review,
                    counts=dict.fromkeys(review.subjects.values_list("pk", flat=True), ballots),
                    user=self.users[account(self.home)],
                )
        return len(made)

    @staticmethod
    def _ballots(very):
        counted = dict.fromkeys((*BALLOT_CHOICES, "invalid"), 0)
        return counted | {"very": very, "fair": 27 - very, "basic": 1}

    def counts(self) -> int:
        """What documents counted for the villages in the years before, confirmed by another."""
        for year in COUNTED_YEARS:
            counted = [
                counts.Counted(
                    village,
                    year,
                    (2 if village.short_name == TWICE else 1) if number % COUNTED_EVERY == 3 else 0,
                    f"关计统〔{year + 1}〕1号",
                )
                for number, village in enumerate(self.made.villages)
            ]
            counts.record_counts(counted=counted, user=self.clerk)
            counts.confirm_counts(counts=VillageCount.objects.filter(year=year), user=self.reviewer)
        return VillageCount.objects.count()

    def incidents(self) -> list:
        """One that is confirmed, of a director of the home township, and one that waits to be decided."""
        made = []
        for village, ground, summary in (
            (self.villages[5], IncidentGround.E, "八月份随访工作数与台账不符，多报六次。"),
            (self.villages[6], IncidentGround.C, "未按时上报季度报表，影响全县汇总。"),
        ):
            first_day = date(2016, 8, 1)
            person = self._director(village, first_day)
            made.append(
                incidents.record_incident(
                    person=person,
                    village=village,
                    ground=ground,
                    happened_on=date(2016, 8, 26),
                    summary=summary,
                    user=self.clerk,
                )
            )
        incidents.confirm_incident(
            incident=made[0],
            document_number="关计监〔2016〕7号",
            decision="经核对台账和报表，情况属实。",
            user=self.reviewer,
        )
        return made

    def _director(self, village: Unit, first_day):
        (_, person), *_ = sorted(serving([village.pk], first_day, month_end(first_day)))
        return next(one for one in self.made.people if one.pk == person)

    def sweep(self, today: date) -> int:
        """The sweep of August; the confirmed incident is taken up as a case of the home township."""
        sweep.sweep_now(county=self.made.county, period=SWEPT, today=today, user=self.reviewer)
        found = (
            SweepFinding.objects.filter(rule="dismissal.e")
            .select_related("appointment__post__unit__parent")
            .get()
        )
        case = cases.open_case(
            appointment=found.appointment,
            ground=found.rule,
            facts="八月份随访工作数与台账不符，多报六次，经县局认定属实。",
            finding=found,
            user=self.users[clerk_of(self.home)],
        )
        cases.examine(
            case=case, text="经乡镇核对原始台账，情况与认定一致。", user=self.users[clerk_of(self.home)]
        )
        return SweepFinding.objects.count()

    def year(self, number: int) -> None:
        """The year is opened; the home township has begun to fill it in."""
        years.open_year(county=self.made.county, year=number, user=self.clerk)
