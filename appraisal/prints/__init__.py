"""What appraisal prints, by part of the work; importing a module registers its kinds of paper."""

from appraisal.prints import incidents, months

__all__ = ["incidents", "months"]
