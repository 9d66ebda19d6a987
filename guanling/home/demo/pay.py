"""Pay in the demo county, by its own services: two months paid, one worked out, and what stands beside."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

import pgtrigger
from django.utils import timezone

from guanling.documents.tasks import enqueue_paper
from guanling.home.demo.accounts import HOME_TOWNSHIP, clerk_of, director_of
from guanling.home.demo.county import PRESENT, DemoCounty
from guanling.policy import services as policy
from payroll.enums import PART_OPEN, Item, PartState, ReliefKind, ReliefRelation
from payroll.models import Adjustment, BudgetLine, Month, Part, PensionBatch, Problem
from payroll.services import adjustments, budget, leaves, payments, pension, relief, runs, states
from payroll.tasks import enqueue_bank_file
from roster.enums import PostKind
from roster.models import Appointment

# The months before the first assessed one are paid in full; that one waits for its circular.
PAID = ((date(2016, 5, 1), date(2016, 6, 15)), (date(2016, 6, 1), date(2016, 7, 15)))
LATE = {"岗乌镇": (date(2016, 7, 19), "乡镇财政所系统升级，迟发两日。")}
WORKED_OUT = date(2016, 7, 1)
SUBMITTED = ("顶云街道", "关索街道")
BUDGET_YEAR, BUDGET_NUMBER = 2016, "关财预〔2016〕1号"
PENSION_YEAR = 2015
MAXIMA = (("pay.relief_self_max", "5000"), ("pay.relief_family_max", "3000"))
PUT_OFF = "待补齐资料后发放"


class Pay:
    """Fills in pay as the accounts of the county would."""

    def __init__(self, made: DemoCounty, users: dict, random: Random):
        self.made, self.users, self.random = made, users, random
        self.clerk, self.reviewer = users["jingban1"], users["shenhe1"]
        self.finance, self.second = users["caizheng"], users["caizheng2"]
        self.home = made.township(HOME_TOWNSHIP)

    def _hands(self, part: Part):
        """Who works the part out and who hands it in: the township's, or the bureau's for its own."""
        if part.unit == self.made.county:
            return self.clerk, self.reviewer
        return self.users[clerk_of(part.unit)], self.users[director_of(part.unit)]

    def _work_out(self, first_day: date) -> list[Part]:
        month = runs.open_month(county=self.made.county, first_day=first_day)
        runs.compute_now(month=month, user=self.clerk)
        return list(month.parts.filter(people__gt=0).select_related("unit", "month__county"))

    def _put_off(self, part: Part, user) -> None:
        """Put off whoever has something in the way, kind by kind."""
        kinds = Problem.objects.filter(entry__part=part, entry__withheld_reason="")
        for kind in kinds.order_by("kind").values_list("kind", flat=True).distinct():
            states.withhold_all(part=part, kind=kind, user=user, reason=PUT_OFF)

    def paid(self) -> int:
        """Two months from the calculation to the payment; the second's goes through a bank file."""
        for first_day, day in PAID:
            for part in self._work_out(first_day):
                clerk, director = self._hands(part)
                self._put_off(part, clerk)
                states.submit(part=part, user=director)
                states.check(part=part, user=self.finance)
                states.confirm(part=part, user=self.second)
            month = Month.objects.get(county=self.made.county, first_day=first_day)
            self._backdate(month, day)
            if first_day == PAID[-1][0]:
                enqueue_bank_file(payments.make_bank_file(month=month, user=self.finance))
            for part in month.parts.filter(state=PartState.CONFIRMED).select_related("unit", "month__county"):
                clerk, _ = self._hands(part)
                late = LATE if first_day == PAID[-1][0] else {}
                paid_on, reason = late.get(part.unit.short_name, (day, ""))
                states.record_payment(
                    part=part,
                    user=self.finance if part.unit == self.made.county else clerk,
                    paid_on=paid_on,
                    late_reason=reason,
                )
        return Part.objects.filter(state=PartState.PAID).count()

    def _backdate(self, month: Month, day: date) -> None:
        """Let the month have been confirmed before its pay day: a demo's past is made today."""
        moment = timezone.make_aware(datetime.combine(day - timedelta(days=3), time(10)))
        with pgtrigger.ignore("payroll.Part:confirmed_is_final"):
            month.parts.filter(state=PartState.CONFIRMED).update(
                computed_at=moment, submitted_at=moment, checked_at=moment, confirmed_at=moment
            )

    def worked_out(self) -> int:
        """The first assessed month: worked out, with what stands in the way; two townships have handed in."""
        parts = self._work_out(WORKED_OUT)
        for part in parts:
            if part.unit.short_name in SUBMITTED:
                clerk, director = self._hands(part)
                self._put_off(part, clerk)
                if Part.objects.get(pk=part.pk).people:
                    states.submit(part=part, user=director)
        return Problem.objects.filter(entry__part__in=parts, entry__part__state__in=PART_OPEN).count()

    def beside(self) -> None:
        """Leave, adjustments, relief, the pension accrual of a year, a budget."""
        directors = list(
            Appointment.objects.on(PRESENT)
            .regular()
            .of_kind(PostKind.POPULATION_DIRECTOR)
            .filter(post__unit__parent=self.home, valid_from__lt=date(2016, 1, 1))
            .select_related("person__unit")
            .order_by("pk")
        )
        self._facts([one.person for one in directors])
        self._relief([one.person for one in directors])
        self._pension()
        self._budget()

    def _facts(self, people) -> None:
        clerk, director = self.users[clerk_of(self.home)], self.users[director_of(self.home)]
        first, second, third, *_ = people
        leave = leaves.enter(
            person=first,
            first_day=date(2016, 8, 22),
            last_day=date(2016, 8, 31),
            reason="家中有事请假",
            document_number="花府假〔2016〕4号",
            user=clerk,
        )
        leaves.approve(leave=leave, user=director)
        leaves.enter(
            person=second,
            first_day=date(2016, 9, 19),
            last_day=date(2016, 9, 30),
            reason="外出学习，不计报酬",
            document_number="花府假〔2016〕5号",
            user=clerk,
        )
        for person, amount, reason in (
            (third, "120.00", "五月份少发下村补助"),
            (first, "-50.00", "六月份多发下村补助"),
        ):
            adjustments.propose(
                person=person,
                amount=Decimal(amount),
                from_month=date(2016, 8, 1),
                reason=reason,
                document_number="花府〔2016〕41号",
                user=clerk,
            )
        adjustments.approve(adjustment=Adjustment.objects.order_by("pk").first(), user=self.finance)

    def _relief(self, people) -> None:
        for key, value in MAXIMA:
            policy.decide(
                user=self.reviewer,
                county_code=self.made.county.code,
                key=key,
                value=value,
                valid_from=date(2014, 7, 9),
                document_number="关府办〔2014〕52号",
                reason="县财政承受能力内的救助上限",
            )
        clerk = self.users[clerk_of(self.home)]
        for person, relation in zip(people[3:5], (ReliefRelation.SELF, ReliefRelation.SPOUSE), strict=True):
            relief.apply(
                person=person,
                relation=relation,
                kind=ReliefKind.ACCIDENT,
                event_on=date(2016, 8, 12),
                medical="骑车下村途中摔伤，住院治疗。",
                user=clerk,
                applied_on=date(2016, 9, 6),
                today=date(2016, 9, 6),
            )

    def _pension(self) -> None:
        day = date(PENSION_YEAR + 1, 1, 12)
        pension.accrue(county=self.made.county, year=PENSION_YEAR, user=self.clerk, today=day)
        batch = PensionBatch.objects.get(county=self.made.county, year=PENSION_YEAR)
        pension.submit(batch=batch, user=self.clerk)
        paper = pension.confirm(batch=batch, user=self.finance, document_number="关财社〔2016〕8号", day=day)
        if paper:
            enqueue_paper(paper)

    def _budget(self) -> None:
        figures = {}
        month = Month.objects.get(county=self.made.county, first_day=PAID[-1][0])
        for unit, gross in month.parts.values_list("unit", "gross"):
            figures[unit, Item.BASE.value] = gross * 12
        budget.enter(
            county=self.made.county,
            year=BUDGET_YEAR,
            figures=figures,
            document_number=BUDGET_NUMBER,
            user=self.finance,
        )
        budget.approve(lines=BudgetLine.objects.all(), user=self.second)
