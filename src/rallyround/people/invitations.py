"""How a link to set a password reaches somebody. Messaging is above this app, so it says how when it is ready."""

from datetime import datetime
from typing import Protocol

from rallyround.ledger.actors import Actor
from rallyround.people.models import User


class Sender(Protocol):
    """Sends the link that `people.links.set_password_url(user)` gives, made at the moment of sending."""

    def __call__(self, *, by: Actor, at: datetime, user: User) -> object: ...


SENDERS: list[Sender] = []


def send(*, by: Actor, at: datetime, user: User) -> bool:
    """Send by the first way there is; False where there is none."""
    for sender in SENDERS[:1]:
        sender(by=by, at=at, user=user)
        return True
    return False
