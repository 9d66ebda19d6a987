"""What pay prints, by part of the work; importing a module registers its kinds of paper."""

from payroll.prints import relief

__all__ = ["relief"]
