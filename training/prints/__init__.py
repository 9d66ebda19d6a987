"""What training prints, by part of the work; importing a module registers its kinds of paper."""

from training.prints import tests

__all__ = ["tests"]
