"""The links below a list that lead to its other pages."""

from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from rallyround.ui.govuk import component
from rallyround.ui.lists import ListPage


def render_pagination(page: ListPage) -> SafeString:
    """Nothing for one page; else first, last, the pages around this one, and one to either side."""
    if page.pages == 1:
        return mark_safe("")
    params: dict[str, Any] = {
        "landmarkLabel": gettext("Pages of the list"),
        "items": [_item(page, number) for number in _shown(page.number, page.pages)],
    }
    if page.number > 1:
        params["previous"] = {"href": page.url(page=page.number - 1), "text": gettext("Previous")}
    if page.number < page.pages:
        params["next"] = {"href": page.url(page=page.number + 1), "text": gettext("Next")}
    note = ""
    if page.count_is_floor and page.number == page.pages:
        told = gettext("The list goes on. Filter it to see the rest here, or take it as a file.")
        note = component("inset-text", {"text": told})
    return mark_safe(note + component("pagination", params))  # noqa: S308 made of components


def _shown(number: int, pages: int) -> list[int]:
    """Page numbers to show; 0 stands for a gap."""
    near = {1, pages, *(n for n in range(number - 1, number + 2) if 1 <= n <= pages)}
    numbers: list[int] = []
    for n in sorted(near):
        if numbers and n > numbers[-1] + 1:
            numbers.append(0)
        numbers.append(n)
    return numbers


def _item(page: ListPage, number: int) -> dict[str, Any]:
    if number == 0:
        return {"ellipsis": True}
    label = gettext("Page %(number)s") % {"number": number}
    current = number == page.number
    return {
        "number": number,
        "href": page.url(page=number),
        "current": current,
        "visuallyHiddenText": label,
    }
