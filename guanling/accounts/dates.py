"""The SQL date range of a row that holds from a date to a date."""

from django.contrib.postgres.fields import DateRangeField
from django.db.models import Func


class DateRange(Func):
    """``daterange(from, to, '[]')``; an empty end means that it still holds."""

    function = "DATERANGE"
    output_field = DateRangeField()
