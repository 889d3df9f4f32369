"""What every part of the demo's programme needs: who acts, since when, and who is who."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rallyround.cli.demo.people import NAME, Cast
from rallyround.ledger.actors import Actor
from rallyround.people.models import Organisation, User


@dataclass(frozen=True)
class Stage:
    """The cast, and the first day of the programme."""

    cast: Cast
    begin: datetime

    def at(self, days: float) -> datetime:
        """So many days into the programme."""
        return self.begin + timedelta(days=days)

    def on(self, days: float) -> date:
        """The same as a date."""
        return self.at(days).date()

    def user(self, role: str) -> User:
        return self.cast.users[role]

    def actor(self, role: str) -> Actor:
        return self.user(role).actor

    def organisation(self, name: str = NAME) -> Organisation:
        return self.cast.organisations[name]
