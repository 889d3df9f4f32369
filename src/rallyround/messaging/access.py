"""Who may see the outbox, and how a page gets one message of it."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rallyround.messaging import queries
from rallyround.messaging.models import Message
from rallyround.people.access import one
from rallyround.people.models import User
from rallyround.people.roles import Permission
from rallyround.ui.errors import NotAllowed


def messages_to_see(user: User) -> QuerySet[Message]:
    """The whole outbox: it names roles and states, never people."""
    if not user.may(Permission.SEE_MESSAGES):
        raise NotAllowed(_("Your role does not include messages."))
    return queries.messages()


def message_to_see(user: User, id: UUID) -> Message:
    """One message."""
    found: Message = one(messages_to_see(user).filter(id=id).first())
    return found
