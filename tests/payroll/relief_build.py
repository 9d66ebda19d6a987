"""Builds directors and applications for relief for the tests."""

from datetime import date
from decimal import Decimal

from guanling.accounts.enums import Role
from guanling.policy.services import decide as decide_policy
from payroll.enums import ReliefGround
from payroll.services import relief as services
from tests.appraisal.world import small_county
from tests.people import make_user

EVENT, APPLIED, DECIDED = date(2016, 9, 12), date(2016, 9, 20), date(2016, 10, 8)
# Words that must stand nowhere but before the eyes of those who decide.
MEDICAL = "确诊白血病，在县医院住院"
OPINION = "核实住院记录，情况属实"
ANSWER = "门诊感冒不属于重病"
REMARK = "请补充出院小结"
SELF_MAX, FAMILY_MAX = "pay.relief_self_max", "pay.relief_family_max"


def county(*, limits=True):
    """安甲 and 白乙 direct 甲家村 in 甲镇, 蔡丙 in 乙镇. 白乙 has the own account; two reviewers decide."""
    world = small_county()
    world.people[1].account = world.users[Role.SELF]
    world.people[1].save()
    world.users["second"] = make_user("shenhe2", (Role.BUREAU_REVIEWER, world.county))
    if limits:
        limit(world, SELF_MAX, "5000.00")
        limit(world, FAMILY_MAX, "3000.00")
    return world


def limit(world, key, value, valid_from=date(2016, 1, 1)):
    """The county lays down a maximum."""
    return decide_policy(
        user=world.users[Role.BUREAU_CLERK],
        county_code=world.county.code,
        key=key,
        value=value,
        valid_from=valid_from,
        document_number="关府发〔2016〕5号",
        reason="县长办公会议定",
    )


def apply(world, number=1, by=Role.SELF, **given):
    """Apply for the ``number``-th person: 白乙's own, others' on paper."""
    given = {
        "relation": "self",
        "kind": "illness",
        "event_on": EVENT,
        "medical": MEDICAL,
        "today": APPLIED,
    } | given
    if by != Role.SELF:
        given.setdefault("applied_on", APPLIED)
    return services.apply(person=world.people[number], user=world.users[by], **given)


def propose(world, relief, by=Role.BUREAU_REVIEWER, amount="2000.00", opinion=OPINION):
    """Propose an amount; None proposes to refuse."""
    services.propose(
        relief=relief,
        amount=None if amount is None else Decimal(amount),
        opinion=opinion,
        user=world.users[by],
    )


def approve(world, relief, by="second", today=DECIDED):
    """Approve; returns the decision."""
    return services.approve(relief=relief, user=world.users[by], today=today)


def refuse(world, relief, by="second", ground=ReliefGround.NOT_COVERED, answer=ANSWER):
    """Refuse; returns the decision."""
    return services.refuse(relief=relief, ground=ground, answer=answer, user=world.users[by], today=DECIDED)


def send_back(world, relief, by="second", remark=REMARK):
    """Send back to be examined again."""
    services.send_back(relief=relief, remark=remark, user=world.users[by])


def withdraw(world, relief, by=Role.SELF, reason=""):
    """Take back."""
    services.withdraw(relief=relief, user=world.users[by], reason=reason)
