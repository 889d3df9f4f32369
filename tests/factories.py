"""Plain typed functions that reach a state through the real actions, so that no test starts from an impossible one."""

import itertools
from datetime import UTC, datetime

from rallyround.ledger.actors import Actor, system
from rallyround.people import actions as people
from rallyround.people.models import Organisation, Partnership, User

AT = datetime(2026, 1, 14, 9, 0, tzinfo=UTC)
TEST = system("test")
PASSWORD = "correct horse battery staple"
_numbers = itertools.count(1)


def make_partnership(*, name: str = "Mereshire", at: datetime = AT) -> Partnership:
    """The one partnership, in practice."""
    return Partnership.objects.first() or people.set_up_partnership(
        by=TEST, at=at, name=name, nation="england", contact_number="01632 960000"
    )


def make_organisation(
    *, name: str | None = None, partner_type: str = "local_government", affiliation: str = "coordinated"
) -> Organisation:
    """A partner organisation."""
    return people.add_organisation(
        by=TEST,
        at=AT,
        name=name or f"Organisation {next(_numbers)}",
        partner_type=partner_type,
        affiliation=affiliation,
    )


def make_user(
    *roles: str, areas: list[str] | None = None, organisation: Organisation | None = None, name: str = ""
) -> User:
    """Somebody who signs in, with these roles for one organisation."""
    number = next(_numbers)
    user = people.add_user(
        by=TEST, at=AT, name=name or f"User {number}", email=f"user{number}@example.org", password=PASSWORD
    )
    for role in roles:
        people.give_role(
            by=TEST,
            at=AT,
            user=user,
            organisation=organisation or make_organisation(),
            role=role,
            areas=areas,
        )
    return user


def actor(user: User | None = None) -> Actor:
    """As whom a test acts."""
    return user.actor if user else TEST
