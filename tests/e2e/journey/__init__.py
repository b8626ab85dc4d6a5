"""The two help pages as stories: a file for each step, told once for every PSA on the list."""
