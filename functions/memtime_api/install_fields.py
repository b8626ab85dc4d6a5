"""What was filled in on an app's install form, before the PSA is asked about it."""

from collections.abc import Mapping
from typing import Any

from functions.memtime_api.bodies import InvalidRequestError
from functions.memtime_api.refusal_shapes import FieldError
from psa_sync.ports import AppDescription
from psa_sync.sync.connect_app import MASK


def filled_in(typed: Mapping[str, str], description: AppDescription) -> dict[str, str]:
    """The fields that hold something; one that may be left empty is then not there.

    The dots in place of a stored secret are refused here: each wrong key that a PSA sees brings
    the account nearer to being locked.

    Raises:
        InvalidRequestError: A field is not on the form, is required and empty, or holds the dots.
    """
    form: Any = description.form
    fields = {name: value for name, value in typed.items() if value}
    masked = {name for name in description.secret_fields if fields.get(name, "").startswith(MASK)}
    errors = [
        FieldError(field=f"credentials.{name}", code=code, message=message)
        for names, code, message in (
            (typed.keys() - form["properties"].keys(), "unknown_field", "is not on the form"),
            (form["required"] - fields.keys(), "missing_field", "is required"),
            (masked, "invalid_value", "is what is shown of the stored one; enter the whole one"),
        )
        for name in sorted(names)
    ]
    if errors:
        raise InvalidRequestError(errors)
    return fields
