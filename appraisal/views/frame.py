"""What every page of a month shares: the month itself and the tabs to its other pages."""

from django.http import Http404
from django.urls import NoReverseMatch, reverse

from appraisal.models import Month
from appraisal.queries import first_day_of
from guanling.accounts.enums import Action

# (label, address, right that shows it)
TABS = (
    ("考核表", "appraisal:month", Action.SHEET_VIEW),
    ("督查", "appraisal:findings", Action.SHEET_VIEW),
    ("排序", "appraisal:results", Action.RESULT_VIEW),
    ("图表", "appraisal:charts", Action.RESULT_VIEW),
    ("通报", "appraisal:circular", Action.PAPER_VIEW),
    ("更正", "appraisal:corrections", Action.SHEET_VIEW),
)


def month_of(user, period: str, action: Action) -> Month:
    """Return the month ``2016-09`` of the county in which ``user`` has ``action``; 404 when there is none."""
    months = Month.objects.visible_to(user, action).filter(first_day=first_day_of(period))
    month = months.select_related("county", "closed_by").order_by("county__code").first()
    if month is None:
        raise Http404
    return month


def frame(user, month: Month, current: str) -> dict:
    """Return what templates/appraisal/tabs.html needs; ``current`` is the address name of the page."""
    tabs = []
    for label, name, action in TABS:
        if not user.can(action):
            continue
        try:
            address = reverse(name, kwargs={"period": month.period})
        except NoReverseMatch:
            continue
        tabs.append({"label": label, "url": address, "current": name == current})
    return {"month": month, "tabs": tabs}
