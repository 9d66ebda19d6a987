"""What the pages of the roster share."""

from roster import queries
from roster.models import Appointment


def last_served(request, action, on):
    """The latest day before ``on`` with somebody in a post, for a page that has nobody to show."""
    return queries.last_day_served(Appointment.objects.visible_to(request.user, action), on)
