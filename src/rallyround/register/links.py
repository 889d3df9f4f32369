"""The signed address under which a requester sees how their request stands: for an hour, after code and phone ending."""

from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.urls import reverse

SALT = "rallyround.register.state"
LASTS = timedelta(hours=1)


def state_token(need_id: UUID) -> str:
    """Names the need; nobody else can make it."""
    return signing.dumps(str(need_id), salt=SALT)


def how_it_stands(need_id: UUID) -> str:
    """What a message links to: the page that asks for the code and the phone ending, whichever need it is."""
    return reverse("need_state")
