"""Links that go out in messages, made at the moment of sending: the app that owns a kind of thing says how.

An app registers from its `AppConfig.ready`, so that this one need not know it: `links.register("task", task_link)`.
"""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings

MakeLink = Callable[[UUID], str]

_makers: dict[str, MakeLink] = {}


def register(kind: str, make: MakeLink) -> None:
    """Say how the link of a subject of this kind is made; `make` gives a path or a whole address."""
    _makers[kind] = make


def path(kind: str, id: UUID) -> str:
    """The link of one thing as its app makes it, or nothing where its kind has none."""
    make = _makers.get(kind)
    return make(id) if make else ""


def link(kind: str, id: UUID) -> str:
    """The same as a whole address, for a message."""
    made = path(kind, id)
    return f"{settings.BASE_URL.rstrip('/')}{made}" if made.startswith("/") else made
