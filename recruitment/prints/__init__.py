"""What open selection prints, by part of the work; importing a module registers its kinds of paper."""

from recruitment.prints import exams

__all__ = ["exams"]
