"""How soon the portal shows its first view, in a browser that has nothing of it yet."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from playwright.sync_api import sync_playwright

from local.running_stack import running_stack

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from local.stack_file import StackInfo

LOADS: Final = 10
GOAL_SECONDS: Final = 1.0
RESULTS: Final = Path(__file__).parent / "results" / "portal.json"
PERSON: Final = "Paul Pierce"
QUIET: Final = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
VIEWS: Final = {
    "welcome": "before the login",
    "painted": "behind it, first words",
    "listed": "behind it, all apps listed",
}

FIRST_PAINT: Final = """() => new Promise((told) => new PerformanceObserver((list) => {
  const one = list.getEntriesByName('first-contentful-paint')[0]
  if (one) told(one.startTime)
}).observe({ type: 'paint', buffered: true }))"""
CARRIED: Final = """performance.getEntries().filter((one) => one.transferSize).reduce(
  (sum, one) => sum + one.transferSize, 0)"""


def main() -> int:
    """Run, print, keep the figures; 1 when a goal was missed."""
    parser = argparse.ArgumentParser(description="How soon the portal shows its first view.")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    arguments = parser.parse_args()
    with running_stack("bench") as stack, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=arguments.chromium, args=list(QUIET))
        loads = [_load(browser, stack.info) for _ in range(LOADS)]
        browser.close()
    results = {name: _figures([one[name] for one in loads]) for name in VIEWS}
    kilobytes = round(max(one["carried"] for one in loads) / 1000, 1)
    RESULTS.write_text(json.dumps({**results, "kilobytes": kilobytes}, indent=2) + "\n")
    return report(results, kilobytes)


def _load(browser: Browser, stack: StackInfo) -> dict[str, float]:
    """Milliseconds of one visit, and the bytes of its first page; nothing comes from a cache."""
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 860})
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(str(stack.portal_url))
    login = page.get_by_role("button", name="Log in", exact=True)
    login.wait_for()
    welcome, carried = page.evaluate(FIRST_PAINT), page.evaluate(CARRIED)
    login.click()
    page.get_by_role("button", name=PERSON).click()
    page.get_by_role("link", name="Manage").last.wait_for()
    listed, painted = page.evaluate("performance.now()"), page.evaluate(FIRST_PAINT)
    context.close()
    return {"welcome": welcome, "carried": carried, "painted": painted, "listed": listed}


def _figures(milliseconds: list[float]) -> dict[str, float]:
    seconds = [one / 1000 for one in milliseconds]
    return {"p50": round(statistics.median(seconds), 3), "longest": round(max(seconds), 3)}


def report(results: dict[str, Any], kilobytes: float) -> int:
    """Print the figures against the goal; 1 when it was missed."""
    print(f"{LOADS} visits without a cache, seconds (goal: median {GOAL_SECONDS:.0f})")
    for name, view in VIEWS.items():
        print(
            f"  {view:<28}median {results[name]['p50']:.2f}  longest {results[name]['longest']:.2f}"
        )
    print(f"  {kilobytes} kB before the login")
    return int(any(one["p50"] > GOAL_SECONDS for one in results.values()))


if __name__ == "__main__":
    sys.exit(main())
