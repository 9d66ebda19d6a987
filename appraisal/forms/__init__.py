"""Forms of the month, the year and of leaving, by part of the work."""
