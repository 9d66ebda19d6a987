"""Training's workbooks: what offices send in, and lists that go out."""

from training.workbooks import compliance

__all__ = ["compliance"]
