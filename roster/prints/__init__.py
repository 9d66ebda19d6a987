"""Prints of the roster; importing a module declares its kinds of paper."""

from roster.prints import registration

__all__ = ["registration"]
