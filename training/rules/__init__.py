"""Pure rules of training, by part of the work."""
