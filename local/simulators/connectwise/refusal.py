"""One thing ConnectWise says no to: its words, code and status, and who wrote them down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import Literal

    Form = Literal["item", "coded", "plain", "throttled", "business"]

CHOSEN: Final = "chosen here: the vendor's text is not known"
GUIDE: Final = "ConnectWise developer guide"
AMP: Final = "captured: amp-labs/connectors"
SELIC: Final = "measured: selic/mcp-connectwise-psa"
UCR: Final = "measured: rbowlesUCR/UCRManager"
POWERSHELL: Final = "reported: christaylorcodes/ConnectWiseManageAPI"
FORMATS: Final = "measured by four projects, selic/mcp-connectwise-psa among them"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing ConnectWise says no to.

    Attributes:
        name: snake_case, unique.
        code: what `code` says; empty where there is none.
        text: the words; `{}` fields are filled in per call.
        source: who measured the text, or that it was chosen here.
        status: HTTP status.
        other_status: the status a quirk gives it instead, 0 for none.
        form: `item`: one line of `errors` under `InvalidObject`; `coded`: `{code, message}`;
            `plain`: text; `throttled`: `{error, message}`; `business`: 200 with
            `{success: false, message}`.
    """

    name: str
    code: str
    text: str
    source: str = CHOSEN
    status: int = 400
    other_status: int = 0
    form: Form = "item"

    @property
    def is_verbatim(self) -> bool:
        """Tell whether the text is the vendor's own; tests of clients may rely on it then."""
        return self.source != CHOSEN

    def said(self, **values: object) -> str:
        """Give the text with its fields filled in."""
        return self.text.format(**values)
