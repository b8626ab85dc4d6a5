"""Predicted against actual: what our copy of a PSA's rules says, and what the PSA does."""
