"""Papers of the roster, by part of the work; each module registers its kinds."""

from roster.prints import agreements

__all__ = ["agreements"]
