"""What the roster prints, by part of the work; importing a module registers its kinds."""

from roster.prints import moves

__all__ = ["moves"]
