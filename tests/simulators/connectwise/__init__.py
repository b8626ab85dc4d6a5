"""The simulated ConnectWise PSA, asked over HTTP."""
