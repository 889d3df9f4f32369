"""How much a cold visit of the public form weighs: measured in the browser, with headers, stylesheet and icon."""

import socket
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from rallyround.people.models import Organisation
from tests.journeys.browser import PHONE

pytestmark = pytest.mark.browser

LIMIT = 14 * 1000


def weigh(browser: Browser, address: str) -> dict[str, int]:
    """The bytes that came over the wire for each thing of a page, in a browser that has never been there."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    urls: dict[str, str] = {}
    weights: dict[str, int] = {}
    wire.on(
        "Network.requestWillBeSent", lambda said: urls.update({said["requestId"]: said["request"]["url"]})
    )

    def loaded(said: dict[str, Any]) -> None:
        if not urls[said["requestId"]].startswith("data:"):  # came with the page or its stylesheet
            weights[urls[said["requestId"]]] = int(said["encodedDataLength"])

    wire.on("Network.loadingFinished", loaded)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(address, wait_until="networkidle")
    icon = page.locator("link[rel=icon]").get_attribute("href")
    context.close()
    if icon and not icon.startswith("data:"):
        # A browser without a window asks for no icon; one with a window does, so it is asked for here.
        parts = urlsplit(address)
        weights[f"{parts.scheme}://{parts.netloc}{icon}"] = answer_length(parts.netloc, icon)
    return weights


def answer_length(host: str, path: str) -> int:
    """Every byte of the answer to a plain request, headers included."""
    name, port = host.split(":")
    with socket.create_connection((name, int(port)), timeout=10) as line:
        wanted = [f"GET {path} HTTP/1.1", f"Host: {host}", "Accept-Encoding: gzip", "Connection: close"]
        line.sendall("\r\n".join([*wanted, "", ""]).encode())
        total = 0
        while piece := line.recv(65536):
            total += len(piece)
    return total


@pytest.mark.parametrize("path", ["/help/", "/offer/", "/state/"])
def test_a_cold_visit_of_a_public_form_weighs_at_most_14_kilobytes(
    browser: Browser, partnership: Organisation, site: str, path: str
) -> None:
    weights = weigh(browser, site + path)
    print(f"\n{path}: {sum(weights.values()):,} bytes", weights)
    assert len(weights) == 3, "the page, its stylesheet and its icon, no more"
    assert sum(weights.values()) <= LIMIT, weights


def test_what_the_browser_counts_is_what_goes_over_the_wire(
    browser: Browser, partnership: Organisation, site: str
) -> None:
    """The browser's count holds the headers: it is within a few bytes of the raw answer's length."""
    counted = weigh(browser, f"{site}/help/")[f"{site}/help/"]
    raw = answer_length(urlsplit(site).netloc, "/help/")
    assert abs(counted - raw) < 100
