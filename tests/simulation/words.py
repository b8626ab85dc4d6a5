"""What the engine logs, kept for whoever looks for what must not be there."""

import logging


class Words(logging.Handler):
    """Keeps what the engine logs, with all it hands over beside the sentence."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line."""
        self.lines.append(f"{record.getMessage()} {record.__dict__!r}")
