"""Somebody at a page: goes, fills in, presses, reads. Every page on the way is looked at."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, Request, Response, expect

from tests.journeys.browser import photograph


@dataclass
class Visitor:
    """A person with a browser window.

    `pages` are the addresses that they came by, `presses` counts the keys that they pressed, and `faults` are all
    that was wrong on the way, told together at the end.
    """

    page: Page
    site: str
    examine: "Callable[[Visitor], list[str]]"
    scripted: bool
    who: str
    pages: list[str] = field(default_factory=list)
    presses: int = 0
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda said: self._complain(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self._complain(str(error)))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)

    # Moving about

    def goes_to(self, path: str) -> None:
        """Types an address."""
        self.page.goto(path if path.startswith("http") else self.site + path, wait_until="load")
        self.arrives()

    def follows(self, link: str) -> None:
        """Presses a link."""
        self._leaves_by(self.page.get_by_role("link", name=link, exact=False).first)

    def presses_button(self, name: str) -> None:
        """Presses a button that leads to another page."""
        self._leaves_by(self.page.get_by_role("button", name=name, exact=False).first)

    def _leaves_by(self, way: Locator) -> None:
        with self.page.expect_navigation(wait_until="load"):
            way.click()
        self.arrives()

    def arrives(self) -> None:
        """Every page is looked at on arrival, for whoever uses it by ear, by key or on a narrow screen."""
        self.pages.append(urlsplit(self.page.url).path)
        if self.scripted:
            self.page.wait_for_load_state("networkidle")
        photograph(self.page, f"{self.who}-{len(self.pages):02d}")
        path = self.pages[-1]
        self.faults += [f"{self.who} at {path}: {fault}" for fault in self.examine(self)]

    def sends_it_empty(self) -> None:
        """Sends the page's form as it came, where there is one: its errors are looked at too."""
        button = self.page.locator("main form[method=post] button:not([type=button])").first
        if button.count() == 0:
            return
        self.page.evaluate("document.querySelector('main form[method=post]').noValidate = true")
        self._leaves_by(button)

    # Answering

    def fills(self, question: str, words: str) -> None:
        """Types into the box with this label."""
        self.page.get_by_label(question, exact=False).first.fill(words)

    def chooses(self, option: str) -> None:
        """Chooses a radio button or ticks a box."""
        self.page.get_by_label(option, exact=False).first.check()

    def selects(self, question: str, option: str) -> None:
        """Picks from a list."""
        self.page.get_by_label(question, exact=False).first.select_option(label=option)

    # Keys only

    def keys(self, *names: str) -> None:
        """Presses keys one by one; each counts."""
        for name in names:
            self.page.keyboard.press(name)
            self.presses += 1

    def keys_that_send(self, *names: str) -> None:
        """The same, where the last one leads to another page."""
        with self.page.expect_navigation(wait_until="load"):
            self.keys(*names)
        self.arrives()

    def types(self, words: str) -> None:
        """Types what was said; words do not count."""
        self.page.keyboard.type(words)

    # Reading

    def sees(self, words: str) -> None:
        """These words stand on the page."""
        expect(self.page.locator("body")).to_contain_text(re.compile(re.escape(words), re.IGNORECASE))

    def sees_nothing_of(self, words: str) -> None:
        """These words stand nowhere on the page, also not where they are hidden."""
        assert words.casefold() not in self.page.content().casefold()

    # What goes wrong

    def _complain(self, sentence: str) -> None:
        self.faults.append(f"{self.who} at {self.page.url}: {sentence}")

    def _failed(self, request: Request) -> None:
        if "ERR_ABORTED" not in (request.failure or ""):
            self._complain(f"{request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self._complain(f"{response.url}: {response.status}")
        if not response.url.startswith((self.site, "data:", "blob:")):
            self._complain(f"{response.url} is not ours")
