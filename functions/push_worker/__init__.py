"""Brings changed entries to the PSA, one queue message at a time."""
