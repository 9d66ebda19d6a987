"""What papers of pay say: pure, by part of the work."""
