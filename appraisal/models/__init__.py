"""Tables of appraisal, by part of the work."""

from appraisal.models.appeals import Appeal
from appraisal.models.cases import Case, CaseAppeal, CaseStep
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
from appraisal.models.recommendations import Recommendation
from appraisal.models.reports import WorkReport
from appraisal.models.reviews import Review, ReviewCount, ReviewSubject
from appraisal.models.sweeps import SweepFinding, SweepGap
from appraisal.models.talks import Talk
from appraisal.models.visits import ChecklistItem, Visit, VisitCheck, VisitPerson
from appraisal.models.years import Year, YearCorrection, YearEntry, YearObjection, YearResult, YearSheet

__all__ = [
    "ITEMS",
    "Appeal",
    "Case",
    "CaseAppeal",
    "CaseStep",
    "ChecklistItem",
    "Circular",
    "Correction",
    "Entry",
    "Finding",
    "Incident",
    "Month",
    "Recheck",
    "Recommendation",
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
    "VisitCheck",
    "VisitPerson",
    "WorkReport",
    "Year",
    "YearCorrection",
    "YearEntry",
    "YearObjection",
    "YearResult",
    "YearSheet",
]
