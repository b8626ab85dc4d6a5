"""Datto Autotask PSA over HTTP: a stateful, honest, small vendor for a laptop."""
