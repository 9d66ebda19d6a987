"""What appraisal prints, by part of the work; importing a module registers its kinds of paper."""

from appraisal.prints import appeals, incidents, months

__all__ = ["appeals", "incidents", "months"]
