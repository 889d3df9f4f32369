"""What the tutorial prints is what it says it prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[3] / "docs" / "tutorial" / "allocation.md"


def test_the_tutorial_does_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    for block, said in re.findall(
        r"```python\n(.*?)```(?:\n\n```text\n(.*?)```)?", PAGE.read_text("utf-8"), re.DOTALL
    ):
        exec(block, names)  # noqa: S102
        printed = capsys.readouterr().out
        assert not said or printed == said
