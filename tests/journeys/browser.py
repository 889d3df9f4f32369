"""Chromium, and what is asked of every page in it."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

import rallyround.ui

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("RALLYROUND_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
REQUIRED = bool(os.environ.get("RALLYROUND_BROWSER_REQUIRED"))
MISSING = "NO BROWSER TESTS: Chromium was not found. Install it (apt install chromium) or name it in RALLYROUND_CHROMIUM."

STATIC = Path(rallyround.ui.__file__).parent / "static"
AXE = STATIC / "dist" / "test" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

PHONE: ViewportSize = {"width": 320, "height": 640}
DESK: ViewportSize = {"width": 1280, "height": 900}


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser of this machine. While it is open Django must bear with the loop that drives it."""
    as_root = ["--no-sandbox"] if hasattr(os, "getuid") and os.getuid() == 0 else []
    drawing = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*as_root, *drawing])
            yield browser
            browser.close()
    finally:
        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")
        if before is not None:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


def violations(page: Page) -> list[str]:
    """What axe finds wrong with a page as it is now."""
    page.evaluate(AXE.read_text("utf-8"))
    result: dict[str, Any] = page.evaluate("tags => axe.run({runOnly: tags})", TAGS)
    return [
        f"{found['id']}: {node['html'][:160]}" for found in result["violations"] for node in found["nodes"]
    ]


class Examiner:
    """Asks axe about pages. One without script is shown, as it was sent, to a second window that has it."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    def __call__(self, page: Page, *, scripted: bool) -> list[str]:
        if scripted:
            return violations(page)
        assert page.viewport_size is not None
        context = self._browser.new_context(viewport=page.viewport_size)
        try:
            copy = context.new_page()
            html, address = page.content(), page.url
            copy.route(
                address,
                lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"),
            )
            copy.goto(address, wait_until="load")
            return violations(copy)
        finally:
            context.close()


def too_wide(page: Page) -> bool:
    """Whether a page must be scrolled sideways."""
    assert page.viewport_size is not None
    return bool(page.evaluate("document.documentElement.scrollWidth") > page.viewport_size["width"])


def photograph(page: Page, name: str) -> None:
    """A picture for a person to look at, where RALLYROUND_PICTURES names a folder."""
    if folder := os.environ.get("RALLYROUND_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


Examine = Callable[..., list[str]]
