"""The table as the template defines it."""

from __future__ import annotations

from typing import Any

import yaml

from local.environments import CHECKOUT

TEMPLATE = CHECKOUT / "template.yaml"


class _PlainLoader(yaml.SafeLoader):
    """Reads a template and leaves every intrinsic function out."""


_PlainLoader.add_multi_constructor("!", lambda _loader, _name, _node: None)


def table_definition(name: str) -> dict[str, Any]:
    """The arguments of CreateTable that make the template's table under another name."""
    template = yaml.load(TEMPLATE.read_text(), Loader=_PlainLoader)  # noqa: S506
    properties = template["Resources"]["Table"]["Properties"]
    copied = ("AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes", "KeySchema")
    return {"TableName": name} | {key: properties[key] for key in copied}
