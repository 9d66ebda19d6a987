"""A round as a township builds it by the services, with a clock in autumn 2016."""

from datetime import date, datetime

from guanling.accounts.enums import Role
from recruitment.enums import GroupRole, GroupSide, HeadOffice
from recruitment.services import rounds
from tests.recruitment.world import CLOSES, OPENS, START, ZONE

TODAY = date(2016, 9, 1)
NOW = datetime(2016, 9, 1, 10, 0, tzinfo=ZONE)
AFTER = datetime(2016, 9, 14, 17, 30, 1, tzinfo=ZONE)
PLAN = {
    "plan_number": "甲府请〔2016〕3号",
    "opens_at": OPENS,
    "closes_at": CLOSES,
    "review_until": date(2016, 9, 20),
    "written_on": date(2016, 9, 25),
    "interview_on": date(2016, 10, 9),
    "check_from": date(2016, 10, 12),
    "notice_from": date(2016, 10, 24),
    "notice_to": date(2016, 10, 28),
    "place": "甲镇计生办（镇政府二楼）",
    "phone": "0851-37220000",
    "supervision_phone": "0851-37221111",
}
HEADS = (
    (GroupSide.COUNTY, HeadOffice.LEADER_IN_CHARGE, "陈分管", "副县长"),
    (GroupSide.TOWNSHIP, HeadOffice.PARTY_HEAD, "韦书记", "党委书记"),
    (GroupSide.TOWNSHIP, HeadOffice.GOVERNMENT_HEAD, "罗镇长", "镇长"),
)


def clerk(world):
    return world.users[Role.TOWNSHIP_CLERK]


def director(world):
    return world.users[Role.TOWNSHIP_DIRECTOR]


def reviewer(world):
    return world.users[Role.BUREAU_REVIEWER]


def planned(world, *, picks=None, title="甲镇2016年第1批村级人口主任选聘", heads=True, **plan):
    """A round with everything that its announcement asks for."""
    by = clerk(world)
    picks = [(world.villages[0], 1)] if picks is None else picks
    made = rounds.create_round(
        unit=world.townships[0], title=title, start_on=START, picks=picks, user=by, today=TODAY
    )
    rounds.edit_plan(round_=made, user=by, **(PLAN | plan))
    if heads and not made.members.exists():
        for side, office, name, post in HEADS:
            rounds.add_member(
                round_=made, side=side, role=GroupRole.HEAD, office=office, name=name, title=post, user=by
            )
    return made


def announced(world, **more):
    """The same, announced by the township's director."""
    made = planned(world, **more)
    rounds.announce(round_=made, user=director(world), now=NOW)
    return made
