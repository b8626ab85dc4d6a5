"""template.yaml as data, with its loops unrolled."""

import copy
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
LOOP = "Fn::ForEach::"


class Loader(yaml.SafeLoader):
    """Reads CloudFormation's short forms as what they are short for."""


def _short_form(loader: Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        return {name: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)
    return {name: loader.construct_mapping(node, deep=True)}


Loader.add_multi_constructor("!", _short_form)


@cache
def template() -> dict[str, Any]:
    """The whole template; nobody changes it."""
    document = yaml.load((ROOT / "template.yaml").read_text(), Loader)  # noqa: S506 - a SafeLoader
    return {section: _unrolled(content) for section, content in document.items()}


def resources(kind: str) -> dict[str, dict[str, Any]]:
    """Resources of a type by logical id."""
    return {
        logical_id: resource
        for logical_id, resource in template()["Resources"].items()
        if resource["Type"] == kind
    }


def properties(kind: str) -> dict[str, dict[str, Any]]:
    """Properties of the resources of a type by logical id."""
    return {name: one.get("Properties", {}) for name, one in resources(kind).items()}


def looked_up(value: Any) -> Any:
    """A value, with Fn::FindInMap replaced by what stands in the map."""
    if isinstance(value, dict) and "Fn::FindInMap" in value:
        table, first, second = value["Fn::FindInMap"]
        return template()["Mappings"][table][first][second]
    return value


def referred(value: dict[str, Any]) -> str:
    """The logical id that a Ref or Fn::GetAtt names."""
    target = value.get("Ref") or value["Fn::GetAtt"]
    if isinstance(target, list):
        target = target[0]
    return str(target).partition(".")[0]


def loops(section: dict[str, Any] | None = None) -> dict[str, list[str]]:
    """Every loop of the file as it is written: its variable, and the words it runs through."""
    raw = yaml.load((ROOT / "template.yaml").read_text(), Loader)  # noqa: S506 - a SafeLoader
    found: dict[str, list[str]] = {}

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            for key, one in value.items():
                if key.startswith(LOOP):
                    found[f"{key.removeprefix(LOOP)} over {one[0]}"] = one[1]
                walk(one)
        elif isinstance(value, list):
            for one in value:
                walk(one)

    walk(raw)
    return found


def _unrolled(value: Any) -> Any:
    if isinstance(value, list):
        return [_unrolled(one) for one in value]
    if not isinstance(value, dict):
        return value
    result: dict[str, Any] = {}
    for key, one in value.items():
        if key.startswith(LOOP):
            variable, words, body = one
            for word in words:
                result |= _unrolled(_replaced(copy.deepcopy(body), variable, word))
        else:
            result[key] = _unrolled(one)
    return _simplified(result)


def _replaced(value: Any, variable: str, word: str) -> Any:
    if isinstance(value, str):
        return value.replace(f"${{{variable}}}", word)
    if isinstance(value, list):
        return [_replaced(one, variable, word) for one in value]
    if value == {"Ref": variable}:
        return word
    if isinstance(value, dict):
        return {
            _replaced(key, variable, word): _replaced(one, variable, word)
            for key, one in value.items()
        }
    return value


def _simplified(value: dict[str, Any]) -> Any:
    """A name that was put together from loop words only is plain text by now."""
    text = value.get("Fn::Sub")
    return text if len(value) == 1 and isinstance(text, str) and "$" not in text else value
