"""Tables of appraisal, by part of the work."""

from appraisal.models.incidents import Incident, VillageCount
from appraisal.models.months import (
    ITEMS,
    Circular,
    Correction,
    Entry,
    Finding,
    Month,
    Result,
    Sheet,
    SheetLog,
    TownshipResult,
)
from appraisal.models.reviews import Review, ReviewCount, ReviewSubject
from appraisal.models.sweeps import SweepFinding, SweepGap
from appraisal.models.talks import Talk
from appraisal.models.visits import Visit
from appraisal.models.years import Year, YearResult

__all__ = [
    "ITEMS",
    "Circular",
    "Correction",
    "Entry",
    "Finding",
    "Incident",
    "Month",
    "Result",
    "Review",
    "ReviewCount",
    "ReviewSubject",
    "Sheet",
    "SheetLog",
    "SweepFinding",
    "SweepGap",
    "Talk",
    "TownshipResult",
    "VillageCount",
    "Visit",
    "Year",
    "YearResult",
]
