"""Forms of open selection, by part of the work."""
