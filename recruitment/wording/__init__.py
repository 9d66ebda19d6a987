"""What papers of open selection say: pure."""
