"""Keeps time entries in step between Memtime and a PSA, both ways."""
