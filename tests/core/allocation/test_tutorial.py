"""What the tutorial and the recipes print is what they say they print."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[3] / "docs"
BLOCK = re.compile(r"```python\n(.*?)```(?:\n\n```text\n(.*?)```)?", re.DOTALL)


def blocks(page: str) -> list[tuple[str, str]]:
    return BLOCK.findall((DOCS / page).read_text("utf-8"))


@pytest.mark.parametrize("page", ["tutorial/allocation.md", "how-to/allocation-recipes.md"])
def test_a_page_does_what_it_says(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    for block, said in blocks(page):
        exec(block, names)  # noqa: S102
        assert capsys.readouterr().out == said


def test_each_recipe_needs_only_the_first() -> None:
    first, *others = blocks("how-to/allocation-recipes.md")
    assert len(others) > 10
    for block, _said in others:
        names: dict[str, object] = {}
        exec(first[0], names)  # noqa: S102
        exec(block, names)  # noqa: S102
