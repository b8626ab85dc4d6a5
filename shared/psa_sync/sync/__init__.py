"""The use cases, one verb per module, which see the outside world through ports only."""
