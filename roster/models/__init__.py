"""Tables of the roster, by part of the work."""

from roster.models.changes import Change
from roster.models.people import Appointment, Person, Post
from roster.models.units import Dated, DatedQuerySet, Unit, VillageFigures

__all__ = [
    "Appointment",
    "Change",
    "Dated",
    "DatedQuerySet",
    "Person",
    "Post",
    "Unit",
    "VillageFigures",
]
