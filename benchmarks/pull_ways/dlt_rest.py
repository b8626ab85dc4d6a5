"""dlt's own REST source, told by configuration what to read, as its documentation shows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from dlt.sources.rest_api import rest_api_source

from benchmarks.pull_ways.measured import run

if TYPE_CHECKING:
    from benchmarks.pull_ways.measured import Plan


def read(plan: Plan) -> dict[str, Any]:
    """Draw all rows out of the source; they are loaded nowhere."""
    base, _, path = plan["url"].rpartition("/")
    if plan["paging"] == "link":
        paginator: dict[str, Any] = {"type": "header_link"}
        endpoint = {"path": path, "params": plan["params"]}
    else:
        paginator = {"type": "json_link", "next_url_path": "pageDetails.nextPageUrl"}
        # dlt fills in what stands in braces.
        search = json.dumps(plan["body"]).replace("{", "{{").replace("}", "}}")
        params = {"search": search}
        endpoint = {"path": path, "params": params, "data_selector": "items"}
    source = rest_api_source(
        {
            "client": {"base_url": f"{base}/", "headers": plan["headers"], "paginator": paginator},
            "resources": [{"name": "time_entries", "endpoint": endpoint}],
        }
    )
    return {"rows": sum(1 for _ in source.resources["time_entries"])}


if __name__ == "__main__":
    run(read)
