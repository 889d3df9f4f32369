"""Chromium, and what is asked of every page in it."""

import os
import shutil
from collections.abc import Iterator
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
    # Maps draw with WebGL, in software here. The pages themselves are painted without it: half the time of all.
    drawing = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-gpu-compositing"]
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


def shown_again(page: Page, window: Page) -> Page:
    """A page as it was sent, shown to a window that runs script: what asks about a page needs one."""
    assert page.viewport_size is not None
    html, address = page.content(), page.url.partition("#")[0]
    window.goto("about:blank")
    window.unroute_all()
    window.route(
        lambda url: url == address,
        lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"),
    )
    window.set_viewport_size(page.viewport_size)
    window.goto(page.url, wait_until="load")
    return window


def faults(page: Page) -> list[str]:
    """What axe finds, and whether the page must be scrolled sideways."""
    assert page.viewport_size is not None
    width = page.viewport_size["width"]
    wide = int(page.evaluate("document.documentElement.scrollWidth"))
    return violations(page) + ([f"{wide} pixels wide on a screen of {width}"] if wide > width else [])


def photograph(page: Page, name: str) -> None:
    """A picture for a person to look at, where RALLYROUND_PICTURES names a folder."""
    if folder := os.environ.get("RALLYROUND_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
