"""Datto Autotask PSA behind the connector port."""
