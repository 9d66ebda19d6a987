"""The tabs that the pages of pay share."""

from guanling.accounts.enums import Action
from guanling.pages import tabs_for

PART = "待遇"

# (label, address, right that shows it)
TABS: tuple = (
    ("待遇明细", "payroll:lines", Action.PAY_VIEW),
    ("预算", "payroll:budget", Action.PAY_VIEW),
    ("关怀救助", "payroll:reliefs", Action.RELIEF_APPLY),
    ("关怀救助", "payroll:reliefs", Action.RELIEF_DECIDE),
)


def frame(user, current: str) -> dict:
    """Return what templates/part_tabs.html needs; ``current`` is the address name of the page's list."""
    # A list that two rights show is one tab.
    tabs = {tab["url"]: tab for tab in tabs_for(user, TABS, current)}
    return {"part": PART, "tabs": list(tabs.values())}
