"""Somebody who plans in a browser: goes by the links of the journey; each kind of page is looked at once, also narrow."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Locator, ViewportSize

from tests.journeys.browser import DESK, PHONE, photograph
from tests.journeys.visitor import Visitor

ONE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/systems/)\w+|(?<=/papers/make/)\w+|(?<=/steps/)\d")
PICTURE: ViewportSize = {"width": 800, "height": 640}
MOST_TABS = 120
LINKS = "main a, .govuk-back-link"


@dataclass
class Planner(Visitor):
    """A visitor of the pages of planning, who answers whole forms and takes the pictures of the tutorial."""

    looked_at: set[str] = field(default_factory=set)

    def arrives(self) -> None:
        """A page of a kind that was not seen before is looked at; the others are only passed through."""
        kind = ONE.sub("<id>", urlsplit(self.page.url).path)
        assert self.page.locator("main").count() == 1, f"{self.page.url} is no page of ours"
        self.pages.append(kind)
        if kind in self.looked_at:
            return
        self.looked_at.add(kind)
        photograph(self.page, f"{self.who}-{len(self.looked_at):03d}")
        self.faults += [f"{self.who} at {kind}: {fault}" for fault in self.examine(self)]
        with self.at_size(PHONE):
            wide = int(self.page.evaluate("document.documentElement.scrollWidth"))
        if wide > PHONE["width"]:
            self.faults.append(f"{self.who} at {kind}: {wide} pixels wide on a screen of {PHONE['width']}")

    def looks_again_at(self, kind: str) -> None:
        """The next page of this kind is looked at although one was seen before: it shows more now."""
        self.looked_at.discard(kind)

    # Moving about

    def opens(self, *links: str) -> None:
        """From the journey by its links."""
        self.goes_to("/journey/")
        for link in links:
            self.follows(link)

    def follows(self, link: str) -> None:
        """Presses a link of the page itself, sooner the one that says exactly this."""
        exact = re.compile(rf"^\s*{re.escape(link)}\s*$")
        found = self.page.locator(LINKS, has_text=exact)
        self._leaves_by((found if found.count() else self.page.locator(LINKS, has_text=link)).first)

    def presses_this(self, link: Locator) -> None:
        """Presses a link among several that say the same."""
        self._leaves_by(link)

    def presses_button(self, name: str) -> None:
        """Presses a button of the page itself."""
        self._leaves_by(self.page.locator("main button", has_text=name).first)

    # Answering

    def asked(self, question: str) -> Locator:
        """A question with several boxes: radio buttons, boxes to tick, a date."""
        return self.page.get_by_role("group", name=question).first

    def answers(self, question: str, *options: str) -> None:
        """Chooses among radio buttons, or ticks."""
        for option in options:
            self.asked(question).get_by_label(option).first.check()

    def dates(self, question: str, day: date) -> None:
        """Types a day in three boxes."""
        for part in ("day", "month", "year"):
            self.asked(question).get_by_label(part.title()).fill(str(getattr(day, part)))

    def fills_all(self, answers: dict[str, str]) -> None:
        """Types into several boxes."""
        for question, words in answers.items():
            self.fills(question, words)

    # Keys only

    def tabs_to(self, name: str) -> None:
        """Goes on by the tabulator until something with these words has the focus."""
        says = "(document.activeElement.labels?.[0] ?? document.activeElement).textContent"
        for _number in range(MOST_TABS):
            self.keys("Tab")
            if name in (self.page.evaluate(says) or ""):
                return
        raise AssertionError(f"no key leads to “{name}”")

    # Pictures

    @contextmanager
    def at_size(self, size: ViewportSize) -> Iterator[None]:
        """The window in another size for a moment."""
        before = self.page.viewport_size or DESK
        self.page.set_viewport_size(size)
        yield
        self.page.set_viewport_size(before)

    def shows(self, name: str, at: str = "h1") -> None:
        """A picture for the tutorial from a heading down, where RALLYROUND_PICTURES names a folder."""
        if folder := os.environ.get("RALLYROUND_PICTURES"):
            with self.at_size(PICTURE):
                self.page.locator(at).first.evaluate("found => found.scrollIntoView()")
                self.page.screenshot(path=Path(folder) / f"one-group-{name}.png")


def planner(visitor: Visitor) -> Planner:
    """The same window in the hands of somebody who plans; what they find wrong is told with the rest."""
    return Planner(visitor.page, visitor.site, visitor.examine, visitor.scripted, visitor.who,
                   visitor.pages, visitor.presses, visitor.faults)  # fmt: skip
