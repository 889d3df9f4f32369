"""What the tests of the outbox share."""

from datetime import datetime
from typing import Any

from uuid_utils.compat import uuid7

from rallyround.messaging import actions
from rallyround.messaging.models import Message
from rallyround.people import actions as people
from rallyround.people.models import Mode, Partnership, Person
from tests.factories import TEST, make_partnership


def go_live() -> None:
    """Live without its gate of checks, which has tests of its own."""
    make_partnership()
    Partnership.objects.update(mode=Mode.LIVE)


def make_person(at: datetime, **particulars: Any) -> Person:
    """Somebody with these details."""
    person, _ = people.keep_person(by=TEST, at=at, particulars=people.Particulars(**particulars))
    return person


def queue(at: datetime, *, template: str = "need_received", **more: Any) -> Message:
    """A message in the outbox, to somebody with an e-mail address unless one is named."""
    if "person" not in more and "user" not in more:
        more["person"] = make_person(at, name="Asha Canary", email="asha.canary@example.org")
    return actions.send(by=TEST, at=at, template=template, subject=("need", uuid7()), **more)
