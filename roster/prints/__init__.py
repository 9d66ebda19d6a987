"""Papers of the roster, by part of the work; importing one registers its kinds."""

from roster.prints import lists

__all__ = ["lists"]
