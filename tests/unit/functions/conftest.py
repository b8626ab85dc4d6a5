from tests.integration.fixtures import deployment, psas, settled

__all__ = ["deployment", "psas", "settled"]
