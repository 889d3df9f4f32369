"""What the tests of the incident room share."""

from datetime import datetime

from rallyround.incidents import actions
from rallyround.incidents.models import Incident
from rallyround.people import actions as people
from rallyround.people.models import Contact
from tests.factories import AT, TEST, make_organisation, make_partnership


def make_incident(
    name: str = "Mere valley flood", *, at: datetime = AT, phase: str = "during", exercise: bool = False
) -> Incident:
    """An incident that has begun."""
    make_partnership()
    return actions.begin_incident(by=TEST, at=at, name=name, hazard="flood", phase=phase, exercise=exercise)


def make_contact(rank: int | None, *, deputy: Contact | None = None, at: datetime = AT) -> Contact:
    """Somebody in the directory, on the call-out list where a rank is named."""
    make_partnership()
    contact = people.add_contact(
        by=TEST,
        at=at,
        organisation=make_organisation(),
        job=f"Duty {rank}",
        particulars=people.Particulars(name=f"Canary {rank}", phone="07700 900100", email="duty@example.org"),
        deputy=deputy,
    )
    return people.rank_contact(by=TEST, at=at, contact=contact, rank=rank) if rank else contact
