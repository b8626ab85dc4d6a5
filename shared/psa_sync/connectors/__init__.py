"""One folder per PSA, with the same module names in each."""
