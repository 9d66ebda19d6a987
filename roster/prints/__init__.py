"""The roster's papers, by part of the work."""

from roster.prints import establishment

__all__ = ["establishment"]
"""Papers of the roster, by part of the work; each module registers its kinds."""

from roster.prints import agreements

__all__ = ["agreements"]
"""Prints of the roster; importing a module declares its kinds of paper."""

from roster.prints import registration

__all__ = ["registration"]
"""Papers of the roster, by part of the work; importing one registers its kinds."""

from roster.prints import lists

__all__ = ["lists"]
"""What the roster prints, by part of the work; importing a module registers its kinds."""

from roster.prints import moves

__all__ = ["moves"]
