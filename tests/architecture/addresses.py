"""Reads every address of the product and the rows that say who may open it; finds where the two disagree."""

import importlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from rallyround.people.roles import ROLES

# 'public' | 'signed_link' | 'signed_in' | the keys of the roles that may open it
Row = str | frozenset[str]
WORDS = {"public", "signed_link", "signed_in"}
CONVERTER = re.compile(r"<(?:[a-z]+:)?([a-z_]+)>")


@dataclass(frozen=True)
class Address:
    """One pattern of the URLconf with its whole route, such as `needs/<uuid:id>/claim/`."""

    name: str
    route: str
    view: Callable[..., Any]

    @property
    def parameters(self) -> dict[str, str]:
        """Each parameter with the part of the route before it: {'id': 'needs/'}."""
        return {found[1]: self.route[: found.start()] for found in CONVERTER.finditer(self.route)}

    @property
    def declares(self) -> tuple[str, ...]:
        """What the view's decorator says."""
        return tuple(str(said) for said in getattr(self.view, "declares", ()))


def addresses(patterns: Iterable[Any] | None = None, before: str = "") -> Iterator[Address]:
    """Every address of the URLconf, or of these patterns."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield Address(pattern.name or "", route, pattern.callback)


def rows() -> dict[str, Row]:
    """The rows of all apps. An address that two files declare is a mistake."""
    found: dict[str, Row] = {}
    for path in sorted((Path(__file__).parent / "access").glob("[a-z]*.py")):
        declared: Mapping[str, Row] = importlib.import_module(f"tests.architecture.access.{path.stem}").ACCESS
        twice = found.keys() & declared.keys()
        assert not twice, f"{path.name} declares again: {', '.join(sorted(twice))}"
        found |= declared
    return found


def disagreements(there: Iterable[Address], declared: Mapping[str, Row]) -> list[str]:
    """A sentence for each address without a row, row without an address, and row that says nothing known."""
    names: set[str] = set()
    said = []
    for address in there:
        if not address.name:
            said.append(f"{address.route} has no name, so nothing can say who may open it")
        elif address.name in names:
            said.append(f"{address.name} names two addresses; the second is {address.route}")
        elif address.name not in declared:
            said.append(f"{address.name} ({address.route}) has no row in tests/architecture/access")
        names.add(address.name)
    said += [f"{name} has a row but is no address" for name in sorted(declared.keys() - names)]
    said += [
        f"{name} has a row that is neither a known word nor roles: {row!r}"
        for name, row in sorted(declared.items())
        if not (row <= ROLES.keys() if isinstance(row, frozenset) else row in WORDS)
    ]
    return said
