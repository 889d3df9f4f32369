"""Where a thing is done: the address of a page by its name, with what is to be filtered."""

from urllib.parse import urlencode

from django.urls import reverse


def address(name: str, *args: object, **query: object) -> str:
    """The address of a page; `query` narrows a list to the rows that are meant."""
    path = reverse(name, args=args)
    asked = {key: str(value) for key, value in query.items() if value not in (None, "")}
    return f"{path}?{urlencode(asked)}" if asked else path
