"""Addresses of appraisal beside the month, by part of the work."""

from tests.access.appraisal import appeals, cases, incidents, reports, reviews, sweeps, visits, years

MATRIX = {
    **appeals.MATRIX,
    **cases.MATRIX,
    **incidents.MATRIX,
    **reports.MATRIX,
    **reviews.MATRIX,
    **sweeps.MATRIX,
    **visits.MATRIX,
    **years.MATRIX,
}
