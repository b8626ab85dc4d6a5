"""One suite per port, run on the fake, on moto and on a running emulator."""
