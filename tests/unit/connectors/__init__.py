"""Tests of the connectors, one folder per PSA."""
