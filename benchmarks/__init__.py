"""One module per performance goal, with the peers measured in the same run."""
