"""Tables of appraisal, by part of the work."""

from appraisal.models.incidents import Incident, VillageCount
from appraisal.models.months import (
    ITEMS,
    Circular,
    Correction,
    Entry,
    Finding,
    Month,
    Recheck,
    Result,
    Sheet,
    SheetLog,
    TownshipResult,
)
from appraisal.models.reviews import Review, ReviewCount, ReviewSubject
from appraisal.models.sweeps import SweepFinding, SweepGap
from appraisal.models.visits import ChecklistItem, Visit, VisitCheck, VisitPerson
from appraisal.models.years import Year, YearResult

__all__ = [
    "ITEMS",
    "ChecklistItem",
    "Circular",
    "Correction",
    "Entry",
    "Finding",
    "Incident",
    "Month",
    "Recheck",
    "Result",
    "Review",
    "ReviewCount",
    "ReviewSubject",
    "Sheet",
    "SheetLog",
    "SweepFinding",
    "SweepGap",
    "TownshipResult",
    "VillageCount",
    "Visit",
    "VisitCheck",
    "VisitPerson",
    "Year",
    "YearResult",
]
