"""The filters that every page uses."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template


def shown(expression, value):
    """What a page writes for ``value``."""
    return Template("{{ value|" + expression + " }}").render(Context({"value": value}))


@pytest.mark.parametrize(
    ("expression", "value", "told"),
    [
        ("day", date(2016, 9, 5), "2016年9月5日"),
        # The day in the county, not in London.
        ("day", datetime(2016, 9, 5, 18, 30, tzinfo=UTC), "2016年9月6日"),
        ("month", datetime(2016, 9, 30, 18, 30, tzinfo=UTC), "2016年10月"),
        ("day", None, ""),
        ("yuan", Decimal("-1700"), "-1,700.00"),
        ("yuan", None, ""),
        ("plain", Decimal("82.50"), "82.5"),
    ],
)
def test_what_a_filter_writes(expression, value, told):
    assert shown(expression, value) == told
