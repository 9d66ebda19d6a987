"""What open selection prints, by part of the work; importing a module registers its kinds of paper."""

from recruitment.prints import announcement

__all__ = ["announcement"]
from recruitment.prints import review  # noqa: F401 - registers its kinds
from recruitment.prints import proof  # noqa: F401 - registers its kind
from recruitment.prints import notices  # noqa: F401 - registers its kinds
from recruitment.prints import exams

__all__ = ["exams"]
