"""Plain typed functions that reach a state through the real actions, so that no test starts from an impossible one."""

import itertools
from datetime import UTC, datetime

from uuid_utils.compat import uuid7

from rallyround.ledger.actors import Actor, system
from rallyround.people import actions as people
from rallyround.people.models import Organisation, Partnership, User
from rallyround.register import actions as register
from rallyround.register.models import Need, Offer
from rallyround.register.reports import NeedReport, OfferReport

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


def a_report(**said: object) -> NeedReport:
    """A report of a need as plain data, of a household that left a telephone number."""
    number = next(_numbers)
    fields: dict[str, object] = {
        "id": uuid7(),
        "words": f"We need sandbags, number {number}",
        "channel": "web",
        "phone": f"07700 9{number:05d}",
    }
    return NeedReport(**{**fields, **said})  # type: ignore[arg-type]


def make_need(*, by: Actor = TEST, at: datetime = AT, **said: object) -> Need:
    """A need as it was reported."""
    receipt = register.report_need(by=by, at=at, report=a_report(**said))
    return Need.objects.get(id=receipt.id)


def make_open_need(
    *,
    by: Actor = TEST,
    at: datetime = AT,
    kind: str = "prepare",
    cause: str = "not_prepared",
    severity: str = "moderate",
    risk: str = "none",
    helpers: int = 1,
    window_start: datetime | None = None,
    window_end: datetime | None = None,
    phase: str | None = None,
    **said: object,
) -> Need:
    """A need that triage found to be ours."""
    return register.take_on(
        by=by,
        at=at,
        need=make_need(by=by, at=at, **said),
        kind=kind,
        cause=cause,
        severity=severity,
        risk=risk,
        helpers=helpers,
        window_start=window_start,
        window_end=window_end,
        phase=phase,
    )


def an_offer(**said: object) -> OfferReport:
    """An offer of one person's help as plain data."""
    number = next(_numbers)
    fields: dict[str, object] = {
        "id": uuid7(),
        "channel": "web",
        "name": f"Volunteer {number}",
        "phone": f"07700 9{number:05d}",
        "skills": ("protecting_homes",),
    }
    return OfferReport(**{**fields, **said})  # type: ignore[arg-type]


def make_offer(*, by: Actor = TEST, at: datetime = AT, **said: object) -> Offer:
    """An offer as it was received."""
    receipt = register.take_offer(by=by, at=at, report=an_offer(**said))
    return Offer.objects.get(id=receipt.id)


def make_ready_offer(*, by: Actor = TEST, at: datetime = AT, **said: object) -> Offer:
    """An offer that can be given tasks."""
    return register.accept_offer(by=by, at=at, offer=make_offer(by=by, at=at, **said))
