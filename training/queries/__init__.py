"""Reading training."""
