"""Business acts of training, by part of the work."""
