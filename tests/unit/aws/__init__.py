"""What the adapters do that no port promises."""
