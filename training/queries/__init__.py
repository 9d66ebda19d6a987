"""What is read of training, by part of the work."""
