"""What training prints, by part of the work; importing a module registers its kinds of paper."""

from training.prints import certificates, compliance, plans, sessions, tests

__all__ = ["certificates", "compliance", "plans", "sessions", "tests"]
