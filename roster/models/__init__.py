"""Tables of the roster, by part of the work."""

from roster.models.agreements import Agreement
from roster.models.changes import Change
from roster.models.exceptions import PlaceException
from roster.models.files import (
    Attachment,
    EducationRecord,
    FamilyMember,
    Honour,
    ResumeEntry,
    SectionStatement,
    YearGrade,
)
from roster.models.moves import Move, MoveLog
from roster.models.people import Appointment, Person, Post
from roster.models.reorganisations import UnitChange, UnitChangeLine, UnitChangePlacing
from roster.models.units import Dated, DatedQuerySet, Unit, VillageFigures

__all__ = [
    "Agreement",
    "Appointment",
    "Attachment",
    "Change",
    "Dated",
    "DatedQuerySet",
    "EducationRecord",
    "FamilyMember",
    "Honour",
    "Move",
    "MoveLog",
    "Person",
    "PlaceException",
    "Post",
    "ResumeEntry",
    "SectionStatement",
    "Unit",
    "UnitChange",
    "UnitChangeLine",
    "UnitChangePlacing",
    "VillageFigures",
    "YearGrade",
]
