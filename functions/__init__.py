"""The Lambda entry points: one folder per trigger."""
