"""The record of everything that anyone did, for those who look after it or review it."""

from django.http import HttpRequest, HttpResponse

from rallyround.messaging.list_pages import list_response
from rallyround.people import queries as people
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission as P
from rallyround.room import access, listings
from rallyround.ui import registry

registry.register(
    "record",
    P.SEE_LEDGER,
    lambda user, params: listings.events(access.events_to_see(user), {}, for_file=True),
)


@requires(P.SEE_LEDGER)
def ledger(request: HttpRequest) -> HttpResponse:
    """The ledger as a list; its file is in the order in which things happened."""
    events = access.events_to_see(signed_in(request))
    users = dict(people.user_choices())
    listing = listings.events(events, users, for_file="export" in request.GET)
    return list_response(request, listing, "room/ledger.html")
