"""What appraisal prints, by part of the work; importing a module registers its kinds of paper."""

from appraisal.prints import months, talks

__all__ = ["months", "talks"]
