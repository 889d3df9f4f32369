"""The outbox's pages: the list, one message, and what a person does about one that was given up."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rallyround.core.lifecycle import MESSAGE
from rallyround.messaging import access, actions, listing, queries
from rallyround.messaging.list_pages import list_response
from rallyround.messaging.wordings import WORDINGS
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission
from rallyround.ui import registry

registry.register(
    "messages",
    Permission.SEE_MESSAGES,
    lambda user, params: listing.listing(access.messages_to_see(user)),
)


@requires(Permission.SEE_MESSAGES)
def messages(request: HttpRequest) -> HttpResponse:
    """The outbox, newest first."""
    shown = listing.listing(access.messages_to_see(signed_in(request)))
    return list_response(request, shown, "messaging/messages.html")


@requires(Permission.SEE_MESSAGES)
def message(request: HttpRequest, id: UUID) -> HttpResponse:
    """One message; in practice with its words and link, so that a tester can go on from there."""
    found = access.message_to_see(signed_in(request), id)
    return render(
        request,
        "messaging/message.html",
        {
            "reading": queries.reading(found),
            "message": found,
            "what": WORDINGS[found.template].label,
            "to": listing.to(found),
            "about": listing.about(found),
            "state": _(MESSAGE.states[found.state]),
            "problem": listing.problem(found),
        },
    )


@requires(Permission.SEE_MESSAGES)
@require_POST
def retry(request: HttpRequest, id: UUID) -> HttpResponse:
    """Try again to send one that was given up."""
    user = signed_in(request)
    found = access.message_to_see(user, id)
    actions.retry_message(by=user.actor, at=timezone.now(), message_id=found.id)
    return redirect("message", id=id)


@requires(Permission.SEE_MESSAGES)
@require_POST
def told(request: HttpRequest, id: UUID) -> HttpResponse:
    """Say that it was told by telephone or at the door."""
    user = signed_in(request)
    found = access.message_to_see(user, id)
    actions.told_by_hand(by=user.actor, at=timezone.now(), message_id=found.id)
    return redirect("message", id=id)
