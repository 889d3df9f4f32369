"""`{% load papers %}`: the blocks of a paper on its page."""

from typing import Any

from django import template

from rallyround.formats.document import Block, Figure
from rallyround.programme.queries.papers import drawn

register = template.Library()


@register.inclusion_tag("programme/paper_block.html")
def paper_block(block: Block, source_label: str) -> dict[str, Any]:
    """One block: text, points, a table, a figure with its table, or a blank by its name."""
    chart = drawn(block) if isinstance(block, Figure) else None
    return {
        "block": block,
        "kind": type(block).__name__.lower(),
        "chart": chart,
        "source_label": source_label,
    }


@register.filter
def column(rows: list[str], head: tuple[str, ...]) -> list[tuple[str, str]]:
    """The cells of a row with the heading of each, for narrow pages."""
    return list(zip(head, rows, strict=True))
