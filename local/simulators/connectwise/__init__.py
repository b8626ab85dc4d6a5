"""ConnectWise PSA as its API shows it, for one demo MSP."""
