from tests.integration.fixtures import app, deployment, paul, psa, psas, settled
from tests.integration.written import writes

__all__ = ["app", "deployment", "paul", "psa", "psas", "settled", "writes"]
