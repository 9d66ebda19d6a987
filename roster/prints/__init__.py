"""What the roster prints, by part of the work; importing a module registers its kinds of paper."""

from roster.prints import agreements, establishment, lists, moves, registration

__all__ = ["agreements", "establishment", "lists", "moves", "registration"]
