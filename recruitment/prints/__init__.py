"""What open selection prints, by part of the work; importing a module registers its kinds of paper."""

from recruitment.prints import notices  # noqa: F401 - registers its kinds
