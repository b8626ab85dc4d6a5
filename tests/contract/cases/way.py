"""A way in which a PSA may answer somebody who lacks a right."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Way:
    """A way to answer somebody without a right.

    Attributes:
        quirks: Switched on.
        answers: Status and body of reads that are answered otherwise, by their path.
        always: Codes of checks that do not pass, whatever may be done.
        blind: Names of rights that cannot be known in this way, and are told as such.
        believed: Names of rights for which there is nothing but the PSA's own word, as the check
            says; that it was wrong shows in use.
    """

    name: str
    quirks: tuple[str, ...] = ()
    answers: Mapping[str, tuple[int, object]] = field(default_factory=dict)
    always: frozenset[str] = frozenset()
    blind: frozenset[str] = frozenset()
    believed: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return self.name.replace(" ", "-")
