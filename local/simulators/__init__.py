"""Stateful PSA vendors over HTTP for a laptop: they import nothing of the product."""
