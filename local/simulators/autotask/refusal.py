"""One thing Autotask says no to: its words, its status, and who wrote them down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

JUICT: Final = "measured: AntoJUICT/juict-skills"
GDS: Final = "measured: GDSTechnology/autotask-mcp"
TCT: Final = "measured: Triplecitiestech/staging"
N8N: Final = "measured: msoukhomlinov/n8n-nodes-autotask"
CHOSEN: Final = "chosen here: the vendor's text is not known"
REJECTED: Final = 500


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing Autotask says no to.

    Attributes:
        name: snake_case, unique.
        text: the vendor's words; `{}` fields are filled in per call.
        source: who measured the text, or that it was chosen here.
        status: HTTP status.
        framework: answered by ASP.NET as `{"Message": text}`, not as `{"errors": [text]}`.
    """

    name: str
    text: str
    source: str
    status: int = REJECTED
    framework: bool = False

    @property
    def is_verbatim(self) -> bool:
        """Tell whether the text is the vendor's own; tests of clients may rely on it then."""
        return self.source != CHOSEN

    def said(self, **values: object) -> str:
        """Give the text with its fields filled in."""
        return self.text.format(**values)


ON_RECORD: Final = "does not exist or is invalid. ; on record number [1]."
RIGHTS: Final = "The logged in Resource does not have the adequate permissions to"
