"""A table over HTTP that does what work items need of DynamoDB, in time that hardly grows with it.

The emulator looks through all rows for each query, so that with very many rows it is all that would
be measured.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any, Final

Row = dict[str, Any]
PAGE_BYTES: Final = 1_000_000
"""DynamoDB ends a page there."""


class Rows:
    """Rows by partition, in the order of their sort keys."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], Row] = {}
        self._order: defaultdict[str, list[str]] = defaultdict(list)
        self._lock = Lock()

    def put(self, row: Row) -> None:
        """Write one row."""
        pk, sk = row["pk"]["S"], row["sk"]["S"]
        with self._lock:
            if (pk, sk) not in self._rows:
                insort(self._order[pk], sk)
            self._rows[pk, sk] = row

    def get(self, key: Row) -> Row | None:
        """Read one row."""
        return self._rows.get((key["pk"]["S"], key["sk"]["S"]))

    def between(self, pk: str, first: str, last: str) -> list[Row]:
        """Read rows by their sort keys, inclusive."""
        with self._lock:
            order = self._order[pk]
            chosen = order[bisect_left(order, first) : bisect_right(order, last)]
            return [self._rows[pk, sk] for sk in chosen]


def answer(rows: Rows, operation: str, asked: Row) -> Row:
    """Do one operation.

    Raises:
        KeyError: It is none of those that work items need.
    """
    return {
        "BatchWriteItem": _written,
        "BatchGetItem": _found,
        "GetItem": _one,
        "Query": _queried,
    }[operation](rows, asked)


def _written(rows: Rows, asked: Row) -> Row:
    ((_, requests),) = asked["RequestItems"].items()
    for one in requests:
        rows.put(one["PutRequest"]["Item"])
    return {"UnprocessedItems": {}}


def _found(rows: Rows, asked: Row) -> Row:
    ((table, wanted),) = asked["RequestItems"].items()
    found = [row for key in wanted["Keys"] if (row := rows.get(key)) is not None]
    return {"Responses": {table: found}, "UnprocessedKeys": {}}


def _one(rows: Rows, asked: Row) -> Row:
    row = rows.get(asked["Key"])
    return {} if row is None else {"Item": row}


def _queried(rows: Rows, asked: Row) -> Row:
    values = {name: value["S"] for name, value in asked["ExpressionAttributeValues"].items()}
    prefix = values.get(":prefix", "")
    first, last = values.get(":first", prefix), values.get(":last", f"{prefix}\U0010ffff")
    start = asked.get("ExclusiveStartKey")
    if start is not None:
        first = max(first, start["sk"]["S"] + "\x00")
    page: list[Row] = []
    size = 0
    for row in rows.between(values[":pk"], first, last):
        page.append(row)
        size += sum(len(value["S"]) for value in row.values() if "S" in value)
        if size > PAGE_BYTES:
            return {"Items": page, "LastEvaluatedKey": {k: row[k] for k in ("pk", "sk")}}
    return {"Items": page}


def main() -> None:
    """Serve until the process is ended."""
    rows = Rows()

    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            operation = self.headers["X-Amz-Target"].rpartition(".")[2]
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            raw = json.dumps(answer(rows, operation, asked)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        print(json.dumps({"port": server.server_port}), flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
