"""Views of training, by part of the work."""
