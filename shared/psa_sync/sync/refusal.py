"""Why a request of a client was refused: a stable code, and what the person needs to go on."""

from psa_sync.domain.entry import Entry


class RefusedError(Exception):
    """The request does not fit what is stored; nothing was written.

    Attributes:
        code: Stable code; the API's table turns it into status, sentence and fix.
        entry: The entry as it stands, where that helps.
        detail: Facts for the sentence, e.g. a suggestion; never a secret.
        field: The request field that is wrong, or None.
    """

    def __init__(
        self,
        code: str,
        *,
        entry: Entry | None = None,
        detail: str = "",
        field: str | None = None,
        suggestion: str | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.entry = entry
        self.detail = detail
        self.field = field
        self.suggestion = suggestion
