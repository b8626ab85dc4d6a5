"""The clock tick that starts what is due."""
