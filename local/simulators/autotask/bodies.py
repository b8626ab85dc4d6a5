"""JSON in and out of the vendor's calls."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

from local.simulators.autotask.errors import VendorError, not_json
from local.simulators.autotask.quirks_calls import DELETE_ANSWERS_204
from local.simulators.autotask.refusals_calls import EMPTY_BODY

if TYPE_CHECKING:
    from local.simulators.autotask.tenant import Tenant


async def read_object(request: web.Request) -> dict[str, Any]:
    """Read the JSON object of a body.

    Raises:
        VendorError: the body is empty.
        HTTPBadRequest: it is not JSON; answered by the framework, not by a rule.
    """
    text = await request.text()
    if not text.strip():
        raise VendorError(EMPTY_BODY)
    try:
        body = json.loads(text)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise not_json()
    return body


def json_answer(text: str) -> web.Response:
    """Answer JSON that is already text."""
    return web.Response(text=text, content_type="application/json")


def deleted(tenant: Tenant, row_id: int) -> web.Response:
    """Answer a delete: the id, or nothing where the quirk has it so."""
    if tenant.has(DELETE_ANSWERS_204):
        return web.Response(status=204)
    return item_id(row_id)


def item_id(row_id: int) -> web.Response:
    """Answer a write: `{"itemId": n}`, always with 200."""
    return web.json_response({"itemId": row_id})
