"""Questions to open selection, by part of the work."""
