from tests.integration.fixtures import app, deployment, paul, psa, psas, settled

__all__ = ["app", "deployment", "paul", "psa", "psas", "settled"]
