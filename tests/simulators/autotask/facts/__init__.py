"""Names, types and limits of Autotask's rows, independent of the simulator's own schema."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

INT_RANGE, LONG_RANGE = 2**31, 2**63
DATA_TYPES = {
    "I": "integer", "L": "long", "D": "double", "S": "string", "B": "boolean", "T": "datetime",
}  # fmt: skip


@dataclass
class Facts:
    """What is known of one entity."""

    types: dict[str, str] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    filled: set[str] = field(default_factory=set)
    read_only: set[str] = field(default_factory=set)
    days: set[str] = field(default_factory=set)
    lengths: dict[str, int] = field(default_factory=dict)
    choices: dict[str, set[int]] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)


def known() -> dict[str, Facts]:
    """Give the facts of every entity by its singular name."""
    entities: dict[str, Facts] = {}
    for page in sorted(Path(__file__).parent.glob("*.txt")):
        kind, entity = "", Facts()
        for line in page.read_text(encoding="utf-8").splitlines():
            if not line or line.startswith("#"):
                continue
            if not line.startswith(" "):
                entity = entities.setdefault(line.strip(), Facts())
                continue
            words = line.split()
            if not line.startswith("    "):
                kind, *words = words
            _note(entity, kind, words)
    return entities


def _note(entity: Facts, kind: str, words: list[str]) -> None:
    pairs = [word.split("=", 1) for word in words if "=" in word]
    notes: dict[str, Any] = {
        "!": lambda: entity.filled.update(words),
        "=": lambda: entity.read_only.update(words),
        "day": lambda: entity.days.update(words),
        "max": lambda: entity.lengths.update((name, int(size)) for name, size in pairs),
        "ref": lambda: entity.references.update((name, target) for name, target in pairs),
        "oneof": lambda: entity.choices.update(
            (name, {int(value) for value in values.split("|")}) for name, values in pairs
        ),
    }
    if kind in notes:
        notes[kind]()
        return
    entity.types.update((word.rstrip("!"), kind) for word in words)
    entity.required.update(word[:-1] for word in words if word.endswith("!"))
    entity.filled.update(entity.required)
