"""Training's workbooks: what offices send in, and lists that go out."""

from training.workbooks import attendance

__all__ = ["attendance"]
