"""The headers that keep strangers' code, frames and guesses out of the portal."""

from typing import Any, Final

HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",  # for what does not know frame-ancestors
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Strict-Transport-Security": "max-age=31536000",
}


def content_security_policy(login_origin: str) -> str:
    """What the page may load: its own files; it may talk to its API and to the login.

    Args:
        login_origin: Of the token issuer, `https://login.example`.
    """
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "font-src 'self'",
            f"connect-src 'self' {login_origin}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def safe(answer: dict[str, Any], login_origin: str) -> dict[str, Any]:
    """The answer with all of these headers."""
    policy = {"Content-Security-Policy": content_security_policy(login_origin)}
    return answer | {"headers": answer["headers"] | HEADERS | policy}
