"""What follows from training's records: pure, no Django and no clock."""
