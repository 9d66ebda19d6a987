"""The tabs that the pages of pay share, and the things that their addresses name."""

from django.http import Http404

from appraisal.queries import first_day_of
from guanling.accounts.enums import Action
from guanling.pages import tabs_for
from guanling.runs.errors import Refusal
from payroll.models import Month

# (label, address, right that shows it)
PAY = (
    ("月待遇", "payroll:months", Action.PAY_VIEW),
    ("发放情况", "payroll:paydays", Action.PAY_VIEW),
    ("待遇明细", "payroll:lines", Action.PAY_VIEW),
    ("银行文件", "payroll:bank-files", Action.PAY_TRANSFER),
    ("停薪请假", "payroll:leaves", Action.PAY_VIEW),
    ("待遇调整", "payroll:adjustments", Action.PAY_VIEW),
    ("待扣回", "payroll:balances", Action.PAY_VIEW),
    ("预算", "payroll:budget", Action.PAY_VIEW),
)
BENEFITS = (
    ("养老保险补助", "payroll:pension", Action.PAY_VIEW),
    ("届满奖励", "payroll:rewards", Action.PAY_VIEW),
    ("关怀救助", "payroll:reliefs", Action.RELIEF_APPLY),
    ("关怀救助", "payroll:reliefs", Action.RELIEF_DECIDE),
)
# Each part of the work under the heading by which the navigation has it.
PART = "待遇"
PARTS = ((PART, PAY), ("补助奖励", BENEFITS))


def frame(user, current: str) -> dict:
    """Return what templates/part_tabs.html needs; ``current`` is the address name of the page's list."""
    part, tabs = next((part for part in PARTS if any(tab[1] == current for tab in part[1])), PARTS[0])
    # A list that two rights show is one tab.
    found = {tab["url"]: tab for tab in tabs_for(user, tabs, current)}
    return {"part": part, "tabs": list(found.values())}


def month_of(user, period: str, action: Action) -> Month:
    """Return the month ``2016-09`` of the county in which ``user`` has ``action``; 404 when there is none."""
    try:
        first_day = first_day_of(period)
    except Refusal:
        raise Http404 from None
    months = Month.objects.visible_to(user, action).filter(first_day=first_day)
    month = months.select_related("county").order_by("county__code").first()
    if month is None:
        raise Http404
    return month
