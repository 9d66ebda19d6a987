"""Rules of open selection: pure, by part of the work."""
