"""Workbooks of appraisal; importing a module registers the kinds that come in."""

from appraisal.workbooks import (
    appeals,
    cases,
    counts,
    incidents,
    months,
    recommendations,
    reports,
    reviews,
    sweeps,
    visits,
    years,
)

__all__ = [
    "appeals",
    "cases",
    "counts",
    "incidents",
    "months",
    "recommendations",
    "reports",
    "reviews",
    "sweeps",
    "visits",
    "years",
]
