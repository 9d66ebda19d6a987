"""Addresses of rewards."""

from datetime import date
from decimal import Decimal

from guanling.accounts.enums import Role
from payroll.models import Reward
from tests.access.appraisal.years import result
from tests.access.payroll.pension import PAY
from tests.access.rows import CLERK, REVIEWER, Row


def proposed(objects):
    """A reward of the subject in the first township, proposed by nobody of the matrix."""
    township, village, subject = objects.township, objects.village, objects.person
    made = Reward.objects.create(
        county=township.parent,
        person=subject,
        person_name=subject.name,
        township_code=township.code,
        township_name=township.name,
        village_code=village.code,
        village_name=village.name,
        first_day=date(2014, 8, 1),
        completed_on=date(2017, 7, 31),
        evidence=[
            {
                "year": 2016,
                "said": "合格，责任书得分90.00",
                "grade": "competent",
                "target_score": "90.00",
                "result": result(objects)["pk"],
                "village": village.name,
                "document_number": "1号",
            }
        ],
        clause="A7.4",
        amount=Decimal("3000.00"),
        value_from=date(2014, 4, 15),
        proposed_by=objects.account,
    )
    return {"pk": made.pk}


MATRIX: dict = {
    "payroll:rewards": Row(PAY),
    "payroll:rewards-export": Row(PAY),
    "payroll:rewards-print": Row(PAY, "post"),
    "payroll:rewards-propose": Row(CLERK, "post"),
    "payroll:reward": Row(PAY | {Role.SELF}, arguments=proposed, scoped=True),
    "payroll:reward-grant": Row(REVIEWER, "post", arguments=proposed, scoped=True),
    "payroll:reward-refuse": Row(REVIEWER, "post", arguments=proposed, scoped=True),
}
