"""What an AWS error means for the work at hand: tried again later, or a bug that must be seen."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Final

from botocore.exceptions import ClientError, ConnectionError, HTTPClientError  # noqa: A004

from psa_sync.domain.errors import TransientError

STORE_UNAVAILABLE: Final = "store_unavailable"

_TRANSIENT_CODES: Final = frozenset(
    {
        "InternalServerError",
        "InternalServiceError",
        "InternalFailure",
        "KmsThrottled",
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "ServiceUnavailable",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)


def store_unavailable(reason: str) -> TransientError:
    """The error for a store that is throttled or away."""
    return TransientError(f"the store is unavailable: {reason}", code=STORE_UNAVAILABLE)


def error_code(error: ClientError) -> str:
    """The service's own code, e.g. `ResourceNotFoundException`."""
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def store_errors() -> Iterator[None]:
    """Turn throttling, outages and lost answers into TransientError; let everything else escape.

    Raises:
        TransientError: The call may or may not have been carried out.
    """
    try:
        yield
    except ClientError as error:
        if not _is_transient(error):
            raise
        raise store_unavailable(error_code(error)) from error
    except (ConnectionError, HTTPClientError) as error:
        raise store_unavailable(type(error).__name__) from error


def _is_transient(error: ClientError) -> bool:
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return (
        error_code(error) in _TRANSIENT_CODES
        or status >= HTTPStatus.INTERNAL_SERVER_ERROR
        or status == HTTPStatus.TOO_MANY_REQUESTS
    )
