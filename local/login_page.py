"""The page of the local token issuer on which a demo user is picked; it has no script."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

STYLE = """
:root { color-scheme: light dark;
  --line: #d9dce3; --soft: #f4f5f8; --ink: #1d2433; --dim: #596275; }
@media (prefers-color-scheme: dark) {
  :root { --line: #343b4a; --soft: #1b202b; --ink: #e8ebf2; --dim: #a3acbd; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--soft);
  color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { width: min(26rem, calc(100vw - 2rem)); padding: 2rem; background: Canvas;
  border: 1px solid var(--line); border-radius: 14px; }
h1 { margin: 0 0 .25rem; font-size: 1.25rem; }
p { margin: 0 0 1.25rem; color: var(--dim); font-size: .9rem; }
form { margin: 0; display: grid; gap: .5rem; }
button { display: grid; padding: .7rem 1rem; text-align: left; font: inherit; color: inherit;
  background: Canvas; border: 1px solid var(--line); border-radius: 10px; cursor: pointer; }
button:hover { background: var(--soft); }
button:focus-visible { outline: 3px solid #3b6fe0; outline-offset: 1px; }
small { color: var(--dim); }
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'"
)


def login_page(asked: Mapping[str, str], users: Sequence[Mapping[str, str]]) -> str:
    """The page.

    Args:
        asked: What the client asked for; it comes back with the choice.
        users: The people to pick from.
    """
    kept = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in asked.items()
    )
    people = "".join(
        f'<button name="user" value="{escape(one["sub"])}"><span>{escape(one["name"])}</span>'
        f"<small>{escape(one['email'])} · {escape(one['role'])}</small></button>"
        for one in users
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Log in</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head>'
        "<body><main><h1>Who are you today?</h1><p>The local stack asks for no password.</p>"
        f'<form method="post" action="authorize">{kept}{people}</form></main></body></html>'
    )
