"""Loads the county's own workbooks, where they are at hand, through the import."""

from datetime import date

from guanling.documents.imports import Context
from guanling.documents.services.imports import run_import


def load_county(folder, on=date(2016, 9, 30)):
    """Import villages, people and monthly sheets below ``folder``; fail on any rejection."""
    sources = sorted(path for path in folder.rglob("*.xlsx"))
    outcome = run_import(sources=sources, context=Context(on=on), commit=True)
    if not outcome.saved:
        raise AssertionError([error.as_json() for error in outcome.report.errors[:5]])
    return outcome
