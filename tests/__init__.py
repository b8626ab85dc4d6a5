"""Tests by level, from the pure domain to the whole stack."""
