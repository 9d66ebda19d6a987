"""The tabs that the pages of open selection share, and the things that their addresses name."""

from django.shortcuts import get_object_or_404

from guanling.accounts.enums import Action
from guanling.pages import tabs_for
from recruitment.models import Round

PART = "公开选聘"
# (label, address, right that shows it): the lists of the whole part.
LISTS = (
    ("选聘批次", "recruitment:rounds", Action.SELECTION_VIEW),
    ("年龄核准", "recruitment:exceptions", Action.SELECTION_APPROVE),
    ("聘用审批", "recruitment:approvals", Action.SELECTION_APPROVE),
    ("公开选聘率", "recruitment:open-rate", Action.SELECTION_VIEW),
)
# The pages of one round, in the order of its steps; their addresses take the round's ``pk``.
ROUND = (
    ("概况", "recruitment:round", Action.SELECTION_VIEW),
    ("报名登记", "recruitment:registrations", Action.SELECTION_VIEW),
    ("资格审查", "recruitment:applications", Action.SELECTION_VIEW),
    ("考试", "recruitment:exams", Action.SELECTION_VIEW),
    ("考察公示", "recruitment:notices", Action.SELECTION_VIEW),
    ("审批聘用", "recruitment:hires", Action.SELECTION_VIEW),
    ("选聘报告", "recruitment:report", Action.SELECTION_VIEW),
)
LOOKS = {
    "preparing": "off",
    "announced": "wait",
    "reviewing": "wait",
    "written": "wait",
    "interviewing": "wait",
    "checking": "wait",
    "notice": "wait",
    "approving": "wait",
    "appointing": "wait",
    "closed": "good",
    "cancelled": "off",
}


def frame(user, current: str) -> dict:
    """Return what templates/part_tabs.html needs on a list; ``current`` is its address name."""
    return {"part": PART, "tabs": tabs_for(user, LISTS, current)}


def round_frame(user, round_: Round, current: str) -> dict:
    """Return what templates/recruitment/round_head.html needs; ``current`` is the page's address name."""
    return {
        "part": f"{round_.title}各环节",
        "round": round_,
        "look": LOOKS[round_.state],
        "tabs": tabs_for(user, ROUND, current, {"pk": round_.pk}),
    }


def round_of(user, pk: int, action: Action) -> Round:
    """Return a round that ``user`` may use for ``action``; 404 for any other."""
    rounds = Round.objects.visible_to(user, action).select_related("unit", "announcement")
    return get_object_or_404(rounds, pk=pk)
