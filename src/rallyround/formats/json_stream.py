"""Reads a GeoJSON collection feature by feature, so that a map of all England need not fit in memory."""

import json
from collections.abc import Iterator
from typing import Any, NoReturn

LARGEST_VALUE = 1 << 28
IN_A_NUMBER = "0123456789.eE+-"


class NotJson(ValueError):
    """The text is not whole JSON; the message is half a sentence."""


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number in JSON")


class _Text:
    """The part of the text in hand, refilled when a value does not end in it."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self.pieces = pieces
        self.buffer = ""
        self.at = 0
        self.ended = False
        self.decoder = json.JSONDecoder(parse_constant=_no_constant)

    def fill(self, more: int = 1) -> None:
        """Drop what was read and add at least `more` characters, unless the text ends."""
        parts = [self.buffer[self.at :]]
        added = 0
        while added < more and not self.ended:
            piece = next(self.pieces, "")
            self.ended = not piece
            added += len(piece)
            parts.append(piece)
        self.buffer = "".join(parts)
        self.at = 0

    def peek(self) -> str:
        """The next character that is not white space; "" at the end."""
        while True:
            while self.at < len(self.buffer):
                if not self.buffer[self.at].isspace():
                    return self.buffer[self.at]
                self.at += 1
            if self.ended:
                return ""
            self.fill()

    def take(self, allowed: str) -> str:
        """The next character, which must be one of `allowed`."""
        found = self.peek()
        if not found:
            raise NotJson("the file is cut short")
        if found not in allowed:
            raise NotJson(f"there is {found!r} where {' or '.join(allowed)} should be")
        self.at += 1
        return found

    def value(self) -> Any:
        """The next whole JSON value."""
        self.peek()
        while True:
            try:
                value, end = self.decoder.raw_decode(self.buffer, self.at)
            except (ValueError, RecursionError) as error:
                if self.ended:
                    raise NotJson("the file is cut short or is not JSON") from error
            else:
                # A number may go on in the next piece: "0" and "0." are both the beginning of "0.5".
                if self.ended or (end < len(self.buffer) and self.buffer[end] not in IN_A_NUMBER):
                    self.at = end
                    return value
            if len(self.buffer) - self.at > LARGEST_VALUE:
                raise NotJson("one of its parts never ends")
            self.fill(len(self.buffer) - self.at)


def members(pieces: Iterator[str], listed: str) -> Iterator[tuple[str, Any]]:
    """The members of the one object in a text, in their order; the list `listed` item by item.

    Raises NotJson where the text ends early or is not JSON. Only one item is held at a time.

    >>> list(members(iter(['{"type": "T", "feat', 'ures": [1, 2', '3], "crs": null}']), "features"))
    [('type', 'T'), ('features', 1), ('features', 23), ('crs', None)]
    """
    text = _Text(pieces)
    text.take("{")
    following = "}" if text.peek() == "}" else ","
    while following == ",":
        key = text.value()
        if not isinstance(key, str):
            raise NotJson("a name is missing")
        text.take(":")
        if key == listed and text.peek() == "[":
            for item in _items(text):
                yield key, item
        else:
            yield key, text.value()
        following = text.take(",}")
    if text.peek() not in ("", "}"):
        raise NotJson("there is more text after the end")


def _items(text: _Text) -> Iterator[Any]:
    text.take("[")
    if text.peek() == "]":
        text.take("]")
        return
    following = ","
    while following == ",":
        yield text.value()
        following = text.take(",]")
