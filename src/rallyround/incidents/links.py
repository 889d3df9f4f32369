"""The signed link by which somebody on the call-out list says: I am on it."""

from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from rallyround.ui.errors import NotFound

SALT = "rallyround.incidents.answer_call_out"
HOLDS = timedelta(days=7)


def answer_path(alert_id: UUID) -> str:
    """Where the person who got this alert answers."""
    return reverse("answer_call_out", args=[signing.dumps(str(alert_id), salt=SALT)])


def alert_id_from(token: str) -> UUID:
    """Which alert a link answers."""
    try:
        return UUID(signing.loads(token, salt=SALT, max_age=HOLDS))
    except (signing.BadSignature, TypeError, ValueError, AttributeError):
        raise NotFound(
            _("This link is not complete, or is older than seven days. Ring the duty room.")
        ) from None
