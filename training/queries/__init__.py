"""Reading training, by part of the work."""
