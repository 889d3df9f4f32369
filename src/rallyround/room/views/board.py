"""The board, and the page where everybody starts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rallyround.incidents import actions as incidents
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission as P
from rallyround.room import access, shown
from rallyround.room.queries import board as queries
from rallyround.ui.errors import NotAllowed

# Where somebody starts: the first of these pages that a role of theirs includes.
FIRST_PAGES = (
    ("board", P.SEE_BOARD),
    ("take_request", P.TAKE_REQUEST),
    ("needs", P.SEE_NEEDS),
    ("offers", P.SEE_OFFERS),
    ("tasks", P.SEE_TASKS),
    ("places", P.SEE_PLACES),
    ("log", P.SEE_LOG),
    ("ledger", P.SEE_LEDGER),
)


@requires()
def start(request: HttpRequest) -> HttpResponse:
    """After signing in."""
    user = signed_in(request)
    for name, permission in FIRST_PAGES:
        if user.may(permission):
            return redirect(name)
    raise NotAllowed(_("You have no role yet. Ask an administrator of your partnership for one."))


@requires(P.SEE_BOARD)
def board(request: HttpRequest) -> HttpResponse:
    """What is late, what waits. An open board asks again every three seconds and mostly hears: nothing new."""
    user, at = signed_in(request), timezone.now()
    districts = access.districts_of_board(user)
    incidents.touch_duty(at=at, officer=user)
    live = "HX-Request" in request.headers
    mark = queries.marker(at)
    etag = f'"{mark}-{user.id.hex[-8:]}-{get_language()}"'
    if live and (unchanged := get_conditional_response(request, etag=etag)) is not None:
        patch_vary_headers(unchanged, ["HX-Request", "Cookie"])
        return unchanged
    page = shown.board(queries.board_of(mark, at, districts), user)
    response = render(request, "room/_board.html" if live else "room/board.html", {"board": page})
    if live:
        response["ETag"] = etag
        response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["HX-Request", "Cookie"])
    return response
