"""What the papers of open selection say, sentence by sentence. Pure: facts in, texts out."""
