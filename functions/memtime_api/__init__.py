"""The HTTP API that Memtime clients call."""
