"""What every way out looks like from the outside."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class Address:
    """Where one person can be reached; all of it may be missing."""

    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Outgoing:
    """One message as it goes out. The only place where words and address meet, and never stored."""

    id: UUID
    template: str
    to: Address
    title: str
    text: str


class NotSent(Exception):
    """It did not go. `code` is short and never personal; `final` says that trying again is no use."""

    def __init__(self, code: str, *, final: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.final = final


class Channel(Protocol):
    """A way out."""

    key: str

    def can_reach(self, to: Address) -> bool:
        """Whether this way is set up here and leads to this person."""
        ...

    def send(self, message: Outgoing) -> None:
        """Hand it on, or raise `NotSent`. May be asked for the same message again after a crash."""
        ...
