"""Every right there is at each PSA: which are needed, which are not, and what the check says."""
