"""The component tag gives what GOV.UK Frontend's own fixtures say, for every component."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import rallyround.ui
from rallyround.ui.govuk import component

FIXTURES = Path(rallyround.ui.__file__).parent / "static" / "dist" / "test" / "fixtures"


class Normal(HTMLParser):
    """HTML as a list of tags and texts, so that white space and the order of attributes do not count."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[Any] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append((tag, sorted((name, " ".join((value or "").split())) for name, value in attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        text = re.sub(r"\s+", " ", data).strip()
        if text:
            self.parts.append(text)


def cases() -> list[Any]:
    return [
        pytest.param(path.stem, case["options"], case["html"], id=f"{path.stem}: {case['name']}")
        for path in sorted(FIXTURES.glob("*.json"))
        for case in json.loads(path.read_text("utf-8"))["fixtures"]
    ]


@pytest.mark.parametrize(("name", "options", "html"), cases())
def test_a_component_gives_the_html_of_its_fixture(name: str, options: dict[str, Any], html: str) -> None:
    assert Normal(component(name, options)).parts == Normal(html).parts


def test_the_fixtures_of_every_component_were_there_to_compare_with() -> None:
    assert len(list(FIXTURES.glob("*.json"))) > 30, "Run python assets/build.py first."
