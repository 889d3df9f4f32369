"""Directory contacts, second factors and a partnership that is live, reached through the real actions."""

import itertools
from datetime import datetime

from allauth.mfa.models import Authenticator

from rallyround.people import actions as people
from rallyround.people.live import Facts
from rallyround.people.models import Contact, Organisation, User
from tests.factories import AT, TEST, make_organisation, make_partnership, make_user

_numbers = itertools.count(1)

SAFE = Facts(
    own_secret=True,
    demo=False,
    exercise=False,
    messages=True,
    server={"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"},
    superuser=False,
)


def make_contact(
    *,
    organisation: Organisation | None = None,
    job: str = "Duty manager",
    name: str = "",
    rank: int | None = None,
) -> Contact:
    """Somebody in the directory, on the call-out list where a rank is given."""
    number = next(_numbers)
    contact = people.add_contact(
        by=TEST,
        at=AT,
        organisation=organisation or make_organisation(),
        job=job,
        particulars=people.Particulars(
            name=name or f"Contact {number}", phone=f"01632 96{number % 10_000:04}"
        ),
    )
    if rank is not None:
        make_partnership()
        contact = people.rank_contact(by=TEST, at=AT, contact=contact, rank=rank)
    return contact


def set_up_second_factor(user: User) -> None:
    """An authenticator app, as its own pages would leave it."""
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})


def make_ready(*, at: datetime = AT) -> User:
    """Everything done that is asked before real people are served; returns one of the administrators."""
    make_partnership()
    people.change_partnership(
        by=TEST,
        at=at,
        settings=people.PartnershipSettings(
            name="Mereshire",
            contact_number="01632 960000",
            staffed_hours="Every day from 8 to 20",
            emergency_text="In danger now: call 999.",
            privacy_notice="We keep what you tell us for 90 days.",
        ),
    )
    administrators = [make_user("administrator"), make_user("administrator")]
    for user in administrators:
        set_up_second_factor(user)
    for kind in ("data_protection_assessment", "emergency_text", "backup_restored"):
        people.record_gate_check(by=TEST, at=at, kind=kind, done_by=administrators[0], reference="Paper 1")
    for rank in (1, 2, 3):
        people.verify_contact(by=TEST, at=at, contact=make_contact(rank=rank))
    return administrators[0]


def make_live(*, at: datetime = AT) -> User:
    """A partnership that serves real people; returns one of its administrators."""
    user = make_ready(at=at)
    people.go_live(by=user.actor, at=at, facts=SAFE)
    return user
