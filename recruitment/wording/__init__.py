"""What the papers of open selection say, sentence by sentence. Pure: facts in, texts out."""

"""What the papers of open selection say, by part of the work. Pure: facts in, texts out."""
"""What papers of open selection say: pure."""
