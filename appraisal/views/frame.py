"""What every page of a month shares: the month itself and the tabs to its other pages."""

from datetime import datetime

from django.http import Http404

from appraisal.models import Month
from appraisal.queries import first_day_of
from guanling.accounts.enums import Action
from guanling.pages import tabs_for

# (label, address, right that shows it)
TABS = (
    ("考核表", "appraisal:month", Action.SHEET_VIEW),
    ("督查", "appraisal:findings", Action.SHEET_VIEW),
    ("排序", "appraisal:results", Action.RESULT_VIEW),
    ("图表", "appraisal:charts", Action.RESULT_VIEW),
    ("通报", "appraisal:circular", Action.PAPER_VIEW),
    ("更正", "appraisal:corrections", Action.SHEET_VIEW),
)

# Tabs of the other parts of the work, each with the heading under which the navigation has it.
SUPERVISION = (
    ("督查", "appraisal:visits", Action.SHEET_VIEW),
    ("检查项目", "appraisal:checklist", Action.SHEET_VIEW),
    ("评议和满意度", "appraisal:reviews", Action.SHEET_VIEW),
    ("工作报告", "appraisal:reports", Action.REPORT_VIEW),
)
YEARLY = (
    ("年度考核", "appraisal:years", Action.SHEET_VIEW),
    ("表彰和推荐", "appraisal:recommendations", Action.SHEET_VIEW),
    ("考核申诉", "appraisal:appeals", Action.SHEET_VIEW),
)
LEAVING = (
    ("解聘辞退事项", "appraisal:cases", Action.CASE_VIEW),
    ("情形排查", "appraisal:sweeps", Action.CASE_VIEW),
    ("情形登记", "appraisal:incidents", Action.INCIDENT_VIEW),
    ("村年度数", "appraisal:counts", Action.CASE_VIEW),
    ("末位约谈", "appraisal:talks", Action.CASE_VIEW),
)


def month_of(user, period: str, action: Action) -> Month:
    """Return the month ``2016-09`` of the county in which ``user`` has ``action``; 404 when there is none."""
    months = Month.objects.visible_to(user, action).filter(first_day=first_day_of(period))
    month = months.select_related("county", "closed_by").order_by("county__code").first()
    if month is None:
        raise Http404
    return month


def moment(text: str) -> datetime | None:
    """Return when a row was entered, as its page sent it; a made-up text counts as never."""
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def frame(user, month: Month, current: str) -> dict:
    """Return what templates/appraisal/tabs.html needs; ``current`` is the address name of the page."""
    return {"month": month, "tabs": tabs_for(user, TABS, current, {"period": month.period})}
