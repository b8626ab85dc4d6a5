"""Chromium without a screen, and without its own calls to anybody."""

from playwright.sync_api import Browser, Playwright, expect

QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
PATIENCE = 60_000
"""Milliseconds that a story waits for something to appear; a busy machine is slow."""


def launched(playwright: Playwright, path: str) -> Browser:
    """The browser at that path; expectations are patient from here on."""
    expect.set_options(timeout=PATIENCE)
    return playwright.chromium.launch(executable_path=path, args=list(QUIET))
