"""The roster's papers, by part of the work."""

from roster.prints import establishment

__all__ = ["establishment"]
