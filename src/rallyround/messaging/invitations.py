"""How somebody who was given a sign-in hears of it."""

from datetime import datetime

from rallyround.ledger.actors import Actor
from rallyround.messaging import actions
from rallyround.people.models import User


def invite(*, by: Actor, at: datetime, user: User) -> object:
    """Send the link with which they set their password; it is made at the moment of sending."""
    return actions.send(by=by, at=at, template="set_password", subject=("user", user.id), user=user)
