"""Brings changes from the PSA to Memtime, one queue message at a time."""
