from tests.integration.fixtures import app, deployment, psas, settled

__all__ = ["app", "deployment", "psas", "settled"]
