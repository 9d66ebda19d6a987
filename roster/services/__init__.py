"""Business acts on the roster, by part of the work."""
