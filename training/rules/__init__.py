"""Pure rules of training."""
