"""The lists that can be made into a file in the background: each app says how its list is built for somebody.

The worker makes long Excel files without the page that asked for them, so it finds the list here by its name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from rallyround.ui.errors import NotAllowed
from rallyround.ui.lists import Listing


@dataclass(frozen=True)
class Registered:
    """A list by the name of its `Listing`: the permission it is under, and how it is built for a user."""

    name: str
    permission: str
    build: Callable[[Any, QueryDict], Listing]


EXPORT = "export"  # the permission to take lists out, by the key that roles know it by

LISTINGS: dict[str, Registered] = {}


def register(name: str, permission: str, build: Callable[[Any, QueryDict], Listing]) -> None:
    """Say how a list is built: with exactly the rows that the user may see on its page."""
    LISTINGS[name] = Registered(name, permission, build)


def must_export(user: Any) -> None:
    """Refuse a file to whoever may look at lists but not take them out."""
    if not user.may(EXPORT):
        raise NotAllowed(gettext("Your role does not include taking lists out as files."))


def large_export_url(listing: Listing, params: QueryDict) -> str | None:
    """Where the worker is asked for this list, filtered and sorted alike; None where nobody registered it."""
    if listing.name not in LISTINGS:
        return None
    try:
        url = reverse("export_large", args=[listing.name])
    except NoReverseMatch:
        return None
    wanted = params.copy()
    for key in ("export", "page"):
        wanted.pop(key, None)
    return f"{url}?{wanted.urlencode()}" if wanted else url
