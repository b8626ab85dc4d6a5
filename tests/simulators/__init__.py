"""The simulated PSAs, asked over HTTP."""
