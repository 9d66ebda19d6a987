"""What appraisal prints, by part of the work; importing a module registers its kinds of paper."""

from appraisal.prints import (
    appeals,
    cases,
    incidents,
    months,
    recommendations,
    reports,
    reviews,
    talks,
    visits,
    years,
)

__all__ = [
    "appeals",
    "cases",
    "incidents",
    "months",
    "recommendations",
    "reports",
    "reviews",
    "talks",
    "visits",
    "years",
]
