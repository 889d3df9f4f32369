"""The example pages in a real browser: accessibility, a phone's width, no script, and the content security policy."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.apps.ui.site import STATIC, served

pytestmark = pytest.mark.browser

CHROMIUM = os.environ.get("RALLYROUND_CHROMIUM") or shutil.which("chromium")
PAGES = ["/form", "/form?bad", "/list", "/board", "/map", "/intake", "/intake?bad"]
ERRORS = ["/400", "/403", "/404", "/409", "/500"]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("NO BROWSER TESTS: Chromium was not found; install it or set RALLYROUND_CHROMIUM")
    as_root = ["--no-sandbox"] if hasattr(os, "getuid") and os.getuid() == 0 else []
    drawing = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-gpu-compositing"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*as_root, *drawing])
        yield browser
        browser.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    yield page
    context.close()


def complaints(page: Page) -> list[str]:
    """What the page logs as an error from now on: a blocked style or script, a failed request."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def violations(page: Page) -> list[tuple[str, str]]:
    page.evaluate((STATIC / "dist/test/axe.min.js").read_text("utf-8"))
    result: dict[str, Any] = page.evaluate("tags => axe.run({runOnly: tags})", TAGS)
    return [(v["id"], node["html"][:200]) for v in result["violations"] for node in v["nodes"]]


def photograph(page: Page, name: str) -> None:
    """A picture for a person to look at, where RALLYROUND_PICTURES says so."""
    if folder := os.environ.get("RALLYROUND_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name.strip('/').replace('/', '-')}.png", full_page=True)


@pytest.mark.parametrize(
    ("path", "width"),
    [(path, width) for path in PAGES for width in (320, 1280)]
    + [(path, 320) for path in (*ERRORS, "/cy/form?bad", "/cy/list")],
)
def test_a_page_has_no_accessibility_violation_and_no_complaint(
    tab: Page, site: str, path: str, width: int
) -> None:
    said = complaints(tab)
    tab.set_viewport_size({"width": width, "height": 900})
    tab.goto(site + path, wait_until="networkidle")
    if path == "/map":
        tab.wait_for_selector("[data-drawn]")
    photograph(tab, f"{path}-{width}")
    assert violations(tab) == []
    assert said == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_all_it_has_to_say_without_script(browser: Browser, site: str, path: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 600})
    page = context.new_page()
    page.goto(site + path)
    photograph(page, f"{path}-no-script")
    assert page.locator("h1").is_visible()
    if path not in ("/intake", "/intake?bad"):
        assert page.get_by_role("link", name="Coordinate").is_visible()
    context.close()


def test_the_public_form_loads_no_script(tab: Page, site: str) -> None:
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(site + "/intake", wait_until="networkidle")
    assert [url.rsplit("/", 1)[1] for url in asked if "static" in url and not url.endswith("svg")] == [
        "intake.css"
    ]


def test_a_map_asks_nobody_else_and_a_press_leads_to_the_place(tab: Page, site: str) -> None:
    asked: list[str] = []
    said = complaints(tab)
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(site + "/map")
    tab.wait_for_selector("[data-drawn]")
    assert all(url.startswith((site, "blob:" + site, "data:")) for url in asked), asked
    box = tab.locator(".rr-map").bounding_box()
    assert box is not None
    tab.mouse.move(box["x"] + box["width"] / 2 + 20, box["y"] + box["height"] / 2 + 60)
    tab.wait_for_function("document.querySelector('.rr-map__said').textContent.startsWith('Area')")
    tab.mouse.click(box["x"] + box["width"] / 2 + 20, box["y"] + box["height"] / 2 + 60)
    tab.wait_for_url("**/list")
    assert said == []


def test_what_is_drawn_on_a_map_stands_in_the_form(tab: Page, site: str) -> None:
    said = complaints(tab)
    tab.goto(site + "/draw")
    tab.wait_for_selector("[data-drawn]")
    box = tab.locator(".rr-map").bounding_box()
    assert box is not None
    for x, y in ((200, 100), (400, 100), (400, 300), (100, 300)):
        tab.mouse.click(box["x"] + x, box["y"] + y)
    photograph(tab, "draw")
    shape = json.loads(tab.locator("#shape").input_value())
    assert shape["type"] == "Polygon"
    assert len(shape["coordinates"][0]) == 5
    assert shape["coordinates"][0][0] == shape["coordinates"][0][-1]
    tab.get_by_role("button", name="Take back the last corner").click()
    assert len(json.loads(tab.locator("#shape").input_value())["coordinates"][0]) == 4
    assert violations(tab) == []
    assert said == []


def test_areas_that_do_not_load_are_told_in_words(tab: Page, site: str) -> None:
    tab.route("**/areas.json", lambda route: route.fulfill(status=503, body=""))
    tab.goto(site + "/map")
    tab.get_by_text("The list has the same places.").wait_for()


def test_the_error_summary_leads_to_the_first_box_of_its_question(tab: Page, site: str) -> None:
    tab.goto(site + "/form?bad", wait_until="networkidle")
    tab.get_by_role("alert").get_by_role("link", name="Enter a real date").click()
    assert tab.evaluate("document.activeElement.id") == "id_day_day"
