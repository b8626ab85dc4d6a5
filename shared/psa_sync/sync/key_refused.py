"""What is said where the PSA refuses a connection's key."""

from psa_sync.domain.connection import Check


def key_refused(reason: str) -> Check:
    """Return the check that failed, with the PSA's reason."""
    return Check(
        code="credentials",
        status="fail",
        message=reason,
        fix="Enter the key again, or make a new one in the PSA.",
        where="Connected apps > Manage > Edit connection",
    )
