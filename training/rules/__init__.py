"""What follows from facts of training, without database or clock."""
