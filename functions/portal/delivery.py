"""How a file travels: its coding, how long it may be kept, and when it need not travel at all."""

import base64
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from functions.portal.static_files import SUFFIXES, StaticFile

FOR_EVER: Final = "public, max-age=31536000, immutable"
ASK_FIRST: Final = "no-cache"
PLAIN: Final = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Asked:
    """What a request says of the answer that it can use."""

    codings: frozenset[str]
    etags: frozenset[str]

    @classmethod
    def of(cls, event: dict[str, Any]) -> "Asked":
        """Read the headers of an API Gateway event (payload version 2.0, lower-case names)."""
        headers = event.get("headers") or {}
        etags = (one.strip() for one in headers.get("if-none-match", "").split(","))
        return cls(
            codings=accepted_codings(headers.get("accept-encoding", "")),
            etags=frozenset(one.removeprefix("W/") for one in etags if one),
        )


def accepted_codings(header: str) -> frozenset[str]:
    """The content codings of an Accept-Encoding header that are not refused by `q=0` (RFC 9110)."""
    accepted = set()
    for part in header.lower().split(","):
        coding, _, weight = part.replace(" ", "").partition(";")
        if coding and not _is_zero(weight.removeprefix("q=")):
            accepted.add(coding)
    return frozenset(accepted)


def _is_zero(weight: str) -> bool:
    return bool(weight) and not weight.strip("0.")


def delivered(file: StaticFile, asked: Asked) -> dict[str, Any]:
    """The answer that carries a file, or 304 where the browser has it."""
    coding = next((one for one in SUFFIXES if one in asked.codings & file.bodies.keys()), "")
    etag = f'"{file.digest}-{coding}"' if coding else f'"{file.digest}"'
    headers = {
        "Cache-Control": FOR_EVER if file.lasting else ASK_FIRST,
        "ETag": etag,
        "Vary": "Accept-Encoding",
    }
    if asked.etags & {etag, "*"}:
        return {"statusCode": int(HTTPStatus.NOT_MODIFIED), "headers": headers}
    headers["Content-Type"] = file.content_type
    if not coding:
        body = file.bodies["identity"].decode()
        return {"statusCode": int(HTTPStatus.OK), "headers": headers, "body": body}
    return {
        "statusCode": int(HTTPStatus.OK),
        "headers": headers | {"Content-Encoding": coding},
        "body": base64.b64encode(file.bodies[coding]).decode(),
        "isBase64Encoded": True,
    }


def moved(location: str) -> dict[str, Any]:
    """The answer that leads to another address."""
    headers = {"Location": location, "Cache-Control": ASK_FIRST}
    return {"statusCode": int(HTTPStatus.FOUND), "headers": headers}


def not_here() -> dict[str, Any]:
    """The answer where there is no such file."""
    return {
        "statusCode": int(HTTPStatus.NOT_FOUND),
        "headers": {"Content-Type": PLAIN, "Cache-Control": ASK_FIRST},
        "body": "There is no such file. The portal starts at index.html.\n",
    }
