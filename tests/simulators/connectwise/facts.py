"""The facts about the vendor's answers, read from facts.txt, and the judge of values by them."""

import re
from dataclasses import dataclass
from pathlib import Path

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
DAY = re.compile(r"\d{4}-\d\d-\d\d(T00:00:00Z)?")
NAME = re.compile(r"([A-Za-z_]\w*)([!?=]*)(?:<(\d+))?")
INT = 2**31


@dataclass(frozen=True)
class Fact:
    """One field: kind, what it is a list of or refers to, its values, marks, longest text."""

    kind: str
    more: str
    marks: str
    longest: int | None

    @property
    def always(self):
        return "!" in self.marks

    @property
    def nullable(self):
        return "?" in self.marks

    @property
    def read_only(self):
        return "=" in self.marks


def known():
    """Give the facts by entity and field."""
    found: dict[str, dict[str, Fact]] = {}
    entity = ""
    for line in Path(__file__).with_name("facts.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        if not line.startswith(" "):
            entity = line
            found[entity] = {}
            continue
        head, _, names = line.strip().partition(":")
        kind, _, more = head.partition(" ")
        for name, marks, longest in NAME.findall(names):
            assert name not in found[entity], f"{entity}.{name} stands twice"
            found[entity][name] = Fact(kind, more, marks, int(longest) if longest else None)
    return found


FACTS = known()


def referred(name):
    """Name the entity a reference's parts stand under."""
    return f"{name}Reference" if f"{name}Reference" in FACTS else name


def faults(entity, row, where="", *, whole=True):
    """Say what of a JSON object is not as the facts have it; `whole` is without a field list."""
    where = where or entity
    if not isinstance(row, dict):
        return [f"{where} is no object: {row!r}"]
    facts = FACTS[entity]
    found = [f"{where}.{name} is unknown" for name in row if name not in facts]
    if whole:
        missing = [name for name, fact in facts.items() if fact.always and name not in row]
        found += [f"{where}.{name} is missing" for name in missing]
    for name, value in row.items():
        if name in facts:
            found += _value_faults(facts[name], value, f"{where}.{name}", whole=whole)
    return found


def _value_faults(fact, value, where, *, whole):
    if fact.kind == "ref":
        return faults(referred(fact.more), value, where, whole=whole)
    if fact.kind == "list":
        return _list_faults(fact.more, value, where)
    if not _fits(fact, value):
        return [f"{where} is {value!r}, not {fact.kind} {fact.more}".rstrip()]
    if fact.longest is not None and len(value) > fact.longest:
        return [f"{where} is longer than {fact.longest}"]
    return []


def _list_faults(of, value, where):
    if not isinstance(value, list):
        return [f"{where} is no list: {value!r}"]
    if of in {"int", "text"}:
        fact = Fact(of, "", "", None)
        return [f"{where} holds {one!r}" for one in value if not _fits(fact, one)]
    return [line for one in value for line in faults(of, one, f"{where}[]")]


def _fits(fact, value):
    judges = {
        "int": lambda: type(value) is int and -INT <= value < INT,
        "number": lambda: type(value) in (int, float),
        "text": lambda: isinstance(value, str),
        "flag": lambda: isinstance(value, bool),
        "instant": lambda: isinstance(value, str) and INSTANT.fullmatch(value) is not None,
        "day": lambda: isinstance(value, str) and DAY.fullmatch(value) is not None,
        "enum": lambda: value in fact.more.split("|"),
        "info": lambda: isinstance(value, dict) and all(isinstance(v, str) for v in value.values()),
        "any": lambda: value is not None,
    }
    return judges[fact.kind]()
