"""The tabs that the pages of pay share."""

from guanling.accounts.enums import Action
from guanling.pages import tabs_for

PART = "待遇"

# (label, address, right that shows it)
TABS: tuple = (
    ("养老保险补助", "payroll:pension", Action.PAY_VIEW),
    ("届满奖励", "payroll:rewards", Action.PAY_VIEW),
)


def frame(user, current: str) -> dict:
    """Return what templates/part_tabs.html needs; ``current`` is the address name of the page's list."""
    return {"part": PART, "tabs": tabs_for(user, TABS, current)}
