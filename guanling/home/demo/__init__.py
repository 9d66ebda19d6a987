"""The demo county: real places, invented people and figures, the same on every machine."""
