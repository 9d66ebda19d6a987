"""What papers of the roster say: pure, by part of the work."""
