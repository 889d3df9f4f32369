"""The reference page of the engine says what the code says, and leaves nothing out."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from rallyround.core import allocation

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGE = (DOCS / "reference" / "allocation.md").read_text("utf-8")


def test_the_page_is_what_would_be_written_now() -> None:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    assert generate.NOTE + generate.allocation().rstrip() + "\n" == PAGE, "run make docs and commit the page"


def test_everything_that_the_engine_offers_stands_there() -> None:
    assert not [name for name in allocation.__all__ if f"### {name}\n" not in PAGE]
