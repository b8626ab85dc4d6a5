"""Turns jobs that were given up into problems that people see."""
